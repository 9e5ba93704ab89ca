"""The loop's compiled decisions are those that ``assess`` takes on the exported Records."""

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pytest

from trephine.core.text import both_of
from trephine.core.trial import Missingness, Trial, TrialArm, TrialPathway
from trephine.library.ready_trial import ready_trial
from trephine.loop.check_same import check_same
from trephine.loop.run_chunk import run_chunk

CHINA = timezone(timedelta(hours=8))


def trial(**changes):
    given = {
        "id": "law",
        "title": both_of("law"),
        "population": "general",
        "arms": (TrialArm(id="a", label=both_of("a"), product="cilta-cel"),),
        "days": 35.0,
        "patients": 6,
        "start": datetime(2026, 3, 2, 10, tzinfo=CHINA),
        "seed": 7,
        "written": date(2026, 11, 23),
    }
    return Trial(**{**given, **changes})


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"pathway": TrialPathway(outside=True), "start": datetime(2026, 1, 31, 23, tzinfo=UTC)},
        {"missing": Missingness(missed=0.3), "seed": 11},
        {"missing": Missingness(late=0.4, late_hours=4.25), "seed": 3},
        {"missing": Missingness(late=0.4, late_hours=24.0), "seed": 5},
    ],
    ids=["faithful", "outside", "missed", "late", "a day late"],
)
def test_every_decision_is_that_of_assess(changes):
    found = check_same(trial(**changes), "a", 6, every=7)
    assert found.differences == ()
    assert found.moments > 60
    assert found.orders > 100


def test_a_course_of_steroids_is_given_by_its_hours_and_not_by_the_rounds():
    """Every 6 h is every 6 h between rounds 4 h apart, and every decision is still the same."""
    plan = replace(ready_trial("steroid-earlier"), days=12)
    found = check_same(plan, "grade-2", 1, first=13)
    assert found.differences == ()
    _, ward = run_chunk(plan, plan.arm("grade-2"), 13, 1, kept=(0,))
    given = [one.time for one in ward.record(0).readings if one.observable == "dexamethasone"]
    apart = [(b - a).total_seconds() / 3600 for a, b in itertools.pairwise(given)]
    assert apart.count(6) >= 3
    assert min(apart) >= 6
    assert 8 not in apart


def test_what_may_be_given_every_8_h_is_given_every_8_h():
    """Intervals run from dose to dose, each ten minutes after its round."""
    plan = replace(ready_trial("tocilizumab-grade-1"), days=12)
    found = check_same(plan, "consensus", 1, first=3, every=4)
    assert found.differences == ()
    _, ward = run_chunk(plan, plan.arm("consensus"), 3, 1, kept=(0,))
    given = [one.time for one in ward.record(0).readings if one.observable == "tocilizumab"]
    apart = [(b - a).total_seconds() / 3600 for a, b in itertools.pairwise(given)]
    assert apart == [8, 8, 8]


@pytest.mark.parametrize("kept", [(), (0, 1, 2)], ids=["alone", "with a Record"])
def test_a_patient_does_not_depend_on_company(kept):
    """Nor on whether everything is read for a Record, or only what decisions look at."""
    plan = trial(missing=Missingness(missed=0.1, late=0.2, late_hours=24.0, dropout_per_year=2.0))
    whole, _ = run_chunk(plan, plan.arms[0], 0, 12)
    part, _ = run_chunk(plan, plan.arms[0], 5, 3, kept=kept)
    for name, column in whole.items():
        mine = column[5:8]
        same = mine == part[name]
        if mine.dtype.kind == "f":
            same |= np.isnan(mine) & np.isnan(part[name])
        assert same.all(), name


def test_late_results_are_known_later():
    plan = trial(missing=Missingness(late=1.0, late_hours=30.0))
    _, ward = run_chunk(plan, plan.arms[0], 0, 2, kept=(0, 1))
    _, prompt = run_chunk(trial(), plan.arms[0], 0, 2, kept=(0, 1))

    def first(record, name):
        return min(one.time for one in record.readings if one.observable == name)

    for name, hours in (("anc", 30), ("crp", 30), ("temperature", 0)):
        late, soon = (first(one.record(0), name) for one in (ward, prompt))
        assert late - soon == timedelta(hours=hours)


def test_nobody_dies_before_the_infusion():
    """Patient 46257 of this seed drew a death on the day before it."""
    plan = trial(seed=20261123, days=1.0)
    columns, _ = run_chunk(plan, plan.arms[0], 46256, 3)
    assert np.isnan(columns["death_day"]).all()
    assert (columns["last_day"] == 1.0).all()


def test_who_is_well_is_seen_at_visits_alone():
    """After the last planned visit nobody is read but the ill; deaths are drawn to the last day."""
    plan = trial(days=60.0)
    _, ward = run_chunk(plan, plan.arms[0], 0, 24, kept=range(24))
    planned = set(ward.given.plan.planned.tolist())
    extra = [one for one in ward.taken if one.minute > 49 * 1440 and one.minute not in planned]
    assert sum(len(one.decided.rows) for one in extra) < 24
    assert ward.given.plan.minutes[-1] == 60 * 1440
