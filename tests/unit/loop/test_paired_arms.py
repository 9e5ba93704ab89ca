"""The same virtual patients in two arms: differences, who changed, and what it costs."""

import math

import numpy as np
import pytest

from tests.unit.loop.tables import table
from trephine.core.error import InputError
from trephine.loop.compare.paired_arms import paired_arms
from trephine.loop.compare.trade_off import trade_off
from trephine.loop.design import replicates
from trephine.loop.outcomes.patient_table import PatientTable, patient_table


def pair(severe, response, n=400):
    """Return two arms: patients are the same draws, thresholds alone differ."""
    first = table(n=n, arm="a")
    other = table(n=n, arm="b", severe=severe, response=response)
    return first, other


def test_an_arm_against_itself_differs_in_nobody():
    first = table()
    found = paired_arms(first, PatientTable(arm="b", columns=first.columns), days=700.0)
    for one in found.shares.values():
        assert one.difference == 0.0
        assert one.only_first == one.only_other == 0
        assert one.ci_lb < 0.0 < one.ci_ub, "no change seen is not certainty"
        assert one.p == 1.0
        assert one.needed_interval[1] == math.inf
    for one in found.times.values():
        assert one.means.difference == 0.0


def test_differences_count_the_pairs_that_changed():
    first, other = pair(severe=0.3, response=0.7)
    found = paired_arms(first, other, days=700.0).shares
    crs, orr = found["CRS_G3P"], found["ORR"]
    good = first.ok & other.ok
    change = (other["crs_max"] >= 3).astype(int) - (first["crs_max"] >= 3)
    assert crs.only_other == int((change[good] == 1).sum())
    assert crs.only_first == 0, "patients are the same: nobody loses what only a threshold adds"
    assert crs.difference == pytest.approx(change[good].mean())
    assert crs.ci_lb < crs.difference < crs.ci_ub
    assert crs.needed == pytest.approx(1 / crs.difference)
    low, high = crs.needed_interval
    assert low < crs.needed < high < math.inf
    assert orr.difference < 0
    assert crs.p < 1e-6


def test_common_patients_narrow_the_interval():
    first, other = pair(severe=0.3, response=0.7)
    paired = paired_arms(first, other, days=700.0).shares["CRS_G3P"]
    p, q, n = paired.first, paired.other, paired.pairs
    apart = 2 * 1.96 * math.sqrt(p * (1 - p) / n + q * (1 - q) / n)
    assert paired.ci_ub - paired.ci_lb < 0.9 * apart


def test_agresti_and_min_by_hand():
    # Their adjusted interval for b = 1, c = 5 of n = 40: (c - b) / 42 +- 1.96 se.
    columns = {
        "patient": np.arange(40), "status": np.full(40, "ok"), "last_day": np.full(40, 90.0),
        "death_day": np.full(40, np.nan), "measurable": np.ones(40),
    }  # fmt: skip
    a = np.array([0] * 1 + [1] * 39)
    b = np.array([1] * 1 + [0] * 5 + [1] * 34)
    one = patient_table({**columns, "crs_max": a}, arm="a")
    two = patient_table({**columns, "crs_max": b}, arm="b")
    found = paired_arms(one, two, days=80.0).shares["CRS"]
    se = math.sqrt((1.5 + 5.5) - 16 / 42) / 42
    assert (found.only_first, found.only_other) == (5, 1)
    assert (found.ci_lb, found.ci_ub) == pytest.approx(
        (-4 / 42 - 1.959964 * se, -4 / 42 + 1.959964 * se)
    )
    assert found.p == pytest.approx(0.21875)  # 2 * 7 / 64


def test_who_failed_in_either_arm_is_named_and_left_out():
    first, other = pair(severe=0.3, response=0.7, n=50)
    status = other["status"].copy()
    status[[3, 4]] = "stiff"
    other = PatientTable(arm="b", columns={**other.columns, "status": status})
    found = paired_arms(first, other.rows(np.arange(45)), days=700.0)
    assert found.failed == (3, 4, 7)
    assert found.unmatched == (45, 46, 47, 48, 49)
    assert found.matched == 42


def test_time_without_the_event_is_told_up_to_the_horizon():
    first, other = pair(severe=0.1, response=0.85)
    sooner = np.where(np.isnan(other["progression_day"]), np.nan, other["progression_day"] - 30.0)
    other = PatientTable(arm="b", columns={**other.columns, "progression_day": sooner})
    found = paired_arms(first, other, days=700.0, keys=("MEDIAN_PFS",)).times["MEDIAN_PFS"]
    assert found.means.difference < 0
    assert found.means.difference >= -30 / 30.4375
    assert found.months == pytest.approx(700 / 30.4375)


def test_a_gain_and_its_cost_in_the_same_patients():
    first, other = pair(severe=0.3, response=0.98)
    found = trade_off(first, other)
    assert found.moved.sum() == found.pairs
    assert found.moved[2].sum() > 0, "some have a new severe reaction"
    assert found.moved[:, 2].sum() > 0, "some gain a response"
    gained = found.moved[:, 2].sum() - found.moved[:, 0].sum()
    added = found.moved[2].sum() - found.moved[0].sum()
    assert found.exchange == pytest.approx(gained / added)
    assert found.exchange_lb < found.exchange < found.exchange_ub


def test_an_exchange_without_a_difference_in_harm_has_no_ends():
    first, other = pair(severe=0.1, response=0.98)
    found = trade_off(first, other)
    assert math.isnan(found.exchange)
    assert math.isnan(found.exchange_lb)


