"""What any pooled estimate obeys, whatever the data."""

import json
import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trephine.evidence.effect_set import Effects
from trephine.evidence.effects import effects
from trephine.evidence.gosh import gosh
from trephine.evidence.kernel.special import chi2_sf
from trephine.evidence.leave_one_out import leave_one_out
from trephine.evidence.pool import pool

METHODS = ("EE", "DL", "HE", "HS", "HSk", "SJ", "PM", "PMM", "ML", "REML", "DLIT", "DL2", "HE2")
FIGURES = ("estimate", "se", "ci_lb", "ci_ub", "pi_lb", "pi_ub", "tau2", "tau2_lb", "tau2_ub")
REAL = st.floats(-3, 3).map(lambda x: round(x, 3))
VARIANCE = st.floats(-4, 1).map(lambda x: round(math.exp(x), 5))
STUDIES = st.lists(st.tuples(REAL, VARIANCE), min_size=3, max_size=9)


def made(rows) -> Effects:
    y, v = zip(*rows, strict=True)
    return effects("GEN", yi=list(y), vi=list(v))


def near(a, b, size, rel=1e-9):
    """Compare two figures; where tau2 leaves 0, its relative error is that of v + tau2."""
    return (math.isnan(a) and math.isnan(b)) or abs(a - b) <= rel * (abs(b) + size)


@given(rows=STUDIES, method=st.sampled_from(METHODS), seed=st.integers(0, 99))
@settings(max_examples=150, deadline=None)
def test_order_of_studies_does_not_matter(rows, method, seed):
    ours = pool(made(rows), method=method)
    mixed = [rows[i] for i in np.random.default_rng(seed).permutation(len(rows))]
    other = pool(made(mixed), method=method)
    for name in FIGURES:
        assert near(getattr(ours, name), getattr(other, name), 1e-3, 1e-11), name


@given(rows=STUDIES, method=st.sampled_from(METHODS), power=st.integers(-40, 40))
@settings(max_examples=100, deadline=None)
def test_a_power_of_two_as_unit_changes_no_digit(rows, method, power):
    c = 2.0**power
    ours = pool(made(rows), method=method)
    other = pool(made([(y * c, v * c * c) for y, v in rows]), method=method)
    for name in FIGURES:
        a, b = getattr(ours, name), getattr(other, name) / (c * c if "tau2" in name else c)
        assert a == b or (math.isnan(a) and math.isnan(b)), name
    assert ours.I2 == other.I2


@given(rows=STUDIES, method=st.sampled_from(METHODS), c=st.sampled_from([1e-9, 0.3, 7.0, 1e8]))
@settings(max_examples=100, deadline=None)
def test_any_unit_gives_the_same_answer(rows, method, c):
    ours = pool(made(rows), method=method)
    other = pool(made([(y * c, v * c * c) for y, v in rows]), method=method)
    for name in FIGURES:
        back = getattr(other, name) / (c * c if "tau2" in name else c)
        assert near(back, getattr(ours, name), 1e-3), name


@given(rows=STUDIES, method=st.sampled_from(METHODS), shift=st.floats(-50, 50))
@settings(max_examples=100, deadline=None)
def test_shifting_the_effects_shifts_the_mean_only(rows, method, shift):
    ours = pool(made(rows), method=method)
    other = pool(made([(y + shift, v) for y, v in rows]), method=method)
    assert near(other.estimate - shift, ours.estimate, 1.0, 1e-9)
    for name in ("se", "tau2", "tau2_lb", "tau2_ub"):
        assert near(getattr(other, name), getattr(ours, name), 1e-2, 1e-8), name


@given(ys=st.lists(REAL, min_size=2, max_size=9), v=VARIANCE)
@settings(max_examples=150, deadline=None)
def test_equal_variances_have_closed_forms(ys, v):
    """All estimators but ML, HS and SJ are then the sample variance minus v, cut off at 0."""
    studies = effects("GEN", yi=ys, vi=[v] * len(ys))
    k, spread = len(ys), float(np.var(ys) * len(ys))
    for method in ("REML", "PM", "DL", "HE", "EB", "DL2"):
        ours = pool(studies, method=method, test="z", pi="none", tau2_ci="none").tau2
        assert near(ours, max(spread / (k - 1) - v, 0.0), v, 1e-11), method
    for method in ("ML", "HS"):
        ours = pool(studies, method=method, test="z", pi="none", tau2_ci="none").tau2
        assert near(ours, max(spread / k - v, 0.0), v, 1e-11), method


def _likelihood(y, v, t, reml):
    w = 1.0 / (v + t[:, None])
    s = w.sum(axis=1)
    mean = (w * y).sum(axis=1) / s
    Q = (w * (y - mean[:, None]) ** 2).sum(axis=1)
    return 0.5 * (np.log(w).sum(axis=1) - reml * np.log(s) - Q)


