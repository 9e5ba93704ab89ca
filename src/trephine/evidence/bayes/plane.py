"""Plane: the joint posterior of mu and tau in the binomial-normal model, by product quadrature.

Over tau by Fejer's rule at Chebyshev nodes, doubled until nothing changes; over mu given tau, whose
density is log-concave, by the trapezoidal rule between the points where it has fallen by exp(36).
Distribution functions come from the same nodes: over tau by integrating the Chebyshev series, over
mu by sinc interpolation.
"""

import math

import numpy as np
from numpy.polynomial import Chebyshev

from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.evidence.bayes.mixture import Summary, shortest, solve_quantile
from trephine.evidence.bayes.prior import MuPrior, TauPrior
from trephine.evidence.bayes.sampled import SampledDensity
from trephine.evidence.effect_set import Vector
from trephine.evidence.exact.problem import Problem
from trephine.evidence.kernel.maximum import total

_DROP = 36.0  # exp(-36) = 2e-16 of the peak
_POINTS = 41
_NODES = 49
_FARTHEST = 30.0  # a standard deviation of logits that no data on people support
_SERIES = (32, 64, 128, 256, 512)
_ENOUGH = 1e-11
_NOTHING = 1e-17
_RESOLVED = 1.2  # of a grid's step: a normal this wide is sampled to 1e-12


class Plane:
    """Posterior of (mu, tau) as a grid in mu for each of many tau, with probabilities."""

    def __init__(self, problem: Problem, tau_prior: TauPrior, mu_prior: MuPrior) -> None:
        """Integrate; ``problem`` has an intercept alone. Raises MethodError for a heavy prior."""
        self._problem = problem
        self._table = problem.table.copy()
        self._prior = mu_prior
        self._centre = problem.centre
        self._upper = _support(tau_prior)
        before = (math.nan, math.nan)
        for n in _SERIES:
            tau, weights = _fejer(n, self._upper)
            slices = [self._slice(float(one)) for one in tau]
            heights = np.array([one[0] for one in slices]) + tau_prior.log_density(tau)
            top = float(heights.max())
            relative = np.exp(heights - top)
            mass = float(weights @ relative)
            now = (top + math.log(mass), float(weights @ (relative * tau)) / mass)
            if all(abs(a - b) <= _ENOUGH * (1 + abs(a)) for a, b in zip(now, before, strict=True)):
                break
            before = now
        self.log_total = now[0]
        p = weights * relative / mass
        some = np.flatnonzero(p > _NOTHING)
        self._tau, self._p = tau[some], p[some]
        self._mu = np.array([slices[i][1] for i in some])
        self._q = np.array([slices[i][2] for i in some])
        self._h = self._mu[:, 1] - self._mu[:, 0]
        series = _series(relative / mass, self._upper)
        self._tau_density = series
        self._tau_cdf = series.integ(lbnd=0.0)

    def _at(self, mu: float, tau: float) -> tuple[float, float, float]:
        """Log density of data and mu given tau, with its slope and curvature in mu."""
        gradient, hessian = np.zeros(2), np.zeros((2, 2))
        value = total(
            self._problem.family,
            _NODES + 32 * math.ceil(tau),
            self._problem.X,
            np.array([mu, tau]),
            np.zeros(self._problem.k),
            self._table,
            gradient,
            hessian,
        )
        sd = self._prior.sd
        z = (mu - self._prior.mean) / sd
        value = float(value) - 0.5 * z * z - math.log(sd) - 0.5 * math.log(2.0 * math.pi)
        return value, float(gradient[0]) - z / sd, float(hessian[0, 0]) - 1.0 / sd**2

    def _slice(self, tau: float) -> tuple[float, Vector, Vector]:
        """Return the log integral over mu given tau, the grid, and its probabilities."""
        mu = self._centre
        value, slope, curve = self._at(mu, tau)
        for _ in range(100):
            step = min(max(-slope / curve, -2.0), 2.0)
            mu += step
            value, slope, curve = self._at(mu, tau)
            if abs(step) < 1e-4:
                break
        ends = [self._edge(mu, tau, value, curve, sign) for sign in (-1.0, 1.0)]
        grid = np.linspace(ends[0], ends[1], _POINTS)
        w = np.exp(np.array([self._at(float(one), tau)[0] for one in grid]) - value)
        size = float(w.sum())
        return value + math.log(size * float(grid[1] - grid[0])), grid, w / size

    def _edge(self, mu: float, tau: float, top: float, curve: float, sign: float) -> float:
        """Return a point to one side where the density has surely fallen by exp(36)."""
        inside = 1.0 / math.sqrt(-curve)
        outside = 9.0 * inside
        while self._at(mu + sign * outside, tau)[0] > top - _DROP:
            outside *= 1.5
        for _ in range(4):
            middle = math.sqrt(inside * outside)
            if self._at(mu + sign * middle, tau)[0] < top - _DROP:
                outside = middle
            else:
                inside = middle
        return mu + sign * outside

    def log_at_zero(self) -> float:
        """Return the log marginal likelihood at tau = 0."""
        return self._slice(0.0)[0]

    def tau_summary(self, level: float) -> Summary:
        """Return tau's summary."""
        x = self._tau
        mean = float(self._p @ x)
        sd = math.sqrt(float(self._p @ (x - mean) ** 2))

        def density(one: float) -> float:
            return max(float(self._tau_density(one)), 0.0)

        def cdf(one: float) -> float:
            return float(self._tau_cdf(one))

        def quantile(q: float) -> float:
            return solve_quantile(cdf, density, q, mean, 0.0, self._upper) if q > 0.0 else 0.0

        tail = 0.5 * (1.0 - level / 100.0)
        return Summary(
            mean=mean,
            sd=sd,
            median=quantile(0.5),
            shortest=shortest(quantile, density, level, edge=True),
            central=(quantile(tail), quantile(1.0 - tail)),
            level=level,
        )

    def mu_summary(self, level: float) -> Summary:
        """Return the summary of mu, the logit of the median study's proportion."""
        mean = float(self._p @ (self._q * self._mu).sum(axis=1))
        sd = math.sqrt(float(self._p @ (self._q * (self._mu - mean) ** 2).sum(axis=1)))
        x = self._points(0.0)
        q = np.zeros_like(x)
        for p, mu, inside, h in zip(self._p, self._mu, self._q, self._h, strict=True):
            q += p * (np.sinc((x[:, None] - mu) / h) @ inside) / h
        return _sampled(x, q).summary(mean, sd, level)

    def predictive_summary(self, level: float) -> Summary:
        """Return the summary of a new study's logit: mu + tau z.

        Where tau is wider than the step of mu's grid, its points carry normal densities; where not,
        mu's density is averaged over z by Gauss-Hermite quadrature.
        """
        mean = float(self._p @ (self._q * self._mu).sum(axis=1))
        inner = (self._q * (self._mu - mean) ** 2).sum(axis=1)
        sd = math.sqrt(float(self._p @ (inner + self._tau**2)))
        z, weight = np.polynomial.hermite_e.hermegauss(21)
        weight /= weight.sum()
        x = self._points(1.0)
        q = np.zeros_like(x)
        rows = zip(self._p, self._tau, self._mu, self._q, self._h, strict=True)
        for p, tau, mu, inside, h in rows:
            if tau >= _RESOLVED * h:
                z2 = ((x[:, None] - mu) / tau) ** 2
                q += p * (np.exp(-0.5 * z2) @ inside) / (tau * math.sqrt(2.0 * math.pi))
                continue
            for one, w in zip(z, weight, strict=True):
                q += p * w * (np.sinc((x[:, None] - tau * one - mu) / h) @ inside) / h
        return _sampled(x, q).summary(mean, sd, level)

    def _points(self, taus: float) -> Vector:
        """Points that resolve every slice, over all of mu and ``taus`` times 8.5 tau beyond."""
        reach = taus * 8.5 * float(self._tau.max())
        low, high = float(self._mu.min()) - reach, float(self._mu.max()) + reach
        n = math.ceil((high - low) / float(self._h.min())) + 1
        return np.linspace(low, high, n)


