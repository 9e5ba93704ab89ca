"""subgroup: pooled effects by group, and a test of the difference between groups."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np

from trephine.core.caution import Caution
from trephine.core.error import InputError, MethodError
from trephine.core.estimate import Estimate
from trephine.core.text import Text, counted
from trephine.evidence.design import design
from trephine.evidence.effect_set import Effects
from trephine.evidence.estimator import ESTIMATORS, TESTS
from trephine.evidence.fitted import Regression
from trephine.evidence.kernel.special import chi2_sf
from trephine.evidence.pool import pool
from trephine.evidence.regression import fit_design

_NAN = math.nan
_BY = "subgroup"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subgroup:
    """The studies of one level and their pooled estimate."""

    level: str
    labels: tuple[str, ...]
    estimate: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Subgroups:
    """Estimates by level, and overall, with the test of differences between levels.

    Q_between: weighted sum of squares of the levels' estimates around their mean, chi2 with
    ``Q_df`` degrees of freedom; it rests on the standard errors shown. ``regression``: the same
    question asked of one model with the groups as moderator and one tau2 (QM: chi2, or F with the
    tests t, knha, adhoc); None where that model does not exist. ``tau2``: the common one, NaN when
    each level has its own.
    """

    subgroups: tuple[Subgroup, ...]
    overall: Estimate
    Q_between: float
    Q_df: float
    Qp: float
    common_tau2: bool
    tau2: float
    regression: Regression | None
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()


def subgroup(
    effects: Effects,
    by: Sequence[Any],
    *,
    common_tau2: bool = False,
    method: str = "REML",
    test: str = "knha",
    level: float = 95.0,
    levels: Sequence[str] | None = None,
    pooling: Callable[[Effects], Estimate] | None = None,
    **options: Any,
) -> Subgroups:
    """Pool the studies of every group in ``by`` (one value a study) and compare the groups.

    Each group has its own tau2, or with ``common_tau2`` the residual one of the regression on the
    groups. ``levels`` orders the groups (default: sorted). ``options`` go to ``pool``; ``pooling``
    replaces it, for an exact likelihood say. A group of one study shows that study, without a tau2
    of its own: with separate tau2 its error is too small beside the others', and a caution says
    so. Groups are not randomised: a difference is an association. Raises InputError for a wrong
    length or unknown level, MethodError where fewer than two groups have studies. Borenstein and
    others 2009, Introduction to Meta-Analysis, chapter 19.
    """
    groups, order = _groups(effects, by, levels)
    if common_tau2 and pooling is not None:
        raise MethodError(
            what=Text(
                zh="自定义合并方法没有共同的 tau2", en="a pooling of your own has no common tau2"
            ),
            where="common_tau2",
            found="pooling",
            do=Text(zh="去掉其中一项", en="leave one of the two out"),
        )
    by_regression = _by_regression(effects, groups, method, test, level)
    tau2 = _NAN
    if common_tau2:
        if by_regression is None:
            raise MethodError(
                what=Text(zh="无法估计共同的 tau2", en="no common tau2 can be estimated"),
                where="common_tau2",
                found=f"{counted(effects.k, 'study', 'studies')} in"
                f" {counted(len(order), 'group')}, method {method}",
                do=Text(zh="用各组自己的 tau2", en="let each group have its own"),
            )
        tau2 = by_regression.tau2
    settings: dict[str, Any] = {"method": method, "test": test, "level": level}

    def one(part: Effects, extra: dict[str, Any]) -> Estimate:
        return pooling(part) if pooling is not None else pool(part, **settings, **extra)

    has_tau2 = by_regression is not None and not math.isnan(by_regression.se_tau2)
    fixed = {**options, "tau2": tau2} if common_tau2 and has_tau2 else options
    parts = []
    for name in order:
        part = take(effects, [i for i, group in enumerate(groups) if group == name])
        if fixed is not options and np.isfinite(part.yi + part.vi).sum() == 1:
            estimate = replace(one(replace(part, vi=part.vi + tau2), options), tau2=tau2)
        else:
            estimate = one(part, fixed)
        parts.append(Subgroup(level=name, labels=part.labels, estimate=estimate))
    overall = one(take(effects, [i for i, g in enumerate(groups) if g is not None]), options)
    Q, df, p = _between([part.estimate for part in parts])
    return Subgroups(
        subgroups=tuple(parts),
        overall=overall,
        Q_between=Q,
        Q_df=df,
        Qp=p,
        common_tau2=common_tau2,
        tau2=tau2,
        regression=by_regression,
        cautions=_doubts(effects, groups, parts, common_tau2=common_tau2),
        methods=tuple(dict.fromkeys((*overall.methods, "borenstein-hedges-2009"))),
    )


def take(effects: Effects, places: Sequence[int]) -> Effects:
    """Return the effects of the studies at these places, in this order."""
    index = np.asarray(places, dtype=np.intp)

    def part(values: Any) -> Any:
        out = values[index]
        out.flags.writeable = False
        return out

    return Effects(
        measure=effects.measure,
        yi=part(effects.yi),
        vi=part(effects.vi),
        ni=part(effects.ni),
        labels=tuple(effects.labels[i] for i in index),
        raw=MappingProxyType({name: part(values) for name, values in effects.raw.items()}),
    )


def _groups(
    effects: Effects, by: Sequence[Any], levels: Sequence[str] | None
) -> tuple[list[str | None], list[str]]:
    groups = [None if _absent(value) else str(value) for value in by]
    usable = np.isfinite(effects.yi) & np.isfinite(effects.vi)
    found = sorted({g for g, good in zip(groups, usable, strict=False) if g is not None and good})
    trouble = ""
    if len(groups) != effects.k:
        trouble = f"{counted(len(groups), 'value')}, {counted(effects.k, 'study', 'studies')}"
    elif levels is not None and set(levels) != set(found):
        trouble = f"levels {', '.join(levels)}; groups {', '.join(found)}"
    if trouble:
        raise InputError(
            what=Text(
                zh="每个研究需要一个分组，levels 须与之一致",
                en="each study needs a group, and levels must list them",
            ),
            where="by",
            found=trouble,
            do=Text(zh="检查 by 与 levels", en="check by and levels"),
        )
    if len(found) < 2:
        raise MethodError(
            what=Text(zh="至少需要两个有研究的组", en="two groups with studies are needed"),
            where="by",
            found=", ".join(found) or "-",
            do=Text(zh="换一个分组变量", en="group by something else"),
        )
    return groups, list(levels) if levels is not None else found


def _absent(value: Any) -> bool:
    return value is None or value != value or not str(value).strip()  # noqa: PLR0124  (NaN)


def _by_regression(
    effects: Effects, groups: list[str | None], method: str, test: str, level: float
) -> Regression | None:
    if method not in ESTIMATORS or method == "GENQ" or test not in TESTS:
        return None
    try:
        frame = design(effects, {_BY: groups}, categorical=(_BY,))
        return fit_design(frame, method=method, test=test, level=level)
    except MethodError:  # as many groups as studies
        return None


def _between(estimates: Sequence[Estimate]) -> tuple[float, float, float]:
    b = np.array([e.estimate for e in estimates])
    w = np.array([e.se for e in estimates]) ** -2.0
    mean = (w * b).sum() / w.sum()
    Q, df = float((w * (b - mean) ** 2).sum()), float(len(b) - 1)
    return Q, df, float(chi2_sf(Q, df))


def _doubts(
    effects: Effects, groups: list[str | None], parts: Sequence[Subgroup], *, common_tau2: bool
) -> tuple[Caution, ...]:
    out = []
    unknown = tuple(label for label, g in zip(effects.labels, groups, strict=True) if g is None)
    if unknown:
        out.append(
            Caution(
                kind="missing-subgroup",
                text=Text(
                    zh="这些研究没有分组，未参与比较",
                    en="Studies without a group take no part",
                ),
                studies=unknown,
            )
        )
    alone = [part for part in parts if part.estimate.k == 1]
    if alone:
        names = ", ".join(part.level for part in alone)
        text = (
            Text(zh=f"只有一个研究的组：{names}", en=f"Groups of one study: {names}")
            if common_tau2
            else Text(
                zh=f"只有一个研究的组没有自己的 tau2，其标准误与其他组不可比：{names}",
                en="Groups of one study have no tau2 of their own, and an error that is not"
                f" comparable with the others': {names}",
            )
        )
        studies = tuple(label for part in alone for label in part.labels)
        out.append(Caution(kind="single-study-subgroup", text=text, studies=studies))
    return (*effects.cautions, *out)
