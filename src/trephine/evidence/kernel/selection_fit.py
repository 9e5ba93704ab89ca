"""Maximum of a selection model's likelihood: damped Newton within bounds, from many starts."""

import math

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.kernel.bounded import propose, solve_ridged
from trephine.evidence.kernel.mode import jit
from trephine.evidence.kernel.selection import NONE, selection_loglik

Array = NDArray[np.float64]
_TRAIL_STEPS = 3
_LARGEST_STEP = 2.0  # of a log weight, and of mu in units of its scale


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
    longest = np.full(n, math.inf)
    longest[0] = _LARGEST_STEP * math.sqrt(np.mean(vi) + np.var(yi))
    for j in range(n):
        if in_log[j] > 0.5:
            longest[j] = _LARGEST_STEP
    by_weights = n > 2 and float(np.sum(free[2:])) > 0.5
    f = selection_loglik(
        kind, theta, yi, vi, p, group, two_sided, cuts, x, omega, px, edges, pe, by_weights,
        grad, hess,
    )  # fmt: skip
    if not f > -math.inf:
        return f, False
    ridge = 0.0
    relaxed = False
    tries = 0
    for _ in range(most):
        decrement = propose(theta, grad, hess, free, lower, upper, in_log, longest, ridge, trial)
        if decrement == 0.0:
            return f, True
        if decrement < 0.0:
            ridge = max(1e-3, 4.0 * ridge)
            if ridge > 1e12:
                return f, False
            continue
        f_new = selection_loglik(
            kind, trial, yi, vi, p, group, two_sided, cuts, x, omega, px, edges, pe,
            by_weights, trial_grad, trial_hess,
        )  # fmt: skip
        small = decrement <= 1e-9
        slack = 4e-15 * (abs(f) + yi.shape[0]) if small and ridge == 0.0 else 0.0
        if f_new > f or (slack > 0.0 and f_new >= f - slack):
            theta[:] = trial
            f = f_new
            grad[:] = trial_grad
            hess[:, :] = trial_hess
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
    walking = free.copy()
    walking[2:] = 0.0
    here = np.zeros(n)
    heights = np.full(length, -math.inf)
    points = np.zeros((length, n))
    kept = np.zeros((states.shape[0] * trails.shape[0] * length, n))
    depth = np.zeros(kept.shape[0])
    count = 0
    for a in range(states.shape[0]):
        walking[1] = 0.0 if states[a, 2] > 0.5 else free[1]
        for t in range(trails.shape[0]):
            here[:2] = states[a, :2]
            for q in range(length):
                here[2:] = trails[t, q]
                heights[q], _ = climb(
                    kind, here, walking, lower, upper, in_log, yi, vi, p, group, two_sided, cuts, x,
                    omega, px, edges, pe, _TRAIL_STEPS, 1e-3,
                )  # fmt: skip
                points[q] = here
            for q in range(length):
                left = q == 0 or heights[q] >= heights[q - 1]
                right = q == length - 1 or heights[q] >= heights[q + 1]
                if left and right and heights[q] > -math.inf:
                    kept[count] = points[q]
                    depth[count] = -heights[q]
                    count += 1
    order = np.argsort(depth[:count])
    highest, found = -math.inf, False
    for s in range(min(most, count)):
        here[:] = kept[order[s]]
        f, ok = climb(
            kind, here, free, lower, upper, in_log, yi, vi, p, group, two_sided, cuts, x, omega, px,
            edges, pe, 200, 1e-20,
        )  # fmt: skip
        # A later point has to be better by more than rounding: the answer must not flip.
        slack = 1e-11 * (1.0 + abs(f))
        if f > highest + slack or (ok and not found and f >= highest - slack):
            highest, found = f, ok
            theta[:] = here
    return highest, found


@jit
def unselected(yi: Array, vi: Array, tau2: float, theta: Array) -> float:
    """Put the maximum-likelihood mu and tau2 without selection into ``theta``; return its log.

    tau2 is held where it is not NaN.
    """
    none = np.zeros(0)
    pairs = np.zeros((2, 0))
    zero = np.zeros(yi.shape[0])
    free = np.ones(2)
    shares = (0.0, 0.03, 0.3, 1.0)
    states = np.zeros((4, 3))
    spread = np.var(yi)
    for s in range(4):
        states[s, 1] = shares[s] * spread
        if not math.isnan(tau2):
            states[s, 1] = tau2
            free[1] = 0.0
        w, wy = 0.0, 0.0
        for i in range(yi.shape[0]):
            w += 1.0 / (vi[i] + states[s, 1])
            wy += yi[i] / (vi[i] + states[s, 1])
        states[s, 0] = wy / w
    lower = np.array([-math.inf, 0.0])
    upper = np.array([math.inf, math.inf])
    f, _ = best(
        NONE, states, np.zeros((1, 1, 0)), free, lower, upper, np.zeros(2), yi, vi, zero, zero,
        False, none, none, none, none, pairs, none, 2, theta,
    )  # fmt: skip
    return f


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
