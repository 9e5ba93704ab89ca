"""A user's published tables: what cannot be read is refused with the cell's name."""

import shutil

import openpyxl
import pytest

from trephine.core.error import InputError
from trephine.core.study import Counts, NotReported, Percentage
from trephine.evidence.audit.audit import audit
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
    assert found.row("r1").studies == ("a", "b", "c", "d")
    assert found.row("r1").model == "fixed"
    assert found.methods.rule.I2_limit == 50.0
    assert {(one.kind, one.one, one.other) for one in found.relations} >= {
        ("part-of", "complete", "response")
    }


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
    assert read_publication(folder).row("r1").I2.text == "61.40"


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
        ("pooled", "r1,response", "r1,respond", "B2"),
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
    assert caught.value.found == "I2x"
    assert "I2" in caught.value.do.en
    (folder / "studies.csv").unlink()
    (folder / "pooled.csv").unlink()
    with pytest.raises(InputError, match="no table of studies"):
        read_publication(folder)
    with pytest.raises(InputError, match="No such folder"):
        read_publication(folder / "nowhere")


def test_an_unknown_column_of_the_study_table_is_refused(folder):
    change(folder, "studies", ",response", ",responses")
    with pytest.raises(InputError) as caught:
        read_publication(folder)
    assert "responses" in caught.value.found


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


def paper(home, **tables):
    home.mkdir()
    for name, lines in tables.items():
        (home / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return home


OUTCOME = ["key,name", "ORR,response"]
STUDIES = ["id,reference,n,ORR", "a,7,12,83", "b,8,30,90", "c,9,25,84"]


def refused(home):
    with pytest.raises(InputError) as caught:
        read_publication(home)
    assert caught.value.do.zh
    assert caught.value.do.en
    return caught.value


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("21/25", [Counts(events=21, n=25)]),
        ("21/25 (84)", [Counts(events=21, n=25), Percentage(printed="84", n=25)]),
        ("21 (84.0%)", [Counts(events=21, n=25), Percentage(printed="84.0", n=25)]),
        ("21 [84]", [Counts(events=21, n=25), Percentage(printed="84", n=25)]),
        ("84.0%", [Percentage(printed="84.0", n=25)]),
        ("84 (64–96)", [Percentage(printed="84", n=25)]),
        ("84% (64%, 96%)", [Percentage(printed="84", n=25)]),
        ("20 (67)", [Counts(events=20, n=25), Percentage(printed="67", n=25)]),
        ("NR", [NotReported(printed="—")]),
    ],
)
def test_the_ways_to_print_a_share(tmp_path, cell, values):
    rows = ["label,n,ORR", f'"Example A",25,"{cell}"']
    read = read_publication(paper(tmp_path / "p", studies=rows, outcomes=OUTCOME))
    assert [one.value for one in read.studies[0].arms[0].outcomes] == values


@pytest.mark.parametrize("cell", ["50 (12)", "64-96", "21/25/30", "about (84)", "26 (84)", "21 of"])
def test_a_share_with_another_meaning_is_refused(tmp_path, cell):
    rows = ["label,n,ORR", f'"Example A",25,"{cell}"']
    assert "cell C2 " in refused(paper(tmp_path / "p", studies=rows, outcomes=OUTCOME)).where


def test_percentage_and_count_swapped_are_told_apart(tmp_path):
    rows = ["label,n,ORR", "A,139,50 (69)"]
    error = refused(paper(tmp_path / "p", studies=rows, outcomes=OUTCOME))
    assert error.what.en == "It looks like percentage (count)"


def test_an_outcome_has_its_own_n_and_counts(tmp_path):
    rows = ["label,n,ORR,ORR_n,ORR_events", "A,30,84.0,25,21", "B,40,,20,5", "C,10,80,,"]
    read = read_publication(paper(tmp_path / "p", studies=rows, outcomes=OUTCOME))
    first, second, third = ([one.value for one in study.arms[0].outcomes] for study in read.studies)
    assert first == [Counts(events=21, n=25), Percentage(printed="84.0", n=25)]
    assert second == [Counts(events=5, n=20)]
    assert third == [Percentage(printed="80", n=10)]
    rows[1] = "A,30,84.0,25,26"
    assert "ORR_events" in refused(paper(tmp_path / "q", studies=rows, outcomes=OUTCOME)).where


def test_proportions_are_said_to_be_proportions_and_keep_their_decimals(tmp_path):
    rows = ["label,n,ORR", "A,12,0.83", "B,30,0.900", "C,25,84%", "D,20,1.00"]
    pooled = ["outcome,k,I2,P,estimate,ci", "ORR,4,0%,p = 0.62,0.86,0.76-0.94"]
    stated = ["of,row,printed,place", "estimate,ORR,0.86,abstract"]
    tables = {"studies": rows, "pooled": pooled, "statements": stated, "outcomes": OUTCOME}
    assert "unit" in refused(paper(tmp_path / "p", **tables)).do.en
    unit = ["key,value", "unit,proportion"]
    read = read_publication(paper(tmp_path / "q", paper=unit, **tables))
    shares = [study.arms[0].outcomes[0].value.printed for study in read.studies]
    assert shares == ["83", "90.0", "84", "100"]
    row = read.pooled[0]
    assert (row.estimate.text, row.ci_lb.text, row.ci_ub.text) == ("86", "76", "94")
    assert (row.I2.text, row.p_heterogeneity) == ("0", "0.62")
    assert read.statements[0].printed == "86%"
    unit[1] = "unit,percent"
    read = read_publication(paper(tmp_path / "r", paper=unit, **tables))
    assert read.pooled[0].estimate.text == "0.86"


