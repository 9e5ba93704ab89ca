"""Prior and posterior densities of one parameter of a Bayesian meta-analysis."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

from trephine.core.text import Language
from trephine.plots import words
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import Canvas
from trephine.plots.kit.legend import Entry, legend
from trephine.plots.kit.metrics import Label, say
from trephine.plots.kit.number import between, number
from trephine.plots.kit.palette import MUTED, RUST, TEAL, TEAL_WASH
from trephine.plots.kit.panel import Axis, panel
from trephine.plots.kit.scale import Transform, linear_ticks, transformed_ticks
from trephine.plots.options import check_options
from trephine.plots.points import MARGIN, effect_text, heading, need_points
from trephine.plots.style import base_size

_NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class DensityPoint:
    """Both densities at one value of the parameter (analysed scale)."""

    value: float
    prior: float
    posterior: float


def prior_posterior(
    points: Sequence[DensityPoint],
    *,
    parameter: Label,
    median: float = _NAN,
    lower: float = _NAN,
    upper: float = _NAN,
    transform: Transform = "plain",
    level: float = 95.0,
    language: Language = "zh",
    width_mm: float = 84.0,
    title: Label | None = None,
) -> Figure:
    """Draw the prior as a dashed line and the posterior as a filled curve, its interval darker.

    ``median``, ``lower`` and ``upper`` are the posterior's, on the analysed scale like the
    points' values. Densities are those of the analysed scale, whatever labels the axis.
    """
    check_options(
        language=language, transform=transform, width_mm=width_mm, level=level, median=median,
        lower=lower, upper=upper, parameter=parameter, title=title,
    )  # fmt: skip
    coordinates = [v for p in points for v in (p.value, p.prior, p.posterior)]
    need_points(len(points), coordinates, "points")
    canvas = Canvas(width_mm=width_mm, language=language)
    size = base_size(width_mm)
    ordered = sorted(points, key=lambda p: p.value)
    low, high = ordered[0].value, ordered[-1].value
    if high <= low:
        low, high = low - 1, high + 1
    tallest = max(max(p.prior, p.posterior) for p in ordered) * 1.06 or 1.0
    name = say(parameter, language)
    label = name
    if transform in {"logit", "arcsine"}:
        label = words.AXIS_PERCENT[language].format(measure=name)
    area = panel(
        canvas,
        left=MARGIN,
        top=MARGIN,
        right=canvas.width - MARGIN,
        height=canvas.width * 0.5,
        x=Axis(low=low, high=high, ticks=transformed_ticks(low, high, transform), title=label),
        y=Axis(
            low=0.0,
            high=tallest,
            ticks=linear_ticks(0.0, tallest, 4),
            title=words.DENSITY[language],
        ),
        size=size,
    )
    curve = [area.at(p.value, p.posterior) for p in ordered]
    foot = area.bottom
    canvas.polygon([(curve[0][0], foot), *curve, (curve[-1][0], foot)], fill=TEAL_WASH)
    if not (isnan(lower) or isnan(upper)):
        inner = [area.at(p.value, p.posterior) for p in ordered if lower <= p.value <= upper]
        if len(inner) > 1:
            canvas.polygon([(inner[0][0], foot), *inner, (inner[-1][0], foot)], fill="#8cc7c0")
    canvas.polyline(curve, stroke=TEAL, line=1.1)
    prior = [area.at(p.value, p.prior) for p in ordered]
    canvas.polyline(prior, stroke=MUTED, line=0.9, dash="3 2")
    canvas.line((area.left, foot), (area.right, foot), line=0.7)
    entries = [
        Entry(kind="dash", label=words.PRIOR[language], fill=MUTED),
        Entry(kind="line", label=words.POSTERIOR[language], fill=TEAL),
    ]
    line = ""
    if not isnan(median):
        x = area.x.at(median)
        canvas.line((x, area.top), (x, foot), stroke=RUST, line=0.8)
        ends = (effect_text(lower, transform), effect_text(upper, transform))
        line = words.MEDIAN_CRI[language].format(
            median=effect_text(median, transform),
            level=f"{level:g}",
            interval=between(*ends, language=language),
        )
        entries.append(Entry(kind="line", label=line, fill=RUST))
    below = legend(
        canvas,
        entries,
        left=MARGIN,
        right=canvas.width - MARGIN,
        top=area.below + 3,
        size=size - 0.5,
    )
    shown = heading(title, words.PRIOR_POSTERIOR, language, parameter=name)
    picked = ordered[:: max(len(ordered) // 20, 1)]
    return canvas.finish(
        height=below + MARGIN,
        title=shown,
        desc=words.MODEL[language].format(label=shown, figures=line or words.POSTERIOR[language]),
        table=Table(
            columns=(name, words.PRIOR[language], words.POSTERIOR[language]),
            rows=tuple(
                (effect_text(p.value, transform), number(p.prior, 4), number(p.posterior, 4))
                for p in picked
            ),
        ),
    )