@pytest.mark.parametrize("method", ["REML", "ML"])
def test_likelihood_maximum_is_the_highest_of_all(method):
    """Against a grid over nine decades; heavy tails make several maxima common."""
    rng = np.random.default_rng(20)
    several = 0
    for _ in range(400):
        k = int(rng.integers(2, 8))
        span = rng.choice([0.3, 2.0, 6.0])
        v = np.exp(rng.uniform(-span, span, k))
        y = rng.standard_t(1.5, k) * np.sqrt(v + np.exp(rng.uniform(-8, 3)))
        ours = pool(effects("GEN", yi=y, vi=v), method=method, test="z", pi="none", tau2_ci="none")
        several += any(c.kind == "several-likelihood-maxima" for c in ours.cautions)
        top = 3.0 * (y.var() * k + v.max())
        grid = np.r_[0.0, np.exp(np.linspace(np.log(1e-6 * v.min()), np.log(top), 600))]
        reml = 1.0 if method == "REML" else 0.0
        best = _likelihood(y, v, grid, reml).max()
        found = _likelihood(y, v, np.array([ours.tau2]), reml)[0]
        assert found >= best - 1e-11 * max(1.0, abs(best))
    assert several >= 3


@given(rows=STUDIES)
@settings(max_examples=60, deadline=None)
def test_q_profile_limits_bracket_and_satisfy_their_equation(rows):
    ours = pool(made(rows), method="PM")
    y, v = (np.array(column) for column in zip(*rows, strict=True))
    assert ours.tau2_lb <= ours.tau2 * (1 + 1e-12) <= ours.tau2_ub * (1 + 1e-9) + 1e-300
    for limit in (ours.tau2_lb, ours.tau2_ub):
        if limit > 0.0:
            w = 1.0 / (v + limit)
            Q = (w * (y - (w * y).sum() / w.sum()) ** 2).sum()
            tail = chi2_sf(Q, len(y) - 1.0)
            assert min(tail, 1 - tail) == pytest.approx(0.025, rel=1e-8)


@given(rows=STUDIES)
@settings(max_examples=60, deadline=None)
def test_truncated_knapp_hartung_is_never_narrower_than_either(rows):
    hk, z, adhoc = (pool(made(rows), test=test).se for test in ("knha", "z", "adhoc"))
    assert adhoc == max(hk, z)


@given(rows=STUDIES, method=st.sampled_from(("EE", "DL", "REML", "PM")))
@settings(max_examples=40, deadline=None)
def test_gosh_holds_the_whole_and_each_leave_one_out(rows, method):
    studies = made(rows)
    k = studies.k
    every = gosh(studies, method=method, threads=1)
    whole = pool(studies, method=method, test="z", pi="none", tau2_ci="none")
    assert near(every.estimate[-1], whole.estimate, 1e-3)
    assert near(every.tau2[-1], whole.tau2, 1e-3)
    without = leave_one_out(studies, method=method, test="z", pi="none")
    for i in range(k):
        subset = 2**k - 1 - 2**i
        assert near(every.estimate[subset - 1], without.estimate[i], 1e-3)
        assert near(every.I2[subset - 1], without.I2[i], 1.0)


SCRIPT = """
import json, sys
if sys.argv[1] == "interpret":
    from trephine.evidence.kernel.mode import interpret
    interpret()
import numpy as np
from trephine.evidence.effects import effects
from trephine.evidence.gosh import gosh
from trephine.evidence.pool import pool
rng = np.random.default_rng(8)
out = []
for k in (1, 2, 3, 7, 18):
    v = np.exp(rng.uniform(-4, 1, k)); y = rng.normal(0.3, np.sqrt(v + 0.2))
    studies = effects("GEN", yi=y, vi=v)
    for method in %r:
        for test, pi, ci in (("z", "S", "QP"), ("knha", "riley", "BJ"), ("adhoc", "HK", "J")):
            e = pool(studies, method=method, test=test, pi=pi, tau2_ci=ci)
            out.append([getattr(e, name) for name in %r])
    if k == 7:
        e = pool(studies, method="REML", test="kr", pi="KR-PR", tau2_ci="PL")
        out.append([getattr(e, name) for name in %r])
        out.append(gosh(studies).estimate.tolist())
print(json.dumps(out))
"""


def test_compiled_equals_interpreted():
    names = (*FIGURES, "stat", "pval", "se_tau2", "I2", "Qp", "log_likelihood_restricted")
    both = []
    for mode in ("compile", "interpret"):
        script = SCRIPT % (METHODS, names, names)
        ran = subprocess.run(
            [sys.executable, "-c", script, mode], capture_output=True, text=True, check=True
        )
        both.append(json.loads(ran.stdout))
    compiled, interpreted = both
    assert len(compiled) == len(interpreted)
    for one, other in zip(compiled, interpreted, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-11, atol=1e-300)
