"""What is taken from a page as a file: everything in it, nothing a formula, its provenance."""

import csv
import io
import zipfile

import docx
import openpyxl
import pytest

from trephine.core.error import InputError
from trephine.plots.read_svg import read_svg
from trephine.reports.page_file import page_file
from trephine.reports.shown_page import ShownFigure, ShownPage, ShownTable

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40mm" height="20mm" viewBox="0 0 40 20">'
    "<title>A figure</title><circle r='3'/></svg>"
)
TABLE = ShownTable(
    title="Doses: a/b",
    columns=("study", "n", "change"),
    rows=(
        ("=cmd|'/c calc'!A0", "12", "−3.50"),
        ("a group",),
        ("*stars* [@key]", "007", "-2+3"),
        ("short", "1"),
    ),
)
FIGURE = ShownFigure(title="A figure", figure=read_svg(SVG, "en"))
FROM = ("From: a page", "Made by Trephine", "Cite as: …")


def page(*parts):
    return ShownPage(
        title="A *page*", language="en", parts=parts, provenance=FROM, notes=("exploratory",)
    )


def test_a_workbook_has_numbers_as_numbers_and_no_formula():
    book = openpyxl.load_workbook(io.BytesIO(page_file(page(TABLE, FIGURE, TABLE), "xlsx")))
    assert len(book.sheetnames) == 2
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[:5] == [
        ("study", "n", "change"),
        ("=cmd|'/c calc'!A0", 12, -3.5),
        ("a group", None, None),
        ("*stars* [@key]", "007", "-2+3"),
        ("short", 1, None),
    ]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert sheet["A2"].quotePrefix
    assert sheet["C2"].number_format == "0.00"
    assert [row[0] for row in rows[-4:]] == ["exploratory", *FROM]


def test_a_csv_is_defused_and_says_where_it_is_from():
    text = page_file(page(TABLE), "csv").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[1] == ["'=cmd|'/c calc'!A0", "12", "-3.50"]
    assert rows[3] == ["*stars* [@key]", "007", "'-2+3"]
    assert [row[0] for row in rows[-3:]] == list(FROM)


def test_word_holds_tables_and_figures_in_their_order_as_they_were_written():
    raw = page_file(page(FIGURE, TABLE), "docx")
    made = docx.Document(io.BytesIO(raw))
    said = [one.text for one in made.paragraphs]
    assert said[0] == "A *page*"
    assert all(any(line in one for one in said) for line in (*FROM, "exploratory"))
    assert made.tables[0].cell(3, 0).text == "*stars* [@key]"
    assert [one.text for one in made.tables[0].rows[2].cells] == ["a group"] * 3
    names = zipfile.ZipFile(io.BytesIO(raw)).namelist()
    assert any(name.startswith("word/media/") for name in names)


def test_one_figure_alone_is_the_figure_with_its_provenance():
    svg = page_file(page(FIGURE), "svg").decode()
    assert FROM[0] in svg
    assert "exploratory" in svg
    assert FROM[-1] not in svg, "how to cite it is for documents"
    assert page_file(page(FIGURE), "pdf").startswith(b"%PDF")
    assert page_file(page(FIGURE, TABLE), "pdf").startswith(b"%PDF")


@pytest.mark.parametrize(
    ("parts", "form"),
    [((FIGURE,), "csv"), ((FIGURE,), "xlsx"), ((TABLE,), "svg"), ((FIGURE, FIGURE), "png")],
)
def test_a_form_that_can_hold_none_of_it_is_refused(parts, form):
    with pytest.raises(InputError):
        page_file(page(*parts), form)


def test_tables_too_large_for_word_are_sent_to_a_workbook():
    large = ShownTable(title="t", columns=("a", "b"), rows=(("1", "2"),) * 5001)
    with pytest.raises(InputError, match="too large"):
        page_file(page(large), "docx")
    assert page_file(page(large), "xlsx")
