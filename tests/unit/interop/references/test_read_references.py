"""What each database's export gives: fields, places, remarks, refusals."""

import io

import openpyxl
import pytest

from tests.unit.interop.references import samples
from trephine.core.error import InputError
from trephine.interop import table_rows
from trephine.interop.references.draft import Draft
from trephine.interop.references.read_references import read_references


def read(text: str | bytes, **given):
    raw = text.encode() if isinstance(text, str) else text
    return read_references(raw, file="made.txt", batch="b", **given)


def test_ris() -> None:
    found = read(samples.RIS)
    assert (found.form, found.encoding, found.unused) == ("ris", "utf-8", {"XX": 1})
    one, two = found.references
    assert (one.id, one.line, one.title) == ("b-00001", 1, "A made trial of made cells")
    assert one.authors == ("Made, Anna", "Example, Bo C")
    assert (one.year, one.published, one.pages) == (2021, "2021/03/15", "101-109")
    assert (one.doi, one.database) == ("10.1234/made.2021.1", "embase")
    assert one.abstract == "First line of a made abstract goes on here, PD-1 and all."
    assert (one.journal, one.keywords) == ("Journal of Made Studies", ("made", "cells"))
    assert (two.kind, two.year) == ("abstract", 0)
    assert [one.outcome for one in found.reports] == ["read", "remarked"]
    assert found.reports[1].remarks[0].en == "the year cannot be read: n.d."


def test_nbib() -> None:
    found = read(samples.NBIB)
    one, two = found.references
    assert (found.form, one.database, one.pmid) == ("nbib", "pubmed", "10000001")
    assert one.title == "A made title that runs over two lines"
    assert (one.authors, two.authors) == (("Made, Anna", "Example, Bo"), ("Made A",))
    assert (one.doi, one.journal_short, one.language, one.kind) == (
        "10.1234/made.2",
        "J Made Stud",
        "en",
        "article",
    )
    assert set(one.ids) == {"pmc:PMC9000001", "registry:NCT00000001", "registry:NCT00000002"}
    assert two.line == 24


