"""The funnel plot: effects against their precision, with contours of significance if asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, sqrt
from typing import Literal, get_args

from trephine.core.error import InputError
from trephine.core.option import one_of
from trephine.core.text import Language, Text, plural
from trephine.plots import words
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import Canvas
from trephine.plots.kit.legend import Entry, legend
from trephine.plots.kit.metrics import Label, say
from trephine.plots.kit.number import number
from trephine.plots.kit.palette import INK, MUTED, PAPER, RUST, TEAL
from trephine.plots.kit.panel import Axis, Panel, panel
from trephine.plots.kit.scale import Transform, linear_ticks
from trephine.plots.options import check_options
from trephine.plots.points import (
    MARGIN,
    effect_axis,
    effect_text,
    heading,
    need_points,
    need_positive,
)
from trephine.plots.style import base_size

Against = Literal["se", "sqrt_n"]
_SHADES = ((2.5758, "#dfe3e8"), (1.95996, "#c3cad3"), (1.64485, PAPER))
_OUTER = "#f1f3f5"


@dataclass(frozen=True, slots=True, kw_only=True)
class FunnelRow:
    """One study: effect and standard error on the analysed scale, sample size if known.

    ``filled`` marks a study that trim-and-fill added: drawn hollow, named as such.
    """

    label: Label
    yi: float
    sei: float
    ni: float = float("nan")
    filled: bool = False
    id: str = ""


def funnel(
    rows: Sequence[FunnelRow],
    *,
    measure: Label,
    estimate: float,
    against: Against = "se",
    contours: bool = False,
    null: float = 0.0,
    transform: Transform = "logit",
    language: Language = "zh",
    width_mm: float = 120.0,
    notes: Sequence[Label] = (),
    title: Label | None = None,
) -> Figure:
    """Draw a funnel plot, plain or contour-enhanced.

    ``estimate`` and ``null`` are on the analysed scale; ``transform`` says which natural scale
    labels the axis. ``against="sqrt_n"`` plots the root of the sample size instead of the standard
    error, which does not depend on the effect: better for proportions near 0 or 1 (no limits are
    drawn then). Contours (Peters and others 2008, J Clin Epidemiol 61:991-996) are centred at
    ``null`` and only drawn against the standard error. It does not test asymmetry.
    """
    one_of("against", against, get_args(Against))
    check_options(
        language=language, transform=transform, width_mm=width_mm, estimate=estimate, null=null,
        measure=measure, title=title, notes=notes,
    )  # fmt: skip
    need_points(len(rows), [v for row in rows for v in (row.yi, row.sei)], "rows")
    need_positive([row.sei for row in rows], "rows.sei")
    if against == "sqrt_n":
        need_points(len(rows), [row.ni for row in rows], "rows.ni")
        need_positive([row.ni for row in rows], "rows.ni")
        if contours:
            raise InputError(
                what=Text(zh="等高线须以标准误为纵轴", en="contours need the standard error axis"),
                where="against",
                found=against,
                do=Text(zh='请用 against="se"', en='use against="se"'),
            )
    canvas = Canvas(width_mm=width_mm, language=language)
    size = base_size(width_mm)
    lines = against == "se"
    deepest = max(row.sei for row in rows) * 1.05 or 1.0
    ends = [row.yi for row in rows] + [estimate]
    if lines:
        ends += [estimate - 1.96 * deepest, estimate + 1.96 * deepest]
    if contours:
        ends += [null - 1.0 * deepest, null + 1.0 * deepest]
    name = say(measure, language)
    x = effect_axis(ends, transform=transform, title=name, language=language, share=0.04)
    area = panel(
        canvas,
        left=MARGIN,
        top=MARGIN,
        right=canvas.width - MARGIN,
        height=canvas.width * 0.62,
        x=x,
        y=_y_axis(rows, against, deepest, language),
        size=size,
        grid=not contours,
    )
    if contours:
        _contours(canvas, area, null, deepest)
    if lines:
        _limits(canvas, area, estimate, deepest)
    line_x = area.x.at(estimate)
    canvas.line((line_x, area.top), (line_x, area.bottom), stroke=RUST, line=0.8)
    _points(canvas, area, rows, against, size, transform)
    below = legend(
        canvas,
        _entries(rows, lines=lines, contours=contours, language=language),
        left=area.left,
        right=canvas.width - MARGIN,
        top=area.below + 3,
        size=size - 1,
    )
    for note in notes:
        below += canvas.block(
            MARGIN, below, say(note, language), canvas.width - 2 * MARGIN, size=size - 1, fill=MUTED
        )
    shown = heading(
        title, words.CONTOUR_FUNNEL if contours else words.FUNNEL, language, measure=name
    )
    more = words.MODEL[language].format(
        label=words.POOLED_ESTIMATE[language], figures=effect_text(estimate, transform)
    )
    return canvas.finish(
        height=below + MARGIN,
        title=shown,
        desc=words.POINTS_DESC[language].format(
            title=shown, k=len(rows), s=plural(len(rows)), more=more
        ),
        table=_table(rows, transform, language),
    )


def _y_axis(
    rows: Sequence[FunnelRow],
    against: Against,
    deepest: float,
    language: Language,
) -> Axis:
    """Return the vertical axis: precise studies at the top."""
    if against == "se":
        return Axis(
            low=deepest,
            high=0.0,
            ticks=[t for t in linear_ticks(0.0, deepest) if t.value <= deepest],
            title=words.STANDARD_ERROR[language],
        )
    highest = max(sqrt(row.ni) for row in rows) * 1.08
    return Axis(
        low=0.0, high=highest, ticks=linear_ticks(0.0, highest), title=words.ROOT_N[language]
    )


def _contours(canvas: Canvas, area: Panel, null: float, deepest: float) -> None:
    """Shade where a study of that standard error would be significant against ``null``."""
    width, height = area.right - area.left, area.bottom - area.top
    canvas.rect(area.left, area.top, width, height, fill=_OUTER)
    apex = area.at(null, 0.0)
    for z, shade in _SHADES:
        corners = [
            _bounded(area, apex, area.at(null + side * z * deepest, deepest)) for side in (-1, 1)
        ]
        points = [apex, *corners[0], *reversed(corners[1])]
        canvas.polygon(points, fill=shade)
    canvas.line((area.left, area.top), (area.left, area.bottom), stroke=INK, line=0.7)
    canvas.line((area.left, area.bottom), (area.right, area.bottom), stroke=INK, line=0.7)


def _bounded(
    area: Panel, apex: tuple[float, float], foot: tuple[float, float]
) -> list[tuple[float, float]]:
    """Return the corners of one side of a region: its foot, or edge and corner if it leaves."""
    edge = area.left if foot[0] < apex[0] else area.right
    outside = foot[0] < area.left or foot[0] > area.right
    if not outside:
        return [foot]
    share = (edge - apex[0]) / (foot[0] - apex[0])
    return [(edge, apex[1] + share * (foot[1] - apex[1])), (edge, area.bottom)]


def _limits(canvas: Canvas, area: Panel, estimate: float, deepest: float) -> None:
    """Draw the pseudo 95 % limits around the estimate, cut at the panel's sides."""
    apex = area.at(estimate, 0.0)
    for side in (-1, 1):
        end = _bounded(area, apex, area.at(estimate + side * 1.96 * deepest, deepest))[0]
        canvas.line(apex, end, stroke=MUTED, line=0.7, dash="3 2")


