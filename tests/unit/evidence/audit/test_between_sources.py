"""The same study in several documents."""

import dataclasses

from trephine.core.study import Counts
from trephine.evidence.audit.between_sources import between_sources, study_figures
from trephine.library import errata, publication

ZHAN, CONSENSUS, LI = map(publication, ("zhan2025", "consensus2022", "li2023"))


def test_the_median_that_two_papers_give_differently():
    found = between_sources(CONSENSUS, (ZHAN, LI)).findings
    finding = next(one for one in found if one.concerns == ("munshi2021",))
    assert finding.printed == "8.6"
    assert "8.8" in finding.follows.en
    erratum = next(one for one in errata("consensus2022") if "munshi2021-pfs" in one.id)
    assert str(finding.against[0]) in {str(one) for one in erratum.against}


def test_one_percentage_of_two_denominators():
    found = between_sources(CONSENSUS, (ZHAN, LI)).findings
    brudno = [one for one in found if "brudno2018/ORR" in one.id]
    assert {one.against[0].source for one in brudno} == {"brudno2018", "zhan2025"}
    assert all("16" in one.follows.en and "24" in one.follows.en for one in brudno)


def test_denominators_of_abstracts_against_the_table():
    found = between_sources(ZHAN).findings
    assert {one.concerns[0] for one in found} == {"zhang2023a", "zhang2021", "li2021b"}
    assert {one.kind for one in found} == {"computed"}


def test_agreement_is_listed_and_clean_figures_give_nothing():
    result = between_sources(CONSENSUS, (LI,))
    agreed = [one.subject for one in result.checked if one.verdict == "agrees"]
    assert any("munshi2021 ORR" in one for one in agreed)
    study = CONSENSUS.study("munshi2021")
    alone = dataclasses.replace(CONSENSUS, studies=(study,), statements=())
    assert between_sources(alone).findings == ()


def test_a_planted_count_is_found():
    study = CONSENSUS.study("munshi2021")
    arm = study.arms[0]
    outcomes = tuple(
        dataclasses.replace(one, value=Counts(events=49, n=128))
        if one.key == "ORR" and isinstance(one.value, Counts)
        else one
        for one in arm.outcomes
    )
    changed = dataclasses.replace(study, arms=(dataclasses.replace(arm, outcomes=outcomes),))
    paper = dataclasses.replace(CONSENSUS, studies=(changed,), statements=())
    found = between_sources(paper).findings
    assert [one.id.split("/")[3] for one in found] == ["ORR"]


def test_every_figure_says_where_it_stands():
    for paper in (ZHAN, CONSENSUS, LI):
        for one in study_figures(paper):
            assert one.at.source
            assert one.behind.low <= one.behind.high
