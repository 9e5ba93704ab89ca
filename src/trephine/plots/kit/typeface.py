"""The typeface of all figures: Noto Sans SC, with Noto Sans for the letters that it lacks.

Both are variable TrueType fonts from declared packages, of the same em and nearly the same height
of letters (x 543 and 536, capitals 733 and 714 of 1000): a name with one letter from the second
(Bošković, Łukasz) looks like one. Reading them takes seconds (31,000 glyphs), so this module is
only imported where a cache is built. Outlines stay TrueType (``glyf``): subsets with CFF outlines
lose glyphs in some PDF writers while their text layer still looks whole.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.filterPen import DecomposingFilterPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from trephine.plots.kit.metrics import FAMILY

Weight = Literal[400, 700]
WEIGHTS: tuple[Weight, Weight] = (400, 700)
STYLE_NAMES = {400: "Regular", 700: "Bold"}
EM = 1000
# Package, folder, file and fixed axes; a character is drawn from the first that has it.
_FILES: tuple[tuple[str, str, str, Mapping[str, float]], ...] = (
    ("justmytype_intl_cjk", "notosanssc", "NotoSansSC[wght].ttf", MappingProxyType({})),
    (
        "justmytype_western_core",
        "notosans",
        "NotoSans[wdth,wght].ttf",
        MappingProxyType({"wdth": 100}),
    ),
)
# Latin (extended A and B, additional), Greek and Cyrillic. The second font has other scripts too,
# whose letters join or move with their neighbours; nothing here could do that.
_LETTERS = ((0x100, 0x250), (0x370, 0x530), (0x1E00, 0x2000))
_RAISED = (0x2070, 0x20A0)  # raised and lowered figures: 10⁶


def variable_fonts() -> tuple[Path, ...]:
    """Return the paths of the variable fonts inside their packages, in order."""
    return tuple(
        Path(str(resources.files(package) / "fonts" / "ofl" / folder / name))
        for package, folder, name, _ in _FILES
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Typeface:
    """The opened variable fonts: which draws a character, by which name, at two weights.

    ``cmap`` gives the place of the font and the name of the glyph in it; ``font`` is the first,
    whose heights hold for every line.
    """

    font: Any
    cmap: Mapping[int, tuple[int, str]]
    glyphs: Mapping[Weight, tuple[Any, ...]]

    def advance(self, code: int, weight: Weight) -> int:
        """Return the advance width of a character in thousandths of the size."""
        at, name = self.cmap[code]
        width: float = self.glyphs[weight][at][name].width
        return round(width)


@lru_cache(maxsize=1)
def open_typeface() -> Typeface:
    """Open the variable fonts; their outlines are read one glyph at a time."""
    fonts = [TTFont(path, lazy=True) for path in variable_fonts()]
    cmap: dict[int, tuple[int, str]] = {}
    for at, font in enumerate(fonts):
        for code, name in font.getBestCmap().items():
            if code not in cmap and (at == 0 or _is_letter(code)):
                cmap[code] = (at, name)
    glyphs: dict[Weight, tuple[Any, ...]] = {
        weight: tuple(
            font.getGlyphSet(location={"wght": weight, **axes})
            for font, (*_, axes) in zip(fonts, _FILES, strict=True)
        )
        for weight in WEIGHTS
    }
    return Typeface(font=fonts[0], cmap=cmap, glyphs=glyphs)


def _is_letter(code: int) -> bool:
    if _RAISED[0] <= code < _RAISED[1]:
        return True
    inside = any(first <= code < end for first, end in _LETTERS)
    return inside and unicodedata.category(chr(code)).startswith("L")


def static_font(codes: Iterable[int], weight: Weight, path: Path) -> None:
    """Write a static TrueType font that holds just these characters at one weight.

    It has no kerning and no ligatures, so a line is as wide as the sum of its advances: what is
    measured is what is drawn. Characters that the typeface lacks raise KeyError.
    """
    face = open_typeface()
    sets = face.glyphs[weight]
    source: dict[str, tuple[int, str]] = {".notdef": (0, ".notdef")}
    cmap: dict[int, str] = {}
    for code in sorted(set(codes)):
        at, name = face.cmap[code]
        cmap[code] = f"{at}.{name}" if at else name
        source[cmap[code]] = (at, name)
    outlines: dict[str, Any] = {}
    widths: dict[str, int] = {}
    for glyph, (at, name) in source.items():
        pen = TTGlyphPen(None)
        # accented letters of the second font are built from parts that a subset lacks
        sets[at][name].draw(DecomposingFilterPen(pen, sets[at]))
        outlines[glyph] = pen.glyph()
        widths[glyph] = round(sets[at][name].width)
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder(list(source))
    builder.setupCharacterMap(cmap)
    builder.setupGlyf(outlines)
    table = builder.font["glyf"]
    builder.setupHorizontalMetrics(
        {name: (width, getattr(table[name], "xMin", 0)) for name, width in widths.items()}
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
