"""extraction_cells: the two readings of every value, and where they differ."""

import unicodedata

from trephine.core.extraction import ExtractionCell
from trephine.core.review import Review, ValueReading
from trephine.core.review_event import ExtractedValue

_Key = tuple[str, str, str]


def extraction_cells(review: Review) -> tuple[ExtractionCell, ...]:
    """Return every cell that has a reading or a final value, by study, arm, item as first read.

    Two readings agree where they say the same: the same state and figures, or the same words
    where there are no figures. Where they stand, quotes and remarks are not compared. A value that
    one reader did not find and the other read as 0 is a disagreement.
    """
    readings: dict[_Key, list[ValueReading]] = {}
    for one in review.readings:
        readings.setdefault((one.study, one.arm, one.item), []).append(one)
    decided = {(one.study, one.arm, one.item): one for one in review.values}
    cells = []
    for key in dict.fromkeys([*readings, *decided]):
        study, arm, item = key
        held = tuple(sorted(readings.get(key, ()), key=lambda one: one.version))
        decision = decided.get(key)
        final = None
        if decision is not None:
            state, final = ("stated" if decision.stated_at else "settled"), decision.value
        elif len(held) < 2:
            state = "one-reading"
        elif all(same_value(held[0].value, one.value) for one in held[1:]):
            state, final = "agreed", held[0].value
        else:
            state = "differ"
        cells.append(
            ExtractionCell(
                study=study,
                arm=arm,
                item=item,
                state=state,  # type: ignore[arg-type]
                readings=held,
                decision=decision,
                final=final,
            )
        )
    return tuple(cells)


def same_value(one: ExtractedValue, other: ExtractedValue) -> bool:
    """Return whether two readings say the same of a value."""
    if one.state != other.state:
        return False
    if one.state != "reported":
        return True
    figures = (one.events, one.n, one.number, one.low, one.high) == (
        other.events,
        other.n,
        other.number,
        other.low,
        other.high,
    )
    bare = one.events is None and one.number is None
    return figures and (not bare or _plain(one.printed) == _plain(other.printed))


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