@pytest.mark.parametrize(
    ("sample", "form", "database", "count"),
    [
        (samples.NOTEEXPRESS_CNKI, "noteexpress", "cnki", 2),
        (samples.NOTEEXPRESS_WANFANG, "noteexpress", "wanfang", 1),
        (samples.NOTEEXPRESS_VIP, "noteexpress", "vip", 1),
        (samples.REFWORKS_CNKI, "refworks", "cnki", 2),
        (samples.REFWORKS_VIP, "refworks", "vip", 1),
        (samples.REFWORKS_WANFANG, "refworks", "wanfang", 1),
        (samples.ENDNOTE_CNKI, "endnote", "cnki", 2),
        (samples.ENDNOTE_WANFANG, "endnote", "wanfang", 1),
        (samples.ENDNOTE_VIP, "endnote", "vip", 1),
        (samples.ESTUDY, "estudy", "cnki", 1),
    ],
    ids=lambda one: one if isinstance(one, str) and len(one) < 12 else "",
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_databases(sample, form, database, count, encoding) -> None:
    found = read(sample.encode(encoding))
    assert (found.form, len(found.references), found.refused) == (form, count, ())
    one = found.references[0]
    assert one.title.startswith("示例题目")
    assert one.authors[0] == "张示例"
    assert (one.year, one.issue or "11", one.database, one.language) == (2021, "11", database, "zh")
    assert one.journal == "虚构医学杂志"
    assert one.kind == "article"
    assert not found.remarks


def test_the_quirks_of_each() -> None:
    first, thesis = read(samples.NOTEEXPRESS_CNKI).references
    assert first.authors == ("张示例", "李虚构")
    assert first.abstract == "这是虚构的摘要， 分成两行。"
    assert first.pages == "2184-2188+2190"
    assert thesis.kind == "thesis"
    wanfang = read(samples.NOTEEXPRESS_WANFANG).references[0]
    assert wanfang.title_en == "A made title: invented cell therapy"
    assert wanfang.authors_en == ("ZHANG Shi-li", "LI Xu-gou")
    assert (wanfang.journal_short, wanfang.volume) == ("Made Medical Journal", "5")
    assert read(samples.NOTEEXPRESS_VIP).references[0].volume == "5"
    first, thesis = read(samples.REFWORKS_CNKI).references
    assert first.abstract == "虚构的摘要 ,第二行以逗号开头"
    assert (first.pages, first.volume) == ("2184-2188", "5")
    assert (thesis.authors, thesis.kind) == (("王示例",), "thesis")
    wanfang = read(samples.REFWORKS_WANFANG).references[0]
    assert wanfang.authors == ("张示例", "李虚构")
    assert wanfang.authors_en == ("ZHANG Shi-li", "LI Xu-gou")
    first, second = read(samples.ENDNOTE_CNKI).references
    assert (first.authors, second.line) == (("张示例", "李虚构"), 16)
    assert read(samples.ENDNOTE_VIP).references[0].authors == ("张示例", "李虚构")
    assert read(samples.ENDNOTE_WANFANG).references[0].journal_short == "MADE MEDICAL JOURNAL"


def test_web_of_science() -> None:
    (one,) = read(samples.WOS).references
    assert one.authors == ("Made, Anna", "Example, Bo")
    assert (one.title, one.database) == ("A made title over two lines", "wos")
    assert (one.pages, one.pmid, one.year) == ("101-109", "10000003", 2021)


def test_bibtex_keeps_what_surrounds_a_broken_entry() -> None:
    found = read(samples.BIBTEX)
    assert found.form == "bibtex"
    assert [one.title for one in found.references] == ["A made title", "At a made meeting"]
    one = found.references[0]
    assert one.authors == ("Made, Anna", "Exämple, Bo")
    assert (one.pages, one.keywords, one.year) == ("101-109", ("one", "two"), 2021)
    assert [report.outcome for report in found.reports] == ["read", "refused", "read"]
    assert found.refused[0].line == 12
    assert found.unused == {"file": 1}
    assert found.references[1].kind == "abstract"


def test_endnote_xml() -> None:
    found = read(samples.ENDNOTE_XML)
    one, two = found.references
    assert (found.form, one.title) == ("endnote-xml", "A made in vitro title")
    assert one.authors == ("Made, Anna", "Example, Bo")
    assert (one.pmid, one.doi, one.year, one.journal) == (
        "10000009",
        "10.1234/made.xml",
        2020,
        "J Made Stud",
    )
    assert (two.kind, two.year) == ("abstract", 2019)
    assert found.unused == {"label": 1}


def test_endnote_xml_as_mendeley_writes_it() -> None:
    text = (
        "<xml><records><record><ref-type name='Journal Article'>17</ref-type><titles>"
        "<title>Made</title></titles><volume>1</volume><issue>4</issue>"
        "<dates><year>2020</year></dates></record></records></xml>"
    )
    (one,) = read(text).references
    assert (one.volume, one.issue) == ("1", "4")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_csv(encoding) -> None:
    found = read(samples.CSV.encode(encoding))
    assert (found.form, found.unused) == ("csv", {"编号": 2})
    one, two = found.references
    assert (one.line, two.line) == (2, 5)
    assert (one.authors, one.year) == (("张示例", "李虚构"), 2021)
    assert one.abstract == "摘要, 第二行"
    assert found.remarks[0].en == "1 empty rows"


def test_big5_is_told_from_gbk() -> None:
    text = "TY  - JOUR\nTI  - 示例細胞治療的臨床研究與觀察\nAU  - 張示例\nPY  - 2020\nER  - \n"
    found = read(text.encode("big5"))
    assert found.encoding.startswith("big5")
    assert found.references[0].title == "示例細胞治療的臨床研究與觀察"


def test_western_letters_are_no_chinese() -> None:
    text = "TY  - JOUR\nTI  - Étude de la thérapie cellulaire\nAU  - Müller, Jörg\nER  - \n"
    found = read(text.encode("cp1252"))
    assert found.encoding == "cp1252"
    assert found.references[0].authors == ("Müller, Jörg",)


def test_a_record_without_its_end_and_one_without_a_title() -> None:
    found = read("TY  - JOUR\nTI  - One\nPY  - 2020\nTY  - JOUR\nAU  - Nobody\nER  - \n")
    assert [one.outcome for one in found.reports] == ["remarked", "refused"]
    assert found.reports[0].remarks[0].en == "the record's end is missing"
    assert found.refused[0].line == 4
    assert found.refused[0].do is not None
    assert "Nobody" in found.refused[0].excerpt
    assert [one.id for one in found.references] == ["b-00001"]


def test_lines_outside_records_are_counted() -> None:
    found = read("1. \nTY  - JOUR\nTI  - One\nPY  - 2020\nER  - \nnonsense\n")
    assert found.remarks[0].en == "2 lines belong to no record: lines 1, 6"


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "empty"),
        (b"  \n\r\n ", "empty"),
        ("﻿".encode(), "empty"),
        (b"just some words\nand more", "no column is a title"),
        (b"title,author\n", "no record"),
        (b"\x00\x01\x02\x03" * 50, "no text"),
        (b"PK\x03\x04 not a workbook", "no readable workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100, "old Excel"),
    ],
)
def test_what_is_no_list_of_references_is_refused(raw, says) -> None:
    with pytest.raises(InputError, match=says):
        read(raw)


