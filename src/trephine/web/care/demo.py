"""demo_entries: the demo courses as records of the journal, written only when somebody writes."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache

from trephine import library
from trephine.care.read_record import read_record
from trephine.care.written_of import written_of
from trephine.core.event import Entry, Event
from trephine.core.record_event import ReadingsAdded, RecordOpened
from trephine.library.demo_course import DemoCourse, demo_courses, demo_record

PREFIX = "demo-"
AUTHOR = "trephine"


@cache
def demo_entries() -> Mapping[str, tuple[Entry, ...]]:
    """Return the entries that open each demo record, by the record's id."""
    return {f"{PREFIX}{one.id}": _entries(one) for one in demo_courses()}


def demo_events(record: str, at: datetime) -> tuple[Event, ...]:
    """Return the same as the events that they would be; none for another record.

    They are appended before the first change of somebody, so that looking around writes nothing.
    """
    return tuple(
        Event(
            stream=f"record/{record}",
            version=version,
            position=0,
            author=AUTHOR,
            at=at,
            kind=one.kind,
            payload=one.payload,
            before="",
            digest="",
        )
        for version, one in enumerate(demo_entries().get(record, ()), 1)
    )


def _entries(course: DemoCourse) -> tuple[Entry, ...]:
    record = read_record(demo_record(course.id), library.observables(), name=course.id)
    return (
        Entry(
            kind="record-opened",
            payload=RecordOpened(
                patient=record.patient,
                demo=True,
                title=course.title,
                story=course.story,
                seen_at=course.at,
            ),
        ),
        Entry(
            kind="readings-added",
            payload=ReadingsAdded(readings=tuple(written_of(one) for one in record)),
        ),
    )
