"""Counts that public abstracts give for studies of a review, as outcomes of these studies."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from trephine.core.error import ContentError
from trephine.core.mark import Assumed, Derived, Mark, Read
from trephine.core.percentage import counts_from_percentage
from trephine.core.source import Locator
from trephine.core.study import Confidence, Counts, Outcome, Percentage, Value
from trephine.core.text import Text
from trephine.library.bibliography import check_source
from trephine.library.catalogue import check_outcome
from trephine.library.content import ROOT
from trephine.library.table import read_table


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    review: str
    assumed_on: date
    population: dict[str, Text]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Count:
    id: str
    study: str
    arm: str = ""
    outcome: str
    events: str = ""
    percent: str = ""
    n: int
    population: str
    source: str
    place: str
    mark: Literal["read", "derived", "assumed"]
    confidence: Confidence
    pooled: Literal["yes", "no"]
    note_zh: str = ""
    note_en: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedCount:
    """An outcome with the study and arm (empty: the arm that the review used) it belongs to."""

    study: str
    arm: str
    outcome: Outcome
    where: str


@cache
def reported_counts(review: str) -> tuple[ReportedCount, ...]:
    """Return the counts at hand for the studies of ``review``; what is missing stays missing.

    A count that follows from a percentage is computed here, never typed. Raises ContentError where
    a percentage fits no single count.
    """
    header, rows = read_table(ROOT / "counts" / f"{review}.csv", _Header, _Count)
    found = []
    for where, row in rows:
        if row.population not in header.population:
            raise _malformed(where, f"population = {row.population!r}")
        if bool(row.note_zh) != bool(row.note_en) or bool(row.events) == bool(row.percent):
            raise _malformed(where, "note_zh/note_en, events/percent")
        value, formula = _value(row, where)
        note = Text(zh=row.note_zh, en=row.note_en) if row.note_zh else None
        found.append(
            ReportedCount(
                study=row.study,
                arm=row.arm,
                where=where,
                outcome=Outcome(
                    key=check_outcome(row.outcome, where),
                    value=value,
                    mark=_mark(row, where, header.assumed_on, formula, note),
                    population=header.population[row.population],
                    confidence=row.confidence,
                    pooled_by=(header.review,) if row.pooled == "yes" else (),
                    note=note,
                ),
            )
        )
    return tuple(found)


def _value(row: _Count, where: str) -> tuple[Value, str]:
    """Return the value and the formula that gave it (empty where it was read)."""
    if row.events:
        numbers = [int(part) for part in row.events.split("+")]
        return Counts(events=sum(numbers), n=row.n), row.events if len(numbers) > 1 else ""
    terms = [part.split("/") for part in row.percent.split("+")]
    if row.mark == "read":
        return Percentage(printed=terms[0][0], n=row.n), ""
    total = people = 0
    for printed, n in terms:
        fits = counts_from_percentage(Percentage(printed=printed, n=int(n)))
        rounded = [fit.events for fit in fits if "half-up" in fit.roundings]
        if len(rounded) != 1:
            raise _malformed(where, f"{printed} % of {n}: {rounded}")
        total += rounded[0]
        people += int(n)
    if people != row.n:
        raise _malformed(where, f"n = {row.n}, {row.percent}")
    return Counts(events=total, n=row.n), f"counts_from_percentage({row.percent})"


def _mark(row: _Count, where: str, on: date, formula: str, note: Text | None) -> Mark:
    locator = Locator(source=check_source(row.source, where), place=row.place)
    if (row.mark == "derived") != bool(formula):
        raise _malformed(where, f"mark = {row.mark!r}, {row.events or row.percent}")
    if row.mark == "derived":
        return Derived(formula=formula, inputs=(locator,))
    if row.mark == "read":
        return Read(locator=locator)
    if note is None:
        raise _malformed(where, "assumed, note_zh = '', note_en = ''")
    return Assumed(reason=note, on=on)


def _malformed(where: str, found: str) -> ContentError:
    return ContentError(
        what=Text(zh="人数表的这一行自相矛盾", en="the row of counts contradicts itself"),
        where=where,
        found=found,
        do=Text(
            zh="对照文件开头的列说明改正", en="correct it by the notes at the head of the file"
        ),
    )
