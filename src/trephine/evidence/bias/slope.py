"""slope: test whether the effects move with a predictor, by weighted regression."""

import math

import numpy as np

from trephine.core.caution import Caution
from trephine.core.text import Text
from trephine.evidence.bias.asymmetry import RegressionTest
from trephine.evidence.bias.line import fit_line
from trephine.evidence.effect_set import Vector
from trephine.evidence.kernel.special import t_isf, t_sf


def slope(
    name: str,
    *,
    y: Vector,
    x: Vector,
    w: Vector,
    predictor: str,
    limit: bool,
    level: float,
    cautions: tuple[Caution, ...],
    methods: tuple[str, ...],
) -> RegressionTest:
    """Regress ``y`` on ``x`` with weights ``w`` and test the slope by t with k - 2 df.

    ``limit`` says whether x = 0 stands for a study of infinite size, so that the intercept is an
    effect worth reporting. y, x, w: float64 (k,), k >= 3. Raises MethodError where x is constant.
    """
    line = fit_line(y, x, w, what=name)
    stat = line.slope / line.se_slope if line.se_slope > 0 else math.copysign(math.inf, line.slope)
    extra: tuple[Caution, ...] = ()
    if line.rss <= 1e-24 * float(np.sum(w * y * y)):
        extra = (
            Caution(
                kind="perfect-fit",
                text=Text(
                    zh="各点落在同一直线上，残差为零，检验没有意义。",
                    en="The points lie on one line: no residual is left, the test means nothing.",
                ),
            ),
        )
        stat = math.nan
    margin = t_isf((1 - level / 100) / 2, line.df) * line.se_intercept if limit else math.nan
    limit_est = line.intercept if limit else math.nan
    return RegressionTest(
        name=name,
        k=len(y),
        model="lm",
        predictor=predictor,
        stat=stat,
        pval=2 * t_sf(abs(stat), line.df),
        df=line.df,
        bias=line.slope,
        se_bias=line.se_slope,
        limit_est=limit_est,
        limit_lb=limit_est - margin,
        limit_ub=limit_est + margin,
        dispersion=line.sigma,
        level=level,
        cautions=(*cautions, *extra),
        methods=methods,
    )
