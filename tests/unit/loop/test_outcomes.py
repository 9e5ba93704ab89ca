"""Endpoints of a table of virtual patients: who counts, who does not, and what is said of it."""

import numpy as np
import pytest

from tests.unit.loop.tables import table, trial
from trephine.core.error import InputError
from trephine.core.mark import Assumed, Derived
from trephine.core.study import Counts, Percentage, Survival
from trephine.library import outcomes
from trephine.library.endpoints import endpoints as catalogue
from trephine.loop.outcomes.arm_results import arm_results, share_interval
from trephine.loop.outcomes.columns import BY_NAME
from trephine.loop.outcomes.endpoints import endpoints
from trephine.loop.outcomes.patient_table import joined, patient_table
from trephine.loop.outcomes.virtual_study import virtual_study


def few(**columns):
    """Return a table of four patients, all followed for 400 days, with some columns replaced."""
    base = {
        "patient": [0, 1, 2, 3],
        "status": ["ok"] * 4,
        "last_day": [400.0] * 4,
        "death_day": [np.nan] * 4,
        "measurable": [1, 1, 1, 0],
        "best_response": [6, 3, 1, 5],
        "response_day": [28.0, 28.0, np.nan, 28.0],
        "progression_day": [np.nan, 200.0, 100.0, np.nan],
        "last_visit_day": [392.0, 364.0, 392.0, 392.0],
        "crs_max": [0, 1, 3, -1],
    }
    return patient_table({**base, **columns})


def test_every_outcome_of_the_reviews_and_every_endpoint_of_the_catalogue_can_be_computed():
    asked = {one.key for one in outcomes()}
    assert asked <= set(endpoints()), "an outcome without an endpoint"
    assert list(endpoints()) == [one.id for one in catalogue()]
    used = {name for one in endpoints().values() for name in one.kind.columns}
    assert used <= set(BY_NAME)


def test_only_measurable_disease_is_in_the_denominator_and_the_rest_is_named():
    found = arm_results(few()).counts["ORR"]
    assert (found.events, found.n) == (2, 3)
    assert [(reason.en, k) for reason, k in found.aside] == [("no measurable disease", 1)]
    everybody = arm_results(few(measurable=[1, 1, 1, 1])).counts["ORR"]
    assert (everybody.n, everybody.aside) == (4, ()), "nobody left aside, and no line that says 0"


def test_a_grade_that_is_not_known_is_neither_event_nor_none():
    found = arm_results(few()).counts
    assert (found["CRS"].events, found["CRS"].n) == (2, 3)
    assert (found["CRS_G3P"].events, found["CRS_G3P"].n) == (1, 3)
    assert found["CRS"].aside[0][1] == 1


def test_failed_patients_are_counted_and_named():
    given = few(status=["ok", "step too small", "ok", "ok"])
    found = arm_results(given)
    assert found.n == 3
    assert found.failed == {"step too small": (1,)}
    assert found.counts["ORR"].n == 2
    said = virtual_study(trial(""), [found]).arms[0].outcomes[0].population
    assert "runs that failed: 1" in said.en
    assert "运行失败 1 例" in said.zh


def test_intervals_are_those_of_the_evidence():
    # 15 of 16: Wilson and Clopper-Pearson by hand (Newcombe 1998 and R's binom.test).
    assert share_interval(15, 16) == pytest.approx((0.7167, 0.9889), abs=1e-4)
    assert [share_interval(n, n)[1] for n in (4, 20, 97)] == [
        1.0
    ] * 3  # not a hair below: "> 99.9%"
    assert [share_interval(0, n)[0] for n in (4, 20, 97)] == [0.0] * 3
    exact = share_interval(15, 16, method="clopper_pearson")
    assert exact == pytest.approx((0.6977, 0.9984), abs=1e-4)
    own = arm_results(few(), interval="clopper_pearson").counts["ORR"]
    assert (own.ci_lb, own.ci_ub) == share_interval(2, 3, method="clopper_pearson")
    wide = arm_results(few(), level=99.0).counts["ORR"]
    narrow = arm_results(few(), level=80.0).counts["ORR"]
    assert wide.ci_lb < narrow.ci_lb < narrow.share < narrow.ci_ub < wide.ci_ub


def test_the_level_is_that_of_medians_and_of_product_limits_too():
    lost = {"last_day": [200.0, 400.0, 150.0, 400.0], "death_day": [200.0, *[np.nan] * 3]}
    wide, narrow = (arm_results(table(), keys=("MEDIAN_PFS",), level=level) for level in (99, 80))
    one, other = (found.times["MEDIAN_PFS"] for found in (wide, narrow))
    assert one.ci_lb < other.ci_lb < other.median < other.ci_ub < one.ci_ub
    given = few(**lost, progression_day=[np.nan] * 4, last_visit_day=[140.0] * 4)
    wide, narrow = (arm_results(given, keys=("OS_GE1Y",), level=level) for level in (99, 80))
    one, other = (found.counts["OS_GE1Y"] for found in (wide, narrow))
    assert one.events is None
    assert one.ci_ub - one.ci_lb > other.ci_ub - other.ci_lb


