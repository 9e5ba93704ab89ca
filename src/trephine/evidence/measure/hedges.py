"""Hedges' exact correction of the bias of a standardised mean difference."""

import math

import numpy as np

from trephine.evidence.effect_set import Vector

_SMALL = 40


def _exact(df: float) -> float:
    if not df > 1:
        return math.nan
    return math.gamma(0.5 * df) / (math.sqrt(0.5 * df) * math.gamma(0.5 * (df - 1.0)))


def hedges_correction(df: Vector) -> Vector:
    """Return J(df) = Gamma(df/2) / (sqrt(df/2) Gamma((df-1)/2)); NaN for df <= 1.

    Source: Hedges 1981, Journal of Educational Statistics 6:107-128. Below 40 degrees of freedom
    by the gamma function, above by the difference of two Stirling series, where the plain
    difference of log-gammas would lose digits as df grows (at df = 1e6 six of them).
    """
    df = np.asarray(df, dtype=np.float64)
    out = np.full(df.shape, np.nan)
    small = df < _SMALL
    for value in np.unique(df[small]):
        out[df == value] = _exact(float(value))
    large = df >= _SMALL
    z = 0.5 * (df[large] - 1.0)
    ratio = z * np.log1p(0.5 / z) - 0.5 + (_stirling(z + 0.5) - _stirling(z))
    # Gamma(z + 1/2) / Gamma(z) = sqrt(z) exp(ratio), and sqrt(df/2) = sqrt(z + 1/2)
    out[large] = np.exp(ratio - 0.5 * np.log1p(0.5 / z))
    return out


def _stirling(z: Vector) -> Vector:
    r = 1.0 / (z * z)
    series = 1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188))))
    return np.asarray(series / z)
