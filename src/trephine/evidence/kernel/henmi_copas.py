"""The reference distribution of Henmi and Copas (2010): a mean with fixed weights, tau2 by DL."""

import math

import numpy as np

from trephine.evidence.kernel.mode import jit
from trephine.evidence.kernel.special import gammainc, norm_pdf
from trephine.evidence.kernel.sums import Vector

_REACH = 9.0  # the normal density beyond is below 1e-18


@jit
def _moments(r: float, k: float, tau2: float, W: Vector) -> tuple[float, float]:
    """Return mean and variance of Q given the standardised mean r; W: W1, W2, W3, W4."""
    VR = 1.0 + tau2 * W[1]
    spread = W[2] - W[1] * W[1]
    excess = r * r / (VR * VR) - 1.0 / VR
    mean: float = k - 1.0 + tau2 * (W[0] - W[1]) + tau2 * tau2 * excess * spread
    cross = W[0] * W[1] - 2.0 * W[2] + W[1] * W[1]
    fourth = W[3] - 2.0 * W[1] * W[2] + W[1] ** 3
    variance: float = (
        2.0 * (k - 1.0)
        + 4.0 * tau2 * (W[0] - W[1])
        + 2.0 * tau2 * tau2 * cross
        + 4.0 * tau2 * tau2 * excess * spread
        + 4.0 * tau2**3 * excess * fourth
        + 2.0 * tau2**4 * (1.0 / (VR * VR) - 2.0 * r * r / VR**3) * spread * spread
    )
    return mean, variance


@jit
def _tail(x: float, k: float, tau2: float, W: Vector, nodes: Vector, shares: Vector) -> float:
    """Return P(U > x), U the pivotal ratio of mean and DL standard error, by Gauss-Legendre."""
    sd = math.sqrt(1.0 + tau2 * W[1])
    total = 0.0
    width = _REACH / 12.0
    for panel in range(12):
        start = x + panel * width
        for j in range(nodes.shape[0]):
            r = start + width * nodes[j]
            mean, variance = _moments(sd * r, k, tau2, W)
            ratio = r / x
            point = (W[0] / W[1] - 1.0) * (ratio * ratio - 1.0) + k - 1.0
            if mean <= 0.0:
                below = 1.0
            elif variance <= 0.0:
                below = 1.0 if point >= mean else 0.0
            else:
                below = gammainc(mean * mean / variance, max(point, 0.0) * mean / variance)
            total += width * shares[j] * below * norm_pdf(r)
    return total


@jit
def pivot_quantile(
    p: float, k: float, tau2: float, W: Vector, nodes: Vector, shares: Vector
) -> float:
    """Return x with P(U > x) = p < 1/2; nodes and shares: Gauss-Legendre on 0 to 1."""
    low = 1e-8
    high = 1.0
    f_high = _tail(high, k, tau2, W, nodes, shares) - p
    while f_high > 0.0 and high < 64.0:
        low = high
        high *= 2.0
        f_high = _tail(high, k, tau2, W, nodes, shares) - p
    f_low = _tail(low, k, tau2, W, nodes, shares) - p
    if f_low < 0.0:
        return math.nan
    x = high
    for turn in range(100):
        x = low + (high - low) * f_low / (f_low - f_high)
        if turn > 40:
            x = 0.5 * (low + high)
        f = _tail(x, k, tau2, W, nodes, shares) - p
        if abs(f) <= 1e-14 or high - low <= 1e-13 * high:
            break
        if f > 0.0:
            low = x
            f_low = f
            f_high *= 0.5
        else:
            high = x
            f_high = f
            f_low *= 0.5
    return x


def legendre() -> tuple[Vector, Vector]:
    """Return 24 Gauss-Legendre nodes and weights on 0 to 1."""
    nodes, shares = np.polynomial.legendre.leggauss(24)
    return 0.5 * (nodes + 1.0), 0.5 * shares
