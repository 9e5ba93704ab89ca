"""The shapes of a record's history: its events, and its latest readings."""

from dataclasses import dataclass
from datetime import datetime

from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One event of a record's history; ``what`` says it in words."""

    version: int
    at: datetime
    author: str
    kind: str
    what: Text
    undone: bool
    can_undo: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingKept:
    """A reading of a record with the event that brought it."""

    version: int
    number: int
    time: datetime
    label: Text
    value: Text
    withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientHistory:
    """A record's events, the latest first, and its latest readings; ``readings_all`` counts all."""

    version: int
    events: tuple[HistoryEntry, ...]
    readings: tuple[ReadingKept, ...]
    readings_all: int
