"""Canvas: draws seven SVG elements, measures text, and makes the Figure."""

import hashlib
from collections.abc import Iterable, Sequence
from math import isfinite
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

from trephine.core.text import Language
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.lines import wrap
from trephine.plots.kit.metrics import clean, text_width
from trephine.plots.kit.palette import INK, PAPER

Anchor = Literal["start", "middle", "end"]
Point = tuple[float, float]
POINTS_PER_MM = 72 / 25.4
LEADING = 1.32  # line pitch over font size; Chinese needs more air than Latin
RISE = 0.37  # baseline below the middle of a line, over font size: capitals and Chinese both centre
FAMILIES = (
    "'Noto Sans SC', 'Source Han Sans SC', 'Noto Sans CJK SC', "
    "'PingFang SC', 'Microsoft YaHei', sans-serif"
)


def _n(value: float) -> str:
    """Write a coordinate with two decimals at most (7 micrometres)."""
    if not isfinite(value):
        message = f"a coordinate is not finite: {value}"
        raise ValueError(message)
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


class Canvas:
    """A page of a given width in millimetres, drawn from the top left, in points."""

    def __init__(self, *, width_mm: float, language: Language) -> None:
        """Start an empty page; its height is settled in ``finish``."""
        self.width_mm = width_mm
        self.width = width_mm * POINTS_PER_MM
        self.language: Language = language
        self._parts: list[str] = []

    def _add(self, name: str, attributes: str, *, row: str, tip: str) -> None:
        """Append one element; ``row`` becomes its data-row hook, ``tip`` its title."""
        hook = f" data-row={quoteattr(clean(row))}" if row else ""
        inner = f"><title>{escape(clean(tip))}</title></{name}>" if tip else "/>"
        self._parts.append(f"<{name} {attributes}{hook}{inner}")

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        *,
        fill: str = "none",
        stroke: str = "none",
        line: float = 0.6,
        radius: float = 0.0,
        row: str = "",
        tip: str = "",
    ) -> None:
        """Draw a rectangle from its top left corner."""
        size = f'x="{_n(x)}" y="{_n(y)}" width="{_n(width)}" height="{_n(height)}"'
        round_ = f' rx="{_n(radius)}"' if radius else ""
        self._add("rect", f"{size}{round_}{_paint(fill, stroke, line)}", row=row, tip=tip)

    def line(
        self,
        start: Point,
        end: Point,
        *,
        stroke: str = INK,
        line: float = 0.6,
        dash: str = "",
        row: str = "",
        tip: str = "",
    ) -> None:
        """Draw a straight line."""
        ends = f'x1="{_n(start[0])}" y1="{_n(start[1])}" x2="{_n(end[0])}" y2="{_n(end[1])}"'
        self._add("line", f"{ends}{_paint('', stroke, line, dash)}", row=row, tip=tip)

    def polyline(
        self, points: Sequence[Point], *, stroke: str = INK, line: float = 0.8, dash: str = ""
    ) -> None:
        """Draw an open line through points."""
        self._add("polyline", _points(points) + _paint("none", stroke, line, dash), row="", tip="")

    def polygon(
        self,
        points: Sequence[Point],
        *,
        fill: str = "none",
        stroke: str = "none",
        line: float = 0.6,
        row: str = "",
        tip: str = "",
    ) -> None:
        """Draw a closed shape."""
        self._add("polygon", _points(points) + _paint(fill, stroke, line), row=row, tip=tip)

    def circle(
        self,
        x: float,
        y: float,
        radius: float,
        *,
        fill: str = "none",
        stroke: str = "none",
        line: float = 0.6,
        opacity: float = 1.0,
        row: str = "",
        tip: str = "",
    ) -> None:
        """Draw a circle around a centre."""
        shape = f'cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"'
        faded = f' fill-opacity="{_n(opacity)}"' if opacity < 1 else ""
        self._add("circle", f"{shape}{_paint(fill, stroke, line)}{faded}", row=row, tip=tip)

    def path(
        self,
        commands: str,
        *,
        fill: str = "none",
        stroke: str = "none",
        line: float = 0.6,
        opacity: float = 1.0,
        crisp: bool = False,
    ) -> None:
        """Draw a path from ready commands; ``crisp`` leaves no seams between neighbours."""
        faded = f' fill-opacity="{_n(opacity)}"' if opacity < 1 else ""
        faded += ' shape-rendering="crispEdges"' if crisp else ""
        self._add("path", f'd="{commands}"{_paint(fill, stroke, line)}{faded}', row="", tip="")

    def text(
        self,
        x: float,
        y: float,
        label: str,
        *,
        size: float = 8.0,
        anchor: Anchor = "start",
        bold: bool = False,
        fill: str = INK,
        turned: bool = False,
        row: str = "",
    ) -> float:
        """Write one line with its baseline at ``y`` and return its width in points.

        ``turned`` rotates it to read upwards about (x, y). Raises InputError for a character that
        the typeface lacks. An empty text draws nothing.
        """
        shown = clean(label)
        if not shown:
            return 0.0
        place = f'x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}"'
        where = f' text-anchor="{anchor}"' if anchor != "start" else ""
        weight = ' font-weight="700"' if bold else ""
        turn = f' transform="rotate(-90 {_n(x)} {_n(y)})"' if turned else ""
        hook = f" data-row={quoteattr(clean(row))}" if row else ""
        self._parts.append(
            f'<text {place}{where}{weight} fill="{fill}"{turn}{hook}>{escape(shown)}</text>'
        )
        return text_width(shown, size, bold=bold)

    def block(
        self,
        x: float,
        top: float,
        label: str,
        width: float,
        *,
        size: float = 8.0,
        anchor: Anchor = "start",
        bold: bool = False,
        fill: str = INK,
    ) -> float:
        """Write a text in as many lines as it needs within ``width``; return the height used."""
        lines = wrap(clean(label), width, size, bold=bold)
        for at, line in enumerate(lines):
            y = top + (at + 0.5) * size * LEADING + RISE * size
            self.text(x, y, line, size=size, anchor=anchor, bold=bold, fill=fill)
        return len(lines) * size * LEADING

    def finish(self, *, height: float, title: str, desc: str, table: Table) -> Figure:
        """Close the page at ``height`` points and return the Figure."""
        title, desc = clean(title), clean(desc)
        body = "\n".join(self._parts)
        key = hashlib.sha256((title + desc + body).encode()).hexdigest()[:10]
        size = f'width="{_n(self.width_mm)}mm" height="{_n(height / POINTS_PER_MM)}mm"'
        tongue = "zh-CN" if self.language == "zh" else "en"
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} '
            f'viewBox="0 0 {_n(self.width)} {_n(height)}" font-family="{FAMILIES}" '
            f'xml:lang="{tongue}" lang="{tongue}" role="img" '
            f'aria-labelledby="t-{key}" aria-describedby="d-{key}">\n'
            f'<title id="t-{key}">{escape(title)}</title>\n<desc id="d-{key}">{escape(desc)}</desc>'
        )
        page = f'<rect x="0" y="0" width="{_n(self.width)}" height="{_n(height)}" fill="{PAPER}"/>'
        return Figure(
            svg=f"{head}\n{page}\n{body}\n</svg>\n",
            width_mm=self.width_mm,
            height_mm=height / POINTS_PER_MM,
            title=title,
            language=self.language,
            desc=desc,
            table=table,
        )


def _paint(fill: str, stroke: str, line: float, dash: str = "") -> str:
    """Write fill and stroke, leaving out what does not show. An empty fill is not written."""
    parts = [f' fill="{fill}"'] if fill else []
    if stroke != "none":
        parts.append(f' stroke="{stroke}" stroke-width="{_n(line)}"')
    if dash:
        parts.append(f' stroke-dasharray="{dash}"')
    return "".join(parts)


def _points(points: Iterable[Point]) -> str:
    """Write the points of a polyline or polygon."""
    return 'points="' + " ".join(f"{_n(x)},{_n(y)}" for x, y in points) + '"'
