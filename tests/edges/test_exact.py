"""Data for which a maximum likelihood estimate is infinite, undetermined or absent."""

import math

import numpy as np
import pytest

from trephine.core.error import InputError, MethodError
from trephine.evidence.effects import effects
from trephine.evidence.exact.beta_binomial import beta_binomial
from trephine.evidence.exact.binomial_normal import binomial_normal
from trephine.evidence.exact.exact_regress import exact_regress
from trephine.evidence.exact.poisson_normal import poisson_normal
from trephine.evidence.exact.two_arms import two_arms
from trephine.evidence.mantel_haenszel import mantel_haenszel
from trephine.evidence.peto import peto


def props(x, n):
    return effects("PLO", xi=x, ni=n)


def kinds(estimate) -> list[str]:
    return [one.kind for one in estimate.cautions]


@pytest.mark.parametrize("fit", [binomial_normal, beta_binomial])
def test_no_events_anywhere(fit):
    """The interval of 0 of 115 is the likelihood's: 1 - exp(-1.92 / 115)."""
    ours = fit(props([0, 0, 0, 0], [20, 35, 50, 10]))
    assert ours.estimate == -math.inf
    assert math.isnan(ours.se)
    assert math.isnan(ours.tau2)
    back = ours.back["natural"]
    assert (back.estimate, back.ci_lb) == (0.0, 0.0)
    bound = 1.0 - math.exp(-0.5 * 3.841458820694124 / 115)
    assert back.ci_ub == pytest.approx(bound, rel=1e-9)
    assert kinds(ours) == ["separation"]


@pytest.mark.parametrize("fit", [binomial_normal, beta_binomial])
def test_events_only(fit):
    back = fit(props([20, 35, 50], [20, 35, 50])).back["natural"]
    assert (back.estimate, back.ci_ub) == (1.0, 1.0)
    assert back.ci_lb == pytest.approx(math.exp(-0.5 * 3.841458820694124 / 105), rel=1e-9)


def test_one_study():
    ours = binomial_normal(props([3], [10]))
    assert ours.estimate == pytest.approx(math.log(3 / 7), rel=1e-12)
    assert ours.se == pytest.approx(math.sqrt(1 / 3 + 1 / 7), rel=1e-10)
    assert math.isnan(ours.tau2)
    assert math.isnan(ours.pi_lb)
    assert kinds(ours) == ["single-study"]
    with_t = binomial_normal(props([3], [10]), test="t")
    assert math.isnan(with_t.ci_lb)


def test_two_equal_studies():
    ours = binomial_normal(props([3, 9], [10, 30]))
    assert ours.tau2 == 0.0
    assert ours.tau2_lb == 0.0
    assert ours.estimate == pytest.approx(math.log(3 / 7), rel=1e-10)
    assert (ours.pi_lb, ours.pi_ub) == (ours.ci_lb, ours.ci_ub)
    assert kinds(ours) == ["few-studies", "prediction-at-tau2-zero"]
    five = binomial_normal(props([3, 9, 6, 3, 9], [10, 30, 20, 10, 30]))
    assert five.tau2 == 0.0
    assert kinds(five) == []


def test_single_patients_say_nothing_on_tau2():
    ours = binomial_normal(props([0, 1, 1], [1, 1, 1]))
    assert ours.estimate == pytest.approx(math.log(2.0), rel=1e-10)
    assert math.isnan(ours.tau2)
    assert kinds(ours) == ["tau2-not-identified"]


def test_all_or_nothing():
    normal = binomial_normal(props([0, 10, 0], [10, 10, 12]))
    assert math.isnan(normal.estimate)
    assert normal.tau2 == math.inf
    assert kinds(normal) == ["tau2-unbounded"]
    beta = beta_binomial(props([0, 10, 0], [10, 10, 12]))
    assert beta.back["natural"].estimate == pytest.approx(1 / 3)
    assert beta.extras["rho"] == 1.0
    assert kinds(beta) == ["rho-at-one"]


def test_very_large_tau_is_reached():
    """0/10, 10/10, 5/20: tau2 = 36.1; seven nodes give 29.4."""
    ours = binomial_normal(props([0, 10, 5], [10, 10, 20]), tau2_ci="none")
    assert ours.tau2 == pytest.approx(36.0879413, rel=1e-8)
    assert ours.extras["nodes"] > 65


