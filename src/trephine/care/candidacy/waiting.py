"""waiting: every drug that has to be out before cells are collected, and the days that are left."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from trephine.care.course import washouts_at
from trephine.care.dosing.earliest_leukapheresis import Permissible, WashoutStatus
from trephine.care.resolve import Known
from trephine.core.handbook import Handbook
from trephine.core.text import Text
from trephine.core.washout import Washout

Given = Literal["given", "never", "not stated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One drug: whether it was given, when last, and from when cells may be collected.

    ``rule`` is None where the source sets no waiting time; ``by_analogy`` is then that of a drug
    like it, shown and never applied. ``left``: calendar days from now to ``earliest``, 0 where
    they are over; None where it cannot be told. ``day_only``: the hour of the last dose is not
    known.
    """

    drug: str
    given: Given
    last: datetime | None
    day_only: bool
    rule: Washout | None
    by_analogy: Washout | None
    status: WashoutStatus | None
    earliest: Permissible | None
    left: int | None
    text: Text


def waiting(known: Known, handbook: Handbook) -> tuple[Waiting, ...]:
    """Return the drugs of the washout rules and those that they warn about, in their order.

    A drug of which nothing is stated is not taken for never given. Days are those of the calendar
    in the zone of ``known.at``.
    """
    rules = handbook.washouts
    if rules is None:
        return ()
    result = washouts_at(known, handbook)
    entries = {} if result is None else {one.exposure.drug: one for one in result.entries}
    texts = {one.drug: one.text for one in rules.washouts}
    texts |= {one.drug: one.text for one in rules.analogies}
    texts |= {one.drug: one.text for one in rules.priors}
    likes = {one.drug: rules.of(one.like) for one in rules.analogies}
    found = []
    for drug, text in texts.items():
        if drug not in handbook.observables:
            continue
        entry = entries.get(drug)
        happened = known.happened(drug)
        earliest = None if entry is None else entry.earliest
        found.append(
            Waiting(
                drug=drug,
                given=_given(drug, known),
                last=happened[-1].time if happened else None,
                day_only=bool(happened) and happened[-1].day_only,
                rule=rules.of(drug),
                by_analogy=likes.get(drug),
                status=None if entry is None else entry.status,
                earliest=earliest,
                left=None if earliest is None else _left(earliest.day, known.at),
                text=text,
            )
        )
    return tuple(found)


def _given(drug: str, known: Known) -> Given:
    if known.happened(drug):
        return "given"
    return "never" if known.history(drug) else "not stated"


def _left(day: date, at: datetime) -> int:
    return max(0, (day - at.date()).days)
