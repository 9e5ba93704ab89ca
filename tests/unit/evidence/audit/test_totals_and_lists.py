"""Totals, ranges, lists, marks, references and abstracts against the table."""

from dataclasses import replace

import pytest

from tests.unit.evidence.audit.made_up import clean, source
from trephine.evidence.audit.abstract_figures import abstract_figures
from trephine.evidence.audit.declared_outcomes import declared_outcomes
from trephine.evidence.audit.listed_studies import listed_studies
from trephine.evidence.audit.publication_years import publication_years
from trephine.evidence.audit.repeated_references import repeated_references
from trephine.evidence.audit.row_order import row_order
from trephine.evidence.audit.stated_ages import median_bounds, stated_ages
from trephine.evidence.audit.stated_ranges import stated_ranges
from trephine.evidence.audit.stated_totals import stated_totals
from trephine.library import publication

ZHAN, CONSENSUS = publication("zhan2025"), publication("consensus2022")
CLEAN = clean(1)


def kinds(result) -> dict[str, str]:
    prefix = f"{result.findings[0].id.split('/')[0]}/{result.check}/" if result.findings else ""
    return {one.id.removeprefix(prefix): one.kind for one in result.findings}


def test_684_is_696_in_all_four_places():
    result = stated_totals(ZHAN)
    assert kinds(result) == {"patients/684": "proved"}
    finding = result.findings[0]
    assert sum(study.arms[0].n for study in ZHAN.studies) == 696
    assert "= 696" in finding.arithmetic[0].en
    assert "|696 - 684| = 12" in [one.en for one in finding.arithmetic]
    assert [place.place for place in (finding.at, *finding.against)] == [
        "abstract",
        "abstract (English)",
        "§2.1",
        "§2.2",
    ]
    assert [one.verdict for one in result.checked].count("finding") == 4
    assert [one.verdict for one in result.checked].count("agrees") == 6  # 18 in both, 4, 105


def test_a_wrong_total_and_the_row_that_has_the_difference():
    n = CLEAN.studies[0].arms[0].n
    wrong = [
        replace(one, value=one.value - n, printed="?") if one.of == "patients" else one
        for one in CLEAN.statements
    ]
    result = stated_totals(replace(CLEAN, statements=tuple(wrong)))
    assert len(result.findings) == 1
    assert "the n of [1]" in result.findings[0].follows.en


def test_ages():
    result = stated_ages(ZHAN)
    assert kinds(result) == {
        "median/§2.2": "suspicion",
        "li2021a": "computed",
        "liu2024": "suspicion",
    }
    finding = result.findings[0]
    assert "the median of the studies' medians is 57" in finding.sentence.en
    assert "their mean: 56.21; weighted by n: 56.67" in finding.arithmetic[1].en
    assert "2 rows, 78 patients" in finding.arithmetic[2].en


def test_a_median_outside_what_the_ages_allow_is_computed():
    arms = [study.arms[0] for study in CLEAN.studies]
    assert median_bounds(arms) == (60.0, 60.0)
    assert median_bounds(arms, sum(arm.n for arm in arms)) == (40.0, 75.0)
    wrong = tuple(
        replace(one, value=66.0, printed="66") if one.of == "age-median" else one
        for one in CLEAN.statements
    )
    assert kinds(stated_ages(replace(CLEAN, statements=wrong))) == {"median/abstract": "computed"}


def test_ranges_of_the_consensus():
    result = stated_ranges(CONSENSUS)
    assert kinds(result) == {
        "CRS/max/90": "proved",
        "NTX/min/10": "computed",
        "NTX/max/42": "computed",
        "NTX_G3P/max/3": "computed",
        "MEDIAN_PFS/min/8.8": "computed",
        "MEDIAN_PFS/max/22.7": "proved",
        "MEDIAN_PFS/max/11.8": "computed",
    }
    best = next(one for one in result.findings if one.id.endswith("22.7"))
    assert "22.7 is that of [8]" in best.sentence.en
    assert best.arithmetic[0].en == "cells: [12] 8.6"
    agreeing = {one.subject for one in result.checked if one.verdict == "agrees"}
    assert {"outcome-min ORR introduction", "outcome-max ORR introduction"} <= agreeing


