"""DuplicatePair: two records, how alike they are, and what is to be done about it."""

from dataclasses import dataclass
from typing import Literal

PairClass = Literal["same", "ask", "different"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicatePair:
    """Two records that may be one document.

    ``kind``: ``same`` is joined without asking (and can be taken apart again), ``ask`` is shown to
    a person side by side, ``different`` looked alike at first sight alone. ``score`` is 0 to 100.
    ``reasons`` are codes, each with its points (``title-same +6.0``), the weightiest first;
    ``bars`` are what forbids joining without asking, whatever the score.
    """

    one: str
    other: str
    kind: PairClass
    score: float
    reasons: tuple[str, ...] = ()
    bars: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicates:
    """What a deduplication proposes: pairs by class, and how many records it looked at."""

    pairs: tuple[DuplicatePair, ...]
    records: int

    def of(self, kind: PairClass) -> tuple[DuplicatePair, ...]:
        """Return the pairs of one class, highest score first."""
        return tuple(one for one in self.pairs if one.kind == kind)
