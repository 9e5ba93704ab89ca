"""docx: a Document as a Word file in one language."""

import io
from collections.abc import Iterable
from typing import Any

import docx as python_docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt, RGBColor

from trephine.core.text import Language, Text
from trephine.plots.render import render
from trephine.reports.column_widths import column_widths
from trephine.reports.document import (
    Align,
    Block,
    Bullets,
    CodeBlock,
    Document,
    Heading,
    NoteBox,
    Paragraph,
    Picture,
    ReportTable,
    Row,
)
from trephine.reports.inline import clean, pieces, plain
from trephine.reports.numbering import WORDS, Numbering, cell_text, number_document
from trephine.reports.reference import Style
from trephine.reports.word import (
    EPOCH,
    MONO,
    SANS,
    SERIF,
    add_field,
    borders,
    flag,
    set_fonts,
    set_language,
    shade,
    steady,
    style,
)

_MARGIN_MM = 25.0
_TEXT_MM = 159.0  # A4 less the margins, and a little: a wider picture would be shifted
_TALL_MM = 220.0  # A4 less the margins and a caption: a taller one would leave the page
_WIDE_MM = 246.0  # the same of a turned page
_COLOURS = {"caution": "9A6700", "limit": "57606A", "demo": "6639BA"}
_ALIGN: dict[Align, Any] = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
}


def docx(
    document: Document, language: Language, *, citations: Style | None = None, dpi: int = 300
) -> bytes:
    """Return the document as a DOCX file in one language.

    Figures are PNG at ``dpi`` with alternative text; tables have three lines and a header row that
    repeats; headings, captions and lists use Word's own styles; Chinese is set in SimSun and SimHei
    (宋体, 黑体), Latin letters in Times New Roman and Arial. Fonts are named, not embedded. It does
    not know the date: equal documents give equal files. Raises InputError for a citation without a
    source.
    """
    writer = _Writer(language, number_document(document, language, style=citations), dpi)
    writer.front(document)
    for place, block in enumerate(document.blocks):
        ahead = place + isinstance(block, Heading)  # a heading stands with what it heads
        wide = _is_wide(document.blocks[ahead : ahead + 1])
        writer.turn(WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT)
        writer.block(block)
    return writer.saved(document)


def _is_wide(blocks: Iterable[Block]) -> bool:
    return any(isinstance(block, ReportTable) and block.wide for block in blocks)


