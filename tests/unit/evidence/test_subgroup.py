"""subgroup: levels, common tau2, single studies, the test between groups."""

from functools import partial

import numpy as np
import pytest

from trephine.core.error import InputError, MethodError
from trephine.evidence.effect_set import Effects
from trephine.evidence.effects import effects
from trephine.evidence.pool import pool
from trephine.evidence.regression import regress
from trephine.evidence.subgroup import subgroup, take

BY = ["b", "a", "a", "b", "c", "a", "b", "c", "a", "c"]


def studies() -> Effects:
    return effects(
        "PLO",
        labels=[f"S{i}" for i in range(10)],
        xi=[8, 21, 13, 30, 5, 17, 26, 9, 11, 3],
        ni=[12, 33, 20, 35, 19, 24, 31, 25, 17, 22],
    )


def test_each_level_is_pooled_by_itself() -> None:
    found = subgroup(studies(), BY, method="DL", test="z")
    assert [part.level for part in found.subgroups] == ["a", "b", "c"]
    for part in found.subgroups:
        own = [i for i, group in enumerate(BY) if group == part.level]
        alone = pool(take(studies(), own), method="DL", test="z")
        assert repr(part.estimate) == repr(alone)
        assert part.labels == tuple(f"S{i}" for i in own)
        assert part.estimate.back["natural"].estimate == alone.back["natural"].estimate
    assert repr(found.overall) == repr(pool(studies(), method="DL", test="z"))
    b = np.array([part.estimate.estimate for part in found.subgroups])
    w = np.array([part.estimate.se for part in found.subgroups]) ** -2.0
    assert found.Q_between == pytest.approx((w * b**2).sum() - (w * b).sum() ** 2 / w.sum())
    assert found.Q_df == 2.0


def test_common_effect_q_splits_into_within_and_between() -> None:
    found = subgroup(studies(), BY, method="EE", test="z")
    within = sum(part.estimate.Q for part in found.subgroups)
    assert pytest.approx(within + found.Q_between, rel=1e-11) == found.overall.Q


@pytest.mark.parametrize("method", ["REML", "DL", "EE"])
def test_common_tau2_is_the_regression_on_groups(method: str) -> None:
    found = subgroup(studies(), BY, method=method, test="z", common_tau2=True)
    assert found.regression is not None
    means = regress(studies(), {"g": BY}, intercept=False, method=method, test="z")
    assert found.tau2 == pytest.approx(means.tau2, rel=1e-11)
    assert found.Q_between == pytest.approx(found.regression.QM, rel=1e-9)
    assert found.Qp == pytest.approx(found.regression.QMp, rel=1e-9)
    for part, mean in zip(found.subgroups, means.coefficients, strict=True):
        assert part.estimate.estimate == pytest.approx(mean.estimate, rel=1e-10)
        assert part.estimate.se == pytest.approx(mean.se, rel=1e-10)


@pytest.mark.parametrize("common", [False, True])
def test_a_level_with_one_study(common: bool) -> None:  # noqa: FBT001  (parametrised)
    by = ["lone", *BY[1:]]
    found = subgroup(studies(), by, common_tau2=common, method="REML", test="z")
    lone = next(part for part in found.subgroups if part.level == "lone")
    assert lone.estimate.estimate == studies().yi[0]
    extra = found.tau2 if common else 0.0
    assert lone.estimate.se == pytest.approx(np.sqrt(studies().vi[0] + extra))
    assert [c.kind for c in found.cautions] == ["single-study-subgroup"]
    assert found.cautions[0].studies == ("S0",)
    if common:
        assert found.regression is not None
        assert found.Q_between == pytest.approx(found.regression.QM, rel=1e-9)


def test_studies_without_a_group_are_named() -> None:
    by = [None, float("nan"), *BY[2:]]
    found = subgroup(studies(), by)
    assert found.cautions[0].kind == "missing-subgroup"
    assert found.cautions[0].studies == ("S0", "S1")
    assert found.overall.k == 8


def test_levels_keep_the_order_asked_for() -> None:
    found = subgroup(studies(), BY, levels=["c", "a", "b"])
    assert [part.level for part in found.subgroups] == ["c", "a", "b"]


def test_another_pooling() -> None:
    median = partial(pool, method="PMM", test="t")
    found = subgroup(studies(), BY, pooling=median)
    assert {part.estimate.method for part in found.subgroups} == {"PMM"}
    with pytest.raises(MethodError):
        subgroup(studies(), BY, pooling=median, common_tau2=True)


def test_what_cannot_be_grouped() -> None:
    with pytest.raises(InputError):
        subgroup(studies(), BY[:-1])
    with pytest.raises(InputError):
        subgroup(studies(), BY, levels=["a", "b"])
    with pytest.raises(MethodError):
        subgroup(studies(), ["a"] * 10)


def test_as_many_groups_as_studies() -> None:
    own = [f"g{i}" for i in range(10)]
    found = subgroup(studies(), own, method="REML")
    assert found.regression is None
    with pytest.raises(MethodError):
        subgroup(studies(), own, method="REML", common_tau2=True)
