"""The kernels of the exact likelihood against SciPy and against finite differences."""

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.special import expit, gammaln

from trephine.evidence.kernel import bivariate, likelihood, marginal, noncentral
from trephine.evidence.kernel.newton import ascent, invert

FAMILIES = {
    likelihood.BINOMIAL_LOGIT: expit,
    likelihood.BINOMIAL_PROBIT: stats.norm.cdf,
    likelihood.BINOMIAL_CLOGLOG: lambda x: -np.expm1(-np.exp(x)),
}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize(("y", "n"), [(0.0, 7.0), (3.0, 7.0), (7.0, 7.0), (40.0, 1000.0)])
@pytest.mark.parametrize("theta", [-4.0, -0.3, 0.0, 1.1])
def test_arm_is_the_binomial(family: int, y: float, n: float, theta: float):
    p = FAMILIES[family](theta)
    value, slope, curve = likelihood.arm(family, theta, y, n)
    full = stats.binom.logpmf(y, n, p)
    constant = stats.binom.logpmf(y, n, 0.5) + n * np.log(2.0)
    assert value + constant == pytest.approx(full, rel=1e-12, abs=1e-12)
    h = 1e-5
    up, down = (likelihood.arm(family, theta + d, y, n) for d in (h, -h))
    assert slope == pytest.approx((up[0] - down[0]) / (2 * h), rel=1e-6, abs=1e-7)
    assert curve == pytest.approx((up[1] - down[1]) / (2 * h), rel=1e-6, abs=1e-7)
    assert curve <= 0.0


def test_poisson_arm():
    value, slope, curve = likelihood.arm(likelihood.POISSON_LOG, 0.4, 3.0, 2.5)
    mean = 2.5 * np.exp(0.4)
    constant = 3.0 * np.log(2.5) - np.log(6.0)
    assert value + constant == pytest.approx(stats.poisson.logpmf(3, mean), rel=1e-13)
    assert (slope, curve) == pytest.approx((3.0 - mean, -mean), rel=1e-13)


