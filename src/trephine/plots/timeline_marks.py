"""The marks of visits on a timeline, by status: shape and fill, never colour alone."""

from typing import Literal

from trephine.plots.kit.canvas import Canvas
from trephine.plots.kit.palette import AMBER, FAINT, MUTED, PAPER, RED, TEAL

Kind = Literal["dot", "ring", "square", "diamond", "lozenge"]
STATUS_KINDS: dict[str, Kind] = {
    "done": "dot",
    "due": "square",
    "overdue": "diamond",
    "missed": "lozenge",
    "upcoming": "ring",
    "unknown": "ring",
}
STATUS_FILLS = {
    "done": TEAL,
    "running": TEAL,
    "due": AMBER,
    "overdue": RED,
    "missed": RED,
    "upcoming": MUTED,
    "unknown": FAINT,
}


def visit_mark(canvas: Canvas, x: float, y: float, status: str, tip: str, row: str) -> None:
    """Draw one visit: done a dot, due a square, overdue a diamond; hollow: missed, to come."""
    fill = STATUS_FILLS.get(status, FAINT)
    inside = PAPER if status in {"missed", "upcoming", "unknown"} else fill
    if status in {"overdue", "missed"}:
        points = [(x, y - 3.6), (x + 3.6, y), (x, y + 3.6), (x - 3.6, y)]
        canvas.polygon(points, fill=inside, stroke=fill, line=0.9, row=row, tip=tip)
    elif status == "due":
        canvas.rect(x - 2.7, y - 2.7, 5.4, 5.4, fill=inside, stroke=fill, row=row, tip=tip)
    else:
        canvas.circle(x, y, 2.7, fill=inside, stroke=fill, line=0.9, row=row, tip=tip)
