"""Exact-likelihood models against independent computations, and where a reference stopped short."""

import json
import math
from decimal import Context, Decimal, localcontext
from pathlib import Path

import numpy as np
import pytest
from scipy import optimize, stats

from trephine.evidence.effects import effects
from trephine.evidence.exact.approximate import approximate
from trephine.evidence.exact.beta_binomial import beta_binomial
from trephine.evidence.exact.binomial_normal import binomial_normal
from trephine.evidence.exact.exact_regress import exact_regress
from trephine.evidence.exact.poisson_normal import poisson_normal
from trephine.evidence.exact.solve import Maximum, climb, solve
from trephine.evidence.exact.two_arm import two_arm_problem
from trephine.evidence.exact.two_arms import two_arms

GOLDEN = Path(__file__).parents[2] / "validation" / "metafor" / "golden"


def golden(file: str) -> dict:
    return json.loads((GOLDEN / file).read_text(encoding="utf-8"))


def two(file: str):
    data = golden(file)["data"]
    return effects("OR", **{name: data[name] for name in ("ai", "n1i", "ci", "n2i")})


@pytest.fixture
def digits():
    with localcontext(Context(prec=30)):
        yield


@pytest.mark.usefixtures("digits")
def test_binomial_normal_likelihood_in_decimals():
    """The log-likelihood of dat.pritz1997 at our maximum to 30 digits, and that it is one."""
    data = golden("prop_pritz1997.json")["data"]
    ours = binomial_normal(effects("PLO", xi=data["xi"], ni=data["ni"]), tau2_ci="none")
    step = Decimal("0.2")
    z = [step * j for j in range(-55, 56)]
    normal = [(-one * one / 2).exp() for one in z]

    def loglik(mu, tau):
        """The trapezoidal rule on [-11, 11]: error below 1e-25 (a strip of pi / tau)."""
        p = [1 / (1 + (-(mu + tau * one)).exp()) for one in z]
        total = Decimal(0)
        for x, n in zip(data["xi"], data["ni"], strict=True):
            area = sum(w * q**x * (1 - q) ** (n - x) for q, w in zip(p, normal, strict=True))
            total += (area * step * math.comb(n, x)).ln()
        return total - len(data["xi"]) * (2 * Decimal("3.14159265358979323846264338")).ln() / 2

    mu, tau = Decimal(ours.estimate), Decimal(ours.tau2).sqrt()
    here = loglik(mu, tau)
    assert ours.log_likelihood == pytest.approx(float(here), abs=1e-12)
    h = Decimal("1e-4")
    for de, dt, info in ((h, 0, 12.0), (-h, 0, 12.0), (0, h, 12.0), (0, -h, 12.0)):
        fall = float(here - loglik(mu + de, tau + dt))
        # half the curvature times h^2; a gradient of 1e-8 would show in the fourth digit
        assert fall == pytest.approx(info * 0.5e-8, rel=0.4)


def test_golden_stopped_short():
    """Where the stored figures are not compared, our likelihood is the higher one."""
    for file, key, nodes in (
        ("bin_nielweise2007.json", "OR|UM.FS|ML", 7),
        ("bin_bcg.json", "OR|UM.RS|ML", 1),
    ):
        stored = golden(file)["glmm"][key]
        model = key.split("|")[1]
        problem = two_arm_problem(two(file), measure="OR", model=model, drop00=True)
        best = approximate(problem, solve(problem, random=True), nodes=nodes)
        held = best.parameters.copy()
        held[0], held[-1] = stored["estimate"], math.sqrt(stored["tau2"])
        free = np.zeros(problem.size)
        if problem.two_effects:
            free[1:3] = 1.0
        start = Maximum(
            value=best.value,
            parameters=held,
            gradient=best.gradient,
            hessian=best.hessian,
            free=free,
            alpha=best.alpha,
            nodes=nodes,
        )
        there = approximate(problem, start, nodes=nodes)
        assert there.value < best.value - 1e-8
        assert there.value > best.value - 1e-3


@pytest.mark.usefixtures("digits")
def test_conditional_model_in_integers():
    """se of the common conditional odds ratio (BCG): metafor's numeric one is 1.4e-4 off."""
    given = two("bin_bcg.json")
    ours = two_arms(given, model="CM.EL", method="EE")
    raw = [given.raw[name].astype(int).tolist() for name in ("ai", "n1i", "ci", "n2i")]
    odds = Decimal(ours.estimate).exp()
    score, information = Decimal(0), Decimal(0)
    for a, n1, c, n2 in zip(*raw, strict=True):
        m = a + c
        j = range(max(0, m - n2), min(n1, m) + 1)
        w = [math.comb(n1, i) * math.comb(n2, m - i) * odds**i for i in j]
        total = sum(w)
        mean = sum(i * one for i, one in zip(j, w, strict=True)) / total
        square = sum(i * i * one for i, one in zip(j, w, strict=True)) / total
        score += a - mean
        information += square - mean**2
    assert abs(float(score)) < 1e-8
    assert ours.se == pytest.approx(float(1 / information.sqrt()), rel=1e-11)


