"""Legend: what marks mean, in as many lines as the width asks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from trephine.plots.kit.canvas import RISE, Canvas
from trephine.plots.kit.lines import wrap
from trephine.plots.kit.metrics import clean, text_width
from trephine.plots.kit.palette import FAINT, INK, PAPER

_SWATCH = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One mark and its meaning."""

    kind: Literal["dot", "ring", "square", "diamond", "lozenge", "line", "dash", "patch", "text"]
    label: str
    fill: str = INK


def legend(
    canvas: Canvas,
    entries: Sequence[Entry],
    *,
    left: float,
    right: float,
    top: float,
    size: float = 7.0,
) -> float:
    """Draw the entries from left to right, breaking lines; return the first free y below."""
    x, y = left, top
    pitch = size * 1.5
    for entry in entries:
        swatch = 0.0 if entry.kind == "text" else _SWATCH + 3
        room = right - left - swatch
        shown = clean(entry.label)
        width = text_width(shown, size)
        if x > left and x + swatch + width > right:
            x, y = left, y + pitch
        lines = wrap(shown, room, size) if width > room else [shown]
        for at, line in enumerate(lines):
            middle = y + pitch / 2
            if at == 0:
                _swatch(canvas, entry, x, middle)
            canvas.text(x + swatch, middle + RISE * size, line, size=size)
            if at < len(lines) - 1:
                y += pitch
        x += swatch + min(width, room) + size * 1.4
    return y + (pitch if entries else 0.0)


def _swatch(canvas: Canvas, entry: Entry, x: float, y: float) -> None:
    """Draw the mark of one entry."""
    middle = x + _SWATCH / 2
    if entry.kind == "dot":
        canvas.circle(middle, y, 2.4, fill=entry.fill)
    elif entry.kind == "ring":
        canvas.circle(middle, y, 2.3, fill=PAPER, stroke=entry.fill, line=0.8)
    elif entry.kind == "square":
        canvas.rect(middle - 2.4, y - 2.4, 4.8, 4.8, fill=entry.fill)
    elif entry.kind in {"diamond", "lozenge"}:  # a lozenge is the hollow one
        points = [(middle, y - 3.2), (middle + 3.2, y), (middle, y + 3.2), (middle - 3.2, y)]
        inside = entry.fill if entry.kind == "diamond" else PAPER
        canvas.polygon(points, fill=inside, stroke=entry.fill, line=0.8)
    elif entry.kind == "line":
        canvas.line((x, y), (x + _SWATCH, y), stroke=entry.fill, line=1.0)
    elif entry.kind == "dash":
        canvas.line((x, y), (x + _SWATCH, y), stroke=entry.fill, line=0.8, dash="3 2")
    elif entry.kind == "patch":
        canvas.rect(x + 1, y - 3, _SWATCH - 2, 6, fill=entry.fill, stroke=FAINT, line=0.3)
