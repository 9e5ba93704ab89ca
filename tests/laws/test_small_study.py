"""Laws of the tests and models for small-study effects."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trephine.evidence.bias.begg import begg
from trephine.evidence.bias.egger import egger
from trephine.evidence.bias.excess_significance import excess_significance
from trephine.evidence.bias.fail_safe_n import fail_safe_n
from trephine.evidence.bias.lfk import lfk
from trephine.evidence.bias.limit import limit
from trephine.evidence.bias.pet_peese import pet_peese
from trephine.evidence.bias.selection_model import selection_model
from trephine.evidence.effects import effects

EFFECT = st.integers(-300, 300).map(lambda n: n / 100)
VARIANCE = st.integers(2, 400).map(lambda n: n / 500)


@st.composite
def studies(draw, least: int = 4):
    k = draw(st.integers(least, 9))
    yi = draw(st.lists(EFFECT, min_size=k, max_size=k, unique=True))
    vi = draw(st.lists(VARIANCE, min_size=k, max_size=k, unique=True))
    return np.array(yi), np.array(vi)


def close(a: float, b: float, rel: float = 1e-8) -> None:
    assert a == pytest.approx(b, rel=rel, abs=1e-9, nan_ok=True)


@settings(max_examples=40, deadline=None)
@given(studies(), st.randoms(use_true_random=False))
def test_order_does_not_matter(given_studies, random) -> None:
    yi, vi = given_studies
    order = list(range(len(yi)))
    random.shuffle(order)
    a, b = effects("GEN", yi=yi, vi=vi), effects("GEN", yi=yi[order], vi=vi[order])
    for test in (egger, lambda e: egger(e, model="rma")):
        close(test(a).stat, test(b).stat, 1e-7)
        close(test(a).limit_est, test(b).limit_est, 1e-7)
    close(begg(a).pval, begg(b).pval)
    close(lfk(a).index, lfk(b).index)
    close(limit(a, tau2=0.1).estimate, limit(b, tau2=0.1).estimate)
    close(pet_peese(a).PEESE.estimate, pet_peese(b).PEESE.estimate)
    close(fail_safe_n(a).n, fail_safe_n(b).n)
    close(
        excess_significance(a, theta=0.4, tau2=0.1).pval,
        excess_significance(b, theta=0.4, tau2=0.1).pval,
    )


@settings(max_examples=40, deadline=None)
@given(studies())
def test_mirrored_effects_mirror_the_answers(given_studies) -> None:
    """The LFK index is left out: half a rank of continuity makes it lean a little to one side."""
    yi, vi = given_studies
    a, b = effects("GEN", yi=yi, vi=vi), effects("GEN", yi=-yi, vi=vi)
    close(egger(a).stat, -egger(b).stat)
    close(egger(a).limit_lb, -egger(b).limit_ub)
    close(begg(a).tau, -begg(b).tau)
    close(begg(a).pval, begg(b).pval)
    close(limit(a, tau2=0.2).ci_lb, -limit(b, tau2=0.2).ci_ub)
    close(fail_safe_n(a, kind="Rosenberg").n, fail_safe_n(b, kind="Rosenberg").n)


@settings(max_examples=25, deadline=None)
@given(studies(), st.integers(-6, 6))
def test_units_do_not_matter(given_studies, power) -> None:
    yi, vi = given_studies
    c = 10.0**power
    a, b = effects("GEN", yi=yi, vi=vi), effects("GEN", yi=c * yi, vi=c * c * vi)
    close(egger(a).stat, egger(b).stat)
    close(lfk(a).index, lfk(b).index)
    close(c * limit(a, tau2=0.1).se, limit(b, tau2=0.1 * c * c).se)
    x, y = selection_model(a), selection_model(b)
    close(x.log_likelihood - len(yi) * math.log(c), y.log_likelihood)


@settings(max_examples=15, deadline=None)
@given(studies(5), st.sampled_from(["stepfun", "halfnorm", "negexp", "logistic"]))
def test_selection_models_follow_direction_and_order(given_studies, kind) -> None:
    """A maximum can be shared by two points, so the likelihood is what has to agree."""
    yi, vi = given_studies
    up = selection_model(effects("GEN", yi=yi, vi=vi), type=kind, alternative="greater")
    down = selection_model(effects("GEN", yi=-yi, vi=vi), type=kind, alternative="less")
    turned = selection_model(effects("GEN", yi=yi[::-1], vi=vi[::-1]), type=kind)
    assert up.log_likelihood == pytest.approx(down.log_likelihood, abs=1e-9)
    assert up.log_likelihood == pytest.approx(turned.log_likelihood, abs=1e-8)
    assert up.estimate == -down.estimate
    assert up.LRT >= 0
    assert up.converged


@settings(max_examples=15, deadline=None)
@given(studies(5))
def test_more_weights_never_fit_worse(given_studies) -> None:
    yi, vi = given_studies
    e = effects("GEN", yi=yi, vi=vi)
    one = selection_model(e, steps=(0.025,))
    two = selection_model(e, steps=(0.025, 0.5))
    assert two.log_likelihood >= one.log_likelihood - 1e-7
    held = selection_model(e, steps=(0.025,), delta=(1.0, 0.5))
    assert one.log_likelihood >= held.log_likelihood - 1e-9
