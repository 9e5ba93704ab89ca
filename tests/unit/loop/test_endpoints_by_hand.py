"""Each kind of endpoint on a few patients whose answer is worked out by hand, day by day."""

import numpy as np
import pytest
from scipy import stats

from tests.unit.loop.tables import trial
from trephine.core.error import InputError
from trephine.core.study import Continuous, Counts, Survival
from trephine.loop.outcomes.arm_results import arm_results
from trephine.loop.outcomes.endpoint import MONTH
from trephine.loop.outcomes.patient_table import patient_table
from trephine.loop.outcomes.virtual_study import virtual_study

NEVER = np.nan


def few(n=4, **columns):
    """Return ``n`` patients followed for 400 days, seen last on day 390; columns replaced."""
    base = {
        "patient": np.arange(n),
        "status": ["ok"] * n,
        "last_day": [400.0] * n,
        "death_day": [NEVER] * n,
        "measurable": [1] * n,
        "best_response": [3] * n,
        "response_day": [NEVER] * n,
        "progression_day": [NEVER] * n,
        "last_visit_day": [390.0] * n,
        "new_therapy_day": [NEVER] * n,
    }
    return patient_table({**base, **columns}, arm="a")


def count(key, n=4, **columns):
    """Return events, patients and those left aside of an endpoint that is a share."""
    found = arm_results(few(n, **columns), keys=(key,)).counts[key]
    return found.events, found.n


def left_out(key, **columns):
    return arm_results(few(**columns), keys=(key,)).left_out[key].en


# -- landmarks -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("day", "alive"), [(364.0, 3), (365.0, 3), (365.1, 4)])
def test_an_event_on_the_day_itself_has_come(day, alive) -> None:
    died = {"death_day": [day, NEVER, NEVER, NEVER], "last_day": [day, 400.0, 400.0, 400.0]}
    died |= {"last_visit_day": [300.0, 390.0, 390.0, 390.0]}
    assert count("OS_GE1Y", **died) == (alive, 4)
    assert count("MORTALITY_LE1Y", **died) == (4 - alive, 4)


def test_who_is_followed_to_the_day_itself_is_followed() -> None:
    assert count("OS_GE1Y", last_day=[365.0] * 4, last_visit_day=[300.0] * 4) == (4, 4)
    one_short = {"last_day": [364.9, 400.0, 400.0, 400.0], "last_visit_day": [300.0] * 4}
    assert count("OS_GE1Y", **one_short)[0] is None, "a product-limit estimate is no count"


def test_a_visit_within_the_grace_is_a_look_as_long_as_the_patient_was_followed() -> None:
    seen = {"last_visit_day": [320.0, 390.0, 390.0, 390.0]}
    assert count("PFS_1Y", **seen) == (4, 4)  # 320 and 45 days of grace
    assert count("PFS_1Y", last_visit_day=[319.0, 390.0, 390.0, 390.0])[0] is None
    lost = {**seen, "last_day": [350.0, 400.0, 400.0, 400.0]}
    assert count("PFS_1Y", **lost)[0] is None, "who was lost was not looked at"


def test_the_grace_moves_no_event() -> None:
    early = {"progression_day": [340.0, NEVER, NEVER, NEVER]}
    assert count("PFS_1Y", **early) == (3, 4)
    assert count("RELAPSE_LE1Y", **early) == (1, 4)


def test_a_share_with_the_event_has_its_limits_the_right_way_round() -> None:
    given = {
        "death_day": [100.0, 200.0, NEVER, NEVER],
        "last_day": [100.0, 200.0, 150.0, 400.0],
        "last_visit_day": [90.0] * 4,
    }
    results = arm_results(few(**given), keys=("OS_GE1Y", "MORTALITY_LE1Y")).counts
    alive, dead = results["OS_GE1Y"], results["MORTALITY_LE1Y"]
    # of four one dies, one is lost, and of the two that are left one dies
    assert alive.share == pytest.approx(3 / 4 * 1 / 2)
    assert dead.share == pytest.approx(1 - alive.share)
    assert dead.ci_lb == pytest.approx(1 - alive.ci_ub)
    assert dead.ci_ub == pytest.approx(1 - alive.ci_lb)
    assert alive.ci_lb < alive.share < alive.ci_ub
    assert (alive.events, alive.at_risk, alive.n) == (None, 1, 4)


def test_who_died_without_relapse_stays_at_risk_of_none_to_the_end() -> None:
    given = {
        "death_day": [50.0, NEVER, NEVER, NEVER],
        "last_day": [50.0, 400.0, 120.0, 400.0],
        "last_visit_day": [40.0, 390.0, 110.0, 390.0],
        "progression_day": [NEVER, 200.0, NEVER, NEVER],
    }
    found = arm_results(few(**given), keys=("RELAPSE_LE1Y",)).counts["RELAPSE_LE1Y"]
    # three are at risk on day 200, one of them dead: one in three
    assert found.share == pytest.approx(1 / 3)


