"""Bayesian pooling against integration by other means, and the laws it has to keep."""

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy import integrate, stats

from trephine.core.error import InputError, MethodError
from trephine.evidence.bayes.bayes_binomial import bayes_binomial
from trephine.evidence.bayes.bayes_pool import bayes_pool
from trephine.evidence.bayes.informative import informative
from trephine.evidence.bayes.mixture import Mixture
from trephine.evidence.bayes.prior import (
    MuPrior,
    flat,
    half_cauchy,
    half_normal,
    half_t,
    log_normal,
    log_t,
    uniform,
)
from trephine.evidence.effects import effects
from trephine.evidence.pool import pool
from trephine.library import heterogeneity

Y = np.array([0.03, 0.12, -0.14, 1.18, 0.26, -0.06, 0.54])
V = np.array([0.0156, 0.0216, 0.0279, 0.1391, 0.1362, 0.0106, 0.0912])
GIVEN = effects("GEN", yi=Y, vi=V)
WIDE = MuPrior(mean=0.0, sd=2.0)

PRIORS = {
    "half-normal": (half_normal(0.5), lambda t: 2 * stats.norm.pdf(t, 0, 0.5)),
    "half-t": (half_t(0.5, 4.0), lambda t: 2 * stats.t.pdf(t / 0.5, 4) / 0.5),
    "half-Cauchy": (half_cauchy(0.3), lambda t: 2 * stats.cauchy.pdf(t, 0, 0.3)),
    "uniform": (uniform(2.0), lambda t: stats.uniform.pdf(t, 0, 2)),
    "log-normal": (
        log_normal(-2.56, 1.74),
        lambda t: 2 * t * stats.lognorm.pdf(t * t, 1.74, scale=math.exp(-2.56)),
    ),
    "log-t": (
        log_t(-3.44, 2.59),
        lambda t: 2 / t * stats.t.pdf((2 * math.log(t) + 3.44) / 2.59, 5) / 2.59,
    ),
}


def likelihood(mu: float, tau: float) -> float:
    return float(np.exp(stats.norm.logpdf(Y, mu, np.sqrt(V + tau * tau)).sum()))


@pytest.mark.parametrize("name", PRIORS)
def test_posterior_by_adaptive_integration(name: str):
    """SciPy's adaptive quadrature over tau of closed forms in mu: evidence, means, tails."""
    prior, density = PRIORS[name]
    ours = bayes_pool(GIVEN, tau_prior=prior, mu_prior=WIDE)

    def given_tau(tau):
        w = 1 / (V + tau * tau)
        precision = w.sum() + 1 / 4
        m = (w @ Y) / precision
        # marginal density of y: that of a normal vector with a shared component
        S = np.diag(V + tau * tau) + 4.0
        value = stats.multivariate_normal.pdf(Y, np.zeros(len(Y)), S)
        return value, m, 1 / math.sqrt(precision)

    def integral(f):
        upper = 2.0 if name == "uniform" else np.inf
        pieces = [1e-9, 0.01, 0.1, 0.3, 1.0, 2.0]
        parts = [
            integrate.quad(lambda t: f(t) * density(t), a, b, epsabs=0, epsrel=1e-11, limit=200)[0]
            for a, b in pairwise(pieces)
        ]
        if math.isinf(upper):
            parts.append(
                integrate.quad(lambda t: f(t) * density(t), 2.0, upper, epsrel=1e-9, limit=400)[0]
            )
        return math.fsum(parts)

    loose = 1e-8 if name != "log-t" else 1e-4  # a part of the log-t prior lies below 1e-9
    evidence = integral(lambda t: given_tau(t)[0])
    assert ours.log_marginal_likelihood == pytest.approx(math.log(evidence), abs=loose)
    if name == "log-t":
        return
    mean = integral(lambda t: given_tau(t)[0] * given_tau(t)[1]) / evidence
    assert ours.mu.mean == pytest.approx(mean, rel=loose)
    tau = integral(lambda t: given_tau(t)[0] * t) / evidence
    assert ours.tau.mean == pytest.approx(tau, rel=loose)
    for q, x in zip((0.025, 0.975), ours.mu.central, strict=True):

        def below(t, x=x):
            value, m, s = given_tau(t)
            return value * stats.norm.cdf(x, m, s)

        assert integral(below) / evidence == pytest.approx(q, abs=loose)

        def new(t, q=q):
            value, m, s = given_tau(t)
            x = ours.predictive.central[0 if q < 0.5 else 1]
            return value * stats.norm.cdf(x, m, math.hypot(s, t))

        assert integral(new) / evidence == pytest.approx(q, abs=loose)
    null = integral(lambda t: likelihood(0.0, t))
    assert ours.bf_mu0 == pytest.approx(null / evidence, rel=loose)
    assert ours.bf_tau0 == pytest.approx(given_tau(0.0)[0] / evidence, rel=loose)


