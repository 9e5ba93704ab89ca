"""The compiled loop that holds a dose against its drug's budget."""

import numpy as np
from numpy.typing import NDArray

from trephine.care.kernel.mode import jit


@jit
def within_budget(
    drugs: NDArray[np.int64],
    infusion: int,
    offset: NDArray[np.int64],
    room: NDArray[np.int64],
    filled: NDArray[np.int32],
    minutes: NDArray[np.int32],
    rows: NDArray[np.int64],
    at: NDArray[np.int64],
    total: float,
    in_window: float,
    window: float,
    interval: float,
    allowed: NDArray[np.int8],
) -> None:
    """Say for each patient whether a dose at ``at`` keeps every limit, 1 or 0.

    ``drugs`` and ``infusion`` are rows of logs (-1: nothing written). The total counts from the
    latest infusion, that moment included; window (open at its beginning) and interval look beyond.
    ``budget_batch`` takes lists of starts, and knows no episode: this reads the logs themselves.
    """
    n = filled.shape[1]
    for i in range(len(rows)):
        r = rows[i]
        since = -(1 << 40)
        if infusion >= 0 and filled[infusion, r] > 0:
            last = (filled[infusion, r] - 1) & (room[infusion] - 1)
            since = int(minutes[offset[infusion] + last * n + r])
        count = 0
        inside = 0
        apart = True
        for k in range(len(drugs)):
            g = drugs[k]
            if g < 0:
                continue
            first = offset[g] + r
            for j in range(filled[g, r]):
                # The latest first: what lies before both bounds is not looked at.
                start = int(minutes[first + ((filled[g, r] - 1 - j) & (room[g] - 1)) * n])
                if start < since and start <= at[i] - window and start <= at[i] - interval:
                    break
                count += start >= since
                inside += start > at[i] - window
                apart = apart and at[i] - start >= interval
        allowed[i] = count + 1 <= total and inside + 1 <= in_window and apart
