"""What is written is read again, and no spreadsheet takes a title for a formula."""

import io

import openpyxl
import pytest

from tests.unit.interop.references import samples
from trephine.core.reference import Reference
from trephine.interop.references.read_references import read_references
from trephine.interop.references.write_bibtex import write_bibtex
from trephine.interop.references.write_ris import write_ris
from trephine.interop.references.write_table import write_csv, write_xlsx

KEPT = ("title", "authors", "year", "journal", "volume", "issue", "pages", "doi", "abstract")
HOSTILE = Reference(
    id="h-1",
    title='=HYPERLINK("http://made.invalid","x")',
    authors=("+Made, Anna", "@Example"),
    year=2020,
    abstract="-1+1 {\\input{x}} & 50% of A_B",
    journal="Made",
    doi="10.1234/a_b%c",
)


def again(raw: bytes):
    return read_references(raw, file="made", batch="b")


def everyone() -> list[Reference]:
    texts = (samples.RIS, samples.NBIB, samples.NOTEEXPRESS_CNKI, samples.WOS, samples.CSV)
    return [one for text in texts for one in again(text.encode()).references]


@pytest.mark.parametrize(
    "write",
    [
        lambda refs: write_ris(refs).encode(),
        lambda refs: write_bibtex(refs).encode(),
        write_csv,
        write_xlsx,
    ],
    ids=["ris", "bibtex", "csv", "xlsx"],
)
def test_what_is_written_is_read_again(write) -> None:
    before = everyone()
    after = again(write(before)).references
    assert len(after) == len(before)
    for one, other in zip(before, after, strict=True):
        for name in KEPT:
            assert getattr(one, name) == getattr(other, name), (one.id, name)
        assert set(one.keywords) == set(other.keywords)


def test_formulas_are_defused() -> None:
    text = write_csv([HOSTILE]).decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert again(write_csv([HOSTILE])).references[0].title == HOSTILE.title
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx([HOSTILE])))
    cells = [cell for row in book.active.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    held = next(cell for cell in cells if str(cell.value).startswith("=HYPERLINK"))
    assert held.quotePrefix


def test_tex_commands_are_no_commands() -> None:
    text = write_bibtex([HOSTILE])
    assert "\\input" not in text
    assert r"50\% of A\_B" in text
    found = again(text.encode()).references[0]
    assert (found.abstract, found.doi) == ("-1+1 inputx & 50% of A_B", "10.1234/a_b%c")


def test_nothing_is_written_of_nothing() -> None:
    assert write_ris([]) == ""
    assert write_csv([]).startswith(b"\xef\xbb\xbfid,title")
