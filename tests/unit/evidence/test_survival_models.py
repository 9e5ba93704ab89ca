"""Parametric survival models, a cured share, study effects, and whether follow-up suffices."""

import math

import numpy as np
import pytest
from scipy import integrate, stats

from trephine.core.error import InputError, MethodError
from trephine.evidence.kernel import parametric as code
from trephine.evidence.survival.cure_test import cure_test
from trephine.evidence.survival.fit_survival import DISTRIBUTIONS, fit_survival
from trephine.evidence.survival.follow_up import follow_up
from trephine.evidence.survival.sufficient_follow_up import sufficient_follow_up


def mixture(seed: int, n: int, cured: float, follow: float = 60.0, shift: float = 0.0):
    rng = np.random.default_rng(seed)
    event = np.where(rng.random(n) < cured, np.inf, 10.0 * math.exp(shift) * rng.weibull(1.2, n))
    censor = rng.uniform(follow / 3.0, follow, n)
    return follow_up(np.minimum(event, censor), event <= censor, label=f"study {seed}")


@pytest.mark.parametrize("t", [0.02, 0.7, 1.0, 3.5, 40.0])
def test_densities_against_scipy(t: float) -> None:
    a, b, Q = 0.4, -0.3, 0.6
    s = math.exp(b)
    known = {
        code.WEIBULL: stats.weibull_min(1.0 / s, scale=math.exp(a)),
        code.LOG_LOGISTIC: stats.fisk(1.0 / s, scale=math.exp(a)),
        code.LOG_NORMAL: stats.lognorm(s, scale=math.exp(a)),
        code.GENERALISED_GAMMA: stats.gengamma(Q**-2, Q / s, scale=math.exp(a) * Q ** (2 * s / Q)),
    }
    for kind, law in known.items():
        density, survival = code.log_density_survival(kind, t, a, b, Q)
        np.testing.assert_allclose([density, survival], [law.logpdf(t), law.logsf(t)], rtol=1e-9)
    density, survival = code.log_density_survival(code.GOMPERTZ, t, a, 0.05, 0.0)
    law = stats.gompertz(math.exp(a) / 0.05, scale=1.0 / 0.05)
    np.testing.assert_allclose([density, survival], [law.logpdf(t), law.logsf(t)], rtol=1e-9)


def test_the_generalised_gamma_holds_its_relatives() -> None:
    for t in (0.1, 1.0, 7.0):
        args = (t, 0.3, -0.2)
        np.testing.assert_allclose(
            code.log_density_survival(code.GENERALISED_GAMMA, *args, 1.0),
            code.log_density_survival(code.WEIBULL, *args, 0.0),
            rtol=1e-12,
        )
        for near in (2e-4, -2e-4, 5e-5):
            np.testing.assert_allclose(
                code.log_density_survival(code.GENERALISED_GAMMA, *args, near),
                code.log_density_survival(code.LOG_NORMAL, *args, 0.0),
                rtol=5e-3,
            )


@pytest.mark.parametrize("distribution", list(DISTRIBUTIONS))
def test_survival_of_a_fit_begins_at_1_and_falls(distribution: str) -> None:
    fit = fit_survival(mixture(1, 80, 0.0), distribution)
    values = fit.at([0.0, 1.0, 5.0, 20.0, 100.0])
    assert values[0] == 1.0
    assert (np.diff(values) < 0.0).all()
    assert pytest.approx(2 * len(fit.vector) - 2 * fit.log_likelihood) == fit.AIC
    for one in fit.parameters:
        assert one.ci_lb < one.estimate < one.ci_ub


def test_the_unit_of_time_changes_nothing_but_the_unit() -> None:
    group = mixture(2, 60, 0.2)
    days = follow_up(group.time * 30.4375, group.event, unit="day")
    for distribution in ("log-logistic", "gompertz"):
        one = fit_survival(group, distribution)
        other = fit_survival(days, distribution)
        np.testing.assert_allclose(
            one.at([3, 12]), other.at([3 * 30.4375, 12 * 30.4375]), rtol=1e-7
        )
        shift = group.events * math.log(30.4375)
        assert one.log_likelihood == pytest.approx(other.log_likelihood + shift, abs=1e-8)


def test_a_plateau_is_found_and_its_absence_too() -> None:
    found = cure_test(mixture(3, 150, 0.3))
    assert found.pval < 1e-4
    assert found.cured_lb < 0.3 < found.cured_ub
    assert found.follow_up[0].alpha < 0.01
    assert found.cautions == ()
    drop = 2 * (found.cure.log_likelihood - found.plain.log_likelihood)
    assert pytest.approx(drop) == found.LR
    assert found.pval == pytest.approx(0.5 * stats.chi2.sf(drop, 1))
    none = cure_test(mixture(4, 150, 0.0), "log-normal")
    assert (none.LR, none.pval, none.cured, none.cured_lb) == (0.0, 1.0, 0.0, 0.0)
    assert none.cured_ub < 0.1