# -- counts ----------------------------------------------------------------------------------------


def test_each_depth_of_response_counts_where_its_endpoint_says() -> None:
    # sCR, CR, VGPR, PR, MR, SD, PD, NE
    depths = [6, 5, 4, 3, 2, 1, 0, -1]
    expected = {
        "ORR": 4, "VGPR_BETTER": 3, "SCR_CR": 2, "CR": 2, "SCR": 1, "VGPR": 1, "PR": 1,
        "SD_LE1Y": 2,
    }  # fmt: skip
    for key, events in expected.items():
        assert count(key, 8, best_response=depths) == (events, 8), key


def test_grades_count_from_1_and_from_3_on_and_failed_runs_nowhere() -> None:
    given = {"crs_max": [0, 1, 2, 3, 4, 3, -1], "status": ["ok"] * 5 + ["stiff", "ok"]}
    assert count("CRS", 7, **given) == (4, 5)
    assert count("CRS_G3P", 7, **given) == (2, 5)
    assert count("TOCILIZUMAB", 7, tocilizumab_doses=[0, 1, 2, 0, 0, 5, -1],
                 status=given["status"]) == (2, 5)  # fmt: skip


def test_nobody_to_count_is_said() -> None:
    assert left_out("ORR", measurable=[0, 0, -1, 0]) == "nobody to count"
    assert left_out("PFS_1Y", measurable=[0] * 4) == "nobody to count"
    assert left_out("MEDIAN_RESPONSE") == "nobody to count"


# -- times -----------------------------------------------------------------------------------------


def curve(key, **columns):
    """Return the days and the number of events of a time to an event."""
    found = arm_results(few(**columns), keys=(key,)).times[key].curve
    return sorted(np.round(found.time * MONTH, 6).tolist()), found.events, found.n


def test_the_first_of_its_events_ends_a_time() -> None:
    given = {
        "progression_day": [100.0, NEVER, 200.0, NEVER],
        "death_day": [150.0, 300.0, NEVER, NEVER],
        "last_day": [150.0, 300.0, 400.0, 400.0],
        "last_visit_day": [140.0, 290.0, 390.0, 380.0],
        "new_therapy_day": [120.0, 80.0, NEVER, NEVER],
    }
    assert curve("MEDIAN_PFS", **given) == ([100, 200, 300, 380], 3, 4)
    assert curve("MEDIAN_EFS", **given) == ([80, 100, 200, 380], 3, 4)
    assert curve("MEDIAN_OS", **given) == ([150, 300, 400], 2, 4)


def test_progression_is_censored_at_the_last_look_and_at_the_loss() -> None:
    looks = {"last_visit_day": [390.0, 401.0, NEVER, 100.0]}
    # of one looked at after the end the end counts; of one never looked at, to whom nothing came,
    # the last day on which anybody saw them
    assert curve("MEDIAN_PFS", **looks)[0] == [100, 390, 400]


def test_a_response_lasts_from_its_own_first_day() -> None:
    given = {
        "response_day": [30.0, 28.0, NEVER, 60.0],
        "progression_day": [130.0, NEVER, 90.0, NEVER],
        "last_visit_day": [390.0, 378.0, 390.0, 20.0],
    }
    # who is not seen again after the first day of a response has one of no length
    assert curve("MEDIAN_RESPONSE", **given) == ([0, 100, 350], 1, 3)
    # whose disease could not be measured is judged apart, also with a day of response
    apart = curve("MEDIAN_RESPONSE", **given, measurable=[1, 0, 1, -1])
    assert apart == ([100], 1, 1)


# -- days ------------------------------------------------------------------------------------------


def test_days_are_those_of_who_had_it() -> None:
    given = {
        "crs_day": [NEVER, 1.0, 3.0, 2.0, 9.0],
        "crs_days": [0.0, 4.0, 2.0, 6.0, 50.0],
        "status": ["ok"] * 4 + ["stiff"],
    }
    found = arm_results(few(5, **given), keys=("CRS_ONSET", "CRS_DURATION")).days
    onset, days = found["CRS_ONSET"], found["CRS_DURATION"]
    assert (onset.n, onset.median, onset.lower, onset.upper) == (3, 2.0, 1.5, 2.5)
    assert (days.n, days.median, days.mean, days.sd) == (3, 4.0, 4.0, 2.0)


