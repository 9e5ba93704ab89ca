"""Analyses of runs: paired differences, sensitivity, why a patient relapsed."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from tests.unit.mechanism.small_run import (
    MODEL,
    OUTCOMES,
    POPULATION,
    outcome,
    product,
    strategy,
)
from trephine.core.error import InputError
from trephine.core.kinetics import Ensemble, FreeParameter
from trephine.core.model import ModelParameter, Spread
from trephine.core.text import Text
from trephine.mechanism.compare import compare
from trephine.mechanism.compare_members import chosen_members, with_member
from trephine.mechanism.compare_pairs import paired, pooled_over
from trephine.mechanism.enrol import enrol
from trephine.mechanism.relapse import relapse, shapley
from trephine.mechanism.sensitivity import sensitivity
from trephine.mechanism.sensitivity_draw import quantile_of
from trephine.mechanism.sensitivity_index import (
    prcc_indices,
    sobol_indices,
    sobol_sample,
)
from trephine.mechanism.virtual_arm import VirtualArm

ARM = VirtualArm(product=product())
QUICK = VirtualArm(product=product(), strategies=(strategy("slower", g=0.015),))
GIVEN = {"population": POPULATION, "regimens": (), "outcomes": OUTCOMES}
WORD = Text(zh="演示", en="demonstration")


@pytest.fixture(scope="module")
def compared():
    return compare(MODEL, [ARM, QUICK], n=40, days=300.0, seed=2, **GIVEN)


def test_a_slower_tumour_keeps_the_same_patients_longer(compared):
    found = compared.difference(1, "progression")
    assert found.reading == "event-free days"
    first, other = (run.column("progression") for run in compared.runs)
    free = [np.where(np.isnan(v), 300.0, v) for v in (first, other)]
    own = free[1] - free[0]
    assert found.difference == pytest.approx(own.mean())
    interval = stats.ttest_1samp(own, 0.0).confidence_interval(0.95)
    assert (found.ci_lb, found.ci_ub) == pytest.approx((interval.low, interval.high))
    assert found.ci_lb > 5.0
    assert (own >= 0.0).all()
    np.testing.assert_array_equal(
        compared.runs[0].column("weight"), compared.runs[1].column("weight")
    )


def test_an_ensemble_widens_the_interval():
    members = ({"k": 0.8}, {"k": 1.0}, {"k": 1.2})
    found = compare(MODEL, [ARM, QUICK], n=20, days=250.0, seed=2, ensemble=members, **GIVEN)
    one = found.difference(1, "nadir")
    assert found.members == 3
    assert len(one.members) == 3
    assert one.difference == pytest.approx(np.mean(one.members))


def test_rubins_rule_by_hand():
    base = paired(outcome("x", "peak", "T"), 1, np.zeros(4), np.array([1.0, 2, 3, 4]), days=9,
                  level=95.0)  # fmt: skip
    other = replace(base, difference=4.5, members=(4.5,))
    both = pooled_over([base, other], 95.0)
    between = np.var([2.5, 4.5], ddof=1)
    total = base.se**2 + 1.5 * between
    freedom = 1.0 / (1.5 * between / total) ** 2
    half = stats.t.ppf(0.975, freedom) * np.sqrt(total)
    assert both.difference == pytest.approx(3.5)
    assert (both.ci_lb, both.ci_ub) == pytest.approx((3.5 - half, 3.5 + half))
    assert pooled_over([base], 95.0) is base


def test_the_medians_interval_has_its_level():
    draws = np.random.default_rng(5).normal(size=(400, 25))
    zeros = np.zeros(25)
    kind = outcome("x", "peak", "T")
    held = [
        one.median_lb <= 0.0 <= one.median_ub
        for one in (paired(kind, 1, zeros, row, days=1, level=90.0) for row in draws)
    ]
    assert 0.88 <= np.mean(held) <= 0.98  # at least the level: order statistics are discrete


def test_missing_values_count_as_the_reading_says():
    nan = np.nan
    first, other = np.array([nan, 50.0, 70.0]), np.array([nan, nan, 90.0])
    days = paired(outcome("p", "rise", "T"), 1, first, other, days=100.0, level=95.0)
    assert days.difference == pytest.approx((0 + 50 + 20) / 3)
    share = paired(outcome("s", "is_above", "t"), 1, np.array([nan, 1.0, 1.0]),
                   np.array([nan, nan, 1.0]), days=1, level=95.0)  # fmt: skip
    assert (share.first, share.other, share.pairs) == (
        pytest.approx(2 / 3),
        pytest.approx(1 / 3),
        3,
    )
    mean = paired(outcome("m", "peak", "T"), 1, first, other, days=1, level=95.0)
    assert mean.pairs == 1


@pytest.mark.parametrize("arms", [[ARM], [ARM] * 7, [ARM, QUICK, ARM]])
def test_arms_that_cannot_be_compared(arms):
    with pytest.raises(InputError):
        compare(MODEL, arms, n=4, days=10.0, seed=1, **GIVEN)


def test_prcc_of_a_linear_law_against_regression():
    rng = np.random.default_rng(1)
    design = rng.uniform(size=(300, 3))
    target = 3 * design[:, 0] - design[:, 1] + 0.5 * rng.normal(size=300)
    found = prcc_indices(["a", "b", "c"], design, target, 95.0)
    ranks = np.column_stack([stats.rankdata(x) for x in (*design.T, target)])
    for i in range(3):
        rest = np.column_stack([np.ones(300), *(ranks[:, j] for j in range(3) if j != i)])
        left, right = (
            y - rest @ np.linalg.lstsq(rest, y, rcond=None)[0] for y in (ranks[:, i], ranks[:, 3])
        )
        assert found[i].value == pytest.approx(np.corrcoef(left, right)[0, 1], abs=1e-10)
    assert found[0].lower > 0.7
    assert found[1].upper < -0.2
    assert found[2].lower < 0.0 < found[2].upper


def test_sobol_of_the_ishigami_function():
    design = (sobol_sample(3, 1024, 7) - 0.5) * 2 * np.pi
    x, y, z = design.T
    found = sobol_indices(["x", "y", "z"], np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x),
                          95.0, 7)  # fmt: skip
    # closed form, Ishigami and Homma 1990
    assert [one.value for one in found] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.05)
    assert [one.total for one in found] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.05)


def test_what_never_varies_has_no_index():
    design = np.random.default_rng(1).uniform(size=(50, 2))
    assert all(np.isnan(one.value) for one in prcc_indices(["a", "b"], design, np.ones(50), 95.0))


@pytest.mark.parametrize("method", ["prcc", "sobol"])
def test_growth_decides_when_the_small_model_progresses(method):
    found = sensitivity(MODEL, ARM, outcome="progression", method=method, n=64, days=300.0,
                        parameters=("g", "T0", "rho"), **GIVEN)  # fmt: skip
    by = {one.parameter: one for one in found.indices}
    assert max(by, key=lambda name: abs(by[name].value)) == "g"
    assert found.sizes == (8, 16, 32, 64)
    assert found.settled.shape == (4, 3)
    assert found.settled[-1].tolist() == [one.value for one in found.indices]
    assert found.runs == 64 * (5 if method == "sobol" else 1)
    again = sensitivity(MODEL, ARM, outcome="progression", method=method, n=64, days=300.0,
                        parameters=("g", "T0", "rho"), **GIVEN)  # fmt: skip
    assert again.indices == found.indices


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"outcome": "progress"}, "outcome"),
        ({"parameters": ("pM",)}, "parameters"),
        ({"method": "morris"}, "method"),
        ({"n": 8}, "n"),
        ({"method": "sobol", "n": 100}, "n"),
    ],
)
def test_sensitivity_refuses(more, where):
    with pytest.raises(InputError) as error:
        sensitivity(MODEL, ARM, **(GIVEN | {"outcome": "progression", "days": 50.0} | more))
    assert error.value.where == where


@pytest.mark.parametrize("kind", ["lognormal", "logitnormal", "normal", "exponential"])
def test_quantiles_are_those_of_the_law(kind):
    one = ModelParameter(id="x", label=WORD, value=0.3, unit="1",
                         spread=Spread(kind=kind, sd=0.2), low=0.0, high=5.0)  # fmt: skip
    found = quantile_of(one, 0.3, np.array([0.1, 0.5, 0.9]))
    assert (np.diff(found) > 0).all()
    middle = 0.3 * np.log(2) if kind == "exponential" else 0.3
    assert found[1] == pytest.approx(middle)


def test_shapley_of_a_game_with_a_known_answer():
    # two who are worth 10 together and nothing alone, one who adds 3 whatever the others do
    value = np.array([10.0 * (bits & 3 == 3) + 3.0 * bool(bits & 4) for bits in range(8)])
    assert shapley(value, 3) == pytest.approx([5.0, 5.0, 3.0])


@pytest.fixture(scope="module")
def cohort():
    return enrol(MODEL, POPULATION, product(), (), 8, 1)


def test_resistant_cells_explain_the_relapse(cohort):
    readings = [
        relapse(MODEL, cohort.patients, cohort.doses, row, outcomes=OUTCOMES, days=400.0)
        for row in range(2, 5)
    ]
    told = [one for one in readings if one.verdict != "none"]
    assert told
    assert any(one.verdict == "none" for one in readings)
    for one in told:
        assert one.verdict == "one"
        assert one.causes[0].cause.id == "clones"
        assert one.causes[0].share > 0.9
        assert one.causes[0].sign > 0.5
        assert sum(cause.share for cause in one.causes) == pytest.approx(1.0)
        assert one.runs == 4


def test_it_says_when_it_does_not_know(cohort):
    only = relapse(MODEL, cohort.patients, cohort.doses, 2, outcomes=OUTCOMES, days=400.0,
                   causes=("loss",))  # fmt: skip
    assert only.verdict == "unknown"
    assert only.rest > 0.9


def test_causes_that_are_not_there(cohort):
    with pytest.raises(InputError) as error:
        relapse(MODEL, cohort.patients, cohort.doses, 2, outcomes=OUTCOMES, days=50.0,
                causes=("clone",))  # fmt: skip
    assert "clones" in error.value.do.en


def ensemble(weights=(0.1, 0.6, 0.3)):
    free = FreeParameter(id="k", parameter="k", label=WORD, typical=1.0, scale="log", sd=0.5,
                         mark=MODEL.parameters[0].mark)  # fmt: skip
    return Ensemble(model="small", parameters=(free,), members=((0.5,), (1.0,), (2.0,)),
                    weights=weights, typical=(1.1,), seed=1, digest="", mark=free.mark,
                    on=free.mark.on)  # fmt: skip


def test_members_stand_evenly_along_their_weights():
    assert chosen_members(ensemble(), 1) == (1,)
    assert chosen_members(ensemble(), 3) == (1, 2)  # the heavy one comes once
    assert chosen_members(ensemble((0.3, 0.4, 0.3)), 3) == (0, 1, 2)
    for count in (0, 4):
        with pytest.raises(InputError):
            chosen_members(ensemble(), count)


def test_a_member_sets_the_products_of_an_arm():
    dosed = replace(ARM, second=product("second"), label=WORD)
    arm, known = with_member(dosed, [product("third")], ensemble(), 2)
    for one in (arm.product, arm.second, known[0]):
        assert [(c.parameter, c.value) for c in one.changes] == [("k", 2.0)]
    assert arm.label is WORD
    assert arm.product.dose == ARM.product.dose
    mean, _ = with_member(ARM, [], ensemble(), None)
    assert mean.product.changes[0].value == 1.1
    with pytest.raises(InputError) as error:
        with_member(ARM, [], ensemble(), 3)
    assert "0 to 2" in error.value.do.en


def test_a_fitted_ensemble_is_compared_member_by_member():
    three = ensemble((0.3, 0.4, 0.3))
    found = compare(MODEL, [ARM, QUICK], n=6, days=100.0, seed=2, ensemble=three, members=3,
                    **GIVEN)  # fmt: skip
    assert found.members == 3
    assert len(found.difference(1, "nadir").members) == 3
    assert len(set(found.difference(1, "nadir").members)) == 3
