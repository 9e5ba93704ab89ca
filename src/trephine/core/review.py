"""Review: a systematic review as it stands after the events of its stream."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from trephine.core.import_reported import ImportReported
from trephine.core.reference import Reference
from trephine.core.review_event import (
    CountStated,
    DuplicateVerdict,
    ExtractedValue,
    FullTextRecorded,
    MinorsStated,
    ProtocolDeviated,
    ReviewRole,
    SearchRecorded,
    Verdict,
    VerdictStated,
)
from trephine.core.review_protocol import ReviewProtocol, Stage
from trephine.core.search_planned import SearchPlanned
from trephine.core.source import Locator
from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A protocol as it was registered: at which version, when, by whom, its SHA-256, and why."""

    version: int
    at: datetime
    author: str
    digest: str
    protocol: ReviewProtocol
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewer:
    """A person of the review; ``active`` is false once they have left."""

    person: str
    name: str = ""
    roles: tuple[ReviewRole, ...] = ()
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAssignment:
    """Who judges which reports at a stage; no report named means every one."""

    stage: Stage
    people: tuple[str, ...]
    reports: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportBatch:
    """One imported file: how many records came of it and how many were refused.

    ``whole`` is false where it is not what a search returned. ``update`` is the number of the
    update that it belongs to, 0 the review's first round.
    """

    batch: str
    file: str
    digest: str
    database: str
    form: str
    encoding: str
    read: int
    refused: int
    whole: bool
    version: int
    update: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One document of a review, from one database record or several that are the same.

    ``id`` is that of its earliest record. ``merged`` is what is shown and screened; ``supplied``
    says which record each of its fields comes from. It is the unit that people vote on.
    """

    id: str
    references: tuple[str, ...]
    merged: Reference
    supplied: Mapping[str, str]
    tags: tuple[str, ...] = ()
    full_text: FullTextRecorded | None = None
    update: int = 0
    whole: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """A vote in force: whose, on which report, at which stage, and the event that holds it."""

    reviewer: str
    report: str
    stage: Stage
    verdict: Verdict
    version: int
    at: datetime
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """How a disagreement ended. ``votes`` are the versions of the votes it settles.

    It lapses when one of these votes is taken back or cast anew.
    """

    report: str
    stage: Stage
    verdict: Literal["include", "exclude"]
    reason: str
    note: str
    by: Literal["third", "discussion"]
    settler: str
    votes: tuple[int, ...]
    version: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewStudy:
    """A study of the review and the reports of it, the main one first."""

    id: str
    reports: tuple[str, ...]
    label: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueReading:
    """One reader's value of one item of one arm of a study."""

    reader: str
    study: str
    item: str
    arm: str
    value: ExtractedValue
    version: int
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueDecision:
    """A final value: settled by a person (``why``), or stated by a publication (``stated_at``).

    ``readings`` are the versions of the readings it settles; it lapses with one of them.
    """

    study: str
    item: str
    arm: str
    value: ExtractedValue
    why: str = ""
    settler: str = ""
    stated_at: Locator | None = None
    readings: tuple[int, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MinorsReading:
    """One reader's score of one item of MINORS for a study; ``reader`` empty where it is final."""

    reader: str
    study: str
    item: int
    score: int
    version: int
    at: datetime
    place: str = ""
    why: str = ""
    settles: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One event of the review, its payload read."""

    version: int
    at: datetime
    author: str
    kind: str
    payload: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """An event that the fold did not follow, and why."""

    version: int
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """A review at one version: everything in force, nothing computed.

    ``plan`` is the table of concepts in force, ``import_reports`` hold what became of the records
    of each batch.
    ``references`` are the records as imported (and corrected), ``reports`` the documents after
    deduplication, in the order of import; ``report_of`` leads from record to report. ``votes`` hold
    the one vote in force of each person, report and stage, ``first_votes`` those that stood when a
    report first had all of them. ``history`` holds every event,
    also those undone; ``left_out`` what was not followed. It is made by ``fold`` alone.
    """

    version: int
    title: Text | None = None
    demo: bool = False
    registrations: tuple[Registration, ...] = ()
    deviations: tuple[ProtocolDeviated, ...] = ()
    reviewers: tuple[Reviewer, ...] = ()
    assignments: tuple[ReviewAssignment, ...] = ()
    plan: SearchPlanned | None = None
    searches: tuple[SearchRecorded, ...] = ()
    batches: tuple[ImportBatch, ...] = ()
    import_reports: Mapping[str, tuple[ImportReported, ...]] = field(default_factory=dict)
    references: Mapping[str, Reference] = field(default_factory=dict)
    reports: Mapping[str, Report] = field(default_factory=dict)
    report_of: Mapping[str, str] = field(default_factory=dict)
    duplicates: tuple[DuplicateVerdict, ...] = ()
    votes: tuple[Vote, ...] = ()
    first_votes: tuple[Vote, ...] = ()
    settlements: tuple[Settlement, ...] = ()
    stated: tuple[VerdictStated, ...] = ()
    counts: tuple[CountStated, ...] = ()
    studies: tuple[ReviewStudy, ...] = ()
    readings: tuple[ValueReading, ...] = ()
    values: tuple[ValueDecision, ...] = ()
    minors: tuple[MinorsReading, ...] = ()
    minors_final: tuple[MinorsReading, ...] = ()
    minors_stated: tuple[MinorsStated, ...] = ()
    updates: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    undone: frozenset[int] = frozenset()
    history: tuple[HistoryLine, ...] = ()

    @property
    def protocol(self) -> ReviewProtocol | None:
        """Return the protocol in force, None before one is registered."""
        return self.registrations[-1].protocol if self.registrations else None

    @property
    def votes_needed(self) -> int:
        """Return how many people judge each report: 2 unless the protocol says 1."""
        return self.protocol.votes if self.protocol else 2

    def reviewer(self, person: str) -> Reviewer | None:
        """Return a person of the review, None where they never joined."""
        return next((one for one in self.reviewers if one.person == person), None)