def test_a_median_of_days_has_the_interval_of_its_order_statistics() -> None:
    n = 20
    found = arm_results(few(n, crs_day=np.arange(1.0, n + 1)), keys=("CRS_ONSET",))
    one = found.days["CRS_ONSET"]
    # the 6th and the 15th of 20 hold the median with 95.9 %
    assert (one.ci_lb, one.ci_ub) == (6.0, 15.0)
    inside = stats.binom.cdf(14, n, 0.5) - stats.binom.cdf(5, n, 0.5)
    assert inside == pytest.approx(0.9586, abs=1e-4)
    narrow = arm_results(few(n, crs_day=np.arange(1.0, n + 1)), keys=("CRS_ONSET",), level=80.0)
    own = narrow.days["CRS_ONSET"]
    assert (own.ci_lb, own.ci_ub) == (7.0, 14.0), "the 8th and 13th would hold it with 73.7 %"


def test_days_of_nobody_have_no_median_and_of_one_no_spread() -> None:
    none = arm_results(few(crs_day=[NEVER] * 4), keys=("CRS_ONSET",)).days["CRS_ONSET"]
    assert none.n == 0
    assert np.isnan([none.median, none.ci_lb, none.mean, none.sd]).all()
    one = arm_results(few(crs_day=[5.0] + [NEVER] * 3), keys=("CRS_ONSET",)).days["CRS_ONSET"]
    assert (one.n, one.median, one.ci_lb, one.ci_ub, one.mean) == (1, 5.0, 5.0, 5.0, 5.0)
    assert np.isnan(one.sd)


# -- the table and the study -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "refused"),
    [
        ({"progression_day": [401.0, NEVER, NEVER, NEVER]}, False),  # a day by the calendar
        ({"progression_day": [401.1, NEVER, NEVER, NEVER]}, True),
        ({"cr_day": [402.0, NEVER, NEVER, NEVER]}, True),
        ({"death_day": [401.1, NEVER, NEVER, NEVER]}, True),
        ({"response_day": [401.1, NEVER, NEVER, NEVER]}, True),
        ({"last_visit_day": [401.1, 390.0, 390.0, 390.0]}, True),
        ({"last_day": [NEVER, 400.0, 400.0, 400.0]}, True),
        ({"last_day": [-1.0, 400.0, 400.0, 400.0]}, True),
        ({"last_day": [-1.0, 400.0, 400.0, 400.0], "status": ["stiff", "ok", "ok", "ok"]}, False),
        ({"response_day": [90.0] * 4, "progression_day": [89.0, NEVER, NEVER, NEVER]}, True),
        ({"response_day": [90.0] * 4, "progression_day": [90.0, NEVER, NEVER, NEVER]}, False),
    ],
)
def test_days_that_contradict_each_other_are_refused(changed, refused) -> None:
    if not refused:
        few(**changed)
        return
    with pytest.raises(InputError, match="contradict") as error:
        few(**changed)
    assert "patient 0" in error.value.where


def test_patients_stand_in_the_order_of_their_numbers_and_failures_under_their_reason() -> None:
    found = few(patient=[7, 3, 9, 1], status=["ok", "stiff", "lost", "stiff"], crs_max=[1, 2, 3, 4])
    assert found["patient"].tolist() == [1, 3, 7, 9]
    assert found["crs_max"].tolist() == [4, 2, 1, 3]
    assert found.failed == {"stiff": (1, 3), "lost": (9,)}
    assert found.ok.tolist() == [False, False, True, False]


def test_a_study_holds_each_answer_in_its_own_form() -> None:
    given = few(
        crs_day=[1.0, 3.0, NEVER, NEVER],
        icans_day=[2.0, NEVER, NEVER, NEVER],
        death_day=[100.0, 200.0, 300.0, NEVER],
        last_day=[100.0, 200.0, 300.0, 400.0],
        last_visit_day=[90.0] * 4,
    )
    study = virtual_study(trial("a"), [arm_results(given)])
    values = {one.key: one.value for one in study.arms[0].outcomes}
    assert study.simulated
    assert values["ORR"] == Counts(events=4, n=4)
    assert values["CRS_ONSET"] == Continuous(mean=2.0, sd=np.sqrt(2.0), n=2, unit="d")
    assert "ICANS_ONSET" not in values, "one patient has no spread"
    assert values["MEDIAN_OS"] == Survival(
        median_months=values["MEDIAN_OS"].median_months, printed="8.2", n=4
    )
    assert values["MEDIAN_OS"].median_months == pytest.approx(250 / MONTH)
    assert values["MEDIAN_PFS"].printed == "6.6", (
        "of three, the fourth was last looked at on day 90"
    )
    nobody = virtual_study(trial("a"), [arm_results(few())])
    own = {one.key: one.value for one in nobody.arms[0].outcomes}
    assert (own["MEDIAN_OS"].median_months, own["MEDIAN_OS"].printed) == (None, "NR")
