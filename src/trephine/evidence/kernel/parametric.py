"""Log-likelihoods of parametric survival models, with a cured share and with study effects.

One patient adds log f(t) for an event and log S(t) for a censoring. With a cured share p,
S = p + (1 - p) S0 and f = (1 - p) f0. All but Gompertz are log T = mu + sigma W; a study shifts mu
(Gompertz: the log rate). Parameters in order: location, log scale or shape, Q.
"""

import math

import numpy as np

from trephine.evidence.effect_set import Vector
from trephine.evidence.kernel.mode import jit
from trephine.evidence.kernel.special import gammainc, gammaincc, gammaln, norm_logsf

EXPONENTIAL = 0
WEIBULL = 1
LOG_LOGISTIC = 2
LOG_NORMAL = 3
GENERALISED_GAMMA = 4
GOMPERTZ = 5
_HALF_LOG_2PI = 0.9189385332046727
_NEAR_NORMAL = 1e-4  # |Q| below which the generalised gamma is the log-normal to rounding


@jit
def log_density_survival(code: int, t: float, a: float, b: float, c: float) -> tuple[float, float]:
    """Return log f0 and log S0 at t > 0; a: location, b: log scale (Gompertz: shape), c: Q."""
    if code == GOMPERTZ:
        x = min(b * t, 700.0)
        grown = t * (math.expm1(x) / x if abs(x) > 1e-12 else 1.0)
        cumulative = math.exp(a) * grown
        return a + x - cumulative, -cumulative
    x = math.log(t)
    w = (x - a) / math.exp(b)
    if code in (EXPONENTIAL, WEIBULL):
        e = math.exp(min(w, 700.0))
        return w - e - b - x, -e
    if code == LOG_LOGISTIC:
        tail = math.log1p(math.exp(-abs(w))) + max(w, 0.0)  # log(1 + exp(w))
        return w - 2.0 * tail - b - x, -tail
    if code == LOG_NORMAL or abs(c) < _NEAR_NORMAL:
        return -0.5 * w * w - _HALF_LOG_2PI - b - x, norm_logsf(w)
    k = 1.0 / (c * c)
    e = math.exp(min(c * w, 700.0))
    density = math.log(abs(c)) - b - x - gammaln(k) + k * (math.log(k) + c * w - e)
    S = gammaincc(k, k * e) if c > 0.0 else gammainc(k, k * e)
    return density, math.log(S) if S > 0.0 else -1e300


@jit
def study_log_likelihood(
    code: int, t: Vector, d: Vector, a: float, b: float, c: float, cured: float
) -> float:
    """Return the log-likelihood of patients of one location; ``cured`` is their share, 0 to 1."""
    total = 0.0
    for i in range(t.shape[0]):
        density, survival = log_density_survival(code, t[i], a, b, c)
        if d[i] > 0.0:
            total += density
            if cured > 0.0:
                total += math.log1p(-cured)
        elif cured > 0.0:
            total += math.log(cured + (1.0 - cured) * math.exp(survival))
        else:
            total += survival
    return total


@jit
def log_likelihood(
    code: int,
    t: Vector,
    d: Vector,
    first: Vector,
    location: Vector,
    b: float,
    c: float,
    cured: float,
) -> float:
    """Return the log-likelihood of studies with locations of their own (or all the same).

    ``first`` (k + 1,) are the rows at which each study's patients begin; location (k,).
    """
    total = 0.0
    for s in range(location.shape[0]):
        low, high = int(first[s]), int(first[s + 1])
        total += study_log_likelihood(code, t[low:high], d[low:high], location[s], b, c, cured)
    return total


@jit
def mixed_log_likelihood(
    code: int,
    t: Vector,
    d: Vector,
    first: Vector,
    a: float,
    b: float,
    c: float,
    cured: float,
    tau: float,
    nodes: Vector,
    weights: Vector,
) -> float:
    """Return the log-likelihood with locations that are normal over studies, sd ``tau``.

    Adaptive Gauss-Hermite quadrature (Pinheiro and Bates 1995): nodes are centred at each study's
    own mode and scaled by its curvature. ``nodes`` and ``weights`` are for exp(-x^2).
    """
    total = 0.0
    for s in range(first.shape[0] - 1):
        low, high = int(first[s]), int(first[s + 1])
        own_t, own_d = t[low:high], d[low:high]
        z, h = 0.0, 1e-3
        curve = 1.0
        for _ in range(30):
            here = study_log_likelihood(code, own_t, own_d, a + tau * z, b, c, cured)
            up = study_log_likelihood(code, own_t, own_d, a + tau * (z + h), b, c, cured)
            down = study_log_likelihood(code, own_t, own_d, a + tau * (z - h), b, c, cured)
            slope = (up - down) / (2.0 * h) - z
            curve = max(1.0 - (up - 2.0 * here + down) / (h * h), 0.2)
            step = max(min(slope / curve, 2.0), -2.0)
            z += step
            if abs(step) < 1e-7:
                break
        scale = math.sqrt(2.0 / curve)
        peak = study_log_likelihood(code, own_t, own_d, a + tau * z, b, c, cured) - 0.5 * z * z
        area = 0.0
        for j in range(nodes.shape[0]):
            at = z + scale * nodes[j]
            value = study_log_likelihood(code, own_t, own_d, a + tau * at, b, c, cured)
            area += weights[j] * math.exp(value - 0.5 * at * at - peak + nodes[j] * nodes[j])
        total += peak + math.log(area * scale) - _HALF_LOG_2PI
    return total


@jit
def survival_values(code: int, t: Vector, a: float, b: float, c: float, cured: float) -> Vector:
    """Return S at times, (m,); 1 at 0."""
    out = np.ones(t.shape[0])
    for i in range(t.shape[0]):
        if t[i] > 0.0:
            _, survival = log_density_survival(code, t[i], a, b, c)
            out[i] = cured + (1.0 - cured) * math.exp(survival)
    return out
