"""Panel: a rectangle with two axes, for figures that plot points."""

from collections.abc import Sequence
from dataclasses import dataclass

from trephine.plots.kit.canvas import LEADING, RISE, Canvas, Point
from trephine.plots.kit.lines import wrap
from trephine.plots.kit.metrics import clean, text_width
from trephine.plots.kit.palette import GRID, INK, MUTED
from trephine.plots.kit.scale import Scale, Tick


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One axis: its range, its ticks and its title. ``low`` > ``high`` turns it round."""

    low: float
    high: float
    ticks: Sequence[Tick]
    title: str = ""
    logarithmic: bool = False

    def scale(self, start: float, end: float) -> Scale:
        """Return the scale that puts this axis between two positions."""
        return Scale(
            low=self.low, high=self.high, start=start, end=end, logarithmic=self.logarithmic
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Where a panel lies and how values become positions. ``below`` is the first free y."""

    left: float
    top: float
    right: float
    bottom: float
    below: float
    x: Scale
    y: Scale

    def at(self, x: float, y: float) -> Point:
        """Return the position of a pair of values."""
        return self.x.at(x), self.y.at(y)


def panel(
    canvas: Canvas,
    *,
    left: float,
    top: float,
    right: float,
    height: float,
    x: Axis,
    y: Axis,
    size: float = 8.0,
    grid: bool = True,
    y_room: float | None = None,
) -> Panel:
    """Draw the axes of a panel within (left, right), its plot area ``height`` points high.

    Room for the y labels is measured unless ``y_room`` gives it (so that stacked panels line up).
    Titles break into lines where they are long.
    """
    room = y_label_room(y, size) if y_room is None else y_room
    half_label = text_width(clean(x.ticks[-1].label), size) / 2 if x.ticks else 0.0
    inner_left, inner_right = left + room, right - max(half_label, 2)
    inner_top, bottom = top + size * 0.6, top + size * 0.6 + height
    area = Panel(
        left=inner_left,
        top=inner_top,
        right=inner_right,
        bottom=bottom,
        below=bottom,
        x=x.scale(inner_left, inner_right),
        y=y.scale(bottom, inner_top),
    )
    for tick in y.ticks:
        at = area.y.at(tick.value)
        if grid:
            canvas.line((inner_left, at), (inner_right, at), stroke=GRID, line=0.5)
        canvas.line((inner_left - 3, at), (inner_left, at), stroke=INK, line=0.6)
        canvas.text(
            inner_left - 5, at + RISE * size, tick.label, size=size, anchor="end", fill=MUTED
        )
    for tick in x.ticks:
        at = area.x.at(tick.value)
        if grid:
            canvas.line((at, inner_top), (at, bottom), stroke=GRID, line=0.5)
        canvas.line((at, bottom), (at, bottom + 3), stroke=INK, line=0.6)
        canvas.text(at, bottom + 4 + size, tick.label, size=size, anchor="middle", fill=MUTED)
    canvas.line((inner_left, inner_top), (inner_left, bottom), stroke=INK, line=0.7)
    canvas.line((inner_left, bottom), (inner_right, bottom), stroke=INK, line=0.7)
    below = bottom + 4 + size * 1.3
    if x.title:
        middle = (inner_left + inner_right) / 2
        below += 2 + canvas.block(
            middle, below + 2, x.title, right - left, size=size, anchor="middle"
        )
    if y.title:
        _turned_title(canvas, left, (inner_top + bottom) / 2, y.title, height, size)
    return Panel(
        left=inner_left,
        top=inner_top,
        right=inner_right,
        bottom=bottom,
        below=below,
        x=area.x,
        y=area.y,
    )


def y_label_room(axis: Axis, size: float) -> float:
    """Return the points that the labels and the title of a y axis need on its left."""
    labels = max((text_width(clean(tick.label), size) for tick in axis.ticks), default=0.0)
    lines = 1 if axis.title else 0
    return labels + 6 + lines * size * LEADING + (3 if lines else 0)


def _turned_title(
    canvas: Canvas, left: float, middle: float, title: str, height: float, size: float
) -> None:
    """Write a y title upwards on one line, smaller where it would be longer than the axis."""
    shown = clean(title)
    while size > 5.5 and len(wrap(shown, height * 1.1, size)) > 1:
        size -= 0.25
    canvas.text(left + size, middle, shown, size=size, anchor="middle", turned=True)
