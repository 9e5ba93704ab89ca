"""The typeface of all figures: Noto Sans SC, variable TrueType, from a declared package.

Reading it takes seconds (31,000 glyphs), so this module is only imported where a cache is built.
Outlines stay TrueType (``glyf``): subsets with CFF outlines lose glyphs in some PDF writers while
their text layer still looks whole.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from trephine.plots.kit.metrics import FAMILY

Weight = Literal[400, 700]
WEIGHTS: tuple[Weight, Weight] = (400, 700)
STYLE_NAMES = {400: "Regular", 700: "Bold"}
PACKAGE = "justmytype_intl_cjk"


def variable_font() -> Path:
    """Return the path of the variable font inside its package."""
    folder = resources.files(PACKAGE) / "fonts" / "ofl" / "notosanssc"
    return Path(str(folder / "NotoSansSC[wght].ttf"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Typeface:
    """The opened variable font: which characters it has, and its glyphs at two weights."""

    font: Any
    cmap: dict[int, str]
    glyphs: dict[Weight, Any]

    def advance(self, code: int, weight: Weight) -> int:
        """Return the advance width of a character in thousandths of the size."""
        width: float = self.glyphs[weight][self.cmap[code]].width
        return round(width)


@lru_cache(maxsize=1)
def open_typeface() -> Typeface:
    """Open the variable font; its outlines are read one glyph at a time."""
    font = TTFont(variable_font(), lazy=True)
    glyphs = {weight: font.getGlyphSet(location={"wght": weight}) for weight in WEIGHTS}
    return Typeface(font=font, cmap=font.getBestCmap(), glyphs=glyphs)


def static_font(codes: Iterable[int], weight: Weight, path: Path) -> None:
    """Write a static TrueType font that holds just these characters at one weight.

    It has no kerning and no ligatures, so a line is as wide as the sum of its advances: what is
    measured is what is drawn. Characters that the typeface lacks raise KeyError.
    """
    face = open_typeface()
    glyph_set = face.glyphs[weight]
    order = [".notdef"]
    outlines: dict[str, Any] = {}
    cmap: dict[int, str] = {}
    for code in sorted(set(codes)):
        name = face.cmap[code]
        cmap[code] = name
        if name not in order:
            order.append(name)
    for name in order:
        pen = TTGlyphPen(None)
        glyph_set[name].draw(pen)
        outlines[name] = pen.glyph()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(order)
    builder.setupCharacterMap(cmap)
    builder.setupGlyf(outlines)
    table = builder.font["glyf"]
    builder.setupHorizontalMetrics(
        {name: (round(glyph_set[name].width), getattr(table[name], "xMin", 0)) for name in order}
    )
    head = face.font["hhea"]
    builder.setupHorizontalHeader(ascent=head.ascent, descent=head.descent)
    style = STYLE_NAMES[weight]
    builder.setupNameTable(
        {
            "familyName": FAMILY,
            "styleName": style,
            "uniqueFontIdentifier": f"{FAMILY} {style} subset",
            "fullName": f"{FAMILY} {style}",
            "psName": f"NotoSansSC-{style}",  # font finders skip a font without one
            "licenseDescription": "SIL Open Font License, Version 1.1",
        }
    )
    builder.setupOS2(
        fsType=0,  # the licence allows embedding
        usWeightClass=weight,
        sTypoAscender=face.font["OS/2"].sTypoAscender,
        sTypoDescender=face.font["OS/2"].sTypoDescender,
        usWinAscent=head.ascent,
        usWinDescent=-head.descent,
    )
    builder.setupPost(keepGlyphNames=False)
    builder.save(path)