def test_joint_posterior_by_double_integration():
    ours = bayes_pool(GIVEN, tau_prior=half_normal(0.5), mu_prior=WIDE)

    node, weight = np.polynomial.legendre.leggauss(160)
    mu, wm = 0.25 + 2.75 * node, 2.75 * weight
    for upper, q in zip(ours.tau.central, (0.025, 0.975), strict=True):
        tau, wt = 0.5 * upper * (1.0 + node), 0.5 * upper * weight
        log_p = stats.norm.logpdf(mu, 0, 2)[:, None] + stats.norm.logpdf(tau, 0, 0.5)
        for y, v in zip(Y, V, strict=True):
            log_p = log_p + stats.norm.logpdf(y, mu[:, None], np.sqrt(v + tau**2))
        area = wm @ np.exp(log_p + math.log(2.0) - ours.log_marginal_likelihood) @ wt
        assert area == pytest.approx(q, abs=1e-11)


def test_shortest_intervals_are_shortest():
    ours = bayes_pool(GIVEN, tau_prior=half_normal(0.5))
    mu, tau = ours.mu_distribution, ours.tau_distribution
    a, b = ours.mu.shortest
    assert mu.cdf(b) - mu.cdf(a) == pytest.approx(0.95, abs=1e-12)
    assert mu.density(a) == pytest.approx(mu.density(b), rel=1e-9)
    assert b - a < ours.mu.central[1] - ours.mu.central[0]
    a, b = ours.tau.shortest
    assert tau.cdf(b) - tau.cdf(a) == pytest.approx(0.95, abs=1e-11)
    assert a == 0.0 or tau.density(a) == pytest.approx(tau.density(b), rel=1e-7)
    for q in (0.01, 0.5, 0.99):
        assert tau.cdf(tau.quantile(q)) == pytest.approx(q, abs=1e-12)
        assert mu.cdf(mu.quantile(q)) == pytest.approx(q, abs=1e-12)


def test_shrinkage_lies_between_study_and_mean():
    ours = bayes_pool(GIVEN, tau_prior=half_normal(0.5))
    for y, theta in zip(Y, ours.theta, strict=True):
        means = ours.mu_distribution.m  # given tau; the mixture's own mean may lie elsewhere
        assert min(float(y), means.min()) <= theta.mean <= max(float(y), means.max())
    tight = bayes_pool(GIVEN, tau_prior=half_normal(1e-6))
    common = pool(GIVEN, method="EE", test="z")
    assert tight.mu.mean == pytest.approx(common.estimate, rel=1e-8)
    assert tight.mu.sd == pytest.approx(common.se, rel=1e-8)
    assert tight.theta[3].mean == pytest.approx(common.estimate, rel=1e-6)


def test_scale_and_shift():
    one = bayes_pool(GIVEN, tau_prior=half_normal(0.5))
    other = bayes_pool(effects("GEN", yi=100 * Y + 7, vi=1e4 * V), tau_prior=half_normal(50.0))
    assert other.mu.median == pytest.approx(100 * one.mu.median + 7, rel=1e-10)
    assert other.tau.shortest == pytest.approx([100 * x for x in one.tau.shortest], rel=1e-6)
    assert other.bf_tau0 == pytest.approx(one.bf_tau0, rel=1e-9)


def test_priors_are_densities():
    for name, (prior, density) in PRIORS.items():
        x = np.array([0.01, 0.2, 1.5])
        expected = [density(one) for one in x]
        assert np.exp(prior.log_density(x)) == pytest.approx(expected, rel=1e-12), name
    for bad in (lambda: half_normal(0.0), lambda: uniform(-1.0), lambda: half_t(1.0, 0.0)):
        with pytest.raises(InputError):
            bad()


def test_improper_and_heavy_priors():
    three = effects("GEN", yi=Y[:3], vi=V[:3])
    ours = bayes_pool(three, tau_prior=flat())
    assert math.isinf(ours.tau.mean)
    assert math.isfinite(ours.tau.median)
    assert math.isnan(ours.bf_tau0)
    assert math.isnan(ours.log_marginal_likelihood)
    assert ours.cautions[-1].kind == "prior-dominates"
    with pytest.raises(MethodError, match="posterior"):
        bayes_pool(effects("GEN", yi=Y[:2], vi=V[:2]), tau_prior=flat())
    assert bayes_pool(effects("GEN", yi=Y[:1], vi=V[:1]), tau_prior=half_normal(0.5)).k == 1
    with pytest.raises(InputError):
        bayes_pool(GIVEN, tau_prior=half_normal(0.5), mu_prior=MuPrior(mean=0.0, sd=0.0))
    with pytest.raises(InputError):
        bayes_pool(GIVEN, tau_prior=half_normal(0.5), level=0.0)


