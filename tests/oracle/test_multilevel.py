"""Three-level model and robust variance against dense matrices, written from the definitions."""

import json
import math
from pathlib import Path

import numpy as np
import pytest
from scipy import optimize, stats

from trephine.core.error import InputError, MethodError
from trephine.evidence.effects import effects
from trephine.evidence.multilevel import multilevel
from trephine.evidence.regression import regress
from trephine.evidence.robust import robust
from trephine.evidence.robust_effects import robust_effects
from trephine.evidence.sandwich import rows_of, sandwich

GOLDEN = Path(__file__).parents[2] / "validation" / "metafor" / "golden"
DATA = json.loads((GOLDEN / "multilevel_konstantopoulos2011.json").read_text())["data"]
Y, V = np.array(DATA["yi"], dtype=float), np.array(DATA["vi"], dtype=float)
CLUSTER = DATA["cl"]
GIVEN = effects("GEN", yi=Y, vi=V)
SAME = np.equal.outer(CLUSTER, CLUSTER).astype(float)


def total(between: float, within: float, rho: float) -> np.ndarray:
    correlation = np.where(SAME > 0.0, rho, 0.0)
    np.fill_diagonal(correlation, 1.0)
    root = np.sqrt(V)
    return correlation * np.outer(root, root) + between * SAME + within * np.eye(len(Y))


def loglik(p, rho: float, *, restricted: bool) -> float:
    S = total(p[0] ** 2, p[1] ** 2, rho)
    X = np.ones((len(Y), 1))
    W = np.linalg.inv(S)
    G = X.T @ W @ X
    beta = np.linalg.solve(G, X.T @ W @ Y)
    e = Y - X @ beta
    df = len(Y) - 1 if restricted else len(Y)
    value = -0.5 * (df * math.log(2 * math.pi) + np.linalg.slogdet(S)[1] + e @ W @ e)
    if restricted:
        value += 0.5 * math.log(len(Y)) - 0.5 * np.linalg.slogdet(G)[1]
    return float(value)


@pytest.mark.parametrize("rho", [0.0, 0.6])
@pytest.mark.parametrize("method", ["REML", "ML"])
def test_maximum_of_the_dense_likelihood(method: str, rho: float):
    restricted = method == "REML"
    ours = multilevel(GIVEN, CLUSTER, method=method, rho=rho)
    at = np.sqrt(ours.sigma2)
    here = loglik(at, rho, restricted=restricted)
    assert ours.log_likelihood == pytest.approx(here, abs=1e-10)
    found = optimize.minimize(
        lambda p: -loglik(p, rho, restricted=restricted), [0.3, 0.2], method="Nelder-Mead",
        options={"xatol": 1e-9, "fatol": 1e-12},
    )  # fmt: skip
    assert here >= -found.fun - 1e-10
    for which in (0, 1):
        for end in ours.sigma2_ci[which]:

            def profiled(other, end=end, which=which):
                p = [0.0, 0.0]
                p[which], p[1 - which] = math.sqrt(end), other
                return -loglik(p, rho, restricted=restricted)

            best = -optimize.minimize_scalar(profiled, bounds=(0.0, 1.5), method="bounded").fun
            if end == 0.0:
                assert 2 * (here - best) <= stats.chi2.ppf(0.95, 1) + 1e-6
            else:
                assert 2 * (here - best) == pytest.approx(stats.chi2.ppf(0.95, 1), abs=1e-5)


@pytest.mark.parametrize("rho", [0.0, 0.6])
def test_sandwich_from_the_definitions(rho: float):
    ours = multilevel(GIVEN, CLUSTER, {"year": DATA["year"]}, rho=rho, sigma2_ci="none")
    X = np.column_stack([np.ones(len(Y)), DATA["year"]])
    S = total(*ours.sigma2, rho)
    W = np.linalg.inv(S)
    M = np.linalg.inv(X.T @ W @ X)
    e = Y - X @ (M @ X.T @ W @ Y)
    H = X @ M @ X.T @ W
    R = np.eye(len(Y)) - H
    names = list(dict.fromkeys(CLUSTER))
    rows = [np.array([i for i, c in enumerate(CLUSTER) if c == name]) for name in names]
    meat, meat2, forms = np.zeros((2, 2)), np.zeros((2, 2)), []
    for r in rows:
        score = X[r].T @ W[np.ix_(r, r)] @ e[r]
        meat += np.outer(score, score)
        L = np.linalg.cholesky(S[np.ix_(r, r)])
        B = L.T @ (R @ S @ R.T)[np.ix_(r, r)] @ L
        values, vectors = np.linalg.eigh(B)
        keep = values > 1e-12 * values.max()
        root = (vectors[:, keep] / np.sqrt(values[keep])) @ vectors[:, keep].T
        A = L @ root @ L.T
        score = X[r].T @ W[np.ix_(r, r)] @ A @ e[r]
        meat2 += np.outer(score, score)
        forms.append(R[r].T @ A.T @ W[np.ix_(r, r)] @ X[r] @ M)
    for kind, expected in (
        ("CR0", M @ meat @ M),
        ("CR1", M @ meat @ M * len(rows) / (len(rows) - 2)),
        ("CR2", M @ meat2 @ M),
    ):
        found = robust(ours, kind=kind)
        assert found.vb == pytest.approx(expected, rel=1e-8)
    for j in range(2):
        g = np.array([form[:, j] for form in forms])
        P = g @ S @ g.T
        ddf = np.trace(P) ** 2 / (P**2).sum()
        assert robust(ours).ddf[j] == pytest.approx(ddf, rel=1e-8)


