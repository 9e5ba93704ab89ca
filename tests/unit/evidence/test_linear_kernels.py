"""Kernels of models with moderators: accuracy, exact solutions, the global maximum."""

import math
import subprocess
import sys
from fractions import Fraction

import numpy as np
import pytest

from trephine.evidence.kernel.linear import factor, hat, logdet, moments, quick_moments, workspace
from trephine.evidence.kernel.linear_tau2 import (
    DLIT,
    ML,
    PM,
    REML,
    estimate_tau2,
    likelihood_optimum,
    log_likelihood_at,
)

CODES = {"REML": REML, "ML": ML}


def problem(seed: int, k: int, p: int, spread: float = 1.0):
    rng = np.random.default_rng(seed)
    v = np.exp(rng.normal(-2.0, spread, k))
    y = rng.normal(0.0, np.sqrt(v + np.exp(rng.normal(-2.0, 1.5))))
    X = np.column_stack([np.ones(k), *(rng.normal(size=k) for _ in range(p - 1))])
    return np.ascontiguousarray(np.linalg.qr(X)[0].T), y, v


@pytest.mark.parametrize(("k", "p"), [(5, 1), (9, 2), (14, 4)])
def test_moments_are_those_of_the_matrices(k: int, p: int) -> None:
    Zt, y, v = problem(3, k, p)
    w = 1.0 / (v + 0.3)
    Z, W = Zt.T, np.diag(w)
    P = W - W @ Z @ np.linalg.inv(Z.T @ W @ Z) @ Z.T @ W
    expected = (y @ P @ y, y @ P @ P @ y, y @ P @ P @ P @ y, np.trace(P), np.trace(P @ P))
    assert moments(Zt, y, w, workspace(k, p)) == pytest.approx(expected, rel=1e-11)


def test_moments_survive_a_study_of_enormous_weight() -> None:
    """Weights of 1e13 and three of about 1, in rational arithmetic for one column."""
    v = np.array([1e-13, 0.25, 0.5, 0.375])
    y = np.array([0.125, 0.5, -0.25, 0.75])
    w = [1 / Fraction(value) for value in v]
    x = [Fraction(value) for value in y]
    S = sum(w)
    P = [[(w[i] if i == j else 0) - w[i] * w[j] / S for j in range(4)] for i in range(4)]
    Py = [sum(P[i][j] * x[j] for j in range(4)) for i in range(4)]
    PPy = [sum(P[i][j] * Py[j] for j in range(4)) for i in range(4)]
    exact = (
        sum(a * b for a, b in zip(x, Py, strict=True)),
        sum(a * a for a in Py),
        sum(a * b for a, b in zip(Py, PPy, strict=True)),
        sum(P[i][i] for i in range(4)),
        sum(P[i][j] ** 2 for i in range(4) for j in range(4)),
    )
    Zt = np.full((1, 4), 0.5)
    ours = moments(Zt, y, 1.0 / v, workspace(4, 1))
    assert ours == pytest.approx([float(value) for value in exact], rel=1e-12)


@pytest.mark.parametrize("p", [1, 2, 3, 5])
@pytest.mark.parametrize("ratio", [1.0, 1e3, 1e9, 1e13], ids=lambda r: f"weights 1 to {r:g}")
def test_the_fast_way_agrees_with_the_careful_one(p: int, ratio: float) -> None:
    for seed in range(20):
        Zt, y, v = problem(seed, 12, p)
        w = 1.0 / v
        w[seed % 12] *= ratio
        ws = workspace(12, p)
        fast = quick_moments(Zt, y, w, ws)
        slow = (*moments(Zt, y, w, ws), logdet(ws))
        assert fast == pytest.approx(slow, rel=1e-11, abs=1e-11 * abs(slow[0]))


def test_dependent_columns_give_nan() -> None:
    Zt = np.vstack([np.ones(5), np.full(5, 2.0)])
    assert all(math.isnan(m) for m in moments(Zt, np.arange(5.0), np.ones(5), workspace(5, 2)))


