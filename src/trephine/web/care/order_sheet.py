"""order_sheet: the orders to consider for one patient, to be printed and signed by hand."""

from dataclasses import dataclass
from datetime import datetime

from trephine import library
from trephine.care.resolve import Known
from trephine.core.text import Text
from trephine.web.care.patient import counters
from trephine.web.care.reading_words import reading_words
from trephine.web.care.records import Records
from trephine.web.care.shape import DoseCounter, GradeBrief, OrderConsidered
from trephine.web.care.shown import (
    conflicts_shown,
    day_of,
    grade_brief,
    order_considered,
    outpaced_shown,
    words,
)

# What doses are worked out from, shown on the sheet with its own time.
_BASIS = ("weight", "height", "creatinine")


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisValue:
    """A value that doses rest on, and when it was measured."""

    label: Text
    value: Text
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSheet:
    """The orders to consider at a moment, with what they rest on. Nobody has signed one.

    ``version`` is the record's: the sheet is of that state and no later one.
    """

    id: str
    version: int
    patient: str
    name: str
    hospital_number: str
    demo: bool
    at: datetime
    day: int | None
    crs: GradeBrief
    icans: GradeBrief
    basis: tuple[BasisValue, ...]
    orders: tuple[OrderConsidered, ...]
    counters: tuple[DoseCounter, ...]
    conflicts: tuple[Text, ...]
    outpaced: tuple[Text, ...]
    errata: tuple[str, ...]


def order_sheet(records: Records, name: str, at: datetime) -> OrderSheet:
    """Return the sheet of one patient at a moment; it orders nothing."""
    folded = records.record(name)
    found = records.assessed(name, folded, at)
    identity = records.identities.get(f"record/{name}")
    known = Known(folded.record, at, library.observables())
    last = {one: history[-1] for one in _BASIS if (history := known.history(one))}
    return OrderSheet(
        id=name,
        version=folded.version,
        patient=folded.record.patient,
        name=identity.get("name", ""),
        hospital_number=identity.get("hospital_number", ""),
        demo=folded.opened.demo,
        at=at,
        day=day_of(known),
        crs=grade_brief(found, "crs_grade"),
        icans=grade_brief(found, "icans_grade"),
        basis=tuple(
            BasisValue(label=words().label(one), value=reading_words(reading), at=reading.time)
            for one, reading in last.items()
        ),
        orders=tuple(order_considered(one) for one in found.proposals if one.sure),
        counters=counters(folded.record, known),
        conflicts=conflicts_shown(found),
        outpaced=outpaced_shown(found),
        errata=found.errata,
    )
