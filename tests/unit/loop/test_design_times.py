"""Replicated trials of a time to an event: the engine's own tests trial by trial, and formulas."""

import numpy as np
import pytest
from scipy import stats

from tests.unit.loop.tables import table
from trephine.core.error import InputError
from trephine.evidence.survival.follow_up import follow_up
from trephine.evidence.survival.kaplan_meier import kaplan_meier
from trephine.evidence.survival.log_rank import log_rank
from trephine.evidence.survival.survival_quantile import survival_quantile
from trephine.loop.design import replicates, time_endpoints
from trephine.loop.trials_of_times import Times, log_rank_trials, median_of, median_trials
from trephine.mechanism.random.stream import Stream

FIRST = table(n=2000, arm="a", mortality=0.002)
OTHER = table(n=2000, arm="b", mortality=0.0035, seed=4)


def people(n, rate, seed, horizon=20.0, *, whole=False):
    """Return exponential times in months, cut off at ``horizon``; ``whole``: tied to months."""
    time = -np.log(np.random.default_rng(seed).random(n)) / rate
    time = np.ceil(time) if whole else time
    return Times(time=np.minimum(time, horizon), event=time <= horizon)


def drawn(one, n, trials, purpose):
    place = (Stream(seed=5, purpose=purpose).uniforms(np.arange(trials), n) * one.n).astype(int)
    for row in place:
        yield follow_up(one.time[row], one.event[row])


@pytest.mark.parametrize("whole", [False, True])
def test_each_trial_is_tested_as_one_trial_is(whole):
    first, other = people(90, 0.08, 1, whole=whole), people(70, 0.15, 2, whole=whole)
    found = log_rank_trials(first, other, n=25, trials=40, seed=5, purpose="p")
    pairs = zip(drawn(first, 25, 40, "p first"), drawn(other, 25, 40, "p other"), strict=True)
    for k, (own, two) in enumerate(pairs):
        one = log_rank((two, own))
        assert found.z[k] ** 2 == pytest.approx(one.chi2)
        assert np.exp(found.log_ratio[k]) == pytest.approx(one.hazard_ratio)
        assert found.events[k] == own.events + two.events


@pytest.mark.parametrize(("rate", "whole"), [(0.08, False), (0.03, False), (0.2, True)])
def test_each_median_is_the_one_of_its_curve(rate, whole):
    one = people(90, rate, 3, whole=whole)
    found = median_trials(one, n=24, trials=60, seed=5, purpose="p", level=95.0)
    for k, own in enumerate(drawn(one, 24, 60, "p")):
        middle = survival_quantile(kaplan_meier(own))
        expected = np.nan_to_num([middle.estimate, middle.ci_lb, middle.ci_ub], nan=np.inf)
        assert (found.median[k], found.low[k], found.high[k]) == pytest.approx(tuple(expected))
        assert found.longest[k] == own.time.max()


def test_the_power_of_a_log_rank_test_is_schoenfelds():
    """Schoenfeld 1981: z is normal about log(HR) sqrt(events / 4), with variance 1."""
    found = replicates(FIRST, endpoint="MEDIAN_OS", n=150, trials=3000, seed=1, other=OTHER)
    rates = [one["death_day"][one.ok] for one in (FIRST, OTHER)]
    followed = [one["last_day"][one.ok].sum() for one in (FIRST, OTHER)]
    # the plain estimate of a constant hazard: deaths by days at risk
    ratio = np.divide(*(np.isfinite(d).sum() / f for d, f in zip(rates, followed, strict=True)))
    middle = abs(np.log(ratio)) * (found.events / 4.0) ** 0.5
    assert found.power == pytest.approx(stats.norm.cdf(middle - stats.norm.isf(0.025)), abs=0.04)
    assert found.truth == pytest.approx(1 / ratio, rel=0.06)
    assert found.type_1_error == pytest.approx(0.05, abs=0.015)
    assert 0.92 < found.covered < 0.98
    one_sided = replicates(
        FIRST, endpoint="MEDIAN_OS", n=150, trials=500, seed=1, other=OTHER, sides="less"
    )
    assert one_sided.power < 0.05


def test_the_median_of_many_trials_scatters_as_theory_has_it():
    """The error of a median of exponential times without censoring is 1 / (rate sqrt(n))."""
    one = people(40_000, 0.1, 6, horizon=1e9)
    found = median_trials(one, n=200, trials=3000, seed=1, purpose="p", level=95.0)
    assert median_of(one) == pytest.approx(np.log(2) / 0.1, rel=0.03)
    assert found.median.std() == pytest.approx(1 / (0.1 * 200**0.5), rel=0.1)
    assert found.events.min() == 200


def test_one_arm_against_a_reference():
    asked = {"endpoint": "MEDIAN_PFS", "n": 80, "trials": 1500, "seed": 1}
    plain = replicates(FIRST, **asked)
    assert (plain.measure, plain.lacking) == ("months", pytest.approx(0.0, abs=0.05))
    assert np.isnan(plain.power)
    assert 0.9 < plain.covered < 0.99
    above = replicates(FIRST, **asked, reference=plain.truth / 2, sides="greater")
    assert above.power > 0.9
    assert above.type_1_error < 0.1
    at = replicates(FIRST, **asked, reference=plain.truth)
    assert at.power == at.type_1_error == pytest.approx(1.0 - at.covered)
    beyond = replicates(FIRST, **asked, reference=40.0, sides="greater")
    assert beyond.power == 0.0, "a limit not reached by 800 days says nothing of 40 months"


def test_a_trial_is_the_same_whatever_the_number_of_trials():
    asked = {"endpoint": "MEDIAN_OS", "n": 30, "seed": 1, "other": OTHER}
    few, many = (replicates(FIRST, **asked, trials=k) for k in (10, 300))
    assert few.estimates == pytest.approx(many.estimates[:10])


def test_what_cannot_be_answered_is_refused():
    with pytest.raises(InputError, match="not reached"):
        replicates(table(days=60.0), endpoint="MEDIAN_OS", n=20, trials=5, seed=1)
    for wrong in ({"reference": 0.0}, {"reference": float("inf")}):
        with pytest.raises(InputError):
            replicates(FIRST, endpoint="MEDIAN_OS", n=20, trials=5, seed=1, **wrong)
    assert set(time_endpoints()) == {"MEDIAN_PFS", "MEDIAN_OS", "MEDIAN_EFS", "MEDIAN_RESPONSE"}
