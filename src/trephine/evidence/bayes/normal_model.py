"""NormalModel: the normal-normal hierarchical model given tau, in closed form."""

import math
from typing import NamedTuple

import numpy as np

from trephine.evidence.bayes.prior import MuPrior
from trephine.evidence.effect_set import Vector

_LOG_2PI = math.log(2.0 * math.pi)
_CHUNK = 2_000_000  # numbers held at once


class GivenTau(NamedTuple):
    """What tau determines: mean and variance of mu's posterior, log-likelihood; (n,) each."""

    m: Vector
    V: Vector
    log_likelihood: Vector


class NormalModel:
    """Effects y with variances v, theta_i normal around mu with sd tau, mu with its prior.

    The likelihood of tau has mu integrated out; with a flat prior of mu (density 1) it is the
    restricted likelihood.
    """

    __slots__ = ("centre", "prior", "v", "y")

    def __init__(self, y: Vector, v: Vector, prior: MuPrior) -> None:
        """Take y, v: float64 (k,)."""
        self.centre = float(np.sort(y).mean())
        self.y = y - self.centre
        self.v = v
        self.prior = prior

    def given(self, tau: Vector) -> GivenTau:
        """Return the conditional posterior of mu and the likelihood at each tau."""
        n = max(1, _CHUNK // len(self.y))
        parts = [self._given(tau[i : i + n]) for i in range(0, len(tau), n)]
        return GivenTau(*(np.concatenate(column) for column in zip(*parts, strict=True)))

    def _given(self, tau: Vector) -> GivenTau:
        total = self.v + (tau**2)[:, None]
        w = 1.0 / total
        precision = w.sum(axis=1)
        weighted = (w * self.y).sum(axis=1)
        log_likelihood = -0.5 * (len(self.y) * _LOG_2PI + np.log(total).sum(axis=1))
        if math.isfinite(self.prior.sd):
            w0 = 1.0 / self.prior.sd**2
            m0 = self.prior.mean - self.centre
            precision = precision + w0
            m = (weighted + w0 * m0) / precision
            log_likelihood -= 0.5 * (_LOG_2PI - math.log(w0) + w0 * (m - m0) ** 2)
        else:
            m = weighted / precision
        V = 1.0 / precision
        squares = (w * (self.y - m[:, None]) ** 2).sum(axis=1)
        log_likelihood += 0.5 * (_LOG_2PI + np.log(V)) - 0.5 * squares
        return GivenTau(m + self.centre, V, log_likelihood)

    def at_mean(self, tau: Vector, mu: float) -> Vector:
        """Return the log-likelihood of tau with mu known."""
        total = self.v + (tau**2)[:, None]
        squares = (self.y + self.centre - mu) ** 2 / total
        out: Vector = -0.5 * (
            len(self.y) * _LOG_2PI + np.log(total).sum(axis=1) + squares.sum(axis=1)
        )
        return out
