"""Sheet: rows of text with an interval plot between the columns."""

from collections.abc import Sequence
from math import isfinite

from trephine.plots.kit.canvas import LEADING, RISE, Anchor, Canvas
from trephine.plots.kit.layout import (
    GAP,
    MARGIN,
    PLOT,
    Column,
    Layout,
    Look,
    PlotAxis,
    Row,
    fit,
    flag_room,
)
from trephine.plots.kit.lines import wrap
from trephine.plots.kit.mark import draw_mark
from trephine.plots.kit.metrics import clean, text_width
from trephine.plots.kit.palette import AMBER, GRID, INK, MUTED, PAPER
from trephine.plots.kit.scale import Scale


def draw_sheet(
    canvas: Canvas,
    *,
    columns: Sequence[Column],
    rows: Sequence[Row],
    axis: PlotAxis,
    look: Look,
    top: float = MARGIN,
) -> float:
    """Draw header, rows, plot and axis; return the first free y below."""
    layout = fit(columns, rows, width=canvas.width, look=look)
    size = layout.size
    right = canvas.width - MARGIN
    y = top
    if look.rules[0]:
        canvas.line((MARGIN, y), (right, y), line=look.rules[0])
    y = _draw_header(canvas, columns, layout, y + size * 0.35)
    if look.rules[1]:
        canvas.line((MARGIN, y), (right, y), line=look.rules[1])
    body = y + size * 0.4
    places, bottom = _measure(columns, rows, layout, body)
    scale = _scale(axis, layout)
    for row, (start, height, _) in zip(rows, places, strict=True):
        if row.id or row.wash != PAPER:
            canvas.rect(
                MARGIN, start, right - MARGIN, height, fill=row.wash, row=row.id, tip=row.tip
            )
    _draw_grid(canvas, axis, scale, look, body, bottom)
    for row, (start, height, cells) in zip(rows, places, strict=True):
        if row.rule:
            canvas.line((MARGIN, start - row.gap / 2), (right, start - row.gap / 2), line=0.4)
        _draw_row(canvas, columns, row, layout, start + height / 2, cells)
        for mark in row.marks:
            draw_mark(canvas, mark, scale, start + height / 2, row=row.id)
    end = _draw_axis(canvas, axis, scale, bottom, size)
    if look.rules[2]:
        canvas.line((MARGIN, end + 2), (right, end + 2), line=look.rules[2])
        end += 3
    return end + 2


def _scale(axis: PlotAxis, layout: Layout) -> Scale:
    """Return the plot's scale, inset so that its end labels and marks stay within the column."""
    ends = (axis.ticks[0].label, axis.ticks[-1].label) if axis.ticks else ("", "")
    inset = [max(text_width(clean(e), layout.size - 0.5) / 2, layout.size * 0.55) for e in ends]
    return Scale(
        low=axis.low,
        high=axis.high,
        start=layout.left[PLOT] + inset[0],
        end=layout.left[PLOT] + layout.width[PLOT] - inset[1],
        logarithmic=axis.logarithmic,
    )


def _draw_header(canvas: Canvas, columns: Sequence[Column], layout: Layout, top: float) -> float:
    """Write the headers, bottom aligned; return the y below them."""
    size = layout.size
    count = max((len(lines) for lines in layout.headers.values()), default=0)
    for column in columns:
        lines = layout.headers.get(column.key, [])
        anchor: Anchor = "middle" if column.key == PLOT else column.anchor
        x = _anchored(layout, column, anchor)
        for at, line in enumerate(lines, start=count - len(lines)):
            baseline = top + (at + 0.5) * size * LEADING + RISE * size
            canvas.text(x, baseline, line, size=size, bold=True, anchor=anchor)
    return top + count * size * LEADING + size * 0.35


def _anchored(layout: Layout, column: Column, anchor: Anchor | None = None) -> float:
    """Return the x at which a column's text is anchored."""
    share = {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor or column.anchor]
    return layout.left[column.key] + share * layout.width[column.key]


def _room(columns: Sequence[Column], row: Row, layout: Layout) -> float:
    """Return how wide a row's label may be: its column, or up to the next text if it is wide."""
    first = columns[0].key
    room = layout.width[first]
    if row.wide:
        keys = [first]
        for column in columns[1:]:
            if column.key == PLOT or row.cells.get(column.key):
                break
            keys.append(column.key)
        room = layout.span(keys)
        after = columns[len(keys)] if len(keys) < len(columns) else None
        if after is not None and after.key != PLOT and after.anchor == "end":
            text = clean(row.cells[after.key])
            used = text_width(text, layout.size, bold=row.bold)
            room = layout.left[after.key] + layout.width[after.key] - used - layout.left[first]
            room -= GAP * layout.size
    return room - row.indent - flag_room(row, layout.size)


def _lines(
    column: Column, at: int, row: Row, columns: Sequence[Column], layout: Layout
) -> list[str]:
    """Return the lines of one cell: names wrap, figures stand on one line."""
    text = clean(row.cells.get(column.key, ""))
    size = layout.size - (1 if row.small else 0)
    if at == 0:
        return wrap(text, _room(columns, row, layout), size, bold=row.bold)
    if column.wraps and not row.wide:
        return wrap(text, layout.width[column.key] + 0.01, size, bold=row.bold)
    return [text]


