"""Marks in an interval plot: a square or dot with its interval, a diamond, a bar."""

from dataclasses import dataclass
from math import isfinite, isnan
from typing import Literal

from trephine.plots.kit.canvas import Canvas, Point
from trephine.plots.kit.palette import INK, PAPER, TEAL
from trephine.plots.kit.scale import Scale


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is drawn for one value: NaN draws nothing, an end beyond the axis becomes an arrow.

    ``side`` is the side of a square, the diameter of a dot, the height of a diamond or bar, in
    points.
    """

    kind: Literal["square", "dot", "diamond", "bar"]
    at: float
    low: float
    high: float
    side: float
    fill: str = TEAL
    line: str = INK
    hollow: bool = False


def draw_mark(canvas: Canvas, mark: Mark, scale: Scale, y: float, *, row: str = "") -> None:
    """Draw a mark with its middle at ``y``, clipped to the scale."""
    if mark.kind == "diamond":
        _diamond(canvas, mark, scale, y, row)
    elif mark.kind == "bar":
        _interval(canvas, mark, scale, y, width=mark.side, colour=mark.fill)
    else:
        _interval(canvas, mark, scale, y, width=0.7, colour=mark.line)
        if isfinite(mark.at) and scale.holds(mark.at):
            _point(canvas, mark, scale.at(mark.at), y, row)


def _point(canvas: Canvas, mark: Mark, x: float, y: float, row: str) -> None:
    """Draw a square or a dot."""
    fill = PAPER if mark.hollow else mark.fill
    stroke = mark.fill if mark.hollow else "none"
    if mark.kind == "dot":
        canvas.circle(x, y, mark.side / 2, fill=fill, stroke=stroke, row=row)
    else:
        corner = (x - mark.side / 2, y - mark.side / 2)
        canvas.rect(*corner, mark.side, mark.side, fill=fill, stroke=stroke, row=row)


def _interval(
    canvas: Canvas, mark: Mark, scale: Scale, y: float, *, width: float, colour: str
) -> None:
    """Draw the interval's line, with arrow heads where it runs off the axis."""
    low, high = mark.low, mark.high
    if isnan(low) or isnan(high):
        return
    start, end = max(scale.at(low), scale.start), min(scale.at(high), scale.end)
    cut_low, cut_high = scale.is_below(low), scale.is_above(high)
    head = 3.6 if width < 2 else 2.2 + width
    if end < scale.start or start > scale.end:  # wholly beyond: only the arrow shows it
        beyond = scale.start if end < scale.start else scale.end
        start = end = beyond
        cut_low, cut_high = beyond == scale.start, beyond == scale.end
    if end > start:
        inner_start, inner_end = (
            start + (head * 0.8 if cut_low else 0),
            end - (head * 0.8 if cut_high else 0),
        )
        canvas.line((inner_start, y), (max(inner_end, inner_start), y), stroke=colour, line=width)
    half = head * 0.5 + width * 0.25
    if cut_low:
        canvas.polygon(
            [(start, y), (start + head, y - half), (start + head, y + half)], fill=colour
        )
    if cut_high:
        canvas.polygon([(end, y), (end - head, y - half), (end - head, y + half)], fill=colour)


def _cut(points: list[Point], edge: float, *, keep_right: bool) -> list[Point]:
    """Clip a polygon at a vertical line."""
    out: list[Point] = []
    for at, point in enumerate(points):
        before = points[at - 1]
        inside = point[0] >= edge if keep_right else point[0] <= edge
        was_inside = before[0] >= edge if keep_right else before[0] <= edge
        if inside != was_inside:
            share = (edge - before[0]) / (point[0] - before[0])
            out.append((edge, before[1] + share * (point[1] - before[1])))
        if inside:
            out.append(point)
    return out


def _diamond(canvas: Canvas, mark: Mark, scale: Scale, y: float, row: str) -> None:
    """Draw a diamond from end to end of the interval, cut off straight at the axis' ends."""
    if not isfinite(mark.at):
        return
    low = mark.at if isnan(mark.low) else mark.low
    high = mark.at if isnan(mark.high) else mark.high
    half = mark.side / 2
    middle = scale.at(mark.at)
    points: list[Point] = [
        (min(scale.at(low), middle - 1), y),
        (middle, y - half),
        (max(scale.at(high), middle + 1), y),
        (middle, y + half),
    ]
    points = _cut(points, scale.start - 0.01, keep_right=True)
    points = _cut(points, scale.end + 0.01, keep_right=False) if points else points
    if len(points) >= 3:
        fill, stroke = (PAPER, mark.fill) if mark.hollow else (mark.fill, "none")
        canvas.polygon(points, fill=fill, stroke=stroke, line=0.9, row=row)
