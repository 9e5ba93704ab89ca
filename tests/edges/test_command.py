"""Bad input through the command line: one clear message in either language, nothing written."""

import datetime as dt
import shutil
from pathlib import Path

import openpyxl
import pytest

from trephine.cli import main

HEAD = "study,xi,ni\n"
GOOD = f"{HEAD}A,3,10\nB,5,20\nC,7,30\n"
ROWS = [["study", "xi", "ni"], ["A", 3, 10], ["B", 5, 20]]
LABELS = {
    "en": ("Error: ", "Where: ", "Found: ", "Do: "),
    "zh": ("错误: ", "位置: ", "发现: ", "处理: "),
}


def refused(arguments: list[str], capsys, folder: Path) -> str:
    """Run the command in both languages; return the English message."""
    before = sorted(folder.rglob("*"))
    for language in ("zh", "en"):
        assert main(["pool", *arguments, "--lang", language]) == 2
        out, err = capsys.readouterr()
        assert out == "", "half an answer"
        lines = err.splitlines()
        assert len(lines) == 4, err
        for line, label in zip(lines, LABELS[language], strict=True):
            assert line.startswith(label)
            assert len(line) > len(label)
    assert sorted(folder.rglob("*")) == before, "something was written"
    return err


@pytest.mark.parametrize(
    ("row", "where", "told"),
    [
        ("X,eleven,29", "cell B5", "'eleven'"),
        ("X,30,29", "cell B5", "more events than people"),
        ("X,-3,29", "cell B5", "cannot be negative"),
        ("X,2.5,29", "cell B5", "whole number"),
        ("X,NaN,29", "cell B5", "finite number"),
        ("X,inf,29", "cell B5", "finite number"),
        ("X,0,0", "cell C5", "must be above 0"),
        ('X,"1,234",2000', "cell B5", "--decimal"),
        ("X,45%,29", "cell B5", "percentage"),
        ("X,４五,29", "cell B5", "'４五'"),
        ("X，４５，１００", "row 5", "full-width"),
        ("X,5月12日,29", "cell B5", "date"),
        ("X,2024-05-12,29", "cell B5", "date"),
        ("X,12-May,29", "cell B5", "date"),
        ("X,3/10,29", "cell B5", "number was expected"),
        ("X,3-10,29", "cell B5", "number was expected"),
        ("X,3", "row 5", "2 cells for 3 columns"),
        ("X,3,4,5", "row 5", "4 cells for 3 columns"),
        ('"X,3,40', "line 5", "quotation marks"),
        ('X,"3"4,40', "line 5", "quotation marks"),
        ("A,3,10", "cell A2", "cell A5"),
        (",3,10", "cell A5", "no name"),
    ],
)  # fmt: skip
def test_a_bad_row(tmp_path, capsys, row, where, told) -> None:
    path = tmp_path / "t.csv"
    path.write_text(f"{GOOD}{row}\n", encoding="utf-8")
    message = refused([str(path)], capsys, tmp_path)
    assert "Where: t.csv, " in message
    assert where in message
    assert told in message


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "an empty file"),
        (b" \n\t\n  \n", "an empty file"),
        (HEAD.encode(), "names only: study, xi, ni"),
        (b",,,\n,,,\n", "no column names"),
        (b"study,xi\nA,3\n", "missing: ni"),
        (b"study,xi,ni,xi\nA,1,2,1\n", "columns B and D"),
        (f"{HEAD}A,x,10\n".encode("utf-16"), "cell B2"),
        (f"{HEAD}A,x,10\n".encode("utf-8-sig"), "cell B2"),
        ("研究,事件数,总例数\n赵,三,10\n钱,4,20\n".encode("gbk"), "cell B2"),
        (b"study,xi,ni\nA,\x003,10\n", "zero byte at offset 14"),
        (bytes(range(256)) * 9, "no text table"),
        (b"PK\x05\x06" + bytes(18), "no text table"),
        (b"PK\x03\x04 and nothing", "no readable Excel workbook"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old .xls"),
        ((",".join(f"c{i}" for i in range(200)) + "\n" + ",".join("1" * 200)).encode(), "(200 in"),
    ],
)  # fmt: skip
def test_a_bad_file(tmp_path, capsys, content, told) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    message = refused([str(path)], capsys, tmp_path)
    assert "t.csv" in message
    assert told in message


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("=1+2", "no stored value"),
        (dt.date(2024, 5, 12), "date"),
        ("45%", "percentage"),
        (0.45, "whole number"),
        (True, "number was expected"),
        ("#DIV/0!", "number was expected"),
    ],
)
def test_a_bad_cell_of_a_workbook(tmp_path, capsys, cell, told) -> None:
    book = openpyxl.Workbook()
    for row in [*ROWS, [], ["X", cell, 30]]:
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    message = refused([str(tmp_path / "t.xlsx")], capsys, tmp_path)
    assert "Where: t.xlsx, sheet 'Sheet', cell B5" in message
    assert told in message


