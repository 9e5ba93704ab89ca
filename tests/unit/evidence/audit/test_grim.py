"""Percentages against the number of people they are of."""

from dataclasses import replace

import pytest

from tests.unit.evidence.audit.made_up import clean
from trephine.core.percentage import counts_from_percentage, counts_rounded_twice
from trephine.core.study import Percentage
from trephine.core.text import both_of
from trephine.evidence.audit.grim import (
    best_denominators,
    grim,
    percentage_cells,
    repairing_denominators,
)
from trephine.library import publication

ZHAN, CONSENSUS = publication("zhan2025"), publication("consensus2022")


def test_the_known_misprints_and_no_others():
    kinds = {one.id: one.kind for paper in (ZHAN, CONSENSUS) for one in grim(paper).findings}
    assert kinds == {
        "zhan2025/grim/wang2022b": "proved",
        "consensus2022/grim/brudno2018": "proved",
        "consensus2022/grim/zhao2018": "computed",
        "consensus2022/grim/li2019": "proved",
        "consensus2022/grim/fu2019": "proved",
        "consensus2022/grim/mei2021": "proved",
    }


def test_by_hand():
    found = {one.id.split("/")[-1]: one for one in grim(CONSENSUS).findings}
    assert "56/99" in grim(ZHAN).findings[0].arithmetic[0].en
    assert "54/93" in grim(ZHAN).findings[0].arithmetic[1].en
    assert "rounded twice: 51/57" in [both_of(one).en for one in found["zhao2018"].arithmetic]
    assert "44 (rounded twice)" in found["fu2019"].follows.en
    assert "23 holds 5 of 6" in found["mei2021"].follows.en
    assert "16, 32, 36 holds 4 of 5" in found["brudno2018"].follows.en


@pytest.mark.parametrize(
    ("printed", "n", "twice"),
    [("90", 57, [51]), ("79.6", 44, [35]), ("79.6", 46, []), ("50", 2, [])],
)
def test_what_only_two_roundings_reach(printed, n, twice):
    one = Percentage(printed=printed, n=n)
    assert [fit.events for fit in counts_rounded_twice(one)] == twice
    assert not {fit.events for fit in counts_from_percentage(one)} & set(twice)


def test_one_other_denominator_repairs_a_row():
    cells = percentage_cells(CONSENSUS, CONSENSUS.study("fu2019"))
    assert repairing_denominators(cells) == ((44, True),)
    assert best_denominators(percentage_cells(CONSENSUS, CONSENSUS.study("mei2021"))) == ((23, 5),)
    assert not best_denominators(percentage_cells(CONSENSUS, CONSENSUS.study("chen2021")))
    assert not repairing_denominators([])


def test_a_wrong_n_is_found_and_its_denominator_named():
    paper = clean(3)
    first, *rest = paper.studies
    arm = first.arms[0]
    wrong = tuple(
        replace(one, value=Percentage(printed=printed, n=46))
        for one, printed in zip(arm.outcomes, ("29.5", "6.8", "40.9"), strict=True)
    )
    planted = replace(first, arms=(replace(arm, n=46, outcomes=wrong),))
    findings = grim(replace(paper, studies=(planted, *rest))).findings
    assert [one.id for one in findings] == ["made-up/grim/s1"]
    assert "44" in findings[0].follows.en


def test_large_n_says_that_nothing_can_be_told():
    verdicts = {one.subject: one.verdict for one in grim(ZHAN).checked}
    assert verdicts["zhang2023b"] == "cannot-tell"  # 59% of 105
    assert verdicts["xu2019"] == "cannot-tell"  # no percentage
    assert verdicts["shao2021"] == "agrees"  # 26/37 = 70.27%
