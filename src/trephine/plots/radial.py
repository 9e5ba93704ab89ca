"""The radial (Galbraith) plot: standardised effects against precision; slopes are effects."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atan2, cos, hypot, sin, sqrt

from trephine.core.text import Language
from trephine.plots import words
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import RISE, Canvas
from trephine.plots.kit.legend import Entry, legend
from trephine.plots.kit.metrics import Label, say, text_width
from trephine.plots.kit.number import number
from trephine.plots.kit.palette import INK, MUTED, PAPER, RUST, RUST_WASH, TEAL
from trephine.plots.kit.panel import Axis, Panel, panel
from trephine.plots.kit.scale import Transform, linear_ticks, padded, transformed_ticks
from trephine.plots.points import MARGIN, effect_text, heading, need_points
from trephine.plots.style import base_size


@dataclass(frozen=True, slots=True, kw_only=True)
class RadialRow:
    """One study: effect and sampling variance on the analysed scale."""

    label: Label
    yi: float
    vi: float
    id: str = ""


def radial(
    rows: Sequence[RadialRow],
    *,
    measure: Label,
    estimate: float,
    tau2: float = 0.0,
    transform: Transform = "logit",
    language: Language = "zh",
    width_mm: float = 120.0,
    title: Label | None = None,
) -> Figure:
    """Draw a radial plot (Galbraith 1988, Stat Med 7:889-894).

    A study lies at 1/sqrt(vi + tau2), yi/sqrt(vi + tau2); the slope from the origin is its effect,
    read off on the arc at the right, which is labelled on the natural scale. The line is the
    pooled ``estimate`` (analysed scale), the band two units of z either side (1.96). It does not
    fit anything.
    """
    need_points(len(rows), [v for row in rows for v in (row.yi, row.vi)], "rows")
    canvas = Canvas(width_mm=width_mm, language=language)
    size = base_size(width_mm)
    total = [sqrt(row.vi + tau2) for row in rows]
    xs = [1 / s for s in total]
    zs = [row.yi / s for row, s in zip(rows, total, strict=True)]
    furthest = max(xs) * 1.12
    low, high = padded([*zs, 0.0, -1.96, 1.96, estimate * furthest], 0.05)
    area = panel(
        canvas,
        left=MARGIN,
        top=MARGIN,
        right=canvas.width - MARGIN - size * 4.5,
        height=canvas.width * 0.6,
        x=Axis(
            low=0.0,
            high=furthest,
            ticks=linear_ticks(0.0, furthest),
            title=words.INVERSE_TOTAL[language],
        ),
        y=Axis(
            low=low,
            high=high,
            ticks=linear_ticks(low, high),
            title=words.STANDARDISED[language],
        ),
        size=size,
        grid=False,
    )
    _band(canvas, area, estimate, furthest)
    _arc(canvas, area, [row.yi for row in rows], furthest, transform, size)
    for row, x, z in zip(rows, xs, zs, strict=True):
        px, py = area.at(x, z)
        tip = f"{say(row.label, language)}: {effect_text(row.yi, transform)}"
        canvas.circle(
            px, py, 2.6, fill=TEAL, stroke=PAPER, line=0.4, row=row.id, tip=tip if row.id else ""
        )
    name = say(measure, language)
    entries = [
        Entry(kind="dot", label=words.OBSERVED[language], fill=TEAL),
        Entry(kind="line", label=words.POOLED_ESTIMATE[language], fill=RUST),
        Entry(kind="patch", label="±1.96", fill=RUST_WASH),
        Entry(kind="text", label=words.ARC[language].format(measure=name)),
    ]
    below = legend(
        canvas,
        entries,
        left=area.left,
        right=canvas.width - MARGIN,
        top=area.below + 3,
        size=size - 1,
    )
    shown = heading(title, words.RADIAL, language, measure=name)
    more = words.MODEL[language].format(
        label=words.POOLED_ESTIMATE[language], figures=effect_text(estimate, transform)
    )
    return canvas.finish(
        height=below + MARGIN,
        title=shown,
        desc=words.POINTS_DESC[language].format(title=shown, k=len(rows), more=more),
        table=Table(
            columns=(
                words.STUDY[language],
                words.EFFECT[language],
                words.INVERSE_TOTAL[language],
                words.STANDARDISED[language],
            ),
            rows=tuple(
                (
                    say(row.label, language),
                    effect_text(row.yi, transform),
                    number(x, 3),
                    number(z, 3),
                )
                for row, x, z in zip(rows, xs, zs, strict=True)
            ),
        ),
    )


def _band(canvas: Canvas, area: Panel, estimate: float, furthest: float) -> None:
    """Draw the pooled line and the band around it, cut at the top and bottom of the panel."""
    ends = []
    for shift in (1.96, -1.96):
        start, end = area.at(0.0, shift), area.at(furthest, estimate * furthest + shift)
        ends.append([start, _within(area, start, end)])
    canvas.polygon([*ends[0], *reversed(ends[1])], fill=RUST_WASH)
    start, end = area.at(0.0, 0.0), area.at(furthest, estimate * furthest)
    canvas.line(start, _within(area, start, end), stroke=RUST, line=0.9)
    canvas.line((area.left, start[1]), (area.right, start[1]), stroke=INK, line=0.4, dash="1 2")


def _within(
    area: Panel, start: tuple[float, float], end: tuple[float, float]
) -> tuple[float, float]:
    """Return the end of a line, moved back onto the panel's top or bottom where it leaves."""
    for edge in (area.top, area.bottom):
        beyond = end[1] < edge if edge == area.top else end[1] > edge
        if beyond:
            share = (edge - start[1]) / (end[1] - start[1])
            end = (start[0] + share * (end[0] - start[0]), edge)
    return end


def _arc(
    canvas: Canvas,
    area: Panel,
    effects: Sequence[float],
    furthest: float,
    transform: Transform,
    size: float,
) -> None:
    """Draw the arc on which slopes are read as effects, with its ticks."""
    origin = area.at(0.0, 0.0)
    low, high = padded(effects, 0.04)

    def angle(effect: float) -> float:
        x, y = area.at(furthest, effect * furthest)
        return atan2(origin[1] - y, x - origin[0])

    reach = min(
        area.right - origin[0],
        *(
            abs(room / sin(angle(effect))) if abs(sin(angle(effect))) > 1e-9 else 1e9
            for effect, room in (
                (high, origin[1] - area.top if angle(high) > 0 else area.bottom - origin[1]),
                (low, area.bottom - origin[1] if angle(low) < 0 else origin[1] - area.top),
            )
        ),
    )
    reach = max(reach, hypot(area.right - origin[0], 0.0) * 0.999)
    steps = 40
    first, last = angle(low), angle(high)
    arc = [
        (origin[0] + reach * cos(a), origin[1] - reach * sin(a))
        for a in (first + (last - first) * i / steps for i in range(steps + 1))
    ]
    canvas.polyline(arc, stroke=INK, line=0.7)
    taken: list[float] = []
    for tick in transformed_ticks(low, high, transform, room=0.08):
        a = angle(tick.value)
        x, y = origin[0] + reach * cos(a), origin[1] - reach * sin(a)
        canvas.line((x, y), (x + 3 * cos(a), y - 3 * sin(a)), line=0.7)
        tx, ty = x + 5 * cos(a), y - 5 * sin(a) + RISE * size
        if all(abs(ty - other) > size for other in taken):
            taken.append(ty)
            room = canvas.width - MARGIN - text_width(tick.label, size)
            canvas.text(min(tx, room), ty, tick.label, size=size, fill=MUTED)