def test_a_landmark_is_a_count_where_nobody_is_lost_before_it():
    found = arm_results(few()).counts
    assert (found["PFS_1Y"].events, found["PFS_1Y"].n) == (1, 3)
    assert (found["RELAPSE_LE1Y"].events, found["RELAPSE_LE1Y"].n) == (2, 3)
    assert (found["OS_GE1Y"].events, found["OS_GE1Y"].n) == (4, 4)
    assert (found["MORTALITY_LE1Y"].events, found["MORTALITY_LE1Y"].n) == (0, 4)


def test_a_landmark_beyond_follow_up_is_left_out_with_the_reason():
    found = arm_results(few())
    assert "MORTALITY_GE2Y" not in found.counts
    assert "day 730" in found.left_out["MORTALITY_GE2Y"].en


def test_a_landmark_with_patients_lost_is_the_product_limit_and_no_count():
    given = few(last_day=[400.0, 400.0, 150.0, 400.0], last_visit_day=[392.0, 364.0, 148.0, 392.0],
                death_day=[200.0, np.nan, np.nan, np.nan],
                progression_day=[np.nan, 200.0, 100.0, np.nan])  # fmt: skip
    given = few(**{**given.columns, "last_day": [200.0, 400.0, 150.0, 400.0],
                   "last_visit_day": [190.0, 364.0, 148.0, 392.0]})  # fmt: skip
    found = arm_results(given).counts["OS_GE1Y"]
    assert found.events is None
    assert found.share == pytest.approx(2 / 3)  # one censored at 150, one of three left dies
    assert found.at_risk == 2
    study = virtual_study(trial(""), [arm_results(given)])
    values = {one.key: one.value for one in study.arms[0].outcomes}
    assert values["OS_GE1Y"] == Percentage(printed="66.7", n=4)


def test_progression_free_time_is_censored_at_the_last_visit_not_the_last_day():
    curve = arm_results(few()).times["MEDIAN_PFS"].curve
    assert curve.n == 3
    assert curve.time[-1] * 30.4375 == pytest.approx(392.0)
    assert curve.events == 2


def test_who_dies_without_relapse_never_relapses_but_stays_in_the_denominator():
    given = few(death_day=[50.0, np.nan, np.nan, np.nan], last_day=[50.0, 400.0, 400.0, 400.0],
                last_visit_day=[28.0, 364.0, 392.0, 392.0])  # fmt: skip
    found = arm_results(given).counts["RELAPSE_LE1Y"]
    assert (found.events, found.n) == (2, 3)


def test_a_missing_column_leaves_its_endpoints_out_and_says_so():
    found = arm_results(few())
    assert "the table lacks icans_max" in found.left_out["ICANS"].en
    assert set(found.counts) | set(found.times) | set(found.days) | set(found.left_out) == set(
        endpoints()
    )


def test_a_study_says_that_it_is_simulated_and_marks_its_numbers():
    study = virtual_study(trial("a"), [arm_results(table())])
    assert study.simulated
    assert "virtual" in study.label.en
    by_key = {one.key: one for one in study.arms[0].outcomes}
    assert isinstance(by_key["CR"].mark, Assumed)
    marks = {key: endpoint.kind.mark for key, endpoint in endpoints().items()}
    for key, one in by_key.items():
        assert isinstance(one.mark, Assumed | Derived)
        assert isinstance(one.mark, Assumed) == isinstance(marks[key], Assumed)
    assert isinstance(by_key["ORR"].value, Counts)
    assert isinstance(by_key["MEDIAN_PFS"].value, Survival)
    assert all("virtual" in one.population.en for one in study.arms[0].outcomes)
    assert all("虚拟" in one.population.zh for one in study.arms[0].outcomes)


def test_chunks_joined_are_the_table():
    whole = table()
    parts = [whole.rows(np.arange(80, 200)), whole.rows(np.arange(80))]
    assert arm_results(joined(parts)).counts == arm_results(whole).counts
    with pytest.raises(InputError, match="twice"):
        joined([parts[0], parts[0]])


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"progression_day": [500.0, np.nan, np.nan, np.nan]}, "contradict"),
        ({"patient": [0, 0, 1, 2]}, "twice"),
        ({"crs_max": [0, 1]}, "lacks a column or fits not"),
    ],
)
def test_a_table_that_cannot_be_is_refused(changed, said):
    with pytest.raises(InputError, match=said):
        few(**changed)


def test_an_unknown_endpoint_is_refused():
    with pytest.raises(InputError, match="no such endpoint"):
        arm_results(few(), keys=("ORRR",))
