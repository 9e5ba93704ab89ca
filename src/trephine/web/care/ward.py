"""ward: every patient's row: day, grades, what is next, due and overdue."""

from datetime import datetime

from trephine import library
from trephine.care.resolve import Known
from trephine.web.care.records import Records, clock
from trephine.web.care.shape import WardPatient
from trephine.web.care.shown import check_due, day_of, grade_brief, words
from trephine.web.landing.patients import next_steps

_DUE = 4


def ward(records: Records, now: datetime) -> tuple[WardPatient, ...]:
    """Return all patients, those with something overdue first as they were entered."""
    names, now = records.ids(), records.clock.read(now)
    identities = records.identities.get_all([f"record/{one}" for one in names])
    rows = [_row(records, one, identities.get(f"record/{one}", {}), now) for one in names]
    return tuple(sorted(rows, key=lambda one: not one.overdue))


def _row(records: Records, name: str, identity: dict[str, str], now: datetime) -> WardPatient:
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
        name=identity.get("name", ""),
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
