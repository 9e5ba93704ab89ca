"""SampledDensity: a smooth density known at equally spaced points, by sinc interpolation."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import sici

from trephine.evidence.bayes.mixture import Summary, shortest, solve_quantile
from trephine.evidence.effect_set import Vector


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SampledDensity:
    """Probabilities q at points x, float64 (n,), a step h apart, covering all but 1e-15.

    Sinc interpolation of an analytic density sampled this finely converges as the trapezoidal rule
    does (Stenger 1993).
    """

    x: Vector
    q: Vector
    h: float

    def density(self, x: float) -> float:
        """Return the density at x."""
        return float(self.q @ np.sinc((x - self.x) / self.h)) / self.h

    def cdf(self, x: float) -> float:
        """Return the probability below x."""
        below = 0.5 + sici(math.pi * (x - self.x) / self.h)[0] / math.pi
        return float(self.q @ below)

    def quantile(self, q: float) -> float:
        """Return the value with probability q below it."""
        below = np.cumsum(self.q)
        start = float(self.x[min(int(np.searchsorted(below, q)), len(self.x) - 1)])
        ends = float(self.x[0]), float(self.x[-1])
        return solve_quantile(self.cdf, self.density, q, start, *ends)

    def summary(self, mean: float, sd: float, level: float) -> Summary:
        """Return the summary; mean and sd come from whoever knows them better."""
        tail = 0.5 * (1.0 - level / 100.0)
        return Summary(
            mean=mean,
            sd=sd,
            median=self.quantile(0.5),
            shortest=shortest(self.quantile, self.density, level),
            central=(self.quantile(tail), self.quantile(1.0 - tail)),
            level=level,
        )
