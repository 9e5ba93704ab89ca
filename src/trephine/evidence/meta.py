"""meta: one call for the usual analysis of one outcome, whatever its measure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from trephine.core.caution import Caution
from trephine.core.error import InputError, MethodError
from trephine.core.estimate import Estimate
from trephine.core.text import Text, counted
from trephine.evidence.choice import plan
from trephine.evidence.effect_set import Effects
from trephine.evidence.pool import pool
from trephine.evidence.read_effects import read_effects
from trephine.evidence.study_ci import StudyCi, study_ci
from trephine.evidence.subgroup import Subgroups, subgroup
from trephine.evidence.table import StudyTable, read_table

Model = Literal["exact", "normal"]
# Measures of counts in one arm, and the model of the counts themselves.
_EXACT = {
    **dict.fromkeys(("PLO", "PR", "PLN", "PAS", "PFT"), "binomial"),
    **dict.fromkeys(("IRLN", "IR", "IRS", "IRFT"), "poisson"),
}
_BESIDE = {"binomial": "PLO", "poisson": "IRLN"}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Meta:
    """The usual analysis of one outcome: the declared model first, others ``beside`` it.

    ``own`` holds the studies' own intervals on the natural scale; ``subgroups`` the levels of
    ``by`` in order of appearance, each by the declared model, None without ``by``.
    ``cc`` and ``cc_to`` are the continuity correction asked for. ``cautions`` are those of reading
    the table; each estimate carries its own.
    """

    effects: Effects
    estimate: Estimate
    beside: tuple[Estimate, ...]
    own: StudyCi
    by: str = ""
    subgroups: Subgroups | None = None
    cc: float = 0.0
    cc_to: str = "none"
    cautions: tuple[Caution, ...] = ()


def meta(
    source: Effects | Any,
    measure: str | None = None,
    *,
    model: Model | None = None,
    method: str | None = None,
    test: str = "knha",
    level: float = 95.0,
    pi: str = "riley",
    by: str | Sequence[object] | None = None,
    label: str | None = None,
    mapping: Mapping[str, str] | None = None,
    cc: float = 0.0,
    cc_to: str = "none",
    **reading: Any,
) -> Meta:
    """Analyse one outcome from Effects, a file, a data frame or a mapping of columns.

    Without ``measure``, counts of one arm (``xi ni``) are proportions and ``yi vi`` are taken as
    given; other columns need it named. Without ``model``, ``method`` and ``measure``, counts of
    one arm are pooled by their exact likelihood (binomial-normal, Poisson-normal) with the logit
    (log) random-effects model beside it: REML, Hartung-Knapp, studies without a finite effect left
    out and named. Naming a measure or a method asks for the normal model of that measure;
    ``model="exact"`` for the exact one all the same. ``by`` is a column's name or one value a
    study. It does not choose a model from the data. Raises InputError, MethodError.
    """
    plan(method or "REML", test, float(level), pi, "QP")  # refused even where they are not used
    table = None
    if isinstance(source, Effects):
        found = source
    else:
        table = source if isinstance(source, StudyTable) else read_table(source, **reading)
        found = read_effects(
            table,
            measure or _measure_in(table, mapping or {}),
            mapping=mapping,
            label=label,
            cc=cc,
            cc_to=cc_to,
        )
    kind = _EXACT.get(found.measure)
    exact = model == "exact" or (model is None and method is None and measure is None)
    if model == "exact" and kind is None:
        raise MethodError(
            what=Text(
                zh="该效应量没有单臂精确似然模型",
                en="There is no exact likelihood of one arm for this measure",
            ),
            where="meta(model='exact')",
            found=found.measure,
            do=Text(
                zh="两组数据请用 evidence.exact.two_arms",
                en="For two arms use evidence.exact.two_arms",
            ),
        )
    exact = exact and kind is not None
    levels, name = _levels(by, table, found)

    def fitted(effects: Effects) -> Estimate:
        if exact:
            return _counts(kind or "", effects, level)
        return pool(effects, method=method or "REML", test=test, level=level, pi=pi)

    beside: tuple[Estimate, ...] = ()
    if exact and found.k > 1:
        other = found if found.measure == _BESIDE[kind or ""] else None
        if other is not None and np.isfinite(other.yi).any():
            beside = (pool(other, method="REML", test="knha", level=level),)
    subgroups, doubts = _subgroups(found, levels, level, fitted)
    return Meta(
        effects=found,
        estimate=fitted(found),
        beside=beside,
        own=study_ci(found, level=level),
        by=name,
        cc=cc,
        cc_to=cc_to,
        subgroups=subgroups,
        cautions=(*found.cautions, *doubts),
    )


def _subgroups(
    found: Effects, levels: tuple[str, ...], level: float, fitted: Callable[[Effects], Estimate]
) -> tuple[Subgroups | None, tuple[Caution, ...]]:
    """Compare the levels that have a study with a finite effect, in order of appearance."""
    finite = np.isfinite(found.yi) & np.isfinite(found.vi)
    order = tuple(dict.fromkeys(o for o, good in zip(levels, finite, strict=False) if good))
    if len(order) > 1:
        return subgroup(found, levels, levels=order, level=level, pooling=fitted), ()
    if not levels:
        return None, ()
    text = Text(
        zh="有有限效应量的亚组不足两个，未作比较",
        en="Fewer than two subgroups have a study with a finite effect: they are not compared",
    )
    return None, (Caution(kind="no-comparison", text=text),)


def _counts(kind: str, effects: Effects, level: float) -> Estimate:
    if kind == "binomial":
        from trephine.evidence.exact.binomial_normal import (  # noqa: PLC0415  (one of two)
            binomial_normal,
        )

        return binomial_normal(effects, level=level)
    from trephine.evidence.exact.poisson_normal import poisson_normal  # noqa: PLC0415  (one of two)

    return poisson_normal(effects, level=level)


def _measure_in(table: StudyTable, mapping: Mapping[str, str]) -> str:
    known = {name.casefold() for name in (*table.headers, *mapping)}
    if {"yi", "vi"} <= known or {"yi", "sei"} <= known:
        return "GEN"
    if {"xi", "ti"} <= known:
        return "IRLN"
    if {"ai", "ci"} <= known or {"m1i", "sd1i"} <= known:
        raise InputError(
            what=Text(zh="两组数据需要指明效应量", en="Two arms need a measure to be named"),
            where=table.sheet.name,
            found=", ".join(table.headers),
            do=Text(
                zh="例如 --measure OR、RR、RD、MD 或 SMD",
                en="For example --measure OR, RR, RD, MD or SMD",
            ),
        )
    return "PLO"


def _levels(
    by: str | Sequence[object] | None, table: StudyTable | None, effects: Effects
) -> tuple[tuple[str, ...], str]:
    if by is None:
        return (), ""
    if isinstance(by, str):
        if table is None:
            raise InputError(
                what=Text(zh="by 是列名，但没有表", en="by names a column, but there is no table"),
                where="meta(by=...)",
                found=repr(by),
                do=Text(zh="请为每项研究给出一个值", en="Give one value for each study"),
            )
        levels, name = table.texts(by), by
    else:
        levels, name = tuple(str(value) for value in by), ""
    blank = [s for s, own in zip(effects.labels, levels, strict=False) if not own.strip()]
    if len(levels) != effects.k or blank:
        raise InputError(
            what=Text(zh="亚组列有缺失值", en="The subgroup column has gaps"),
            where=name or "by",
            found=", ".join(blank)
            or f"{counted(len(levels), 'value')} for {counted(effects.k, 'study', 'studies')}",
            do=Text(
                zh="请补全，或为未知者写明一个类别", en="Fill them in, or name a level for unknown"
            ),
        )
    return levels, name
