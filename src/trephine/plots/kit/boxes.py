"""Boxes and arrows of flow diagrams."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

from trephine.plots.kit.canvas import LEADING, RISE, Canvas, Point
from trephine.plots.kit.lines import wrap
from trephine.plots.kit.metrics import clean
from trephine.plots.kit.palette import INK, PAPER

_PAD = 0.55  # inside a box, over font size


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle and the middles of its sides."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right side."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The lower side."""
        return self.top + self.height

    @property
    def middle_x(self) -> float:
        """The middle across."""
        return self.left + self.width / 2

    @property
    def middle_y(self) -> float:
        """The middle down."""
        return self.top + self.height / 2


def _broken(lines: Sequence[str], width: float, size: float) -> list[tuple[str, bool]]:
    """Break a box's lines to its width; the first is the heading, in bold."""
    out: list[tuple[str, bool]] = []
    for at, line in enumerate(lines):
        bold = at == 0
        inner = width - 2 * _PAD * size
        out.extend((part, bold) for part in wrap(clean(line), inner, size, bold=bold))
    return out


def measure_box(lines: Sequence[str], width: float, size: float) -> float:
    """Return the height a box needs for its text."""
    return len(_broken(lines, width, size)) * size * LEADING + 2 * _PAD * size


def draw_box(
    canvas: Canvas,
    box: Box,
    lines: Sequence[str],
    *,
    size: float,
    fill: str = PAPER,
    stroke: str = INK,
    row: str = "",
) -> None:
    """Draw a box with its text centred; the first line is bold."""
    canvas.rect(
        box.left, box.top, box.width, box.height, fill=fill, stroke=stroke, radius=1.5, row=row
    )
    broken = _broken(lines, box.width, size)
    start = box.middle_y - (len(broken) - 1) / 2 * size * LEADING
    for at, (line, bold) in enumerate(broken):
        y = start + at * size * LEADING + RISE * size
        canvas.text(box.middle_x, y, line, size=size, anchor="middle", bold=bold, row=row)


def arrow(canvas: Canvas, points: Sequence[Point]) -> None:
    """Draw a line through points with a head at its end."""
    (x0, y0), (x1, y1) = points[-2], points[-1]
    length = hypot(x1 - x0, y1 - y0) or 1.0
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    neck = (x1 - 4 * ux, y1 - 4 * uy)
    canvas.polyline([*points[:-1], neck], stroke=INK, line=0.8)
    canvas.polygon(
        [(x1, y1), (neck[0] - 2 * uy, neck[1] + 2 * ux), (neck[0] + 2 * uy, neck[1] - 2 * ux)],
        fill=INK,
    )
