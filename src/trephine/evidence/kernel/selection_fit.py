"""Maximum of a selection model's likelihood: damped Newton within bounds, from many starts."""

import math

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.kernel.bounded import propose, solve_ridged
from trephine.evidence.kernel.mode import jit
from trephine.evidence.kernel.selection import selection_loglik

Array = NDArray[np.float64]
_TRAIL_STEPS = 3
_LARGEST_STEP = 2.0  # of a log weight, and of mu in units of its scale


@jit
def typical_size(yi: Array, vi: Array) -> float:
    """Return the root of the mean sampling variance plus the variance of the effects."""
    k = yi.shape[0]
    mean = 0.0
    for i in range(k):
        mean += yi[i] / k
    total = 0.0
    for i in range(k):
        total += (vi[i] + (yi[i] - mean) ** 2) / k
    return math.sqrt(total)


@jit
def keep_peaks(heights: Array, length: int) -> None:
    """Put -inf where a point of a trail of this length is lower than a neighbour."""
    for first in range(0, heights.shape[0], length):
        before = -math.inf
        for q in range(first, first + length):
            own = heights[q]
            after = heights[q + 1] if q + 1 < first + length else -math.inf
            if own < before or own < after:
                heights[q] = -math.inf
            before = own


@jit
def climb(
    kind: int,
    theta: Array,
    free: Array,
    lower: Array,
    upper: Array,
    in_log: Array,
    yi: Array,
    vi: Array,
    p: Array,
    group: Array,
    two_sided: bool,  # noqa: FBT001  (kernel: by position)
    cuts: Array,
    x: Array,
    omega: Array,
    px: Array,
    edges: Array,
    pe: Array,
    most: int,
    enough: float,
) -> tuple[float, bool]:
    """Move ``theta`` in place to a local maximum; return the log-likelihood and whether it is one.

    Parameters with in_log > 0 are moved on the log scale. A parameter at a bound that the gradient
    pushes against rests there. Ends when the Newton decrement is below ``enough``, or when rounding
    leaves nothing to gain.
    """
    n = theta.shape[0]
    grad, hess = np.zeros(n), np.zeros((n, n))
    trial_grad, trial_hess = np.zeros(n), np.zeros((n, n))
    trial = np.zeros(n)
    longest = np.zeros(n)
    by_weights = False
    for j in range(n):
        trial[j] = theta[j]
        longest[j] = _LARGEST_STEP if in_log[j] > 0.5 else math.inf
        by_weights = by_weights or (j > 1 and free[j] > 0.5)
    longest[0] = _LARGEST_STEP * typical_size(yi, vi)
    f, decrement, ridge = -math.inf, math.inf, 0.0
    relaxed = False
    tries = 0
    # The likelihood is called at one place only: it is large, and compiled anew at each.
    for attempt in range(most + 1):
        f_new = selection_loglik(
            kind, trial, yi, vi, p, group, two_sided, cuts, x, omega, px, edges, pe, by_weights,
            trial_grad, trial_hess,
        )  # fmt: skip
        small = decrement <= 1e-9
        slack = 4e-15 * (abs(f) + yi.shape[0]) if small and ridge == 0.0 else 0.0
        if attempt == 0 and not f_new > -math.inf:
            return f_new, False
        if f_new > f or (slack > 0.0 and f_new >= f - slack):
            f = f_new
            for j in range(n):
                theta[j] = trial[j]
                grad[j] = trial_grad[j]
                for j2 in range(n):
                    hess[j, j2] = trial_hess[j, j2]
            relaxed = False
            if ridge == 0.0 and decrement <= enough:
                return f, True
            # Rounding alone moves the point once the gain is below it: a few such steps suffice.
            tries = tries + 1 if small else 0
            if tries > 5:
                return f, True
            ridge = 0.0 if ridge < 1e-4 else 0.05 * ridge
        elif small:
            if ridge == 0.0 or relaxed:
                return f, True
            ridge, relaxed = 0.0, True
        else:
            ridge = max(1e-3, 4.0 * ridge)
        decrement = -1.0
        while decrement < 0.0:
            decrement = propose(
                theta, grad, hess, free, lower, upper, in_log, longest, ridge, trial
            )
            if decrement < 0.0:
                ridge = max(1e-3, 4.0 * ridge)
            if ridge > 1e12:
                return f, False
        if decrement == 0.0:
            return f, True
    return f, False


