"""read_svg: a drawing that a page shows, as a Figure again: shapes and words, nothing that acts."""

import re
from math import isfinite
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from defusedxml import (  # type: ignore[import-untyped]
    DefusedXmlException,
    ElementTree,
)

from trephine.core.error import InputError
from trephine.core.text import Language, Text
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import FAMILIES
from trephine.plots.kit.drawable import drawable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element  # for its type; defusedxml does the parsing

_SVG = "{http://www.w3.org/2000/svg}"
_DEEPEST = 40  # levels; ours have four
_LARGEST_MM = 500.0  # 5,906 pixels at 300 dpi; the largest figure of ours is 246 mm wide
_ELEMENTS = re.compile(
    "svg|g|title|desc|rect|line|circle|ellipse|polygon|polyline|path|text|tspan|defs|clipPath"
)
_ATTRIBUTES = re.compile(
    "[xyrd]|[xy][12]|d[xy]|c[xy]|r[xy]|width|height|viewBox|points|transform|id|fill|stroke"
    "|fill-opacity|stroke-opacity|opacity|fill-rule|clip-path|clip-rule|shape-rendering"
    "|stroke-(width|dasharray|dashoffset|linecap|linejoin)|font-(size|weight|style)"
    "|text-anchor|dominant-baseline|data-row"
)
_WITHIN = re.compile(r"url\(#[\w.-]+\)")
_LENGTH = re.compile(r"(\d{1,5}(?:\.\d{1,6})?)(mm|pt|px)?")
_MM = {"mm": 1.0, "pt": 25.4 / 72, "px": 25.4 / 96}


def read_svg(text: str, language: Language) -> Figure:
    """Return a drawing as a Figure, its size in millimetres as it says (a bare number: pixels).

    Only shapes and words are kept: no script, style sheet, link, picture or outside address; a
    letter that the typeface lacks becomes ``?``. Its table is empty. Raises InputError for what is
    no SVG, has no size, or is larger than 500 mm a side.
    """
    try:
        root = ElementTree.fromstring(text, forbid_dtd=True)
    except (ElementTree.ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        raise _refused(type(error).__name__) from None
    if root.tag != f"{_SVG}svg":
        raise _refused(str(root.tag)[:60])
    width, height = (_length(root.get(one, "")) for one in ("width", "height"))
    title = drawable(root.findtext(f"{_SVG}title") or "")
    desc = drawable(root.findtext(f"{_SVG}desc") or "")
    box = root.get("viewBox", "")
    view = "" if box else f' viewBox="0 0 {width[1]:g} {height[1]:g}"'
    inner = "".join(_written(one, 1) for one in root)
    tongue = {"zh": "zh-CN", "en": "en"}[language]
    size = f'width="{width[0]:g}mm" height="{height[0]:g}mm"{view}'
    kept = _attributes(root, left_out=("width", "height", "id"))
    return Figure(
        svg=f'<svg xmlns="http://www.w3.org/2000/svg" {size}{kept} font-family="{FAMILIES}"'
        f' lang="{tongue}">{inner}</svg>\n',
        width_mm=width[0],
        height_mm=height[0],
        title=title,
        language=language,
        desc=desc or title,
        table=Table(columns=(), rows=()),
    )


def _written(element: "Element", depth: int) -> str:
    """Return an element with what it holds; nothing for one that is no shape and no words."""
    name = str(element.tag).removeprefix(_SVG)
    if not _ELEMENTS.fullmatch(name):
        return ""
    if depth > _DEEPEST:
        raise _refused(str(depth))
    held = escape(drawable(element.text or "", keep=True)) + "".join(
        _written(one, depth + 1) + escape(drawable(one.tail or "", keep=True)) for one in element
    )
    return f"<{name}{_attributes(element)}>{held}</{name}>"


def _attributes(element: "Element", left_out: tuple[str, ...] = ()) -> str:
    said = dict(element.attrib)
    for one in said.pop("style", "").split(";"):
        name, _, value = one.partition(":")
        said.setdefault(name.strip(), value.strip())
    return "".join(
        f" {name}={quoteattr(value)}"
        for name, value in said.items()
        if _ATTRIBUTES.fullmatch(name)
        and name not in left_out
        and ("(" not in value or name == "transform" or _is_plain(value))
    )


def _is_plain(value: str) -> bool:
    """Tell whether a value with a bracket is a colour, or names a part of the drawing itself."""
    return bool(_WITHIN.fullmatch(value)) or value.startswith(("rgb(", "rgba(", "hsl("))


def _length(said: str) -> tuple[float, float]:
    """Return a length in millimetres, and as the bare number."""
    found = _LENGTH.fullmatch(said)
    length = float(found[1]) * _MM[found[2] or "px"] if found else 0.0
    if found is None or not isfinite(length) or not 1.0 <= length <= _LARGEST_MM:
        raise _refused(said[:40] or "width, height")
    return length, float(found[1])


def _refused(found: str) -> InputError:
    return InputError(
        what=Text(zh="这不是可以导出的图", en="This is no figure that can be exported"),
        where="svg",
        found=found,
        do=Text(
            zh="请在页面上画好图后再导出",
            en="Export it from the page once it is drawn",
        ),
    )
