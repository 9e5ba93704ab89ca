"""taken: the decisions that a ward took of kept patients."""

from collections.abc import Mapping
from dataclasses import dataclass

from trephine.care.chart.decided import Decided
from trephine.care.chart.release import Released


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Taken:
    """The decisions of one round, or of one step of titration, as they were taken."""

    minute: int
    decided: Decided
    released: Mapping[str, Released]
