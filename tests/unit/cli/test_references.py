"""The command that reads, converts and deduplicates files of references."""

import json
from pathlib import Path

import pytest

from tests.unit.interop.references import samples
from trephine.cli import main
from trephine.core.reference import Reference
from trephine.reports.cite_reference import cite_reference, short_name


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.ris").write_text(samples.RIS, encoding="utf-8")
    (tmp_path / "b.net").write_bytes(samples.NOTEEXPRESS_CNKI.encode("gb18030"))
    (tmp_path / "c.txt").write_text(samples.NOTEEXPRESS_WANFANG, encoding="utf-8")
    (tmp_path / "d.bib").write_text(samples.BIBTEX, encoding="utf-8")
    return tmp_path


def test_the_report_names_lines_and_leaves_nothing_out(folder, capsys) -> None:
    assert main(["references", "a.ris", "b.net", "c.txt", "d.bib", "--dedup", "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert "b.net: noteexpress, gb18030, 2 read (0 with remarks), 0 refused" in said.out
    assert "line 20: the year cannot be read: n.d." in said.out
    assert "line 12: ✗ no well-formed BibTeX entry" in said.out
    assert "XX ×1" in said.out
    assert "7 records, 1 pairs joined, 6 left; 0 pairs to ask about" in said.out


def test_json_holds_references_and_reasons(folder, capsys) -> None:
    assert main(["references", "b.net", "c.txt", "--dedup", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [len(one["references"]) for one in found["files"]] == [2, 1]
    (pair,) = found["duplicates"]
    assert pair["kind"] == "same"
    assert pair["reasons"][0].startswith("title-same")


@pytest.mark.parametrize("form", ["ris", "bibtex", "csv", "xlsx"])
def test_what_is_converted_is_read_again(folder, capsys, form) -> None:
    out = f"out.{form}"
    assert main(["references", "a.ris", "c.txt", "--to", form, "-o", out, "--lang", "en"]) == 0
    assert main(["references", out, "--lang", "en"]) == 0
    assert "3 read" in capsys.readouterr().out


def test_citations(folder, capsys) -> None:
    assert main(["references", "a.ris", "b.net", "--to", "gbt7714", "--lang", "zh"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        "[1] MADE A, EXAMPLE B C. A made trial of made cells[J]. Journal of Made Studies, 2021,"
        " 12(3): 101-109. DOI:10.1234/made.2021.1."
    )
    assert lines[2].startswith(
        "[3] 张示例, 李虚构. 示例题目：虚构的细胞治疗[J]. 虚构医学杂志, 2021"
    )
    assert lines[3] == "[4] 王示例. 虚构的学位论文[D]. 2019."


def test_vancouver_names_a_chinese_paper_in_english_where_it_can() -> None:
    one = Reference(
        id="x",
        title="示例题目",
        title_en="A made title.",
        authors=("张示例",),
        authors_en=("ZHANG Shi-li",),
        journal="虚构医学杂志",
        journal_short="Made Medical Journal",
        pages="101-109",
    )
    assert cite_reference(one) == ("Zhang SL. A made title. Made Medical Journal. 101-9. Chinese.")
    assert cite_reference(Reference(id="y", title="Only a title")) == "Only a title."


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Zhang, Xiao-yuan", "Zhang XY"),
        ("Zhang, X. Y.", "Zhang XY"),
        ("Zhang, XY", "Zhang XY"),
        ("Zhang XY", "Zhang XY"),
        ("van Dijk, Jan", "van Dijk J"),
        ("张筱媛", "张筱媛"),
        ("World Made Organization", "World Made Organization"),
        ("ZHANG Xiaoyuan", "Zhang X"),
    ],
)
def test_short_names(name, short) -> None:
    assert short_name(name) == short


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere.ris"], "cannot be opened"),
        (["a.ris", "--to", "xlsx"], "written to a file"),
        (["a.ris", "--to", "csv", "-o", "no/where.csv"], "cannot be written"),
        (["a.ris", "--encoding", "klingon"], "encoding"),
        ([], "cannot be understood"),
    ],
)
def test_refusals(folder, capsys, arguments, says) -> None:
    assert main(["references", *arguments, "--lang", "en"]) == 2
    assert says in capsys.readouterr().err
