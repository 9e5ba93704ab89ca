"""permutation: every arrangement counted, the same whatever the threads, P values by hand."""

import itertools
import math

import numpy as np
import pytest

from trephine.core.error import InputError, MethodError
from trephine.evidence.arrangement import arrangement, count
from trephine.evidence.effect_set import Effects
from trephine.evidence.kernel.permute import advance
from trephine.evidence.permutation import permutation
from trephine.evidence.regression import regress
from trephine.evidence.subgroup import take

DOSE = [1.0, 2.5, 0.5, 4.0, 3.0, 2.0, 1.5, 3.5]
ARM = ["a", "b", "a", "c", "c", "b", "a", "c"]


def studies(k: int = 8, shift: float = 0.2) -> Effects:
    rng = np.random.default_rng(5)
    vi = rng.gamma(2.0, 0.05, k) + 0.02
    yi = shift + rng.normal(0.0, np.sqrt(vi + 0.1))
    labels = tuple(f"S{i}" for i in range(k))
    return Effects(measure="GEN", yi=yi, vi=vi, ni=np.full(k, np.nan), labels=labels)


def flipped(signs: tuple[float, ...]) -> Effects:
    one = studies()
    return Effects(
        measure="GEN", yi=one.yi * np.array(signs), vi=one.vi, ni=one.ni, labels=one.labels
    )


@pytest.mark.parametrize("method", ["REML", "DL"])
@pytest.mark.parametrize("alternative", ["two.sided", "greater", "less"])
@pytest.mark.parametrize("statistic", ["test", "estimate"])
def test_flips_by_refitting(method: str, alternative: str, statistic: str) -> None:
    own = regress(studies(), method=method).coefficients[0]
    field = {"test": "stat", "estimate": "estimate"}[statistic]
    drawn = np.array(
        [
            getattr(regress(flipped(signs), method=method).coefficients[0], field)
            for signs in itertools.product((1.0, -1.0), repeat=8)
        ]
    )
    at = getattr(own, field)
    hits = {
        "two.sided": np.abs(drawn) >= abs(at) - 1e-9,
        "greater": drawn >= at - 1e-9,
        "less": drawn <= at + 1e-9,
    }[alternative]
    found = permutation(
        studies(), method=method, alternative=alternative, statistic=statistic, keep=True
    )
    assert found.exact
    assert found.permutations == 256
    assert found.pval[0] == hits.mean()
    assert np.sort(found.distribution[:, 0]) == pytest.approx(np.sort(drawn), rel=1e-9)


def test_shuffles_by_refitting() -> None:
    part = take(studies(), range(5))
    own = regress(part, {"dose": DOSE[:5]}, method="DL", test="z")
    stats = []
    for order in itertools.permutations(range(5)):
        fit = regress(part, {"dose": [DOSE[i] for i in order]}, method="DL", test="z")
        stats.append([c.stat for c in fit.coefficients] + [fit.QM])
    drawn = np.array(stats)
    found = permutation(part, {"dose": DOSE[:5]}, method="DL", test="z", keep=True)
    assert found.permutations == 120
    at = np.array([c.stat for c in own.coefficients])
    assert found.pval.tolist() == (np.abs(drawn[:, :2]) >= np.abs(at) - 1e-9).mean(axis=0).tolist()
    assert found.QMp == (drawn[:, 2] >= own.QM - 1e-9).mean()
    assert np.sort(found.distribution, axis=0) == pytest.approx(
        np.sort(drawn[:, :2], axis=0), rel=1e-8
    )


def test_equal_rows_are_not_told_apart() -> None:
    found = permutation(studies(), {"arm": ARM}, method="DL", test="z")
    assert found.permutations == math.factorial(8) // (6 * 2 * 6)
    assert found.exact
    assert found.seed is None


@pytest.mark.parametrize("moderators", [None, {"dose": DOSE}], ids=["flips", "shuffles"])
def test_drawn_arrangements(moderators) -> None:
    options = {"method": "DL", "test": "z", "exact": False, "permutations": 20_000}
    one = permutation(studies(), moderators, seed=3, threads=1, keep=True, **options)
    two = permutation(studies(), moderators, seed=3, threads=2, keep=True, **options)
    assert (one.distribution == two.distribution).all(), "threads change nothing"
    other = permutation(studies(), moderators, seed=4, keep=True, **options)
    assert (one.distribution != other.distribution).any()
    exact = permutation(studies(), moderators, exact=True, method="DL", test="z")
    # 5 standard errors of a proportion out of 20,000
    assert one.pval == pytest.approx(exact.pval, abs=0.018)
    assert one.observed == pytest.approx(exact.observed)
    assert one.seed == 3
    assert not one.exact


def test_the_observed_arrangement_is_always_counted() -> None:
    found = permutation(studies(k=30, shift=9.0), exact=False, permutations=50, seed=1)
    assert found.pval[0] == pytest.approx(1 / 50)
    with pytest.raises(InputError):
        permutation(studies(), permutations=1)


def test_large_problems_are_drawn_unless_asked() -> None:
    assert not permutation(studies(k=30), permutations=100).exact
    with pytest.raises(MethodError):
        permutation(studies(k=40), exact=True)


def test_p_value_of_no_effect_is_one() -> None:
    nothing = Effects(
        measure="GEN", yi=np.zeros(4), vi=np.ones(4), ni=np.ones(4), labels=tuple("abcd")
    )
    assert permutation(nothing, method="DL", test="z").pval[0] == 1.0
    failed = permutation(nothing, method="DL", test="knha")
    assert failed.failed == 16
    assert failed.cautions[-1].kind == "permutations-failed"
    assert math.isnan(failed.pval[0])


@pytest.mark.parametrize("options", [{"statistic": "wald"}, {"alternative": "two-sided"}])
def test_unknown_choices(options) -> None:
    with pytest.raises(InputError):
        permutation(studies(), **options)


def test_arrangements_in_order() -> None:
    sizes = [2, 1, 3]
    every = [arrangement(sizes, rank) for rank in range(count(sizes))]
    assert [tuple(a) for a in every] == sorted(set(itertools.permutations([0, 0, 1, 2, 2, 2])))
    groups = np.array(every[0])
    for following in every[1:]:
        advance(groups)
        assert groups.tolist() == following
    advance(groups)
    assert groups.tolist() == every[-1]
