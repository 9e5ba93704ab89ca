"""heterogeneity: empirical distributions of tau by outcome type and comparison, as published."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NoReturn

from trephine.core.error import ContentError, InputError
from trephine.core.mark import Assumed
from trephine.core.predictive import Predictive
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.library.content import ROOT, read_toml, said, written
from trephine.library.methods import methods

Pair = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    measure: str
    method: str
    at: Locator
    mark: Assumed
    comparisons: tuple[str, ...]
    general: Pair
    outcomes: dict[str, tuple[Pair, ...]]
    df: float = math.inf


@cache
def _tables() -> dict[str, _Table]:
    files = sorted((ROOT / "heterogeneity").glob("*.toml"))
    return {table.measure: table for table in map(_read, files)}


def _read(path: Path) -> _Table:
    """Read one table. Raises ContentError, with file and line, for what it cannot mean."""
    table = read_toml(path, _Table)
    for key in (table.method, table.at.source):
        if key not in methods():
            raise ContentError(
                what=Text(zh="方法库中没有这个键", en="the library of methods has no such key"),
                where=said(written(path, "method" if key == table.method else "at")),
                found=key,
                do=Text(zh="先把该文献写入 methods.toml", en="enter the paper in methods.toml"),
            )
    for name, row in table.outcomes.items():
        wrong = len(row) > len(table.comparisons) or any(scale <= 0 for _, scale in row)
        if wrong:
            raise ContentError(
                what=Text(zh="该行与比较不对应", en="the row does not fit the comparisons"),
                where=said(written(path, "outcomes", name)),
                found=f"{name}: {row}",
                do=Text(
                    zh=f"至多 {len(table.comparisons)} 对（位置，尺度），尺度大于 0",
                    en=f"at most {len(table.comparisons)} pairs (location, scale), scale above 0",
                ),
            )
    return table


def heterogeneity(measure: str, outcome: str = "", comparison: str = "") -> Predictive:
    """Return the predictive distribution of log(tau2) in Cochrane meta-analyses like this one.

    measure OR (log odds ratios; Turner and others 2015) or SMD (Rhodes and others 2015).
    ``outcome`` and ``comparison`` are those that the tables list (an unknown one is refused with
    the list); both empty: the distribution over all of them. They come from comparative trials:
    for one-arm proportions there is no such evidence, and these would claim too little
    heterogeneity. It does not hold the values for cancer and respiratory diseases of Rhodes, whose
    readings disagree. Raises InputError.
    """
    if measure not in _tables():
        _refuse("measure", measure, _tables())
    table = _tables()[measure]
    location, scale = table.general
    if outcome or comparison:
        if outcome not in table.outcomes:
            _refuse("outcome", outcome, table.outcomes)
        row = table.outcomes[outcome]
        listed = table.comparisons[: len(row)]
        if comparison not in listed:
            _refuse("comparison", comparison, listed)
        location, scale = row[listed.index(comparison)]
    return Predictive(
        measure=measure,
        outcome=outcome,
        comparison=comparison,
        location=location,
        scale=scale,
        df=table.df,
        at=table.at,
        mark=table.mark,
        method=table.method,
    )


def _refuse(name: str, found: str, known: Iterable[str]) -> NoReturn:
    listed = "; ".join(known)
    raise InputError(
        what=Text(
            zh="经验先验表中没有这一项", en="The tables of empirical priors have no such entry"
        ),
        where=name,
        found=repr(found),
        do=Text(zh=f"可选：{listed}", en=f"Use one of: {listed}"),
    )
