"""Many subsets of the studies, pooled and counted in bins in one pass (GOSH)."""

import math

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.kernel import tau2 as methods
from trephine.evidence.kernel.mode import jit, jit_nogil
from trephine.evidence.kernel.optimum import climb, likelihood_maximum
from trephine.evidence.kernel.roots import q_root
from trephine.evidence.kernel.sums import Vector, sums

BITS = 62  # bits a word of a mask: signed integers stay positive


@jit
def _tau2(d: Vector, u: Vector, method: int, Q: float, trP: float, medians: Vector) -> float:
    """Return tau2 of one subset; the closed forms and roots that need nothing but Q first."""
    n = d.shape[0]
    median = float(medians[n])
    if method == methods.EE:
        return 0.0
    if method == methods.DL:
        return float(max((Q - (n - 1.0)) / trP, 0.0))
    if method == methods.ML:
        return likelihood_maximum(d, u, 0.0)[0]
    if method in {methods.PM, methods.EB, methods.SJIT}:
        return q_root(d, u, n - 1.0, 0.0)
    return methods.heterogeneity(d, u, d, method, median)[0]


@jit_nogil
def pool_subsets(
    y: Vector,
    v: Vector,
    order: NDArray[np.int64],
    masks: NDArray[np.int64],
    method: int,
    medians: Vector,
    results: Vector,
    x_low: float,
    x_high: float,
    counts: NDArray[np.int64],
    with_study: NDArray[np.int64],
    totals: Vector,
) -> None:
    """Pool the subset that each mask names.

    y, v: (k,) by rising variance; ``order`` (k,) the bit that stands for each. masks: (m, words).
    results: (m, 4) estimate, tau2, I2, Q, or (0, 4) where only bins are asked for. counts: (nx, ny)
    of estimate in [x_low, x_high] by I2 in [0, 100]; with_study: (nx, ny, k), those that hold bit
    i; totals: (k + 1, 3) number of subsets and sums of estimate and I2, by bit, all of them last.
    Subsets of one study have an estimate but no I2: they are not in bins and totals.
    """
    k = y.shape[0]
    nx, ny = counts.shape
    keep = results.shape[0] > 0
    members = np.empty(k + 1, dtype=np.int64)
    word = np.empty(k, dtype=np.int64)
    shift = np.empty(k, dtype=np.int64)
    for i in range(k):
        word[i] = order[i] // BITS
        shift[i] = order[i] % BITS
    d = np.empty(k + 1)
    u = np.empty(k + 1)
    x_scale = nx / (x_high - x_low)
    y_scale = ny / 100.0
    for s in range(masks.shape[0]):
        n = 0
        for i in range(k):
            members[n] = order[i]
            d[n] = y[i]
            u[n] = v[i]
            n += (masks[s, word[i]] >> shift[i]) & 1  # no branch to mispredict
        if n == 1:
            if keep:
                results[s, 0] = d[0]
                results[s, 1] = math.nan
                results[s, 2] = math.nan
                results[s, 3] = 0.0
            continue
        centre = d[0]
        sw = swd = 0.0
        for i in range(n):
            w = 1.0 / u[i]
            sw += w
            swd += w * (d[i] - centre)
        centre += swd / sw
        for i in range(n):
            d[i] -= centre
        dn = d[:n]
        un = u[:n]
        _, _, mean, Q, A, C, trP, trPP, _ = sums(dn, un, 0.0)
        if method == methods.REML:
            t = climb(dn, un, 1.0, A, trP, C / A if A > 0.0 else 0.0, trPP / trP)[0]
        else:
            t = _tau2(dn, un, method, Q, trP, medians)
        if t > 0.0:
            sw = swd = 0.0
            for i in range(n):
                w = 1.0 / (u[i] + t)
                sw += w
                swd += w * d[i]
            mean = swd / sw
        estimate = centre + mean
        if method == methods.EE:
            I2 = 100.0 * max(0.0, (Q - (n - 1.0)) / Q) if Q > 0.0 else 0.0
        else:
            I2 = 100.0 * t / (t + (n - 1.0) / trP)
        if keep:
            results[s, 0] = estimate
            results[s, 1] = t
            results[s, 2] = I2
            results[s, 3] = Q
        ix = min(max(int((estimate - x_low) * x_scale), 0), nx - 1)
        iy = min(int(I2 * y_scale), ny - 1)
        counts[ix, iy] += 1
        totals[k, 0] += 1.0
        totals[k, 1] += estimate
        totals[k, 2] += I2
        for i in range(n):
            bit = members[i]
            with_study[ix, iy, bit] += 1
            totals[bit, 0] += 1.0
            totals[bit, 1] += estimate
            totals[bit, 2] += I2
