"""Observables: everything that can be measured or stated about a patient."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

from trephine.core.error import ContentError
from trephine.core.mark import Assumed, Derived, Mark, Read
from trephine.core.observable import (
    OBSERVABLES_PAGE,
    AcceptedUnit,
    Choice,
    Code,
    Derivation,
    Observable,
    ObservableKind,
    Validity,
)
from trephine.core.option import entry_of
from trephine.core.text import Text
from trephine.library.bibliography import check_source
from trephine.library.content import ROOT, check_unique, read_toml, said, written

FOLDER = ROOT / "observables"
MarkFile = Read | Assumed | Derived


@dataclass(frozen=True, slots=True, kw_only=True)
class _Unit:
    code: str
    factor: str = "1"
    offset: str = "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Derivation:
    formula: str
    of: tuple[str, ...]
    within: str | None = None
    value: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Observable:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    kind: ObservableKind
    label: Text
    mark: MarkFile | None = None
    unit: str = ""
    units: tuple[_Unit, ...] = ()
    code: Code | None = None
    choices: tuple[Choice, ...] = ()
    possible: tuple[str, str] | None = None
    plausible: tuple[str, str] | None = None
    resolution: str | None = None
    limits: bool = False
    validity: tuple[Validity, ...] = ()
    derivation: _Derivation | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    mark: MarkFile | None = None
    observable: tuple[_Observable, ...] = ()


@cache
def observables() -> dict[str, Observable]:
    """Return every observable by id, file by file. Raises ContentError where content is wrong."""
    found: dict[str, Observable] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        file = read_toml(path, _File)
        check_unique((one.id for one in file.observable), path, "observable", "id", found)
        for index, one in enumerate(file.observable):
            found[one.id] = _built(one, file.mark, path, index)
    _check_derivations(found)
    return found


def observable(name: str) -> Observable:
    """Return one observable. Raises InputError where there is none, naming those that are near."""
    return entry_of(
        name,
        observables().values(),
        what=Text(zh="没有这一观察项", en="there is no such observable"),
        where="library.observable(name)",
        listed=OBSERVABLES_PAGE,
    )


def _built(one: _Observable, shared: MarkFile | None, path: Path, index: int) -> Observable:
    def wrong(what: Text, found: str, do: Text) -> ContentError:
        where = said(written(path, "observable", index, "id"))
        return ContentError(what=what, where=f"{where} {one.id}", found=found, do=do)

    mark: Mark | None = one.mark or shared
    if mark is None:
        raise wrong(
            Text(zh="没有出处", en="the observable has no mark"),
            "mark",
            Text(zh="写明 mark", en="give it a mark, or the file"),
        )
    if isinstance(mark, Read):
        check_source(mark.locator.source, written(path, "observable", index, "mark"))
    try:
        units = tuple(
            AcceptedUnit(code=u.code, factor=Fraction(u.factor), offset=Fraction(u.offset))
            for u in one.units
        )
        resolution = None if one.resolution is None else Decimal(one.resolution)
        possible = _range(one.possible)
        plausible = _range(one.plausible)
    except (ValueError, ArithmeticError) as error:
        raise wrong(
            Text(zh="数字写法有误", en="a number cannot be read"),
            str(error),
            Text(zh='写成 "0.1" 或 "5/9"', en='write "0.1" or "5/9"'),
        ) from error
    if one.kind in {"quantity", "dose"} and not (
        resolution and possible and any(u.code == one.unit and u.factor == 1 for u in units)
    ):
        raise wrong(
            Text(
                zh="数量须有单位、分辨率与可能范围，规范单位系数为 1",
                en="a quantity needs units, a resolution and a possible range; its own factor is 1",
            ),
            f"unit = {one.unit!r}, units = {[u.code for u in units]}, "
            f"resolution = {one.resolution}, possible = {one.possible}",
            Text(zh="补全", en="complete it"),
        )
    if one.kind in {"choice", "choices"} and not one.choices:
        raise wrong(
            Text(zh="编码项没有可选值", en="a coded observable has no choices"),
            one.kind,
            Text(zh="列出 choices", en="list its choices"),
        )
    return Observable(
        id=one.id,
        kind=one.kind,
        label=one.label,
        mark=mark,
        unit=one.unit,
        units=units,
        code=one.code,
        choices=one.choices,
        possible=possible,
        plausible=plausible,
        resolution=resolution,
        limits=one.limits,
        validity=one.validity,
        derivation=None
        if one.derivation is None
        else Derivation(
            formula=one.derivation.formula,
            of=one.derivation.of,
            within=None if one.derivation.within is None else Decimal(one.derivation.within),
            value=one.derivation.value,
        ),
        note=one.note,
    )


def _range(written_range: tuple[str, str] | None) -> tuple[Decimal, Decimal] | None:
    if written_range is None:
        return None
    low, high = (Decimal(end) for end in written_range)
    if low > high:
        message = f"{low} > {high}"
        raise ValueError(message)
    return low, high


def _check_derivations(found: dict[str, Observable]) -> None:
    for one in found.values():
        missing = [] if one.derivation is None else [n for n in one.derivation.of if n not in found]
        if missing:
            raise ContentError(
                what=Text(
                    zh="推算所用的观察项不存在", en="a derivation rests on what does not exist"
                ),
                where=f"observables: {one.id}",
                found=", ".join(missing),
                do=Text(zh="改正名称，或加入该项", en="correct the name, or add the observable"),
            )
        if one.id in _below(one.id, found):
            raise ContentError(
                what=Text(zh="推算以自身为据", en="a derivation rests on itself"),
                where=f"observables: {one.id}",
                found=", ".join(sorted(_below(one.id, found))),
                do=Text(zh="断开循环", en="break the circle"),
            )


def _below(name: str, found: dict[str, Observable]) -> set[str]:
    """Return all that an observable is computed from, directly or through others."""
    seen: set[str] = set()
    ahead = [name]
    while ahead:
        how = found[ahead.pop()].derivation
        parts = set(how.of) - seen if how is not None else set()
        seen |= parts
        ahead += [one for one in parts if one in found]
    return seen
