"""fit_line: a straight line by weighted least squares."""

from dataclasses import dataclass

import numpy as np

from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.evidence.effect_set import Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """y = intercept + slope x with multiplicative dispersion ``sigma`` and ``df`` = k - 2.

    ``rss`` is the weighted residual sum of squares, ``r2`` the weighted share explained.
    """

    intercept: float
    slope: float
    se_intercept: float
    se_slope: float
    sigma: float
    rss: float
    r2: float
    df: int


def fit_line(y: Vector, x: Vector, w: Vector, *, what: str) -> Line:
    """Fit a line to k >= 3 points with weights ``w`` (inverse variances up to a constant).

    The standard errors are scaled by the residual dispersion (weighted least squares as in Egger
    1997), so they don't depend on the scale of ``w``. Raises MethodError where the predictor
    doesn't vary. ``what`` names the test in the error.
    """
    share = w / np.sum(w)
    x_mean = float(np.sum(share * x))
    y_mean = float(np.sum(share * y))
    xc = x - x_mean
    Sxx = float(np.sum(w * xc * xc))
    # The spread left by rounding alone: 1e-14 of the size of x, as for a rank decision.
    if not Sxx > float(np.sum(w)) * (1e-14 * float(np.max(np.abs(x)))) ** 2:
        raise constant_predictor(what, x)
    slope = float(np.sum(w * xc * (y - y_mean))) / Sxx
    intercept = y_mean - slope * x_mean
    residual = y - y_mean - slope * xc
    rss = float(np.sum(w * residual * residual))
    Syy = float(np.sum(w * (y - y_mean) ** 2))
    df = len(y) - 2
    sigma2 = rss / df
    return Line(
        intercept=intercept,
        slope=slope,
        se_intercept=float(np.sqrt(sigma2 * (1.0 / np.sum(w) + x_mean * x_mean / Sxx))),
        se_slope=float(np.sqrt(sigma2 / Sxx)),
        sigma=float(np.sqrt(sigma2)),
        rss=rss,
        r2=1.0 - rss / Syy if Syy > 0 else float("nan"),
        df=df,
    )


def constant_predictor(what: str, x: Vector) -> MethodError:
    """Return the error for a predictor that is the same in every study."""
    return MethodError(
        what=Text(
            zh="预测变量在所有研究中相同，回归无法估计（设计矩阵奇异）",
            en="the predictor is the same in every study, so the regression is singular",
        ),
        where=what,
        found=f"{len(x)} x {float(x[0]):.6g}",
        do=Text(
            zh="各研究精度（或样本量）相同时小样本效应无从检验；请改用别的预测变量或不作此检验。",
            en="Small-study effects cannot be tested where all studies are alike; use another "
            "predictor or leave the test out.",
        ),
    )
