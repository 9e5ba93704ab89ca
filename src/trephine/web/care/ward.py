"""ward: every patient's row: day, grades, what is next, due and overdue."""

import logging
from dataclasses import replace
from datetime import datetime

from trephine import library
from trephine.care.resolve import Known
from trephine.core.text import Text
from trephine.journal.database import NoDatabaseError
from trephine.web.care.records import Records, clock
from trephine.web.care.shape import GradeBrief, WardPatient
from trephine.web.care.shown import check_due, day_of, grade_brief, words
from trephine.web.landing.patients import next_steps
from trephine.web.told import told

log = logging.getLogger("trephine.web")
_DUE = 4
_UNREAD = Text(
    zh="记录无法读出：请告知管理员", en="This record cannot be read: tell the administrator"
)


def ward(records: Records, now: datetime) -> tuple[WardPatient, ...]:
    """Return all patients, those with something overdue first as they were entered.

    A row is worked out anew whenever its record was written to, and once a minute: what falls due
    within a minute is seen with the next. Who asks at the same time waits for the same rows.
    """
    now = records.clock.read(now)
    with records.rows_alone:
        versions = records.versions()
        rows = [_held(records, name, version, now) for name, version in versions.items()]
    identities = records.identities.get_all([f"record/{one}" for one in versions])
    named = [
        replace(one, name=identities.get(f"record/{one.id}", {}).get("name", "")) for one in rows
    ]
    return tuple(sorted(named, key=lambda one: not one.overdue))


def _held(records: Records, name: str, version: int, now: datetime) -> WardPatient:
    minute = now.replace(second=0, microsecond=0)
    held = records.rows.get(name)
    if held is None or held[:2] != (version, minute):
        held = (version, minute, _or_unread(records, name, now))
        if held[2].title is not _UNREAD:  # what could not be read is tried again at once
            records.rows[name] = held
    return held[2]


def _or_unread(records: Records, name: str, now: datetime) -> WardPatient:
    """Return a patient's row; a record that cannot be read has one, too, and takes no other away.

    It stands among those with something overdue: somebody has to look.
    """
    try:
        return _row(records, name, now)
    except NoDatabaseError:
        raise
    except Exception as error:  # noqa: BLE001  (whatever it is, the other patients are shown)
        log.warning("record %s cannot be read: %s", name, told(error))
    nothing = GradeBrief(low=None, high=None, value=_UNREAD, arises=True)
    return WardPatient(
        id=name,
        patient=name[:8],
        name="",
        demo=False,
        simulated=False,
        title=_UNREAD,
        at=now,
        day=None,
        crs=nothing,
        icans=nothing,
        next=None,
        due=(),
        overdue=1,
        visits_overdue=0,
    )


def _row(records: Records, name: str, now: datetime) -> WardPatient:
    folded = records.record(name)
    at = clock(folded, now)
    found = records.assessed(name, folded, at)
    pressing = [one for one in found.timers if one.sure and one.status in {"due", "overdue"}]
    coming = [one for one in found.timers if one.sure and one.status == "upcoming" and one.due]
    coming.sort(key=lambda one: (one.due is None, one.due))
    steps = next_steps(found, words())
    return WardPatient(
        id=name,
        patient=folded.record.patient,
        name="",
        demo=folded.opened.demo,
        simulated=folded.record.is_simulated,
        title=folded.opened.title,
        at=at,
        day=day_of(Known(folded.record, at, library.observables())),
        crs=grade_brief(found, "crs_grade"),
        icans=grade_brief(found, "icans_grade"),
        next=steps[0] if steps else None,
        due=tuple(check_due(one) for one in [*pressing, *coming][:_DUE]),
        overdue=len([one for one in pressing if one.status == "overdue"]),
        visits_overdue=len([one for one in found.calendar if one.status == "overdue"]),
    )
