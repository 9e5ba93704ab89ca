"""Pairs that are one document, pairs that only look it, and pairs to ask about."""

import importlib.util
import json
import re
from pathlib import Path
from random import Random

import pytest

from trephine.core.duplicates import DuplicatePair
from trephine.core.reference import Reference
from trephine.evidence.review.compare_records import compare_records
from trephine.evidence.review.dedup import decided, deduplicate
from trephine.evidence.review.duplicate_words import duplicate_reason
from trephine.evidence.review.match_keys import match_keys
from trephine.interop.references.surnames import surname_in_pinyin

FOLDER = Path(__file__).parents[4] / "validation" / "dedup"
PAPER = {
    "title": "Efficacy of made cell therapy in 48 patients with invented myeloma",
    "authors": ("Zhang, Xiaoming", "Made, Anna", "Example, Bo"),
    "year": 2021,
    "journal": "Journal of Made Oncology",
    "volume": "12",
    "issue": "3",
    "pages": "101-109",
}


def load(name: str):
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def kind(**changes) -> DuplicatePair | None:
    one = Reference(id="a", **PAPER)
    other = Reference(id="b", **{**PAPER, **changes})
    return compare_records(match_keys(one), match_keys(other))


@pytest.mark.parametrize("same", [{}, {"doi": "10.1000/made.1"}])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Cohort 2: ", ""),
        ("队列 2：", ""),
        ("", ": cohort 2"),
        ("", " (arm B)"),
        ("", "（第二组）"),
    ],
)
def test_a_cohort_brought_in_by_itself_is_asked_about(before: str, after: str, same) -> None:
    found = compare_records(
        match_keys(Reference(id="a", **{**PAPER, **same})),
        match_keys(
            Reference(id="b", **{**PAPER, **same, "title": before + PAPER["title"] + after})
        ),
    )
    assert found is not None
    assert found.kind == "ask"
    assert same == {} or "another-cohort" in found.bars


def test_one_cohort_written_in_two_ways_is_one_document() -> None:
    one, other = (Reference(id=key, **{**PAPER, "title": f"{PAPER['title']}, cohort {said}"})
                  for key, said in (("a", "II"), ("b", "2")))  # fmt: skip
    found = compare_records(match_keys(one), match_keys(other))
    assert found is not None
    assert found.kind == "same"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"title": "EFFICACY OF MADE CELL THERAPY IN 48 PATIENTS WITH INVENTED MYELOMA."},
        {"title": "[Efficacy of made cell therapy in 48 patients with invented myeloma]."},
        {"title": "Ｅｆｆｉｃａｃｙ ｏｆ made cell therapy in ４８ patients with invented myeloma"},
        {"title": "<i>Efficacy</i> of made cell‐therapy in 48 patients with invented myeloma"},
        {"title": PAPER["title"] + ": a randomised controlled trial"},
        {"title": PAPER["title"] + ": a systematic follow-up of 12 months"},  # a subtitle
        {"title": "Efficacy of made cell therapy in 48 patient with invented myelma"},
        {"authors": ("X. Zhang", "A. Made", "B. Example")},
        {"authors": ("Xiaoming Zhang", "Anna Made", "Bo Example")},
        {"authors": ("ZHANG Xiao-ming",)},
        {"authors": ("Zhang XM", "Made A", "Example B")},
        {"authors": ()},
        {"journal": "J Made Oncol"},
        {"journal": ""},
        {"pages": "101-9"},
        {"pages": "p. 101"},
        {"volume": "", "issue": "", "pages": "", "journal": ""},
        {"year": 2022},
        {"title": "", "doi": ""},
    ],
)
def test_what_databases_do_to_one_document(changes) -> None:
    found = kind(**changes)
    assert found is not None
    assert found.kind == ("ask" if changes.get("title") == "" else "same"), found


@pytest.mark.parametrize(
    ("changes", "bar"),
    [
        (
            {"kind": "abstract", "volume": "9", "issue": "Suppl 1", "pages": "S22"},
            "abstract-and-paper",
        ),
        ({"doi": "10.1234/b"}, ""),
        (
            {"title": "Efficacy of made cell therapy in 56 patients with invented myeloma"},
            "figures",
        ),
        ({"title": "Erratum: " + PAPER["title"], "pages": "300"}, "telling"),
        ({"volume": "13", "pages": "7-9", "year": 2022}, "another-issue"),
        ({"title": PAPER["title"] + " (part II)", "pages": "110-119"}, "telling"),
    ],
)
def test_what_is_never_joined_without_asking(changes, bar) -> None:
    one = Reference(id="a", **PAPER, doi="10.1234/a")
    other = Reference(id="b", **{**PAPER, **changes})
    found = compare_records(match_keys(one), match_keys(other))
    assert found is not None
    assert found.kind != "same", found
    assert any(name.startswith(bar or "two-dois") for name in found.bars), found


