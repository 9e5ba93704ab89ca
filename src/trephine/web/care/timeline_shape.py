"""The shapes of a patient's timeline: its lanes in words, for those who don't see the figure."""

from dataclasses import dataclass
from datetime import datetime

from trephine.care.patient_course import LaneKind
from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """What stands on a lane; ``end`` null: it is of one moment."""

    start: datetime
    end: datetime | None
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineLane:
    """One lane; ``lines`` are the limits at which a rule says something of the reading."""

    id: str
    kind: LaneKind
    label: Text
    unit: str
    lines: tuple[str, ...]
    entries: tuple[TimelineEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientTimeline:
    """A patient's course as it was known at ``at``; ``zero`` is day 0, the latest infusion."""

    id: str
    at: datetime
    zero: datetime
    infused: bool
    lanes: tuple[TimelineLane, ...]