class _Writer:
    """Writes blocks into one Word file, counting tables and figures as it goes."""

    def __init__(self, language: Language, numbering: Numbering, dpi: int) -> None:
        self.language: Language = language
        self.numbering = numbering
        self.dpi = dpi
        self.counts = {"table": 0, "figure": 0}
        self.file = python_docx.Document()
        section = self.file.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        for side in ("left", "right", "top", "bottom"):
            setattr(section, f"{side}_margin", Mm(_MARGIN_MM))
        self._styles()

    def _styles(self) -> None:
        normal = self.file.styles["Normal"]
        normal.font.size = Pt(10.5)
        normal.paragraph_format.space_after = Pt(6)
        normal.paragraph_format.line_spacing = 1.35
        for properties in (
            normal.element.get_or_add_rPr(),
            self.file.styles.element.find(".//{*}rPrDefault/{*}rPr"),
        ):
            set_fonts(properties, SERIF)
            set_language(properties, self.language)
        for name, size in (("Title", 18.0), ("Heading 1", 14.0), ("Heading 2", 12.0),
                           ("Heading 3", 10.5)):  # fmt: skip
            heading = style(self.file, name, size=size, fonts=SANS, bold=True)
            heading.paragraph_format.space_before = Pt(0 if name == "Title" else 12)
            heading.paragraph_format.space_after = Pt(6)
            heading.paragraph_format.keep_with_next = True
        title = self.file.styles["Title"].element.get_or_add_pPr()
        borders(title, "w:pBdr")
        style(self.file, "Subtitle", size=10.5, fonts=SANS, bold=False)
        caption = style(self.file, "Caption", size=9.0, fonts=SANS, bold=True)
        caption.paragraph_format.space_before = Pt(6)
        caption.paragraph_format.space_after = Pt(4)
        for name, size, fonts in (
            ("Table Text", 9.0, SERIF),
            ("Table Note", 8.5, SERIF),
            ("Note Box", 9.5, SANS),
            ("Code", 8.5, MONO),
            ("Reference", 9.5, SERIF),
        ):
            made = style(self.file, name, size=size, fonts=fonts)
            made.paragraph_format.line_spacing = 1.15
            made.paragraph_format.space_after = Pt(2)
        boxed = self.file.styles["Note Box"].paragraph_format
        boxed.space_before, boxed.space_after = Pt(4), Pt(8)
        reference = self.file.styles["Reference"].paragraph_format
        reference.left_indent, reference.first_line_indent = Mm(9), Mm(-9)
        borders(self.file.styles["Code"].element.get_or_add_pPr(), "w:pBdr")
        for name in ("List Bullet", "List Number"):
            style(self.file, name, size=10.5, fonts=SERIF)

    def front(self, document: Document) -> None:
        self.inline(self.file.add_paragraph(style="Title"), document.title[self.language])
        if document.subtitle:
            self.inline(self.file.add_paragraph(style="Subtitle"), document.subtitle[self.language])
        foot = self.file.sections[0].footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        foot.style = self.file.styles["Table Note"]
        if document.footer:
            self.inline(foot, document.footer[self.language])
            foot.add_run("    ")
        add_field(foot, "PAGE", "1")

    def saved(self, document: Document) -> bytes:
        core = self.file.core_properties
        core.title = plain(document.title[self.language])
        core.author = core.last_modified_by = "Trephine"
        core.comments = core.keywords = core.subject = core.category = ""
        core.language = {"zh": "zh-CN", "en": "en-GB"}[self.language]
        core.created = core.modified = EPOCH
        core.revision = 1
        out = io.BytesIO()
        self.file.save(out)
        return steady(out.getvalue())

    def inline(self, paragraph: Any, text: str, *, colour: RGBColor | None = None) -> None:
        for mark, run in pieces(text):
            written = paragraph.add_run(self.numbering.mark(run) if mark == "cite" else run)
            written.italic = True if mark == "emphasis" else None
            written.bold = True if mark == "strong" else None
            if mark == "cite":
                written.font.superscript = True
            if mark == "code":
                set_fonts(written._r.get_or_add_rPr(), MONO)  # noqa: SLF001  (python-docx has no East Asian font)
            if colour is not None:
                written.font.color.rgb = colour

    def block(self, block: Block) -> None:
        say = self.language
        if isinstance(block, Heading):
            self.inline(self.file.add_paragraph(style=f"Heading {block.level}"), block.text[say])
        elif isinstance(block, Paragraph):
            self.inline(self.file.add_paragraph(), block.text[say])
        elif isinstance(block, Bullets):
            name = "List Number" if block.ordered else "List Bullet"
            for item in block.items:
                self.inline(self.file.add_paragraph(style=name), item[say])
        elif isinstance(block, NoteBox):
            self.note_box(block)
        elif isinstance(block, ReportTable):
            self.table(block)
        elif isinstance(block, Picture):
            self.picture(block)
        elif isinstance(block, CodeBlock):
            self.code(block)
        else:
            for number, _, line in self.numbering.references():
                self.file.add_paragraph(f"[{number}]\t{line}", style="Reference")

    def note_box(self, block: NoteBox) -> None:
        paragraph = self.file.add_paragraph(style="Note Box")
        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001  (python-docx has no borders)
        borders(properties, "w:pBdr", left=(24, _COLOURS[block.kind]))
        shade(properties, "F6F8FA")
        word = paragraph.add_run(f"{WORDS[block.kind][self.language]}  ")
        word.bold = True
        word.font.color.rgb = RGBColor.from_string(_COLOURS[block.kind])
        self.inline(paragraph, block.text[self.language])

    def code(self, block: CodeBlock) -> None:
        if block.caption:
            self.inline(self.file.add_paragraph(style="Caption"), block.caption[self.language])
        paragraph = self.file.add_paragraph(style="Code")
        shade(paragraph._p.get_or_add_pPr(), "F6F8FA")  # noqa: SLF001  (python-docx has no shading)
        paragraph.add_run(clean(block.code).rstrip("\n"))

    def caption(self, what: str, text: Text, *, above: bool) -> None:
        self.counts[what] += 1
        paragraph = self.file.add_paragraph(style="Caption")
        paragraph.paragraph_format.keep_with_next = above
        paragraph.add_run(f"{WORDS[what][self.language]} ")
        add_field(paragraph, f"SEQ {what.capitalize()} \\* ARABIC", str(self.counts[what]))
        paragraph.add_run("　")
        self.inline(paragraph, text[self.language])

    def notes(self, notes: Iterable[Text]) -> None:
        for number, note in enumerate(notes):
            paragraph = self.file.add_paragraph(style="Table Note")
            if number == 0:
                paragraph.add_run(WORDS["note"][self.language])
            self.inline(paragraph, note[self.language])

    def turn(self, orientation: Any) -> None:
        """Begin a page of that orientation, unless it is the one we are on."""
        if self.file.sections[-1].orientation == orientation:
            return
        section = self.file.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = orientation
        sides = (Mm(297), Mm(210)) if orientation == WD_ORIENT.LANDSCAPE else (Mm(210), Mm(297))
        section.page_width, section.page_height = sides

    def table(self, block: ReportTable) -> None:
        self.caption("table", block.caption, above=True)
        table = self.file.add_table(rows=1, cols=len(block.columns))
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        room = _WIDE_MM if block.wide else _TEXT_MM
        widths = [Mm(width) for width in column_widths(block, self.language, room)]
        thick, thin = (12, "000000"), (6, "000000")
        borders(table._tbl.tblPr, "w:tblBorders", top=thick, bottom=thick)  # noqa: SLF001  (no borders in python-docx)
        for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
            self.cell(cell, column.header[self.language], column.align, marked=True, bold=True)
            borders(cell._tc.get_or_add_tcPr(), "w:tcBorders", bottom=thin)  # noqa: SLF001  (no borders in python-docx)
        flag(table.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")  # noqa: SLF001  (no header rows in python-docx)
        for row in block.rows:
            self.row(table, row, block)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for made in table.rows:
            for cell, width in zip(made._tr.tc_lst, widths, strict=False):  # noqa: SLF001  (merged cells stand once)
                if cell.grid_span == 1:
                    cell.width = width
        self.notes(block.notes)
        if not block.wide:
            self.file.add_paragraph().paragraph_format.space_after = Pt(0)

    def row(self, table: Any, row: Row, block: ReportTable) -> None:
        made = table.add_row()
        flag(made._tr.get_or_add_trPr(), "w:cantSplit")  # noqa: SLF001  (not in python-docx)
        cells = made.cells
        if len(row.cells) == 1:
            cells = [cells[0].merge(cells[-1])]
        colour = RGBColor(0x6E, 0x77, 0x81) if row.kind == "greyed" else None
        for cell, value, column in zip(cells, row.cells, block.columns, strict=False):
            text, marked = cell_text(value, column, self.language)
            bold = row.kind in {"group", "total"}
            self.cell(cell, text, column.align, marked=marked, bold=bold, colour=colour)
            if row.kind == "total":
                borders(cell._tc.get_or_add_tcPr(), "w:tcBorders", top=(4, "808080"))  # noqa: SLF001  (no borders in python-docx)

    def cell(
        self,
        cell: Any,
        text: str,
        align: Align,
        *,
        marked: bool,
        bold: bool,
        colour: RGBColor | None = None,
    ) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.style = self.file.styles["Table Text"]
        paragraph.alignment = _ALIGN[align]
        if marked:
            self.inline(paragraph, text, colour=colour)
        else:
            paragraph.add_run(text)
        for run in paragraph.runs:
            run.bold = True if bold else run.bold
            if colour is not None:
                run.font.color.rgb = colour

    def picture(self, block: Picture) -> None:
        drawing = block.drawings[self.language]
        paragraph = self.file.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        width = drawing.width_within(_TEXT_MM, _TALL_MM)
        png = render(drawing, "png", dpi=self.dpi)
        shape = paragraph.add_run().add_picture(io.BytesIO(png), width=Mm(width))
        properties = shape._inline.docPr  # noqa: SLF001  (python-docx has no alternative text)
        properties.set("descr", drawing.desc)
        properties.set("title", drawing.title)
        self.caption("figure", block.caption, above=False)
        self.notes(block.notes)
