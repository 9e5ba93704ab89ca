"""patient_course: a record as lanes over time: grades, drugs, supports, visits, readings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from typing import Literal

from trephine.care.assessment import Assessment
from trephine.care.boundaries import boundaries
from trephine.care.calendar.status_words import STATUS_WORDS
from trephine.care.cells import inputs
from trephine.care.decide import decisions_on
from trephine.care.resolve import Known
from trephine.care.words import Vocabulary, number_words, unit_words, vocabulary
from trephine.core.calendar import CalendarEntry, EntryStatus
from trephine.core.decision import Decision
from trephine.core.handbook import Handbook
from trephine.core.record import Reading, Record
from trephine.core.text import Text, both_of
from trephine.core.value import INFINITE, Number

LaneKind = Literal["event", "grade", "drug", "support", "response", "visit", "reading"]
GRADES = ("crs_grade", "icans_grade")
_EVENTS = (
    "leukapheresis",
    "lymphodepletion_start",
    "infusion",
    "hospital_discharge",
    "relapse",
    "death",
)
_SUPPORTS = ("oxygen_device", "vasopressors", "intensive_care", "dialysis")
_GIVEN = ("red_cell_transfusion", "platelet_transfusion")
_NO_SUPPORT = ("room_air", "none")
_READINGS = (
    "temperature",
    "crp",
    "ferritin",
    "anc",
    "platelets",
    "igg",
    "serum_m_protein",
    "kappa_flc",
    "lambda_flc",
)
_STATED_FOR = ("grading", "monitoring")  # uses of the tables whose limits are drawn
_APART = timedelta(days=8)  # doses of one drug further apart than this are two courses of it
_UNSEEN = timedelta(hours=36)  # a support not noted for longer is drawn to where it was noted
_EVENT_WORDS = Text(zh="事件", en="Events")
_RESPONSE = Text(zh="疗效（IMWG）", en="Response (IMWG)")
_VISIT = Text(zh="随访", en="Visits")
_OPEN = Text(zh="{low}–{high}（信息不全）", en="{low}–{high} (information is missing)")
_GRADE = Text(zh="{low} 级", en="grade {low}")


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseEntry:
    """What a lane shows at a moment or, with ``end``, over a time.

    ``value`` of a reading in the lane's unit; ``low`` and ``high`` of a grade (an interval where
    inputs were missing); ``status`` of a visit. ``count``: how many doses or readings it stands
    for.
    """

    start: datetime
    text: Text
    end: datetime | None = None
    value: Decimal | None = None
    low: int | None = None
    high: int | None = None
    status: EntryStatus | None = None
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseLane:
    """One line of a course; ``lines`` are the limits at which a rule says something of a reading.

    Limits are those of the tables for grading and monitoring, in the lane's unit.
    """

    id: str
    kind: LaneKind
    label: Text
    entries: tuple[CourseEntry, ...]
    unit: str = ""
    lines: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientCourse:
    """A record over time as it was known at ``at``; lanes without entries are left out.

    ``zero`` is the latest infusion, day 0; before one it is ``at`` itself, and ``infused`` false.
    """

    at: datetime
    zero: datetime
    infused: bool
    lanes: tuple[CourseLane, ...]


def patient_course(record: Record, found: Assessment, handbook: Handbook) -> PatientCourse:
    """Return the course of ``record`` as known at the moment of its assessment.

    A grade of a day is the highest that its signs made, each moment judged by what was known then;
    a day without signs has none. It says nothing of what is to be done.
    """
    at = found.at
    known = Known(record, at, handbook.observables)
    words = vocabulary(handbook.pathway, handbook.observables)
    infusions = known.happened("infusion")
    visits = () if found.response is None else found.response.visits
    levels = tuple(
        CourseEntry(start=one.at, text=both_of(one.level))
        for one in visits
        if isinstance(one.at, datetime)
    )
    lanes = [
        CourseLane(id="events", kind="event", label=_EVENT_WORDS, entries=_events(known, words)),
        *(
            CourseLane(id=name, kind="grade", label=words.label(name), entries=entries)
            for name, entries in _grades(record, known, handbook).items()
        ),
        *_drugs(known, words),
        *(
            CourseLane(
                id=name,
                kind="support",
                label=words.label(name),
                entries=_support(name, known, words),
            )
            for name in (*_SUPPORTS, *_GIVEN)
            if name in handbook.observables
        ),
        CourseLane(id="response", kind="response", label=_RESPONSE, entries=levels),
        CourseLane(
            id="visits",
            kind="visit",
            label=_VISIT,
            entries=_visits(found.calendar, at),
        ),
        *_measured(known, words, handbook),
    ]
    return PatientCourse(
        at=at,
        zero=infusions[-1].time if infusions else at,
        infused=bool(infusions),
        lanes=tuple(one for one in lanes if one.entries),
    )


def _events(known: Known, words: Vocabulary) -> tuple[CourseEntry, ...]:
    found = [
        CourseEntry(start=one.time, text=words.label(name))
        for name in _EVENTS
        for one in known.happened(name)
    ]
    return tuple(sorted(found, key=lambda one: one.start))


def _grades(record: Record, known: Known, handbook: Handbook) -> dict[str, tuple[CourseEntry, ...]]:
    """Return the grades of each day on which signs were noted, days alike and in a row as one."""
    infusions = known.happened("infusion")
    if not infusions:
        return {}
    begun = infusions[0].time
    found: dict[str, dict[date, tuple[int, int]]] = {name: {} for name in GRADES}
    zone = known.at.tzinfo
    for moment in _sign_times(known, begun, handbook):
        then = Known(record, moment, handbook.observables)
        day = moment.astimezone(zone).date()
        for one in decisions_on(then, handbook.pathway, GRADES):
            bounds = _bounds(one)
            if bounds is not None:
                low, high = found[one.table.decides].get(day, bounds)
                found[one.table.decides][day] = (max(low, bounds[0]), max(high, bounds[1]))
    return {name: tuple(_runs(days, begun, known.at)) for name, days in found.items()}


def _sign_times(known: Known, begun: datetime, handbook: Handbook) -> list[datetime]:
    """Return the moments at which something that a grade rests on was noted, an infusion behind."""
    tables = [one for one in handbook.pathway.tables if one.decides in GRADES]
    names = {name for table in tables for name in inputs(table)}
    waiting = list(names)
    while waiting:
        how = known.observables[waiting.pop()].derivation
        fresh = () if how is None else [one for one in how.of if one not in names]
        names |= set(fresh)
        waiting += fresh
    names -= set(_EVENTS)
    times = {one.time for name in names for one in known.history(name) if one.time >= begun}
    return sorted(times)


def _bounds(one: Decision) -> tuple[int, int] | None:
    value = one.value
    if not one.in_force or not isinstance(value, Number) or not one.applies.low:
        return None
    if value.low == -INFINITE or value.high == INFINITE:
        return None
    return int(value.low), int(value.high)


def _runs(
    days: dict[date, tuple[int, int]], begun: datetime, at: datetime
) -> Iterable[CourseEntry]:
    ordered = sorted(days.items())
    numbered = [
        (day.toordinal() - place, bounds, day) for place, (day, bounds) in enumerate(ordered)
    ]
    for (_, (low, high)), group in groupby(numbered, key=lambda one: one[:2]):
        run = [day for _, _, day in group]
        yield CourseEntry(
            start=max(begun, datetime.combine(run[0], time(), tzinfo=at.tzinfo)),
            end=min(at, datetime.combine(run[-1] + timedelta(days=1), time(), tzinfo=at.tzinfo)),
            low=low,
            high=high,
            count=len(run),
            text=_GRADE if low == high else _OPEN.filled(low=low, high=high),
        )


def _drugs(known: Known, words: Vocabulary) -> list[CourseLane]:
    """Return a lane for each drug that was given, in the order in which they began."""
    lanes = []
    for name, one in known.observables.items():
        given = known.happened(name) if one.kind == "dose" and one.derivation is None else ()
        if given:
            entries = tuple(_course(list(part), one.unit) for part in _parted(given))
            lanes.append(CourseLane(id=name, kind="drug", label=words.label(name), entries=entries))
    return sorted(lanes, key=lambda one: one.entries[0].start)


def _parted(given: Sequence[Reading]) -> Iterable[list[Reading]]:
    part: list[Reading] = []
    for one in given:
        if part and one.time - part[-1].time > _APART:
            yield part
            part = []
        part.append(one)
    yield part


def _course(given: list[Reading], unit: str) -> CourseEntry:
    amounts = {one.value for one in given if isinstance(one.value, Decimal)}
    amount = number_words(min(amounts), max(amounts)) if amounts else ""
    dose = f"{amount} {unit_words(unit)}".strip() if amount else ""
    n = len(given)
    return CourseEntry(
        start=given[0].time,
        end=given[-1].time if n > 1 else None,
        count=n,
        text=Text(zh=f"{dose} ×{n}".strip(), en=f"{dose} ×{n}".strip()),
    )


def _support(name: str, known: Known, words: Vocabulary) -> tuple[CourseEntry, ...]:
    """Return the stretches over which a support was noted as given."""
    found: list[CourseEntry] = []
    history = known.history(name)
    for place, one in enumerate(history):
        said = _given(name, one, words)
        if said is None:
            continue
        after = history[place + 1].time if place + 1 < len(history) else known.at
        end = min(after, one.time + _UNSEEN)
        if found and found[-1].text == said and found[-1].end == one.time:
            last = found.pop()
            found.append(CourseEntry(start=last.start, end=end, text=said, count=last.count + 1))
        else:
            found.append(CourseEntry(start=one.time, end=end, text=said))
    return tuple(found)


def _given(name: str, one: Reading, words: Vocabulary) -> Text | None:
    value = one.value
    if isinstance(value, str):
        return None if value in _NO_SUPPORT else words.code(name, value)
    if value == ():
        return None
    if isinstance(value, tuple):
        said = [words.code(name, code) for code in value]
        return Text(zh="、".join(t.zh for t in said), en=", ".join(t.en for t in said))
    return words.label(name) if value is True or isinstance(value, Decimal) else None


def _visits(calendar: Sequence[CalendarEntry], at: datetime) -> tuple[CourseEntry, ...]:
    found = []
    for one in calendar:
        if one.due is None or one.kind == "clock" or one.status == "not applicable":
            continue
        said = STATUS_WORDS[one.status]
        found.append(
            CourseEntry(
                start=one.due
                if isinstance(one.due, datetime)
                else datetime.combine(one.due, time(12), tzinfo=at.tzinfo),
                status=one.status,
                text=Text(zh=f"{one.text.zh}（{said.zh}）", en=f"{one.text.en} ({said.en})"),
            )
        )
    return tuple(sorted(found, key=lambda one: one.start))


def _measured(known: Known, words: Vocabulary, handbook: Handbook) -> list[CourseLane]:
    limits: dict[str, set[Decimal]] = {}
    for table in handbook.pathway.tables:
        if table.use in _STATED_FOR and table.layer in handbook.pathway.layers:
            for one in boundaries(table, handbook.observables):
                limits.setdefault(one.comparison.name, set()).add(one.comparison.limit)
    return [
        CourseLane(
            id=name,
            kind="reading",
            label=words.label(name),
            unit=words.unit(name),
            lines=tuple(sorted(limit for limit in limits.get(name, ()) if limit > 0)),
            entries=tuple(
                CourseEntry(
                    start=one.time,
                    value=one.value,
                    text=both_of(_amount(one.value, words.unit(name))),
                )
                for one in known.history(name)
                if isinstance(one.value, Decimal)
            ),
        )
        for name in _READINGS
        if name in known.observables
    ]


def _amount(value: Decimal, unit: str) -> str:
    return f"{number_words(value, value)} {unit}".strip()
