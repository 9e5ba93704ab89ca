"""Placing labels beside points so that no two overlap."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin

from trephine.plots.kit.canvas import RISE, Canvas
from trephine.plots.kit.metrics import clean, text_width
from trephine.plots.kit.palette import FAINT, INK

Box = tuple[float, float, float, float]
_ANGLES = [k * pi / 8 for k in (0, 8, 2, 14, 6, 10, 4, 12, 1, 15, 7, 9, 3, 13, 5, 11)]
_DISTANCES = (2.0, 7.0, 13.0, 20.0, 28.0, 38.0, 50.0, 64.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A point that wants a label: where it is, how big its mark is."""

    x: float
    y: float
    label: str
    radius: float = 2.5
    row: str = ""


def overlap(a: Box, b: Box) -> bool:
    """Tell whether two boxes (left, top, right, bottom) share area."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _crosses(start: tuple[float, float], end: tuple[float, float], box: Box) -> bool:
    """Tell whether a short line passes through a box, by looking at points along it."""
    for step in range(1, 12):
        x = start[0] + (end[0] - start[0]) * step / 12
        y = start[1] + (end[1] - start[1]) * step / 12
        if box[0] < x < box[2] and box[1] < y < box[3]:
            return True
    return False


def place_labels(
    canvas: Canvas,
    spots: Sequence[Spot],
    *,
    bounds: Box,
    taken: Sequence[Box] = (),
    marks: Sequence[Spot] = (),
    size: float = 7.0,
) -> tuple[str, ...]:
    """Write the labels of ``spots``, first come first placed; return those that found no room.

    A label keeps clear of other labels, of ``taken`` boxes and of the marks of all ``spots`` and
    ``marks``, and stays within ``bounds``. Further away than a few points it gets a leader line.
    It never moves a point.
    """
    solid = [
        (s.x - s.radius, s.y - s.radius, s.x + s.radius, s.y + s.radius) for s in (*spots, *marks)
    ]
    placed: list[Box] = list(taken)
    leaders: list[tuple[tuple[float, float], tuple[float, float]]] = []
    left_out: list[str] = []
    for spot in spots:
        shown = clean(spot.label)
        if not shown:
            continue
        width, height = text_width(shown, size), size * 1.1
        found = _search(spot, width, height, bounds, placed, solid, leaders)
        if found is None:
            left_out.append(shown)
            continue
        box, leader = found
        placed.append(box)
        if leader is not None:
            leaders.append(leader)
            canvas.line(leader[0], leader[1], stroke=FAINT, line=0.4)
        baseline = (box[1] + box[3]) / 2 + RISE * size
        canvas.text(box[0], baseline, shown, size=size, fill=INK, row=spot.row)
    return tuple(left_out)


def _search(
    spot: Spot,
    width: float,
    height: float,
    bounds: Box,
    placed: list[Box],
    solid: list[Box],
    leaders: list[tuple[tuple[float, float], tuple[float, float]]],
) -> tuple[Box, tuple[tuple[float, float], tuple[float, float]] | None] | None:
    """Return the first free box around a spot with its leader line, or None."""
    for distance in _DISTANCES:
        for angle in _ANGLES:
            reach = spot.radius + distance
            x = spot.x + reach * cos(angle)
            y = spot.y - reach * sin(angle)
            left = x - width * (0.5 - 0.5 * cos(angle)) if abs(cos(angle)) > 0.01 else x - width / 2
            top = y - height * (0.5 + 0.5 * sin(angle))
            box = (left, top, left + width, top + height)
            inside = (
                bounds[0] <= box[0]
                and bounds[1] <= box[1]
                and box[2] <= bounds[2]
                and box[3] <= bounds[3]
            )
            if not inside or any(overlap(box, other) for other in placed):
                continue
            if any(overlap(box, mark) for mark in solid):
                continue
            if any(_crosses(a, b, box) for a, b in leaders):
                continue
            leader = None
            if distance > _DISTANCES[0]:
                start = (spot.x + spot.radius * cos(angle), spot.y - spot.radius * sin(angle))
                leader = (start, (x, y))
                if any(_crosses(start, (x, y), other) for other in placed):
                    continue
            return box, leader
    return None
