"""Estimators and intervals that the golden files do not hold, against independent computations."""

import json
import math
import shutil
import subprocess

import numpy as np
import pytest
from scipy import integrate, optimize, stats

from trephine.evidence.effects import effects
from trephine.evidence.kernel.quadratic_form import generalised_q_cdf
from trephine.evidence.pool import pool

RNG = np.random.default_rng(11)
VI = np.exp(RNG.uniform(-4.0, 0.0, 9))
YI = RNG.normal(0.4, np.sqrt(VI + 0.15))
STUDIES = effects("GEN", yi=YI, vi=VI)
A = 1.0 / np.sqrt(VI)


def imhof(q: float, a: np.ndarray, v: np.ndarray, t: float) -> float:
    """P(Q <= q) by eigenvalues and Imhof's integral."""
    root = np.sqrt(v + t)
    P = np.diag(a) - np.outer(a, a) / a.sum()
    weights = np.linalg.eigvalsh(root[:, None] * P * root[None, :])[1:]

    def integrand(u: float) -> float:
        angle = 0.5 * np.arctan(weights * u).sum() - 0.5 * q * u
        return math.sin(angle) / (u * np.prod((1.0 + (weights * u) ** 2) ** 0.25))

    return 0.5 - integrate.quad(integrand, 0.0, np.inf, limit=2000)[0] / math.pi


def generalised_q(a: np.ndarray) -> float:
    return float((a * (YI - (a * YI).sum() / a.sum()) ** 2).sum())


@pytest.mark.parametrize("t", [0.0, 0.2, 3.0])
@pytest.mark.parametrize("q", [2.0, 8.0, 30.0])
def test_generalised_q_against_imhof(q, t):
    assert generalised_q_cdf(q, A, VI, t) == pytest.approx(imhof(q, A, VI, t), abs=1e-7)


def test_generalised_q_with_constant_weights_is_chi_squared():
    v, a = np.full(7, 0.3), np.full(7, 2.0)
    for q in (0.1, 3.0, 9.0, 40.0):
        expected = stats.chi2.cdf(q / 0.6, 6)
        assert generalised_q_cdf(q, a, v, 0.0) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("kind", "a"), [("BJ", 1.0 / VI), ("J", A), ("GENQ", A)])
def test_intervals_that_invert_the_generalised_q(kind, a):
    weights = A if kind == "GENQ" else None
    ours = pool(STUDIES, test="z", tau2_ci=kind, weights=weights)
    Q = generalised_q(a)
    for limit, p in ((ours.tau2_lb, 0.975), (ours.tau2_ub, 0.025)):
        assert imhof(Q, a, VI, limit) == pytest.approx(p, abs=1e-7) or limit == 0.0


def test_median_unbiased_estimator_puts_the_observed_q_at_its_median():
    ours = pool(STUDIES, method="GENQM", test="z", weights=A)
    assert imhof(generalised_q(A), A, VI, ours.tau2) == pytest.approx(0.5, abs=1e-7)


def test_profile_likelihood_limits_against_brent():
    ours = pool(STUDIES, method="REML", tau2_ci="PL")

    def log_likelihood(t: float) -> float:
        w = 1.0 / (VI + t)
        mean = (w * YI).sum() / w.sum()
        Q = (w * (YI - mean) ** 2).sum()
        return 0.5 * float(np.log(w).sum() - np.log(w.sum()) - Q)

    top = log_likelihood(ours.tau2)
    target = top - 0.5 * stats.chi2.isf(0.05, 1)
    upper = optimize.brentq(lambda t: log_likelihood(t) - target, ours.tau2, 50.0, xtol=1e-14)
    assert ours.tau2_ub == pytest.approx(upper, rel=1e-10)
    if log_likelihood(0.0) < target:
        lower = optimize.brentq(lambda t: log_likelihood(t) - target, 0.0, ours.tau2, xtol=1e-15)
        assert ours.tau2_lb == pytest.approx(lower, rel=1e-9)
    else:
        assert ours.tau2_lb == 0.0