CHINESE = {
    "authors": ("张晓明", "李示例", "王虚构"),
    "year": 2021,
    "journal": "虚构血液学杂志",
}


@pytest.mark.parametrize(
    ("one", "other", "bar"),
    [
        (
            {"title": "示例细胞治疗虚构骨髓瘤研究进展（上）", "pages": "300-305"},
            {"title": "示例细胞治疗虚构骨髓瘤研究进展（下）", "pages": "306-310"},
            "figures-in-title",
        ),
        (
            {"title": "示例细胞治疗虚构骨髓瘤专家共识 第一部分"},
            {"title": "示例细胞治疗虚构骨髓瘤专家共识 第二部分"},
            "figures-in-title",
        ),
        (
            {"title": "示例嵌合抗原受体细胞治疗初诊虚构骨髓瘤患者的疗效与安全性分析"},
            {"title": "示例嵌合抗原受体细胞治疗复发虚构骨髓瘤患者的疗效与安全性分析"},
            "telling-words",
        ),
        (
            {"title": "示例细胞治疗虚构骨髓瘤的临床研究", "kind": "thesis"},
            {"title": "示例细胞治疗虚构骨髓瘤的临床研究"},
            "another-kind",
        ),
        (
            {"title": "示例细胞治疗虚构骨髓瘤的临床研究"},
            {"title": "示例细胞治疗虚构骨髓瘤的临床研究", "year": 2022},
            "another-year",
        ),
    ],
)
def test_chinese_documents_that_are_nearly_one_are_asked_about(one, other, bar) -> None:
    left = Reference(id="a", **{**CHINESE, **one})
    right = Reference(id="b", **{**CHINESE, **other})
    found = compare_records(match_keys(left), match_keys(right))
    assert found is not None
    assert found.kind == "ask", found
    assert bar in found.bars


def test_other_pages_under_nearly_the_same_title_are_asked_about() -> None:
    title = "Made cell therapy of invented myeloma in patients {} renal impairment: a real study"
    same = {**PAPER, "volume": "138", "issue": "1"}
    left = Reference(id="a", **{**same, "title": title.format("with"), "pages": "3800"})
    right = Reference(id="b", **{**same, "title": title.format("without"), "pages": "3802"})
    found = compare_records(match_keys(left), match_keys(right))
    assert found is not None
    assert found.kind == "ask"
    assert set(found.bars) >= {"other-pages", "telling-words"}


NEARLY = {"title": "Efficacy of made cell therapy in 48 patient with invented myelma"}


@pytest.mark.parametrize(
    ("changes", "bar"),
    [
        ({**NEARLY, "pages": "301-309"}, "other-pages"),
        ({"kind": "thesis"}, "another-kind"),
        ({"kind": "preprint", "journal": "", "volume": "", "issue": "", "pages": ""},
         "another-kind"),
        ({"volume": "13", "pages": "7-9"}, "another-issue"),
    ],
)  # fmt: skip
def test_what_sets_two_records_apart_does_not_where_both_have_one_doi(changes, bar) -> None:
    apart = kind(**changes)
    assert apart is not None
    assert (apart.kind, bar in apart.bars) == ("ask", True), apart
    one = Reference(id="a", **PAPER, doi="10.1234/a")
    other = Reference(id="b", **{**PAPER, **changes}, doi="10.1234/A")
    found = compare_records(match_keys(one), match_keys(other))
    assert found is not None
    assert (found.kind, found.bars) == ("same", ()), found


def test_two_numbers_of_pubmed_are_never_joined_without_asking() -> None:
    one = Reference(id="a", **PAPER, pmid="10000001")
    bare = Reference(id="b", **PAPER)
    other = Reference(id="c", **PAPER, pmid="10000002")
    found = compare_records(match_keys(one), match_keys(other))
    assert found is not None
    assert (found.kind, found.bars) == ("ask", ("two-pmids",))
    chain = deduplicate((one, bare, other))
    assert len(chain.of("same")) == 1, "nor through a third"


def test_what_a_database_calls_other_is_no_other_kind_of_document() -> None:
    found = kind(kind="other")
    assert found is not None
    assert (found.kind, found.bars) == ("same", ())


def test_one_title_by_the_same_people_is_always_asked_about_but_for_a_column() -> None:
    elsewhere = {"journal": "Made Annals", "year": 2018, "volume": "3", "issue": "9"}
    twice = kind(**elsewhere, pages="9-12")
    assert twice is not None
    assert twice.kind == "ask", "printed twice, or an abstract and its paper"
    issues = {"volume": "13", "issue": "4", "pages": "7-9", "year": 2023}
    column = [
        Reference(id=key, **{**PAPER, **given}, doi=f"10.1234/{key}")
        for key, given in (("a", {}), ("b", issues))
    ]
    found = compare_records(*map(match_keys, column))
    assert found is not None
    assert found.kind == "different", "two DOIs in two issues of one journal"