@jit
def best(
    kind: int,
    states: Array,
    trails: Array,
    free: Array,
    lower: Array,
    upper: Array,
    in_log: Array,
    yi: Array,
    vi: Array,
    p: Array,
    group: Array,
    two_sided: bool,  # noqa: FBT001  (kernel: by position)
    cuts: Array,
    x: Array,
    omega: Array,
    px: Array,
    edges: Array,
    pe: Array,
    most: int,
    theta: Array,
) -> tuple[float, bool]:
    """Put the highest maximum found into ``theta``; return its height and whether it is one.

    states: (s, 3), mu and tau2 to begin with and whether tau2 is held (1.0) on the way. trails:
    (t, length, weights), weights to walk along, away from no selection: mu and tau2 are fitted at
    every point from where the last one left them, so a ridge that leads far away is followed. The
    ``most`` highest points that stand above their neighbours are then climbed with all parameters.
    """
    n = theta.shape[0]
    length = trails.shape[1]
    stations = states.shape[0] * trails.shape[0] * length
    moves, here = np.zeros(n), np.zeros(n)
    points = np.zeros((stations, n))
    heights = np.zeros(stations)
    highest, found = -math.inf, False
    # First along the trails, then up from their best points, in one loop: see ``climb``.
    for job in range(stations + most):
        walking = job < stations
        station = job
        if walking:
            q = job % length
            trail = job // length
            state = trail // trails.shape[0]
            if q == 0:
                here[0], here[1] = states[state, 0], states[state, 1]
            for j in range(n):
                moves[j] = free[j] if j < 2 else 0.0
                if j > 1:
                    here[j] = trails[trail % trails.shape[0], q, j - 2]
            if states[state, 2] > 0.5:
                moves[1] = 0.0
        else:
            if job == stations:
                keep_peaks(heights, length)
            station = 0
            for r in range(stations):
                if heights[r] > heights[station]:
                    station = r
            if not heights[station] > -math.inf:
                break
            heights[station] = -math.inf
            for j in range(n):
                here[j] = points[station, j]
                moves[j] = free[j]
        f, ok = climb(
            kind, here, moves, lower, upper, in_log, yi, vi, p, group, two_sided, cuts, x, omega,
            px, edges, pe, _TRAIL_STEPS if walking else 200, 1e-3 if walking else 1e-20,
        )  # fmt: skip
        if walking:
            heights[station] = f
            for j in range(n):
                points[station, j] = here[j]
            continue
        # A later point has to be better by more than rounding: the answer must not flip.
        slack = 1e-11 * (1.0 + abs(f))
        if f > highest + slack or (ok and not found and f >= highest - slack):
            highest, found = f, ok
            for j in range(n):
                theta[j] = here[j]
    return highest, found


@jit
def standard_errors(hess: Array, inside: Array, out: Array) -> bool:
    """Fill ``out`` with standard errors from the information among ``inside``, NaN elsewhere.

    False, and all NaN, where that information is not positive definite.
    """
    n = out.shape[0]
    out[:] = math.nan
    index = np.zeros(n, dtype=np.int64)
    count = 0
    for j in range(n):
        if inside[j] > 0.5:
            index[count] = j
            count += 1
    H, unit, column = np.zeros((count, count)), np.zeros(count), np.zeros(count)
    for a in range(count):
        for b in range(count):
            H[a, b] = -hess[index[a], index[b]]
    for a in range(count):
        unit[:] = 0.0
        unit[a] = 1.0
        if not solve_ridged(H, unit, 0.0, column):
            out[:] = math.nan
            return False
        out[index[a]] = math.sqrt(column[a])
    return True