def _measure(
    columns: Sequence[Column], rows: Sequence[Row], layout: Layout, top: float
) -> tuple[list[tuple[float, float, list[list[str]]]], float]:
    """Return top, height and the cells' lines of each row, and the y below the last."""
    out: list[tuple[float, float, list[list[str]]]] = []
    y = top
    for row in rows:
        size = layout.size - (1 if row.small else 0)
        cells = [_lines(column, at, row, columns, layout) for at, column in enumerate(columns)]
        count = max(len(lines) for lines in cells)
        height = count * size * LEADING + size * (0.1 if row.small else 0.3)
        y += row.gap
        out.append((y, height, cells))
        y += height
    return out, y + layout.size * 0.3


def _draw_row(
    canvas: Canvas,
    columns: Sequence[Column],
    row: Row,
    layout: Layout,
    middle: float,
    cells: list[list[str]],
) -> None:
    """Write a row's cells around its middle."""
    size = layout.size - (1 if row.small else 0)
    for at, (column, lines) in enumerate(zip(columns, cells, strict=True)):
        if column.key == PLOT:
            continue
        anchor: Anchor = "start" if at == 0 else column.anchor
        x = layout.left[column.key] + row.indent if at == 0 else _anchored(layout, column)
        for line_at, line in enumerate(lines):
            y = middle + (line_at - (len(lines) - 1) / 2) * size * LEADING + RISE * size
            canvas.text(
                x, y, line, size=size, anchor=anchor, bold=row.bold, fill=row.fill, row=row.id
            )
    if row.flags:
        lines = cells[0]
        x = layout.left[columns[0].key] + row.indent + text_width(lines[-1], size, bold=row.bold)
        _flags(canvas, row, x, middle + (len(lines) - 1) / 2 * size * LEADING, size)


def _flags(canvas: Canvas, row: Row, x: float, y: float, size: float) -> None:
    """Draw a row's flags after its label."""
    small = size * 0.75
    for at, flag in enumerate(row.flags):
        centre = x + size * (0.85 + 1.25 * at)
        canvas.circle(centre, y, size * 0.5, fill=AMBER, row=row.id)
        canvas.text(
            centre, y + RISE * small, flag, size=small, anchor="middle", bold=True, fill=PAPER
        )


def _draw_grid(
    canvas: Canvas, axis: PlotAxis, scale: Scale, look: Look, top: float, bottom: float
) -> None:
    """Draw grid, null line and the pooled value's dashed line."""
    if look.grid:
        for tick in axis.ticks:
            at = scale.at(tick.value)
            canvas.line((at, top), (at, bottom), stroke=GRID, line=0.5)
    if axis.null is not None and scale.holds(axis.null):
        at = scale.at(axis.null)
        canvas.line((at, top), (at, bottom), stroke=INK, line=0.6)
    if axis.reference is not None and isfinite(axis.reference) and scale.holds(axis.reference):
        at = scale.at(axis.reference)
        canvas.line((at, top), (at, bottom), stroke=look.accent, line=0.6, dash="2 2")


def _draw_axis(canvas: Canvas, axis: PlotAxis, scale: Scale, y: float, size: float) -> float:
    """Draw the axis line, ticks, words and title; return the y below."""
    canvas.line((scale.start, y), (scale.end, y), line=0.7)
    small = size - 0.5
    last = -1e9
    for tick in axis.ticks:
        at = scale.at(tick.value)
        canvas.line((at, y), (at, y + 2.5), line=0.7)
        half = text_width(clean(tick.label), small) / 2
        if at - half > last + 2:
            canvas.text(at, y + 3 + small, tick.label, size=small, anchor="middle", fill=MUTED)
            last = at + half
    below = y + 3 + small * 1.35
    middle = (scale.start + scale.end) / 2
    if axis.favours:
        pivot = scale.at(axis.null) if axis.null is not None and scale.holds(axis.null) else middle
        left, right = axis.favours
        needs = [text_width(clean(label), small) for label in axis.favours]
        if needs[0] <= pivot - 4 - scale.start and needs[1] <= scale.end - pivot - 4:
            canvas.block(pivot - 4, below, left, needs[0] + 1, size=small, anchor="end", fill=MUTED)
            canvas.block(pivot + 4, below, right, needs[1] + 1, size=small, fill=MUTED)
            below += small * LEADING
        else:  # no room towards the null line: each gets half of the axis, from its end
            half = (scale.end - scale.start) / 2 - 4
            below += max(
                canvas.block(scale.start, below, left, half, size=small, fill=MUTED),
                canvas.block(scale.end, below, right, half, size=small, anchor="end", fill=MUTED),
            )
    if axis.title:
        room = 2 * min(middle - MARGIN, canvas.width - MARGIN - middle)
        below += canvas.block(middle, below, axis.title, room, size=small, anchor="middle")
    return below
