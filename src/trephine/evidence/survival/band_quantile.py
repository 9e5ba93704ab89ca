"""Critical values of simultaneous bands: the supremum of a Brownian bridge over an interval.

Both are computed, not looked up: killed Brownian motion by its eigenfunctions (Hall-Wellner), the
Ornstein-Uhlenbeck process by a Galerkin method (equal precision). Printed tables of the first
agree to their four decimals. Those of the second hold Nair's approximation, which is off by up to
0.18 on short intervals; ours agree with a solution of the diffusion equation (tests/oracle).
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np

from trephine.evidence.effect_set import Vector

_TERMS = 40  # pairs of eigenfunctions; the m-th is damped by exp(-0.7 m^2) at usual levels
_BASIS = 24  # even polynomials; 16 already give 12 digits


@lru_cache(maxsize=256)
def hall_wellner(low: float, high: float, level: float) -> float:
    """Return k with P(sup |B0(u)| <= k, low <= u <= high) = level %, for 0 <= low < high <= 1.

    Hall and Wellner 1980, Biometrika 67:133-143; with the whole interval it is Kolmogorov's.
    """
    return _solve(lambda k: _bridge_stays(k, low, high), level)


@lru_cache(maxsize=256)
def equal_precision(low: float, high: float, level: float) -> float:
    """Return c with P(sup |B0(u)| / sqrt(u (1 - u)) <= c, low <= u <= high) = level %.

    0 < low < high < 1. Nair 1984, Technometrics 26:265-275.
    """
    duration = 0.5 * float(np.log(high * (1.0 - low) / (low * (1.0 - high))))
    return _solve(lambda c: _stationary_stays(c, duration), level)


def _bridge_stays(k: float, low: float, high: float) -> float:
    """Return the probability that a Brownian bridge stays within -k and k from low to high."""
    m: Vector = np.arange(1.0, 2.0 * _TERMS, 2.0)
    rate = np.exp(-((m * np.pi) ** 2) * (high - low) / (8.0 * k * k))
    ends = _sine_moments(k, low, m) * _sine_moments(k, 1.0 - high, m)
    return float(np.sqrt(2.0 * np.pi) / k * np.sum(rate * ends))


def _sine_moments(k: float, variance: float, m: Vector) -> Vector:
    """Return the integral over (-k, k) of the normal density times sin(m pi (x + k) / (2 k))."""
    if variance < 1e-12:
        return np.sin(0.5 * m * np.pi)
    s = float(np.sqrt(variance))
    edge = min(k / s, 39.0)
    x, w = _nodes(160)
    z = 0.5 * edge * (x + 1.0)  # even about the middle: half of the range, twice
    density = np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi)
    waves = np.cos(np.outer(m, 0.5 * np.pi * s * z / k)) * np.sin(0.5 * m * np.pi)[:, None]
    return np.asarray(edge * (waves @ (w * density)))


def _stationary_stays(c: float, duration: float) -> float:
    """Return P(|U| <= c throughout) for a stationary Ornstein-Uhlenbeck process, cov exp(-|s|)."""
    x, w = _nodes(160)
    weight = w * c * np.exp(-0.5 * (c * x) ** 2) / np.sqrt(2.0 * np.pi)
    f, g = _basis()
    g = g / c
    mass, stiff = f.T @ (weight[:, None] * f), g.T @ (weight[:, None] * g)
    lower = np.linalg.cholesky(mass)
    inner = np.linalg.solve(lower, np.linalg.solve(lower, stiff).T)
    rates, vectors = np.linalg.eigh(0.5 * (inner + inner.T))
    start = vectors.T @ np.linalg.solve(lower, f.T @ weight)
    return float(np.sum(start**2 * np.exp(-rates * duration)))


@lru_cache(maxsize=1)
def _basis() -> tuple[Vector, Vector]:
    """Return even polynomials that vanish at -1 and 1, and their slopes, at the nodes."""
    x, _ = _nodes(160)
    legendre = np.polynomial.legendre
    edge, f, g = 1.0 - x * x, [], []
    for degree in range(0, 2 * _BASIS, 2):
        unit = np.zeros(degree + 1)
        unit[degree] = 1.0
        value = legendre.legval(x, unit)
        slope = legendre.legval(x, legendre.legder(unit)) if degree else np.zeros(x.size)
        f.append(edge * value)
        g.append(edge * slope - 2.0 * x * value)
    return np.stack(f, axis=1), np.stack(g, axis=1)


@lru_cache(maxsize=4)
def _nodes(count: int) -> tuple[Vector, Vector]:
    x, w = np.polynomial.legendre.leggauss(count)
    return np.asarray(x, dtype=np.float64), np.asarray(w, dtype=np.float64)


def _solve(stays: Callable[[float], float], level: float) -> float:
    """Return the root by the Illinois variant of regula falsi: about 12 evaluations."""
    goal = level / 100.0
    a, b = 0.05, 6.0  # beyond 6 lie levels above 99.9999 %, where the weights underflow
    fa, fb = stays(a) - goal, stays(b) - goal
    for _ in range(200):
        c = (a * fb - b * fa) / (fb - fa)
        if not a < c < b:
            c = 0.5 * (a + b)
        fc = stays(c) - goal
        if abs(fc) < 1e-13 or b - a < 1e-12:
            break
        if fc < 0.0:
            a, fa = c, fc
            fb *= 0.5
        else:
            b, fb = c, fc
            fa *= 0.5
    return float(c)
