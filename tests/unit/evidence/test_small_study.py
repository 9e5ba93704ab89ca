import math

import numpy as np
import pytest
from scipy.stats import binomtest, kendalltau, nchypergeom_fisher, norm

from trephine.evidence.bias.arcsine_thompson import arcsine_thompson
from trephine.evidence.bias.begg import begg
from trephine.evidence.bias.deeks import deeks
from trephine.evidence.bias.egger import egger
from trephine.evidence.bias.excess_significance import excess_significance
from trephine.evidence.bias.fail_safe_n import fail_safe_n
from trephine.evidence.bias.harbord import harbord
from trephine.evidence.bias.kendall import kendall
from trephine.evidence.bias.lfk import lfk
from trephine.evidence.bias.limit import limit
from trephine.evidence.bias.macaskill import macaskill
from trephine.evidence.bias.pet_peese import pet_peese
from trephine.evidence.bias.peters import peters
from trephine.evidence.bias.schwarzer import _hypergeometric, schwarzer
from trephine.evidence.bias.selection_model import selection_model
from trephine.evidence.bias.thompson_sharp import thompson_sharp
from trephine.evidence.effects import effects
from trephine.evidence.pool import pool
from trephine.evidence.regression import regress

BCG = {
    "ai": [4, 6, 3, 62, 33, 180, 8, 505, 29, 17, 186, 5, 27],
    "n1i": [123, 306, 231, 13598, 5069, 1541, 2545, 88391, 7499, 1716, 50634, 2498, 16913],
    "ci": [11, 29, 11, 248, 47, 372, 10, 499, 45, 65, 141, 3, 29],
    "n2i": [139, 303, 220, 12867, 5808, 1451, 629, 88391, 7277, 1665, 27338, 2341, 17854],
}
OR = effects("OR", **BCG)
ORDINARY = effects(
    "GEN",
    yi=[0.22, 0.02, 0.31, 0.08, 0.62, 0.21, 1.10, 0.70, 0.4, 0.15],
    vi=[0.01, 0.02, 0.03, 0.05, 0.08, 0.11, 0.15, 0.2, 0.26, 0.33],
)
PROPORTIONS = effects("PLO", xi=[10, 30, 5, 8, 44], ni=[12, 41, 9, 10, 60])


def kinds(result) -> set[str]:
    return {caution.kind for caution in result.cautions}


def test_egger_is_the_intercept_of_the_radial_regression() -> None:
    found = egger(ORDINARY)
    sei = np.sqrt(ORDINARY.vi)
    X = np.column_stack([np.ones(10), 1 / sei])
    beta, *_ = np.linalg.lstsq(X, ORDINARY.yi / sei, rcond=None)
    residual = ORDINARY.yi / sei - X @ beta
    se = math.sqrt(residual @ residual / 8 * np.linalg.inv(X.T @ X)[0, 0])
    assert found.bias == pytest.approx(beta[0], rel=1e-12)
    assert found.stat == pytest.approx(beta[0] / se, rel=1e-12)
    assert found.limit_est == pytest.approx(beta[1], rel=1e-12)
    assert found.df == 8


def test_egger_by_meta_regression_is_regress() -> None:
    found = egger(ORDINARY, model="rma", predictor="vi", method="DL", test="knha")
    direct = regress(ORDINARY, {"vi": ORDINARY.vi}, method="DL", test="knha")
    assert (found.bias, found.se_bias) == (
        direct.coefficients[1].estimate,
        direct.coefficients[1].se,
    )
    assert (found.tau2, found.df) == (direct.tau2, 8)
    assert found.limit_lb == direct.coefficients[0].ci_lb


def test_thompson_sharp_is_additive_and_tested_by_t() -> None:
    found = thompson_sharp(ORDINARY)
    direct = regress(ORDINARY, {"sei": np.sqrt(ORDINARY.vi)}, method="REML", test="t")
    assert found.pval == direct.coefficients[1].pval
    assert found.methods[0] == "thompson-sharp-1999"


def test_arcsine_thompson_keeps_studies_without_events() -> None:
    empty = {**BCG, "ai": [0, *BCG["ai"][1:]], "ci": [0, *BCG["ci"][1:]]}
    found = arcsine_thompson(effects("OR", cc=0.5, cc_to="only0", **empty))
    assert found.k == 13
    arcsine = effects("AS", **empty)
    assert found.stat == pytest.approx(thompson_sharp(arcsine).stat, rel=1e-12)


def test_macaskill_by_pooled_weights_is_peters_with_n() -> None:
    a, b = macaskill(OR, weights="FPV"), peters(OR)
    assert (a.predictor, b.predictor) == ("ni", "ninv")
    events = np.array(BCG["ai"]) + np.array(BCG["ci"])
    n = np.array(BCG["n1i"]) + np.array(BCG["n2i"])
    w = events * (n - events) / n
    slope = np.polyfit(n, OR.yi, 1, w=np.sqrt(w))[0]
    assert a.bias == pytest.approx(slope, rel=1e-9)
    assert math.isnan(a.limit_est)