def test_lists_of_zhan_agree_and_a_wrong_k_is_proved():
    assert not listed_studies(ZHAN).findings
    first = replace(ZHAN.pooled[0], k_stated=12)
    result = listed_studies(replace(ZHAN, pooled=(first, *ZHAN.pooled[1:])))
    assert kinds(result) == {"orr/k": "proved"}
    assert "= 11, stated: 12" in result.findings[0].arithmetic[0].en


def test_a_study_left_out_that_never_was_in():
    out = replace(ZHAN.row("orr-sensitivity"), excluded=("zhou2022",))
    result = listed_studies(replace(ZHAN, pooled=(ZHAN.row("orr"), out)))
    assert kinds(result) == {"orr-sensitivity/excluded": "proved"}


def test_marks_of_zhan():
    result = declared_outcomes(ZHAN)
    assert kinds(result) == {
        "cr": "proved",
        "leukopenia-g3p": "proved",
        "anemia-g3p": "proved",
        "icans": "proved",
        "LEUKOPENIA-not-pooled": "computed",
        "NEUTROPENIA-not-pooled": "computed",
        "MORTALITY_LE1Y-not-pooled": "computed",
        "RELAPSE_LE1Y-unused": "proved",
        "MEDIAN_OS-column": "proved",
        "MEDIAN_PFS-unused": "proved",
        "legend-not-pooled": "suspicion",
    }
    found = {one.id.split("/")[-1]: one for one in result.findings}
    assert found["cr"].concerns == ("cr", "wang2021")
    assert "[13], [15], [16], [19], [21], [25], [27] = 7" in (
        found["MORTALITY_LE1Y-not-pooled"].arithmetic[-1].en
    )
    assert "= 8" in found["MEDIAN_OS-column"].arithmetic[0].en


def test_a_mark_taken_away_is_found():
    first, *rest = CLEAN.studies
    bare = replace(first, declared=tuple(one for one in first.declared if one != "②"))
    result = declared_outcomes(replace(CLEAN, studies=(bare, *rest)))
    assert kinds(result) == {"part": "proved", "PART-column": "proved"}


def test_repeated_reference_years_and_order():
    assert kinds(repeated_references(ZHAN)) == {"xu2019": "proved"}
    assert set(kinds(publication_years(ZHAN))) == {"li2021a", "wang2023", "zhou2022", "wang2022b"}
    assert kinds(row_order(ZHAN)) == {"zhou2022": "suspicion"}
    for check in (repeated_references, publication_years, row_order):
        assert not check(CONSENSUS).findings


def test_one_doi_under_two_sources_and_one_title_without_a_doi():
    again = source(20, doi="https://doi.org/10.1000/1")
    result = repeated_references(replace(CLEAN, references=(*CLEAN.references, again)))
    assert kinds(result) == {"s1": "proved"}
    bare = [
        source(21, doi="", title="One", authors="A"),
        source(22, doi="", title="One.", authors="A"),
    ]
    result = repeated_references(replace(CLEAN, references=tuple(bare)))
    assert kinds(result) == {"s21": "suspicion"}


def test_abstracts_of_zhan():
    assert kinds(abstract_figures(ZHAN)) == {
        "icans-g3p/abstract-(English)/no-estimate": "suspicion",
        "pfs-1y/abstract-(English)/scale": "proved",
    }


@pytest.mark.parametrize(("printed", "found"), [("73%", 1), ("67.2%", 0), ("0.67", 1)])
def test_a_transposed_digit_is_found_and_rounding_is_granted(printed, found):
    one = next(each for each in ZHAN.statements if each.row == "scr" and each.of == "estimate")
    wrong = replace(one, printed=printed, value=float(printed.strip("%")))
    result = abstract_figures(replace(ZHAN, statements=(wrong,)))
    assert len(result.findings) == found