@pytest.mark.parametrize("method", ["REML", "ML"])
def test_no_tau2_is_likelier(method: str) -> None:
    code = CODES[method]
    several = 0
    for seed in (*range(150), 239):  # the last has two maxima by REML, 11 of the others by ML
        k, p = 4 + seed % 9, 1 + seed % 2
        Zt, y, v = problem(seed, k, p, spread=(0.5, 1.5, 3.0)[seed % 3])
        ws, w = workspace(k, p), np.empty(k)
        best = likelihood_optimum(code, Zt, y, v, ws)
        top = log_likelihood_at(code, Zt, y, v, best, w, ws)
        grid = np.concatenate(([0.0], np.geomspace(1e-6 * v.min(), 1e3 * (v.max() + y.var()), 300)))
        lls = np.array([log_likelihood_at(code, Zt, y, v, t, w, ws) for t in grid])
        rise = np.sign(np.diff(lls))
        several += int(((rise[:-1] > 0) & (rise[1:] < 0)).sum() + (rise[0] < 0) > 1)
        assert lls.max() <= top + 1e-12 * abs(top), f"seed {seed}"
    assert several, "none of these problems has two maxima: the test proves little"


@pytest.mark.parametrize("method", ["REML", "ML"])
def test_the_score_vanishes_at_the_optimum(method: str) -> None:
    Zt, y, v = problem(1, 12, 2)
    ws = workspace(12, 2)
    t = likelihood_optimum(CODES[method], Zt, 4.0 * y, v, ws)
    w = 1.0 / (v + t)
    _y1, y2, y3, trace, squares = moments(Zt, 4.0 * y, w, ws)
    gap = y2 - (trace if method == "REML" else w.sum())
    slope = -2.0 * y3 + (squares if method == "REML" else (w**2).sum())
    assert t > 0.0
    assert abs(gap / slope) < 1e-13 * t


@pytest.mark.parametrize("seed", range(8))
def test_moment_equations_are_solved(seed: int) -> None:
    k, p = 10, 1 + seed % 3
    Zt, y, v = problem(seed, k, p)
    y = 5.0 * y
    ws = workspace(k, p)
    t, _se = estimate_tau2(PM, Zt, y, v, v, 0.0, ws)
    assert moments(Zt, y, 1.0 / (v + t), ws)[0] == pytest.approx(k - p, rel=1e-13)
    t, _se = estimate_tau2(DLIT, Zt, y, v, v, 0.0, ws)
    y1, _y2, _y3, trace, _squares = moments(Zt, y, 1.0 / (v + t), ws)
    assert t > 0.0
    assert (y1 - (k - p)) / trace == pytest.approx(t, rel=1e-12)


@pytest.mark.parametrize("scale", [1e-8, 1e8])
def test_tau2_follows_the_scale(scale: float) -> None:
    Zt, y, v = problem(5, 9, 2)
    for code in (REML, ML, PM, DLIT):
        one, se = estimate_tau2(code, Zt, 3.0 * y, v, v, 0.0, workspace(9, 2))
        far = estimate_tau2(code, Zt, 3.0 * y * scale, v * scale**2, v, 0.0, workspace(9, 2))
        assert far == pytest.approx((one * scale**2, se * scale**2), rel=1e-12)


def test_hat_entries() -> None:
    Zt, y, v = problem(0, 6, 2)
    ws = workspace(6, 2)
    assert factor(Zt, y, 1.0 / v, ws)
    W, Z = np.diag(v**-0.5), Zt.T
    H = W @ Z @ np.linalg.inv(Z.T @ W @ W @ Z) @ Z.T @ W
    assert hat(ws, 1, 4) == pytest.approx(H[1, 4], rel=1e-12)
    assert ws[2] == pytest.approx(np.diag(H), rel=1e-12), "the row of leverages"


def test_interpreted_kernels_give_the_same_figures() -> None:
    code = (
        "import sys\n"
        "from trephine.evidence.kernel import mode\n"
        "if sys.argv[1] == 'plain': mode.interpret()\n"
        "import numpy as np\n"
        "from trephine.evidence.effect_set import Effects\n"
        "from trephine.evidence.influence import influence\n"
        "y = np.array([0.1, 0.9, 0.3, 1.4, -0.2, 0.6]); v = np.array([.1, .2, .05, .3, .1, .15])\n"
        "e = Effects(measure='GEN', yi=y, vi=v, ni=v, labels=tuple('abcdef'))\n"
        "f = influence(e, {'x': [1, 4, 2, 6, 3, 3]}, method='REML')\n"
        "print(*(repr(float(x)) for x in (*f.rstudent, *f.cook_d, *f.tau2_del)))\n"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code, how], check=True, capture_output=True, text=True
        )
        for how in ("plain", "compiled")
    ]
    plain, compiled = ([float(x) for x in run.stdout.split()] for run in runs)
    assert len(plain) == 18
    assert plain == pytest.approx(compiled, rel=1e-12, abs=1e-14)
