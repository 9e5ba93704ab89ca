"""Every kind of bad table is refused, with the file and the cell; every honest one is read."""

import datetime as dt
import re
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from trephine.core.error import InputError
from trephine.evidence.read_effects import read_effects
from trephine.evidence.reading.names import mapping_of
from trephine.evidence.table import read_table

GOOD = "study,xi,ni\nZhao 2018,11,29\nXu 2019,24,33\n"


def csv_file(tmp_path: Path, text: str, encoding: str = "utf-8", name: str = "t.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def refusal(source, measure="PR", **options) -> InputError:
    with pytest.raises(InputError) as caught:
        read_effects(source, measure, **options)
    error = caught.value
    assert error.what.zh
    assert error.do.en
    assert error.do.zh
    return error


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_chinese_tables_of_every_encoding(tmp_path, encoding, delimiter) -> None:
    text = "研究,事件数,总例数\r\n赵某 2018,11,29\r\n许某 2019,24,33\r\n".replace(",", delimiter)
    found = read_effects(csv_file(tmp_path, text, encoding), "PR")
    assert found.labels == ("赵某 2018", "许某 2019")
    assert found.raw["xi"].tolist() == [11, 24]
    assert found.raw["ni"].tolist() == [29, 33]
    assert [c.kind for c in found.cautions] == ["column-names"]
    assert "'事件数' = xi" in found.cautions[0].text.en


@pytest.mark.parametrize("text", ["Müller,11,29", "Crémieux,11,29", "Ångström,11,29"])
def test_western_encoding_is_not_taken_for_chinese(tmp_path, text) -> None:
    path = csv_file(tmp_path, f"study,xi,ni\n{text}\n", "cp1252")
    assert "line 2" in refusal(path).where
    assert read_effects(path, "PR", encoding="cp1252").labels == (text.split(",")[0],)


def test_wrong_named_encoding(tmp_path) -> None:
    path = csv_file(tmp_path, "study,xi,ni\n赵,11,29\n", "gbk")
    assert "line 2" in refusal(path, encoding="utf-8").where
    assert "klingon" in refusal(path, encoding="klingon").found


@pytest.mark.parametrize(
    ("row", "cell", "found"),
    [
        ("A,eleven,29", "B3", "eleven"),
        ("A,11,2 9", "C3", "2 9"),
        ("A,11 (38%),29", "B3", "(38%)"),
        ("A,38%,29", "B3", "38%"),
        ("A,30,29", "B3", "xi = 30, ni = 29"),
        ("A,-1,29", "B3", "xi = -1"),
        ("A,11,-29", "C3", "ni = -29"),
        ("A,11,0", "C3", "ni = 0"),
        ("A,11.5,29", "B3", "xi = 11.5"),
        ("A,NaN,29", "B3", "NaN"),
        ("A,inf,29", "B3", "inf"),
        ("A,1e999,29", "B3", "1e999"),
        ("A,1_1,29", "B3", "1_1"),
        ("A,12²,29", "B3", "12²"),
        ("A,①,29", "B3", "①"),
        ("A,-,29", "B3", "-"),
        ("A,٣,29", "B3", "٣"),
        ("A,#DIV/0!,29", "B3", "#DIV/0!"),
    ],
)
def test_bad_cell_is_named(tmp_path, row, cell, found) -> None:
    path = csv_file(tmp_path, f"study,xi,ni\nfirst,1,2\n{row}\n", name="counts.csv")
    error = refusal(path)
    assert f"counts.csv, cell {cell} (line 3" in error.where
    assert found in error.found
    assert str(error).count("\n") == 3


def test_full_width_digits_and_missing_words(tmp_path) -> None:
    text = "study,xi,ni\nA,１１,２９\nB,未报告,30\nC,NA,31\nD,,32\nE, 5 ,+33\n"
    found = read_effects(csv_file(tmp_path, text), "PR")
    assert found.raw["xi"][0] == 11
    assert found.raw["xi"][4] == 5
    missing = next(c for c in found.cautions if c.kind == "missing-values")
    assert missing.studies == ("B", "C", "D")


def test_line_numbers_follow_quoted_line_breaks_and_blank_rows(tmp_path) -> None:
    text = 'study,xi,ni\n"Zhao\n2018",1,2\n\nXu,x,3\n'
    assert "cell B4 (line 5," in refusal(csv_file(tmp_path, text)).where


@pytest.mark.parametrize(
    ("text", "decimal", "values"),
    [
        ("yi;sei\n0,5;0,1\n1,234;0,2\n", None, [0.5, 1.234]),
        ("yi;sei\n0.5;0.1\n1,234;0.2\n", None, [0.5, 1234]),
        ("yi;sei\n1.234,5;1\n0,5;2\n", None, [1234.5, 0.5]),
        ("yi;sei\n1,234,567;1\n3;2\n", None, [1234567, 3]),
        ("yi;sei\n1,234;1\n3;2\n", ".", [1234, 3]),
        ("yi;sei\n1,234;1\n3;2\n", ",", [1.234, 3]),
        ("yi;sei\n-1.5e-3;1\n.5;2\n", None, [-0.0015, 0.5]),
        ("yi;sei\n−1.5;1\n2.;2\n", None, [-1.5, 2]),
    ],
)
def test_decimal_marks_with_one_reading(tmp_path, text, decimal, values) -> None:
    found = read_effects(csv_file(tmp_path, text), "GEN", decimal=decimal)
    assert found.yi.tolist() == values


@pytest.mark.parametrize(
    "text",
    [
        "yi;sei\n1,234;1\n3;2\n",  # 1234 or 1.234
        "yi;sei\n1,2;1\n3.4;2\n",  # both marks in one table
        "yi;sei\n1,25;1\n1.234;2\n",  # decimal comma, so 1.234 may be 1234
    ],
)
def test_decimal_marks_with_two_readings(tmp_path, text) -> None:
    error = refusal(csv_file(tmp_path, text), "GEN")
    assert "two readings" in error.what.en
    assert "cell A" in error.where


def test_shape_of_the_file(tmp_path) -> None:
    assert refusal(csv_file(tmp_path, "")).found == "an empty file"
    assert refusal(csv_file(tmp_path, " \n\n")).found == "an empty file"
    assert "names only: study, xi, ni" in refusal(csv_file(tmp_path, "study,xi,ni\n\n")).found
    short = refusal(csv_file(tmp_path, GOOD + "Ali 2016,3\n"))
    assert "row 4 (line 4)" in short.where
    assert "2 cells for 3 columns" in short.found
    assert "5 cells" in refusal(csv_file(tmp_path, GOOD + "Ali 2016,3,4,5,6\n")).found
    padded = read_effects(csv_file(tmp_path, GOOD.replace("\n", ",,\n")), "PR")
    assert padded.k == 2
    assert "line" in refusal(csv_file(tmp_path, GOOD + '"Ali,3,4\n')).where
    both = "a,b;c\n1,2;3\n"
    assert "comma and semicolon" in refusal(csv_file(tmp_path, both)).found
    assert "xi" in refusal(csv_file(tmp_path, "one\n1\n")).what.en
    assert "cannot be opened" in refusal(tmp_path / "absent.csv").what.en
    assert "cannot be opened" in refusal(tmp_path).what.en
    sep = read_effects(csv_file(tmp_path, "sep=;\nstudy;xi;ni\nA;1;2\n"), "PR")
    assert sep.raw["xi"].tolist() == [1]


def test_columns(tmp_path) -> None:
    path = csv_file(tmp_path, "trial,r,N,xi\nA,1,2,9\nB,1,3,9\n")
    mapped = read_effects(path, "PR", mapping={"xi": "r", "ni": "n"}, label="TRIAL")
    assert mapped.raw["xi"].tolist() == [1, 1]
    assert mapped.cautions == ()
    error = refusal(csv_file(tmp_path, "study,events\nA,1\n"))
    assert "ni" in error.what.en
    assert "'events'" in error.found
    assert "'none'" in refusal(path, mapping={"xi": "none", "ni": "N"}).found
    assert "ai" in refusal(path, mapping={"ai": "r"}).found
    twice = refusal(csv_file(tmp_path, "study,xi,ni,xi\nA,1,2,1\n"))
    assert "columns B and D" in twice.where
    two = csv_file(tmp_path, "study,events,cases,total\nA,1,1,2\n")
    assert "xi" in refusal(two).what.en
    case = read_effects(csv_file(tmp_path, "Study,Xi,NI\nA,1,2\n"), "PR")
    assert case.cautions == ()


def test_labels(tmp_path) -> None:
    twice = refusal(csv_file(tmp_path, GOOD + "Zhao 2018,1,2\n"))
    assert "A2" in twice.where
    assert "A4" in twice.where
    assert "A3" in refusal(csv_file(tmp_path, "study,xi,ni\nA,1,2\n,3,4\n")).where
    joined = read_effects(csv_file(tmp_path, "author,year,xi,ni\nXu,2018,1,2\nXu,2019,1,3\n"), "PR")
    assert joined.labels == ("Xu, 2018", "Xu, 2019")
    bare = read_effects(csv_file(tmp_path, "xi,ni\n1,2\n1,3\n"), "PR")
    assert bare.labels == ("1", "2")
    total = read_effects(csv_file(tmp_path, GOOD + "合计,35,62\n"), "PR")
    assert [c.kind for c in total.cautions] == ["total-row"]


def workbook(tmp_path: Path, rows: list[list[object]], name: str = "t.xlsx") -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path = tmp_path / name
    book.save(path)
    return path


ROWS = [["研究", "xi", "ni"], ["赵 2018", 11, 29], ["许 2019", 24.0, 33]]


def test_workbook(tmp_path) -> None:
    found = read_effects(workbook(tmp_path, ROWS), "PR")
    assert found.labels == ("赵 2018", "许 2019")
    assert found.raw["xi"].tolist() == [11, 24]
    text = read_effects(workbook(tmp_path, [*ROWS, ["c", "12", " １３ "]]), "PR")
    assert text.raw["ni"][2] == 13


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("eleven", "eleven"),
        (40, "xi = 40, ni = 30"),
        (-1, "xi = -1"),
        (1.5, "xi = 1.5"),
        (dt.date(2024, 3, 10), "2024-03-10"),
        (True, "True"),
        ("#N/A", "#N/A"),
        ("=A1+1", "=A1+1"),
    ],
)
def test_bad_cell_of_a_workbook(tmp_path, cell, found) -> None:
    error = refusal(workbook(tmp_path, [*ROWS, ["x", cell, 30]]))
    assert re.search(r"t\.xlsx, sheet 'Sheet', cell B4\b", error.where)
    assert found in error.found


