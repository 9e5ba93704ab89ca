"""What is known of a day does not hang on how long the trial goes on after it."""

from dataclasses import replace

import numpy as np
import pytest

from tests.laws.test_loop_same import trial
from trephine.core.text import both_of
from trephine.core.trial import TrialArm
from trephine.library.acts import acts
from trephine.loop.check_same import check_same
from trephine.loop.run_chunk import run_chunk

N = 40
PLAN = trial(
    days=30.0,
    arms=(TrialArm(id="a", label=both_of("a"), product="ide-cel"),),
    acts=tuple(one.id for one in acts().kinds if one.id != "second-infusion"),
)


@pytest.fixture(scope="module")
def runs():
    """Return the same patients followed for 30, 61 and 92 days."""
    return {
        days: run_chunk(replace(PLAN, days=days), PLAN.arms[0], 0, N)[0]
        for days in (30.0, 61.0, 92.0)
    }


@pytest.mark.parametrize(("short", "long"), [(30.0, 61.0), (30.0, 92.0), (61.0, 92.0)])
def test_events_up_to_a_day_are_those_of_any_longer_trial(runs, short, long):
    """Also progression that the last visit was the first to show; nothing later is in the table."""
    one, other = runs[short], runs[long]
    for name in ("progression_day", "death_day"):
        mine = np.where(other[name] <= short, other[name], np.nan)
        assert np.array_equal(one[name], mine, equal_nan=True), name
    seen = np.nanmax(np.where(one["progression_day"] <= short, one["progression_day"], np.nan))
    assert seen > short - 3, "somebody's progression is first seen at the end"
    for name, column in one.items():
        if name.endswith("_day"):
            assert not (column > short).any(), name
    for name in ("crs_max", "crs_days", "tocilizumab_doses", "anc_grade_d30"):
        if short >= 33 or name != "anc_grade_d30":
            assert (one[name] <= other[name]).all(), name


def test_decisions_after_the_end_are_those_of_assess():
    plan = replace(PLAN, days=28.0)
    progressing = np.flatnonzero(
        np.isfinite(run_chunk(plan, plan.arms[0], 0, N)[0]["progression_day"])
    )
    found = check_same(plan, "a", 1, first=int(progressing[0]), every=5)
    assert found.differences == ()
