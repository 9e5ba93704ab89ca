"""Pooling by the double arcsine or the logit, for simulated papers; SciPy and NumPy alone.

Written apart from the package, so that the audit is not checked against itself. The unit tests
hold it against ``pool``, and that against R metafor.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import chi2

Vector = NDArray[np.float64]
Z = 1.959963984540054


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled:
    """A pooled proportion with its bounds in percent, I2 in percent and the P of Q."""

    estimate: float
    ci_lb: float
    ci_ub: float
    I2: float
    P: float
    tau2: float


def pooled(x: ArrayLike, n: ArrayLike, *, model: str, measure: str = "PFT", z: float = Z) -> Pooled:
    """Pool x events among n under ``model`` (common, random with DerSimonian and Laird's tau2)."""
    y, v = _effects(np.asarray(x, float), np.asarray(n, float), measure)
    w = 1.0 / v
    mean = (w * y).sum() / w.sum()
    Q, df = float((w * (y - mean) ** 2).sum()), y.size - 1
    tau2 = max(0.0, (Q - df) / (w.sum() - (w * w).sum() / w.sum()))
    if model == "random":
        w = 1.0 / (v + tau2)
        mean = (w * y).sum() / w.sum()
    half = z / np.sqrt(w.sum())
    size = y.size / (1.0 / np.asarray(n, float)).sum()
    low, middle, high = (100.0 * _back(t, size, measure) for t in (mean - half, mean, mean + half))
    I2 = 100.0 * max(0.0, 1.0 - df / Q) if Q > 0.0 else 0.0
    return Pooled(estimate=middle, ci_lb=low, ci_ub=high, I2=I2, P=float(chi2.sf(Q, df)), tau2=tau2)


def _effects(x: Vector, n: Vector, measure: str) -> tuple[Vector, Vector]:
    if measure == "PFT":
        y = 0.5 * (np.arcsin(np.sqrt(x / (n + 1))) + np.arcsin(np.sqrt((x + 1) / (n + 1))))
        return y, 1.0 / (4.0 * n + 2.0)
    odd = 0.5 * ((x == 0) | (x == n))
    return np.log((x + odd) / (n - x + odd)), 1.0 / (x + odd) + 1.0 / (n - x + odd)


def _back(t: float, size: float, measure: str) -> float:
    if measure != "PFT":
        return float(1.0 / (1.0 + np.exp(-t)))
    least = 0.5 * np.arcsin(np.sqrt(1.0 / (size + 1.0)))
    if t <= least:
        return 0.0
    if t >= 0.5 * np.pi - least:
        return 1.0
    s = np.sin(2.0 * t)
    s += (s - 1.0 / s) / size
    root = np.sqrt(max(0.0, 1.0 - s * s))
    return float(0.5 * (1.0 - np.sign(np.cos(2.0 * t)) * root))
