"""patient_page and its parts: one patient at a moment, and how the record came to be so."""

from datetime import datetime

from trephine import library
from trephine.care.calendar.status_words import STATUS_WORDS
from trephine.care.dosing.counted import counted
from trephine.care.fold_record import RecordStep
from trephine.care.resolve import Known
from trephine.care.words import REASONS
from trephine.core.calendar import CalendarEntry
from trephine.core.place import place_words
from trephine.core.record import Record
from trephine.core.record_event import (
    ChecklistSigned,
    GradeSigned,
    IdentityChecked,
    IdentityErased,
    ReadingCorrected,
    ReadingsAdded,
    ReadingWithdrawn,
    RecordOpened,
    RequirementOverridden,
)
from trephine.core.text import Text, both_of
from trephine.core.undone import Undone
from trephine.core.ward_clock import WardClock
from trephine.web.care.eligibility_words import OVERRIDE_WHY
from trephine.web.care.reading_words import READING_WHY, reading_words
from trephine.web.care.records import Records, clock
from trephine.web.care.shape import (
    CalendarItem,
    DoseCounter,
    HistoryEntry,
    InputMissing,
    PatientHistory,
    PatientPage,
    PatientResponse,
    ReadingKept,
    ResponseVisit,
)
from trephine.web.care.shown import (
    check_due,
    day_of,
    decision_shown,
    dose_counter,
    grade_brief,
    order_considered,
    words,
)
from trephine.web.landing.patients import next_steps

_ELIGIBILITY = ("eligibility", "exclusions")
_SHOWN = 60  # readings listed, the latest first
_OPENED = Text(zh="建立记录", en="The record was opened")
_ADDED = Text(zh="录入 {n} 条：{what}", en="{n} entered: {what}")
_WITHDRAWN = Text(zh="撤回一条读数（{why}）", en="A reading was withdrawn ({why})")
_CORRECTED = Text(zh="更正一条读数：{what}（{why}）", en="A reading was corrected: {what} ({why})")
_SIGNED = Text(zh="签名：{what} {grade} 级", en="Signed: {what}, grade {grade}")
_OVERRIDDEN = Text(zh="签名：越过 {rule}（{why}）", en="Signed: went on in spite of {rule} ({why})")
_ERASED = Text(
    zh="姓名与住院号已抹去（{n} 项）", en="Name and hospital number were erased ({n} fields)"
)
_CHECKED = Text(zh="签名：输注前核对", en="Signed: the checks before the infusion")
_MATCHED = Text(zh="产品标识相符", en="The product's identifier agreed")
_MISMATCH = Text(zh="产品标识不符", en="The product's identifier did not agree")
_UNDONE = Text(zh="撤销第 {version} 步", en="Step {version} was undone")


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
            decision_shown(one)
            for one in shown
            if one.table.decides not in _ELIGIBILITY and (one.concluded or one.value is not None)
        ),
        eligibility=tuple(
            decision_shown(one) for one in shown if one.table.decides in _ELIGIBILITY
        ),
        washouts=() if washouts is None else tuple(one.text for one in washouts.entries),
        leukapheresis_from=None
        if earliest is None
        else (earliest.moment or earliest.day).isoformat(),
        conflicts=tuple(words().label(same[0].observable) for same in found.conflicts),
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


def patient_history(
    records: Records, name: str, now: datetime, at: datetime | None = None
) -> PatientHistory:
    """Return the events of a record and its latest readings, none beyond the moment it is seen.

    ``at``: looking back, the readings that were known then; every event is shown all the same.
    """
    folded = records.record(name)
    seen = clock(folded, now) if at is None else at
    first = 2 if folded.opened.demo else 1  # what a record begins with is not taken back
    readings = [one for one in folded.kept if one.reading.known_from <= seen]
    readings.sort(key=lambda one: one.reading.time, reverse=True)
    return PatientHistory(
        version=folded.version,
        events=tuple(_event(one, first, records.clock) for one in reversed(folded.history)),
        readings=tuple(
            ReadingKept(
                version=one.version,
                number=one.number,
                time=one.reading.time,
                label=words().label(one.reading.observable),
                value=reading_words(one.reading),
                withdrawn=one.withdrawn,
            )
            for one in readings[:_SHOWN]
        ),
        readings_all=len(readings),
    )


def _event(one: RecordStep, first: int, clock: WardClock) -> HistoryEntry:
    return HistoryEntry(
        version=one.version,
        at=clock.read(one.at),
        author=one.author,
        kind=one.kind,
        what=_said(one),
        undone=one.undone,
        can_undo=one.version > first and not one.undone and one.kind != "identity-erased",
    )


def _said(one: RecordStep) -> Text:
    match one.payload:
        case RecordOpened():
            return _OPENED
        case ReadingsAdded(readings=written):
            return _filled(_ADDED, what=_labels([r.observable for r in written]), n=len(written))
        case ReadingWithdrawn(why=why):
            return _filled(_WITHDRAWN, why=READING_WHY[why])
        case ReadingCorrected(why=why, reading=reading):
            return _filled(_CORRECTED, what=words().label(reading.observable), why=READING_WHY[why])
        case GradeSigned(decides=decides, grade=grade):
            return _filled(_SIGNED, what=words().label(decides), grade=int(grade))
        case RequirementOverridden(rule=rule, why=reason):
            return _filled(_OVERRIDDEN, rule=both_of(rule), why=OVERRIDE_WHY[reason])
        case IdentityErased(fields=n):
            return _filled(_ERASED, n=n)
        case ChecklistSigned():
            return _CHECKED
        case IdentityChecked(matched=matched):
            return _MATCHED if matched else _MISMATCH
        case Undone(version=version):
            return _filled(_UNDONE, version=version)
        case _:
            return both_of(one.kind)


def _labels(names: list[str]) -> Text:
    several = list(dict.fromkeys(names))
    said = [words().label(name) for name in several[:4] if name in library.observables()]
    more = "…" if len(several) > len(said) else ""
    return Text(
        zh="、".join(one.zh for one in said) + more, en=", ".join(one.en for one in said) + more
    )


def _filled(text: Text, **parts: Text | int) -> Text:
    zh = {name: one.zh if isinstance(one, Text) else one for name, one in parts.items()}
    en = {name: one.en if isinstance(one, Text) else one for name, one in parts.items()}
    return Text(zh=text.zh.format(**zh), en=text.en.format(**en))


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
