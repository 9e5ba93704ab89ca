"""TauPosterior: the posterior of tau as a density, with quantiles and moments."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from trephine.evidence.bayes.mixture import Summary, shortest, solve_quantile
from trephine.evidence.bayes.quadrature import Quadrature, converge
from trephine.evidence.effect_set import Vector

_GOLDEN = 0.5 * (math.sqrt(5.0) - 1.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TauPosterior:
    """The posterior of tau: ``log_density`` up to a constant, and its converged rule.

    ``tail`` is the power with which it falls at infinity: the mean exists above 2, the variance
    above 3.
    """

    log_density: Callable[[Vector], Vector]
    rule: Quadrature
    tail: float

    def density(self, tau: float) -> float:
        """Return the density; at 0 its limit from above."""
        x = np.array([max(tau, 1e-9 * self.rule.scale)])
        return math.exp(float(self.log_density(x)[0]) - self.rule.log_total)

    def cdf(self, tau: float) -> float:
        """Return the probability below tau."""
        return self.rule.cdf(tau)

    def quantile(self, q: float) -> float:
        """Return the value with probability q below it."""
        if q <= 0.0:
            return 0.0
        total = np.cumsum(self.rule.p)
        last = len(total) - 1
        place = int(np.clip(np.searchsorted(total, q), 1, last))
        start = 0.5 * float(self.rule.x[place - 1] + self.rule.x[place])
        low, high = float(self.rule.x[0]), float(self.rule.x[-1])
        return solve_quantile(self.cdf, self.density, q, start, low, high)

    def moment(self, power: int) -> float:
        """Return E[tau^power], infinite where it does not exist."""
        if self.tail <= power + 1.0:
            return math.inf

        def raised(tau: Vector) -> Vector:
            out: Vector = self.log_density(tau) + power * np.log(tau)
            return out

        part = converge(raised, self.rule.upper, self.rule.scale)
        return math.exp(part.log_total - self.rule.log_total)

    def mode(self) -> float:
        """Return the highest point of the density (0 where it falls from the start)."""
        x = self.rule.x
        place = int(np.argmax(self.log_density(x)))
        if place == 0:
            return 0.0
        low, high = float(x[place - 1]), float(x[min(place + 1, len(x) - 1)])
        while high - low > 1e-9 * high:
            a, b = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
            fa, fb = self.log_density(np.array([a, b]))
            low, high = (low, b) if fa > fb else (a, high)
        return 0.5 * (low + high)

    def summary(self, level: float) -> Summary:
        """Return the summary."""
        tail = 0.5 * (1.0 - level / 100.0)
        mean, square = self.moment(1), self.moment(2)
        spread = math.inf if math.isinf(square) else math.sqrt(max(square - mean * mean, 0.0))
        return Summary(
            mean=mean,
            sd=spread,
            median=self.quantile(0.5),
            shortest=shortest(self.quantile, self.density, level, edge=True),
            central=(self.quantile(tail), self.quantile(1.0 - tail)),
            level=level,
        )
