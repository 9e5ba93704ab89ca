"""BetaLikelihood: the beta-binomial log-likelihood of a set of counts, and how to climb it."""

import math
from typing import NamedTuple

import numpy as np

from trephine.evidence.effect_set import Vector
from trephine.evidence.kernel.newton import ascent, invert
from trephine.evidence.kernel.special import expit

_ROOTS = (0.02, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4)
_CLOSE = 1e-5


class Point(NamedTuple):
    """A place (logit of the mean, square root of phi) and the likelihood there.

    phi is 1 / (alpha + beta).
    """

    eta: float
    root: float
    value: float = math.nan
    slope_eta: float = math.nan
    slope_root: float = math.nan
    hessian: Vector | None = None


class BetaLikelihood:
    """Log-likelihood without binomial coefficients, in eta and the signed root of phi.

    With phi = 1 / (alpha + beta) it is a sum of log(mu + j phi), log(1 - mu + j phi) and
    -log(1 + j phi) over j below the events, the others and the people of each study: finite and
    smooth through phi = 0, where gamma functions of alpha and beta overflow. Studies are counted
    by j, so the work grows with the largest study, not with k. In mu it is concave.
    """

    __slots__ = ("_all", "_j", "_no", "_yes")

    def __init__(self, x: Vector, n: Vector) -> None:
        """Take events x of n, float64 (k,) of whole numbers."""
        size = int(n.max())
        self._j = np.arange(size, dtype=np.float64)
        self._yes, self._no, self._all = (_above(one, size) for one in (x, n - x, n))

    def at(self, point: Point) -> Point:
        """Return the point with value and derivatives."""
        mu, other = float(expit(point.eta)), float(expit(-point.eta))
        s = float(point.root)
        spread = self._j * (s * s)
        a, b, c = mu + spread, other + spread, 1.0 + spread
        yes, no, everyone = self._yes, self._no, self._all
        j = self._j
        value = float((yes * np.log(a) + no * np.log(b) - everyone * np.log(c)).sum())
        ya, nb, ec = yes / a, no / b, everyone / c
        mu1 = float((ya - nb).sum())
        phi1 = float((j * (ya + nb - ec)).sum())
        ya, nb, ec = ya / a, nb / b, ec / c
        mu2 = -float((ya + nb).sum())
        cross = float((j * (nb - ya)).sum())
        phi2 = -float((j * j * (ya + nb - ec)).sum())
        d = mu * other
        hessian = np.empty((2, 2))
        hessian[0, 0] = mu2 * d * d + mu1 * d * (other - mu)
        hessian[0, 1] = hessian[1, 0] = cross * d * 2.0 * s
        hessian[1, 1] = 2.0 * phi1 + 4.0 * s * s * phi2
        return Point(float(point.eta), float(s), value, mu1 * d, 2.0 * s * phi1, hessian)

    def climb(self, start: Point, *, fixed: str = "") -> Point:
        """Climb to a local maximum; ``fixed`` holds eta or root."""
        free = np.array([float(fixed != "eta"), float(fixed != "root")])
        here = self.at(start)
        last = math.inf
        for _ in range(200):
            if free[1] and abs(here.root) < 1e-3 and _hessian(here)[1, 1] > 0.0:
                here = self.at(Point(here.eta, 0.05))  # phi = 0 is a minimum: leave it
            gradient = np.array([here.slope_eta, here.slope_root])
            step = ascent(gradient, _hessian(here), free)
            decrement = float(step @ gradient)
            step *= min(1.0, 1.0 / max(float(np.abs(step).max()), 1e-300))
            new = self.at(Point(here.eta + step[0], here.root + step[1]))
            tries = 0
            while decrement > _CLOSE and not new.value >= here.value and tries < 40:
                step *= 0.3
                tries += 1
                new = self.at(Point(here.eta + step[0], here.root + step[1]))
            here = new
            if decrement < 1e-22 or (decrement < _CLOSE and decrement > 0.5 * last):
                break
            last = decrement
        if here.root < 0.0:
            here = self.at(Point(here.eta, -here.root))
        if free[1] and here.root < 1e-7:
            here = self.at(Point(here.eta, 0.0))
        return here

    def maximise(self, common: Point) -> Point:
        """Return the global maximum: a scan of phi, each local maximum refined."""
        scan = [common]
        for root in _ROOTS:
            scan.append(self.climb(Point(scan[-1].eta, root), fixed="root"))
        best = common
        for place, point in enumerate(scan):
            below = scan[place - 1].value if place else -math.inf
            above = scan[place + 1].value if place + 1 < len(scan) else -math.inf
            if point.value < below or point.value < above:
                continue
            if place == 0 and _hessian(common)[1, 1] <= 0.0:
                continue
            top = self.climb(point)
            if top.value > best.value:
                best = top
        return best

    def covariance(self, point: Point, *, inside: bool) -> Vector:
        """Covariance of eta and root; of eta alone (NaN elsewhere) unless phi is ``inside``."""
        hessian = _hessian(point)
        if inside:
            return invert(-hessian)
        return np.array([[-1.0 / hessian[0, 0], np.nan], [np.nan, np.nan]])


def _hessian(point: Point) -> Vector:
    if point.hessian is None:  # pragma: no cover  (every point that is climbed from has one)
        raise AssertionError
    return point.hessian


def _above(counts: Vector, size: int) -> Vector:
    """For each j, how many studies count more than j."""
    found = np.bincount(counts.astype(np.int64), minlength=size + 1)
    return (len(counts) - np.cumsum(found))[:size].astype(np.float64)
