"""What the verbs of the exact likelihood return, option by option."""

import math

import numpy as np
import pytest

from trephine.evidence.effects import effects
from trephine.evidence.exact.beta_binomial import beta_binomial
from trephine.evidence.exact.binomial_normal import binomial_normal
from trephine.evidence.exact.exact_regress import exact_regress
from trephine.evidence.exact.heterogeneity import residual
from trephine.evidence.exact.poisson_normal import poisson_normal
from trephine.evidence.exact.two_arms import two_arms
from trephine.evidence.kernel.special import norm_isf, t_isf
from trephine.evidence.mantel_haenszel import mantel_haenszel
from trephine.evidence.peto import peto
from trephine.library.methods import methods

X, N = [3, 9, 14, 0, 6], [20, 31, 40, 12, 25]
PROPS = effects("PLO", xi=X, ni=N)
TABLE = {"ai": [2, 5, 1], "n1i": [20, 30, 25], "ci": [4, 9, 6], "n2i": [21, 29, 26]}
RATES = {"x1i": [2, 5, 1], "t1i": [20.0, 30.0, 25.0], "x2i": [4, 9, 6], "t2i": [21.0, 29.0, 26.0]}


@pytest.mark.parametrize("link", ["logit", "probit", "cloglog"])
def test_common_effect_is_the_pooled_proportion_on_any_link(link: str):
    ours = binomial_normal(PROPS, link=link, method="EE")
    assert ours.back["natural"].estimate == pytest.approx(sum(X) / sum(N), rel=1e-12)
    assert ours.log_likelihood == pytest.approx(
        binomial_normal(PROPS, method="EE").log_likelihood, abs=1e-10
    )
    random = binomial_normal(PROPS, link=link)
    assert random.log_likelihood > ours.log_likelihood
    assert 0.0 < random.back["natural"].ci_lb < random.back["natural"].estimate
    assert random.extras["marginal_mean"] == pytest.approx(sum(X) / sum(N), abs=0.05)


def test_tests_and_intervals():
    z, t = binomial_normal(PROPS), binomial_normal(PROPS, test="t")
    assert z.ci_ub - z.estimate == pytest.approx(norm_isf(0.025) * z.se, rel=1e-12)
    assert t.ci_ub - t.estimate == pytest.approx(t_isf(0.025, 4.0) * t.se, rel=1e-12)
    assert t.ddf == 4.0
    assert z.pi_ub - z.estimate == pytest.approx(
        norm_isf(0.025) * math.hypot(z.se, math.sqrt(z.tau2)), rel=1e-12
    )
    wide = binomial_normal(PROPS, level=99.0)
    assert wide.tau2_ub > z.tau2_ub
    assert wide.ci_ub > z.ci_ub
    assert binomial_normal(PROPS, tau2_ci="none").tau2_ci_method == ""


def test_measure_of_the_effects_does_not_matter():
    for measure in ("PR", "PFT", "PAS", "PLN"):
        other = binomial_normal(effects(measure, xi=X, ni=N))
        assert other.estimate == binomial_normal(PROPS).estimate
        assert other.measure == "PLO"


def test_fixed_nodes_are_an_approximation():
    exact = binomial_normal(PROPS)
    gaps = [abs(binomial_normal(PROPS, nodes=m).estimate - exact.estimate) for m in (1, 7, 41)]
    assert gaps[0] > gaps[1] > gaps[2]
    assert gaps[2] < 1e-6
    assert math.isnan(binomial_normal(PROPS, nodes=7).tau2_ub)


def test_every_method_key_has_a_paper():
    odds, rates = effects("OR", **TABLE), effects("IRR", **RATES)
    results = [
        binomial_normal(PROPS),
        beta_binomial(PROPS),
        poisson_normal(effects("IRLN", xi=X, ti=N)),
        *(two_arms(odds, model=m, tau2_ci="none") for m in ("UM.FS", "UM.RS", "CM.EL", "CM.AL")),
        *(two_arms(rates, measure="IRR", model=m) for m in ("UM.FS", "UM.RS", "CM.EL")),
        *(mantel_haenszel(effects(m, **TABLE)) for m in ("OR", "RR", "RD")),
        *(mantel_haenszel(effects(m, **RATES)) for m in ("IRR", "IRD")),
        peto(odds),
    ]
    known = methods()
    for one in results:
        assert one.methods
        assert set(one.methods) <= set(known), one.model
        assert one.model
        assert math.isfinite(one.estimate)
        assert one.as_dict()["extras"] == dict(one.extras)


def test_regression_gives_a_regression():
    table = exact_regress(PROPS, {"dose": [1.0, 2.0, 3.0, 1.5, 2.5]}, test="t")
    assert [c.name for c in table.coefficients] == ["intercept", "dose"]
    assert table.QM_df == 1.0
    assert table.ddf == 3.0
    assert table.coefficients[1].pval == pytest.approx(table.QMp, rel=1e-9)
    assert pytest.approx(6.0 - 2.0 * table.log_likelihood) == table.AIC
    rates = effects("IRR", **RATES)
    assert exact_regress(rates, {}, model="UM.FS", tau2_ci="none").measure == "IRR"
    assert exact_regress(effects("IRLN", xi=X, ti=N), {}, model="poisson-normal").measure == "IRLN"


def test_pooled_rate_difference_and_ratio():
    """By hand: weights t1 t2 / (t1 + t2)."""
    x1, t1, x2, t2 = (RATES[name] for name in ("x1i", "t1i", "x2i", "t2i"))
    rows = list(zip(x1, t1, x2, t2, strict=True))
    w = [b * d / (b + d) for _, b, _, d in rows]
    difference = sum(v * (a / b - c / d) for v, (a, b, c, d) in zip(w, rows, strict=True)) / sum(w)
    assert mantel_haenszel(effects("IRD", **RATES)).estimate == pytest.approx(difference, rel=1e-12)
    ratio = sum(a * d / (b + d) for a, b, c, d in rows) / sum(
        c * b / (b + d) for a, b, c, d in rows
    )
    ours = mantel_haenszel(effects("IRR", **RATES))
    assert ours.back["natural"].estimate == pytest.approx(ratio, rel=1e-12)


def test_a_hundred_thousand_arms_need_no_square_matrix():
    """The Wald statistic of studies that share no parameter holds a diagonal, not 75 GiB."""
    chance = np.random.default_rng(3)
    k = 100_000
    y, w = chance.normal(size=k), chance.uniform(0.5, 2.0, size=k)
    mean = (w * y).sum() / w.sum()
    found = residual(np.ones((k, 1)), y, w)
    assert found == pytest.approx((w * (y - mean) ** 2).sum(), rel=1e-10)
    few = slice(0, 7)
    assert residual(np.ones((7, 1)), y[few], w[few]) == pytest.approx(
        residual(np.ones((7, 1)), y[few], np.diag(w[few])), rel=1e-12
    )
