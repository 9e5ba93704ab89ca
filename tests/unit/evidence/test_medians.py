"""Medians: standard errors from quantiles, means and standard deviations from medians."""

import math
from statistics import NormalDist

import numpy as np
import pytest

from trephine.evidence.effects import effects
from trephine.evidence.measure.median_error import _fits, median_error
from trephine.evidence.measure.quantiles import mean_sd_from_quantiles

QUARTILES = np.array([0.25, 0.5, 0.75])


def quantile(family: str, p: np.ndarray) -> np.ndarray:
    stats = pytest.importorskip("scipy.stats")
    return {
        "normal": stats.norm(10, 2),
        "lognormal": stats.lognorm(s=0.8, scale=7),
        "gamma": stats.gamma(a=1.7, scale=4),
        "weibull": stats.weibull_min(c=1.9, scale=12),
    }[family].ppf(p)


@pytest.mark.parametrize("family", ["normal", "lognormal", "gamma", "weibull"])
@pytest.mark.parametrize("five", [False, True])
def test_quantiles_of_a_family_give_its_own_error(family, five) -> None:
    stats = pytest.importorskip("scipy.stats")
    n = 80
    p = np.array([1 / n, 0.25, 0.5, 0.75, 1 - 1 / n]) if five else QUARTILES
    values = quantile(family, p)
    error, found = median_error(values, p, float(values[len(p) // 2]), n)
    frozen = {
        "normal": stats.norm(10, 2),
        "lognormal": stats.lognorm(s=0.8, scale=7),
        "gamma": stats.gamma(a=1.7, scale=4),
        "weibull": stats.weibull_min(c=1.9, scale=12),
    }[family]
    median = values[len(p) // 2]
    assert found == family
    assert error == pytest.approx(1 / (2 * math.sqrt(n) * frozen.pdf(median)), rel=1e-7)


def test_the_error_is_in_the_unit_of_the_data() -> None:
    values = np.array([3.0, 7.5, 11.0])
    error, family = median_error(values, QUARTILES, 7.5, 40)
    scaled, same = median_error(values * 1e4, QUARTILES, 7.5e4, 40)
    assert same == family
    assert scaled == pytest.approx(error * 1e4, rel=1e-9)


def test_least_squares_is_at_its_minimum() -> None:
    optimize = pytest.importorskip("scipy.optimize")
    stats = pytest.importorskip("scipy.stats")
    values = np.array([2.0, 7.0, 11.0])

    def squares(x):
        return float(
            np.sum(
                (values - stats.lognorm(s=math.exp(x[1]), scale=math.exp(x[0])).ppf(QUARTILES)) ** 2
            )
        )

    ours = {fit.family: fit.squares for fit in _fits(values, QUARTILES, 7.0)}
    theirs = optimize.minimize(
        squares, [math.log(7), 0], method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-14}
    )
    assert ours["lognormal"] <= theirs.fun * (1 + 1e-9)
    assert ours["lognormal"] == pytest.approx(theirs.fun, rel=1e-6)


def test_median_with_its_interval() -> None:
    z = 1.959963984540054
    found = effects("MED", medi=[8.0], med_lbi=[6.0], med_ubi=[10.0])
    assert found.yi[0] == 8
    assert found.vi[0] == pytest.approx((4 / (2 * z)) ** 2, rel=1e-13)
    log = effects("MEDLN", medi=[8.0], med_lbi=[4.0], med_ubi=[16.0])
    assert log.vi[0] == pytest.approx((math.log(4) / (2 * z)) ** 2, rel=1e-13)
    open_end = effects("MED", medi=[8.0], med_lbi=[6.0], med_ubi=[math.nan])
    assert [c.kind for c in open_end.cautions] == ["missing-values"]


def test_interval_first_then_quantiles() -> None:
    nan = math.nan
    found = effects(
        "MED",
        medi=[8.0, 8.0, 8.0],
        med_lbi=[6.0, nan, nan],
        med_ubi=[10.0, nan, nan],
        q1i=[5.0, 5.0, nan],
        q3i=[12.0, 12.0, nan],
        mini=[nan, nan, 1.0],
        maxi=[nan, nan, 30.0],
        ni=[50, 50, 50],
    )
    assert not np.isnan(found.vi).any()
    assert found.vi[0] != found.vi[1]
    told = {
        study for c in found.cautions if c.kind == "median-error-derived" for study in c.studies
    }
    assert told == {"2", "3"}


def test_luo_wan_shi_by_hand() -> None:
    n = np.array([25.0])
    box = mean_sd_from_quantiles(
        medi=np.array([10.0]), ni=n, q1i=np.array([9.0]), q3i=np.array([11.0])
    )
    weight = 0.7 + 0.39 / 25
    assert box.mean[0] == pytest.approx(weight * 10 + (1 - weight) * 10)
    assert box.sd[0] == pytest.approx(
        1 / NormalDist().inv_cdf((0.75 * 25 - 0.125) / 25.25), rel=1e-12
    )
    # Wan 2014 table 1: xi(25) = 3.931
    span = mean_sd_from_quantiles(
        medi=np.array([10.0]), ni=n, mini=np.array([4.0]), maxi=np.array([20.0])
    )
    assert span.sd[0] == pytest.approx(16 / 3.931, rel=1e-3)
    a = 4 / (4 + 25**0.75)
    assert span.mean[0] == pytest.approx(a * 12 + (1 - a) * 10)


def test_normal_quantiles_give_back_mean_and_sd() -> None:
    stats = pytest.importorskip("scipy.stats")
    n = 2001
    low, q1, m, q3, high = stats.norm(50, 8).ppf(
        [(1 - 0.375) / (n + 0.25), 0.25, 0.5, 0.75, (n - 0.375) / (n + 0.25)]
    )
    found = mean_sd_from_quantiles(
        medi=np.array([m]),
        ni=np.array([n]),
        q1i=np.array([q1]),
        q3i=np.array([q3]),
        mini=np.array([low]),
        maxi=np.array([high]),
    )
    assert found.mean[0] == pytest.approx(50, rel=1e-10)
    assert found.sd[0] == pytest.approx(8, rel=2e-3)
    assert not found.skewed[0]


def test_means_fall_back_on_quantiles_and_say_so() -> None:
    nan = math.nan
    found = effects(
        "MN",
        mi=[10, nan, nan],
        sdi=[2, nan, nan],
        ni=[30, 30, 30],
        medi=[nan, 9, 9],
        q1i=[nan, 8, 8.9],
        q3i=[nan, 10, 30],
    )
    assert found.yi[0] == 10
    assert found.yi[1] == pytest.approx(9)
    kinds = {c.kind: c.studies for c in found.cautions}
    assert kinds == {"mean-from-quantiles": ("2", "3"), "skewed-quantiles": ("3",)}
