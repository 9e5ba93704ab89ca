"""The bubble plot of a meta-regression: effects against a moderator, the line and its bands."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isnan, sqrt

from trephine.core.text import Language, plural
from trephine.plots import words
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import Canvas, Point
from trephine.plots.kit.legend import Entry, legend
from trephine.plots.kit.metrics import Label, say
from trephine.plots.kit.number import number
from trephine.plots.kit.palette import FAINT, MUTED, RUST, RUST_WASH, TEAL
from trephine.plots.kit.panel import Axis, Panel, panel
from trephine.plots.kit.place import Box, Spot, place_labels
from trephine.plots.kit.scale import Transform, linear_ticks, padded, transformed_ticks
from trephine.plots.options import check_options
from trephine.plots.points import MARGIN, effect_text, heading, need_points
from trephine.plots.style import base_size

_NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class BubbleRow:
    """One study: moderator, effect on the analysed scale, weight that sizes its circle."""

    label: Label
    x: float
    yi: float
    weight: float = _NAN
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FittedPoint:
    """The regression at one value of the moderator, on the analysed scale."""

    x: float
    fit: float
    ci_lb: float = _NAN
    ci_ub: float = _NAN
    pi_lb: float = _NAN
    pi_ub: float = _NAN


def bubble(
    rows: Sequence[BubbleRow],
    fitted: Sequence[FittedPoint] = (),
    *,
    measure: Label,
    moderator: Label,
    transform: Transform = "logit",
    level: float = 95.0,
    named: bool = False,
    language: Language = "zh",
    width_mm: float = 120.0,
    title: Label | None = None,
) -> Figure:
    """Draw studies as circles by weight, the fitted line and its bands where they are given.

    It does not fit. The vertical axis is the analysed scale, labelled on the natural one, so the
    line is straight. ``named`` labels studies as far as there is room. Bands that leave the panel
    are cut at its edge.
    """
    check_options(
        language=language, transform=transform, width_mm=width_mm, level=level, measure=measure,
        moderator=moderator, title=title,
    )  # fmt: skip
    need_points(len(rows), [v for row in rows for v in (row.x, row.yi)], "rows")
    canvas = Canvas(width_mm=width_mm, language=language)
    size = base_size(width_mm)
    line = sorted(fitted, key=lambda p: p.x)
    x_low, x_high = padded([row.x for row in rows] + [p.x for p in line], 0.05)
    ends = [row.yi for row in rows]
    ends += [v for p in line for v in (p.fit, p.ci_lb, p.ci_ub, p.pi_lb, p.pi_ub)]
    y_low, y_high = padded(ends, 0.08)
    name = say(measure, language)
    label = name
    if transform in {"logit", "arcsine"}:
        label = words.AXIS_PERCENT[language].format(measure=name)
    area = panel(
        canvas,
        left=MARGIN,
        top=MARGIN,
        right=canvas.width - MARGIN,
        height=canvas.width * 0.58,
        x=Axis(
            low=x_low,
            high=x_high,
            ticks=linear_ticks(x_low, x_high),
            title=say(moderator, language),
        ),
        y=Axis(
            low=y_low, high=y_high, ticks=transformed_ticks(y_low, y_high, transform), title=label
        ),
        size=size,
    )
    entries = _line(canvas, area, line, level, language)
    heaviest = max((row.weight for row in rows if not isnan(row.weight)), default=1.0) or 1.0
    spots = []
    for row in sorted(rows, key=lambda r: (isnan(r.weight), -r.weight)):
        x, y = area.at(row.x, row.yi)
        share = 0.15 if isnan(row.weight) else row.weight / heaviest
        radius = max(size * 1.05 * sqrt(share), 1.2)
        shown = say(row.label, language)
        tip = f"{shown}: {effect_text(row.yi, transform)}" if row.id else ""
        canvas.circle(x, y, radius, fill=TEAL, stroke=TEAL, opacity=0.4, row=row.id, tip=tip)
        spots.append(Spot(x=x, y=y, label=shown, radius=radius, row=row.id))
    left_out: tuple[str, ...] = ()
    if named:
        bounds = (area.left + 1, area.top, area.right, area.bottom - 1)
        left_out = place_labels(
            canvas, spots, bounds=bounds, taken=_beads(area, line), size=size - 1
        )
    if left_out:
        text = words.UNLABELLED[language].format(n=len(left_out), s=plural(len(left_out)))
        entries.append(Entry(kind="text", label=text))
    if any(not isnan(row.weight) for row in rows):
        entries.append(Entry(kind="text", label=words.AREA_BY_WEIGHT[language]))
    below = legend(
        canvas,
        entries,
        left=area.left,
        right=canvas.width - MARGIN,
        top=area.below + 3,
        size=size - 1,
    )
    shown = heading(title, words.BUBBLE, language, moderator=say(moderator, language))
    return canvas.finish(
        height=below + MARGIN,
        title=shown,
        desc=words.POINTS_DESC[language]
        .format(title=shown, k=len(rows), s=plural(len(rows)), more="")
        .strip(),
        table=Table(
            columns=(words.STUDY[language], say(moderator, language), name),
            rows=tuple(
                (say(r.label, language), number(r.x, 2), effect_text(r.yi, transform)) for r in rows
            ),
        ),
    )


def _beads(area: Panel, line: Sequence[FittedPoint]) -> list[Box]:
    """Return small boxes along the line, for labels to keep clear of."""
    out: list[Box] = []
    for first, second in pairwise(line):
        (x0, y0), (x1, y1) = area.at(first.x, first.fit), area.at(second.x, second.fit)
        steps = max(int(abs(x1 - x0) / 4), 1)
        for step in range(steps):
            x, y = x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps
            out.append((x - 2, y - 1, x + 2, y + 1))
    return out


def _line(
    canvas: Canvas, area: Panel, line: Sequence[FittedPoint], level: float, language: Language
) -> list[Entry]:
    """Draw the bands and the line; return what the legend says of them."""
    entries: list[Entry] = []
    if not line:
        return entries

    def inside(x: float, value: float) -> Point:
        at_x, at_y = area.at(x, value)
        return at_x, min(max(at_y, area.top), area.bottom)

    confidence = [p for p in line if not (isnan(p.ci_lb) or isnan(p.ci_ub))]
    if confidence:
        upper = [inside(p.x, p.ci_ub) for p in confidence]
        lower = [inside(p.x, p.ci_lb) for p in reversed(confidence)]
        canvas.polygon([*upper, *lower], fill=RUST_WASH)
        label = words.CONFIDENCE_BAND[language].format(level=f"{level:g}")
        entries.append(Entry(kind="patch", label=label, fill=RUST_WASH))
    prediction = [p for p in line if not (isnan(p.pi_lb) or isnan(p.pi_ub))]
    if prediction:
        for key in ("pi_lb", "pi_ub"):
            run = [p for p in prediction if area.y.holds(getattr(p, key))]
            if len(run) > 1:
                points = [area.at(p.x, getattr(p, key)) for p in run]
                canvas.polyline(points, stroke=FAINT, line=0.8, dash="3 2")
        label = words.PREDICTION_BAND[language].format(level=f"{level:g}")
        entries.append(Entry(kind="dash", label=label, fill=MUTED))
    canvas.polyline([inside(p.x, p.fit) for p in line], stroke=RUST, line=1.1)
    return [Entry(kind="line", label=words.REGRESSION[language], fill=RUST), *entries]