def test_cr2_is_unbiased_under_the_working_model():
    """The expectation of the CR2 estimator is the model's own variance."""
    ours = multilevel(GIVEN, CLUSTER, sigma2_ci="none")
    S = total(*ours.sigma2, 0.0)
    root = np.linalg.cholesky(S)
    rows = rows_of(ours.cluster)
    Phi = [S[np.ix_(r, r)] for r in rows]
    X = np.ones((len(Y), 1))
    M = np.linalg.inv(X.T @ np.linalg.solve(S, X))
    R = np.eye(len(Y)) - X @ M @ X.T @ np.linalg.inv(S)
    columns = (R @ root).T
    average = sum(sandwich(X, e, Phi, rows, kind="CR2").vb[0, 0] for e in columns)
    # each column of the root is one direction of y; the estimator is quadratic, so they add up
    assert average == pytest.approx(ours.vb[0, 0], rel=1e-9)


def test_robust_on_a_regression():
    fitted = regress(GIVEN, method="DL", test="z")
    found = robust(fitted, CLUSTER, kind="CR0")
    w = 1.0 / (V + fitted.tau2)
    e = Y - fitted.coefficients[0].estimate
    scores = [sum(w[i] * e[i] for i, c in enumerate(CLUSTER) if c == name) for name in set(CLUSTER)]
    expected = math.sqrt(sum(s * s for s in scores)) / w.sum()
    assert found.coefficients[0].se == pytest.approx(expected, rel=1e-12)
    with pytest.raises(MethodError):
        robust(fitted)


def test_order_and_labels_are_nothing():
    order = np.random.default_rng(3).permutation(len(Y))
    one = multilevel(GIVEN, CLUSTER)
    other = multilevel(effects("GEN", yi=Y[order], vi=V[order]), [CLUSTER[i] for i in order])
    assert one.sigma2 == pytest.approx(other.sigma2, rel=1e-9)
    assert one.beta == pytest.approx(other.beta, rel=1e-11)
    assert robust(one).ddf == pytest.approx(robust(other).ddf, rel=1e-9)
    rve = (
        robust_effects(GIVEN, CLUSTER),
        robust_effects(effects("GEN", yi=Y[order], vi=V[order]), [f"d{CLUSTER[i]}" for i in order]),
    )
    assert rve[0].tau2 == pytest.approx(rve[1].tau2, rel=1e-12)


def test_variances_on_the_edge():
    """Identical effects: both variances 0, and the model is the common-effect one."""
    flat = effects("GEN", yi=[0.2] * 6, vi=[0.1, 0.2, 0.1, 0.3, 0.2, 0.1])
    ours = multilevel(flat, list("aabbcc"))
    assert ours.sigma2 == (0.0, 0.0)
    assert ours.coefficients[0].se == pytest.approx(
        1 / math.sqrt(sum(1 / v for v in (0.1, 0.2, 0.1, 0.3, 0.2, 0.1)))
    )
    assert ours.sigma2_ci[0][0] == 0.0


def test_refusals():
    with pytest.raises(MethodError, match="three-level"):
        multilevel(GIVEN, range(len(Y)))
    with pytest.raises(InputError, match="cluster"):
        multilevel(GIVEN, CLUSTER[:-1])
    with pytest.raises(InputError):
        multilevel(GIVEN, CLUSTER, rho=1.0)
    for options in ({"method": "DL"}, {"test": "knha"}, {"dfs": "kr"}, {"sigma2_ci": "QP"}):
        with pytest.raises(MethodError):
            multilevel(GIVEN, CLUSTER, **options)
    with pytest.raises(MethodError):
        robust(multilevel(GIVEN, CLUSTER, sigma2_ci="none"), kind="CR3")
    with pytest.raises(MethodError):
        robust_effects(GIVEN, CLUSTER, model="BOTH")
    with pytest.raises(InputError):
        robust_effects(GIVEN, CLUSTER, rho=2.0)
    few = robust_effects(effects("GEN", yi=Y[:6], vi=V[:6]), list("aabbcc"))
    assert few.cautions[-1].kind == "few-degrees-of-freedom"
