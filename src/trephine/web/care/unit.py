"""unit: every patient's course after infusion, and where it departs from the rules."""

from datetime import datetime

from trephine import library
from trephine.care.deviations import Deviation, deviations
from trephine.care.resolve import Known
from trephine.care.unit_course import unit_course
from trephine.reports.unit_row import UnitRow
from trephine.web.care.records import Records, clock
from trephine.web.care.shown import words
from trephine.web.care.unit_shape import DeviationShown, UnitPatient, UnitShown


def unit(records: Records, now: datetime) -> UnitShown:
    """Return all patients, those with departures first."""
    rows = unit_rows(records, now)
    courses = [one.course for one in rows if one.course is not None]
    return UnitShown(
        patients=tuple(sorted(map(_patient, rows), key=lambda one: not one.deviations)),
        drawn=len(courses),
        measured=len([one for one in courses if one.change is not None]),
    )


def unit_rows(records: Records, now: datetime) -> tuple[UnitRow, ...]:
    """Return what the unit's figures and its export are made of; pseudonyms alone."""
    return tuple(_row(records, name, now) for name in records.versions())


def _row(records: Records, name: str, now: datetime) -> UnitRow:
    folded = records.record(name)
    at = clock(folded, now)
    found = records.assessed(name, folded, at)
    handbook = library.handbook()
    known = Known(folded.record, at, handbook.observables)
    labels = {one.name: words().label(one.name) for one in found.timers}
    return UnitRow(
        id=name,
        patient=folded.record.patient,
        demo=folded.opened.demo,
        title=folded.opened.title,
        course=unit_course(found, known, handbook),
        deviations=deviations(found, labels),
    )


def _patient(one: UnitRow) -> UnitPatient:
    course = one.course
    return UnitPatient(
        id=one.id,
        patient=one.patient,
        demo=one.demo,
        title=one.title,
        infused=None if course is None else course.infused.date(),
        followed=None if course is None else course.followed,
        best=None if course is None else course.best,
        change=None if course is None or course.change is None else f"{course.change}",
        relapsed=None if course is None else course.relapsed,
        died=None if course is None else course.died,
        deviations=tuple(map(_deviation, one.deviations)),
    )


def _deviation(one: Deviation) -> DeviationShown:
    return DeviationShown(
        kind=one.kind, rule=one.rule, text=one.text, place=one.place, since=one.since
    )
