"""Figures of cohorts on trajectories whose half-lives, areas and times are known in closed form."""

import numpy as np
import pytest

from trephine.mechanism.fit.figures_of import figures_of
from trephine.mechanism.fit.sampled import Sampled, follow_up, progression, sample, visits
from trephine.mechanism.fit.summarise import compared, summarise

# Stein 2019, typical patient: growth until Tmax, then two exponentials (copies/ug, days).
CMAX, TMAX, RHO, ALPHA, BETA, FB = 24000.0, 9.3, 0.889, 0.16, 0.0032, 0.0079


def stein(t, cmax=CMAX, tmax=TMAX):
    before = cmax * np.exp(RHO * (t - tmax))
    after = t - tmax
    late = cmax * ((1 - FB) * np.exp(-ALPHA * after) + FB * np.exp(-BETA * after))
    return np.where(t < tmax, before, late)


def one(t, *rows):
    x = np.array(rows)
    return Sampled(times=np.tile(t, (len(x), 1)), values=x)


def area_of_stein(end):
    up = CMAX / RHO * (1 - np.exp(-RHO * TMAX))
    far = end - TMAX
    down = (1 - FB) / ALPHA * (1 - np.exp(-ALPHA * far)) + FB / BETA * (1 - np.exp(-BETA * far))
    return up + CMAX * down


def test_peak_and_its_time():
    t = np.array([0.0, 3, 7, 9.3, 14, 28])
    s = one(t, stein(t))
    assert figures_of("peak", [s], [50.0])[0] == pytest.approx(CMAX)
    assert figures_of("time_of_peak", [s], [50.0])[0] == pytest.approx(9.3)


def test_area_is_the_integral():
    t = np.linspace(0, 28, 2801)
    s = one(t, stein(t))
    assert figures_of("area", [s], [0.0], 0.0, 28.0)[0] == pytest.approx(
        area_of_stein(28), rel=1e-4
    )


def test_area_counts_only_its_window_and_what_is_quantified():
    t = np.array([0.0, 10, 20, 30])
    s = one(t, [100.0, 100, 100, 100], [100.0, 10, 100, 100])
    assert figures_of("area", [s], [50.0], 0.0, 20.0).tolist() == [2000.0, 1000.0]


def test_half_lives_of_both_phases():
    early = np.array([9.3, 11, 13, 15, 17, 19.0])
    found = figures_of("half_life", [one(early, stein(early))], [50.0])[0]
    assert found == pytest.approx(np.log(2) / ALPHA, rel=0.05)
    late = np.array([9.3, 200, 250, 300, 350, 400.0])
    found = figures_of("half_life", [one(late, stein(late))], [20.0])[0]
    assert found == pytest.approx(np.log(2) / BETA, rel=1e-3)


def test_half_life_needs_three_points_on_a_line():
    t = np.array([10.0, 20, 30, 40, 50])
    few = one(t, [1000.0, 500, 100, 10, 1])
    assert np.isnan(figures_of("half_life", [few], [90.0])[0])
    bent = one(t, [1000.0, 900, 90, 800, 85])
    assert np.isnan(figures_of("half_life", [bent], [50.0])[0])


def test_last_quantifiable_and_first_below():
    t = np.arange(0.0, 101.0, 10.0)
    s = one(t, 1e4 * np.exp(-0.1 * t), np.full(11, 1e3))
    assert figures_of("last_above", [s], [50.0]).tolist() == [50.0, 100.0]
    below = figures_of("first_below", [s], [50.0])
    assert below[0] == 60.0
    assert np.isnan(below[1])
    assert figures_of("reached_below", [s], [50.0]).tolist() == [1.0, 0.0]


def test_a_blip_below_is_not_the_end():
    t = np.array([10.0, 20, 30, 40])
    s = one(t, [1000.0, 10, 1000, 10])
    assert figures_of("first_below", [s], [50.0])[0] == 40.0
    assert figures_of("last_above", [s], [50.0])[0] == 30.0