def test_what_cannot_be_paired_is_refused():
    first, other = pair(severe=0.3, response=0.7, n=50)
    shifted = PatientTable(arm="b", columns={**other.columns, "patient": other["patient"] + 1000})
    with pytest.raises(InputError, match="no patient in common"):
        paired_arms(first, shifted, days=700.0)
    with pytest.raises(InputError, match="cannot be traded off"):
        trade_off(first, other, harm="MEDIAN_PFS")


def test_exchanging_the_arms_changes_the_sign_and_nothing_else():
    first, other = pair(severe=0.3, response=0.7)
    there = paired_arms(first, other, days=700.0)
    back = paired_arms(other, first, days=700.0)
    for key, one in there.shares.items():
        two = back.shares[key]
        assert one.difference == -two.difference
        assert (one.ci_lb, one.ci_ub) == pytest.approx((-two.ci_ub, -two.ci_lb))
        assert (one.only_first, one.p) == (two.only_other, two.p)
        assert one.needed_interval == pytest.approx(two.needed_interval)
    for key, span in there.times.items():
        assert span.means.difference == pytest.approx(-back.times[key].means.difference)


def test_a_median_of_pairs_reuses_the_arithmetic_of_the_mechanism_room():
    first, other = pair(severe=0.1, response=0.85)
    found = paired_arms(first, other, days=700.0, keys=("MEDIAN_OS",)).times["MEDIAN_OS"].means
    assert found.pairs == int((first.ok & other.ok).sum())
    assert found.first == found.other


def lost(yearly, seed, arm, n=4000):
    """Return people who die at a rate a year and are lost at a rate of 1, the same in any arm."""
    first, second = np.random.default_rng(5).random((2, n))
    leaves = -365.0 * np.log(second)
    dies = -365.0 / yearly * np.log(first if seed == 5 else np.random.default_rng(seed).random(n))
    last = np.minimum(np.minimum(dies, leaves), 400.0)
    columns = {
        "patient": np.arange(n),
        "status": np.full(n, "ok"),
        "last_day": last,
        "death_day": np.where(dies <= last, dies, np.nan),
        "lost_day": np.where(leaves < 400.0, leaves, np.nan),
    }
    return patient_table(columns, arm=arm)


def test_who_could_not_be_followed_counts_with_no_event_either():
    """Else the dead stay and the lost go, and mortality grows with the loss."""
    first, other = lost(0.35, 5, "a"), lost(0.20, 6, "b")
    share = paired_arms(first, other, days=400.0, keys=("OS_GE1Y",)).shares["OS_GE1Y"]
    error = 4 * np.sqrt(0.25 / share.pairs)
    assert share.pairs == (~(first["lost_day"] < 365.0)).sum()
    assert share.first == pytest.approx(np.exp(-0.35), abs=error)
    assert share.other == pytest.approx(np.exp(-0.20), abs=error)
    found = replicates(first, endpoint="OS_GE1Y", n=50, trials=20, seed=1, other=other)
    assert found.truth == pytest.approx(np.exp(-0.20) - np.exp(-0.35), abs=1.5 * error)
    means = paired_arms(first, other, days=400.0, keys=("MEDIAN_OS",)).times["MEDIAN_OS"].means
    rate = 0.35 / 365
    alive = (1 - np.exp(-rate * 400)) / rate / 30.4375
    assert means.first == pytest.approx(alive, abs=4 * 4.2 / np.sqrt(means.pairs))


def responses(days, until, arm):
    """Return responders followed for 400 days, by the day of response and of progression."""
    n = len(days)
    columns = {
        "patient": np.arange(n),
        "status": np.full(n, "ok"),
        "last_day": np.full(n, 400.0),
        "death_day": np.full(n, np.nan),
        "measurable": np.ones(n),
        "best_response": np.full(n, 4),
        "response_day": np.array(days, dtype=float),
        "progression_day": np.array(until, dtype=float),
        "last_visit_day": np.full(n, 400.0),
    }
    return patient_table(columns, arm=arm)


def test_a_response_lasts_within_one_window_for_all():
    """Half of the trial from the response on: no more for who responds sooner or relapses."""
    first = responses([30, 60, 100, 210], [399, np.nan, 250, 230], "a")
    other = responses([30, 100, 100, 60], [np.nan, np.nan, np.nan, np.nan], "b")
    found = paired_arms(first, other, days=400.0, keys=("MEDIAN_RESPONSE",))
    time = found.times["MEDIAN_RESPONSE"]
    assert time.months == pytest.approx(200 / 30.4375)
    assert time.means.pairs == 3, "the fourth responds too late in one arm for the window"
    assert time.means.first * 30.4375 == pytest.approx((200 + 200 + 150) / 3)
    assert time.means.other * 30.4375 == pytest.approx(200)


def test_a_difference_is_told_by_the_exact_test_too():
    """Five changed, all one way: the interval says so; the exact test, 2 in 32, does not."""
    first, other = pair(severe=0.0, response=0.85)
    grade = np.zeros_like(other["crs_max"])
    first = PatientTable(arm="a", columns={**first.columns, "crs_max": grade.copy()})
    grade[np.flatnonzero(other.ok)[:5]] = 3

    def share(own):
        changed = PatientTable(arm="b", columns={**other.columns, "crs_max": own})
        return paired_arms(first, changed, days=700.0, keys=("CRS_G3P",)).shares["CRS_G3P"]

    five = share(grade)
    assert (five.only_first, five.only_other) == (0, 5)
    assert five.ci_lb > 0
    assert five.p == 0.0625
    assert not five.told
    grade[np.flatnonzero(other.ok)[5]] = 3
    assert share(grade).told
    assert not share(first["crs_max"]).told
