"""fit_copas: the likelihood of the Copas selection model at one (gamma0, gamma1), maximised."""

import math
from dataclasses import dataclass

import numpy as np

from trephine.evidence.effect_set import Vector

RHO_BOUND = 0.9999
# Mills' ratio turns to its asymptote below this argument, where the normal tail underflows.
_FAR = -30.0
_FINE = {"ftol": 1e-15, "gtol": 1e-9, "maxiter": 500}
# The surface only tells where the path runs, by contours of a coarse grid.
_COARSE = {"ftol": 1e-10, "gtol": 1e-6, "maxiter": 100}
# A correlation whose information is this small beside the mean's is not identified (no selection).
_FLAT = 1e-8


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CopasFit:
    """The maximum: mu, its standard error from the observed information, rho, tau and beta.

    ``beta`` (mean shift per unit of standard error) is 0 unless asked for.
    """

    mu: float
    se: float
    rho: float
    tau: float
    beta: float
    log_likelihood: float


def fit_copas(
    yi: Vector,
    sei: Vector,
    gamma: tuple[float, float],
    *,
    starts: tuple[tuple[float, float, float], ...],
    slope: bool = False,
    errors: bool = True,
) -> CopasFit:
    """Maximise over mu, rho, tau (and beta with ``slope``) from each start; keep the best.

    ``starts`` are (mu, rho, tau). The variance given selection is the observed one, so
    sigma2 = sei2 / (1 - rho2 lambda (u + lambda)). Source: Copas and Shi 2001, Stat Methods Med
    Res 10:251-265. Without ``errors`` the standard error is NaN
    and, without ``slope``, the search ends earlier.
    """
    from scipy.optimize import minimize  # noqa: PLC0415  (costs a second)

    scale = float(np.median(sei))
    y, s = yi / scale, sei / scale
    u = gamma[0] + gamma[1] / sei
    bounds = [(None, None), (-RHO_BOUND, RHO_BOUND), (0.0, None), *([(None, None)] * slope)]
    best = None
    for mu, rho, tau in starts:
        found = minimize(
            _negative,
            [mu / scale, rho, tau / scale, *([0.0] * slope)],
            args=(y, s, u),
            jac=True,
            bounds=bounds,
            method="L-BFGS-B",
            options=_FINE if errors or slope else _COARSE,
        )
        if best is None or found.fun < best.fun:
            best = found
    assert best is not None  # noqa: S101  (starts is never empty)
    x = best.x
    return CopasFit(
        mu=float(x[0]) * scale,
        se=_error(x, y, s, u) * scale if errors else math.nan,
        rho=float(x[1]),
        tau=float(x[2]) * scale,
        beta=float(x[3]) if slope else 0.0,
        # Constants that no parameter touches are left out, as only differences are used.
        log_likelihood=-float(best.fun),
    )


def mills(v: Vector) -> Vector:
    """Return phi(v) / Phi(v), also far in the lower tail."""
    from scipy.special import log_ndtr  # noqa: PLC0415  (costs 0.6 s)

    ratio = np.exp(-0.5 * v * v - 0.5 * math.log(2.0 * math.pi) - log_ndtr(v))
    found: Vector = np.where(v < _FAR, -v - 1.0 / np.minimum(v, -1.0), ratio)
    return found


def _negative(x: Vector, y: Vector, s: Vector, u: Vector) -> tuple[float, Vector]:
    """Return minus the log likelihood and its gradient in mu, rho, tau and, if there, beta."""
    from scipy.special import log_ndtr  # noqa: PLC0415  (costs 0.6 s)

    rho, tau = x[1], x[2]
    r = y - x[0] - (x[3] * s if x.size > 3 else 0.0)
    lam = mills(u)
    c = lam * (u + lam)
    sigma2 = s * s / (1.0 - rho * rho * c)
    sigma = np.sqrt(sigma2)
    S = tau * tau + sigma2
    t = rho * sigma * r / S
    q2 = rho * rho * sigma2 / S
    D = 1.0 - q2
    v = (u + t) / np.sqrt(D)
    value = -0.5 * np.log(S) - r * r / (2.0 * S) + log_ndtr(v) - log_ndtr(u)
    m = mills(v)

    by_mean = r / S - m * rho * sigma / (S * np.sqrt(D))

    def by(dS: Vector, dt: Vector, dq2: Vector) -> Vector:
        dv = dt / np.sqrt(D) + 0.5 * v * dq2 / D
        change: Vector = -0.5 * dS / S + 0.5 * r * r * dS / (S * S) + m * dv
        return change

    dS = np.full_like(S, 2.0 * tau)
    by_tau = by(dS, -t * dS / S, -q2 * dS / S)
    dS = sigma2 * sigma2 / (s * s) * 2.0 * rho * c
    by_rho = by(
        dS,
        sigma * r / S + rho * r / S * dS / (2.0 * sigma) - t * dS / S,
        2.0 * rho * sigma2 / S + rho * rho * dS / S - q2 * dS / S,
    )
    parts = [by_mean.sum(), by_rho.sum(), by_tau.sum()]
    if x.size > 3:
        parts.append((by_mean * s).sum())
    return -float(value.sum()), -np.array(parts)


def _error(x: Vector, y: Vector, s: Vector, u: Vector) -> float:
    """Return the standard error of mu; parameters on their bounds are held there."""
    free = [0]
    if abs(x[1]) < RHO_BOUND * (1 - 1e-9):
        free.append(1)
    if x[2] > 0.0:
        free.append(2)
    information = np.empty((len(free), len(free)))
    for column, j in enumerate(free):
        step = 1e-5 * max(abs(x[j]), 0.1)
        if j == 1:
            step = min(step, 0.5 * (1.0 - abs(x[1])))
        if j == 2:
            step = min(step, 0.5 * x[2])
        up, down = x.copy(), x.copy()
        up[j] += step
        down[j] -= step
        change = (_negative(up, y, s, u)[1] - _negative(down, y, s, u)[1]) / (2.0 * step)
        information[:, column] = change[free]
    information = 0.5 * (information + information.T)
    if 1 in free and abs(information[1, 1]) <= _FLAT * abs(information[0, 0]):
        keep = [i for i, j in enumerate(free) if j != 1]
        information = information[np.ix_(keep, keep)]
    if not (np.linalg.eigvalsh(information) > 0).all():
        return math.nan
    return math.sqrt(float(np.linalg.inv(information)[0, 0]))
