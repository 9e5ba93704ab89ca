"""Curves read back to patients, Kaplan-Meier figures and their bands."""

import numpy as np
import pytest

from trephine.core.error import InputError
from trephine.evidence.effects import effects
from trephine.evidence.pool import pool
from trephine.evidence.survival.conditional import from_table
from trephine.evidence.survival.confidence_band import confidence_band
from trephine.evidence.survival.digitised_curve import digitised_curve
from trephine.evidence.survival.follow_up import follow_up
from trephine.evidence.survival.isotonic import falling
from trephine.evidence.survival.kaplan_meier import kaplan_meier
from trephine.evidence.survival.landmark import landmark
from trephine.evidence.survival.landmark_effects import landmark_effects
from trephine.evidence.survival.log_rank import log_rank
from trephine.evidence.survival.pool_curves import pool_curves
from trephine.evidence.survival.reconstruct import reconstruct
from trephine.evidence.survival.restricted_mean import restricted_mean
from trephine.evidence.survival.survival_quantile import survival_quantile


def simulated(seed: int, n: int, follow: float = 36.0):
    rng = np.random.default_rng(seed)
    event, censor = 18.0 * rng.weibull(1.1, n), rng.uniform(follow / 4.0, follow, n)
    return follow_up(np.minimum(event, censor), event <= censor, label=f"trial {seed}")


def corners(group, every: float = 6.0):
    """The curve as clicked on both corners of each step, exactly, with its numbers at risk."""
    curve = kaplan_meier(group)
    drops = curve.n_event > 0.0
    before = np.concatenate(([1.0], curve.survival[:-1]))[drops]
    time = np.append(np.repeat(curve.time[drops], 2), curve.time[-1])
    survival = np.append(
        np.stack((before, curve.survival[drops]), axis=1).ravel(), curve.survival[-1]
    )
    risk_time = np.arange(0.0, curve.time[-1], every)
    at_risk = [curve.followed(t) for t in risk_time]
    return digitised_curve(
        time, survival, scale="proportion", risk_time=risk_time, at_risk=at_risk, label=group.label
    )


def test_kaplan_meier_by_hand() -> None:
    """Six patients: events at 1, 3, 3; censored at 2, 3, 5."""
    curve = kaplan_meier(follow_up([3, 1, 2, 3, 3, 5], [1, 1, 0, 1, 0, 0]))
    np.testing.assert_array_equal(curve.time, [1, 2, 3, 5])
    np.testing.assert_array_equal(curve.at_risk, [6, 5, 4, 1])
    np.testing.assert_allclose(curve.survival, [5 / 6, 5 / 6, 5 / 12, 5 / 12])
    np.testing.assert_allclose(curve.se[2] ** 2, 1 / 30 + 2 / (4 * 2))
    assert curve.at(0.5) == 1.0
    assert np.isnan(curve.at(5.1)), "survival beyond follow-up is not known"
    assert curve.followed(3.0) == 4.0
    assert survival_quantile(curve).estimate == 3.0


def test_landmark_beyond_follow_up_is_not_carried_on() -> None:
    curve = kaplan_meier(follow_up([1, 2, 3], [1, 0, 0]))
    inside, beyond = landmark(curve, [2.0, 4.0])
    assert inside.estimate == pytest.approx(2 / 3)
    assert inside.at_risk == 2
    assert np.isnan(beyond.estimate)
    assert np.isnan(beyond.ci_ub)


def test_restricted_mean_is_the_area() -> None:
    group = follow_up([2, 4, 6, 8], [1, 1, 1, 1])
    assert restricted_mean(kaplan_meier(group), 8.0).estimate == pytest.approx(5.0)
    assert restricted_mean(kaplan_meier(group), 100.0).estimate == pytest.approx(5.0)
    assert restricted_mean(kaplan_meier(group), 1.0).estimate == 1.0