@pytest.mark.parametrize("distribution", ["weibull", "log-logistic", "log-normal"])
def test_shares_at_the_boundary_are_regular_results(distribution: str) -> None:
    """Where nothing speaks for a cured share its logit runs away: the fit stays that without."""
    for seed in range(1, 9):
        group = mixture(seed, 60, 0.0)
        plain = fit_survival(group, distribution)
        cure = fit_survival(group, distribution, cure=True)
        assert cure.log_likelihood > plain.log_likelihood - 1e-6
        if cure.value("cured") < 1e-4:
            assert [c.kind for c in cure.cautions] == ["cured-at-zero"]


def test_a_plateau_cannot_be_told_from_short_follow_up() -> None:
    found = cure_test(mixture(8, 25, 0.3, follow=10.0))
    assert [c.kind for c in found.cautions] == ["follow-up-insufficient"]
    assert found.follow_up[0].alpha > 0.05


def test_sufficient_follow_up_by_hand() -> None:
    """Last event at 10, latest 16: the window is (4, 10], with the events at 5 and 10; n = 8."""
    found = sufficient_follow_up(follow_up([1, 2, 4, 5, 10, 12, 14, 16], [1, 1, 1, 1, 1, 0, 0, 0]))
    assert (found.latest, found.last_event, found.window) == (16.0, 10.0, 2)
    assert found.alpha == pytest.approx((1 - 2 / 8) ** 8)
    assert sufficient_follow_up(follow_up([1, 2], [0, 1])).alpha == 1.0
    with pytest.raises(MethodError, match="no event"):
        sufficient_follow_up(follow_up([1, 2], [0, 0]))


def test_random_studies_by_plain_integration() -> None:
    groups = [mixture(seed, 25, 0.2, shift=shift) for seed, shift in enumerate((-0.6, 0.1, 0.7))]
    first = np.concatenate(([0.0], np.cumsum([g.n for g in groups]))).astype(float)
    t = np.concatenate([g.time for g in groups])
    d = np.concatenate([g.event for g in groups])
    x, w = np.polynomial.hermite.hermgauss(21)
    ours = code.mixed_log_likelihood(
        code.WEIBULL, t, d, first, 2.3, -0.1, 0.0, 0.15, 0.4, np.array(x), np.array(w)
    )
    total = 0.0
    for g in groups:

        def height(z: float, g=g) -> float:
            value = code.study_log_likelihood(
                code.WEIBULL, g.time, g.event, 2.3 + 0.4 * z, -0.1, 0.0, 0.15
            )
            return math.exp(value + 90.0) * stats.norm.pdf(z)

        area, _ = integrate.quad(height, -8.0, 8.0, epsabs=0.0, epsrel=1e-11, limit=400)
        total += math.log(area) - 90.0
    assert ours == pytest.approx(total, rel=1e-10)


def test_study_effects_are_found() -> None:
    shifts = (-0.8, -0.3, 0.0, 0.4, 0.9)
    groups = [mixture(seed, 60, 0.0, shift=shift) for seed, shift in enumerate(shifts)]
    none, fixed, random = (
        fit_survival(groups, "weibull", study=study) for study in ("none", "fixed", "random")
    )
    own = [one.estimate for one in fixed.parameters if one.name.startswith("mu")]
    np.testing.assert_allclose(np.array(own) - np.log(10.0), shifts, atol=0.35)
    assert 0.3 < random.value("tau") < 1.2
    assert none.AIC > random.AIC
    assert none.AIC > fixed.AIC
    alike = [mixture(seed, 60, 0.0) for seed in (1, 2)]
    same = fit_survival([alike[0], alike[0]], "exponential", study="random")
    assert [c.kind for c in same.cautions] == ["tau-at-zero"]


def test_what_cannot_be_fitted_is_refused() -> None:
    group = mixture(6, 20, 0.0)
    with pytest.raises(InputError, match="no such value"):
        fit_survival(group, "gamma")
    with pytest.raises(MethodError, match="cannot carry"):
        fit_survival(follow_up([0.0, 1, 2, 3], [1, 1, 1, 1]))
    with pytest.raises(MethodError, match="cannot carry"):
        fit_survival(follow_up([1, 2, 3], [1, 0, 0]))
    with pytest.raises(MethodError, match="three distributions"):
        cure_test(group, "gompertz")
