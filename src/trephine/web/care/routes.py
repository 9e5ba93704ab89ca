"""Routes of the care room. Clinicians and nurses write; to sign, the password is given again."""

from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import Response

from trephine import library
from trephine.care.calendar.ics import ics
from trephine.care.resolve import Known
from trephine.reports.record_note import record_note
from trephine.web.account.allow import allow
from trephine.web.account.prove import proved
from trephine.web.care import (
    conditioning_routes,
    eligibility_routes,
    entries_routes,
    salvage_routes,
    sheet_routes,
    timeline_routes,
    writing,
)
from trephine.web.care.asking import Kept, Names, Now, Signer, Writer
from trephine.web.care.grading import grade_panel
from trephine.web.care.history import patient_history
from trephine.web.care.history_shape import PatientHistory
from trephine.web.care.patient import calendar_items, patient_page, patient_response
from trephine.web.care.shape import (
    CalendarItem,
    GradeAsked,
    GradePanel,
    GradeSigning,
    GradeWhat,
    NewPatient,
    PatientPage,
    PatientResponse,
    PatientWritten,
    ReadingsWritten,
    RecordNote,
    UndoAsked,
    WardPatient,
    WithdrawalAsked,
)
from trephine.web.care.shown import day_of, words
from trephine.web.care.ward import ward
from trephine.web.conflict import CONFLICT

router = APIRouter(prefix="/api/care", tags=["care"], dependencies=[allow("clinician", "nurse")])


@router.get("/ward")
def care_ward(records: Kept, now: Now) -> tuple[WardPatient, ...]:
    """Return every patient with day, grades, what is next, due and overdue."""
    return ward(records, now)


@router.post("/patients", responses=CONFLICT)
def care_new_patient(asked: NewPatient, records: Kept, now: Now, who: Writer) -> PatientWritten:
    """Open a patient's record."""
    return writing.new_patient(records, asked, who, now)


@router.get("/patients/{patient}")
def care_patient(patient: str, records: Kept, now: Now, at: datetime | None = None) -> PatientPage:
    """Return everything that follows for one patient, now or as it was known at a moment."""
    return patient_page(records, patient, writing.moment_of(records, patient, at, now))


@router.get("/patients/{patient}/history")
def care_history(
    patient: str, records: Kept, now: Now, names: Names, at: datetime | None = None
) -> PatientHistory:
    """Return who wrote what to a record, and its latest readings, or those known at a moment."""
    moment = None if at is None else writing.moment_of(records, patient, at, now)
    return patient_history(records, patient, now, moment, names=names)


@router.get("/patients/{patient}/calendar")
def care_calendar(
    patient: str, records: Kept, now: Now, at: datetime | None = None
) -> tuple[CalendarItem, ...]:
    """Return what is due after the infusion, and why."""
    return calendar_items(records, patient, writing.moment_of(records, patient, at, now))


@router.get("/patients/{patient}/calendar.ics", response_class=Response)
def care_calendar_file(patient: str, records: Kept, now: Now) -> Response:
    """Return the same as a calendar file; it names nobody."""
    folded = records.record(patient)
    at = writing.moment_of(records, patient, None, now)
    found = records.assessed(patient, folded, at)
    unreal = folded.record.is_simulated or folded.opened.demo
    page = ics(found.calendar, patient=folded.record.patient, stamp=now, simulated=unreal)
    kept = {"Content-Disposition": 'attachment; filename="calendar.ics"'}
    return Response(page, media_type="text/calendar; charset=utf-8", headers=kept)


@router.get("/patients/{patient}/response")
def care_response(
    patient: str, records: Kept, now: Now, at: datetime | None = None
) -> PatientResponse:
    """Return the response to treatment at each assessment, with its reasoning."""
    return patient_response(records, patient, writing.moment_of(records, patient, at, now))


@router.get("/patients/{patient}/note")
def care_note(patient: str, records: Kept, now: Now, at: datetime | None = None) -> RecordNote:
    """Return a text to copy into the hospital's record, in Chinese."""
    moment = writing.moment_of(records, patient, at, now)
    folded = records.record(patient)
    day = day_of(Known(folded.record, moment, library.observables()))
    found = records.assessed(patient, folded, moment)
    return RecordNote(text=record_note(found, words(), day=day, demo=folded.opened.demo))


@router.get("/patients/{patient}/grade")
def care_grade(
    patient: str, records: Kept, now: Now, what: GradeWhat = "crs", at: datetime | None = None
) -> GradePanel:
    """Return the grade as the record stands, and the form to enter signs."""
    moment = writing.moment_of(records, patient, at, now)
    return grade_panel(records, patient, GradeAsked(what=what), moment)


@router.post("/patients/{patient}/grade")
def care_try_grade(patient: str, asked: GradeAsked, records: Kept, now: Now) -> GradePanel:
    """Return the grade that these signs would make; nothing is kept."""
    moment = writing.moment_of(records, patient, asked.at, now)
    return grade_panel(records, patient, asked, moment)


@router.post("/patients/{patient}/grade/sign", responses=CONFLICT, dependencies=[proved()])
def care_sign_grade(
    patient: str, asked: GradeSigning, records: Kept, now: Now, who: Signer
) -> PatientWritten:
    """Keep signs and a clinician's signature under the grade they make; it signs no order."""
    return writing.sign_grade(records, patient, asked, who, now)


@router.post("/patients/{patient}/readings", responses=CONFLICT)
def care_readings(
    patient: str, asked: ReadingsWritten, records: Kept, now: Now, who: Writer
) -> PatientWritten:
    """Keep readings, doses and events."""
    return writing.add_readings(records, patient, asked, who, now)


@router.post("/patients/{patient}/withdraw", responses=CONFLICT)
def care_withdraw(
    patient: str, asked: WithdrawalAsked, records: Kept, now: Now, who: Writer
) -> PatientWritten:
    """Withdraw or correct one reading."""
    return writing.withdraw(records, patient, asked, who, now)


@router.post("/patients/{patient}/undo", responses=CONFLICT)
def care_undo(
    patient: str, asked: UndoAsked, records: Kept, now: Now, who: Writer
) -> PatientWritten:
    """Take one step back; it stays in the history."""
    return writing.undo(records, patient, asked, who, now)


# The care room in several files; the application takes them all.
ROUTERS = (
    router,
    conditioning_routes.router,
    eligibility_routes.router,
    salvage_routes.router,
    timeline_routes.router,
    sheet_routes.router,
    entries_routes.router,
)