def test_shape_of_a_workbook(tmp_path) -> None:
    assert "empty sheets" in refusal(workbook(tmp_path, [])).found
    assert "names only" in refusal(workbook(tmp_path, ROWS[:1])).found
    assert "cell D2" in refusal(workbook(tmp_path, [ROWS[0], ["a", 1, 2, 3]])).where
    path = workbook(tmp_path, ROWS)
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("A2:A3")
    book.save(path)
    merged = refusal(path)
    assert "A2:A3" in merged.where
    book = openpyxl.load_workbook(workbook(tmp_path, ROWS))
    book.create_sheet("空")
    book.save(path)
    assert read_effects(path, "PR").k == 2
    book.create_sheet("更多").append(["x"])
    book.save(path)
    assert "更多" in refusal(path).found
    assert read_effects(path, "PR", sheet="Sheet").k == 2
    assert "'none'" in refusal(path, sheet="none").found


def test_formulas_count_by_their_stored_value(tmp_path) -> None:
    path = workbook(tmp_path, [*ROWS, ["x", "=5+6", 30]])
    stored = tmp_path / "stored.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(stored, "w") as new:
        for part in old.infolist():
            raw = old.read(part)
            if part.filename.endswith("sheet1.xml"):
                # what Excel writes when it saves: the formula and its value
                raw = re.sub(rb"<f>5\+6</f><v\s*/?>(</v>)?", b"<f>5+6</f><v>11</v>", raw)
                assert b"<v>11</v></c><c" in raw
            new.writestr(part, raw)
    assert read_effects(stored, "PR").raw["xi"][2] == 11
    assert "=5+6" in refusal(path).found


