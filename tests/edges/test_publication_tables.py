"""A user's published tables: what cannot be read is refused with the cell's name."""

import shutil

import openpyxl
import pytest

from trephine.core.error import InputError
from trephine.core.study import Counts, NotReported, Percentage
from trephine.evidence.audit.read_publication import read_publication
from trephine.evidence.audit.template import write_template
from trephine.library import outcomes
from trephine.library.publication_file import relations


@pytest.fixture
def folder(tmp_path):
    home = tmp_path / "paper"
    write_template(home)
    return home


def change(home, table, old, new, encoding="utf-8"):
    path = home / f"{table}.csv"
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_bytes(text.replace(old, new).encode(encoding))


def test_the_template_reads_the_same_from_csv_and_from_a_workbook(folder, tmp_path):
    write_template(tmp_path / "paper.xlsx")
    assert read_publication(folder) == read_publication(tmp_path / "paper.xlsx")
    found = read_publication(folder, outcomes=outcomes(), relations=relations())
    assert [one.id for one in found.studies] == ["a", "b", "c", "d"]
    first, third = found.study("a"), found.study("c")
    assert isinstance(first.arms[0].outcomes[0].value, Percentage)
    assert isinstance(third.arms[0].outcomes[0].value, Counts)
    assert found.row("orr").studies == ("a", "b", "c", "d")
    assert found.row("orr").model == "fixed"
    assert found.methods.rule.I2_limit == 50.0
    assert {(one.kind, one.one, one.other) for one in found.relations} >= {("part-of", "CR", "ORR")}


def test_studies_alone_are_enough(folder):
    for name in ("paper", "pooled", "relations", "statements", "references"):
        (folder / f"{name}.csv").unlink()
    found = read_publication(folder)
    assert found.id == "paper"
    assert found.pooled == ()


def test_a_gbk_table_is_read(folder):
    change(folder, "studies", "Example A", "张筱媛", encoding="gb18030")
    assert read_publication(folder).study("a").label.zh == "张筱媛"


def test_printed_decimals_and_signs_are_kept(folder):
    change(folder, "pooled", "41.35", "６1.40%")
    assert read_publication(folder).row("orr").I2.text == "61.40"


def test_a_dash_is_nothing_reported(folder):
    change(folder, "studies", "83.3", "—")
    value = read_publication(folder).study("a").arms[0].outcomes[0].value
    assert isinstance(value, NotReported)


@pytest.mark.parametrize(
    ("table", "old", "new", "cell"),
    [
        ("studies", ",12,", ",twelve,", "E2"),
        ("studies", ",12,", ",,", "E2"),
        ("studies", ",12,", ",0,", "E2"),
        ("studies", ",12,", ",12.5,", "E2"),
        ("studies", ",83.3", ",183.3", "J2"),
        ("studies", ",83.3", ",about 80", "J2"),
        ("studies", "21/25", "26/25", "J4"),
        ("studies", "21/25", "x/25", "J4"),
        ("studies", "b,Example B", "a,Example B", "A3"),
        ("pooled", "a;b;c;d", "a;b;e", "E2"),
        ("pooled", "orr,ORR", "orr,OR", "B2"),
        ("pooled", "0.16", "sixteen", "H2"),
        ("pooled", "0.16", "1.6", "H2"),
        ("pooled", "固定", "mixed", "I2"),
        ("pooled", ",81,", ",,", "J2"),
        ("pooled", ",81,", ",181,", "J2"),
        ("statements", "patients", "pateints", "A3"),
        ("statements", "108", "many", "C3"),
        ("relations", "part-of", "within", "A2"),
        ("paper", "P_limit", "Plimit", "A9"),
        ("paper", "0.1", "small", "B9"),
    ],
)
def test_a_bad_cell_is_named_in_both_languages(folder, table, old, new, cell):
    change(folder, table, old, new)
    with pytest.raises(InputError) as caught:
        read_publication(folder)
    assert f"{table}.csv" in caught.value.where
    assert f"cell {cell} " in caught.value.where
    for language in ("zh", "en"):
        assert caught.value.do[language]


def test_missing_columns_and_tables_are_named(folder):
    change(folder, "pooled", "I2,", "I2x,")
    with pytest.raises(InputError) as caught:
        read_publication(folder)
    assert "I2" in caught.value.do.en
    (folder / "studies.csv").unlink()
    with pytest.raises(InputError, match="no table of studies"):
        read_publication(folder)
    with pytest.raises(InputError, match="No such folder"):
        read_publication(folder / "nowhere")


def test_an_unknown_column_of_the_study_table_is_refused(folder):
    change(folder, "studies", ",ORR", ",ORRR")
    with pytest.raises(InputError) as caught:
        read_publication(folder)
    assert "ORRR" in caught.value.found


def test_merged_cells_of_a_workbook_are_refused(tmp_path):
    path = tmp_path / "paper.xlsx"
    write_template(path)
    book = openpyxl.load_workbook(path)
    book["studies"].merge_cells("E2:E3")
    book.save(path)
    with pytest.raises(InputError) as caught:
        read_publication(path)
    assert "E" in caught.value.where


def test_a_file_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "paper.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing of the kind")
    with pytest.raises(InputError):
        read_publication(path)


def test_the_template_overwrites_nothing(folder, tmp_path):
    before = (folder / "studies.csv").read_bytes()
    shutil.rmtree(tmp_path / "other", ignore_errors=True)
    with pytest.raises(InputError, match="not overwritten"):
        write_template(folder)
    assert (folder / "studies.csv").read_bytes() == before
