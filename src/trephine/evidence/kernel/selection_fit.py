"""Maximum of a selection model's likelihood: damped Newton within bounds, from many starts."""

import math

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.kernel.mode import jit
from trephine.evidence.kernel.selection import NONE, selection_loglik

Array = NDArray[np.float64]
_LARGEST_STEP = 2.0  # of a log weight, and of mu in units of its scale


@jit
def _solve(H: Array, g: Array, ridge: float, out: Array) -> bool:
    """Solve (H + ridge diag|H|) out = g by Cholesky; False where that is not positive definite."""
    n = g.shape[0]
    L = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1):
            total = H[i, j]
            if i == j:
                total += ridge * abs(H[i, i]) + ridge * 1e-12
            for q in range(j):
                total -= L[i, q] * L[j, q]
            if i == j:
                if not total > 1e-14 * abs(H[i, i]):
                    return False
                L[i, i] = math.sqrt(total)
            else:
                L[i, j] = total / L[j, j]
    for i in range(n):
        total = g[i]
        for q in range(i):
            total -= L[i, q] * out[q]
        out[i] = total / L[i, i]
    for i in range(n - 1, -1, -1):
        total = out[i]
        for q in range(i + 1, n):
            total -= L[q, i] * out[q]
        out[i] = total / L[i, i]
    return True


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
) -> tuple[float, bool]:
    """Move ``theta`` in place to a local maximum; return the log-likelihood and whether it is one.

    Parameters with in_log > 0 are moved on the log scale. A parameter at a bound that the gradient
    pushes against rests there. Ends when the Newton decrement is below 1e-20 relative, or when
    rounding leaves nothing to gain.
    """
    n = theta.shape[0]
    grad, hess = np.zeros(n), np.zeros((n, n))
    trial_grad, trial_hess = np.zeros(n), np.zeros((n, n))
    trial = np.zeros(n)
    scale = math.sqrt(np.mean(vi) + np.var(yi))
    f = selection_loglik(
        kind, theta, yi, vi, p, group, two_sided, cuts, x, omega, px, edges, pe, grad, hess
    )
    if not f > -math.inf:
        return f, False
    ridge = 0.0
    index = np.zeros(n, dtype=np.int64)
    for _ in range(most):
        count = 0
        for j in range(n):
            if free[j] < 0.5:
                continue
            if theta[j] <= lower[j] and grad[j] <= 0.0:
                continue
            if theta[j] >= upper[j] and grad[j] >= 0.0:
                continue
            index[count] = j
            count += 1
        if count == 0:
            return f, True
        g, H, step = np.zeros(count), np.zeros((count, count)), np.zeros(count)
        for a in range(count):
            ja = index[a]
            unit = theta[ja] if in_log[ja] > 0.5 else 1.0
            g[a] = grad[ja] * unit
            for b in range(count):
                jb = index[b]
                unit_b = theta[jb] if in_log[jb] > 0.5 else 1.0
                H[a, b] = -hess[ja, jb] * unit * unit_b
            if in_log[ja] > 0.5:
                H[a, a] -= g[a]
        done = False
        relaxed = False
        for _attempt in range(60):
            if not _solve(H, g, ridge, step):
                ridge = max(1e-3, 4.0 * ridge)
                if ridge > 1e12:
                    break
                continue
            decrement = 0.0
            shrink = 1.0
            for a in range(count):
                ja = index[a]
                decrement += step[a] * g[a]
                if in_log[ja] > 0.5:
                    shrink = min(shrink, _LARGEST_STEP / max(abs(step[a]), 1e-300))
                elif ja == 0:
                    shrink = min(shrink, _LARGEST_STEP * scale / max(abs(step[a]), 1e-300))
            decrement *= 1.0 + ridge
            trial[:] = theta
            for a in range(count):
                ja = index[a]
                if in_log[ja] > 0.5:
                    trial[ja] = theta[ja] * math.exp(shrink * step[a])
                else:
                    trial[ja] = theta[ja] + shrink * step[a]
                trial[ja] = min(max(trial[ja], lower[ja]), upper[ja])
            f_new = selection_loglik(
                kind, trial, yi, vi, p, group, two_sided, cuts, x, omega, px, edges, pe,
                trial_grad, trial_hess,
            )  # fmt: skip
            small = decrement <= 1e-9
            slack = 4e-15 * (abs(f) + yi.shape[0]) if small and ridge == 0.0 else 0.0
            if f_new > f or (slack > 0.0 and f_new >= f - slack):
                theta[:] = trial
                f = f_new
                grad[:] = trial_grad
                hess[:, :] = trial_hess
                done = True
                if ridge == 0.0 and decrement <= 1e-20 * (1.0 + abs(f)):
                    return f, True
                ridge = 0.0 if ridge < 1e-4 else 0.05 * ridge
                break
            if small:
                if ridge == 0.0 or relaxed:
                    return f, True
                ridge, relaxed = 0.0, True
            else:
                ridge = max(1e-3, 4.0 * ridge)
        if not done:
            return f, False
    return f, False


@jit
def best(
    kind: int,
    starts: Array,
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
    """Put the highest maximum reached from the ``most`` best rows of ``starts`` into ``theta``."""
    n = theta.shape[0]
    here, grad, hess = np.zeros(n), np.zeros(n), np.zeros((n, n))
    height = np.zeros(starts.shape[0])
    for s in range(starts.shape[0]):
        height[s] = -selection_loglik(
            kind, starts[s], yi, vi, p, group, two_sided, cuts, x, omega, px, edges, pe, grad, hess
        )
    order = np.argsort(height)
    highest, found = -math.inf, False
    for s in range(min(most, starts.shape[0])):
        here[:] = starts[order[s]]
        f, ok = climb(
            kind, here, free, lower, upper, in_log, yi, vi, p, group, two_sided, cuts, x, omega, px,
            edges, pe, 200,
        )  # fmt: skip
        # A later start has to be better by more than rounding: the answer must not flip.
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
    shares = (0.0, 0.01, 0.1, 0.5, 1.0, 3.0)
    starts = np.zeros((6, 2))
    spread = np.var(yi)
    for s in range(6):
        starts[s, 1] = shares[s] * spread
        if not math.isnan(tau2):
            starts[s, 1] = tau2
            free[1] = 0.0
        w, wy = 0.0, 0.0
        for i in range(yi.shape[0]):
            w += 1.0 / (vi[i] + starts[s, 1])
            wy += yi[i] / (vi[i] + starts[s, 1])
        starts[s, 0] = wy / w
    lower = np.array([-math.inf, 0.0])
    upper = np.array([math.inf, math.inf])
    f, _ = best(
        NONE, starts, free, lower, upper, np.zeros(2), yi, vi, zero, zero, False, none, none, none,
        none, pairs, none, 6, theta,
    )  # fmt: skip
    return f
