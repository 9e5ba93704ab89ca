"""Proofreading a figure: text outside the page, text over text, characters without a glyph."""

import xml.etree.ElementTree as ET
from dataclasses import dataclass
from math import isfinite

from trephine.core.text import Text
from trephine.plots.figure import Figure
from trephine.plots.kit.metrics import metrics, text_width

_SVG = "{http://www.w3.org/2000/svg}"
_ELEMENTS = {"rect", "line", "polyline", "polygon", "circle", "path", "text"}
_ASCENT, _DESCENT = 0.80, 0.12  # ink of Chinese characters and capitals, over font size


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBox:
    """One line of text and the box of its ink, in points."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something wrong with a figure's text: what, and which text."""

    kind: str
    what: Text
    text: str


def text_boxes(figure: Figure) -> tuple[TextBox, ...]:
    """Return the boxes of all text, read back from the SVG and measured with the typeface."""
    root = ET.fromstring(figure.svg)  # noqa: S314  (our own SVG)
    out = []
    for node in root.iter(f"{_SVG}text"):
        text = (node.text or "").strip(" ")
        size, x, y = (float(node.attrib[key]) for key in ("font-size", "x", "y"))
        width = text_width(text, size, bold=node.attrib.get("font-weight") == "700")
        share = {"middle": 0.5, "end": 1.0}.get(node.attrib.get("text-anchor", "start"), 0.0)
        first, last = -share * width, (1 - share) * width
        if "transform" in node.attrib:  # turned to read upwards about (x, y)
            box = (x - _ASCENT * size, y - last, x + _DESCENT * size, y - first)
        else:
            box = (x + first, y - _ASCENT * size, x + last, y + _DESCENT * size)
        out.append(TextBox(text=text, left=box[0], top=box[1], right=box[2], bottom=box[3]))
    return tuple(out)


def proof(figure: Figure) -> tuple[Fault, ...]:
    """Return the faults of a figure's text; an empty tuple means that none was found.

    It checks that every text lies within the page, that no two overlap, that every character has a
    glyph, and that only the kit's elements are used. It does not look at marks or colours.
    """
    root = ET.fromstring(figure.svg)  # noqa: S314  (our own SVG)
    _, _, width, height = (float(part) for part in root.attrib["viewBox"].split())
    faults: list[Fault] = []
    for node in root.iter():
        name = node.tag.removeprefix(_SVG)
        if name not in _ELEMENTS | {"svg", "title", "desc"}:
            faults.append(
                _fault("element", "图中有画布之外的元素", "an element the kit lacks", name)
            )
    boxes = text_boxes(figure)
    for box in boxes:
        inside = (
            box.left >= -0.01
            and box.top >= -0.01
            and box.right <= width + 0.01
            and box.bottom <= height + 0.01
        )
        if not inside or not all(map(isfinite, (box.left, box.top, box.right, box.bottom))):
            faults.append(_fault("outside", "文字超出画面", "text leaves the page", box.text))
        if any(not metrics().has(character) for character in box.text):
            faults.append(_fault("glyph", "文字缺少字形", "a character has no glyph", box.text))
    ordered = sorted(boxes, key=lambda box: box.top)
    for at, box in enumerate(ordered):
        for other in ordered[at + 1 :]:
            if other.top >= box.bottom - 0.2:
                break
            if other.left < box.right - 0.2 and box.left < other.right - 0.2:
                both = f"{box.text} | {other.text}"
                faults.append(_fault("overlap", "文字重叠", "two texts overlap", both))
    return tuple(faults)


def _fault(kind: str, zh: str, en: str, text: str) -> Fault:
    """Return a fault in both languages."""
    return Fault(kind=kind, what=Text(zh=zh, en=en), text=text)
