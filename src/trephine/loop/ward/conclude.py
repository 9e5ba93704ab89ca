"""conclude: what the past remembers of a round's decisions."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trephine.care.chart.decided import Decided
from trephine.core.rule import DecisionTable
from trephine.loop.ward.past import Past


def conclude(
    past: Past,
    remembered: Sequence[DecisionTable],
    decided: Decided,
    rows: NDArray[np.intp],
    minute: int,
) -> None:
    """Let the past know what was concluded: of a grade its lower end, where that says more."""
    for table in remembered:
        if table.hit == "max":
            low, high = decided.number(table.decides)
            known = (low == high) | (low > (table.floor or 0))
            told = np.where(known & np.isfinite(low), low, np.nan)
            past.concluded(table.decides, minute, rows, told)
        else:
            past.concluded(table.decides, minute, rows, decided.coded(table.decides))
