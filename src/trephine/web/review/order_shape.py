"""In which order a queue is shown, and why."""

from dataclasses import dataclass
from typing import Literal

OrderAsked = Literal["import", "relevance"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordWeight:
    """A word of a report and what it adds to its place; below 0: it speaks against it."""

    word: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RankShown:
    """Why a report stands where it stands: its score (0 to 1) and its weightiest words."""

    report: str
    score: float
    because: tuple[WordWeight, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueOrderShown:
    """The order of a queue: that of the import, or by relevance, and from what it was learned.

    ``basis`` is ``votes`` or ``protocol`` (the protocol's own words, before both kinds of verdict
    exist), empty for the order of import. It leaves no report out.
    """

    by: OrderAsked
    basis: str
    included: int
    excluded: int
    ranks: tuple[RankShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageOfQueue:
    """Which part of a queue this is: the place of its first report, and where to go on or back."""

    first: int
    before: int | None
    next: int | None
