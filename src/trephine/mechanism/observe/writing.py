"""writing: readings of one observable at one minute, of some patients."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Writing:
    """``values`` (as ``encoded`` says) of ``observable`` at ``minute`` for rising ``rows``."""

    observable: str
    minute: int
    rows: NDArray[np.intp]
    values: Column


def writings(
    observable: str, minutes: NDArray[np.int64], rows: NDArray[np.intp], values: Column
) -> list[Writing]:
    """Return one Writing for each minute, in rising minutes; the columns are of one length.

    A row that stands twice at one minute has two writings there, in the order given.
    """
    if len(rows) and (minutes == minutes[0]).all() and (np.diff(rows) > 0).all():
        minute = int(minutes[0])
        return [Writing(observable=observable, minute=minute, rows=rows, values=values)]
    if not len(rows):
        return []
    order = np.lexsort((rows, minutes))
    minutes, rows, values = minutes[order], rows[order], values[order]
    start = np.r_[True, (np.diff(minutes) != 0) | (np.diff(rows) != 0)]
    first = np.flatnonzero(start)
    turn = np.arange(len(rows)) - first[np.searchsorted(first, np.arange(len(rows)), "right") - 1]
    found = []
    for minute in np.unique(minutes):
        at = minutes == minute
        for one in range(int(turn[at].max()) + 1):
            mine = at & (turn == one)
            found.append(
                Writing(
                    observable=observable,
                    minute=int(minute),
                    rows=rows[mine],
                    values=values[mine],
                )
            )
    return found
