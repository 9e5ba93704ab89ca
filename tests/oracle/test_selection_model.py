"""Selection models against the definition, finite differences and metafor."""

import math
import shutil
import subprocess

import numpy as np
import pytest
from scipy.stats import norm

from trephine.evidence.bias.selection_model import selection_model
from trephine.evidence.effect_set import Effects
from validation.metafor.compare._given import measured
from validation.metafor.ledger import Ledger

NODES, WEIGHTS = np.polynomial.legendre.leggauss(20)
RNG = np.random.default_rng(20221103)


def effects_of(yi, vi) -> Effects:
    k = len(yi)
    labels = tuple(f"s{i}" for i in range(k))
    return Effects(
        measure="GEN", yi=np.array(yi), vi=np.array(vi), ni=np.full(k, np.nan), labels=labels
    )


def drawn(k: int = 11) -> Effects:
    vi = np.exp(RNG.normal(-2.5, 1.0, k))
    return effects_of(0.25 + RNG.normal(size=k) * np.sqrt(vi + 0.05), vi)


def weight(kind, p, delta):
    if kind == "beta":
        return p ** (delta[0] - 1) * (1 - p) ** (delta[1] - 1)
    return {
        "halfnorm": lambda: np.exp(-delta[0] * p * p),
        "negexp": lambda: np.exp(-delta[0] * p),
        "logistic": lambda: 2 / (1 + np.exp(delta[0] * p)),
        "power": lambda: (1 - p) ** delta[0],
    }[kind]()


def log_likelihood(effects, kind, alternative, mu, tau2, delta, steps=()):
    """Written from the definition, in y, between the points where the weight has a kink."""
    sign = -1.0 if alternative == "less" else 1.0
    two = alternative == "two.sided"
    censor = 1e-5 if kind in {"beta", "power"} else 0.0
    kinks = {censor, 1 - censor} | set(steps)
    z_kinks = [0.0]
    for kink in kinks - {0.0, 1.0}:
        z = float(norm.isf(kink / (2 if two else 1)))
        z_kinks += [z, -z]
    if two and censor:
        # Near p = 1 the weight goes with a power of |z|: panels shrink towards it.
        z_kinks += [side * 1.2e-5 * 2.0**j for j in range(16) for side in (1, -1)]

    def w_of(z):
        p = np.clip(2 * norm.sf(np.abs(z)) if two else norm.sf(sign * z), censor, 1 - censor)
        if kind == "stepfun":
            return np.array(delta)[np.searchsorted(steps, p, side="left")]
        return weight(kind, p, delta)

    total = 0.0
    for y, v in zip(effects.yi, effects.vi, strict=True):
        sigma, s = math.sqrt(v), math.sqrt(v + tau2)
        low, high = mu - 14 * s, mu + 14 * s
        ends = [low, high, *(z * sigma for z in z_kinks), *np.arange(low, high, sigma / 2)]
        ends = np.unique(np.clip(ends, low, high))
        half, middle = np.diff(ends) / 2, (ends[1:] + ends[:-1]) / 2
        x = middle[:, None] + half[:, None] * NODES
        A = float(np.sum(half[:, None] * WEIGHTS * w_of(x / sigma) * norm.pdf(x, mu, s)))
        total += float(np.log(w_of(np.array([y / sigma])))[0])
        total += norm.logpdf(y, mu, s) - math.log(A)
    return total


CASES = [
    ("stepfun", "greater", (1.0, 0.4), (0.025, 1.0)),
    ("stepfun", "two.sided", (1.0, 0.7, 0.2), (0.05, 0.5, 1.0)),
    ("beta", "greater", (0.6, 1.7), ()),
    ("beta", "two.sided", (1.3, 0.8), ()),
    ("halfnorm", "less", (3.0,), ()),
    ("negexp", "two.sided", (2.0,), ()),
    ("logistic", "greater", (4.0,), ()),
    ("power", "less", (1.5,), ()),
    ("negexp", "greater", (40.0,), ()),
]


@pytest.mark.parametrize(("kind", "alternative", "delta", "steps"), CASES)
def test_likelihood_is_that_of_the_definition(kind, alternative, delta, steps):
    effects = drawn()
    choices = {"type": kind, "alternative": alternative, "delta": delta, "tau2": 0.07}
    if steps:
        choices["steps"] = steps
    ours = selection_model(effects, **choices)
    direct = log_likelihood(effects, kind, alternative, ours.estimate, 0.07, delta, steps)
    assert ours.log_likelihood == pytest.approx(direct, abs=1e-9)
    assert ours.quadrature_error < 1e-10
    step = 1e-4
    for side in (-step, step):
        moved = log_likelihood(effects, kind, alternative, ours.estimate + side, 0.07, delta, steps)
        assert moved < direct, "mu is a maximum"


