"""Wash-outs: how long a drug has to be out before leukapheresis."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from trephine.core.error import ContentError
from trephine.core.mark import Assumed, Read
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.core.washout import Analogy, PriorExposure, Washout, WashoutRules
from trephine.library.bibliography import check_source
from trephine.library.content import ROOT, Where, check_unique, read_toml, said, written

_DO = Text(zh="改正该条", en="correct the entry")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Washout:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    drug: str
    text: Text
    at: Locator
    days: int | None = None
    hours: int | None = None
    in_combination: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Assumed:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    reason: Text
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _Analogy:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    drug: str
    like: str
    text: Text
    mark: _Assumed


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prior:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    drug: str
    code: str
    text: Text
    at: Locator


@dataclass(frozen=True, slots=True, kw_only=True)
class _Washouts:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    washout: tuple[_Washout, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beyond:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    analogy: tuple[_Analogy, ...]
    prior: tuple[_Prior, ...]


@cache
def washout_rules() -> WashoutRules:
    """Return the wash-outs before leukapheresis and what lies beyond. Raises ContentError."""
    path = ROOT / "dosing" / "washout.toml"
    entries = read_toml(path, _Washouts).washout
    check_unique((one.drug for one in entries), path, "washout", "drug")
    named = {one.drug for one in entries}
    for index, one in enumerate(entries):
        where = written(path, "washout", index)
        check_source(one.at.source, where)
        _check_length(one, where)
        if one.in_combination:
            _check_named(one.in_combination, named, where)
    beyond = ROOT / "dosing" / "washout-beyond.toml"
    more = read_toml(beyond, _Beyond)
    check_unique((one.drug for one in more.analogy), beyond, "analogy", "drug", named)
    check_unique((one.drug for one in more.prior), beyond, "prior", "drug", named)
    _check_beyond(more, beyond, named)
    return WashoutRules(
        washouts=tuple(
            Washout(
                drug=one.drug,
                text=one.text,
                mark=Read(locator=one.at),
                days=one.days,
                hours=one.hours,
                in_combination=one.in_combination,
            )
            for one in entries
        ),
        analogies=tuple(
            Analogy(
                drug=one.drug,
                like=one.like,
                text=one.text,
                mark=Assumed(reason=one.mark.reason, on=one.mark.on),
            )
            for one in more.analogy
        ),
        priors=tuple(
            PriorExposure(drug=one.drug, code=one.code, text=one.text, mark=Read(locator=one.at))
            for one in more.prior
        ),
    )


def _check_beyond(more: _Beyond, path: Path, named: set[str]) -> None:
    for index, one in enumerate(more.analogy):
        _check_named(one.like, named, written(path, "analogy", index))
    for index, prior in enumerate(more.prior):
        check_source(prior.at.source, written(path, "prior", index))


def _check_length(one: _Washout, where: Where) -> None:
    lengths = [length for length in (one.days, one.hours) if length is not None]
    if len(lengths) != 1 or lengths[0] <= 0:
        raise ContentError(
            what=Text(
                zh="洗脱期须以天或小时写一个正数", en="give days or hours, above 0, not both"
            ),
            where=said(where),
            found=f"{one.drug}: {lengths}",
            do=_DO,
        )


def _check_named(drug: str, named: set[str], where: Where) -> None:
    if drug not in named:
        raise ContentError(
            what=Text(zh="所指的药没有洗脱期", en="it points to a drug without a waiting time"),
            where=said(where),
            found=drug,
            do=_DO,
        )