def test_harbord_for_the_risk_ratio_uses_its_own_score() -> None:
    found = harbord(effects("RR", **BCG))
    a, n1, c, n2 = (np.array(BCG[name], dtype=float) for name in ("ai", "n1i", "ci", "n2i"))
    n, events = n1 + n2, a + c
    # Score and information of the log risk ratio at zero, common event probability.
    p = events / n
    Z = (a - n1 * p) / (1 - p)
    V = n1 * n2 / n * p / (1 - p)
    X = np.column_stack([np.ones(13), np.sqrt(V)])
    beta, *_ = np.linalg.lstsq(X, Z / np.sqrt(V), rcond=None)
    assert found.bias == pytest.approx(beta[0], rel=1e-9)


def test_deeks_is_refused_for_one_arm() -> None:
    with pytest.raises(Exception, match="two groups"):
        deeks(PROPORTIONS)


@pytest.mark.parametrize("n", [4, 9, 20])
def test_kendall_is_scipys(n: int) -> None:
    rng = np.random.default_rng(n)
    x, y = rng.normal(size=n), rng.normal(size=n)
    ours, theirs = kendall(x, y, exact=True), kendalltau(x, y, method="exact")
    assert (ours.tau, ours.pval) == pytest.approx((theirs.statistic, theirs.pvalue), rel=1e-12)
    assert ours.exact
    tied = np.round(y)
    ours, theirs = kendall(x, tied, exact=True), kendalltau(x, tied, method="asymptotic")
    assert (ours.tau, ours.pval) == pytest.approx((theirs.statistic, theirs.pvalue), rel=1e-12)
    assert not ours.exact


def test_continuity_moves_the_score_towards_zero() -> None:
    x = np.arange(8.0)
    y = np.array([1.0, 0.0, 3.0, 2.0, 5.0, 4.0, 7.0, 6.0])
    plain, moved = kendall(x, y, exact=False), kendall(x, y, exact=False, continuity=True)
    assert moved.z == pytest.approx((plain.S - 1) / plain.se_S)


def test_hypergeometric_moments_are_scipys() -> None:
    law = nchypergeom_fisher(40, 25, 18, 2.5)
    assert _hypergeometric(25, 15, 18, 2.5) == pytest.approx((law.mean(), law.var()), rel=1e-10)
    assert _hypergeometric(5, 5, 0, 2.5) == (0.0, 0.0)


def test_schwarzer_leaves_empty_tables_out() -> None:
    empty = {**BCG, "ai": [0, *BCG["ai"][1:]], "ci": [0, *BCG["ci"][1:]]}
    assert schwarzer(effects("OR", cc=0.5, cc_to="only0", **empty)).k == 12


def test_power_has_its_closed_form() -> None:
    found = excess_significance(ORDINARY, theta=0.3, tau2=0.04)
    sei = np.sqrt(ORDINARY.vi)
    x = np.linspace(-12, 12, 200_001)
    for s, power in zip(sei, found.power, strict=True):
        true = 0.3 + 0.2 * x
        given = norm.sf(1.959963984540054 - true / s) + norm.cdf(-1.959963984540054 - true / s)
        assert power == pytest.approx(np.trapezoid(given * norm.pdf(x), x), rel=1e-10)


def test_excess_by_one_common_power_is_the_binomial_test() -> None:
    found = excess_significance(ORDINARY, theta=0.2, test="binom", tes_alternative="two.sided")
    assert found.pval == pytest.approx(binomtest(found.O, 10, found.E / 10).pvalue, rel=1e-9)
    less = excess_significance(ORDINARY, theta=0.2, tes_alternative="less")
    more = excess_significance(ORDINARY, theta=0.2, tes_alternative="greater")
    assert less.pval + more.pval > 1
    chi2 = excess_significance(ORDINARY, theta=0.2, test="chi2")
    assert pytest.approx((found.O - found.E) ** 2 / (found.E * (1 - found.E / 10))) == chi2.X2


def test_fail_safe_numbers_do_what_they_say() -> None:
    n = fail_safe_n(ORDINARY).n
    z = np.sum(ORDINARY.yi / np.sqrt(ORDINARY.vi))
    assert z / math.sqrt(10 + n) <= 1.6448536269514722 < z / math.sqrt(10 + n - 1)
    orwin = fail_safe_n(ORDINARY, kind="Orwin", target=0.1)
    mean = pool(ORDINARY, method="EE").estimate
    assert 10 * mean / (10 + orwin.n) <= 0.1 < 10 * mean / (10 + orwin.n - 1)
    assert fail_safe_n(ORDINARY, kind="Orwin", target=0.0).n == math.inf
    assert fail_safe_n(effects("GEN", yi=[0.1, -0.1], vi=[1, 1])).n == 0