def _sampled(x: Vector, density: Vector) -> SampledDensity:
    h = float(x[1] - x[0])
    q = density * h
    some = np.flatnonzero(np.abs(q) > _NOTHING * q.max())
    kept = slice(int(some[0]), int(some[-1]) + 1)
    return SampledDensity(x=x[kept], q=q[kept], h=h)


def _support(prior: TauPrior) -> float:
    """Return where the prior's density has fallen by exp(45) from its highest point."""
    if math.isfinite(prior.upper) and prior.upper <= _FARTHEST:
        return prior.upper
    grid = np.linspace(1e-3, _FARTHEST, 3000)
    heights = prior.log_density(grid)
    above = np.flatnonzero(heights > heights.max() - 45.0)
    if math.isfinite(prior.upper) or above[-1] == len(grid) - 1:
        raise MethodError(
            what=Text(
                zh="该 tau 先验的尾部太重，此模型不支持",
                en="The tail of this prior of tau is too heavy for this model",
            ),
            where="tau_prior",
            found=prior.name.en,
            do=Text(
                zh="使用尺度不大于 3 的半正态或均匀先验",
                en="Use a half-normal with a scale of at most 3, or a uniform prior",
            ),
        )
    return float(grid[above[-1] + 1])


def _fejer(n: int, upper: float) -> tuple[Vector, Vector]:
    """Chebyshev nodes of the first kind on (0, upper), ascending, with Fejer's weights."""
    angle = math.pi * (np.arange(n) + 0.5) / n
    terms = np.arange(1, n // 2 + 1)
    sums = np.cos(2.0 * np.outer(angle, terms)) / (4.0 * terms**2 - 1.0)
    weights = 2.0 / n * (1.0 - 2.0 * sums.sum(axis=1))
    x = 0.5 * upper * (1.0 - np.cos(angle))
    return x, 0.5 * upper * weights


def _series(values: Vector, upper: float) -> Chebyshev:
    """Return the Chebyshev series through values at the nodes of ``_fejer``."""
    n = len(values)
    angle = math.pi * (np.arange(n) + 0.5) / n
    orders = np.arange(n)
    coefficients = 2.0 / n * (np.cos(np.outer(orders, math.pi - angle)) @ values)
    coefficients[0] *= 0.5
    return Chebyshev(coefficients, domain=[0.0, upper])
