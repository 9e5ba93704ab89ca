"""RelevanceOrder: in which order to show what is still to be judged, and why."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedReport:
    """One report in an order by relevance: its score (0 to 1) and the words that weigh most.

    ``because`` are words of the report with their weights, those that speak for it first.
    """

    report: str
    score: float
    because: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RelevanceOrder:
    """Every report that waits, the likeliest first: an order, never a choice.

    ``learned_from`` counts the included and excluded reports it was learned from; where either is
    0 it rests on the protocol's own words (``basis`` is ``protocol``).
    """

    ranked: tuple[RankedReport, ...]
    basis: str
    learned_from: tuple[int, int]

    @property
    def reports(self) -> tuple[str, ...]:
        """Return the reports in this order."""
        return tuple(one.report for one in self.ranked)