def test_hidden_rows_are_told(tmp_path) -> None:
    path = workbook(tmp_path, ROWS)
    book = openpyxl.load_workbook(path)
    book.active.row_dimensions[3].hidden = True
    book.save(path)
    found = read_effects(path, "PR")
    assert found.k == 2
    assert [c.kind for c in found.cautions] == ["hidden-rows"]
    assert "3" in found.cautions[0].text.zh


def test_files_that_are_no_tables(tmp_path) -> None:
    old = tmp_path / "old.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 64)
    assert "xls" in refusal(old).what.en
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 and nothing else")
    assert "workbook" in refusal(broken).what.en
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    assert "workbook" in refusal(tmp_path / "other.xlsx").what.en


def frames():
    pandas = pytest.importorskip("pandas")
    polars = pytest.importorskip("polars")
    columns = {"study": ["A", "B", "C"], "xi": [1, None, 3], "ni": [10, 20, 30]}
    return [columns, pandas.DataFrame(columns), polars.DataFrame(columns)]


@pytest.mark.parametrize("index", [0, 1, 2])
def test_data_frames(index) -> None:
    found = read_effects(frames()[index], "PFT")
    assert found.labels == ("A", "B", "C")
    assert np.isnan(found.yi).tolist() == [False, True, False]
    assert [c.kind for c in found.cautions] == ["missing-values"]


def test_bad_data_frames() -> None:
    pandas = pytest.importorskip("pandas")
    polars = pytest.importorskip("polars")
    bad = {"study": ["A", "B"], "xi": [1, 25], "ni": [10, 20]}
    assert refusal(polars.DataFrame(bad)).where == "data frame, row 2, column 'xi'"
    assert "ni = 25" in refusal({**bad, "ni": [10, "25 "], "xi": [1, 26]}).found
    double = pandas.DataFrame([[1, 2, 3]], columns=["xi", "ni", "xi"])
    assert "same name" in refusal(double).what.en
    assert "no table" in refusal(polars.DataFrame(bad).lazy()).what.en
    assert "no table" in refusal(7).what.en
    assert "no study" in refusal({"xi": [], "ni": []}).what.en
    assert "length" in refusal({"xi": [1], "ni": [1, 2]}).what.en
    assert "True" in refusal({"xi": [True], "ni": [2]}).found


def test_mapping_of() -> None:
    assert mapping_of("xi=事件数, ni = total") == {"xi": "事件数", "ni": "total"}
    for bad in ("xi", "xi=", "=a", "xi=a,xi=b", ""):
        with pytest.raises(InputError):
            mapping_of(bad)


def test_columns_of_a_table(tmp_path) -> None:
    table = read_table(csv_file(tmp_path, "study,xi,year\nA,1,2018\nB,2,\n"))
    assert table.texts("YEAR") == ("2018", "")
    assert table.numbers("xi").tolist() == [1, 2]
    assert "cell C3" in table.place("year", 1)
    with pytest.raises(InputError):
        table.numbers("study")
