"""readouts: how the quantities of a model are read on a ward and in its laboratory."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from trephine.core.error import ContentError
from trephine.core.mark import Assumed, Mark, Read
from trephine.core.readout import (
    InfectionLaw,
    Readout,
    ReadoutDose,
    ReadoutLaw,
    ReadoutNoise,
    Readouts,
    ReadoutSchedule,
    ReadoutSpan,
    ReadoutStatement,
    ReadoutTerm,
)
from trephine.core.text import Text
from trephine.library.bibliography import check_source
from trephine.library.content import ROOT, check_unique, read_toml, said, written
from trephine.library.observable_table import observables

FOLDER = ROOT / "readouts"
MarkFile = Read | Assumed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Readout:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    observable: str
    formula: str
    schedule: str
    mark: MarkFile | None = None
    noise: ReadoutNoise = "none"
    sd: float = 0.0
    lower: float | None = None
    upper: float | None = None
    lower_as: str = ""
    cutpoints: tuple[tuple[float, str], ...] = ()
    last_code: str = ""
    when: str = ""
    step: float = 0.0
    normal_from: float | None = None
    normal_to: float | None = None
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Term:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    label: Text
    formula: str
    mark: MarkFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Schedule:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    label: Text
    spans: tuple[ReadoutSpan, ...] = ()
    days: tuple[float, ...] = ()
    months: tuple[int, ...] = ()
    ill: bool = False
    bedside: bool = False
    admitted: bool = False
    mark: MarkFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statement:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    observable: str
    days: tuple[float, ...] = ()
    formula: str = ""
    code: str = ""
    when: str = ""
    at: str = ""
    mark: MarkFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Dose:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    given: str
    observable: str
    formula: str = ""
    of: Literal["each", "first", "last"] = "each"
    offset: float = 0.0
    mark: MarkFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Infection:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    hazard: str
    days: ReadoutLaw
    fever: ReadoutLaw
    crp: ReadoutLaw
    il6: ReadoutLaw
    sites: tuple[tuple[str, float], ...]
    pathogens: tuple[tuple[str, float], ...]
    found: float
    serious: float
    fever_fall: float
    crp_rise: float
    crp_fall: float
    controlled: float
    mark: MarkFile
    shares_mark: MarkFile


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    mark: MarkFile
    readout: tuple[_Readout, ...] = ()
    term: tuple[_Term, ...] = ()
    schedule: tuple[_Schedule, ...] = ()
    statement: tuple[_Statement, ...] = ()
    dose: tuple[_Dose, ...] = ()
    infection: _Infection | None = None
    assumed: dict[str, float | str] | None = None


@cache
def readouts(model: str = "bcma_cart") -> Readouts:
    """Return how one model is read: read-outs, schedules, doses, infections, files in name order.

    It does not check formulas against the model: taking the readings does. Raises ContentError for
    an observable or a schedule that there is not, a code that the observable does not have, and
    an id used twice.
    """
    files = [(path, read_toml(path, _File)) for path in sorted((FOLDER / model).glob("*.toml"))]
    taken: set[str] = set()
    for path, file in files:
        ids = [one.id for one in file.term]
        check_unique(ids, path, "term", "id", taken)
        taken |= set(ids)
    schedules = tuple(
        ReadoutSchedule(
            id=one.id,
            label=one.label,
            mark=_marked(one.mark, file, path, "schedule", index),
            spans=one.spans,
            days=one.days,
            months=one.months,
            ill=one.ill,
            bedside=one.bedside,
            admitted=one.admitted,
        )
        for path, file in files
        for index, one in enumerate(file.schedule)
    )
    known = {one.id for one in schedules}
    for path, file in files:
        for index, one in enumerate(file.readout):
            _check_readout(one, known, path, index)
        for index, stated in enumerate(file.statement):
            codes = [part for part in stated.code.split(",") if part and not stated.formula]
            _check_codes(stated.observable, codes, path, "statement", index)
        for index, given in enumerate(file.dose):
            _check_codes(given.observable, [], path, "dose", index)
    infection = next(file.infection for _, file in files if file.infection is not None)
    law = {name: getattr(infection, name) for name in _Infection.__slots__}
    return Readouts(
        model=model,
        readouts=tuple(
            _readout(one, _marked(one.mark, file, path, "readout", index))
            for path, file in files
            for index, one in enumerate(file.readout)
        ),
        terms=tuple(
            ReadoutTerm(
                id=one.id,
                label=one.label,
                formula=one.formula,
                mark=_marked(one.mark, file, path, "term", index),
            )
            for path, file in files
            for index, one in enumerate(file.term)
        ),
        schedules=schedules,
        statements=tuple(
            ReadoutStatement(
                observable=one.observable,
                days=one.days,
                mark=_marked(one.mark, file, path, "statement", index),
                formula=one.formula,
                code=one.code,
                when=one.when,
                at=one.at,
            )
            for path, file in files
            for index, one in enumerate(file.statement)
        ),
        doses=tuple(
            ReadoutDose(
                given=one.given,
                observable=one.observable,
                mark=_marked(one.mark, file, path, "dose", index),
                formula=one.formula,
                of=one.of,
                offset=one.offset,
            )
            for path, file in files
            for index, one in enumerate(file.dose)
        ),
        infection=InfectionLaw(**law),
        assumed=tuple((k, v) for _, file in files for k, v in (file.assumed or {}).items()),
        mark=files[0][1].mark,
    )


def _marked(own: MarkFile | None, file: _File, path: Path, array: str, index: int) -> Mark:
    mark = own or file.mark
    if isinstance(mark, Read):
        check_source(mark.locator.source, written(path, array, index, "mark"))
    return mark


def _readout(one: _Readout, mark: Mark) -> Readout:
    values = {
        name: getattr(one, name)
        for name in _Readout.__slots__
        if name not in {"mark", "normal_from", "normal_to"}
    }
    return Readout(**values, mark=mark, limits=(one.normal_from, one.normal_to))


def _check_readout(one: _Readout, schedules: set[str], path: Path, index: int) -> None:
    if one.schedule not in schedules:
        raise ContentError(
            what=Text(zh="没有这一采样安排", en="there is no such schedule"),
            where=said(written(path, "readout", index, "schedule")),
            found=one.schedule,
            do=Text(zh=f"用 {', '.join(sorted(schedules))}", en=f"use {', '.join(schedules)}"),
        )
    lists = [code for _, code in one.cutpoints] + ([one.last_code] if one.cutpoints else [])
    codes = [part for code in lists for part in code.split(",") if part]
    _check_codes(one.observable, codes, path, "readout", index)


def _check_codes(name: str, codes: list[str], path: Path, array: str, index: int) -> None:
    one = observables().get(name)
    if one is None:
        raise ContentError(
            what=Text(zh="没有这一观察项", en="there is no such observable"),
            where=said(written(path, array, index, "observable")),
            found=name,
            do=Text(zh="改正名称，或先加入该项", en="correct the name, or add the observable"),
        )
    wrong = [code for code in codes if code not in {choice.code for choice in one.choices}]
    if wrong and one.kind in {"choice", "choices"}:
        raise ContentError(
            what=Text(zh="观察项没有这一编码", en="the observable does not have that code"),
            where=said(written(path, array, index, "observable")),
            found=f"{name}: {', '.join(wrong)}",
            do=Text(
                zh=f"用 {', '.join(choice.code for choice in one.choices)}",
                en=f"use {', '.join(choice.code for choice in one.choices)}",
            ),
        )
