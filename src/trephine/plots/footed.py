"""footed: a figure with small lines below it that say where it is from."""

import re
from collections.abc import Sequence
from dataclasses import replace
from xml.sax.saxutils import escape

from trephine.plots.figure import Figure
from trephine.plots.kit.canvas import FAMILIES, LEADING, POINTS_PER_MM
from trephine.plots.kit.drawable import drawable
from trephine.plots.kit.lines import wrap

_SIZE = 6.0  # points: the smallest that prints well
_MARGIN = 3.0
_HEAD = re.compile(r'width="[\d.]+mm" height="[\d.]+mm"')


def footed(figure: Figure, lines: Sequence[str]) -> Figure:
    """Return the figure as it was drawn, on a taller page with ``lines`` below it.

    It draws nothing within the figure. Lengths of the figure in millimetres, as before.
    """
    width, height = figure.width_mm * POINTS_PER_MM, figure.height_mm * POINTS_PER_MM
    said = [part for line in lines for part in wrap(drawable(line), width - 2 * _MARGIN, _SIZE)]
    step = _SIZE * LEADING
    taller = height + 2 * _MARGIN + step * len(said)
    words = "".join(
        f'<text x="{_MARGIN:g}" y="{height + _MARGIN + (at + 0.8) * step:.2f}"'
        f' font-size="{_SIZE:g}" fill="#4b5563">{escape(line)}</text>'
        for at, line in enumerate(said)
    )
    inner = _HEAD.sub(f'width="{width:.2f}" height="{height:.2f}"', figure.svg, count=1)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{figure.width_mm:g}mm"'
        f' height="{taller / POINTS_PER_MM:.4f}mm" viewBox="0 0 {width:.2f} {taller:.2f}"'
        f' font-family="{FAMILIES}"><title>{escape(figure.title)}</title>'
        f"<desc>{escape(figure.desc)}</desc>"
        f'<rect width="{width:.2f}" height="{taller:.2f}" fill="#ffffff"/>{inner}{words}</svg>\n'
    )
    return replace(figure, svg=svg, height_mm=taller / POINTS_PER_MM)
