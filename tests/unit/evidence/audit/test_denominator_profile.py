"""Which n of a study would let the intervals be reached that are not."""

import dataclasses

import numpy as np

from trephine.core.study import Counts, Percentage
from trephine.evidence.audit.denominator_profile import denominator_profile
from trephine.evidence.audit.denominator_signs import denominator_signs
from trephine.evidence.audit.interval_reach import interval_reach
from trephine.evidence.audit.paired_n import paired_n
from trephine.evidence.audit.profiled_n import figures, profiled_n
from trephine.evidence.audit.row_reach import reproduces
from trephine.library import publication

ZHAN = publication("zhan2025")
FOUND = denominator_profile(ZHAN)


def note(subject):
    return next(one for one in FOUND.checked if one.subject == subject)


def test_one_n_of_one_study_repairs_three_results_at_once():
    assert [one.id for one in FOUND.findings] == ["zhan2025/denominator-profile/li2021a"]
    finding = FOUND.findings[0]
    assert finding.kind == "suspicion"
    assert finding.printed == "n = 21"
    assert finding.concerns == ("li2021a", "leukopenia-g3p", "anemia", "mortality-ge2y")
    assert finding.follows.en.startswith("n = 13 lets")
    assert any("n of Deng 2021" in step.en for step in finding.arithmetic)
    assert any(step.en.startswith("against:") and "33.3%" in step.en for step in finding.arithmetic)


def test_that_n_does_reach_every_result_but_those_that_no_n_reaches():
    study = ZHAN.study("li2021a")
    arm = dataclasses.replace(study.arms[0], n=13)
    studies = tuple(
        dataclasses.replace(one, arms=(arm, *one.arms[1:])) if one.id == study.id else one
        for one in ZHAN.studies
    )
    again = denominator_profile(dataclasses.replace(ZHAN, studies=studies))
    left = [one.subject for one in again.checked if one.subject in {r.id for r in ZHAN.pooled}]
    assert left == ["thrombocytopenia-g3p", "sd-le1y", "pfs-1y"]


def test_no_n_of_a_single_study_lets_random_effects_reach_pfs():
    assert "no other n" in note("pfs-1y").note.en


def test_every_study_with_a_result_has_its_admissible_values():
    assert note("wang2021").verdict == "agrees"  # only in results that are reached
    assert note("wang2021").note.en == "admissible n: 19–67"
    assert note("deng2021").verdict == "cannot-tell"


def test_a_profile_holds_the_n_of_the_table_where_the_interval_is_reached():
    rows = (ZHAN.row("scr"), ZHAN.row("sd-le1y"))
    profile = profiled_n(ZHAN, ZHAN.study("deng2021"), rows)
    assert 13 in profile.fits["scr"]
    assert 13 not in profile.fits["sd-le1y"]
    assert max(profile.fits["scr"]) <= 39
    assert profile.admissible({"scr"}) == profile.fits["scr"]


def test_a_paper_in_reach_is_not_profiled():
    rows = tuple(row for row in ZHAN.pooled if row.id in {"orr", "scr", "cr", "vgpr", "pr"})
    found = denominator_profile(dataclasses.replace(ZHAN, pooled=rows))
    assert found.findings == ()
    assert {one.verdict for one in found.checked} == {"agrees"}


def test_signs_for_and_against():
    study = ZHAN.study("zhang2023a")
    signs = denominator_signs(ZHAN, study, (9,))
    assert any("denominator 9" in one.en for one in signs.favour)  # 9 evaluable by its abstract
    men = dataclasses.replace(
        study.arms[0], n=99, male=Percentage(printed="58.06", n=99), outcomes=()
    )
    signs = denominator_signs(ZHAN, dataclasses.replace(study, arms=(men,)), (93,))
    assert any("58.06%" in one.en for one in signs.favour)
    own = dataclasses.replace(
        study.arms[0],
        n=22,
        male=None,
        outcomes=(dataclasses.replace(study.arms[0].outcomes[-1], value=Counts(events=1, n=22)),),
    )
    known = dataclasses.replace(study, arms=(own,))
    others = tuple(known if one.id == study.id else one for one in ZHAN.studies)
    signs = denominator_signs(dataclasses.replace(ZHAN, studies=others), known, (-2,))
    # 696 with 22 for 10 is 708; 24 fewer are 684, which -2 would give: nobody's n, but the sum
    assert any("684" in one.en for one in signs.favour)
    assert any("table's denominator 22" in one.en for one in signs.against)


def test_two_studies_at_once_on_request():
    few = {"scr", "os-6m", "sd-le1y", "mortality-ge2y"}
    rows = tuple(row for row in ZHAN.pooled if row.id in few)
    good = few - {"sd-le1y", "mortality-ge2y"}
    found = paired_n(ZHAN, rows, good)
    assert found
    assert {one.rows for one in found} == {("mortality-ge2y", "sd-le1y")}
    known = {one.id: one.arms[0].n for one in ZHAN.studies}
    for one in found:
        for pair in (one.values[0], one.values[-1]):
            changed = {**known, **dict(zip(one.studies, pair, strict=True))}
            for row in rows:
                n = np.array([changed[key] for key in row.studies], dtype=float)
                assert reproduces(row, interval_reach(row, n))


def test_figures_as_ranges():
    assert figures((2, 3, 4, 13)) == "2–4, 13"
    assert figures(()) == "-"
