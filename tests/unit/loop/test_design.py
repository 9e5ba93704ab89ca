"""Replicated trials: estimates, widths, power and type I error, and the same draws again."""

import numpy as np
import pytest
from scipy import stats

from tests.unit.loop.tables import table
from trephine.core.error import InputError
from trephine.loop.design import replicates, share_endpoints, simulation_interval
from trephine.loop.design_size import design_size, interval_widths, sizes_about

FIRST = table(n=2000, arm="a", severe=0.1)
OTHER = table(n=2000, arm="b", severe=0.3, seed=4)


def test_estimates_scatter_about_the_truth_as_counts_do():
    found = replicates(FIRST, endpoint="CRS_G3P", n=60, trials=4000, seed=1)
    p = found.truth
    assert found.estimates.mean() == pytest.approx(p, abs=4 * (p * (1 - p) / 60 / 4000) ** 0.5)
    assert found.estimates.std() == pytest.approx((p * (1 - p) / 60) ** 0.5, rel=0.05)
    assert found.quantiles[0] < found.quantiles[2] < found.quantiles[4]
    assert 0.92 < found.covered < 0.98
    assert np.isnan(found.power)


def test_a_trial_is_the_same_whatever_the_number_of_trials():
    few = replicates(FIRST, endpoint="CRS_G3P", n=60, trials=10, seed=1)
    many = replicates(FIRST, endpoint="CRS_G3P", n=60, trials=500, seed=1)
    assert (few.estimates == many.estimates[:10]).all()
    other = replicates(FIRST, endpoint="CRS_G3P", n=60, trials=10, seed=2)
    assert (few.estimates != other.estimates).any()


def test_power_and_error_of_two_arms():
    found = replicates(FIRST, endpoint="CRS_G3P", n=60, trials=4000, seed=1, other=OTHER)
    good = FIRST.ok
    p, q = (FIRST["crs_max"][good] >= 3).mean(), (OTHER["crs_max"][OTHER.ok] >= 3).mean()
    middle = (p + q) / 2
    # The usual formula of the z test of two proportions, as a reference from outside.
    top = abs(q - p) - stats.norm.isf(0.025) * (2 * middle * (1 - middle) / 60) ** 0.5
    expected = stats.norm.cdf(top / ((p * (1 - p) + q * (1 - q)) / 60) ** 0.5)
    assert found.truth == pytest.approx(q - p)
    assert found.power == pytest.approx(expected, abs=0.03)
    assert found.type_1_error == pytest.approx(0.05, abs=0.015)
    assert 0.92 < found.covered < 0.98


def test_power_against_a_fixed_share_is_that_of_the_binomial():
    found = replicates(
        FIRST, endpoint="CRS_G3P", n=60, trials=4000, seed=1, reference=0.25, sides="less"
    )
    p, x = found.truth, np.arange(61)
    rejects = stats.binom.cdf(x, 60, 0.25) <= 0.05
    assert found.power == pytest.approx(stats.binom.pmf(x[rejects], 60, p).sum(), abs=0.03)
    size = stats.binom.pmf(x[rejects], 60, 0.25).sum()
    assert found.type_1_error == pytest.approx(size, abs=0.015)
    assert found.type_1_error <= 0.05 + 3 * found.type_1_error_se


def test_more_patients_mean_narrower_intervals_and_more_power():
    found = design_size(FIRST, (120, 30, 60), endpoint="CRS_G3P", trials=1500, seed=1, other=OTHER)
    assert [one.n for one in found.designs] == [30, 60, 120]
    powers = [one.power for one in found.designs]
    widths = [np.median(one.widths) for one in found.designs]
    assert powers == sorted(powers)
    assert widths == sorted(widths, reverse=True)
    assert found.n == next(one.n for one in found.designs if one.power >= 0.8)


def test_it_says_whom_the_trials_are_drawn_from():
    found = replicates(FIRST, endpoint="CRS_G3P", n=20, trials=50, seed=1, other=OTHER)
    assert found.people == (int(FIRST.ok.sum()), int(OTHER.ok.sum()))
    alone = replicates(FIRST, endpoint="CRS_G3P", n=20, trials=50, seed=1, reference=0.2)
    assert alone.people == found.people[:1]
    low, middle, high = interval_widths(found)
    assert low <= middle <= high
    assert middle == np.median(found.widths)


def test_the_simulation_error_is_wilsons_and_never_nothing():
    reference = stats.binomtest(37, 400).proportion_ci(method="wilson")
    assert simulation_interval(37 / 400, 400) == pytest.approx((reference.low, reference.high))
    for share in (0.0, 1.0):
        low, high = simulation_interval(share, 400)
        assert high - low > 0.005


def test_sizes_lie_about_the_planned_one():
    assert sizes_about(100) == (25, 50, 100, 150, 200)
    assert sizes_about(2) == (2, 3, 4)
    assert all(n in sizes_about(n) for n in range(2, 40))
    assert "CRS_G3P" in share_endpoints()
    assert "MEDIAN_PFS" not in share_endpoints()


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "TOCI_DAYS"},
        {"n": 1},
        {"reference": 1.2},
        {"reference": 0.2, "other": OTHER},
        {"endpoint": "INFECTION"},
    ],
)
def test_a_design_that_cannot_be_is_refused(wrong):
    with pytest.raises(InputError):
        replicates(FIRST, **{"endpoint": "CRS_G3P", "n": 60, "trials": 5, "seed": 1, **wrong})
    with pytest.raises(InputError, match="no comparison"):
        design_size(FIRST, (30,), endpoint="CRS_G3P", trials=5, seed=1)
