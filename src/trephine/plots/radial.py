"""The radial (Galbraith) plot: standardised effects against precision; slopes are effects."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from trephine.core.text import Language, plural
from trephine.plots import words
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import RISE, Canvas
from trephine.plots.kit.legend import Entry, legend
from trephine.plots.kit.metrics import Label, say, text_width
from trephine.plots.kit.number import number
from trephine.plots.kit.palette import INK, MUTED, PAPER, RUST, RUST_WASH, TEAL
from trephine.plots.kit.panel import Axis, Panel, panel
from trephine.plots.kit.place import Box, overlap
from trephine.plots.kit.scale import Transform, linear_ticks, padded, transformed_ticks
from trephine.plots.options import check_options
from trephine.plots.points import MARGIN, effect_text, heading, need_points, need_positive
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
    read off on the upper and right border, labelled on the natural scale. The line is the
    pooled ``estimate`` (analysed scale), the band two units of z either side (1.96). It does not
    fit anything.
    """
    check_options(
        language=language, transform=transform, width_mm=width_mm, estimate=estimate, tau2=tau2,
        measure=measure, title=title,
    )  # fmt: skip
    need_points(len(rows), [v for row in rows for v in (row.yi, row.vi)], "rows")
    need_points(1, [tau2], "tau2")
    need_positive([row.vi for row in rows], "rows.vi")
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
        top=MARGIN + size * 1.6,
        right=canvas.width - MARGIN - size * 3.2,
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
    _border(canvas, area, [*(row.yi for row in rows), estimate], furthest, transform, size)
    for row, x, z in zip(rows, xs, zs, strict=True):
        px, py = area.at(x, z)
        tip = f"{say(row.label, language)}: {effect_text(row.yi, transform)}"
        canvas.circle(
            px, py, 2.6, fill=TEAL, stroke=PAPER, line=0.4, row=row.id, tip=tip if row.id else ""
        )
    name = say(measure, language)
    percent = transform in {"logit", "arcsine"}
    border = words.AXIS_PERCENT[language].format(measure=name) if percent else name
    entries = [
        Entry(kind="dot", label=words.OBSERVED[language], fill=TEAL),
        Entry(kind="line", label=words.POOLED_ESTIMATE[language], fill=RUST),
        Entry(kind="patch", label="±1.96", fill=RUST_WASH),
        Entry(kind="text", label=words.BORDER[language].format(measure=border)),
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
        desc=words.POINTS_DESC[language].format(
            title=shown, k=len(rows), s=plural(len(rows)), more=more
        ),
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
    points = [*ends[0], *_corner(area, ends[0][1], ends[1][1]), *reversed(ends[1])]
    canvas.polygon(points, fill=RUST_WASH)
    start, end = area.at(0.0, 0.0), area.at(furthest, estimate * furthest)
    canvas.line(start, _within(area, start, end), stroke=RUST, line=0.9)
    canvas.line((area.left, start[1]), (area.right, start[1]), stroke=INK, line=0.4, dash="1 2")


def _corner(
    area: Panel, upper: tuple[float, float], lower: tuple[float, float]
) -> list[tuple[float, float]]:
    """Return the panel's corner where the band's two edges leave it by different sides."""
    high, low = upper[0] < area.right - 0.01, lower[0] < area.right - 0.01
    if high == low:
        return []
    return [(area.right, area.top if high else area.bottom)]


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


def _border(
    canvas: Canvas,
    area: Panel,
    effects: Sequence[float],
    furthest: float,
    transform: Transform,
    size: float,
) -> None:
    """Draw ticks where rays of round effects meet the right, upper or lower border."""
    canvas.line((area.right, area.top), (area.right, area.bottom), line=0.7)
    canvas.line((area.left, area.top), (area.right, area.top), line=0.7)
    origin = area.at(0.0, 0.0)
    low, high = padded(effects, 0.1)
    taken: list[Box] = []
    for tick in transformed_ticks(low, high, transform, room=0.06):
        x, y = _within(area, origin, area.at(furthest, tick.value * furthest))
        width = text_width(tick.label, size)
        if abs(x - area.right) < 0.1:
            canvas.line((x, y), (x + 3, y), line=0.7)
            box = (x + 5, y - size * 0.6, x + 5 + width, y + size * 0.6)
        elif y < origin[1]:
            canvas.line((x, y), (x, y - 3), line=0.7)
            box = (x - width / 2, y - 4 - size * 1.2, x + width / 2, y - 4)
        else:
            continue  # below: the horizontal axis stands there
        if not any(overlap(box, other) for other in taken):
            taken.append(box)
            middle = (box[1] + box[3]) / 2
            canvas.text(box[0], middle + RISE * size, tick.label, size=size, fill=MUTED)