@pytest.mark.parametrize("cell", ["83", "0.8", "1"])
def test_a_figure_that_is_no_proportion_of_two_decimals_is_refused(tmp_path, cell):
    rows = ["label,n,ORR", f"A,12,{cell}"]
    tables = {"paper": ["key,value", "unit,proportion"], "studies": rows, "outcomes": OUTCOME}
    assert "cell C2 " in refused(paper(tmp_path / "p", **tables)).where


@pytest.mark.parametrize(
    "line",
    [
        'ORR,"85 (76-94)",',
        "ORR,85%,76-94%",
        'ORR,85,"[76; 94]"',
        "ORR,85,76 to 94",
        "ORR,85,76～94",
    ],
)
def test_an_interval_in_one_cell(tmp_path, line):
    pooled = ["outcome,estimate,95% CI,studies", f"{line},all"]
    read = read_publication(paper(tmp_path / "p", studies=STUDIES, pooled=pooled, outcomes=OUTCOME))
    row = read.pooled[0]
    assert (row.estimate.text, row.ci_lb.text, row.ci_ub.text) == ("85", "76", "94")
    assert (row.I2.text, row.p_heterogeneity, row.k_stated) == ("", "", None)
    assert row.studies == ("a", "b", "c")


@pytest.mark.parametrize("ci", ["94-76", "76", "76-940", "76-94-99"])
def test_an_interval_that_is_none_is_refused(tmp_path, ci):
    pooled = ["outcome,estimate,ci,studies", f"ORR,85,{ci},all"]
    home = paper(tmp_path / "p", studies=STUDIES, pooled=pooled, outcomes=OUTCOME)
    assert "cell C2 " in refused(home).where


@pytest.mark.parametrize(
    ("cell", "ids"),
    [("a; c", "ac"), ("[7, 9]", "ac"), ("7-9", "abc"), ("7–8, c", "abc"), ("全部", "abc")],
)
def test_studies_by_id_or_by_reference_number(tmp_path, cell, ids):
    pooled = ["outcome,estimate,ci,studies", f'ORR,85,76-94,"{cell}"']
    home = paper(tmp_path / "p", studies=STUDIES, pooled=pooled, outcomes=OUTCOME)
    assert read_publication(home).pooled[0].studies == tuple(ids)


@pytest.mark.parametrize("cell", ["10", "7-10", "d"])
def test_a_study_that_is_not_in_the_table_is_refused(tmp_path, cell):
    pooled = ["outcome,estimate,ci,studies", f"ORR,85,76-94,{cell}"]
    home = paper(tmp_path / "p", studies=STUDIES, pooled=pooled, outcomes=OUTCOME)
    assert "cell D2 " in refused(home).where


def test_an_id_that_is_another_studys_number_is_refused(tmp_path):
    rows = ["id,reference,n", "1,2,12", "2,3,30"]
    pooled = ["outcome,estimate,ci,studies", "ORR,85,76-94,2"]
    home = paper(tmp_path / "p", studies=rows, pooled=pooled, outcomes=OUTCOME)
    error = refused(home)
    assert "cell D2 " in error.where
    assert "reference number of another" in error.what.en


def test_results_alone_with_a_model_for_the_whole_paper(tmp_path):
    pooled = ["outcome,k,I2,P,estimate,ci", 'ORR,22,10.6%,0.3211,"5.17",3.87-6.62']
    tables = {"paper": ["key,value", "model,Fixed-effects model"], "outcomes": OUTCOME}
    read = read_publication(paper(tmp_path / "p", pooled=pooled, **tables))
    assert read.studies == ()
    assert (read.pooled[0].k, read.pooled[0].model, read.pooled[0].id) == (22, "fixed", "ORR")
    pooled[1] = "ORR,,0,0.5,5,4-6"
    assert "cell B2 " in refused(paper(tmp_path / "q", pooled=pooled, **tables)).where


def test_a_total_in_the_study_table_is_refused(tmp_path):
    rows = ["label,n,ORR", "A,12,83", "合计,12,83"]
    error = refused(paper(tmp_path / "p", studies=rows, outcomes=OUTCOME))
    assert "cell A3 " in error.where
    assert "statements" in error.do.en


def test_columns_of_no_concern_are_left_out_with_a_sign(tmp_path):
    rows = ["Study,N,mean SD,ORR", 'A,"1,297",4.2,73']
    assert "mean SD" in refused(paper(tmp_path / "p", studies=rows, outcomes=OUTCOME)).found
    rows[0] = "Study,N,#mean SD,ORR"
    read = read_publication(paper(tmp_path / "q", studies=rows, outcomes=OUTCOME))
    assert (read.studies[0].id, read.studies[0].arms[0].n) == ("A", 1297)
    rows[0] = "Study,N,Total,ORR"
    assert refused(paper(tmp_path / "r", studies=rows, outcomes=OUTCOME)).found == "'N', 'Total'"


def test_marks_need_lists_of_studies(tmp_path):
    rows = ["id,n,codes", "a,12,1", "b,30,1"]
    pooled = ["outcome,k,estimate,ci", "ORR,2,85,76-94"]
    home = paper(tmp_path / "p", studies=rows, pooled=pooled, outcomes=OUTCOME)
    assert "pooled.csv" in refused(home).where


def test_references_without_years_and_titles_accuse_nobody(folder):
    (folder / "references.csv").write_text("number,doi\n1,\n2,\n3,\n4,\n", encoding="utf-8")
    found = audit(read_publication(folder))
    assert found.findings == ()
    unable = {
        result.check: [one.verdict for one in result.checked]
        for result in found.results
        if result.check in {"publication-years", "repeated-references"}
    }
    assert unable == {
        "publication-years": ["cannot-tell"] * 4,
        "repeated-references": ["cannot-tell"] * 4,
    }
