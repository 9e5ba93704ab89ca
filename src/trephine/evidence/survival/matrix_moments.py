"""The multivariate DerSimonian-Laird method: one covariance matrix between studies by moments."""

import numpy as np

from trephine.evidence.effect_set import Vector


def between_covariance(y: Vector, v: Vector) -> tuple[Vector, bool]:
    """Return the between-study covariance (m, m) of outcomes (k, m), and whether it was cut.

    Errors within a study are independent; a missing outcome is NaN in both. Each entry matches the
    weighted cross product of deviations to its expectation, over the studies that have both
    outcomes; fewer than two give 0. Negative eigenvalues are set to 0. Jackson, White and Thompson
    2010, Statistics in Medicine 29:1282-1297.
    """
    m = y.shape[1]
    out = np.zeros((m, m))
    for i in range(m):
        for j in range(i, m):
            both = ~(np.isnan(y[:, i]) | np.isnan(y[:, j]))
            if both.sum() < 2:
                continue
            w = 1.0 / np.sqrt(v[both, i] * v[both, j])
            first = y[both, i] - np.sum(w * y[both, i]) / w.sum()
            second = y[both, j] - np.sum(w * y[both, j]) / w.sum()
            expected = both.sum() - 1.0 if i == j else 0.0
            gain = np.sum(w * first * second) - expected
            out[i, j] = out[j, i] = gain / (w.sum() - np.sum(w**2) / w.sum())
    values, vectors = np.linalg.eigh(out)
    kept = np.maximum(values, 0.0)
    return (vectors * kept) @ vectors.T, bool((values < -1e-14 * np.abs(values).max()).any())


def pooled_mean(y: Vector, v: Vector, between: Vector) -> tuple[Vector, Vector]:
    """Return the weighted mean (m,) and its covariance (m, m) under V + between, by study."""
    m = y.shape[1]
    weight, total = np.zeros((m, m)), np.zeros(m)
    for row in range(y.shape[0]):
        has = np.flatnonzero(~np.isnan(y[row]))
        if has.size:
            own = np.linalg.inv(np.diag(v[row, has]) + between[np.ix_(has, has)])
            weight[np.ix_(has, has)] += own
            total[has] += own @ y[row, has]
    covariance = np.asarray(np.linalg.inv(weight), dtype=np.float64)
    return covariance @ total, covariance
