"""What the list of a review's imports answers and asks."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRow:
    """One imported file: when, by whom, what it held, whether it was taken back.

    ``reported`` is false where no report of its records was kept.
    """

    batch: str
    file: str
    form: str
    encoding: str
    database: str
    digest: str
    at: datetime
    by: str
    read: int
    refused: int
    update: int
    taken_back: bool
    reported: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportsPage:
    """The imported files, those taken back too, in order."""

    version: int
    imports: tuple[ImportRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportUndo:
    """An import to take back, or, ``back`` false, one to bring in again."""

    after: int
    batch: str
    back: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinStep:
    """An act by which pairs were judged: ``pairs`` at once, by a person or by the rule."""

    version: int
    at: datetime
    by: str
    automatic: bool
    pairs: int
    first: str
    taken_back: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinsPage:
    """The acts by which pairs were judged, the last one first."""

    version: int
    joins: tuple[JoinStep, ...]
