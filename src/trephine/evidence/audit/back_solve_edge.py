"""Which solutions hang on a tie: their figures, computed anew, next to the edges of rounding."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.audit.back_solve_figures import P_SLACK, SLACK, FigureRanges
from trephine.evidence.effect_set import Vector
from trephine.evidence.effects import back_transform, effects
from trephine.evidence.kernel.special import chi2_sf

_BLOCK = 1_000_000


def pooled_figures(
    vectors: NDArray[np.int64],
    n: Sequence[int],
    measure: str,
    method: str,
    back: str,
    cc: float,
    cc_to: str,
    z: float,
) -> Vector:
    """Return estimate, bounds and I2 in percent, and P, of each vector, (m, 5).

    By the same formulas as ``pool`` with methods EE and DL, for many vectors at once; P only where
    it is cheap: NaN beyond a thousand vectors.
    """
    m, k = vectors.shape
    correction: dict[str, object] = {} if measure in {"PFT", "PAS"} else {"cc": cc, "cc_to": cc_to}
    if correction and cc_to == "if0all":
        zero = ((vectors == 0) | (vectors == np.array(n))).any(axis=1)
        out = np.empty((m, 5))
        for rows, to in ((zero, "all"), (~zero, "none")):
            if rows.any():
                amount = cc if to == "all" else 0.0
                out[rows] = pooled_figures(vectors[rows], n, measure, method, back, amount, to, z)
        return out
    y, v = np.empty((m, k)), np.empty((m, k))
    for i, size in enumerate(n):
        every = np.arange(size + 1)
        made = effects(measure, xi=every, ni=np.full(size + 1, size), **correction)  # type: ignore[arg-type]
        y[:, i], v[:, i] = made.yi[vectors[:, i]], made.vi[vectors[:, i]]
    known = ~np.isnan(y)
    y = np.where(known, y, 0.0)
    w = np.divide(1.0, v, out=np.zeros_like(v), where=known)
    df = known.sum(axis=1) - 1.0
    mean = (w * y).sum(axis=1) / w.sum(axis=1)
    Q = (w * (y - mean[:, None]) ** 2).sum(axis=1)
    if method == "DL":
        scale = w.sum(axis=1) - (w * w).sum(axis=1) / w.sum(axis=1)
        tau2 = np.divide(Q - df, scale, out=np.zeros_like(Q), where=df > 0).clip(0.0)
        w = np.where(known, 1.0 / (np.where(known, v, 1.0) + tau2[:, None]), 0.0)
        mean = (w * y).sum(axis=1) / w.sum(axis=1)
    half = z / np.sqrt(w.sum(axis=1))
    out = np.full((m, 5), np.nan)
    how = {"how": back, "ni": np.array(n, dtype=np.float64)} if measure == "PFT" else {}
    for i, t in enumerate((mean, mean - half, mean + half)):
        out[:, i] = 100.0 * back_transform(measure, t, **how)  # type: ignore[arg-type]
    with np.errstate(divide="ignore", invalid="ignore"):
        I2 = np.where(Q > 0.0, 100.0 * np.maximum(0.0, (Q - df) / Q), 0.0)
    out[:, 3] = np.where(df > 0, I2, np.nan)
    if m <= 1000:
        out[:, 4] = [chi2_sf(a, b) if b > 0 else np.nan for a, b in zip(Q, df, strict=True)]
    return out


def on_edge(
    vectors: NDArray[np.int64],
    n: Sequence[int],
    ranges: Sequence[FigureRanges],
    measure: str,
    method: str,
    back: str,
    cc: float,
    cc_to: str,
    z: float,
) -> NDArray[np.bool_]:
    """Tell which vectors would be lost if the slack at the edges were taken away, (m,)."""
    safe = np.zeros(vectors.shape[0], dtype=bool)
    for start in range(0, vectors.shape[0], _BLOCK // len(n)):
        part = slice(start, start + _BLOCK // len(n))
        figures = pooled_figures(vectors[part], n, measure, method, back, cc, cc_to, z)
        for one in ranges:
            inside = np.ones(figures.shape[0], dtype=bool)
            for i, (low, high) in enumerate((one.estimate, one.ci_lb, one.ci_ub, one.I2, one.p)):
                slack = 2.0 * (SLACK if i < 4 else P_SLACK)
                value = figures[:, i]
                # A figure set to 0 or 100 (or I2 to 0) is exact.
                sure = (value >= low + slack) & (value <= high - slack)
                sure |= (i < 4) & (
                    ((value == 0.0) & (low <= 0)) | ((value == 100.0) & (high >= 100))
                )
                inside &= sure | np.isnan(value)
            safe[part] |= inside
    return ~safe
