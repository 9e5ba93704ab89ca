"""Laws of models with moderators: order, shift, scale, refits, arrangements."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trephine.core.error import MethodError
from trephine.evidence.effect_set import Effects
from trephine.evidence.influence import influence
from trephine.evidence.predict import predict
from trephine.evidence.regression import Regression, regress
from trephine.evidence.subgroup import subgroup, take

# compiling a kernel on first use takes seconds, hence no deadline
LAW = settings(deadline=None, max_examples=30)
METHODS = st.sampled_from(["EE", "DL", "HE", "HS", "SJ", "PM", "ML", "REML", "DLIT"])
TESTS = st.sampled_from(["z", "t", "knha", "adhoc"])


def effects(yi, vi) -> Effects:
    y, v = np.array(yi, dtype=float), np.array(vi, dtype=float)
    labels = tuple(f"S{i}" for i in range(len(y)))
    return Effects(measure="GEN", yi=y, vi=v, ni=np.full(len(y), np.nan), labels=labels)


@st.composite
def problems(draw):
    """Effects, a numeric moderator with some spread, and a grouping, of 5 to 12 studies."""
    k = draw(st.integers(5, 12))
    seed = draw(st.integers(0, 10**6))
    spread = draw(st.sampled_from([0.1, 0.5, 1.5]))
    rng = np.random.default_rng(seed)
    vi = np.exp(rng.normal(-2.0, spread, k))
    x = rng.normal(0.0, 1.0, k)
    yi = 0.3 + 0.5 * x + rng.normal(0.0, np.sqrt(vi + rng.gamma(1.0, 0.2)))
    groups = ["a", "b", *rng.choice(["a", "b"], k - 2)]
    return effects(yi, vi), x, groups


def figures(model: Regression) -> list[float]:
    tests = [f for c in model.coefficients for f in (c.estimate, c.se, c.pval)]
    whole = [model.tau2, model.I2, model.QE, model.QM, model.QMp, model.log_likelihood]
    return [*tests, *whole, model.log_likelihood_restricted, model.tau2_lb, model.tau2_ub]


@LAW
@given(problems(), METHODS, TESTS, st.randoms(use_true_random=False))
def test_the_order_of_studies_is_irrelevant(problem, method, test, random) -> None:
    given_, x, groups = problem
    one = regress(given_, {"x": x, "g": groups}, method=method, test=test)
    order = list(range(given_.k))
    random.shuffle(order)
    moderators = {"x": x[order], "g": [groups[i] for i in order]}
    two = regress(take(given_, order), moderators, method=method, test=test)
    assert figures(two) == pytest.approx(figures(one), rel=1e-9, abs=1e-11, nan_ok=True)


@LAW
@given(
    problems(),
    METHODS,
    st.sampled_from([2.0**-20, 1.0, 2.0**20]),
    st.sampled_from([-1e7, 0.0, 1e5]),
)
def test_a_moderator_may_be_shifted_and_rescaled(problem, method, factor, shift) -> None:
    """The slope follows the unit, fit and tests stay: values chosen so that the move is exact."""
    given_, x, _groups = problem
    x = np.round(x * 2.0**20) / 2.0**20
    one = regress(given_, {"x": x}, method=method)
    two = regress(given_, {"x": (x + shift) * factor}, method=method)
    assert two.coefficients[1].estimate * factor == pytest.approx(
        one.coefficients[1].estimate, rel=1e-8, abs=1e-10
    )
    assert two.coefficients[1].pval == pytest.approx(one.coefficients[1].pval, rel=1e-7)
    for field in ("tau2", "QE", "QM", "log_likelihood", "log_likelihood_restricted"):
        assert getattr(two, field) == pytest.approx(getattr(one, field), rel=1e-7, abs=1e-9)
    at = predict(two, {"x": (0.5 + shift) * factor})
    assert at.estimate[0] == pytest.approx(predict(one, {"x": 0.5}).estimate[0], rel=1e-6, abs=1e-8)


@LAW
@given(problems(), METHODS, st.sampled_from([1e-5, 1e4]))
def test_effects_may_be_rescaled(problem, method, factor) -> None:
    given_, x, _groups = problem
    one = regress(given_, {"x": x}, method=method)
    two = regress(effects(given_.yi * factor, given_.vi * factor**2), {"x": x}, method=method)
    # HE, SJ and HS subtract; where their tau2 nearly vanishes so do its digits
    assert two.tau2 == pytest.approx(one.tau2 * factor**2, rel=1e-9, abs=1e-12 * factor**2)
    assert two.beta == pytest.approx(one.beta * factor, rel=1e-8)
    assert pytest.approx(one.QM, rel=1e-8, abs=1e-12) == two.QM


@LAW
@given(problems(), METHODS, TESTS)
def test_adding_a_line_to_the_effects_moves_the_coefficients_by_it(problem, method, test) -> None:
    given_, x, _groups = problem
    if method == "SJ":
        return  # its starting value is the total variance of the effects
    one = regress(given_, {"x": x}, method=method, test=test)
    two = regress(effects(given_.yi + 3.0 - 2.0 * x, given_.vi), {"x": x}, method=method, test=test)
    assert two.tau2 == pytest.approx(one.tau2, rel=1e-8, abs=1e-12)
    assert two.beta - one.beta == pytest.approx([3.0, -2.0], abs=1e-9)


@LAW
@given(problems(), METHODS, TESTS, st.data())
def test_influence_is_a_refit(problem, method, test, data) -> None:
    given_, x, _groups = problem
    i = data.draw(st.integers(0, given_.k - 1))
    found = influence(given_, {"x": x}, method=method, test=test)
    rest = [j for j in range(given_.k) if j != i]
    refit = regress(take(given_, rest), {"x": x[rest]}, method=method, test=test)
    assert found.tau2_del[i] == pytest.approx(refit.tau2, rel=1e-9, abs=1e-13)
    assert found.QE_del[i] == pytest.approx(refit.QE, rel=1e-9)
    at = predict(refit, {"x": x[i]})
    whole = regress(given_, {"x": x}, method=method, test=test)
    shift = whole.beta - refit.beta
    cook = shift @ np.linalg.solve(whole.vb, shift)
    assert found.cook_d[i] == pytest.approx(cook, rel=1e-6, abs=1e-12)
    factor = 1.0
    if test in {"knha", "adhoc"}:
        left = given_.yi[rest] - np.column_stack([np.ones(len(rest)), x[rest]]) @ refit.beta
        factor = (left**2 / (given_.vi[rest] + refit.tau2)).sum() / (len(rest) - 2)
        factor = max(1.0, factor) if test == "adhoc" else factor
    se = math.sqrt(factor * (given_.vi[i] + refit.tau2) + at.se[0] ** 2)
    expected = (given_.yi[i] - at.estimate[0]) / se
    assert found.rstudent[i] == pytest.approx(expected, rel=1e-8, abs=1e-10)


@LAW
@given(problems(), METHODS)
def test_two_groups_differ_as_their_coefficient_says(problem, method) -> None:
    given_, _x, groups = problem
    fit = regress(given_, {"g": groups}, method=method, test="z")
    assert fit.coefficients[1].stat ** 2 == pytest.approx(fit.QM, rel=1e-9)
    found = subgroup(given_, groups, method=method, test="z", common_tau2=True)
    assert found.Q_between == pytest.approx(fit.QM, rel=1e-8, abs=1e-12)


@LAW
@given(problems(), METHODS)
def test_a_copy_of_a_moderator_is_refused_by_name(problem, method) -> None:
    given_, x, _groups = problem
    with pytest.raises(MethodError) as refused:
        regress(given_, {"x": x, "again": 3.0 * x - 1.0}, method=method)
    assert refused.value.where == "columns again, x"
