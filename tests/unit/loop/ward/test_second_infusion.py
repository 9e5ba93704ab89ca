"""Second infusions: ordered once, given on a day with a round, written, only where they fit."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from tests.unit.loop.ward.test_ward import DAY, N, trial
from trephine.core.text import both_of
from trephine.core.trial import TrialArm
from trephine.library.strategy_table import strategy
from trephine.loop.run_chunk import enrolled, given_for
from trephine.loop.second_products import on_day_0, second_products
from trephine.loop.ward.clock import NEVER
from trephine.loop.ward.ward import Ward

PLAN = replace(trial(), days=200.0)
IDS = [one.id for one in given_for(PLAN, PLAN.arms[0]).model.parameters]


def products(arm, plan=PLAN):
    given = given_for(plan, arm)
    cohort = enrolled(plan, arm, 0, N)
    more = second_products(
        given.model,
        cohort,
        lambda extra: enrolled(plan, arm, 0, N, extra),
        given.carried,
        given.acts.second,
    )
    return given, cohort, more


@pytest.fixture
def ward():
    given, cohort, more = products(PLAN.arms[0])
    return Ward(given, cohort, kept=range(N), second=more)


def carried(ward, name, *rows):
    act = ward.given.acts.act(name)
    return SimpleNamespace(act=act, rows=np.array(rows), minute=0)


def test_a_second_infusion_is_ordered_once_and_given_after_its_lead(ward):
    minute = 60 * DAY
    found = ward.second.order([carried(ward, "second-human", 1, 4)], minute)
    day0 = ward.clock.infused[1]
    assert day0 == ward.clock.infused[4] >= minute + 45 * DAY
    assert day0 % DAY == 0
    assert day0 in ward.given.plan.minutes
    assert day0 - 4 * DAY < minute + 45 * DAY
    assert ward.clock.begins[1] == day0 - 5 * DAY
    assert (ward.clock.infused[[0, 2, 3, 5]] == NEVER).all()
    assert found.renewed.mask.tolist() == [False, True, False, False, True, False]
    lead = (day0 - minute) / DAY
    told = [(one.state, one.after, one.mask.tolist()) for one in found.doses]
    mine = found.renewed.mask.tolist()
    assert told == [("DL", lead - 5, mine), ("DL", lead - 4, mine), ("DL", lead - 3, mine),
                    ("R2", lead, mine)]  # fmt: skip
    again = ward.second.order([carried(ward, "second-dual", 1, 3)], minute + 60)
    assert again.renewed.mask.tolist() == [False, False, False, True, False, False]
    nothing = ward.second.order([carried(ward, "second-human", 1, 3, 4)], minute + 120)
    assert (nothing.doses, nothing.renewed, nothing.writings) == ([], None, [])


def test_it_is_written_on_the_days_of_its_own(ward):
    found = ward.second.order([carried(ward, "second-other-costimulation", 2)], 60 * DAY)
    day0 = int(ward.clock.infused[2])
    told = {(one.observable, (one.minute - day0) / DAY) for one in found.writings}
    assert {("infusion", 0.0), ("product_dose", 0.0), ("new_therapy", -5.0)} <= told
    assert {("fludarabine", day) for day in (-5.0, -4.0, -3.0)} <= told
    assert {("product", 0.0), ("costimulatory_domain", 0.0)} <= told
    assert ("product_origin", 0.0) not in told, "another domain, the same origin"
    assert all(one.rows.tolist() == [2] for one in found.writings)


def test_with_the_same_product_the_cells_join_the_first(ward):
    found = ward.second.order([carried(ward, "second-with-inhibitor", 0)], 60 * DAY)
    states = [one.state for one in found.doses]
    assert states.count("R1") == 1
    assert states.count("DG") == 11
    assert "R2" not in states
    table = ward.second._products.cohort.patients.parameters
    assert np.array_equal(found.renewed.parameters[0], table[0])


def test_one_that_would_come_after_the_end_is_ordered_and_not_given(ward):
    found = ward.second.order([carried(ward, "second-human", 0)], 180 * DAY)
    assert found.renewed is None
    assert ward.second.which[0] >= 0
    assert ward.clock.infused[0] == NEVER
    table = ward.second.columns(np.full(N, 200.0))
    assert np.isnan(table["second_infusion_day"]).all()
    assert set(table["second_strategy"]) == {""}


def test_who_dies_before_it_had_none(ward):
    ward.second.order([carried(ward, "second-human", 0, 1, 2)], 60 * DAY)
    day0 = ward.clock.infused[0] / DAY
    last = np.array([day0, day0 - 1, day0 - 6, 200, 200, 200])
    table = ward.second.columns(last)
    assert table["second_infusion_day"][0] == day0
    assert np.isnan(table["second_infusion_day"][1:]).all()
    assert table["second_strategy"].tolist() == ["second-human", *[""] * 5]
    assert table["new_therapy_day"][:2].tolist() == [day0 - 5] * 2
    assert np.isnan(table["new_therapy_day"][2])


def test_who_progressed_is_called_for_the_antigen_until_seen(ward):
    rows = np.arange(N)
    ward.second.seen(rows, np.array([1, 3]), [], 60 * DAY)
    asked = dict(ward.second.asked(frozenset({"ward"}), rows))
    assert asked[frozenset({"ward"})].tolist() == [0, 2, 4, 5]
    assert asked[frozenset({"ward", "marrow"})].tolist() == [1, 3]
    ward.second.seen(np.array([3]), rows[:0], [], 64 * DAY)
    assert np.flatnonzero(ward.second.called).tolist() == [1]


def test_rounds_of_second_plans_are_foreseen(ward):
    at = np.rint(ward.second.decide_at * DAY).astype(int)
    plan = ward.given.plan.minutes
    assert set(plan) <= set(at)
    for day0 in (60, 104, 120):
        own = plan[(plan > -DAY) & (plan + day0 * DAY <= 200 * DAY)] + day0 * DAY
        assert set(own) <= set(at)


def test_the_second_product_leaves_the_first_as_it_is():
    _, cohort, more = products(PLAN.arms[0])
    own = more.of("second-other-target")
    assert own.fits.all()
    assert own.begins == -5.0
    before, after = cohort.patients.parameters, own.parameters
    moved = {IDS[j] for j in np.flatnonzero((before != after).any(axis=0))}
    assert {one for one in moved if not one.endswith("2")} <= set(more.common.shared)
    assert "imm2" in moved
    assert more.states == {"R1", "R2", "DL", "DG"}


@pytest.mark.parametrize(
    ("arm", "has"),
    [
        ({"product": "cilta-cel"}, True),
        ({"product": "bcma-cd19-cocktail"}, False),
        ({"product": "cilta-cel", "strategies": ("second-human",)}, False),
        ({"product": "cilta-cel", "strategies": ("reinfusion-same",)}, False),
    ],
)
def test_an_arm_whose_second_place_or_day_is_taken_has_none(arm, has):
    one = TrialArm(id="a", label=both_of("a"), **arm)
    _, _, more = products(one, replace(PLAN, arms=(one,)))
    assert (more is not None) == has


def test_after_a_dual_first_product_another_antigen_does_not_fit():
    one = TrialArm(id="a", label=both_of("a"), product="bcma-cd38-tandem")
    _, _, more = products(one, replace(PLAN, arms=(one,)))
    assert not more.of("second-other-target").fits.any()
    assert more.of("second-human").fits.all()


def test_a_strategy_keeps_its_distances_on_a_day_0_of_its_own():
    own = on_day_0(strategy("reinfusion-gsi"))
    assert [one.day for one in own.infusions] == [0.0]
    assert (own.doses[0].days, own.doses[0].until) == ((0.0,), 20.0)


def test_whom_it_does_not_fit_has_none(ward):
    own = ward.second._products.of("second-human")
    ward.second._products._made["second-human"] = replace(own, fits=np.arange(N) != 1)
    found = ward.second.order([carried(ward, "second-human", 1, 2)], 60 * DAY)
    assert np.flatnonzero(found.renewed.mask).tolist() == [2]
    assert ward.second.which[1] == -1, "another that fits may still follow"
