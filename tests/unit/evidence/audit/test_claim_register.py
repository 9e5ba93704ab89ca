"""Checked claims, checked again: what is proved, what rests on an abstract, what is a doubt."""

from dataclasses import replace
from datetime import date

import pytest

from trephine import library
from trephine.core.claim import Claim
from trephine.core.source import Locator, Source
from trephine.core.text import Text
from trephine.evidence.audit.claim_recheck import claim_recheck
from trephine.evidence.audit.claim_register import CHECK, claim_register

PAPERS = ("zhan2025", "consensus2022", "li2023")
WORDS = Text(zh="字", en="word")
HERE, THERE = Locator(source="p", place="§3"), Locator(source="p", place="abstract")


def reference(number, authors="Brown AB, Green C", year=2019, title="Drug A and drug B in asthma"):
    return Source(
        id=f"s{number}", kind="article", authors=authors, title=title, container="J", year=year,
        cited=(Locator(source="p", place=f"[{number}]"),),
    )  # fmt: skip


LIST = (reference(1), reference(2, "王小明, 李四", 2020, "药物 C 治疗哮喘"))


def made(**fields):
    fields = {"verdict": "holds", "basis": "title", "cites": "[1]", **fields}
    return Claim(id="c", at=HERE, says=WORDS, found=WORDS, on=date(2026, 11, 22), **fields)


def told(**fields):
    (checked,) = (result := claim_register("p", [made(**fields)], LIST)).checked
    kind = result.findings[0].kind if result.findings else ""
    return checked.verdict, kind


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"names": ("BROWN",), "year": 2019, "title_has": ("drug b", "ASTHMA")},
        {"cites": "[1-2]", "names": ("Brown", "王小明"), "title_has": ("药物C",)},
        {"cites": "[1-2]", "names": ("王小明",)},
        {"title_lacks": ("placebo",)},
        {"figures": (("81.3%", "81%"), ("12", "12"), ("words", "other words"))},
        {"figures": (("most", "67%"),), "basis": "own-text", "cites": ""},
        {"figures": (("40%", ""),)},
    ],
)
def test_what_holds_raises_nothing(fields):
    assert told(**fields) == ("agrees", "")


@pytest.mark.parametrize(
    "fields",
    [
        {"names": ("Green",)},
        {"cites": "[1-2]", "names": ("王小明", "Brown")},
        {"year": 2020},
        {"cites": "[3]"},
        {"cites": "[1, 3]"},
        {"title_lacks": ("Drug B",)},
        {"verdict": "differs", "basis": "own-text", "figures": (("684", "696"),)},
        {"verdict": "differs", "basis": "own-text", "figures": (("most", "36%"),)},
        {"verdict": "differs", "basis": "own-text", "figures": (("57.4%", "57.5%"),)},
    ],
)
def test_what_the_paper_itself_rules_out_is_proved(fields):
    assert told(**fields) == ("finding", "proved")


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"verdict": "differs", "basis": "abstract", "figures": (("82.9%", "63.2%"),)}, "computed"),
        ({"verdict": "differs", "basis": "abstract", "figures": (("12", ""),)}, "suspicion"),
        ({"verdict": "differs", "basis": "own-text", "figures": (("81.3%", "81%"),)}, "suspicion"),
        ({"verdict": "differs"}, "suspicion"),
        ({"verdict": "doubtful", "basis": "own-text", "figures": (("most", "36%"),)}, "suspicion"),
        ({"verdict": "not-found", "basis": "abstract"}, "suspicion"),
        ({"title_has": ("children",)}, "suspicion"),
        ({"figures": (("82.9%", "63.2%"),), "basis": "own-text"}, "suspicion"),
    ],
)
def test_what_needs_a_reader_is_less_than_proved(fields, kind):
    assert told(**fields) == ("finding", kind)


def test_out_of_reach_cannot_be_told_and_says_why():
    (checked,) = claim_register("p", [made(verdict="out-of-reach")], LIST).checked
    assert (checked.verdict, checked.note) == ("cannot-tell", WORDS)
    assert told(verdict="out-of-reach", names=("Green",)) == ("finding", "proved")


