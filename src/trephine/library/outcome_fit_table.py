"""Outcome goals: virtual arms of published cohorts, what they are compared in, what is fitted."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from trephine.core.error import ContentError
from trephine.core.kinetics import FreeParameter, FreeScale
from trephine.core.mark import Assumed
from trephine.core.outcome_fit import OutcomeArm, OutcomeGoal, OutcomeScale
from trephine.core.product import ParameterChange
from trephine.core.text import Text
from trephine.library.content import ROOT, check_unique, read_toml, said, written
from trephine.library.endpoints import endpoints
from trephine.library.model_of import model
from trephine.library.product_table import product, products
from trephine.library.table import read_table
from trephine.library.target_table import target_cohorts, target_groups, targets

FOLDER = ROOT / "outcome_fit"
MODEL = "bcma_cart"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arm:
    id: str
    cohort: str
    product: str
    population: str
    days: float
    strategies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arms:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    on: date
    why: Text
    arm: tuple[_Arm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    on: date
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class _GoalHeader(_Header):
    spread: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Goal:
    id: str
    target: str
    arm: str
    endpoint: str
    scale: OutcomeScale
    slack: float
    among: str = ""
    reason_zh: str
    reason_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Free:
    id: str
    parameter: str
    products: str = ""
    spread: bool = False
    scale: FreeScale
    sd: float
    label_zh: str
    label_en: str
    reason_zh: str
    reason_en: str


@cache
def outcome_arms() -> tuple[OutcomeArm, ...]:
    """Return the virtual arms, in the order of the file. Raises ContentError."""
    path = FOLDER / "arms.toml"
    top = read_toml(path, _Arms)
    check_unique((one.id for one in top.arm), path, "arm", "id")
    known = {one.id for one in target_cohorts()}
    treated = {one.id for one in products()}
    for index, arm in enumerate(top.arm):
        where = said(written(path, "arm", index, "id"))
        _check(arm.cohort in known and arm.product in treated, where, f"{arm.cohort} {arm.product}")
    return tuple(
        OutcomeArm(
            id=arm.id,
            cohort=arm.cohort,
            product=arm.product,
            population=arm.population,
            days=arm.days,
            strategies=arm.strategies,
            mark=Assumed(reason=top.why, on=top.on),
        )
        for arm in top.arm
    )


@cache
def outcome_goals() -> tuple[OutcomeGoal, ...]:
    """Return which published outcome is compared with which endpoint, in the order of the file.

    Raises ContentError for a figure, arm or endpoint that is not there, a figure that was recalled
    and not read, one of another cohort than the arm's, or one of a pool of both sides.
    """
    header, rows = read_table(FOLDER / "goals.csv", _GoalHeader, _Goal)
    figures = {one.id: one for one in targets()}
    arms = {one.id: one for one in outcome_arms()}
    known = {one.id for one in endpoints()}
    side = {name: one.side for one in target_groups() for name in one.cohorts}
    found = []
    for where, row in rows:
        _check(row.target in figures and row.arm in arms, where, f"{row.target} {row.arm}")
        figure = figures[row.target]
        _check(figure.value is not None, where, f"{row.target}: {figure.printed}")
        _check(not isinstance(figure.mark, Assumed), where, f"{row.target}: {figure.printed}")
        _check(figure.cohort == arms[row.arm].cohort, where, figure.cohort)
        _check(side.get(figure.cohort) in {"fit", "check"}, where, figure.cohort)
        _check(row.endpoint in known and row.slack > 0, where, row.endpoint)
        name, _, value = row.among.partition("=")
        _check(bool(figure.stratum) == bool(name), where, row.among or "-")
        found.append(
            OutcomeGoal(
                id=row.id,
                target=row.target,
                arm=row.arm,
                endpoint=row.endpoint,
                scale=row.scale,
                slack=row.slack,
                spread=header.spread,
                among=(name, float(value)) if name else None,
                mark=_assumed(row.reason_zh, row.reason_en, header),
            )
        )
    return tuple(found)


@cache
def outcome_free() -> tuple[FreeParameter, ...]:
    """Return what a fit of the outcomes may move; medians are what the library holds now.

    Raises ContentError for a parameter that the model does not have, or a width that is none.
    """
    header, rows = read_table(FOLDER / "free.csv", _Header, _Free)
    found = []
    for where, row in rows:
        _check(row.sd > 0, where, row.id)
        one = FreeParameter(
            id=row.id,
            parameter=row.parameter,
            products=tuple(name for name in row.products.split(";") if name),
            spread=row.spread,
            scale=row.scale,
            typical=1.0,
            sd=row.sd,
            label=Text(zh=row.label_zh, en=row.label_en),
            mark=_assumed(row.reason_zh, row.reason_en, header),
        )
        found.append(replace(one, typical=_now(one, where)))
    return tuple(found)


def _now(one: FreeParameter, where: str) -> float:
    """Return what the library holds of a free parameter, a preset's own value where it is one's."""
    known = {entry.id: entry for entry in model(MODEL).parameters}
    entry = known.get(one.parameter) or known.get(f"{one.parameter}1")
    _check(entry is not None and (entry.spread is not None or not one.spread), where, one.parameter)
    if entry is None or (one.spread and entry.spread is None):  # refused above
        return 0.0
    value = entry.spread.sd if one.spread and entry.spread is not None else entry.value
    for change in product(one.products[0]).changes if one.products else ():
        if change.parameter == one.parameter and (change.of == "spread") == one.spread:
            value = _changed(float(value), change)
    return float(value)


def _changed(value: float, change: ParameterChange) -> float:
    steps = {"set": change.value, "times": value * change.value, "plus": value + change.value}
    return steps[change.operation]


def _assumed(zh: str, en: str, header: _Header) -> Assumed:
    reason = Text(zh=f"{zh}；{header.why.zh}", en=f"{en}; {header.why.en}")
    return Assumed(reason=reason, on=header.on)


def _check(held: bool, where: str, found: str) -> None:  # noqa: FBT001  (what must hold)
    if held:
        return
    raise ContentError(
        what=Text(zh="结局目标前后不一", en="the goals of the outcomes do not fit together"),
        where=where,
        found=found,
        do=Text(
            zh="改正标识与数值；凭记忆的数字与合并数据不得作为目标",
            en="correct ids and numbers; recalled figures and pools cannot be goals",
        ),
    )