@pytest.mark.parametrize("form", ["ris", "csv", "bib"])
def test_control_characters_are_taken_out_of_a_record_which_says_so(form) -> None:
    pad, odd = b"long words " * 500, b"Ti\x00tle\x07"
    raw = {
        "ris": b"TY  - JOUR\nTI  - %s\nER  - \n\nTY  - JOUR\nTI  - %s\nN1  - a\x0cb\nER  - \n",
        "csv": b"title,year\n%s,2020\n%s,2021\n",
        "bib": b"@article{a,title={%s}}\n\n@article{b,title={%s}}\n",
    }[form] % (pad, odd)
    found = read(raw)
    assert [one.title for one in found.references] == [pad.decode().strip(), "Ti tle"]
    told = [[t.en for t in one.remarks if "control" in t.en] for one in found.reports]
    assert told == [[], ["control characters were taken out: U+0000, U+0007"]]


def test_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(InputError, match="encoding"):
        read(samples.RIS, encoding="klingon")


def test_the_reader_s_choice_of_encoding_stands() -> None:
    raw = samples.NOTEEXPRESS_CNKI.encode("gb18030")
    assert read(raw, encoding="gb18030").references[0].authors == ("张示例", "李虚构")
    spoilt = read(raw, encoding="utf-8")
    assert "lines" in spoilt.remarks[0].en


def test_a_percent_sign_cuts_nothing_off() -> None:
    text = """@article{a, title={Response of 90% in made patients}, year={2021},
  abstract={ORR was 73% (95% CI 66 to 81).
 Deaths 2\\%.}}"""
    (one,) = read(text).references
    assert one.title == "Response of 90% in made patients"
    assert one.abstract == "ORR was 73% (95% CI 66 to 81). Deaths 2%."


@pytest.mark.parametrize("encoding", ["gb18030", "gbk"])
def test_chinese_after_a_long_stretch_of_english(encoding: str) -> None:
    english = "TY  - JOUR\nTI  - A made English title\nPY  - 2020\nAB  - " + "x" * 999 + "\nER  -\n"
    chinese = "TY  - JOUR\nTI  - 示例细胞治疗骨髓瘤的临床研究\nPY  - 2021\nER  -\n"
    found = read((english * 300 + chinese).encode(encoding))
    assert found.references[-1].title == "示例细胞治疗骨髓瘤的临床研究"
    assert not found.remarks, "it is told, and no guess"


def test_chinese_names_alone_tell_the_encoding() -> None:
    text = "TY  - JOUR\nTI  - A made title\nAU  - {}\nAU  - {}\nPY  - 2020\nER  -\n"
    found = read(text.format("罗云", "邓琦").encode("gb18030"))
    assert found.references[0].authors == ("罗云", "邓琦")
    rare = read(text.format("厍翀", "逄飒").encode("gb18030"))
    assert rare.references[0].authors == ("厍翀", "逄飒")
    assert "guess" in rare.remarks[0].en
    western = read(text.format("Müller, J", "Élan, P").encode("cp1252"))
    assert western.references[0].authors == ("Müller, J", "Élan, P")
    assert "guess" in western.remarks[0].en


def test_a_chance_pair_of_western_letters_makes_no_file_chinese() -> None:
    """µÄ in cp1252 is the commonest character of Chinese, ©® one that is no character of it."""
    text = "TY  - JOUR\nTI  - A made title {}\n" + "AU  - Müller, J\n" * 60 + "ER  -\n"
    for chance in ("µÄ", ""):
        found = read(text.format(chance).encode("cp1252"))
        assert found.encoding == "cp1252"
        assert found.references[0].authors == ("Müller, J",)
    pairs = read("TY  - JOUR\nTI  - A made title ©®\nER  -\n".encode("cp1252"))
    assert pairs.references[0].title == "A made title ©®"


def test_bytes_that_fit_nowhere_tell_against_an_encoding() -> None:
    """A Western letter before a blank or the line's end is no character of GB18030 or Big5."""
    authors = "".join(f"AU  - Made{at}, André\n" for at in range(10))
    text = f"TY  - JOUR\nTI  - A made title µÄ\n{authors}ER  -\n"
    found = read(text.encode("cp1252"))
    assert found.encoding == "cp1252"
    assert found.references[0].authors[0] == "Made0, André"


def test_authors_in_one_cell_are_told_apart() -> None:
    table = 'Title,Authors,Year\nA made title,"Berdeja JG, Madduri D, van de Donk NWCJ.",2021\n'
    assert read(table).references[0].authors == ("Berdeja JG", "Madduri D", "van de Donk NWCJ")
    table = 'Title,Authors,Year\nA made title,"Berdeja, Jesus",2021\n'
    assert read(table).references[0].authors == ("Berdeja, Jesus",)