def test_enormous_studies_and_many_of_them():
    ours = binomial_normal(props([10**8, 10**8 + 20_000], [3 * 10**8, 3 * 10**8]), tau2_ci="none")
    assert ours.estimate == pytest.approx(math.log(0.5), abs=1e-3)
    k = 3000
    events = np.arange(k) % 7
    ours = binomial_normal(props(events, np.full(k, 20)), tau2_ci="none")
    assert 0.0 < ours.se < 0.05


def test_rates_without_events():
    ours = poisson_normal(effects("IRLN", xi=[0, 0], ti=[100.0, 50.0]))
    assert ours.back["natural"].estimate == 0.0
    assert ours.back["natural"].ci_ub == pytest.approx(0.5 * 3.841458820694124 / 150, rel=1e-8)


def test_double_zero_studies():
    table = {"ai": [0, 2, 3, 1], "n1i": [20, 30, 25, 40], "ci": [0, 4, 6, 3], "n2i": [20] * 4}
    given = effects("OR", **table)
    for model in ("UM.FS", "CM.EL", "CM.AL"):
        ours = two_arms(given, model=model)
        assert ours.k == 3
        assert ours.cautions[0].studies == ("1",)
    assert two_arms(given, model="UM.RS", tau2_ci="none").k == 4
    assert two_arms(given, model="UM.RS", tau2_ci="none", drop00=True).k == 3


@pytest.mark.parametrize("model", ["UM.FS", "UM.RS", "CM.EL", "CM.AL"])
def test_an_arm_without_events(model):
    given = effects("OR", ai=[0, 0, 0], n1i=[20, 30, 25], ci=[2, 3, 1], n2i=[22, 28, 24])
    ours = two_arms(given, model=model)
    assert ours.estimate == -math.inf
    assert ours.back["natural"].estimate == 0.0
    assert 0.0 < ours.back["natural"].ci_ub < 1.5
    assert "separation" in kinds(ours)
    other = effects("OR", ai=[2, 3, 1], n1i=[22, 28, 24], ci=[0, 0, 0], n2i=[20, 30, 25])
    assert two_arms(other, model=model).estimate == math.inf


def test_no_study_informs():
    given = effects("OR", ai=[0, 5], n1i=[20, 5], ci=[0, 6], n2i=[20, 6])
    with pytest.raises(MethodError, match="informs"):
        two_arms(given)


def test_mantel_haenszel_without_events():
    given = effects("OR", ai=[0, 0], n1i=[20, 30], ci=[3, 2], n2i=[20, 30])
    ours = mantel_haenszel(given)
    assert math.isnan(ours.estimate)
    assert kinds(ours) == ["pooled-undefined"]
    assert ours.extras["CMH"] > 0.0
    assert math.isnan(ours.extras["BD"])
    assert peto(given).estimate < 0.0
    nothing = effects("OR", ai=[0, 0], n1i=[20, 30], ci=[0, 0], n2i=[20, 30])
    assert math.isnan(peto(nothing).estimate)
    assert math.isnan(mantel_haenszel(nothing).extras["CMH"])


def test_moderators_that_separate():
    given = props([0, 0, 0, 5, 6, 4], [10, 12, 15, 20, 22, 18])
    with pytest.raises(MethodError, match="separate"):
        exact_regress(given, {"arm": ["a", "a", "a", "b", "b", "b"]})


@pytest.mark.parametrize(
    "options",
    [{"method": "REML"}, {"test": "knha"}, {"ci": "bca"}, {"tau2_ci": "QP"}, {"link": "log"}],
)
def test_unknown_options(options):
    with pytest.raises(MethodError):
        binomial_normal(props([1, 2], [10, 10]), **options)


def test_bad_level_missing_counts_and_wrong_model():
    with pytest.raises(InputError):
        binomial_normal(props([1, 2], [10, 10]), level=1.5e3)
    with pytest.raises(MethodError, match="counts"):
        binomial_normal(effects("GEN", yi=[0.1, 0.2], vi=[0.1, 0.1]))
    with pytest.raises(MethodError):
        two_arms(effects("OR", ai=[1], n1i=[9], ci=[2], n2i=[9]), model="CM")
    with pytest.raises(MethodError):
        mantel_haenszel(props([1, 2], [10, 10]))
    missing = binomial_normal(props([1, math.nan, 4], [10, 10, 20]))
    assert missing.k == 2
    assert missing.cautions[0].studies == ("2",)