def test_two_step_estimators_by_their_definition():
    """DerSimonian and Kacker 2007: moment estimator with weights at the first one's tau2."""
    for first, second in (("DL", "DL2"), ("HE", "HE2")):
        a = 1.0 / (VI + pool(STUDIES, method=first).tau2)
        s1, s2 = a.sum(), (a**2).sum()
        mean_q = (a * VI).sum() - (a**2 * VI).sum() / s1
        expected = (generalised_q(a) - mean_q) / (s1 - s2 / s1)
        assert pool(STUDIES, method=second).tau2 == pytest.approx(expected, rel=1e-12)


def test_kenward_roger_against_a_numerical_derivation():
    """Kenward and Roger 1997 with one mean: 2 / A, A = W (dPhi/dtau2 / Phi)^2, by differences."""
    ours = pool(STUDIES, method="REML", test="kr97")
    t = ours.tau2

    def phi(x: float) -> float:
        return float(1.0 / (1.0 / (VI + x)).sum())

    h = 1e-5 * t
    slope = (phi(t + h) - phi(t - h)) / (2.0 * h)
    W = ours.se_tau2**2
    assert ours.ddf == pytest.approx(2.0 * (phi(t) / slope) ** 2 / W, rel=1e-6)
    adjusted = pool(STUDIES, method="REML", test="kr")
    assert adjusted.se == ours.se > pool(STUDIES, method="REML", test="z").se
    factor = ours.se**2 / phi(t)
    assert adjusted.ddf == pytest.approx(ours.ddf / factor**2, rel=1e-12)


def test_iterated_dersimonian_laird_is_the_fixed_point_that_metafor_iterates_to():
    """metafor itself often falls into a cycle of two values here and then reports an error."""
    t = pool(STUDIES, method="DLIT").tau2
    a = 1.0 / (VI + t)
    trace = a.sum() - (a**2).sum() / a.sum()
    assert t == pytest.approx((generalised_q(a) - 8.0) / trace, rel=1e-10)


@pytest.mark.r
def test_estimators_against_metafor():
    if shutil.which("Rscript") is None:
        pytest.skip("needs R with metafor: no Rscript on this machine")
    script = f"""
    if (!requireNamespace("metafor", quietly=TRUE)) quit(status=3)
    suppressMessages(library(metafor))
    yi <- c({",".join(repr(float(y)) for y in YI)}); vi <- c({",".join(repr(float(v)) for v in VI)})
    con <- list(threshold=1e-12, tol=1e-13, maxiter=5000)
    for (m in c("DL","HE","HS","HSk","SJ","SJIT","PM","PMM","EB","ML","REML")) {{
      f <- rma(yi, vi, method=m, control=con, test="knha")
      cat(m, format(c(f$tau2, f$se.tau2, f$beta, f$se, f$I2, f$H2), digits=16), "\\n")
    }}
    f <- rma(yi, vi, method="GENQ", weights=1/sqrt(vi), control=con)
    cat("GENQ", format(c(f$tau2, f$se.tau2, f$beta, f$se, f$I2, f$H2), digits=16), "\\n")
    f <- rma(yi, vi, tau2=0.1)
    cat("FIXED", format(c(f$tau2, NaN, f$beta, f$se, f$I2, f$H2), digits=16), "\\n")
    """
    ran = subprocess.run(["Rscript", "-e", script], capture_output=True, text=True, check=False)
    if ran.returncode == 3:
        pytest.skip("needs R with metafor: the package is not installed")
    assert ran.returncode == 0, ran.stderr
    rows = [line.split() for line in ran.stdout.splitlines() if line.strip()]
    assert len(rows) == 13
    for name, *values in rows:
        if name == "GENQ":
            ours = pool(STUDIES, method="GENQ", test="z", weights=A)
        elif name == "FIXED":
            ours = pool(STUDIES, tau2=0.1, test="z")
        else:
            ours = pool(STUDIES, method=name, test="knha")
        figures = [ours.tau2, ours.se_tau2, ours.estimate, ours.se, ours.I2, ours.H2]
        np.testing.assert_allclose(figures, [float(v) for v in values], rtol=1e-8, err_msg=name)


def test_json_has_no_surprise():
    assert json.loads(json.dumps(pool(STUDIES).as_dict()))["k"] == 9
