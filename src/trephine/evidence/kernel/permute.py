"""Refits under flipped signs or shuffled moderators, a block at a time, for several threads."""

import math

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.kernel.linear import Array, workspace
from trephine.evidence.kernel.linear_fit import Z, fit, wald
from trephine.evidence.kernel.mode import jit, jit_nogil

Whole = NDArray[np.int64]


@jit
def _ratio(b: float, variance: float) -> float:
    if variance > 0.0:
        return b / math.sqrt(variance)
    return math.copysign(math.inf, b) if b != 0.0 else math.nan


@jit_nogil
def flip_exactly(
    code: int,
    test: int,
    Zt: Array,
    y: Array,
    v: Array,
    a: Array,
    value: float,
    back: float,
    start: int,
    out: Array,
) -> None:
    """Refit with the signs that the bits of start, start + 1, ... spell; out: (n, 2).

    Bit i is the sign of study i + 1; the first study keeps its sign, because flipping all signs
    only flips those of the estimate and its test statistic, which are what out holds.
    """
    k = y.shape[0]
    ws = workspace(k, 1)
    b = np.empty(1)
    V = np.empty((1, 1))
    x = np.empty(k)
    for n in range(out.shape[0]):
        bits = start + n
        x[0] = y[0]
        for i in range(1, k):
            x[i] = -y[i] if (bits >> (i - 1)) & 1 else y[i]
        fit(code, test, Zt, x, v, a, value, ws, b, V)
        out[n, 0] = back * b[0]
        out[n, 1] = _ratio(out[n, 0], back * back * V[0, 0])


@jit_nogil
def flip(
    code: int,
    test: int,
    Zt: Array,
    y: Array,
    v: Array,
    a: Array,
    value: float,
    back: float,
    signs: Array,
    out: Array,
) -> None:
    """Refit with the signs of each row of ``signs`` (n, k); out as in ``flip_exactly``."""
    k = y.shape[0]
    ws = workspace(k, 1)
    b = np.empty(1)
    V = np.empty((1, 1))
    for n in range(out.shape[0]):
        fit(code, test, Zt, y * signs[n], v, a, value, ws, b, V)
        out[n, 0] = back * b[0]
        out[n, 1] = _ratio(out[n, 0], back * back * V[0, 0])


@jit
def advance(groups: Whole) -> None:
    """Turn the groups into their next arrangement in lexicographic order (the last stays)."""
    k = groups.shape[0]
    i = k - 2
    while i >= 0 and groups[i] >= groups[i + 1]:
        i -= 1
    if i < 0:
        return
    j = k - 1
    while groups[j] <= groups[i]:
        j -= 1
    kept = groups[i]
    groups[i] = groups[j]
    groups[j] = kept
    left = i + 1
    right = k - 1
    while left < right:
        kept = groups[left]
        groups[left] = groups[right]
        groups[right] = kept
        left += 1
        right -= 1


@jit
def _record(
    code: int,
    test: int,
    Zt: Array,
    y: Array,
    v: Array,
    a: Array,
    value: float,
    back: Array,
    centre: float,
    first: int,
    row: Array,
) -> None:
    """Fit and write (coefficients, test statistics, QM) into one row."""
    p, k = Zt.shape
    ws = workspace(k, p)
    g = np.empty(p)
    G = np.empty((p, p))
    b = np.empty(p)
    V = np.empty((p, p))
    fit(code, test, Zt, y, v, a, value, ws, g, G)
    for j in range(p):
        c = 0.0
        for m in range(p):
            c += back[j, m] * g[m]
        b[j] = c
        for n in range(p):
            c = 0.0
            for m in range(p):
                for q in range(p):
                    c += back[j, m] * G[m, q] * back[n, q]
            V[j, n] = c
    b[0] += centre
    for j in range(p):
        row[j] = b[j]
        row[p + j] = _ratio(b[j], V[j, j])
    row[2 * p] = wald(b, V, first)
    if test != Z:
        row[2 * p] /= p - first


@jit_nogil
def shuffle_exactly(
    code: int,
    test: int,
    Zt: Array,
    y: Array,
    v: Array,
    a: Array,
    value: float,
    back: Array,
    centre: float,
    first: int,
    groups: Whole,
    places: Whole,
    out: Array,
) -> None:
    """Refit with the moderators' rows in one arrangement after the other; out: (n, 2 p + 1).

    groups: (k,) the arrangement to start with, as numbers of groups of equal rows (changed);
    places: (groups,) the study that a group's row is taken from.
    """
    p, k = Zt.shape
    Zp = np.empty((p, k))
    for n in range(out.shape[0]):
        for i in range(k):
            for j in range(p):
                Zp[j, i] = Zt[j, places[groups[i]]]
        _record(code, test, Zp, y, v, a, value, back, centre, first, out[n])
        advance(groups)


@jit_nogil
def shuffle(
    code: int,
    test: int,
    Zt: Array,
    y: Array,
    v: Array,
    a: Array,
    value: float,
    back: Array,
    centre: float,
    first: int,
    orders: Whole,
    out: Array,
) -> None:
    """Refit with the moderators' rows in the order of each row of ``orders``; out: (n, 2 p + 1)."""
    p, k = Zt.shape
    Zp = np.empty((p, k))
    for n in range(out.shape[0]):
        for i in range(k):
            for j in range(p):
                Zp[j, i] = Zt[j, orders[n, i]]
        _record(code, test, Zp, y, v, a, value, back, centre, first, out[n])