def test_sheets_and_merged_cells(tmp_path, capsys) -> None:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    path = tmp_path / "t.xlsx"
    book.save(path)
    assert "'nope'; sheets: Sheet" in refused([str(path), "--sheet", "nope"], capsys, tmp_path)
    assert "text tables" in refused([str(path), "--delimiter", ";"], capsys, tmp_path)
    book.create_sheet("S2").append(["x"])
    book.save(path)
    assert "--sheet Sheet, say" in refused([str(path)], capsys, tmp_path)
    book.active.merge_cells("A2:A3")
    book.save(path)
    assert "cells A2:A3" in refused([str(path), "--sheet", "Sheet"], capsys, tmp_path)


def test_a_workbook_is_known_by_its_content(tmp_path, capsys) -> None:
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.save(tmp_path / "t.xlsx")
    shutil.move(tmp_path / "t.xlsx", tmp_path / "t.csv")
    assert main(["pool", str(tmp_path / "t.csv"), "--lang", "en"]) == 0
    assert "Across 2 studies" in capsys.readouterr().out


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "t.csv"
    path.write_text(GOOD, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("--map xi=nii,ni=ni", "Did you mean ni?"),
        ("--map xi", "Write xi=events"),
        ("--map xi=xi,xi=ni", "every name once"),
        ("--map xi=xi,ni=xi", "cannot be two things"),
        ("--map ai=xi", "Choose one of xi, ni, mi"),
        ("--label stdy", "Did you mean study?"),
        ("--by grp", "There is no such column"),
        ("--measure PLOG", "Did you mean PLO?"),
        ("--measure OR", "missing: ai, bi, ci, di"),
        ("--method REMEL", "Did you mean REML?"),
        ("--method reml", "Did you mean REML?"),
        ("--measure PLO --test knah", "Did you mean knha?"),
        ("--measure PLO --pi rily", "Did you mean riley?"),
        ("--measure PLO --method DL --test kr", "kr exists for ML and REML only"),
        ("--method exact --test kr", "--test kr"),
        ("--pi HTS", "--pi HTS"),
        ("--cc 0.5", "--cc 0.5"),
        ("--measure PLO --cc -1", "cannot be negative"),
        ("--measure PLO --cc 0.5 --cc-to some", "only0"),
        ("--measure PLO --cc-to all", "both its amount"),
        ("--level 0", "0"),
        ("--level 0.95", "not 0.95"),
        ("--level nan", "nan"),
        ("--level abc", "invalid float value: 'abc'"),
        ("--sheet S", "Only a workbook"),
        ("--encoding klingon", "There is no such encoding"),
        ("--encoding utf-16", "utf-16"),
        ("--delimiter ab", "one character"),
        ("--delimiter ;", "missing: xi, ni"),
        ("--decimal x", "--decimal"),
        ("--style bmj", "cma"),
        ("--sort bad", "estimate"),
        ("--foo", "--foo"),
        ("--figure o.bmp", ".svg"),
        ("--figure .", ".svg"),
        ("--figure o.svg --report o.txt", ".html"),
        ("--figure o.svg --script o.js", ".py"),
        ("--figure o.docx --report o.docx", "same file"),
        ("--script t.csv/o.py", "cannot be written"),
        ("--figure t.csv/o.svg", "cannot be written"),
        ("--report t.csv/o.html", "cannot be written"),
    ],
)
def test_bad_options(tmp_path, table, capsys, monkeypatch, options, told) -> None:
    monkeypatch.chdir(tmp_path)
    assert told in refused([table, *options.split()], capsys, tmp_path)


def test_places_that_are_no_tables(tmp_path, capsys) -> None:
    assert "directory" in refused([str(tmp_path)], capsys, tmp_path)
    absent = refused([str(tmp_path / "absent.csv")], capsys, tmp_path)
    assert "absent.csv" in absent
    assert "no such file" in absent.lower()
    assert "file" in refused([], capsys, tmp_path)


def test_a_file_that_may_not_be_read(tmp_path, table, capsys, monkeypatch) -> None:
    """The permission is taken away by hand: the superuser reads every file."""

    def denied(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", denied)
    message = refused([table], capsys, tmp_path)
    assert "t.csv" in message
    assert "Permission denied" in message


def test_what_is_honest_is_read(tmp_path, capsys) -> None:
    """One study, missing cells, full-width digits and signs, 200 columns, grouped thousands."""
    one = tmp_path / "one.csv"
    one.write_text(f"{HEAD}A,3,10\n", encoding="utf-8")
    wide = tmp_path / "wide.csv"
    names = ",".join(["study", "xi", "ni", *(f"c{i}" for i in range(197))])
    wide.write_text(f"{names}\nA,３,１０{',1' * 197}\nB,NA,20{',' * 197}\n", encoding="utf-8")
    groups = tmp_path / "groups.csv"
    groups.write_text(f'{HEAD}A,"1,234","2,000"\n', encoding="utf-8")
    for arguments in (
        [str(one)],
        [str(wide), "--map", "xi＝xi，ni＝ni"],
        [str(groups), "--decimal", "."],
    ):
        assert main(["pool", *arguments, "--lang", "en"]) == 0
        assert "In the one study that reported it" in capsys.readouterr().out