@pytest.mark.parametrize(
    ("n1", "n2", "m"), [(8, 5, 6), (40, 30, 3), (300, 500, 400), (88391, 88391, 1004), (1, 1, 1)]
)
@pytest.mark.parametrize("theta", [-30.0, -2.0, 0.0, 0.7, 30.0])
def test_noncentral_hypergeometric(n1: int, n2: int, m: int, theta: float):
    """Value and moments against sums of exact binomial coefficients."""
    low, high = max(0, m - n2), min(n1, m)
    support = np.arange(low, high + 1, dtype=float)

    def choose(n, k):
        return gammaln(n + 1.0) - gammaln(k + 1.0) - gammaln(n - k + 1.0)

    log_p = choose(n1, support) + choose(n2, m - support) + theta * support
    log_p -= np.max(log_p) + np.log(np.exp(log_p - np.max(log_p)).sum())
    p = np.exp(log_p)
    mean = p @ support
    variance = p @ (support - mean) ** 2
    for a in {low, high, (low + high) // 2}:
        value, slope, curve = noncentral.hypergeometric(
            float(a), float(n1), float(n2), float(m), theta
        )
        assert value == pytest.approx(log_p[a - low], rel=1e-9, abs=1e-8)
        assert slope == pytest.approx(a - mean, rel=1e-9, abs=1e-8)
        assert curve == pytest.approx(-variance, rel=1e-8, abs=1e-8)


@pytest.mark.parametrize("family", [0, 1, 2, 3])
@pytest.mark.parametrize("tau", [0.0, 0.05, 0.9, 6.0])
@pytest.mark.parametrize(("y", "n"), [(0.0, 12.0), (3.0, 12.0), (400.0, 1500.0)])
def test_marginal_likelihood_and_its_derivatives(family: int, tau: float, y: float, n: float):
    row = np.array([y, n, 0.0, 0.0, 0.0, 0.0, 0.0])
    eta = -1.2

    def terms(eta, tau):
        return marginal.study_terms(family, 257, eta, tau, 0.0, row.copy())

    out = terms(eta, tau)
    if tau > 0.0:
        z = np.linspace(-25.0, 25.0, 20_001)
        heights = np.array([likelihood.arm(family, eta + tau * one, y, n)[0] for one in z])
        top = (heights - 0.5 * z * z).max()
        area = np.exp(heights - 0.5 * z * z - top).sum() * (z[1] - z[0])
        expected = top + np.log(area) - 0.5 * np.log(2 * np.pi)
        assert out[0] == pytest.approx(expected, rel=1e-10, abs=1e-9)
    h = 1e-5
    for i, (de, dt) in enumerate([(h, 0.0), (0.0, h)]):
        up, down = terms(eta + de, tau + dt), terms(eta - de, abs(tau - dt))
        if tau == 0.0 and dt:
            assert out[2] == 0.0 or abs(out[2]) < 1e-12
            continue
        scale = 1.0 + abs(out[3])
        assert out[1 + i] == pytest.approx((up[0] - down[0]) / (2 * h), abs=1e-6 * scale)
        assert out[3 + i] == pytest.approx((up[1] - down[1]) / (2 * h), abs=1e-5 * scale)


@pytest.mark.parametrize("family", [5, 6])
def test_two_arm_derivatives(family: int):
    row = np.array([3.0, 20.0, 7.0, 25.0, 0.1, -0.2, 0.0])

    def terms(eta, tau, alpha):
        return np.array(marginal.study_terms(family, 129, eta, tau, alpha, row.copy()))

    at = (-0.4, 0.8, -1.0)
    out, h = terms(*at), 1e-4
    rows = {0: (1, (3, 4, 8)), 1: (2, (4, 5, 9)), 2: (6, (8, 9, 7))}
    for i, (first, seconds) in rows.items():
        up, down = list(at), list(at)
        up[i] += h
        down[i] -= h
        change = (terms(*up) - terms(*down)) / (2 * h)
        assert out[first] == pytest.approx(change[0], abs=1e-6)
        assert [out[s] for s in seconds] == pytest.approx(change[[1, 2, 6]], abs=1e-6)
    profiled = marginal.profiled_terms(family, 129, -0.4, 0.8, 0.0, row.copy())
    best = terms(-0.4, 0.8, profiled[6])
    assert best[6] == pytest.approx(0.0, abs=1e-8)
    assert profiled[0] == pytest.approx(best[0], abs=1e-12)


def test_two_random_effects_by_double_integration():
    row = np.array([3.0, 20.0, 7.0, 25.0, 0.0, 0.0, 0.0])
    eta, mu, sigma, tau = -0.4, -1.0, 0.9, 0.7

    def density(v, u):
        a = likelihood.arm(0, mu + eta + sigma * u + 0.5 * tau * v, 3.0, 20.0)[0]
        b = likelihood.arm(0, mu + sigma * u - 0.5 * tau * v, 7.0, 25.0)[0]
        return np.exp(a + b + 26.0 - 0.5 * (u * u + v * v)) / (2 * np.pi)

    area, _ = integrate.dblquad(density, -9, 9, -9, 9, epsabs=1e-12, epsrel=1e-11)
    out = np.zeros(15)
    bivariate.study_terms(0, 41, 1.0, eta, mu, sigma, tau, row, out)
    assert out[0] == pytest.approx(np.log(area) - 26.0, abs=1e-9)
    h, at = 1e-4, [eta, mu, sigma, tau]
    place = 5
    for i in range(4):
        up, down = np.zeros(15), np.zeros(15)
        for d, store in ((h, up), (-h, down)):
            x = at.copy()
            x[i] += d
            bivariate.study_terms(0, 41, 1.0, *x, row, store)
        change = (up - down) / (2 * h)
        assert out[1 + i] == pytest.approx(change[0], abs=1e-6)
        assert out[place : place + i + 1] == pytest.approx(change[1 : i + 2], abs=1e-6)
        place += i + 1


def test_newton_pieces():
    A = np.array([[4.0, 1.0], [1.0, 3.0]])
    assert invert(A) @ A == pytest.approx(np.eye(2), abs=1e-14)
    assert np.isnan(invert(-A)).all()
    step = ascent(np.array([1.0, 2.0]), -A, np.array([1.0, 0.0]))
    assert step == pytest.approx([0.25, 0.0])
    uphill = ascent(np.array([1.0, 2.0]), A, np.ones(2))
    assert uphill @ np.array([1.0, 2.0]) > 0.0
