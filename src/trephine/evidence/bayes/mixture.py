"""Summaries of a posterior, and mixtures of normal distributions."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq
from scipy.special import ndtr

from trephine.evidence.effect_set import Vector

_SQRT_2PI = math.sqrt(2.0 * math.pi)
_EPS = 2.220446049250313e-16


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Mean, sd, median, and the shortest and the central interval at ``level`` percent.

    A moment that does not exist is infinite. The central interval has equal tails and follows any
    monotone transformation; the shortest one does not.
    """

    mean: float
    sd: float
    median: float
    shortest: tuple[float, float]
    central: tuple[float, float]
    level: float


def solve_quantile(
    cdf: Callable[[float], float],
    density: Callable[[float], float],
    q: float,
    start: float,
    low: float,
    high: float,
) -> float:
    """Return x with cdf(x) = q by Newton, guarded by bisection between ``low`` and ``high``."""
    x = start
    for _ in range(200):
        gap = cdf(x) - q
        if gap > 0.0:
            high = x
        else:
            low = x
        slope = density(x)
        step = -gap / slope if slope > 0.0 else math.inf
        if abs(step) <= 4.0 * _EPS * abs(x) or high - low <= 4.0 * _EPS * abs(x):
            return x
        x = x + step if low < x + step < high else 0.5 * (low + high)
    return x


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mixture:
    """A mixture of normal distributions: weights p, means m, standard deviations s, (n,)."""

    p: Vector
    m: Vector
    s: Vector

    def density(self, x: float) -> float:
        """Return the density at x."""
        z = (x - self.m) / self.s
        return float(self.p @ (np.exp(-0.5 * z * z) / self.s)) / _SQRT_2PI

    def slope(self, x: float) -> float:
        """Return the derivative of the density at x."""
        z = (x - self.m) / self.s
        return -float(self.p @ (z * np.exp(-0.5 * z * z) / self.s**2)) / _SQRT_2PI

    def cdf(self, x: float) -> float:
        """Return the probability below x."""
        return float(self.p @ ndtr((x - self.m) / self.s))

    def sf(self, x: float) -> float:
        """Return the probability above x."""
        return float(self.p @ ndtr((self.m - x) / self.s))

    def quantile(self, q: float) -> float:
        """Return the value with probability q below it."""
        if q > 0.5:  # the smaller tail keeps its digits
            return -Mixture(p=self.p, m=-self.m, s=self.s).quantile(1.0 - q)
        centre = float(self.p @ self.m)
        width = float(self.p @ self.s)
        low, high = centre - width, centre + width
        while self.cdf(low) > q:
            low -= 2.0 * (high - low)
        while self.cdf(high) < q:
            high += 2.0 * (high - low)
        return solve_quantile(self.cdf, self.density, q, 0.5 * (low + high), low, high)

    def summary(self, level: float, *, finite: bool = True) -> Summary:
        """Return the summary; ``finite`` False says that the variance does not exist."""
        mean = float(self.p @ self.m)
        variance = float(self.p @ (self.s**2 + (self.m - mean) ** 2))
        tail = 0.5 * (1.0 - level / 100.0)
        central = (self.quantile(tail), self.quantile(1.0 - tail))
        return Summary(
            mean=mean,
            sd=math.sqrt(variance) if finite else math.inf,
            median=self.quantile(0.5),
            shortest=self._shortest(central, 1.0 - 2.0 * tail),
            central=central,
            level=level,
        )

    def _shortest(self, start: tuple[float, float], inside: float) -> tuple[float, float]:
        """Equal heights at both ends, by Newton in two unknowns from the central interval."""
        a, b = start
        size = b - a
        for _ in range(50):
            fa, fb = self.density(a), self.density(b)
            heights, mass = fa - fb, 1.0 - self.cdf(a) - self.sf(b) - inside
            slope_a, slope_b = self.slope(a), self.slope(b)
            det = slope_a * fb - slope_b * fa
            if not det > 0.0:
                break
            da = (-heights * fb - slope_b * mass) / det
            db = (-slope_a * mass - heights * fa) / det
            if max(abs(da), abs(db)) > 0.3 * size:
                break
            a, b = a + da, b + db
            if max(abs(da), abs(db)) <= 1e-13 * size:
                return a, b
        return shortest(self.quantile, self.density, 100.0 * inside)


def shortest(
    quantile: Callable[[float], float],
    density: Callable[[float], float],
    level: float,
    *,
    edge: bool = False,
) -> tuple[float, float]:
    """Return the shortest interval of a unimodal density: equal heights at both ends.

    With ``edge`` the support starts at quantile(0), and the interval starts there where the density
    is at its highest.
    """
    outside = 1.0 - level / 100.0

    def gap(alpha: float) -> float:
        return density(quantile(alpha)) - density(quantile(alpha + 1.0 - outside))

    low, high = 1e-9 * outside, outside * (1.0 - 1e-9)
    if gap(low) >= 0.0:
        alpha = 0.0 if edge else low
    elif gap(high) <= 0.0:
        alpha = high
    else:
        alpha = float(brentq(gap, low, high, xtol=1e-16, rtol=4.0 * _EPS, maxiter=200))
    return quantile(alpha), quantile(alpha + 1.0 - outside)
