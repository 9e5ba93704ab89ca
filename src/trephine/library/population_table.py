"""Populations: whom a virtual trial enrols, from a common part and what each changes of it."""

from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from trephine.core.error import ContentError
from trephine.core.mark import Assumed, Mark, Read
from trephine.core.option import entry_of, names_near
from trephine.core.population import (
    CohortFigure,
    Correlation,
    Covariate,
    CovariateEffect,
    Law,
    Population,
)
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.library.bibliography import check_source
from trephine.library.content import ROOT, Where, check_unique, read_toml, said, written

_FOLDER = ROOT / "populations"
FILES = ("general", "karmma", "cartitude-1", "chinese", "fumanba-1")
_OWN = {"id", "reason", "read"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Covariate:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    label: Text
    law: Law
    unit: str
    typical: float = 0.0
    sd: float = 0.0
    low: float | None = None
    high: float | None = None
    shares: tuple[tuple[str, float], ...] = ()
    observable: str = ""
    formula: str = ""
    step: float = 0.0
    reason: Text | None = None
    read: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Set:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    typical: float | None = None
    sd: float | None = None
    low: float | None = None
    high: float | None = None
    shares: tuple[tuple[str, float], ...] | None = None
    formula: str | None = None
    reason: Text | None = None
    read: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Effect:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    parameter: str
    formula: str
    reason: Text | None = None
    read: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Correlation:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    first: str
    second: str
    value: float
    reason: Text | None = None
    read: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figure:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    cohort: str
    covariate: str
    printed: str
    value: float | None = None
    reason: Text | None = None
    read: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Common:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    on: date
    covariate: tuple[_Covariate, ...]
    effect: tuple[_Effect, ...]
    correlation: tuple[_Correlation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    on: date
    id: str
    label: Text
    text: Text
    base: str = ""
    set: tuple[_Set, ...] = ()
    figure: tuple[_Figure, ...] = ()


@cache
def populations() -> tuple[Population, ...]:
    """Return every population; the first is the general one. Raises ContentError."""
    made: dict[str, Population] = {}
    common = _common()
    for name in FILES:
        path = _FOLDER / f"{name}.toml"
        content = read_toml(path, _File)
        start = made.get(content.base, common)
        if content.base and content.base not in made:
            raise _unknown(content.base, list(made), str(path.name))
        made[content.id] = _population(content, start, path)
    return tuple(made.values())


def population(key: str) -> Population:
    """Return one population by id. Raises InputError where there is none."""
    return entry_of(
        key,
        populations(),
        what=Text(zh="没有这个人群", en="there is no such population"),
        where="library.population(key)",
        listed="library.populations()",
    )


def _common() -> Population:
    """Return the common part, as a population that stands for nobody."""
    path = _FOLDER / "common.toml"
    content = read_toml(path, _Common)
    check_unique((one.id for one in content.covariate), path, "covariate", "id")
    return Population(
        id="common",
        label=Text(zh="共同部分", en="common part"),
        text=Text(zh="各人群的共同部分", en="what all populations share"),
        covariates=tuple(
            _checked(
                Covariate(
                    **{
                        each.name: getattr(one, each.name)
                        for each in fields(one)
                        if each.name not in {"reason", "read"}
                    },
                    mark=_mark(one, content.on, written(path, "covariate", index)),
                ),
                written(path, "covariate", index),
            )
            for index, one in enumerate(content.covariate)
        ),
        effects=tuple(
            CovariateEffect(
                parameter=one.parameter,
                formula=one.formula,
                mark=_mark(one, content.on, written(path, "effect", index)),
            )
            for index, one in enumerate(content.effect)
        ),
        correlations=tuple(
            Correlation(
                first=one.first,
                second=one.second,
                value=one.value,
                mark=_mark(one, content.on, written(path, "correlation", index)),
            )
            for index, one in enumerate(content.correlation)
        ),
    )


def _population(content: _File, start: Population, path: Path) -> Population:
    check_unique((one.id for one in content.set), path, "set", "id")
    known = [one.id for one in start.covariates]
    changed = {}
    for index, one in enumerate(content.set):
        where = written(path, "set", index)
        if one.id not in known:
            raise _unknown(one.id, known, said(where))
        given = {
            each.name: getattr(one, each.name)
            for each in fields(one)
            if each.name not in _OWN and getattr(one, each.name) is not None
        }
        old = start.covariates[known.index(one.id)]
        mark = _mark(one, content.on, where)
        changed[one.id] = _checked(replace(old, **given, mark=mark), where)
    return replace(
        start,
        id=content.id,
        label=content.label,
        text=content.text,
        covariates=tuple(changed.get(one.id, one) for one in start.covariates),
        cohorts=tuple(
            CohortFigure(
                cohort=one.cohort,
                covariate=one.covariate,
                printed=one.printed,
                value=one.value,
                mark=_mark(one, content.on, written(path, "figure", index)),
            )
            for index, one in enumerate(content.figure)
        ),
    )


def _checked(one: Covariate, where: Where) -> Covariate:
    """Return a covariate whose numbers fit its law. Raises ContentError."""
    low = float("-inf") if one.low is None else one.low
    high = float("inf") if one.high is None else one.high
    fits = low < high and one.sd >= 0 and one.step >= 0
    if one.law == "categorical":
        fits = fits and abs(sum(share for _, share in one.shares) - 1.0) < 1e-9
    elif one.law == "bernoulli":
        fits = fits and 0 <= one.typical <= 1
    elif one.law in {"normal", "lognormal", "logitnormal"}:
        fits = fits and one.sd > 0 and low < one.typical < high
    if not fits:
        raise ContentError(
            what=Text(zh="协变量的数值不合其分布", en="a covariate's numbers do not fit its law"),
            where=said(where),
            found=f"{one.id}: {one.law}",
            do=Text(
                zh="占比之和为 1；中位数在界限之内；标准差大于 0",
                en="shares sum to 1; the median lies within the limits; the sd is above 0",
            ),
        )
    return one


def _mark(entry: Any, on: date, where: Where) -> Mark:
    """Return the mark of an entry: read at a place, or assumed for a reason; one of the two."""
    if bool(entry.read) == (entry.reason is not None):
        raise ContentError(
            what=Text(
                zh="须有出处或理由，且只有其一", en="either a place or a reason, and one of them"
            ),
            where=said(where),
            found=f"read = {entry.read!r}, reason = {entry.reason}",
            do=Text(zh="写 read 或 reason", en="write read or reason"),
        )
    if entry.reason is not None:
        return Assumed(reason=entry.reason, on=on)
    source, _, place = entry.read.partition(" ")
    return Read(locator=Locator(source=check_source(source, where), place=place))


def _unknown(found: str, known: list[str], where: str) -> ContentError:
    return ContentError(
        what=Text(zh="引用了不存在的标识", en="an id that there is not"),
        where=where,
        found=repr(found),
        do=names_near(found, known, listed="populations"),
    )
