"""What the page of a living review's updates answers and asks."""

from dataclasses import dataclass
from datetime import datetime

from trephine.core.review_update import ConclusionSide
from trephine.core.text import Text
from trephine.web.evidence.pooled import PointInterval
from trephine.web.review.shape import ReferenceShown


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateShown:
    """One update: its number and label, when and by whom it was begun."""

    number: int
    label: str
    version: int
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyMoved:
    """A study that came in or went out."""

    id: str
    label: Text
    reports: tuple[ReferenceShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledThen:
    """A pooled answer at one version; ``answer`` None with fewer than two counts."""

    k: int
    known: int
    people: int
    answer: PointInterval | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdMoved:
    """Where the intervals lie of a prespecified threshold (percent); ``moved``: not where before.

    A side is empty where nothing was pooled; from nothing to an answer is no move.
    """

    percent: float
    before: ConclusionSide
    after: ConclusionSide
    moved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeMoved:
    """One outcome before and after, under the protocol in force now."""

    outcome: str
    label: Text
    before: PooledThen
    after: PooledThen
    thresholds: tuple[ThresholdMoved, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdatePage:
    """What an update changed; ``shown`` None: none was begun. ``next_label`` is a proposal."""

    version: int
    updates: tuple[UpdateShown, ...]
    shown: int | None
    next_label: str
    new_reports: int
    waiting_title: int
    waiting_full_text: int
    studies_in: tuple[StudyMoved, ...]
    studies_out: tuple[StudyMoved, ...]
    values: int
    protocol_changed: bool
    outcomes: tuple[OutcomeMoved, ...]
    moved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateAsked:
    """An update to begin, under a label."""

    after: int
    label: str
