"""ExtractionCell and MinorsSheet: two readings of a study beside each other, and what is final."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.review import MinorsReading, ValueDecision, ValueReading
from trephine.core.review_event import ExtractedValue

CellState = Literal["one-reading", "agreed", "differ", "settled", "stated"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractionCell:
    """One item of one arm of a study: its readings, whether they agree, and the final value.

    ``final`` is None while there is one reading or while two differ unsettled. A final value that
    is not reported is a value of that state, never a number.
    """

    study: str
    arm: str
    item: str
    state: CellState
    readings: tuple[ValueReading, ...] = ()
    decision: ValueDecision | None = None
    final: ExtractedValue | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MinorsSheet:
    """The scores of MINORS of one study: final by item (None: open), and what two readers gave.

    ``total`` is the sum once all items are final, or the total that a publication states
    (``stated``), which says nothing of the items. ``differ`` are the items that two readers scored
    differently and that nobody has settled.
    """

    study: str
    items: tuple[int | None, ...]
    total: int | None
    maximum: int
    stated: bool = False
    differ: tuple[int, ...] = ()
    readings: tuple[MinorsReading, ...] = ()
