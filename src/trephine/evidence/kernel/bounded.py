"""Newton's next point towards a maximum within bounds, some parameters moved on the log scale."""

import math

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.kernel.mode import jit

Array = NDArray[np.float64]


@jit
def solve_ridged(H: Array, g: Array, ridge: float, out: Array) -> bool:
    """Solve (H + ridge diag|H|) out = g by Cholesky; False where that is not positive definite."""
    n = g.shape[0]
    L = np.zeros((n, n))
    for i in range(n):
        for j in range(i + 1):
            total = H[i, j]
            if i == j:
                total += ridge * abs(H[i, i])
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
def propose(
    theta: Array,
    grad: Array,
    hess: Array,
    free: Array,
    lower: Array,
    upper: Array,
    in_log: Array,
    longest: Array,
    ridge: float,
    trial: Array,
) -> float:
    """Put the next point into ``trial`` and return the Newton decrement, an estimate of the gain.

    free and in_log: 1.0 or 0.0 a parameter. A parameter at a bound that the gradient pushes against
    rests; 0 means that all rest. longest: the largest step, of the logarithm where in_log. The
    whole step is shortened to obey it, then cut at the bounds. -1 where minus the Hessian with this
    ridge is not positive definite.
    """
    n = theta.shape[0]
    index = np.zeros(n, dtype=np.int64)
    count = 0
    for j in range(n):
        trial[j] = theta[j]
        rests = (theta[j] <= lower[j] and grad[j] <= 0.0) or (
            theta[j] >= upper[j] and grad[j] >= 0.0
        )
        if free[j] > 0.5 and not rests:
            index[count] = j
            count += 1
    if count == 0:
        return 0.0
    g, H, step = np.zeros(count), np.zeros((count, count)), np.zeros(count)
    for a in range(count):
        ja = index[a]
        unit = theta[ja] if in_log[ja] > 0.5 else 1.0
        g[a] = grad[ja] * unit
        for b in range(count):
            jb = index[b]
            H[a, b] = -hess[ja, jb] * unit * (theta[jb] if in_log[jb] > 0.5 else 1.0)
        if in_log[ja] > 0.5:
            H[a, a] -= g[a]
    if not solve_ridged(H, g, ridge, step):
        return -1.0
    decrement = 0.0
    shrink = 1.0
    for a in range(count):
        decrement += step[a] * g[a]
        if abs(step[a]) * shrink > longest[index[a]]:
            shrink = longest[index[a]] / abs(step[a])
    for a in range(count):
        ja = index[a]
        if in_log[ja] > 0.5:
            trial[ja] = theta[ja] * math.exp(shrink * step[a])
        else:
            trial[ja] = theta[ja] + shrink * step[a]
        trial[ja] = min(max(trial[ja], lower[ja]), upper[ja])
    return decrement * (1.0 + ridge)