def test_pet_peese_takes_peese_where_pet_finds_an_effect() -> None:
    strong = effects("GEN", yi=ORDINARY.yi + 3, vi=ORDINARY.vi)
    assert pet_peese(strong).chosen == "PEESE"
    assert pet_peese(strong).estimate is not pet_peese(strong).PET
    weak = pet_peese(ORDINARY, alpha=1e-6)
    assert weak.chosen == "PET"
    assert weak.PET.estimate == pytest.approx(egger(ORDINARY).limit_est)
    assert weak.PEESE.estimate == pytest.approx(egger(ORDINARY, predictor="vi").limit_est)


def test_limit_meta_analysis_without_heterogeneity() -> None:
    found = limit(ORDINARY, tau2=0.0)
    # With tau2 = 0 all limit studies fall on the slope of the radial plot.
    assert found.yi_limit == pytest.approx((egger(ORDINARY).limit_est,) * 10, rel=1e-12)
    assert found.estimate == pytest.approx(egger(ORDINARY).limit_est, rel=1e-12)
    assert pytest.approx(pool(ORDINARY, method="EE").Q, rel=1e-12) == found.Q
    assert found.Q_small + found.Q_resid == pytest.approx(found.Q)


def test_limit_takes_the_reml_tau2_where_none_is_given() -> None:
    assert limit(ORDINARY) == limit(ORDINARY, tau2=pool(ORDINARY, method="REML").tau2)


def test_the_ways_to_adjust_agree_on_symmetric_studies() -> None:
    vi = np.array([0.01, 0.01, 0.05, 0.05, 0.2, 0.2])
    yi = 0.3 + np.array([1, -1, 1, -1, 1, -1]) * np.sqrt(vi)
    even = effects("GEN", yi=yi, vi=vi)
    for adjust in ("beta0", "mulim", "betalim"):
        assert limit(even, tau2=0.02, adjust=adjust).estimate == pytest.approx(0.3, abs=1e-12)


def test_lfk_of_symmetric_studies_is_none() -> None:
    vi = np.array([0.2, 0.05, 0.01, 0.05, 0.2])
    found = lfk(effects("GEN", yi=[-1, -0.4, 0, 0.4, 1], vi=vi))
    assert found.interpretation == "no asymmetry"
    assert found.tip == 0
    assert found.abs_z[2] == min(found.abs_z)
    assert "lfk-is-no-test" in kinds(found)


def test_cautions_say_what_cannot_be_trusted() -> None:
    assert {"few-studies", "single-arm-asymmetry"} <= kinds(egger(PROPORTIONS))
    by_error = next(c for c in egger(PROPORTIONS).cautions if c.kind == "single-arm-asymmetry")
    by_size = next(c for c in peters(PROPORTIONS).cautions if c.kind == "single-arm-asymmetry")
    assert "sample size" in by_error.text.en
    assert "sample size" not in by_size.text.en
    assert {"effect-tied-to-variance", "heterogeneous"} <= kinds(egger(OR))
    assert "effect-tied-to-variance" not in kinds(peters(OR))
    alike = effects("GEN", yi=np.arange(12.0), vi=np.linspace(1.0, 1.01, 12))
    assert "similar-precision" in kinds(begg(alike))
    assert "zero-is-no-null" in kinds(pet_peese(PROPORTIONS))
    assert "zero-is-no-null" in kinds(fail_safe_n(PROPORTIONS))
    assert "zero-is-no-null" in kinds(excess_significance(PROPORTIONS, theta=1.0))
    assert "zero-is-no-null" in kinds(selection_model(PROPORTIONS))


def test_selection_models_say_where_they_are_not_identified() -> None:
    one_sided = effects("GEN", yi=-ORDINARY.yi - 0.3, vi=ORDINARY.vi)
    found = selection_model(one_sided, alternative="greater")
    assert found.interval_k == (0, 10)
    assert {"empty-interval", "weight-at-bound"} <= kinds(found)
    assert found.delta[1] == 100
    lower = selection_model(one_sided, alternative="less", steps=(0.4,))
    assert lower.delta[1] == 0
    assert lower.LRT_df == 1
    assert math.isnan(lower.se_delta[1])


def test_no_selection_is_maximum_likelihood() -> None:
    plain = pool(ORDINARY, method="ML", test="z")
    for choices in (
        {"type": "stepfun", "delta": (1, 1)},
        {"type": "beta", "delta": (1, 1)},
        {"type": "negexp", "delta": (0,)},
    ):
        found = selection_model(ORDINARY, **choices)
        assert found.estimate == pytest.approx(plain.estimate, rel=1e-9)
        assert found.tau2 == pytest.approx(plain.tau2, rel=1e-7)
        assert found.log_likelihood == pytest.approx(plain.log_likelihood, rel=1e-10)
    common = selection_model(ORDINARY, tau2=0.0, delta=(1, 1))
    assert common.estimate == pytest.approx(pool(ORDINARY, method="EE").estimate, rel=1e-12)
    assert common.se == pytest.approx(pool(ORDINARY, method="EE", test="z").se, rel=1e-12)
