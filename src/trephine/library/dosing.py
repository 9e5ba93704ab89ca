"""Dosing: budgets of doses, steroid equivalents, wash-outs, lymphodepletion to infusion."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from trephine.core.dose import BudgetRule, StatedLimit, SteroidEquivalent, SteroidRule
from trephine.core.error import ContentError
from trephine.core.infusion_interval import InfusionInterval
from trephine.core.mark import Assumed, Derived, Mark, Read
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.library.bibliography import check_source
from trephine.library.content import ROOT, Where, read_toml, said, written
from trephine.library.erratum import errata

FOLDER = ROOT / "dosing"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Assumed:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    reason: Text
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _Limit:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    value: str
    text: Text
    printed: str | None = None
    at: Locator | None = None
    derived: str = ""
    mark: _Assumed | None = None
    errata: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Budget:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    label: Text
    drugs: tuple[str, ...]
    counted_from: Literal["start", "end"]
    mark: _Assumed
    total: _Limit
    in_window: _Limit
    window: _Limit
    interval: _Limit
    infusion: _Limit
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _BudgetFile:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    budget: _Budget


@dataclass(frozen=True, slots=True, kw_only=True)
class _Equivalent:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    drug: str
    label: Text
    dose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Steroid:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    reference: str
    label: Text
    unit: str
    dose: str
    gap: str
    text: Text
    mark: _Assumed
    equivalents: tuple[_Equivalent, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _SteroidFile:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    steroid: _Steroid


@dataclass(frozen=True, slots=True, kw_only=True)
class _Interval:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    rest_least: _Limit
    rest_most: _Limit
    elapsed_most: _Limit


@dataclass(frozen=True, slots=True, kw_only=True)
class _Need:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    drug: str
    inputs: tuple[str, ...]
    mark: _Assumed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    product: str
    regimen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _LymphodepletionFile:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    interval: _Interval
    need: tuple[_Need, ...]
    plan: tuple[_Plan, ...]


@cache
def dose_budgets() -> dict[str, BudgetRule]:
    """Return the dose budgets by id. Raises ContentError."""
    path = FOLDER / "tocilizumab.toml"
    entry = read_toml(path, _BudgetFile).budget
    names = ("total", "in_window", "window", "interval", "infusion")
    limits = {
        name: _limit(getattr(entry, name), path, written(path, "budget", name)) for name in names
    }
    for name in ("total", "in_window"):
        if limits[name].value % 1:
            raise _not_whole(limits[name], written(path, "budget", name))
    rule = BudgetRule(
        id=entry.id,
        label=entry.label,
        drugs=entry.drugs,
        counted_from=entry.counted_from,
        mark=_assumed(entry.mark),
        note=entry.note,
        **limits,
    )
    return {rule.id: rule}


@cache
def steroid_rule() -> SteroidRule:
    """Return how corticosteroids are added up. Raises ContentError."""
    path = FOLDER / "steroid.toml"
    entry = read_toml(path, _SteroidFile).steroid
    where = written(path, "steroid")
    return SteroidRule(
        reference=entry.reference,
        label=entry.label,
        unit=entry.unit,
        dose=number(entry.dose, where),
        gap=number(entry.gap, where),
        text=entry.text,
        mark=_assumed(entry.mark),
        equivalents=tuple(
            SteroidEquivalent(drug=one.drug, label=one.label, dose=number(one.dose, where))
            for one in entry.equivalents
        ),
    )


@cache
def infusion_interval() -> InfusionInterval:
    """Return the limits between lymphodepletion and infusion. Raises ContentError."""
    path = FOLDER / "lymphodepletion.toml"
    entry = read_toml(path, _LymphodepletionFile).interval
    return InfusionInterval(
        rest_least=_limit(entry.rest_least, path, written(path, "interval", "rest_least")),
        rest_most=_limit(entry.rest_most, path, written(path, "interval", "rest_most")),
        elapsed_most=_limit(entry.elapsed_most, path, written(path, "interval", "elapsed_most")),
    )


@cache
def lymphodepletion_needs() -> dict[str, tuple[str, ...]]:
    """Return for each drug what has to be known before its dose is released."""
    found = read_toml(FOLDER / "lymphodepletion.toml", _LymphodepletionFile).need
    return {one.drug: one.inputs for one in found}


@cache
def product_regimens() -> dict[str, str]:
    """Return for each product, by its code, the id of the regimen that table 2 gives for it."""
    found = read_toml(FOLDER / "lymphodepletion.toml", _LymphodepletionFile).plan
    return {one.product: one.regimen for one in found}


def number(text: str, where: Where) -> Decimal:
    """Return a decimal as written. Raises ContentError where it is none, or not above zero."""
    try:
        value = Decimal(text)
    except ArithmeticError:
        value = Decimal("NaN")
    if value.is_finite() and value > 0:
        return value
    raise ContentError(
        what=Text(zh="不是大于 0 的十进制数", en="not a decimal above 0"),
        where=said(where),
        found=repr(text),
        do=Text(zh="改正此数", en="correct the number"),
    )


def _not_whole(limit: StatedLimit, where: Where) -> ContentError:
    return ContentError(
        what=Text(zh="次数不是整数", en="a number of doses that is not whole"),
        where=said(where),
        found=str(limit.value),
        do=Text(zh="改正此数", en="correct the number"),
    )


def _assumed(entry: _Assumed) -> Assumed:
    return Assumed(reason=entry.reason, on=entry.on)


def _limit(entry: _Limit, path: Path, where: Where) -> StatedLimit:
    if entry.at is not None:
        check_source(entry.at.source, where)
    known = {one.id for one in errata()}
    unknown = [name for name in entry.errata if name not in known]
    mark: Mark | None = None if entry.mark is None else _assumed(entry.mark)
    if entry.at is not None:
        mark = (
            Derived(formula=entry.derived, inputs=(entry.at,))
            if entry.derived
            else Read(locator=entry.at)
        )
    if mark is None or unknown:
        raise ContentError(
            what=Text(zh="界值没有出处", en="a limit without a place, or with an unknown erratum"),
            where=said(where),
            found=", ".join(unknown) or path.name,
            do=Text(zh="写出 at 或 mark，并核对 errata", en="write at or mark, and check errata"),
        )
    return StatedLimit(
        value=number(entry.value, where),
        printed=None if entry.printed is None else number(entry.printed, where),
        text=entry.text,
        mark=mark,
        errata=entry.errata,
    )
