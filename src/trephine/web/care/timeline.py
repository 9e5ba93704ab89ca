"""patient_timeline_shown, timeline_figure: a patient's course in words, and as a figure."""

from datetime import datetime

from trephine import library
from trephine.care.patient_course import PatientCourse, patient_course
from trephine.core.text import Language
from trephine.plots.figure import Figure
from trephine.plots.patient_timeline import patient_timeline
from trephine.web.care.records import Records
from trephine.web.care.timeline_shape import PatientTimeline, TimelineEntry, TimelineLane


def patient_timeline_shown(records: Records, name: str, at: datetime) -> PatientTimeline:
    """Return a patient's course as known at a moment, lane by lane."""
    course = _course(records, name, at)
    return PatientTimeline(
        id=name,
        at=course.at,
        zero=course.zero,
        infused=course.infused,
        lanes=tuple(
            TimelineLane(
                id=lane.id,
                kind=lane.kind,
                label=lane.label,
                unit=lane.unit,
                lines=tuple(f"{line}" for line in lane.lines),
                entries=tuple(
                    TimelineEntry(start=one.start, end=one.end, text=one.text)
                    for one in lane.entries
                ),
            )
            for lane in course.lanes
        ),
    )


def timeline_figure(records: Records, name: str, at: datetime, language: Language) -> Figure:
    """Draw the same; it names nobody, and says that a demo course is one."""
    demo = records.record(name).opened.demo
    return patient_timeline(_course(records, name, at), language=language, demo=demo)


def _course(records: Records, name: str, at: datetime) -> PatientCourse:
    folded = records.record(name)
    found = records.assessed(name, folded, at)
    return patient_course(folded.record, found, library.handbook())
