"""back_transform, natural_scale, ft_hazard: limits, choices, cautions."""

import math

import numpy as np
import pytest

from trephine.core.error import MethodError
from trephine.evidence.effects import back_transform, effects
from trephine.evidence.ft_hazard import ft_hazard
from trephine.evidence.natural_scale import natural_scale


def test_values_beyond_the_natural_limits_are_set_to_them() -> None:
    assert back_transform("PLN", [0.2, -0.1]).tolist() == [1.0, math.exp(-0.1)]
    assert back_transform("PLN", 0.2, clamp=False) == math.exp(0.2)
    assert back_transform("PAS", [-0.1, 2.0]).tolist() == [0.0, 1.0]
    assert back_transform("IRS", -0.1) == 0.0
    assert back_transform("PR", [-0.1, 1.1]).tolist() == [0.0, 1.0]
    assert back_transform("PLO", [-800.0, 800.0]).tolist() == [0.0, 1.0]
    assert back_transform("OR", 1000.0) == math.inf
    assert back_transform("MD", [-3.0, 4.0]).tolist() == [-3.0, 4.0]
    assert math.isnan(back_transform("PLN", math.nan))
    assert math.isnan(back_transform("PFT", math.nan, how="miller", ni=10))
    assert math.isnan(back_transform("IRFT", math.nan, how="inverse", ni=10))


def test_freeman_tukey_asks_which_way() -> None:
    for options in ({}, {"how": "miller_hm"}, {"how": "barendregt_doi"}, {"how": "square"}):
        with pytest.raises(MethodError):
            back_transform("PFT", 0.5, **options)
    with pytest.raises(MethodError):
        back_transform("IRFT", 0.5, how="sin2")


def test_freeman_tukey_of_rates() -> None:
    found = effects("IRFT", xi=[0, 3, 8], ti=[10.0, 20.0, 40.0])
    back = natural_scale(found, estimate=0.4, se=0.05, ci_lb=0.3, ci_ub=0.5)
    assert set(back) == {"inverse_hm", "inverse_total_t", "square"}
    assert back["square"].estimate == pytest.approx(0.16)
    hm = 3 / (1 / 10 + 1 / 20 + 1 / 40)
    # the transformed value of this rate at that person-time is 0.4 again
    rate = back["inverse_hm"].estimate
    assert 0.5 * (math.sqrt(rate) + math.sqrt(rate + 1 / hm)) == pytest.approx(0.4, rel=1e-14)
    assert back_transform("IRFT", 0.01, how="inverse", ni=10.0) == 0.0


def test_natural_scale_counts_only_studies_with_an_effect() -> None:
    found = effects("PFT", xi=[3, None], ni=[10, 1000])
    back = natural_scale(found, estimate=float(found.yi[0]), se=0.1, ci_lb=0.3, ci_ub=0.9)
    assert back["miller_hm"].estimate == pytest.approx(0.3, rel=1e-14)
    assert back["miller_total_n"].estimate == pytest.approx(0.3, rel=1e-14)
    assert math.isnan(back["sin2"].pi_lb)


def test_barendregt_doi_keeps_limits_on_their_side() -> None:
    # 2.01 events expected at the estimate, fewer at the lower limit: one rule for all three
    se = 0.05
    estimate = math.asin(math.sqrt(2.01 * 4 * se**2))
    found = effects("PFT", xi=[2, 3], ni=[50, 60])
    for shift in (1e-4, 1e-2, 0.05):
        back = natural_scale(
            found, estimate=estimate, se=se, ci_lb=estimate - shift, ci_ub=estimate + shift
        )["barendregt_doi"]
        assert back.ci_lb < back.estimate < back.ci_ub


def test_measures_without_a_natural_scale_have_no_back() -> None:
    found = effects("MD", m1i=1, sd1i=1, n1i=5, m2i=1, sd2i=1, n2i=5)
    assert dict(natural_scale(found, estimate=0, se=1, ci_lb=-2, ci_ub=2)) == {}


def hazard(xi, ni, **options):
    found = effects("PFT", xi=xi, ni=ni)
    w = 1 / found.vi
    estimate = float((w * found.yi).sum() / w.sum())
    return ft_hazard(found, estimate=estimate, se=float(w.sum() ** -0.5), **options)


def test_hazard_of_very_unequal_studies() -> None:
    found = hazard([11, 22, 1, 10, 1], [212, 16557, 676, 44, 29])
    assert found.misleading
    assert found.outside_scale
    assert "miller_hm" in found.outside_range
    assert found.proportions["miller_hm"] == 0
    assert found.caution is not None
    assert found.caution.kind == "ft-back-transform"
    assert "78.8" in found.caution.text.zh
    assert "0.1329%" in found.caution.text.en


def test_no_hazard_where_studies_are_alike() -> None:
    found = hazard([12, 15, 9, 20, 11], [100, 110, 95, 120, 105])
    assert not found.misleading
    assert found.caution is None
    assert found.odds_ratio < 1.1
    assert hazard([12, 15, 9, 20, 11], [100, 110, 95, 120, 105], odds_tolerance=1.01).caution
    assert hazard([3], [10]).caution is None


def test_order_that_the_transformation_turns_round() -> None:
    found = hazard([0, 2, 30], [10, 150, 60])
    assert found.reversed_pair == ("1", "2")
    assert found.caution is not None
    assert found.caution.studies == ("1", "2")
    assert hazard([0, 2, 30], [10, 150, 60], order_tolerance=0.05).reversed_pair == ()


def test_hazard_is_about_pft_with_effects() -> None:
    with pytest.raises(MethodError):
        ft_hazard(effects("PAS", xi=1, ni=2), estimate=0.5, se=0.1)
    with pytest.raises(MethodError):
        ft_hazard(effects("PFT", xi=[None], ni=[2]), estimate=0.5, se=0.1)


def test_hazard_of_many_studies_is_quick() -> None:
    rng = np.random.default_rng(1)
    n = rng.integers(5, 500, 100_000)
    found = hazard(rng.binomial(n, 0.3), n)
    assert found.reversed_pair
