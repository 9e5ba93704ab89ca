"""The compiled loop that joins one test's readings of a round to assessments."""

import numpy as np
from numpy.typing import NDArray

from trephine.care.kernel.mode import jit


@jit
def join(
    done: NDArray[np.bool_],
    values: NDArray[np.float64],
    minutes: NDArray[np.int64],
    days: NDArray[np.float64],
    within: int,
    never: int,
    test: int,
    group: NDArray[np.int64],
    opened: NDArray[np.int64],
    last: NDArray[np.int64],
    when: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None:
    """Put what was ``done`` at or after minute 0 into each patient's assessment, or open the next.

    ``group`` is the assessment that is open (-1 none), ``opened`` its first minute, ``last``
    (patients, tests) when each test was last done in it, ``never`` for not yet. A test that is done
    again at another minute, or more than ``within`` minutes after the first, opens the next, whose
    day goes into ``when``; ``out`` (patients, assessments) takes the values.
    """
    for i in range(len(done)):
        t = minutes[i]
        if not done[i] or t < 0:
            continue
        own = last[i, test]
        if group[i] < 0 or (own > never and own != t) or t - opened[i] > within:
            group[i] += 1
            opened[i] = t
            when[i, group[i]] = days[i]
            for k in range(last.shape[1]):
                last[i, k] = never
        last[i, test] = t
        out[i, group[i]] = values[i]