def test_a_foreign_co_author_stays() -> None:
    table = "题名,作者,年\n示例细胞治疗研究,张三;Smith J;李四,2021\n"
    assert read(table).references[0].authors == ("张三", "Smith J", "李四")
    table = "题名,作者,年\n示例细胞治疗研究,张三;李四;Zhang San;Li Si,2021\n"
    one = read(table).references[0]
    assert (one.authors, one.authors_en) == (("张三", "李四"), ("Zhang San", "Li Si"))


@pytest.mark.parametrize("authors", [
    ("张三", "Smith J"),  # one of each: two people, and not one in two scripts
    ("张三", "李四", "Smith J", "Brown K"),
    ("张三", "Zhang San", "李四", "Li Si"),  # by turns: not told apart, so nobody is moved
    ("张三", "Li Si", "Zhang San", "李四"),
    ("厍翀", "Smith J"),  # a surname that is not listed tells nothing
])  # fmt: skip
def test_foreign_co_authors_are_not_taken_for_the_same_people_again(authors) -> None:
    table = "题名,作者,年\n示例细胞治疗研究," + ";".join(authors) + ",2021\n"
    one = read(table).references[0]
    assert (one.authors, one.authors_en) == (authors, ())


def test_the_same_people_are_known_though_one_is_written_another_way() -> None:
    table = "题名,作者,年\n示例,张三;陈大文;欧阳四;ZHANG San;Chan Tai-man;Ou-yang Si,2021\n"
    one = read(table).references[0]
    assert one.authors == ("张三", "陈大文", "欧阳四")
    assert one.authors_en == ("ZHANG San", "Chan Tai-man", "Ou-yang Si")


def test_names_in_both_scripts_stay_where_the_file_gives_the_others_apart() -> None:
    draft = Draft(line=1)
    draft.add("title", "示例")
    draft.add("author", "张三;Zhang San")
    draft.add("author_other", "Made Name")
    found, _ = draft.finish("a", file="made", database="")
    assert (found.authors, found.authors_en) == (("张三", "Zhang San"), ("Made Name",))


def test_small_things_that_were_lost() -> None:
    text = (
        "TY  - JOUR\nTI  - A made title\nDA  - 20190101\nAB  - The same text.\nN2  - The same text."
        "\nAN  - pmid:12345678\nDO  - 10.1002/(SICI)1097-0142(19970801)80:3<1524::AID-X>3.0.CO;2-1"
        "\nER  -\n"
    )
    (one,) = read(text).references
    assert (one.year, one.abstract, one.pmid) == (2019, "The same text.", "12345678")
    assert one.doi == "10.1002/(sici)1097-0142(19970801)80:3<1524::aid-x>3.0.co;2-1"
    table = "Title,PMID,Year\nA made title,PMID: 34020719,2021\nAnother,none,2020\n"
    found = read(table)
    assert found.references[0].pmid == "34020719"
    assert found.reports[1].remarks[0].en == "no PMID: none"


def test_a_database_is_stated_only_where_the_file_does_not_tell() -> None:
    record = "TY  - JOUR\nTI  - Made {}\nPY  - 2020\n{}ER  -\n"
    text = record.format("one", "DB  - Embase\n") + record.format("two", "")
    assert [one.database for one in read(text, database="知网").references] == ["embase", "cnki"]


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def test_every_sheet_with_titles_is_read_and_the_others_are_named() -> None:
    raw = workbook(
        CNKI=[["题名", "年"], ["示例一", 2020]],
        Wanfang=[["题名", "年"], ["示例二", 2021]],
        Notes=[["who", "what"], ["made", "notes"]],
        Empty=[],
    )
    found = read(raw)
    assert [one.title for one in found.references] == ["示例一", "示例二"]
    assert [one.en for one in found.remarks] == ["sheets without a title column, not read: Notes"]


def test_many_authors_in_a_cell_do_not_part_the_table() -> None:
    rows = "".join(f"示例{n},张三;李四;王五;赵六;孙七;周八;吴九,虚构杂志,2021\n" for n in range(9))
    found = read("题名,作者,刊名,年\n" + rows)
    assert len(found.references) == 9
    assert len(found.references[0].authors) == 7
    found = read("题名;作者;年\n示例,一;张三,李四;2021\n示例,二;王五;2020\n")
    assert found.references[0].authors == ("张三", "李四")


def test_a_meeting_abstract_in_a_table_is_known_as_such() -> None:
    table = "Publication Type,Article Title,Document Type,Year\nJ,Made,Meeting Abstract,2021\n"
    assert read(table).references[0].kind == "abstract"


def test_rows_without_end_are_refused(monkeypatch) -> None:
    monkeypatch.setattr(table_rows, "MOST_ROWS", 20)
    with pytest.raises(InputError) as refused:
        read(workbook(One=[["题名", "年"], *([[None, None]] * 30), ["示例", 2020]]))
    assert refused.value.found == "rows: > 20"
