"""Second infusions at relapse: decisions are those of ``assess``, who has none is as before."""

from dataclasses import replace

import numpy as np
import pytest

from tests.laws.test_loop_same import trial
from trephine.core.text import both_of
from trephine.core.trial import TrialArm
from trephine.library.acts import acts
from trephine.loop.check_same import check_same
from trephine.loop.run_chunk import run_chunk

DAY = 1440
# Of this trial's people 22 progresses by day 28 and 23 by day 61: infused again on days 82 and 116.
PLAN = trial(days=125.0, arms=(TrialArm(id="a", label=both_of("a"), product="ide-cel"),))
ARM = PLAN.arms[0]
WITHOUT = replace(PLAN, acts=tuple(one.id for one in acts().kinds if one.id != "second-infusion"))


@pytest.fixture(scope="module")
def both():
    """Return the patients 21 to 24 with second infusions and without, and the ward with them."""
    again, ward = run_chunk(PLAN, ARM, 21, 4, kept=range(4))
    alone, _ = run_chunk(WITHOUT, WITHOUT.arms[0], 21, 4, kept=range(4))
    return again, alone, ward


def same(one, other):
    found = one == other
    return found | (np.isnan(one) & np.isnan(other)) if one.dtype.kind == "f" else found


def test_every_decision_around_a_second_infusion_is_that_of_assess():
    found = check_same(PLAN, "a", 1, first=22, every=6)
    assert found.differences == ()
    assert found.moments > 40


def test_who_has_no_second_infusion_is_bit_for_bit_as_without(both):
    again, alone, _ = both
    infused = np.isfinite(again["second_infusion_day"])
    assert infused.tolist() == [False, True, True, False]
    assert np.isnan(alone["second_infusion_day"]).all()
    for name, column in again.items():
        assert same(column, alone[name])[~infused].all(), name


def test_what_the_first_infusion_came_to_is_not_changed_by_the_second(both):
    again, alone, _ = both
    for name in ("progression_day", "best_response", "crs_max", "crs_day", "crs_days", "icans_max",
                 "tocilizumab_doses", "steroid_days", "anc_grade_d30"):  # fmt: skip
        assert same(again[name], alone[name]).all(), name
    mine = np.isfinite(again["second_infusion_day"])
    assert (again["second_crs_max"][mine] >= 1).any()
    assert (again["second_crs_max"][~mine] == -1).all()


def test_the_record_holds_what_a_second_infusion_is(both):
    again, _, ward = both
    row = 1
    day = again["second_infusion_day"][row]
    start = ward.given.trial.start
    told = {}
    for one in ward.record(row).readings:
        told.setdefault(one.observable, []).append(
            ((one.time - start).total_seconds() / 86400, one.value)
        )
    assert [at for at, _ in told["infusion"]] == [0.0, day]
    assert [at for at, _ in told["product_dose"]] == [0.0, day]
    assert [at - day for at, _ in told["fludarabine"]][-3:] == [-5.0, -4.0, -3.0]
    assert [at - day for at, _ in told["cyclophosphamide"]][-3:] == [-5.0, -4.0, -3.0]
    assert [at for at, _ in told["new_therapy"]] == [day - 5.0] == [again["new_therapy_day"][row]]
    assert [(at, value) for at, value in told["product_origin"]][-1] == (day, "human")
    assert [value for _, value in told["relapse"]] == [True]
    # the antigen is read after the relapse and before the treatment for it
    relapse = told["relapse"][0][0]
    assert any(relapse < at < day - 5 for at, _ in told["bcma_at_relapse"])
    # progression was suspected at the visit before the one that confirmed it, and no more since
    stated = [(at, value) for at, value in told["suspected_progression"] if at <= relapse]
    assert [value for _, value in stated][-2:] == [True, False]
    # on the ward again as after the first infusion: vital signs every four hours
    hours = {round((at - day) * 24 + 0.25) for at, _ in told["temperature"] if day <= at <= day + 9}
    assert len(hours) == 9 * 6


def test_a_patient_infused_again_does_not_depend_on_company(both):
    again, _, _ = both
    alone, _ = run_chunk(PLAN, ARM, 22, 1)
    for name, column in alone.items():
        assert same(column, again[name][1:2]).all(), name
