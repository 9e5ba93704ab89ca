"""Targets: published figures to fit a model to or check it against, and how they are split."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from trephine.core.error import ContentError
from trephine.core.mark import Assumed, Mark, Read
from trephine.core.source import Locator
from trephine.core.target import (
    Target,
    TargetCohort,
    TargetDomain,
    TargetEndpoint,
    TargetGroup,
    TargetInterval,
    TargetSide,
    TargetStatistic,
)
from trephine.core.text import Text
from trephine.library.bibliography import check_source
from trephine.library.content import ROOT, read_toml, said, written
from trephine.library.table import read_table

FOLDER = ROOT / "targets"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Endpoint:
    id: str
    label_zh: str
    label_en: str
    unit: str = ""
    domain: TargetDomain


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cohort:
    id: str
    label_zh: str
    label_en: str
    n: int | None = None
    shares: str = ""
    reason_zh: str = ""
    reason_en: str = ""
    pool: bool = False
    studies: str = ""
    source: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    id: str
    row: str
    cohort: str
    endpoint: str
    statistic: TargetStatistic
    value: float | None = None
    low: float | None = None
    high: float | None = None
    interval: TargetInterval = ""
    sd: float | None = None
    n: int | None = None
    printed: str
    source: str = ""
    place: str = ""
    stratum_zh: str = ""
    stratum_en: str = ""
    reason_zh: str = ""
    reason_en: str = ""
    note_zh: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    id: str
    seed: str
    side: TargetSide
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Split:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    on: date
    group: tuple[_Group, ...]


@cache
def target_endpoints() -> tuple[TargetEndpoint, ...]:
    """Return what the figures are of, in the order of the file. Raises ContentError."""
    _, rows = read_table(FOLDER / "endpoints.csv", _Header, _Endpoint)
    return tuple(
        TargetEndpoint(
            id=row.id,
            label=Text(zh=row.label_zh, en=row.label_en),
            unit=row.unit,
            domain=row.domain,
        )
        for _, row in rows
    )


@cache
def target_cohorts() -> tuple[TargetCohort, ...]:
    """Return whose figures they are, and who shares patients with whom. Raises ContentError."""
    _, rows = read_table(FOLDER / "cohorts.csv", _Header, _Cohort)
    known = {row.id for _, row in rows}
    found = []
    for where, row in rows:
        shares = _listed(row.shares)
        _check(set(shares) - {row.id} <= known and row.id not in shares, where, row.shares)
        _check(bool(shares) == bool(row.reason_zh), where, f"reason of {row.shares!r}")
        found.append(
            TargetCohort(
                id=row.id,
                label=Text(zh=row.label_zh, en=row.label_en),
                at=(Locator(source=check_source(row.source, where), place=row.place),),
                n=row.n,
                shares=shares,
                reason=_words(row.reason_zh, row.reason_en),
                pool=row.pool,
                studies=_listed(row.studies),
            )
        )
    return tuple(found)


@cache
def targets() -> tuple[Target, ...]:
    """Return every published figure, in the order of the file.

    A row without a source was recalled: its mark is Assumed, with the reason and the file's date.
    Raises ContentError, also for a figure of an unknown cohort or endpoint.
    """
    header, rows = read_table(FOLDER / "figures.csv", _Header, _Row)
    cohorts = {entry.id for entry in target_cohorts()}
    units = {entry.id: entry.unit for entry in target_endpoints()}
    found = []
    for where, row in rows:
        _check(row.cohort in cohorts, where, row.cohort)
        _check(row.endpoint in units, where, row.endpoint)
        _check(bool(row.source) != bool(row.reason_zh), where, f"{row.source!r} {row.reason_zh!r}")
        _check(
            bool(row.low is not None or row.high is not None) == bool(row.interval), where, "low"
        )
        if row.source:
            source = check_source(row.source, where)
            mark: Mark = Read(locator=Locator(source=source, place=row.place))
        else:
            _check(header.on is not None, where, "on")
            reason = Text(zh=row.reason_zh, en=row.reason_en)
            mark = Assumed(reason=reason, on=header.on or date.min)
        found.append(
            Target(
                id=row.id,
                row=row.row,
                cohort=row.cohort,
                endpoint=row.endpoint,
                statistic=row.statistic,
                unit=units[row.endpoint],
                printed=row.printed,
                mark=mark,
                value=row.value,
                low=row.low,
                high=row.high,
                interval=row.interval,
                sd=row.sd,
                n=row.n,
                stratum=_words(row.stratum_zh, row.stratum_en),
                note=_words(row.note_zh, row.note_en),
            )
        )
    return tuple(found)


@cache
def target_groups() -> tuple[TargetGroup, ...]:
    """Return the groups of patients and their side of the split, in the order of the file.

    A group is all cohorts that its seed is joined to by common patients. Raises ContentError for
    two seeds in one group, or a cohort in none.
    """
    path = FOLDER / "split.toml"
    split = read_toml(path, _Split)
    components = joined(target_cohorts())
    found: list[TargetGroup] = []
    taken: set[str] = set()
    for index, group in enumerate(split.group):
        where = said(written(path, "group", index, "seed"))
        members = next((part for part in components if group.seed in part), ())
        _check(bool(members) and not taken & set(members), where, group.seed)
        taken |= set(members)
        found.append(
            TargetGroup(
                id=group.id, side=group.side, cohorts=members, reason=group.reason, on=split.on
            )
        )
    left = [entry.id for entry in target_cohorts() if entry.id not in taken]
    _check(not left, said(written(path, "group")), ", ".join(left))
    return tuple(found)


def joined(cohorts: tuple[TargetCohort, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the connected components of who shares patients with whom, in the order of the table.

    A pool joins nobody: it stands alone.
    """
    part = {entry.id: {entry.id} for entry in cohorts}
    for entry in cohorts:
        for other in entry.shares:
            together = part[entry.id] | part[other]
            for name in together:
                part[name] = together
    order = [entry.id for entry in cohorts]
    seen: list[tuple[str, ...]] = []
    for name in order:
        members = tuple(one for one in order if one in part[name])
        if members not in seen:
            seen.append(members)
    return tuple(seen)


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(one for one in cell.split(";") if one)


def _words(zh: str, en: str) -> Text | None:
    return Text(zh=zh, en=en) if zh or en else None


def _check(held: bool, where: str, found: str) -> None:  # noqa: FBT001  (what must hold)
    if held:
        return
    raise ContentError(
        what=Text(zh="目标数据前后不一", en="the table of targets does not fit together"),
        where=where,
        found=found,
        do=Text(
            zh="改正标识、补上来源或理由，或在分组文件中列出该队列",
            en="correct the id, give the source or the reason, or list the cohort in the split",
        ),
    )
