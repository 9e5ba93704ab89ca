"""Weighted points divided among a few normal distributions (classification EM)."""

import math

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.kernel.mode import jit
from trephine.evidence.kernel.sums import Vector

_EMPTY = -1e300
_LOG_2PI = 1.8378770664093453


@jit
def classify(
    z: Vector, weight: Vector, least: Vector, chosen: NDArray[np.int64], g: int, turns: int
) -> float:
    """Move each point to its most likely component until none moves; return the fit.

    z: (n, 2), n >= 1; weight: (n,), sum 1; least: (2,), variance added to each component's;
    chosen: (n,), the first division, changed in place to the last. The fit is the weighted mean of
    log(share x density) at each point's own component.
    """
    n = z.shape[0]
    part = np.zeros((g, 7))  # share, means, inverse of the covariance, log(share / norm)
    fit = -math.inf
    for _ in range(turns):
        part[:, :] = 0.0
        for i in range(n):
            c = chosen[i]
            part[c, 0] += weight[i]
            part[c, 1] += weight[i] * z[i, 0]
            part[c, 2] += weight[i] * z[i, 1]
        for c in range(g):
            if part[c, 0] > 1e-12:
                part[c, 1] /= part[c, 0]
                part[c, 2] /= part[c, 0]
        for i in range(n):
            c = chosen[i]
            dx, dy = z[i, 0] - part[c, 1], z[i, 1] - part[c, 2]
            part[c, 3] += weight[i] * dx * dx
            part[c, 4] += weight[i] * dy * dy
            part[c, 5] += weight[i] * dx * dy
        for c in range(g):
            share = float(part[c, 0])
            if share <= 1e-12:
                part[c, 3:6] = 0.0
                part[c, 6] = _EMPTY
                continue
            sxx = part[c, 3] / share + least[0]
            syy = part[c, 4] / share + least[1]
            sxy = part[c, 5] / share
            det = sxx * syy - sxy * sxy
            part[c, 3] = syy / det
            part[c, 4] = sxx / det
            part[c, 5] = sxy / det
            part[c, 6] = math.log(share) - _LOG_2PI - 0.5 * math.log(det)
        fit = 0.0
        moved = False
        for i in range(n):
            best, top = 0, -math.inf
            for c in range(g):
                dx, dy = z[i, 0] - part[c, 1], z[i, 1] - part[c, 2]
                form = part[c, 3] * dx * dx + part[c, 4] * dy * dy - 2.0 * part[c, 5] * dx * dy
                height = part[c, 6] - 0.5 * form
                if height > top:
                    best, top = c, height
            fit += weight[i] * top
            if best != chosen[i]:
                chosen[i] = best
                moved = True
        if not moved:
            break
    return fit
