"""The shapes of a record's entries: each reading with who wrote it, and what became of it."""

from dataclasses import dataclass
from datetime import datetime

from trephine.core.record_event import WithdrawnWhy
from trephine.core.text import Text
from trephine.web.care.shape import GradeInput


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryWithdrawn:
    """Who took an entry back, when and why; ``corrected``: another stands in its place."""

    at: datetime
    author: str
    why: WithdrawnWhy
    why_words: Text
    corrected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEntry:
    """One reading with the step that brought it; ``input`` is how another value is entered."""

    version: int
    number: int
    time: datetime
    day_only: bool
    label: Text
    value: Text
    written_at: datetime
    author: str
    input: GradeInput
    withdrawn: EntryWithdrawn | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryGroup:
    """An observable of a record, and how many entries it has."""

    name: str
    label: Text
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordEntries:
    """The entries of a record, the latest first; ``total`` counts those that were asked for."""

    id: str
    version: int
    patient: str
    demo: bool
    groups: tuple[EntryGroup, ...]
    entries: tuple[RecordEntry, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityToErase:
    """Erase a patient's name and hospital number; ``after`` is the last version seen."""

    after: int
