"""Products: the rows of the consensus's tables, other products and generic designs, as presets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import sqrt
from pathlib import Path
from typing import Literal, cast

from trephine.core.error import ContentError
from trephine.core.mark import Assumed, Derived, Mark, Read
from trephine.core.option import entry_of, names_near
from trephine.core.product import CellDose, CellUnit, Operation, ParameterChange, Product
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.library.bibliography import check_source
from trephine.library.content import ROOT, Where, check_unique, read_toml, said, written
from trephine.library.lymphodepletion import lymphodepletions
from trephine.library.study_table import studies

_FOLDER = ROOT / "products"
_REVIEW = "consensus2022"
_GEOMETRIC = "sqrt(low * high)"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    parameter: str
    set: float | None = None
    times: float | None = None
    plus: float | None = None
    of: Literal["parameter", "spread", "covariate"] = "parameter"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dose:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    printed: str
    unit: CellUnit
    value: float | None = None
    low: float | None = None
    high: float | None = None
    geometric: bool = False
    at: str = ""
    reason: Text | None = None
    fractions: tuple[tuple[float, float], ...] = ((0.0, 1.0),)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Element:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    why: Text
    changes: tuple[_Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Elements:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    on: date
    element: tuple[_Element, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    label: Text
    targets: tuple[str, ...]
    costimulation: tuple[str, ...]
    binder: str
    studies: tuple[str, ...]
    regimen: str
    why: Text
    changes: tuple[_Change, ...]
    dose: _Dose
    at: tuple[str, ...]
    made_of: tuple[str, ...] = ()
    like: str = ""
    cells: Literal["autologous", "allogeneic"] = "autologous"
    generic: bool = False
    companion: str = ""
    population: str = ""
    regimen_reason: Text | None = None
    dose_note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    on: date
    mixes: Text
    product: tuple[_Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Binder:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Costimulation:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    label: Text
    domains: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Designs:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    on: date
    mixes: Text
    regimen: str
    at: tuple[str, ...]
    label: Text
    why: Text
    dose: _Dose
    binder: tuple[_Binder, ...]
    costimulation: tuple[_Costimulation, ...]


@cache
def products() -> tuple[Product, ...]:
    """Return every product: rows of the consensus in its order, further ones, generic designs.

    Values that a preset sets are assumed until fitted. Raises ContentError.
    """
    found: list[Product] = []
    for name in ("studies", "further"):
        path = _FOLDER / f"{name}.toml"
        content = read_toml(path, _File)
        for index, entry in enumerate(content.product):
            found.append(_product(entry, content, written(path, "product", index)))
        check_unique(
            (one.id for one in content.product),
            path,
            "product",
            "id",
            [one.id for one in found[: -len(content.product)]],
        )
    found += _designs()
    ids = {one.id for one in found}
    for one in found:
        if one.companion and one.companion not in ids:
            raise _unknown(one.companion, ids, f"products: {one.id}")
    return tuple(found)


def product(key: str) -> Product:
    """Return one product by id. Raises InputError where there is none."""
    return entry_of(
        key,
        products(),
        what=Text(zh="没有这个产品", en="there is no such product"),
        where="library.product(key)",
        listed="library.products()",
    )


def _product(entry: _Entry, content: _File, where: Where) -> Product:
    base = entry
    if entry.like:
        base = next((one for one in content.product if one.id == entry.like), entry)
        if base is entry:
            raise _unknown(entry.like, {one.id for one in content.product}, where)
    changes = [*_parts(base.made_of, where)]
    for one in (base, *([entry] if entry.like else [])):
        mark = Assumed(reason=one.why, on=content.on)
        changes = _joined(changes, [_change(each, mark, where) for each in one.changes])
    return _checked(
        Product(
            id=entry.id,
            label=entry.label,
            targets=entry.targets,
            costimulation=entry.costimulation,
            binder=entry.binder,
            source_of_cells=entry.cells,
            dose=_dose(entry.dose, entry.at, content.on, where),
            regimen=entry.regimen,
            changes=tuple(changes),
            mixes=content.mixes,
            at=tuple(_locator(one, where) for one in entry.at),
            studies=entry.studies,
            generic=entry.generic,
            companion=entry.companion,
            population=entry.population,
            notes=tuple(one for one in (entry.regimen_reason, entry.dose_note) if one is not None),
        ),
        where,
    )


def _designs() -> list[Product]:
    path = _FOLDER / "designs.toml"
    content = read_toml(path, _Designs)
    where = written(path, "label")
    found = []
    for binder in content.binder:
        for costimulation in content.costimulation:
            named = (binder.label, costimulation.label)
            found.append(
                _checked(
                    Product(
                        id=f"generic-{binder.id}-{costimulation.id}",
                        label=Text(
                            zh=f"{content.label.zh}：{named[0].zh}，{named[1].zh}",
                            en=f"{content.label.en}: {named[0].en}, {named[1].en}",
                        ),
                        targets=("BCMA",),
                        costimulation=costimulation.domains,
                        binder=binder.id,
                        source_of_cells="autologous",
                        dose=_dose(content.dose, content.at, content.on, where),
                        regimen=content.regimen,
                        changes=tuple(_parts(("bcma", binder.id, costimulation.id), where)),
                        mixes=content.mixes,
                        at=tuple(_locator(one, where) for one in content.at),
                        generic=True,
                    ),
                    where,
                )
            )
    return found


@cache
def _elements() -> dict[str, tuple[ParameterChange, ...]]:
    path = _FOLDER / "elements.toml"
    content = read_toml(path, _Elements)
    check_unique((one.id for one in content.element), path, "element", "id")
    return {
        one.id: tuple(
            _change(each, Assumed(reason=one.why, on=content.on), written(path, "element", index))
            for each in one.changes
        )
        for index, one in enumerate(content.element)
    }


def _parts(names: Sequence[str], where: Where) -> list[ParameterChange]:
    found: list[ParameterChange] = []
    for name in names:
        if name not in _elements():
            raise _unknown(name, set(_elements()), where)
        found = _joined(found, _elements()[name])
    return found


def _joined(
    before: Sequence[ParameterChange], after: Sequence[ParameterChange]
) -> list[ParameterChange]:
    """Return both in order; what a later set replaces is left out."""
    kept = list(before)
    for one in after:
        if one.operation == "set":
            kept = [old for old in kept if (old.of, old.parameter) != (one.of, one.parameter)]
        kept.append(one)
    return kept


def _change(entry: _Change, mark: Mark, where: Where) -> ParameterChange:
    given = {
        name: value
        for name, value in (("set", entry.set), ("times", entry.times), ("plus", entry.plus))
        if value is not None
    }
    if len(given) != 1:
        raise ContentError(
            what=Text(zh="一项改动只能写一个数", en="a change has exactly one number"),
            where=said(where),
            found=f"{entry.parameter}: {given}",
            do=Text(zh="写 set、times 或 plus 之一", en="write one of set, times and plus"),
        )
    (operation, value) = next(iter(given.items()))
    return ParameterChange(
        parameter=entry.parameter,
        operation=cast("Operation", operation),
        value=value,
        mark=mark,
        of=entry.of,
    )


def _dose(entry: _Dose, at: Sequence[str], on: date, where: Where) -> CellDose:
    """Return a dose with its mark: read, the geometric mean of a range, or chosen for a reason."""
    value: float | None
    mark: Mark
    if entry.geometric and entry.low and entry.high:
        value = sqrt(entry.low * entry.high)
        mark = Derived(formula=_GEOMETRIC, inputs=(_locator(at[0], where),))
    elif entry.at:
        value, mark = entry.value, Read(locator=_locator(entry.at, where))
    elif entry.reason is not None:
        value, mark = entry.value, Assumed(reason=entry.reason, on=on)
    else:
        value, mark = None, Read(locator=Locator(source="", place=""))
    low = value if entry.low is None else entry.low
    high = value if entry.high is None else entry.high
    shared = abs(sum(share for _, share in entry.fractions) - 1.0) < 1e-9
    if value is None or low is None or high is None or not low <= value <= high or not shared:
        raise ContentError(
            what=Text(zh="剂量写得不完整或不在其范围内", en="a dose that is not whole or in range"),
            where=said(where),
            found=f"{entry.printed}: {value}",
            do=Text(
                zh="写出数值与出处或理由；数值在范围内，各次份额之和为 1",
                en="give a value with its place or reason, in its range, with shares that sum to 1",
            ),
        )
    return CellDose(
        printed=entry.printed,
        unit=entry.unit,
        value=value,
        mark=mark,
        low=entry.low,
        high=entry.high,
        fractions=entry.fractions,
    )


def _checked(made: Product, where: Where) -> Product:
    regimens = {one.id for one in lymphodepletions()}
    if made.regimen not in regimens:
        raise _unknown(made.regimen, regimens, where)
    rows = {one.id for one in studies(_REVIEW)}
    for study in made.studies:
        if study not in rows:
            raise _unknown(study, rows, where)
    return made


def _locator(written_at: str, where: Where) -> Locator:
    source, _, place = written_at.partition(" ")
    return Locator(source=check_source(source, where), place=place)


def _unknown(found: str, known: set[str], where: Where) -> ContentError:
    return ContentError(
        what=Text(zh="引用了不存在的标识", en="an id that there is not"),
        where=said(where),
        found=repr(found),
        do=names_near(found, sorted(known), listed=str(Path("library"))),
    )
