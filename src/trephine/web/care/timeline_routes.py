"""Routes of a patient's timeline: its lanes in words, and the figure to see, print and keep."""

from datetime import datetime

from fastapi import APIRouter

from trephine.core.text import Language
from trephine.web.account.allow import allow
from trephine.web.care import writing
from trephine.web.care.asking import Kept, Now
from trephine.web.care.timeline import patient_timeline_shown, timeline_figure
from trephine.web.care.timeline_shape import PatientTimeline
from trephine.web.figures import FIGURE, FigureResponse, Form, figure_answer

router = APIRouter(
    prefix="/api/care/patients/{patient}/timeline",
    tags=["care"],
    dependencies=[allow("clinician", "nurse")],
)


@router.get("")
def care_timeline(
    patient: str, records: Kept, now: Now, at: datetime | None = None
) -> PatientTimeline:
    """Return a patient's course lane by lane, now or as it was known at a moment."""
    moment = writing.moment_of(records, patient, at, now)
    return patient_timeline_shown(records, patient, moment)


@router.get("/figure.{form}", response_class=FigureResponse, responses=FIGURE)
def care_timeline_figure(
    patient: str,
    form: Form,
    records: Kept,
    now: Now,
    at: datetime | None = None,
    lang: Language = "zh",
) -> FigureResponse:
    """Draw a patient's course over a time axis in pieces."""
    moment = writing.moment_of(records, patient, at, now)
    return figure_answer(timeline_figure(records, patient, moment, lang), form)