def test_a_finding_carries_its_steps_and_assumptions():
    claim = made(verdict="differs", basis="abstract", figures=(("82.9%", "63.2%"), ("7", "")))
    (finding,) = claim_register("p", [claim], LIST).findings
    assert finding.id == f"p/{CHECK}/c"
    assert finding.printed == "82.9%, 7"
    assert tuple(one.en for one in finding.arithmetic) == (
        "82.9%; there 63.2% (differ)",
        "7: nothing to compare it with",
    )
    assert "2026-11-22" in finding.assumes[0].en
    assert finding.concerns == ("s1",)
    for language in ("zh", "en"):
        assert "[1]" in finding.sentence[language]
    (proved,) = claim_register("p", [made(names=("Green",))], LIST).findings
    assert proved.assumes == ()
    assert tuple(one.en for one in proved.arithmetic) == (
        "named: Green; first author: Brown (differ)",
    )


@pytest.mark.parametrize(
    ("authors", "name"),
    [
        ("van de Donk NWCJ, Nijhof IS", "Van de Donk"),
        ("SHIMABUKURO-VORNHAGEN A, GÖDEL P", "Shimabukuro–Vornhagen"),
        ("BRUDNO J N, MARIC I", "Brudno"),
        ("中华医学会血液学分会, 中国医师协会", "中华医学会血液学分会"),
    ],
)
def test_first_authors_are_recognised_however_written(authors, name):
    cited = {1: reference(1, authors)}
    assert claim_recheck(made(names=(name,)), cited).excluded == ()
    assert claim_recheck(made(names=("Smith",)), cited).excluded


def test_numbers_of_other_papers_and_places_do_not_count():
    elsewhere = replace(LIST[0], cited=(Locator(source="q", place="[1]"), THERE))
    (finding,) = claim_register("p", [made()], [elsewhere]).findings
    assert finding.kind == "proved"
    assert "not in the list of 0" in finding.arithmetic[0].en


@pytest.mark.parametrize("paper", PAPERS)
def test_the_registers_of_the_three_papers(paper):
    claims = library.claims(paper)
    result = claim_register(paper, claims, library.sources())
    assert [one.subject for one in result.checked] == [one.id for one in claims]
    by_id = {f"{paper}/{CHECK}/{one.id}": one for one in claims}
    for finding in result.findings:
        claim = by_id[finding.id]
        assert claim.verdict in {"differs", "doubtful", "not-found"}, finding.arithmetic
        assert finding.kind != "proved" or claim.basis == "own-text"
        assert finding.arithmetic
    assert len(result.findings) == len(
        [one for one in claims if one.verdict in {"differs", "doubtful", "not-found"}]
    )


def test_known_defects_are_found():
    kinds = {
        finding.id.rpartition("/")[2]: finding.kind
        for paper in PAPERS
        for finding in claim_register(paper, library.claims(paper), library.sources()).findings
    }
    assert {key for key, kind in kinds.items() if kind == "proved"} == {
        "zhan-37-brudno", "zhan-titles", "consensus-crs-share", "consensus-fever",
        "consensus-12-best", "li-abstract-persistence",
    }  # fmt: skip
    assert {key for key, kind in kinds.items() if kind == "computed"} == {
        "zhan-35-survival", "zhan-37-sixteen", "zhan-38-arm", "consensus-table1-2",
        "consensus-table1-4-complete", "consensus-table1-10", "consensus-table1-12-pfs",
        "consensus-33-infections", "consensus-b-cells", "li-5-endpoint", "li-12-cells",
        "li-11-decline", "li-13-product",
    }  # fmt: skip
    assert kinds["zhan-49-drug"] == kinds["zhan-uncited-82"] == "suspicion"


def test_a_publication_will_do_for_its_id():
    publication = library.publication("consensus2022")
    claims = library.claims("consensus2022")
    assert claim_register(publication, claims, library.sources()) == claim_register(
        "consensus2022", claims, publication.references
    )


def test_a_planted_author_is_found():
    claims = library.claims("zhan2025")
    at = next(i for i, one in enumerate(claims) if one.id == "zhan-sensitivity-authors")
    planted = replace(claims[at], names=("WANG", "LI", "ZHANG"))
    result = claim_register("zhan2025", [planted], library.sources())
    assert [finding.kind for finding in result.findings] == ["proved"]
