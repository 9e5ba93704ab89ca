"""What python-docx leaves to hand: fonts for Chinese and Latin, borders, fields, fixed dates."""

import io
import zipfile
from datetime import datetime
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

SERIF = ("Times New Roman", "宋体")
SANS = ("Arial", "黑体")
MONO = ("Consolas", "等线")
# Word wants moments; this one says that the file knows none.
EPOCH = datetime(2000, 1, 1)  # noqa: DTZ001  (core properties are UTC without saying so)
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def set_fonts(run_properties: Any, fonts: tuple[str, str]) -> None:
    """Name the Latin and the East Asian font; drop the theme's fonts, which would win."""
    latin, east = fonts
    element = run_properties.find(qn("w:rFonts"))
    if element is None:
        element = OxmlElement("w:rFonts")
        run_properties.insert(0, element)
    for name in list(element.attrib):
        del element.attrib[name]
    for side, font in (("ascii", latin), ("hAnsi", latin), ("cs", latin), ("eastAsia", east)):
        element.set(qn(f"w:{side}"), font)


def set_language(run_properties: Any, language: str) -> None:
    """Say which languages the text is in: spelling, hyphenation, speech."""
    element = run_properties.find(qn("w:lang"))
    if element is None:
        element = OxmlElement("w:lang")
        run_properties.append(element)
    element.set(qn("w:val"), "en-GB")
    element.set(qn("w:eastAsia"), "zh-CN")
    if language == "zh":
        element.set(qn("w:val"), "en-US")


def style(
    document: Any, name: str, *, size: float, fonts: tuple[str, str], bold: bool | None = None
) -> Any:
    """Return a paragraph style of the document, made if absent, with fonts, size and black ink."""
    from docx.enum.style import WD_STYLE_TYPE  # noqa: PLC0415  (only names a type)

    styles = document.styles
    found = styles[name] if name in [s.name for s in styles] else None
    if found is None:
        found = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        found.base_style = styles["Normal"]
    found.font.size = Pt(size)
    found.font.bold = bold
    found.font.italic = None
    found.font.color.rgb = RGBColor(0, 0, 0)
    spread = found.element.get_or_add_rPr().find(qn("w:spacing"))
    if spread is not None:  # the template spaces out its subtitle
        found.element.rPr.remove(spread)
    set_fonts(found.element.get_or_add_rPr(), fonts)
    return found


def borders(properties: Any, tag: str, **sides: tuple[int, str]) -> None:
    """Set borders (eighths of a point, colour) on table, cell or paragraph properties."""
    old = properties.find(qn(tag))
    if old is not None:
        properties.remove(old)
    element = OxmlElement(tag)
    for side in ("top", "left", "bottom", "right"):
        if side in sides:
            size, colour = sides[side]
            line = OxmlElement(f"w:{side}")
            line.set(qn("w:val"), "single")
            line.set(qn("w:sz"), str(size))
            line.set(qn("w:space"), "6" if tag == "w:pBdr" else "0")
            line.set(qn("w:color"), colour)
            element.append(line)
    properties.append(element)


def shade(properties: Any, colour: str) -> None:
    """Fill the ground of a paragraph or cell."""
    element = OxmlElement("w:shd")
    element.set(qn("w:val"), "clear")
    element.set(qn("w:color"), "auto")
    element.set(qn("w:fill"), colour)
    properties.append(element)


def flag(properties: Any, tag: str) -> None:
    """Switch on a property that has no value: header row, row not split."""
    properties.append(OxmlElement(tag))


def add_field(paragraph: Any, code: str, shown: str) -> None:
    """Append a field (PAGE, SEQ …) with the text that stands until Word updates it."""
    for kind in ("begin", "code", "separate", "text", "end"):
        run = paragraph.add_run()
        if kind == "code":
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {code} "
            run._r.append(instruction)  # noqa: SLF001  (python-docx has no fields)
        elif kind == "text":
            run.text = shown
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)  # noqa: SLF001  (python-docx has no fields)


def steady(raw: bytes) -> bytes:
    """Return a zip file with the same members, in the same order, all of one fixed date."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            entry = zipfile.ZipInfo(member.filename, date_time=_ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            new.writestr(entry, old.read(member))
    return out.getvalue()
