"""pool_curves: one survival curve from those of several studies."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from trephine.core.caution import Caution
from trephine.core.error import InputError
from trephine.core.option import one_of
from trephine.core.text import Text
from trephine.evidence.effect_set import Vector
from trephine.evidence.kernel.special import chi2_sf, norm_isf
from trephine.evidence.survival.checks import check_level
from trephine.evidence.survival.conditional import Conditional, from_curves
from trephine.evidence.survival.kaplan_meier import KaplanMeier
from trephine.evidence.survival.matrix_moments import between_covariance, pooled_mean

MODELS = ("random", "common")
_NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PooledCurve:
    """A summary survival curve at the times of a grid, (m,), with pointwise limits.

    studies: how many reach each time. ``se`` is that of log S. median with its limits, and
    mean: by lines between the times; NaN where the curve does not fall so far (the mean is that up
    to the last time). Q, Q_df, Qp: heterogeneity of conditional survival over studies and times;
    I2 in percent. ``between`` (m, m): covariance between studies of the transformed conditional
    survival, zeros under the common model.
    """

    model: str
    level: float
    k: int
    time: Vector
    studies: Vector
    survival: Vector
    se: Vector
    ci_lb: Vector
    ci_ub: Vector
    median: float
    median_lb: float
    median_ub: float
    mean: float
    Q: float
    Q_df: int
    Qp: float
    I2: float
    H2: float
    between: Vector
    cautions: tuple[Caution, ...]
    methods: tuple[str, ...]


def pool_curves(
    curves: Sequence[KaplanMeier] | Conditional,
    times: ArrayLike | None = None,
    *,
    model: str = "random",
    level: float = 95.0,
    count: str = "start",
) -> PooledCurve:
    """Pool survival curves without assuming a distribution, by their conditional survival.

    ``times`` is the grid, in the curves' unit; survival between neighbours is arcsine-transformed,
    pooled over the studies followed so long, and multiplied up. model: random (multivariate
    DerSimonian-Laird) or common. The limits are those of log S by the delta method, cut at 0 and 1,
    the median's are where they cross one half. ``count`` as in ``conditional.from_curves``;
    rates printed in papers come in by ``conditional.from_table``. Times that no study reaches are
    refused. It does not adjust for covariates, and a pooled curve late in time rests on the few
    studies followed longest. Combescure, Foucher and Jackson 2014, Stat Med 33:2521-2537.
    """
    one_of("model", model, MODELS)
    check_level(level)
    told: tuple[Caution, ...] = ()
    if isinstance(curves, Conditional):
        found = curves
    else:
        _check_units(curves)
        found = from_curves(curves, _grid(times), count)
        told = tuple(dict.fromkeys(c for curve in curves for c in curve.cautions))
    studies = (~np.isnan(found.y)).sum(axis=0)
    if not studies.all() or found.time.size == 0:
        beyond = found.time[studies == 0]
        raise InputError(
            what=Text(zh="没有研究随访到该时间", en="No study was followed so long"),
            where="times",
            found=", ".join(f"{t:g}" for t in beyond) or "no times",
            do=Text(zh="请缩短时间网格", en="End the grid earlier"),
        )
    common, covariance = pooled_mean(found.y, found.v, np.zeros((found.time.size,) * 2))
    Q = float(np.nansum((found.y - common) ** 2 / found.v))
    df = int(studies.sum()) - found.time.size
    between, cut = np.zeros((found.time.size,) * 2), False
    beta = common
    if model == "random":
        between, cut = between_covariance(found.y, found.v)
        beta, covariance = pooled_mean(found.y, found.v, between)
    survival = np.cumprod(np.sin(beta) ** 2)
    slope = 2.0 / np.tan(beta)
    se = np.sqrt(
        np.cumsum(np.cumsum(slope[:, None] * covariance * slope, axis=0), axis=1).diagonal()
    )
    half = float(norm_isf(0.5 - level / 200.0)) * se
    ci_lb, ci_ub = survival * np.exp(-half), np.minimum(survival * np.exp(half), 1.0)
    H2 = Q / df if df > 0 else _NAN
    return PooledCurve(
        model=model,
        level=float(level),
        k=len(found.labels),
        time=found.time,
        studies=studies.astype(np.float64),
        survival=survival,
        se=se,
        ci_lb=ci_lb,
        ci_ub=ci_ub,
        median=half_time(found.time, survival),
        median_lb=half_time(found.time, ci_lb),
        median_ub=half_time(found.time, ci_ub),
        mean=_mean(found.time, survival),
        Q=Q,
        Q_df=df,
        Qp=float(chi2_sf(Q, float(df))) if df > 0 else _NAN,
        I2=max(0.0, 100.0 * (1.0 - df / Q)) if df > 0 and Q > 0.0 else _NAN,
        H2=H2,
        between=between,
        cautions=(*told, *_cautions(studies, found, cut=cut)),
        methods=("combescure-2014", "jackson-2010") if model == "random" else ("combescure-2014",),
    )


def half_time(time: Vector, survival: Vector, q: float = 0.5) -> float:
    """Return where a falling curve, drawn by lines from (0, 1), meets ``q``; NaN if nowhere."""
    t, S = np.concatenate(([0.0], time)), np.concatenate(([1.0], survival))
    below = np.flatnonzero(q >= S)
    if not below.size:
        return _NAN
    j = int(below[0])
    return float(t[j] - (t[j] - t[j - 1]) * (q - S[j]) / (S[j - 1] - S[j]))


def _mean(time: Vector, survival: Vector) -> float:
    t, S = np.concatenate(([0.0], time)), np.concatenate(([1.0], survival))
    return float(np.sum(np.diff(t) * 0.5 * (S[1:] + S[:-1])))


def _grid(times: ArrayLike | None) -> Vector:
    grid = np.array([] if times is None else times, dtype=np.float64).ravel()
    if grid.size and np.isfinite(grid).all() and grid[0] > 0.0 and (np.diff(grid) > 0.0).all():
        return grid
    raise InputError(
        what=Text(zh="时间网格须为递增的正数", en="The grid of times is positive and increasing"),
        where="times",
        found="nothing" if times is None else ", ".join(f"{t:g}" for t in grid) or "nothing",
        do=Text(zh="例如每 3 个月：3、6、9……", en="Every 3 months, say: 3, 6, 9 ..."),
    )


def _check_units(curves: Sequence[KaplanMeier]) -> None:
    units = sorted({curve.unit for curve in curves})
    if len(units) != 1:
        raise InputError(
            what=Text(zh="各曲线的时间单位不同", en="The curves' times are in different units"),
            where="curves",
            found=", ".join(units) or "no curve",
            do=Text(zh="请先换算成同一单位", en="Convert them to one unit first"),
        )


def _cautions(studies: Vector, found: Conditional, *, cut: bool) -> list[Caution]:
    out = []
    alone = found.time[studies == 1]
    if alone.size and len(found.labels) > 1:
        out.append(
            Caution(
                kind="one-study-late",
                text=Text(
                    zh=f"自 {alone[0]:g} 起只有一项研究仍在随访，其后的曲线只反映该研究。",
                    en=f"From {alone[0]:g} on one study alone is still followed; the curve is its"
                    " from there.",
                ),
            )
        )
    if cut:
        out.append(
            Caution(
                kind="covariance-truncated",
                text=Text(
                    zh="研究间协方差矩阵的负特征值已置为 0（矩估计的惯例）。",
                    en="Negative eigenvalues of the between-study covariance were set to 0, as is"
                    " usual with the method of moments.",
                ),
            )
        )
    return out
