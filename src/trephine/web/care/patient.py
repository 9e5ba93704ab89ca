"""patient_page and its parts: one patient at a moment."""

from datetime import datetime

from trephine import library
from trephine.care.calendar.status_words import STATUS_WORDS
from trephine.care.dosing.counted import counted
from trephine.care.resolve import Known
from trephine.care.words import REASONS
from trephine.core.calendar import CalendarEntry
from trephine.core.place import place_words
from trephine.core.record import Record
from trephine.core.text import Text
from trephine.web.care.records import Records
from trephine.web.care.shape import (
    CalendarItem,
    DoseCounter,
    InputMissing,
    PatientPage,
    PatientResponse,
    ResponseVisit,
)
from trephine.web.care.shown import (
    check_due,
    conflicts_shown,
    day_of,
    decision_shown,
    dose_counter,
    grade_brief,
    order_considered,
    outpaced_shown,
    words,
)
from trephine.web.landing.patients import next_steps

_ELIGIBILITY = ("eligibility", "exclusions")


def patient_page(records: Records, name: str, at: datetime) -> PatientPage:
    """Return everything that follows for one patient at a moment."""
    folded = records.record(name)
    found = records.assessed(name, folded, at)
    identity = records.identities.get(f"record/{name}")
    known = Known(folded.record, at, library.observables())
    shown = [one for one in found.decisions if one.in_force and one.status != "not applicable"]
    washouts = found.washouts
    earliest = None if washouts is None else washouts.earliest
    return PatientPage(
        id=name,
        version=folded.version,
        patient=folded.record.patient,
        name=identity.get("name", ""),
        hospital_number=identity.get("hospital_number", ""),
        demo=folded.opened.demo,
        simulated=folded.record.is_simulated,
        title=folded.opened.title,
        story=folded.opened.story,
        at=at,
        day=day_of(known),
        crs=grade_brief(found, "crs_grade"),
        icans=grade_brief(found, "icans_grade"),
        steps=next_steps(found, words()),
        orders=tuple(order_considered(one) for one in found.proposals if one.sure),
        counters=counters(folded.record, known),
        checks=tuple(check_due(one) for one in found.timers if one.sure),
        asked=tuple(
            InputMissing(name=one.name, label=words().label(one.name), reason=REASONS[one.reason])
            for one in found.asked
        ),
        decisions=tuple(
            decision_shown(one, known)
            for one in shown
            if one.table.decides not in _ELIGIBILITY and (one.concluded or one.value is not None)
        ),
        eligibility=tuple(
            decision_shown(one, known) for one in shown if one.table.decides in _ELIGIBILITY
        ),
        washouts=() if washouts is None else tuple(one.text for one in washouts.entries),
        leukapheresis_from=None
        if earliest is None
        else (earliest.moment or earliest.day).isoformat(),
        conflicts=conflicts_shown(found),
        outpaced=outpaced_shown(found),
        errata=found.errata,
        later=found.later,
    )


def counters(record: Record, known: Known) -> tuple[DoseCounter, ...]:
    """Return the dose counters of a record."""
    handbook = library.handbook()
    states = counted(record, known.at, handbook.budgets, handbook.observables)
    return tuple(dose_counter(state, known) for state in states)


def calendar_items(records: Records, name: str, at: datetime) -> tuple[CalendarItem, ...]:
    """Return what is due after the infusion; what does not apply is left out."""
    found = records.assessed(name, records.record(name), at)
    return tuple(_item(one) for one in found.calendar if one.status != "not applicable")


def patient_response(records: Records, name: str, at: datetime) -> PatientResponse:
    """Return the course of response with its reasoning."""
    course = records.assessed(name, records.record(name), at).response
    if course is None:
        return PatientResponse(visits=(), best_confirmed=None, progression=None, flags=())
    pd = course.confirmed_pd
    return PatientResponse(
        visits=tuple(
            ResponseVisit(
                at=_day(one.at),
                level=one.level,
                text=one.text,
                components=tuple(part.text for part in one.components),
                missing=tuple(test.text for test in one.missing if test.changes),
                flags=tuple(flag.text for flag in one.flags),
            )
            for one in course.visits
        ),
        best_confirmed=course.best_confirmed,
        progression=None if pd is None else _day(pd.first_at),
        flags=tuple(flag.text for flag in course.flags),
    )


def _item(one: CalendarEntry) -> CalendarItem:
    place = place_words(one.at)
    return CalendarItem(
        id=one.id,
        kind=one.kind,
        status=one.status,
        status_words=STATUS_WORDS[one.status],
        due=one.due,
        text=one.text,
        why=one.why,
        place=Text(zh=f"{one.at.source} {place.zh}", en=f"{one.at.source} {place.en}"),
        contents=tuple(words().label(name) for name in one.contents),
        missing=tuple(words().label(name) for name in one.missing),
        errata=one.errata,
    )


def _day(at: int | datetime) -> str:
    return at.date().isoformat() if isinstance(at, datetime) else f"d{at}"