def test_fall_and_return():
    t = np.array([0.0, 7, 14, 21, 28, 35])
    s = one(t, [3.0, 0.5, 0.4, 1.2, 1.5, 2], [3.0, 0.5, 1.2, 0.5, 0.5, 0.5], [3.0, 2, 2, 2, 2, 2])
    assert figures_of("first_return", [s], [1.0])[0] == 21.0
    assert figures_of("days_below", [s], [1.0])[0] == 14.0
    assert figures_of("first_return", [s], [1.0])[1] == np.inf
    assert np.isnan(figures_of("first_return", [s], [1.0])[2])
    returned = figures_of("returned_by", [s], [1.0], 0.0, 30.0)
    assert returned[:2].tolist() == [1.0, 0.0]
    assert np.isnan(returned[2])
    assert figures_of("unreturned_by", [s], [1.0], 0.0, 30.0).tolist() == [0.0, 1.0, 0.0]


def test_truths_at_a_visit_take_any_of_several_quantities():
    t = np.array([6.0, 8.0, 30.0])
    neutrophils = one(t, [0.5, 2.0, 2.0], [2.0, 2.0, 2.0])
    platelets = one(t, [90.0, 90.0, 40.0], [90.0, 90.0, 90.0])
    both = [neutrophils, platelets]
    assert figures_of("ever_below", both, [1.0, 50.0]).tolist() == [1.0, 0.0]
    assert figures_of("below_at", both, [1.0, 50.0], 5.0, 9.0).tolist() == [0.0, 0.0]
    assert figures_of("below_at", both, [1.0, 50.0], 20.0, 40.0).tolist() == [1.0, 0.0]
    assert figures_of("above_at", [neutrophils], [1.0], 5.0, 7.0).tolist() == [0.0, 1.0]


def test_who_is_no_longer_followed_does_not_count():
    t = np.array([10.0, 180.0, 360.0])
    s = Sampled(
        times=np.array([t, [10.0, np.nan, np.nan]]),
        values=np.array([[1e4, 100, 10], [1e4, np.nan, np.nan]]),
    )
    found = figures_of("above_at", [s], [50.0], 300.0, 400.0)
    assert found[0] == 0.0
    assert np.isnan(found[1])
    assert summarise("share", found) == 0.0


def test_visits_stay_in_order_and_end_with_follow_up():
    numbers = np.arange(300)
    days = (1.0, 3.0, 7.0, 14.0, 28.0, 100.0)
    at = visits(days, 5.0, np.full(300, 50.0), numbers, 11)
    assert np.isnan(at[:, -1]).all()
    assert (np.diff(at[:, :-1], axis=1) > 0).all()
    assert np.abs(at[:, 4] - 28).max() <= 5.0
    assert at[:, 4].std() > 1.0
    assert (visits(days, 5.0, np.full(3, 50.0), numbers[:3], 11) == at[:3])[:, :5].all()


def test_follow_up_is_even():
    found = follow_up((100.0, 300.0), np.arange(2000), 3)
    assert found.min() >= 100
    assert found.max() <= 300
    assert found.mean() == pytest.approx(200, abs=5)


def test_samples_between_points_follow_the_logarithm():
    t = np.array([0.0, 10.0])
    x = np.array([[1.0, 100.0], [5.0, np.nan]])
    found = sample(t, x, np.array([[5.0, np.nan], [5.0, 7.0]]))
    assert found.values[0, 0] == pytest.approx(10.0)
    assert np.isnan(found.values[0, 1])
    assert np.isnan(found.values[1]).all(), "a run that failed gives no sample"


def test_progression_is_a_rise_that_stands():
    t = np.array([0.0, 28, 56, 84, 112])
    protein = np.array([[20.0, 1, 1, 7, 8], [20.0, 1, 7, 1, 1], [20.0, 20, 20, 21, 22]])
    marrow = np.zeros((3, 5))
    found = progression(t, protein, marrow, share=0.25, protein=5.0, cells=100.0)
    assert found.tolist() == [84.0, np.inf, np.inf]


def test_summaries():
    figures = np.array([1.0, 2.0, 3.0, np.inf, np.nan])
    assert summarise("median", figures) == 2.5
    assert summarise("mean", figures) == 2.0
    assert summarise("mean", figures, spread=True) == 1.0
    assert summarise("geometric-mean", np.array([1.0, 100.0])) == pytest.approx(10.0)
    assert np.isnan(summarise("median", np.array([1.0, np.inf, np.inf])))
    assert np.isnan(summarise("mean", np.array([np.nan])))
    assert compared("log", np.e) == pytest.approx(1.0)
    assert compared("percent", 40.0) == 40.0
