"""What people do to a patient's record, one declared payload a kind: the record folds from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Literal

from trephine.core.record import Origin
from trephine.core.text import Text
from trephine.core.undone import UNDONE, Undone

# Reasons are codes: a sentence could name somebody, and what is appended cannot be erased.
WithdrawnWhy = Literal["mistyped", "other patient", "wrong time", "not valid"]

OverrideWhy = Literal[
    "benefit outweighs risk",
    "no better option",
    "trial protocol",
    "passing or corrected",
    "assessed otherwise",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOpened:
    """A patient's record begins, under a pseudonym; names and hospital numbers never stand here.

    ``demo``: made up, to look around with; ``seen_at`` is then the moment that it is seen at.
    """

    patient: str
    demo: bool = False
    title: Text | None = None
    story: Text | None = None
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenReading:
    """A reading, a dose or an event as somebody wrote it; it is converted where the record is read.

    ``value`` is the text of a number, a code, a list of codes, yes or no. ``recorded`` is when it
    was written down elsewhere; None: with the event.
    """

    time: datetime
    observable: str
    value: bool | str | tuple[str, ...]
    unit: str = ""
    origin: Origin = "entered"
    recorded: datetime | None = None
    low: str | None = None
    high: str | None = None
    day_only: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingsAdded:
    """Readings, doses and events that were entered together."""

    readings: tuple[WrittenReading, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingWithdrawn:
    """One reading, the ``number``-th from 0 of those added at ``version``, counts no longer.

    What was concluded before still shows it. ``recorded`` as in WrittenReading.
    """

    version: int
    number: int
    why: WithdrawnWhy
    recorded: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingCorrected:
    """One reading is withdrawn and another stands in its place."""

    version: int
    number: int
    reading: WrittenReading
    why: WithdrawnWhy
    recorded: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeSigned:
    """A clinician stands for a grade at a moment; ``rules`` are the ids of those that made it.

    It says what was signed, and is no reading: the next grade is made from signs again. It is
    no order.
    """

    decides: str
    at: datetime
    grade: Decimal
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementOverridden:
    """A clinician goes on although a requirement is not met or not known, and stands for it.

    ``state`` is what it was seen to be. What the rule concludes stays as it is: the override is
    shown beside it, and says nothing any more once the state is another.
    """

    rule: str
    state: Literal["not met", "unknown"]
    at: datetime
    why: OverrideWhy


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityErased:
    """Name and hospital number of the patient were erased; what they were is nowhere any more.

    ``fields`` counts them. It cannot be undone.
    """

    fields: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistSigned:
    """One of two people stands for the checks before an infusion: all ``items``, by their ids.

    ``role`` is in which they sign. The other of the two is another account in the other role.
    """

    role: Literal["nurse", "clinician"]
    items: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityChecked:
    """A product's identifier was read off at a step and compared; the identifier is not in it."""

    step: Literal["collected", "received", "thawed", "infused"]
    matched: bool
    at: datetime


RECORD_KINDS: Mapping[str, type] = MappingProxyType(
    {
        "record-opened": RecordOpened,
        "readings-added": ReadingsAdded,
        "reading-withdrawn": ReadingWithdrawn,
        "reading-corrected": ReadingCorrected,
        "grade-signed": GradeSigned,
        "requirement-overridden": RequirementOverridden,
        "checklist-signed": ChecklistSigned,
        "identity-checked": IdentityChecked,
        "identity-erased": IdentityErased,
        UNDONE: Undone,
    }
)
