"""A refusal names file and line, says what is wrong, and what to do."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from trephine.core.error import ContentError
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.core.toml_line import line_of
from trephine.library import bibliography, catalogue, count, erratum, study_table
from trephine.library.content import ROOT, read_toml
from trephine.library.table import read_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    id: str
    at: Locator
    reason: Text
    size: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    entry: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    review: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    id: str
    n: int
    age: float | None = None


GOOD = """\
# a comment

[[entry]]
id = "one"
at = { source = "zhan2025", place = "table 1" }
reason = { zh = "中文", en = "one" }

[[entry]]
id = "two"
at.source = "zhan2025"
at.place = "table 1"
size = 3
[entry.reason]
zh = '''
二
'''
en = "two"
"""
TABLE = '+++\nreview = "zhan2025"\n# note\n+++\nid,n,age\none,1,2.5\ntwo,2,\n'


def refused(tmp_path: Path, text: str | bytes, *, table: bool = False) -> ContentError:
    path = tmp_path / "file.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(ContentError) as caught:
        read_table(path, Head, Row) if table else read_toml(path, Entries)
    return caught.value


def line(error: ContentError) -> int:
    assert "file.toml" in error.where
    return int(error.where.rpartition(":")[2])


def test_good_files_are_read(tmp_path):
    path = tmp_path / "file.toml"
    path.write_text(GOOD, encoding="utf-8")
    first, second = read_toml(path, Entries).entry
    assert (first.id, first.at.place, second.size) == ("one", "table 1", 3)
    path.write_text("\ufeff" + TABLE.replace("\n", "\r\n"), encoding="utf-8")
    head, rows = read_table(path, Head, Row)
    assert head.review == "zhan2025"
    assert [(row.id, row.n, row.age) for _, row in rows] == [("one", 1, 2.5), ("two", 2, None)]
    assert [where.rpartition(":")[2] for where, _ in rows] == ["6", "7"]


@pytest.mark.parametrize(
    ("old", "new", "where", "what", "found"),
    [
        ('id = "two"', 'id = "two"\ncolour = "red"', 10, "not defined", "entry.1.colour"),
        ("place = ", "plaice = ", 5, "not defined", "entry.0.at.plaice"),
        ('id = "two"\n', "", 8, "missing", "entry.1.id"),
        ('at.place = "table 1"\n', "", 10, "missing", "entry.1.at.place"),
        ("size = 3", 'size = "3"', 12, "does not fit", "entry.1.size = '3'"),
        ('en = "one"', 'en = " "', 6, "does not fit", "both languages"),
        ('en = "two"', "en = 2", 17, "does not fit", "entry.1.reason.en = 2"),
        ("[[entry]]", "[[entries]]", 3, "not defined", "entries"),
        ("size = 3", "size = ", 12, "not valid TOML", "line 12"),
        ('en = "two"', "en = '''", 17, "not valid TOML", "Expected"),
    ],
)
def test_toml_refusal_names_file_and_line(tmp_path, old, new, where, what, found):
    assert old in GOOD
    text = GOOD.replace(old, new) if old != "place = " else GOOD.replace(old, new, 1)
    if old == "[[entry]]":
        text = text.replace("[entry.", "[entries.")
    error = refused(tmp_path, text)
    assert what in error.what.en
    assert found in error.found
    if "Expected" not in found:
        assert line(error) == where


def test_every_key_is_found_on_its_line():
    lines = GOOD.split("\n")
    for steps, start in {
        ("entry", 0, "at", "place"): "at = {",
        ("entry", 1, "at", "place"): "at.place",
        ("entry", 1, "reason", "zh"): "zh = '''",
        ("entry", 1, "reason", "en"): 'en = "two"',
        ("entry", 1, "Counts", "size"): "size",
    }.items():
        assert lines[line_of(GOOD, steps) - 1].startswith(start), steps


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ("id,n,age", "id,n,age,colour", 5, "columns"),
        ("id,n,age", "id,m,age", 5, "columns"),
        ("two,2,", "two,2", 7, "number of cells"),
        ("two,2,", "two,,", 7, "missing"),
        ("two,2,", "two,2.5,", 7, "does not fit"),
        ("two,2,", "two,2,old", 7, "does not fit"),
        ("two,2,", "one,2,", 7, "twice"),
        ("two,2,", 'two,"2,', 7, "not valid CSV"),
        ("review", "revue", 2, "not defined"),
        ("+++\nid", "id", 1, "+++"),
    ],
)
def test_table_refusal_names_file_and_line(tmp_path, old, new, where, what):
    assert old in TABLE
    error = refused(tmp_path, TABLE.replace(old, new, 1), table=True)
    assert what in error.what.en
    assert line(error) == where


def test_gbk_and_empty_files_are_refused(tmp_path):
    error = refused(tmp_path, GOOD.encode("gbk"))
    assert "UTF-8" in error.what.en
    assert line(error) == 6
    assert "GBK" in error.do.zh
    for empty in ("", "\n \n"):
        assert "empty" in refused(tmp_path, empty).what.en
        assert "empty" in refused(tmp_path, empty, table=True).what.en


def test_a_refusal_speaks_both_languages(tmp_path):
    error = refused(tmp_path, GOOD.replace("size", "sise"))
    assert error.render("zh").startswith("错误: 出现未定义的键\n位置: ")
    assert "Where: " in error.render("en")


@pytest.fixture
def library(tmp_path, monkeypatch):
    """Return a way to change one file of a copy of the library."""
    modules = (bibliography, catalogue, count, erratum, study_table)
    cached = [
        value
        for module in modules
        for value in vars(module).values()
        if hasattr(value, "cache_clear")
    ]

    def change(file: str, old: str, new: str) -> None:
        for path in ROOT.rglob("*.*"):
            if path.suffix in {".toml", ".csv"}:
                copy = tmp_path / path.relative_to(ROOT)
                copy.parent.mkdir(exist_ok=True, parents=True)
                text = path.read_text(encoding="utf-8")
                if path.relative_to(ROOT).as_posix() == file:
                    assert text.count(old) >= 1
                    text = text.replace(old, new, 1)
                copy.write_text(text, encoding="utf-8")
        for module in modules:
            monkeypatch.setattr(module, "ROOT", tmp_path)
        for entry in cached:
            entry.cache_clear()

    yield change
    for entry in cached:
        entry.cache_clear()


@pytest.mark.parametrize(
    ("file", "old", "new", "what", "verb"),
    [
        ("errata/zhan2025.toml", 'against = [{ source = "zhan2025"', 'against = [{ source = "none"',
         "a source that does not exist", erratum.errata),
        ("errata/zhan2025.toml", 'id = "zhan-sd"', 'id = "zhan-years"',
         "twice", erratum.errata),
        ("outcomes/outcomes.toml", 'key = "PR"', 'key = "ORR"', "twice", catalogue.outcomes),
        ("sources/documents.toml", 'id = "li2023"', 'id = "zhan2025"',
         "twice", bibliography.sources),
        ("sources/references.csv", "10.1084/jem.20031330", "10.1073/pnas.1819745116",
         "entered twice", bibliography.sources),
        ("studies/zhan2025.csv", "13,zhang2023b,2023", "13,nobody2023,2023",
         "a source that does not exist", lambda: study_table.studies("zhan2025")),
        ("studies/consensus2022.csv", "chen2021;jin2019", "chen2021;jin2020",
         "a study that the table lacks", lambda: study_table.studies("consensus2022")),
        ("counts/zhan2025.csv", "4,zhang2023a,,CRS", "4,zhang2023c,,CRS",
         "a study that the table lacks", lambda: study_table.studies("zhan2025")),
        ("counts/zhan2025.csv", "4,zhang2023a,,CRS", "4,zhang2023a,,CSR",
         "an outcome that the catalogue lacks", lambda: study_table.studies("zhan2025")),
        ("counts/zhan2025.csv", "88.9/9", "88.8/9",
         "contradicts itself", lambda: study_table.studies("zhan2025")),
        ("counts/zhan2025.csv", "+95.4/87", "+95.4/86",
         "contradicts itself", lambda: study_table.studies("zhan2025")),
    ],
    ids=lambda value: value if isinstance(value, str) and " " not in value else None,
)  # fmt: skip
def test_a_dangling_or_doubled_id_names_file_and_line(library, file, old, new, what, verb):
    lines = (ROOT / file).read_text(encoding="utf-8").split("\n")
    library(file, old, new)
    with pytest.raises(ContentError) as caught:
        verb()
    assert what in caught.value.what.en
    name, _, number = caught.value.where.rpartition(":")
    assert name.endswith(file.rpartition("/")[2])
    assert old in lines[int(number) - 1]
