import dataclasses
import io
import re
import zipfile

import docx as python_docx
import pytest
from docx.oxml.ns import qn

from trephine.core.text import Text
from trephine.reports.column_widths import column_widths
from trephine.reports.document import Column, Document, Heading, Picture, ReportTable, Row
from trephine.reports.docx import docx


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return {}


def opened(made: dict[str, bytes], document: Document, language: str) -> "python_docx.Document":
    if language not in made:
        made[language] = docx(document, language)
    return python_docx.Document(io.BytesIO(made[language]))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_fonts_are_named_for_chinese_and_latin(
    made: dict[str, bytes], document: Document, language: str
) -> None:
    file = opened(made, document, language)
    for name, latin, east in (
        ("Normal", "Times New Roman", "宋体"),
        ("Heading 1", "Arial", "黑体"),
        ("Title", "Arial", "黑体"),
        ("Table Text", "Times New Roman", "宋体"),
    ):
        fonts = file.styles[name].element.rPr.find(qn("w:rFonts"))
        assert fonts.get(qn("w:ascii")) == latin
        assert fonts.get(qn("w:eastAsia")) == east
        assert fonts.get(qn("w:asciiTheme")) is None
        assert fonts.get(qn("w:eastAsiaTheme")) is None


def test_structure_uses_words_own_styles(made: dict[str, bytes], document: Document) -> None:
    file = opened(made, document, "zh")
    styles = [(p.style.name, p.text) for p in file.paragraphs]
    assert styles[0] == ("Title", "示例报告：总反应率")
    assert ("Heading 1", "方法") in styles
    assert ("Heading 2", "纳入标准") in styles
    assert ("List Bullet", "报告了总反应率") in styles
    captions = [text for name, text in styles if name == "Caption"]
    assert captions[:2] == ["表 1　各研究的总反应率", "图 1　总反应率森林图"]
    trial = (
        "[3]\t张三, 李四, 王五, 等. 某疗法治疗多发性骨髓瘤的临床研究[J]. "
        "中华血液学杂志, 2021, 42(3): 100-105."
    )
    assert ("Reference", trial) in styles
    assert " PAGE " in file.sections[0].footer._element.xml
    assert "由 Trephine 生成" in file.sections[0].footer.paragraphs[0].text


def test_the_table_has_three_lines_and_a_header(made: dict[str, bytes], document: Document) -> None:
    table = opened(made, document, "en").tables[0]
    edges = table._tbl.tblPr.find(qn("w:tblBorders"))
    assert {child.tag for child in edges} == {qn("w:top"), qn("w:bottom")}
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [cell.text for cell in table.rows[0].cells] == ["Study", "Events", "n", "Rate", "95% CI"]
    assert table.rows[1].cells[0]._tc is table.rows[1].cells[4]._tc  # a group spans the table
    assert table.rows[2].cells[3].text == "94.4%"
    greyed = table.rows[3].cells[0].paragraphs[0].runs[0]
    assert str(greyed.font.color.rgb) == "6E7781"
    assert table.rows[4].cells[0].paragraphs[0].runs[0].bold


def test_pictures_carry_words_and_300_dpi(made: dict[str, bytes], document: Document) -> None:
    file = opened(made, document, "zh")
    shape = file.inline_shapes[0]
    assert shape._inline.docPr.get("descr") == "三项研究及其合并值"
    assert shape._inline.docPr.get("title") == "总反应率森林图"
    assert round(shape.width.mm) == 120
    images = [p for p in file.part.package.iter_parts() if p.partname.startswith("/word/media")]
    assert images[0].image.px_width == pytest.approx(120 / 25.4 * 300, abs=1)


def test_a_picture_taller_than_the_page_is_made_to_fit(document: Document) -> None:
    (at,) = [i for i, one in enumerate(document.blocks) if isinstance(one, Picture)]
    tall = {
        k: dataclasses.replace(v, height_mm=400.0) for k, v in document.blocks[at].drawings.items()
    }
    blocks = [*document.blocks]
    blocks[at] = dataclasses.replace(blocks[at], drawings=tall)
    raw = docx(dataclasses.replace(document, blocks=tuple(blocks)), "zh")
    shape = python_docx.Document(io.BytesIO(raw)).inline_shapes[0]
    assert shape.width.mm == pytest.approx(120 * 220 / 400, abs=0.1)


def test_citations_are_raised(made: dict[str, bytes], document: Document) -> None:
    runs = [r for p in opened(made, document, "en").paragraphs for r in p.runs]
    raised = [r.text for r in runs if r.font.superscript]
    assert raised == ["[1–3]", "[4]"]
    assert "P" in [r.text for r in runs if r.italic]


def test_equal_documents_give_equal_bytes(made: dict[str, bytes], document: Document) -> None:
    opened(made, document, "en")
    assert docx(document, "en") == made["en"]
    with zipfile.ZipFile(io.BytesIO(made["en"])) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = file.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d\d-\d\dT", core)) == {"2000-01-01T"}


def test_a_wide_table_turns_the_page() -> None:
    table = ReportTable(
        caption=Text(zh="宽表", en="Wide"),
        columns=(Column(header=Text(zh="甲", en="A")),),
        rows=(Row(cells=("x",)),),
        wide=True,
    )
    before, after = (Heading(text=Text(zh=f"章{i}", en=f"Chapter {i}")) for i in (1, 2))
    blocks = (before, table, table, after)
    raw = docx(Document(title=Text(zh="甲", en="A"), blocks=blocks), "zh")
    file = python_docx.Document(io.BytesIO(raw))
    assert [s.page_width > s.page_height for s in file.sections] == [False, True, False]
    texts = [p.text for p in file.paragraphs]
    assert texts.index("章1") < texts.index("表 1　宽表") < texts.index("章2")


def test_columns_get_room_for_what_they_hold() -> None:
    columns = tuple(
        Column(header=Text(zh=z, en=e))
        for z, e in (("研究", "Study"), ("例数", "n"), ("说明", "Why"))
    )
    rows = (Row(cells=("Wang 2021", 18, "a long explanation " * 12)),)
    table = ReportTable(caption=Text(zh="表", en="Table"), columns=columns, rows=rows)
    study, n, why = column_widths(table, "en", 160.0)
    assert n < study < why
    assert study + n + why == pytest.approx(160.0)
    assert study > 9 * 1.5  # 'Wang 2021' fits on a line
    narrow = column_widths(dataclasses.replace(table, rows=()), "zh", 160.0)
    assert sum(narrow) < 60
    assert sum(column_widths(table, "zh", 20.0)) == pytest.approx(20.0)


def test_control_characters_do_not_break_the_file() -> None:
    table = ReportTable(
        caption=Text(zh="表", en="Table"),
        columns=(Column(header=Text(zh="甲", en="A")),),
        rows=(Row(cells=("bell \x07, tab \t, end",)),),
    )
    raw = docx(Document(title=Text(zh="甲", en="A\x0b"), blocks=(table,)), "en")
    assert "bell" in python_docx.Document(io.BytesIO(raw)).tables[0].rows[1].cells[0].text
