"""Kinetics: virtual arms of published cohorts, how their figures are computed, what is fitted."""

import math
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TypeVar

from trephine.core.error import ContentError
from trephine.core.kinetics import (
    FreeParameter,
    FreeScale,
    GoalKind,
    GoalScale,
    KineticArm,
    KineticGoal,
    SeriesKind,
)
from trephine.core.mark import Assumed
from trephine.core.text import Text
from trephine.library.change_file import ChangeEntry, changes_of
from trephine.library.content import ROOT, check_unique, read_toml, said, written
from trephine.library.table import read_table
from trephine.library.target_table import target_cohorts, targets

FOLDER = ROOT / "kinetics"
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arm:
    id: str
    cohort: str
    product: str
    population: str
    visits: str
    window: float
    followed: tuple[float, float]
    why: Text
    n: int | None = None
    to_progression: bool = False
    responders: bool = False
    strategies: tuple[str, ...] = ()
    changes: tuple[ChangeEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arms:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    on: date
    visits: dict[str, tuple[float, ...]]
    arm: tuple[_Arm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    on: date
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Goal:
    id: str
    target: str
    arm: str
    kind: GoalKind
    of: str
    threshold: str
    low: float
    high: float
    scale: GoalScale
    error: float
    slack: float
    relative: bool = False
    spread: bool = False
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Free:
    id: str
    parameter: str
    products: str = ""
    spread: bool = False
    scale: FreeScale
    typical: float
    sd: float
    label_zh: str
    label_en: str
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    id: str
    label: Text
    names: tuple[str, ...]
    quantity: str
    unit: str
    units: tuple[tuple[str, float], ...]
    sd: float
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class _OnePatient:
    parameters: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Series:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    on: date
    kind: tuple[_Kind, ...]
    one_patient: _OnePatient


@cache
def kinetic_arms() -> tuple[KineticArm, ...]:
    """Return the virtual arms, in the order of the file. Raises ContentError."""
    path = FOLDER / "arms.toml"
    top = read_toml(path, _Arms)
    check_unique((one.id for one in top.arm), path, "arm", "id")
    known = {one.id: one.n for one in target_cohorts()}
    found = []
    for index, arm in enumerate(top.arm):
        where = said(written(path, "arm", index, "id"))
        _check(arm.cohort in known and arm.visits in top.visits, where, arm.cohort)
        days = top.visits[arm.visits]
        _check(
            list(days) == sorted(set(days)) and arm.followed[0] <= arm.followed[1], where, "days"
        )
        found.append(
            KineticArm(
                id=arm.id,
                cohort=arm.cohort,
                product=arm.product,
                population=arm.population,
                n=arm.n or known[arm.cohort] or 0,
                days=days,
                window=arm.window,
                followed=arm.followed,
                mark=Assumed(reason=arm.why, on=top.on),
                to_progression=arm.to_progression,
                responders=arm.responders,
                strategies=arm.strategies,
                changes=changes_of(arm.changes, arm.why, top.on, where),
            )
        )
    return tuple(found)


@cache
def kinetic_goals() -> tuple[KineticGoal, ...]:
    """Return how published figures are computed from arms, in the order of the file.

    Raises ContentError for a figure or arm that is not there, a figure that was recalled and not
    read, or one of a cohort that is not the arm's.
    """
    header, rows = read_table(FOLDER / "goals.csv", _Header, _Goal)
    figures = {one.id: one for one in targets()}
    arms = {one.id: one for one in kinetic_arms()}
    found = []
    for where, row in rows:
        _check(row.target in figures and row.arm in arms, where, f"{row.target} {row.arm}")
        figure = figures[row.target]
        _check(not isinstance(figure.mark, Assumed), where, f"{row.target}: {figure.printed}")
        _check(_same_people(figure.cohort, arms[row.arm].cohort), where, figure.cohort)
        of, threshold = _listed(row.of), tuple(float(one) for one in _listed(row.threshold))
        _check(len(of) == len(threshold) and row.error > 0 and row.slack > 0, where, row.of)
        found.append(
            KineticGoal(
                id=row.id,
                target=row.target,
                arm=row.arm,
                kind=row.kind,
                of=of,
                threshold=threshold,
                low=row.low,
                high=row.high,
                scale=row.scale,
                error=row.error,
                slack=row.slack,
                relative=row.relative,
                spread=row.spread,
                mark=_assumed(row.reason_zh, row.reason_en, header),
            )
        )
    return tuple(found)


@cache
def free_parameters() -> tuple[FreeParameter, ...]:
    """Return what a fit of the kinetics may move, in the order of the file. Raises ContentError."""
    header, rows = read_table(FOLDER / "free.csv", _Header, _Free)
    for where, row in rows:
        _check(row.sd > 0 and math.isfinite(row.typical) and row.typical > 0, where, row.id)
        _check(row.scale == "log" or row.typical < 1, where, row.id)
    return tuple(
        FreeParameter(
            id=row.id,
            parameter=row.parameter,
            products=_listed(row.products),
            spread=row.spread,
            scale=row.scale,
            typical=row.typical,
            sd=row.sd,
            label=Text(zh=row.label_zh, en=row.label_en),
            mark=_assumed(row.reason_zh, row.reason_en, header),
        )
        for _, row in rows
    )


@cache
def series_kinds() -> tuple[SeriesKind, ...]:
    """Return what one patient's series may hold, in the order of the file. Raises ContentError."""
    path = FOLDER / "series.toml"
    top = read_toml(path, _Series)
    check_unique((one.id for one in top.kind), path, "kind", "id")
    return tuple(
        SeriesKind(
            id=one.id,
            label=one.label,
            names=one.names,
            quantity=one.quantity,
            unit=one.unit,
            units=one.units,
            sd=one.sd,
            mark=Assumed(reason=one.why, on=top.on),
        )
        for one in top.kind
    )


@cache
def one_patient_parameters() -> tuple[str, ...]:
    """Return the parameters that one patient's series may move. Raises ContentError."""
    return read_toml(FOLDER / "series.toml", _Series).one_patient.parameters


def _assumed(zh: str, en: str, header: _Header) -> Assumed:
    reason = Text(zh=f"{zh}；{header.why.zh}", en=f"{en}; {header.why.en}")
    return Assumed(reason=reason, on=header.on)


def _same_people(one: str, other: str) -> bool:
    """Return whether two cohorts are one, or are said to have patients in common."""
    shares = {entry.id: set(entry.shares) for entry in target_cohorts()}
    return one == other or one in shares[other] or other in shares[one]


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(one for one in cell.split(";") if one)


def _check(held: bool, where: str, found: str) -> None:  # noqa: FBT001  (what must hold)
    if held:
        return
    raise ContentError(
        what=Text(zh="动力学目标前后不一", en="the goals of the kinetics do not fit together"),
        where=where,
        found=found,
        do=Text(
            zh="改正标识与数值；凭记忆的数字不得作为目标",
            en="correct ids and numbers; a figure that was recalled cannot be a goal",
        ),
    )