@pytest.mark.parametrize("kind", ["halfnorm", "logistic", "beta"])
def test_standard_errors_are_those_of_the_observed_information(kind):
    effects = dict(measured(Ledger("cor_molloy2014.json")))["ZCOR"]
    ours = selection_model(effects, type=kind, alternative="less")
    point = np.array([ours.estimate, ours.tau2, *ours.delta])
    step = 5e-3 * np.array([ours.se, ours.se_tau2, *ours.se_delta])
    n = len(point)

    def height(*moves):
        x = point.copy()
        for i, by in moves:
            x[i] += by * step[i]
        return log_likelihood(effects, kind, "less", x[0], x[1], tuple(x[2:]))

    hessian = np.empty((n, n))
    for i in range(n):
        for j in range(n):
            four = [a * b * height((i, a), (j, b)) for a in (1, -1) for b in (1, -1)]
            hessian[i, j] = sum(four) / (4 * step[i] * step[j])
    se = np.sqrt(np.diag(np.linalg.inv(-hessian)))
    assert [ours.se, ours.se_tau2, *ours.se_delta] == pytest.approx(list(se), rel=1e-3)


def test_metafor_fails_where_the_scale_is_small():
    """Its log-likelihood of 52.15 for these rates stands at a point where the integrals give 43."""
    effects = dict(measured(Ledger("rate_nielweise2008_IRD.json")))["IRD"]
    golden = Ledger("rate_nielweise2008_IRD.json").at("measures", "IRD", "selmodel", "negexp_l")
    there = log_likelihood(
        effects, "negexp", "less", golden["estimate"], golden["tau2"], (golden["delta"],)
    )
    ours = selection_model(effects, type="negexp", alternative="less")
    assert golden["logLik"] > there + 9
    assert ours.log_likelihood > there


def test_weights_of_vevea_and_woods():
    """Table 1 of Vevea and Woods 2005 on the teacher expectancy data; figures of metafor 3.8-1."""
    effects = dict(measured(Ledger("gen_raudenbush1985.json")))["SMD_given"]
    steps = (0.005, 0.01, 0.05, 0.10, 0.25, 0.35, 0.50, 0.65, 0.75, 0.90, 0.95, 0.99, 0.995, 1)
    moderate = (1, 0.99, 0.95, 0.80, 0.75, 0.65, 0.60, 0.55, 0.50, 0.50, 0.50, 0.50, 0.50, 0.50)
    severe = (1, 0.99, 0.90, 0.75, 0.60, 0.50, 0.25, 0.25, 0.50, 0.60, 0.75, 0.90, 0.99, 1.00)
    one = selection_model(effects, steps=steps, delta=moderate)
    assert [one.estimate, one.se, one.tau2, one.log_likelihood] == pytest.approx(
        [0.03226417904, 0.03906757437, 0.002999188321, -2.477652603], rel=2e-5
    )
    two = selection_model(effects, steps=steps, delta=severe)
    assert [two.estimate, two.se, two.log_likelihood] == pytest.approx(
        [0.04181186615, 0.03085639146, -2.643574469], rel=2e-5
    )
    assert two.tau2 == 0
    assert math.isnan(two.se_tau2)
    assert math.isnan(two.LRTp)
    assert "vevea-woods-2005" in two.methods


SCRIPT = """
suppressMessages(library(metafor))
f <- rma(yi, vi, data = dat.raudenbush1985, method = "ML")
r <- selmodel(f, type = "stepfun", steps = c(.05, .5), alternative = "two.sided",
              control = list(reltol = 1e-13, maxit = 5000))
cat(sprintf("%.12g", c(r$beta, r$delta, logLik(r))))
"""


@pytest.mark.r
@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_two_sided_steps_in_metafor():
    done = subprocess.run(
        ["Rscript", "-e", SCRIPT], check=False, capture_output=True, text=True, timeout=120
    )
    if done.returncode:
        pytest.skip("R has no metafor, or its optimiser gave up: " + done.stderr[-200:])
    theirs = [float(x) for x in done.stdout.split()]
    effects = dict(measured(Ledger("gen_raudenbush1985.json")))["SMD_given"]
    ours = selection_model(effects, steps=(0.05, 0.5), alternative="two.sided")
    # BFGS stops early, never above the maximum.
    assert ours.log_likelihood >= theirs[-1] - 1e-9
    assert [ours.estimate, *ours.delta] == pytest.approx(theirs[:-1], rel=1e-3)