def test_two_reports_of_one_trial_are_two() -> None:
    found = kind(
        title="Long-term follow-up of made cell therapy for invented myeloma: quality of life",
        year=2024,
        volume="15",
        pages="1-9",
        journal="Made Cancer Research",
    )
    assert found is None or found.kind == "different"


def test_chinese_and_english_forms_of_one_document() -> None:
    wanfang = Reference(
        id="a",
        title="示例细胞治疗虚构骨髓瘤４８例的疗效",
        title_zh="示例细胞治疗虚构骨髓瘤４８例的疗效",
        title_en="Efficacy of made cell therapy in 48 patients with invented myeloma",
        authors=("张晓明", "李示例"),
        year=2021,
        journal="虚构血液学杂志",
        volume="12",
        issue="3",
        pages="101-109",
    )
    cnki = Reference(
        id="b",
        title="示例细胞治疗虚构骨髓瘤48例的疗效",
        title_zh="示例细胞治疗虚构骨髓瘤48例的疗效",
        authors=("张晓明", "李示例"),
        year=2021,
        journal="虚构血液学杂志",
        issue="03",
        pages="101-109+115",
    )
    pubmed = Reference(
        id="c", **{**PAPER, "authors": ("Zhang XM", "Li SL"), "journal": "Xugou Zazhi"}
    )
    kinds = {(one.one, one.other): one.kind for one in deduplicate((pubmed, cnki, wanfang)).pairs}
    assert kinds["a", "b"] == "same"
    assert kinds["a", "c"] == "same"
    only = {(one.one, one.other): one.kind for one in deduplicate((pubmed, cnki)).pairs}
    assert only == {("b", "c"): "ask"}  # no title in common: place, year and surname alone


def test_surnames() -> None:
    assert [surname_in_pinyin(one) for one in ("张晓明", "欧阳示例", "司马示", "X")] == [
        "zhang",
        "ouyang",
        "sima",
        "",
    ]


def test_a_chain_does_not_join_two_dois() -> None:
    one = Reference(id="a", **PAPER, doi="10.1234/a")
    bare = Reference(id="b", **PAPER)
    other = Reference(id="c", **PAPER, doi="10.1234/c")
    found = deduplicate((one, bare, other))
    joined = found.of("same")
    assert len(joined) == 1
    assert {"through-others", "two-dois"} <= {bar for pair in found.of("ask") for bar in pair.bars}


def test_the_made_set_is_measured_as_pinned() -> None:
    pinned = json.loads((FOLDER / "made_set.json").read_text(encoding="utf-8"))
    references, true = load("made_set").made_set(2, pinned["documents"])
    found = deduplicate(references)
    assert len(found.of("ask")) == pinned["seeds"]["2"]["asked"]
    same = {(one.one, one.other) for one in found.of("same")}
    assert same <= true
    assert len(same) >= 0.93 * pinned["seeds"]["2"]["right"]


def test_the_order_of_import_changes_nothing() -> None:
    references, _ = load("made_set").made_set(5, 150)
    first = deduplicate(references)
    for seed in range(3):
        mixed = list(references)
        Random(seed).shuffle(mixed)  # noqa: S311  (any order)
        assert deduplicate(mixed) == first


def test_the_event_says_why() -> None:
    found = deduplicate((Reference(id="a", **PAPER), Reference(id="b", **PAPER)))
    event = decided(found)
    assert event.automatic
    (verdict,) = event.verdicts
    assert (verdict.one, verdict.other, verdict.same) == ("a", "b", True)
    assert verdict.reasons[0] == "title-same +6.0"
    assert decided(deduplicate(())).verdicts == ()


def test_every_reason_has_its_words() -> None:
    """Every code that the rules can give, as the made set and the rules' own source have them."""
    folder = Path(compare_records.__code__.co_filename).parent
    source = (folder / "compare_records.py").read_text(encoding="utf-8")
    source += (folder / "dedup.py").read_text(encoding="utf-8")
    codes = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source))
    assert {"title-same", "two-dois", "through-others"} <= codes
    for code in codes:
        assert duplicate_reason(code).zh != duplicate_reason(code).en
    assert duplicate_reason("title-same +6.0").zh == "题名相同 +6.0"
    references, _ = load("made_set").made_set(7, 100)
    for pair in deduplicate(references).pairs:
        assert all(duplicate_reason(code) for code in (*pair.reasons, *pair.bars))
