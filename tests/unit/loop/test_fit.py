"""The fit of outcomes: figures by the clinic's endpoints, and many points run as one cohort."""

import math
from dataclasses import replace

import numpy as np
import pytest

from trephine import library
from trephine.core.error import MethodError
from trephine.core.mark import Assumed
from trephine.library.outcome_fit_table import outcome_arms, outcome_free, outcome_goals
from trephine.loop.fit.outcome_figure import outcome_figure, published, variance
from trephine.loop.fit.run_points import CohortArm
from trephine.loop.fit.stacked import stacked
from trephine.loop.outcomes.patient_table import patient_table
from trephine.mechanism.fit.fitted import fitted, values_of

FIGURES = {one.id: one for one in library.targets()}
GOALS = {one.id: one for one in outcome_goals()}
MONTH = 365.25 / 12


def short_arm():
    arm = next(one for one in outcome_arms() if one.id == "karmma")
    pairs = [(GOALS[name], FIGURES[GOALS[name].target]) for name in ("karmma-crs", "karmma-icans")]
    return CohortArm(replace(arm, days=20.0), pairs, 6, 1)


def test_points_run_together_give_what_each_gives_alone():
    free, arm = outcome_free(), short_arm()
    low, high = values_of(free, np.array([[-1.0] * len(free), [1.0] * len(free)]))
    treated = [fitted(arm.product, free, row, free[0].mark) for row in (low, high)]
    together = arm.tables(treated)
    differ = 0
    for one, table in zip(treated, together, strict=True):
        alone = arm.tables([one])[0]
        for name, column in alone.columns.items():
            np.testing.assert_array_equal(table[name], column, err_msg=name)
    for name in ("crs_days", "platelet_grade"):
        differ += int(not np.array_equal(together[0][name], together[1][name]))
    assert differ, "the two sets of numbers have to matter"


def test_other_people_are_not_put_below_each_other():
    one, other = short_arm(), short_arm()
    mine = one._enrolled.cohort
    with pytest.raises(MethodError, match="not the same people"):
        stacked([mine, replace(other._enrolled.cohort, seed=2)])


def table(n, **columns):
    nothing = {
        "patient": np.arange(n),
        "status": np.full(n, "ok"),
        "last_day": np.full(n, 400.0),
        "death_day": np.full(n, np.nan),
    }
    return patient_table(nothing | {name: np.asarray(one) for name, one in columns.items()})


def test_a_median_time_is_the_share_without_the_event_on_that_day():
    goal, target = GOALS["karmma-median-pfs"], FIGURES["T113"]
    assert published(goal, target) == 50.0
    day = target.value * MONTH
    progressed = np.array([day - 60, day - 30, day - 5, np.nan])
    seen = np.full(4, 399.0)
    found = table(
        4, measurable=np.ones(4), progression_day=progressed, last_visit_day=seen
    )  # three of four have progressed by then
    assert outcome_figure(found, goal, target) == pytest.approx(25.0)


def test_days_are_compared_on_the_logarithm():
    goal, target = GOALS["karmma-crs-duration"], FIGURES["T120"]
    found = table(3, crs_days=np.array([0.0, 4.0, 9.0]))
    assert outcome_figure(found, goal, target) == pytest.approx(math.log(6.5))
    assert published(goal, target) == pytest.approx(math.log(5.0))


def test_a_larger_cohort_errs_less_but_not_below_the_slack():
    goal, target = GOALS["karmma-orr"], FIGURES["T106"]
    few, many = variance(goal, target, 20, 100), variance(goal, target, 2000, 10**9)
    assert few > many > goal.slack**2
    assert few == pytest.approx(
        100**2 * (15.1 / 21) * (1 - 15.1 / 21) * (1 / 20 + 1 / 100) + 25.0, rel=1e-9
    )


def test_goals_are_read_figures_of_one_side_and_never_pooled():
    side_of = {name: one.side for one in library.target_groups() for name in one.cohorts}
    sides = {side_of[FIGURES[one.target].cohort] for one in GOALS.values()}
    assert sides == {"fit", "check"}
    for one in GOALS.values():
        assert not isinstance(FIGURES[one.target].mark, Assumed), one.id
        assert FIGURES[one.target].cohort != "zhan2025-pool", one.id


def test_the_priors_median_is_what_the_library_holds():
    free = {one.id: one for one in outcome_free()}
    assert len(free) <= 15
    values = {one.id: one.value for one in library.model("bcma_cart").parameters}
    assert free["kmax"].typical == values["kmax"]
    preset = next(c.value for c in library.product("ide-cel").changes if c.parameter == "KDB")
    assert free["KDB-ide"].typical == preset != values["KDB1"]
    spread = next(p.spread for p in library.model("bcma_cart").parameters if p.id == "acc")
    assert free["sd-acc"].typical == spread.sd
