"""robust_effects: robust variance estimation with correlated or hierarchical effects."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from trephine.core.caution import Caution
from trephine.core.error import InputError, MethodError
from trephine.core.text import Text, counted
from trephine.evidence.design import design
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.fitted import Coefficient
from trephine.evidence.multilevel import cluster_codes
from trephine.evidence.robust import robust_table
from trephine.evidence.sandwich import Rows, rows_of, sandwich


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RobustEffects:
    """Coefficients by robust variance estimation with small-sample correction.

    tau2 is the variance between studies, omega2 that within (NaN for CORR), I2 a percentage (NaN
    for HIER); ``ddf`` one entry a coefficient. vb: (p, p).
    """

    measure: str
    model: str
    level: float
    k: int
    clusters: int
    coefficients: tuple[Coefficient, ...]
    vb: Vector
    ddf: tuple[float, ...]
    tau2: float
    omega2: float
    I2: float
    rho: float
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()


def robust_effects(
    effects: Effects,
    cluster: Sequence[object],
    moderators: Mapping[str, Any] | None = None,
    *,
    model: str = "CORR",
    rho: float = 0.8,
    level: float = 95.0,
    intercept: bool = True,
    categorical: Collection[str] = (),
    reference: Mapping[str, str] | None = None,
) -> RobustEffects:
    """Pool dependent effects with approximate weights and robust variance, as robumeta does.

    model CORR: effects of one study are correlated (rho, 0 to 1, used for tau2 alone); each study
    weighs 1 / (mean variance + tau2), shared by its effects. HIER: effects are nested and
    independent given their study; each weighs 1 / (vi + tau2 + omega2). Variances are estimated by
    moments and cut at 0. Standard errors are CR2 with working covariance 1 / weights, degrees of
    freedom Satterthwaite's. It does not test sets of coefficients. Raises as ``multilevel``.
    Hedges, Tipton and Johnson 2010, Res Synth Methods; Tipton 2015, Psychol Methods.
    """
    if model not in {"CORR", "HIER"}:
        raise MethodError(
            what=Text(zh="未知的依赖模型", en="The model of dependence is unknown"),
            where="model",
            found=repr(model),
            do=Text(zh="可选 CORR、HIER", en="Use CORR or HIER"),
        )
    if not 0.0 <= rho <= 1.0 or not 0.0 < level < 100.0:
        raise InputError(
            what=Text(
                zh="rho 应在 0 与 1 之间，level 应为百分数",
                en="rho lies between 0 and 1, level is a percentage",
            ),
            where="rho, level",
            found=f"{rho!r}, {level!r}",
            do=Text(zh="例如 rho=0.8、level=95", en="Use rho=0.8 and level=95, say"),
        )
    frame = design(
        effects, moderators, intercept=intercept, categorical=categorical, reference=reference
    )
    rows = rows_of(cluster_codes(effects, cluster, frame))
    X, y, v = frame.X, frame.yi, frame.vi
    if len(rows) <= frame.p:
        raise MethodError(
            what=Text(zh="研究数不多于系数个数", en="There are no more studies than coefficients"),
            where="cluster",
            found=f"{counted(len(rows), 'study', 'studies')}, {counted(frame.p, 'coefficient')}",
            do=Text(zh="减少调节变量", en="Use fewer moderators"),
        )
    if model == "CORR":
        tau2, I2, w = _correlated(X, y, v, rows, rho)
        omega2 = math.nan
    else:
        tau2, omega2 = _hierarchical(X, y, v, rows)
        I2, w = math.nan, 1.0 / (v + tau2 + omega2)
    beta, e, _ = _weighted(X, y, w)
    vb, ddf = sandwich(X, e, [np.diag(1.0 / w[r]) for r in rows], rows, kind="CR2")
    table, cautions = robust_table(frame.names, beta, vb, ddf, level)
    vb.flags.writeable = False
    return RobustEffects(
        measure=frame.measure,
        model=model,
        level=level,
        k=frame.k,
        clusters=len(rows),
        coefficients=table,
        vb=vb,
        ddf=tuple(float(one) for one in ddf),
        tau2=tau2,
        omega2=omega2,
        I2=I2,
        rho=rho if model == "CORR" else math.nan,
        cautions=(*frame.cautions, *cautions),
        methods=("hedges-tipton-2010", "tipton-2015"),
    )


def _weighted(X: Vector, y: Vector, w: Vector) -> tuple[Vector, Vector, Vector]:
    """Coefficients, residuals and (X'WX)^-1 of weighted least squares."""
    M = np.linalg.inv(X.T @ (w[:, None] * X))
    beta = M @ (X.T @ (w * y))
    return beta, y - X @ beta, np.asarray(M, dtype=np.float64)


def _correlated(
    X: Vector, y: Vector, v: Vector, rows: Rows, rho: float
) -> tuple[float, float, Vector]:
    """tau2 by moments under equal correlations, I2, and the weights that follow."""
    size, mean = np.empty_like(v), np.empty_like(v)
    for r in rows:
        size[r], mean[r] = len(r), v[r].mean()
    w = 1.0 / (size * mean)
    _, e, M = _weighted(X, y, w)
    Q = float(w @ e**2)
    p, m = X.shape[1], len(rows)
    same, other = np.zeros((p, p)), np.zeros((p, p))
    total = np.zeros((p, p))
    for r in rows:
        wj, s = float(w[r[0]]), X[r].sum(axis=0)
        same += wj / len(r) * X[r].T @ X[r]
        other += wj / len(r) * np.outer(s, s)
        total += wj**2 * np.outer(s, s)
    spread = (1.0 - rho) * np.trace(M @ same) + rho * np.trace(M @ other)
    tau2 = max(0.0, float((Q - m + spread) / (w.sum() - np.trace(M @ total))))
    expected = m - float(spread)  # of Q where tau2 = 0
    I2 = max(0.0, 100.0 * (Q - expected) / Q) if Q > 0.0 else 0.0
    return tau2, I2, 1.0 / (size * (mean + tau2))


def _hierarchical(X: Vector, y: Vector, v: Vector, rows: Rows) -> tuple[float, float]:
    """tau2 and omega2 from e'We and the sum over studies of (1'e)^2, by moments.

    e = (I - H) y, H = X M X'W. The expectations are linear in tau2 and omega2 and solved jointly;
    a negative omega2 is put to 0 and tau2 solved again, then cut at 0 as well, as in robumeta.
    """
    w = 1.0 / v
    _, e, M = _weighted(X, y, w)
    k = len(y)
    R = np.eye(k) - X @ M @ (X.T * w)
    J = np.zeros((k, k))
    for r in rows:
        J[np.ix_(r, r)] = 1.0
    observed = np.array([w @ e**2, e @ J @ e])
    parts = np.empty((2, 3))
    for i, form in enumerate((R.T @ (w[:, None] * R), R.T @ J @ R)):
        parts[i] = np.trace(form @ J), np.trace(form), np.diag(form) @ v
    excess = observed - parts[:, 2]
    tau2, omega2 = (float(one) for one in np.linalg.solve(parts[:, :2], excess))
    if omega2 < 0.0:
        tau2, omega2 = float(excess[0] / parts[0, 0]), 0.0
    return max(0.0, tau2), omega2