def test_bands_are_wider_than_pointwise_limits() -> None:
    curve = kaplan_meier(simulated(1, 80))
    for kind in ("equal-precision", "hall-wellner"):
        band = confidence_band(curve, kind=kind)
        rows = np.searchsorted(curve.time, band.time)
        middle = slice(len(rows) // 4, 3 * len(rows) // 4)
        assert (band.ci_lb[middle] < curve.ci_lb[rows][middle]).all()
        assert (band.ci_ub[middle] > curve.ci_ub[rows][middle]).all()


def test_bands_hold_the_true_curve() -> None:
    """60 trials of 100 patients: a 95 % band misses the true curve in 1 to 7 of them."""
    missed = {"equal-precision": 0, "hall-wellner": 0}
    for seed in range(60):
        curve = kaplan_meier(simulated(seed, 100))
        for kind in missed:
            band = confidence_band(curve, kind=kind, low=3.0, high=24.0)
            truth = np.exp(-((band.time / 18.0) ** 1.1))
            before = np.concatenate((truth[1:], truth[-1:]))  # S is level to the next event
            off = (truth < band.ci_lb) | (truth > band.ci_ub)
            off[:-1] |= (before > band.ci_ub)[:-1] | (before < band.ci_lb)[:-1]
            missed[kind] += bool(off.any())
    assert all(0 < count <= 7 for count in missed.values()), missed


def test_falling_is_isotonic_regression() -> None:
    np.testing.assert_allclose(
        falling(np.array([3.0, 1.0, 2.0, 2.0, 0.0])), [3, 5 / 3, 5 / 3, 5 / 3, 0]
    )
    steady = np.array([1.0, 0.9, 0.9, 0.2])
    np.testing.assert_array_equal(falling(steady), steady)


@pytest.mark.parametrize("n", [12, 40, 150])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_exact_corners_give_the_curve_back(n: int, seed: int) -> None:
    group = simulated(seed, n)
    found = reconstruct(corners(group), total_events=group.events, median=10.0)
    assert found.is_at_risk_met
    assert found.patients.n == n
    # which of 150 patients was censored before which event is not told: single events can be off
    assert abs(found.events - group.events) <= (0 if n < 100 else 2)
    assert found.max_error < (0.5 / n if n < 100 else 0.01)
    truth = survival_quantile(kaplan_meier(group)).estimate
    assert found.median == pytest.approx(truth, abs=1e-9 if n < 100 else 0.6)
    assert found.median_printed == 10.0
    assert log_rank([group, found.patients]).hazard_ratio == pytest.approx(1.0, abs=0.02)


def test_censoring_marks_are_used() -> None:
    group = simulated(4, 30)
    marks = group.time[group.event == 0.0]
    curve = corners(group, every=100.0)  # no number at risk after 0
    blind, marked = reconstruct(curve), reconstruct(curve, censor_marks=marks)
    assert [c.kind for c in blind.cautions] == ["censoring-unknown"]
    assert marked.cautions == ()
    np.testing.assert_allclose(np.sort(marked.patients.time), np.sort(group.time))
    assert marked.max_error < 1e-9


def test_known_events_replace_numbers_at_risk() -> None:
    group = simulated(6, 60)
    curve = corners(group, every=100.0)
    found = reconstruct(curve, total_events=group.events)
    assert found.events == group.events
    assert found.max_error < 0.03


def test_contradictions_are_said() -> None:
    group = simulated(5, 40)
    found = reconstruct(corners(group), total_events=group.events + 15)
    assert [c.kind for c in found.cautions] == ["events-not-reproduced"]


def test_half_way_dating_removes_the_delay_of_a_traced_line() -> None:
    """40 trials of 50 patients traced every 0.5 months: events are dated late, or not."""
    ratio: dict[str, list[float]] = {"point": [], "middle": []}
    for seed in range(40):
        group = simulated(100 + seed, 50)
        curve = kaplan_meier(group)
        grid = np.arange(0.0, curve.time[-1], 0.5)
        risk_time = np.arange(0.0, grid[-1], 6.0)
        traced = digitised_curve(
            grid, [curve.at(t) for t in grid], scale="proportion", risk_time=risk_time,
            at_risk=[curve.followed(t) for t in risk_time],
        )  # fmt: skip
        for dating, found in ratio.items():
            patients = reconstruct(traced, dating=dating).patients
            found.append(np.log(log_rank([group, patients]).hazard_ratio))
    assert np.mean(ratio["point"]) > 0.015
    assert abs(np.mean(ratio["middle"])) < 0.008


def trials(count: int, n: int = 60) -> list:
    return [kaplan_meier(simulated(seed, n)) for seed in range(count)]


def test_landmark_rates_pool() -> None:
    curves = trials(6)
    for measure in ("SLOGLOG", "SLOGIT"):
        given = landmark_effects(curves, 12.0, measure=measure)
        pooled = pool(given, method="DL", test="z").back["natural"]
        rates = [landmark(curve, 12.0)[0].estimate for curve in curves]
        assert min(rates) < pooled.ci_lb < pooled.estimate < pooled.ci_ub < max(rates)
        assert pooled.estimate == pytest.approx(np.exp(-((12 / 18) ** 1.1)), abs=0.06)


def test_delta_method_gives_greenwoods_log_log_limits() -> None:
    curve = kaplan_meier(simulated(1, 60))
    given = landmark_effects([curve], 12.0)
    half = 1.959963984540054 * np.sqrt(given.vi[0])
    rate = landmark(curve, 12.0)[0]
    back = np.exp(-np.exp(-(given.yi[0] + np.array([-half, half]))))
    np.testing.assert_allclose(back, [rate.ci_lb, rate.ci_ub], rtol=1e-12)


def test_printed_rates_with_limits_pool_too() -> None:
    found = effects("SLOGLOG", si=[0.5, 0.7], s_lbi=[0.35, 0.5], s_ubi=[0.63, 0.83])
    assert found.vi[0] == pytest.approx(
        ((np.log(np.log(0.35) / np.log(0.63))) / (2 * 1.959963984540054)) ** 2, rel=1e-9
    )


def test_studies_without_a_rate_are_named() -> None:
    short = kaplan_meier(follow_up([1, 2, 3], [1, 0, 0], label="short"))
    nobody = kaplan_meier(follow_up([20, 30, 40], [0, 0, 1], label="nobody"))
    found = landmark_effects([*trials(2), short, nobody], 12.0)
    assert np.isnan(found.yi[2:]).all()
    assert {c.kind: c.studies for c in found.cautions} == {
        "follow-up-too-short": ("short",),
        "rate-without-variance": ("nobody",),
    }


def test_pooled_curve_of_one_kind_of_trial() -> None:
    """20 trials from one distribution: the pooled curve is near it, and tau is near nothing."""
    grid = np.arange(3.0, 28.0, 3.0)
    found = pool_curves(trials(20), grid, count="actuarial")
    truth = np.exp(-((grid / 18.0) ** 1.1))
    assert np.abs(found.survival - truth).max() < 0.03
    assert found.I2 < 30.0
    assert ((found.ci_lb < truth) & (truth < found.ci_ub)).mean() > 0.8
    assert found.median == pytest.approx(18.0 * np.log(2.0) ** (1 / 1.1), rel=0.08)
    assert found.median_lb < found.median < found.median_ub


def test_pooling_one_study_gives_its_curve() -> None:
    curve = kaplan_meier(simulated(3, 400))
    found = pool_curves([curve], [6.0, 12.0, 18.0], model="common")
    np.testing.assert_allclose(found.survival, [curve.at(t) for t in (6.0, 12.0, 18.0)], atol=5e-3)
    assert np.isnan(found.I2) or found.Q == 0.0


def test_order_of_studies_does_not_matter() -> None:
    curves, grid = trials(7, 30), [4.0, 8.0, 12.0, 20.0, 30.0]
    one, other = pool_curves(curves, grid), pool_curves(curves[::-1], grid)
    np.testing.assert_allclose(one.survival, other.survival, rtol=1e-12)
    np.testing.assert_allclose(one.se, other.se, rtol=1e-11)


def test_a_grid_that_nobody_reaches_is_refused() -> None:
    for grid, match in (
        ([6.0, 500.0], "followed so long"),
        ([], "increasing"),
        ([6, 3], "increas"),
    ):
        with pytest.raises(InputError, match=match):
            pool_curves(trials(2), grid)
    with pytest.raises(InputError, match="lacks a time"):
        from_table(["a", "a", "b", "b"], [1, 2, 1, 3], np.ones(4), np.full(4, 9.0))
    with pytest.raises(InputError, match="never rises"):
        from_table(["a", "a"], [1, 2], np.array([0.5, 0.6]), np.full(2, 9.0))
