"""What extraction asks and answers: the form, one's own values, the disagreements."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.extraction import CellState
from trephine.core.review_event import ExtractedValue
from trephine.core.review_protocol import ExtractionItem
from trephine.core.text import Text
from trephine.evidence.review.grim_on_entry import GrimState
from trephine.web.review.shape import ReferenceShown


@dataclass(frozen=True, slots=True, kw_only=True)
class NearCount:
    """A count of another n that a percentage would fit."""

    events: int
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GrimShown:
    """What counts a percentage of n allows; ``others``: counts of a near n that would give it."""

    state: GrimState
    counts: tuple[int, ...]
    contradicts: bool
    others: tuple[NearCount, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionRow:
    """One included study: how many items the asker has read, and what two readers differ on."""

    study: str
    label: Text
    reports: int
    mine: int
    items: int
    both: bool
    differ: int
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionsShown:
    """The included studies and how far they have been read."""

    version: int
    may: bool
    studies: tuple[ExtractionRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionField:
    """One item of the form with the asker's own value; ``stated`` what a publication prints.

    ``arm`` is the arm that is asked about, empty for the study as a whole.
    """

    item: ExtractionItem
    arm: str
    mine: ExtractedValue | None
    stated: ExtractedValue | None
    grim: GrimShown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionSheet:
    """The form of one study; nobody else's values are in it. ``arms``: those read apart."""

    version: int
    may: bool
    study: str
    label: Text
    reports: tuple[ReferenceShown, ...]
    arms: tuple[str, ...]
    fields: tuple[ExtractionField, ...]
    both: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueAsked:
    """One value as it was typed; ``printed`` is a percentage, or the words of a text."""

    item: str
    state: Literal["reported", "not-reported", "unclear"]
    arm: str = ""
    printed: str = ""
    events: int | None = None
    n: int | None = None
    number: float | None = None
    low: float | None = None
    high: float | None = None
    quote: str = ""
    place: str = ""
    report: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ValuesAsked:
    """Values of one study to keep: all of them or none."""

    after: int
    study: str
    values: tuple[ValueAsked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmsAsked:
    """The arms of a study that are to be read apart, both readers alike; empty: none."""

    after: int
    study: str
    arms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadValue:
    """One reader's value; ``version`` is what adopting it names."""

    version: int
    by: str
    value: ExtractedValue


@dataclass(frozen=True, slots=True, kw_only=True)
class DisagreementShown:
    """A cell on which two readers differ, and how it was settled; ``final`` None: not yet."""

    study: str
    label: Text
    item: ExtractionItem
    arm: str
    state: CellState
    readings: tuple[ReadValue, ...]
    final: ExtractedValue | None
    why: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjudicationShown:
    """The disagreements of the studies that two people have read; ``waiting`` are not read yet."""

    version: int
    may: bool
    cells: tuple[DisagreementShown, ...]
    studies: int
    agreed: int
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueSettlement:
    """The end of a disagreement: one of the readings (``take``), or another value; and why."""

    after: int
    study: str
    item: str
    why: str
    arm: str = ""
    take: int | None = None
    value: ValueAsked | None = None