def _points(
    canvas: Canvas,
    area: Panel,
    rows: Sequence[FunnelRow],
    against: Against,
    size: float,
    transform: Transform,
) -> None:
    """Draw the studies, filled-in ones hollow."""
    radius = size * (0.32 if len(rows) <= 40 else 0.22)
    for row in rows:
        x, y = area.at(row.yi, row.sei if against == "se" else sqrt(row.ni))
        tip = f"{say(row.label, canvas.language)}: {effect_text(row.yi, transform)}"
        canvas.circle(
            x,
            y,
            radius,
            fill=PAPER if row.filled else TEAL,
            stroke=RUST if row.filled else PAPER,
            line=0.9 if row.filled else 0.4,
            row=row.id,
            tip=tip if row.id else "",
        )


def _entries(
    rows: Sequence[FunnelRow], *, lines: bool, contours: bool, language: Language
) -> list[Entry]:
    """Return what the legend explains."""
    out = [Entry(kind="dot", label=words.OBSERVED[language], fill=TEAL)]
    if any(row.filled for row in rows):
        out.append(Entry(kind="ring", label=words.FILLED[language], fill=RUST))
    out.append(Entry(kind="line", label=words.POOLED_ESTIMATE[language], fill=RUST))
    if lines:
        label = words.PSEUDO_CI[language].format(level=95)
        out.append(Entry(kind="dash", label=label, fill=MUTED))
    if contours:
        out += [
            Entry(kind="patch", label=words.P_ABOVE[language].format(p="0.10"), fill=PAPER),
            Entry(
                kind="patch",
                label=words.P_BETWEEN[language].format(low="0.05", high="0.10"),
                fill=_SHADES[1][1],
            ),
            Entry(
                kind="patch",
                label=words.P_BETWEEN[language].format(low="0.01", high="0.05"),
                fill=_SHADES[0][1],
            ),
            Entry(kind="patch", label=words.P_BELOW[language].format(p="0.01"), fill=_OUTER),
        ]
    return out


def _table(rows: Sequence[FunnelRow], transform: Transform, language: Language) -> Table:
    """Return the points as a table."""
    return Table(
        columns=tuple(
            text[language]
            for text in (words.STUDY, words.EFFECT, words.STANDARD_ERROR, words.TOTAL, words.NOTE)
        ),
        rows=tuple(
            (
                say(row.label, language),
                effect_text(row.yi, transform),
                number(row.sei, 4),
                f"{row.ni:g}" if isfinite(row.ni) else words.NOT_REPORTED[language],
                words.FILLED[language] if row.filled else "",
            )
            for row in rows
        ),
    )