def test_empirical_priors():
    general = informative(heterogeneity("OR"))
    assert general.methods == ("turner-jackson-2015",)
    ours = bayes_pool(GIVEN, tau_prior=general)
    assert 0.0 < ours.tau.median < 1.0
    rhodes = heterogeneity("SMD", "mental health", "pharmacological vs placebo")
    assert (rhodes.location, rhodes.scale, rhodes.df) == (-2.99, 2.16, 5.0)
    assert informative(rhodes).tail == 1.0
    assert informative(rhodes).methods == ("rhodes-turner-2015",)
    for arguments in (
        ("RR",),
        ("OR", "remission", "pharmacological vs placebo"),
        ("OR", "pain", "drug vs drug"),
        ("SMD", "mental health", "non-pharmacological"),
    ):
        with pytest.raises(InputError, match="no such entry"):
            heterogeneity(*arguments)


def test_estimate_form():
    ours = bayes_pool(GIVEN, tau_prior=half_normal(0.5)).estimate
    assert ours.model == "bayes-normal"
    assert ours.ci_lb < ours.estimate < ours.ci_ub
    assert ours.pi_lb < ours.ci_lb
    assert "rover-2020" in ours.methods


def test_mixture_quantiles_far_out():
    mixture = Mixture(p=np.array([0.5, 0.5]), m=np.array([0.0, 10.0]), s=np.array([1.0, 1.0]))
    for q in (1e-9, 0.3, 1 - 1e-9):
        assert mixture.cdf(mixture.quantile(q)) == pytest.approx(q, rel=1e-9)


def test_binomial_posterior_by_plain_grids():
    """A dense grid in mu and tau, and in each study's own logit."""
    x, n = np.array([16, 10, 4]), np.array([17, 12, 8])
    ours = bayes_binomial(
        effects("PLO", xi=x, ni=n), tau_prior=half_normal(1.0), mu_prior=MuPrior(mean=0, sd=2.5)
    )
    z = np.linspace(-8.5, 8.5, 201)
    w = np.exp(-0.5 * z * z)
    w /= w.sum()
    mu = np.linspace(-14.0, 20.0, 171)
    t, wt = np.polynomial.legendre.leggauss(60)
    tau, wt = 4.0 * (t + 1.0), 4.0 * wt
    p = 1 / (1 + np.exp(-(mu[:, None, None] + tau[None, :, None] * z)))
    log_l = sum(
        np.log(stats.binom.pmf(a, b, p) @ w) for a, b in zip(x.tolist(), n.tolist(), strict=True)
    )
    log_l = log_l + stats.norm.logpdf(mu, 0, 2.5)[:, None]
    log_l = log_l + (math.log(2.0) + stats.norm.logpdf(tau))[None, :]
    P = np.exp(log_l) * (mu[1] - mu[0]) * wt[None, :]
    evidence = P.sum()
    assert ours.log_marginal_likelihood == pytest.approx(math.log(evidence), abs=1e-9)
    P /= evidence
    assert ours.mu.mean == pytest.approx(P.sum(axis=1) @ mu, abs=1e-9)
    assert ours.tau.mean == pytest.approx(P.sum(axis=0) @ tau, abs=1e-9)
    assert ours.tau.sd == pytest.approx(
        math.sqrt(P.sum(axis=0) @ (tau - ours.tau.mean) ** 2), abs=1e-9
    )
    inside = stats.norm.cdf((ours.predictive.central[1] - mu[:, None]) / tau[None, :])
    assert (P * inside).sum() == pytest.approx(0.975, abs=1e-6)
    assert ours.estimate.back["natural"].ci_lb == pytest.approx(
        1 / (1 + math.exp(-ours.mu.central[0]))
    )


def test_binomial_refusals():
    given = effects("PLO", xi=[3, 4], ni=[10, 12])
    for options in (
        {"tau_prior": flat()},
        {"tau_prior": half_normal(1.0), "mu_prior": MuPrior()},
        {"tau_prior": half_normal(1.0), "level": 100.0},
    ):
        with pytest.raises(InputError):
            bayes_binomial(given, **options)
    with pytest.raises(MethodError, match="heavy"):
        bayes_binomial(given, tau_prior=half_cauchy(1.0))
