"""Standard error of a sample median from quartiles, range or both, by quantile matching."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from trephine.evidence.effect_set import Vector
from trephine.evidence.kernel.special import chi2_ppf, gammaln, norm_pdf, norm_ppf

_GOLDEN = 0.5 * (math.sqrt(5.0) - 1.0)


class Fit(NamedTuple):
    """A distribution fitted to quantiles: which one, the misfit, its density at the median."""

    family: str
    squares: float
    density: float


def median_error(
    values: Vector, probabilities: Vector, median: float, n: float
) -> tuple[float, str]:
    """Return the standard error of a sample median and the distribution it rests on.

    ``values`` (3 or 5) are the sample quantiles at ``probabilities``. Normal, log-normal, gamma
    and Weibull distributions are fitted by least squares to the quantiles (the last three where
    all are positive), the best one gives the density f at the median, and the error is
    1 / (2 f sqrt(n)). It does not judge whether any of them fits well. NaN where all quantiles
    coincide. Source: McGrath et al. 2020, Biometrical Journal 62:69-98 (beta distribution left
    out); minimum and maximum count as the quantiles 1/n and 1 - 1/n, as there.
    """
    best = min(_fits(values, probabilities, median), key=lambda fit: fit.squares)
    if not best.density > 0 or not math.isfinite(best.density):
        return math.nan, best.family
    return 0.5 / (best.density * math.sqrt(n)), best.family


def _fits(values: Vector, p: Vector, median: float) -> list[Fit]:
    z = np.array([norm_ppf(float(one)) for one in p])
    fits = [_normal(values, z, median)]
    if values.min() > 0:
        weibull = np.log(-np.log1p(-p))
        fits += [
            _log_location("lognormal", values, z, median),
            _log_location("weibull", values, weibull, median),
            _gamma(values, p, median),
        ]
    return fits


def _normal(values: Vector, z: Vector, median: float) -> Fit:
    centred = z - z.mean()
    sd = float(centred @ values / (centred @ centred))
    mean = float(values.mean() - sd * z.mean())
    squares = float(np.sum((values - mean - sd * z) ** 2))
    density = norm_pdf((median - mean) / sd) / sd if sd > 0 else math.nan
    return Fit("normal", squares, density)


def _log_location(family: str, values: Vector, g: Vector, median: float) -> Fit:
    """Fit quantiles scale * exp(c g): log-normal (g = z) and Weibull (g = log(-log(1 - p)))."""

    def shape(c: float) -> tuple[Vector, Vector]:
        h = np.exp(c * (g - g[len(g) // 2]))
        return h, h * (g - g[len(g) // 2])

    c, scale, squares = _profile(values, shape, math.log(1e-4), math.log(20.0))
    middle = scale * math.exp(-c * float(g[len(g) // 2]))
    w = math.log(median / middle) / c
    if family == "lognormal":
        return Fit(family, squares, norm_pdf(w) / (c * median))
    return Fit(family, squares, math.exp(w - math.exp(w)) / (c * median))


def _gamma(values: Vector, p: Vector, median: float) -> Fit:
    def quantiles(k: float) -> Vector:
        return np.array([0.5 * chi2_ppf(float(one), 2.0 * k) / k for one in p])

    def shape(c: float) -> tuple[Vector, Vector]:
        # c = 1 / sqrt(k), the coefficient of variation; slope by a central difference, error 1e-10
        h, step = quantiles(1.0 / c**2), 1e-5 * c
        ahead, behind = quantiles(1.0 / (c + step) ** 2), quantiles(1.0 / (c - step) ** 2)
        return h, (ahead - behind) / (2.0 * step)

    c, mean, squares = _profile(values, shape, math.log(2e-3), math.log(5.0))
    k = 1.0 / c**2
    x = median * k / mean
    log_density = (k - 1.0) * math.log(x) - x - gammaln(k) + math.log(k / mean)
    return Fit("gamma", squares, math.exp(log_density))


def _profile(
    values: Vector, shape: Callable[[float], tuple[Vector, Vector]], low: float, high: float
) -> tuple[float, float, float]:
    """Minimise sum (values - scale h(c))^2 over c in exp(low .. high) with the scale solved for.

    A grid finds the global minimum, golden section closes in, and the root of the slope
    sum (values - scale h) h' (by the envelope theorem) fixes it to rounding.
    """

    def misfit(log_c: float) -> tuple[float, float, float]:
        h, slope = shape(math.exp(log_c))
        scale = float(values @ h / (h @ h))
        rest = values - scale * h
        return float(rest @ rest), -float(rest @ slope), scale

    grid = np.linspace(low, high, 40)
    at = int(np.argmin([misfit(float(one))[0] for one in grid]))
    a, b = float(grid[max(at - 1, 0)]), float(grid[min(at + 1, 39)])
    for _ in range(40):
        left, right = b - _GOLDEN * (b - a), a + _GOLDEN * (b - a)
        if misfit(left)[0] < misfit(right)[0]:
            b = right
        else:
            a = left
        if b - a < 1e-4:
            break
    if misfit(a)[1] < 0 < misfit(b)[1]:
        for _ in range(60):
            middle = 0.5 * (a + b)
            if misfit(middle)[1] < 0:
                a = middle
            else:
                b = middle
    log_c = 0.5 * (a + b)
    squares, _, scale = misfit(log_c)
    return math.exp(log_c), scale, squares