def test_conditional_model_with_heterogeneity_by_differences():
    """se and se of tau2 (nielweise2007) from second differences of our own log-likelihood."""
    problem = two_arm_problem(two("bin_nielweise2007.json"), measure="OR", model="CM.EL")
    ours = two_arms(two("bin_nielweise2007.json"), model="CM.EL", tau2_ci="none")
    best = solve(problem, random=True)

    def value(theta, tau2):
        x = np.array([theta, math.sqrt(tau2)])
        held = Maximum(
            value=0.0, parameters=x, gradient=np.zeros(2), hessian=np.zeros((2, 2)),
            free=np.zeros(2), alpha=best.alpha, nodes=129,
        )  # fmt: skip
        return climb(problem, held, nodes=129).value

    h = 2e-3
    at = (ours.estimate, ours.tau2)
    info = np.empty((2, 2))
    for i in range(2):
        for j in range(2):
            corners = 0.0
            for si in (1, -1):
                for sj in (1, -1):
                    x = list(at)
                    x[i] += si * h
                    x[j] += sj * h
                    corners += si * sj * value(*x)
            info[i, j] = -corners / (4 * h * h)
    V = np.linalg.inv(info)
    assert ours.se == pytest.approx(math.sqrt(V[0, 0]), rel=2e-5)
    assert ours.se_tau2 == pytest.approx(math.sqrt(V[1, 1]), rel=2e-5)


def test_wald_of_the_conditional_model():
    """Closed form of the saturated model's Wald test, near that of the other models."""
    wald = {
        model: two_arms(two("bin_bcg.json"), model=model, method="EE").extras["Q_wald"]
        for model in ("UM.FS", "CM.EL")
    }
    assert wald["CM.EL"] == pytest.approx(wald["UM.FS"], rel=2e-3)


def test_beta_binomial_likelihood_by_scipy():
    x, n = np.array([3, 3, 9, 7, 0, 1]), np.array([117, 35, 195, 136, 105, 262])
    ours = beta_binomial(effects("PLO", xi=x, ni=n), ci="profile")

    def loss(p):
        mu, phi = 1 / (1 + np.exp(-p[0])), np.exp(p[1])
        return -stats.betabinom.logpmf(x, n, mu / phi, (1 - mu) / phi).sum()

    alpha, beta = ours.extras["alpha"], ours.extras["beta"]
    here = stats.betabinom.logpmf(x, n, alpha, beta).sum()
    assert ours.log_likelihood == pytest.approx(here, abs=1e-10)
    found = optimize.minimize(loss, [-3.0, -3.0], method="Nelder-Mead", options={"xatol": 1e-9})
    assert -found.fun == pytest.approx(here, abs=1e-9)
    assert found.x[0] == pytest.approx(ours.estimate, abs=1e-5)


def test_poisson_normal_maximum():
    x, t = np.array([11, 8, 14, 0, 1]), np.array([1.988, 1.461, 10.962, 1.503, 0.483])
    ours = poisson_normal(effects("IRLN", xi=x, ti=t))
    z = np.linspace(-10, 10, 4001)

    def loglik(p):
        rate = np.exp(p[0] + p[1] * z)[:, None] * t
        density = stats.poisson.pmf(x, rate) * stats.norm.pdf(z)[:, None]
        return np.log(density.sum(axis=0) * (z[1] - z[0])).sum()

    found = optimize.minimize(lambda p: -loglik(p), [1.0, 0.5], method="Nelder-Mead")
    at = np.array([ours.estimate, math.sqrt(ours.tau2)])
    assert loglik(at) == pytest.approx(ours.log_likelihood, abs=1e-9)
    assert loglik(at) >= -found.fun - 1e-9
    assert ours.extras["marginal_mean"] == pytest.approx(
        math.exp(ours.estimate + 0.5 * ours.tau2), rel=1e-12
    )


@pytest.mark.parametrize("model", ["UM.FS", "UM.RS", "CM.EL"])
def test_rate_ratio_models_agree_with_each_other(model: str):
    """Without heterogeneity the three models of a rate ratio are the same conditional binomial."""
    x1, t1 = [7, 8, 3, 6, 1, 1], [1344, 1600, 12012, 1536, 370, 729]
    x2, t2 = [11, 8, 14, 10, 1, 8], [1988, 1461, 10962, 1503, 483, 913]
    given = effects("IRR", x1i=x1, t1i=t1, x2i=x2, t2i=t2)
    ours = two_arms(given, measure="IRR", model=model, method="EE")
    exact = two_arms(given, measure="IRR", model="CM.EL", method="EE")
    tolerance = 1e-9 if model != "UM.RS" else 0.05
    assert ours.estimate == pytest.approx(exact.estimate, rel=tolerance)
    assert ours.se == pytest.approx(exact.se, rel=tolerance)
    assert ours.back["natural"].estimate == pytest.approx(math.exp(ours.estimate))


def test_regression_on_a_constant_is_the_pooled_model():
    data = golden("prop_debruin2009.json")["data"]
    given = effects("PLO", xi=data["xi"], ni=data["ni"])
    pooled = binomial_normal(given)
    table = exact_regress(given, {})
    assert table.coefficients[0].estimate == pytest.approx(pooled.estimate, rel=1e-10)
    assert table.coefficients[0].se == pytest.approx(pooled.se, rel=1e-9)
    assert table.tau2_ub == pytest.approx(pooled.tau2_ub, rel=1e-8)


@pytest.mark.parametrize("model", ["UM.FS", "UM.RS", "CM.EL", "CM.AL"])
def test_two_arm_regression_takes_up_heterogeneity(model: str):
    data = golden("bin_bcg.json")["data"]
    latitude = [44, 55, 42, 52, 13, 44, 19, 13, 27, 42, 18, 33, 33]
    given = effects("OR", **{name: data[name] for name in ("ai", "n1i", "ci", "n2i")})
    table = exact_regress(given, {"latitude": latitude}, model=model, tau2_ci="none")
    assert table.tau2 < 0.2 * two_arms(given, model=model, tau2_ci="none").tau2
    assert table.coefficients[1].estimate == pytest.approx(-0.03, abs=0.006)
