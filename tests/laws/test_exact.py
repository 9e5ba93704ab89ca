"""Laws of the exact-likelihood models: mirror images, order, nesting, both ways of running."""

import json
import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trephine.evidence.effects import effects
from trephine.evidence.exact.beta_binomial import beta_binomial
from trephine.evidence.exact.binomial_normal import binomial_normal
from trephine.evidence.exact.two_arms import two_arms
from trephine.evidence.mantel_haenszel import mantel_haenszel
from trephine.evidence.peto import peto

few = settings(max_examples=15, deadline=None)
RTOL = 1e-9


@st.composite
def counts(draw, smallest=3):
    """Studies with at least one that is neither empty nor full."""
    k = draw(st.integers(smallest, 8))
    n = draw(st.lists(st.integers(3, 150), min_size=k, max_size=k))
    x = [draw(st.integers(0, size)) for size in n]
    n[0], x[0] = 20, 7
    return np.array(x), np.array(n)


def close(a: float, b: float) -> bool:
    return a == pytest.approx(b, rel=RTOL, abs=RTOL) or (math.isnan(a) and math.isnan(b))


@few
@given(counts())
def test_events_and_their_absence_mirror(study):
    """Counting who had no event turns the sign of the logit and nothing else."""
    x, n = study
    for fit in (binomial_normal, beta_binomial):
        one = fit(effects("PLO", xi=x, ni=n))
        other = fit(effects("PLO", xi=n - x, ni=n))
        assert close(one.estimate, -other.estimate)
        assert close(one.se, other.se)
        assert close(one.ci_lb, -other.ci_ub)
        assert close(one.log_likelihood, other.log_likelihood)
        assert close(one.back["natural"].estimate, 1.0 - other.back["natural"].estimate)
        if fit is binomial_normal:
            assert close(one.tau2, other.tau2)
            assert close(one.tau2_lb, other.tau2_lb)


@few
@given(counts(), st.randoms(use_true_random=False))
def test_order_of_studies_is_nothing(study, random):
    x, n = study
    order = list(range(len(x)))
    random.shuffle(order)
    for fit in (binomial_normal, beta_binomial):
        one = fit(effects("PLO", xi=x, ni=n))
        other = fit(effects("PLO", xi=x[order], ni=n[order]))
        assert close(one.estimate, other.estimate)
        assert close(one.se, other.se)
        assert close(one.log_likelihood, other.log_likelihood)


@few
@given(counts())
def test_beta_binomial_contains_the_binomial(study):
    """At rho = 0 it is the common-effect model; it never fits worse, and says so where it does."""
    x, n = study
    given_ = effects("PLO", xi=x, ni=n)
    beta, common = beta_binomial(given_), binomial_normal(given_, method="EE")
    assert beta.log_likelihood >= common.log_likelihood - 1e-9
    if beta.extras["rho"] == 0.0:
        assert close(beta.estimate, common.estimate)
        assert close(beta.se, common.se)
        assert beta.cautions[-1].kind == "rho-at-zero"
    assert beta.extras["LRT_rho0"] == pytest.approx(
        2.0 * (beta.log_likelihood - common.log_likelihood), abs=1e-8
    )


@few
@given(counts())
def test_random_effects_contain_the_common_effect(study):
    x, n = study
    given_ = effects("PLO", xi=x, ni=n)
    free, common = binomial_normal(given_), binomial_normal(given_, method="EE")
    assert free.log_likelihood >= common.log_likelihood - 1e-9
    assert free.tau2_lb <= free.tau2 <= free.tau2_ub
    profiled = binomial_normal(given_, ci="profile", tau2_ci="none")
    assert profiled.ci_lb < profiled.estimate < profiled.ci_ub
    if free.tau2 == 0.0:
        assert close(free.estimate, common.estimate)


@st.composite
def tables(draw):
    k = draw(st.integers(3, 6))
    n1 = draw(st.lists(st.integers(5, 80), min_size=k, max_size=k))
    n2 = draw(st.lists(st.integers(5, 80), min_size=k, max_size=k))
    a = [draw(st.integers(0, n)) for n in n1]
    c = [draw(st.integers(0, n)) for n in n2]
    n1[0], a[0], n2[0], c[0] = 30, 9, 25, 12
    n1[1], a[1], n2[1], c[1] = 28, 12, 31, 9
    return tuple(np.array(one) for one in (a, n1, c, n2))


@few
@given(tables())
def test_swapping_the_arms_turns_the_sign(table):
    a, n1, c, n2 = table
    one = effects("OR", ai=a, n1i=n1, ci=c, n2i=n2)
    other = effects("OR", ai=c, n1i=n2, ci=a, n2i=n1)
    for model in ("UM.FS", "CM.EL", "CM.AL"):
        here, there = (two_arms(e, model=model, tau2_ci="none") for e in (one, other))
        assert close(here.estimate, -there.estimate)
        assert here.se == pytest.approx(there.se, rel=1e-7)
        assert here.tau2 == pytest.approx(there.tau2, rel=1e-7, abs=1e-9)
    for fit in (mantel_haenszel, peto):
        here, there = fit(one), fit(other)
        assert close(here.estimate, -there.estimate)
        assert close(here.se, there.se)
    tests = mantel_haenszel(one).extras, mantel_haenszel(other).extras
    for name in ("CMH", "CO", "BD", "TA"):
        assert close(tests[0][name], tests[1][name])


CODE = """
import json, sys
if sys.argv[1] == "interpreted":
    from trephine.evidence.kernel.mode import interpret
    interpret()
from trephine.evidence.effects import effects
from trephine.evidence.exact.binomial_normal import binomial_normal
ours = binomial_normal(effects("PLO", xi=[0, 3, 9, 25], ni=[12, 30, 40, 60]), ci="profile")
loaded = [name for name in ("numba", "scipy") if name in sys.modules]
names = ("estimate", "se", "tau2", "ci_lb", "ci_ub", "tau2_lb", "tau2_ub", "log_likelihood")
print(json.dumps([loaded, [getattr(ours, name) for name in names]]))
"""


def test_interpreted_and_compiled_agree():
    """And the interpreted way, which the command line takes, loads neither Numba nor SciPy."""
    found = {}
    for how in ("interpreted", "compiled"):
        out = subprocess.run(
            [sys.executable, "-c", CODE, how], capture_output=True, text=True, check=True
        )
        found[how] = json.loads(out.stdout)
    assert found["interpreted"][0] == []
    assert found["interpreted"][1] == pytest.approx(found["compiled"][1], rel=1e-10)
