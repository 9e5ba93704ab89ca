"""The shapes of the board after relapse: its reasons, and what they hang on."""

from dataclasses import dataclass
from datetime import datetime

from trephine.care.board import BoardSide
from trephine.core.text import Text
from trephine.web.care.eligibility_shape import EligibilityGroup, ValueRead
from trephine.web.care.shape import InputMissing, RuleHeld, WrittenValue


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardReason:
    """One reason of the board, for or against, a condition or a note, and what is missing."""

    rule: RuleHeld
    side: BoardSide
    missing: tuple[InputMissing, ...]
    partly: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPart:
    """The reasons of one table of the board, in the source's order; they are not ranked."""

    table: str
    title: Text
    text: Text
    reasons: tuple[BoardReason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SalvagePanel:
    """What comes after a relapse, reason by reason; ``relapsed`` false: the question is not asked.

    ``conflicts`` are readings that contradict each other; ``outpaced`` statements that count though
    newer readings came. It chooses nothing.
    """

    id: str
    version: int
    patient: str
    demo: bool
    at: datetime
    relapsed: bool
    form: tuple[EligibilityGroup, ...]
    read: tuple[ValueRead, ...]
    parts: tuple[BoardPart, ...]
    asked: tuple[InputMissing, ...]
    conflicts: tuple[Text, ...]
    outpaced: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SalvageAsked:
    """Values as entered after a relapse, to be looked at and not kept."""

    values: tuple[WrittenValue, ...] = ()
    at: datetime | None = None
