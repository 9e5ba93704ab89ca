"""egger: regression test for small-study effects, by any predictor and either model."""

import math
from typing import Literal

import numpy as np

from trephine.core.text import Text
from trephine.evidence.bias.asymmetry import Predictor, RegressionTest
from trephine.evidence.bias.counts import sizes
from trephine.evidence.bias.line import constant_predictor
from trephine.evidence.bias.slope import slope
from trephine.evidence.bias.trust import trust
from trephine.evidence.bias.usable import Usable, usable
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.regression import regress

_NAME = "egger"
# What a study of infinite size would have as its predictor: only these reach it, at 0.
_HAS_LIMIT = frozenset({"sei", "vi", "ninv", "sqrtninv"})


def egger(
    effects: Effects,
    *,
    model: Literal["lm", "rma"] = "lm",
    predictor: Predictor = "sei",
    method: str = "REML",
    test: str = "z",
    level: float = 95.0,
) -> RegressionTest:
    """Test for small-study effects by regression of the effects on a measure of precision.

    ``lm`` with ``sei`` is Egger's test: weighted by 1/vi, dispersion multiplicative, t with k - 2
    df. ``rma`` is a meta-regression with an additive tau2 of ``method``, tested by ``test`` (z, t
    or knha). ``limit_est`` is the effect extrapolated to an infinite study, at ``level`` percent.
    It finds asymmetry, whatever its cause. Raises MethodError for fewer than three studies or a
    predictor that doesn't vary, or sizes that are missing. Sources: Egger 1997, BMJ; Sterne and
    Egger 2005 (in Rothstein, Sutton and Borenstein); Moreno 2009, BMC Med Res Methodol.
    """
    studies = usable(effects, at_least=3, what=Text(zh="Egger 检验", en="Egger's test"))
    x = _predictor(studies, predictor)
    cautions = (*studies.cautions, *trust(studies, predictor=predictor))
    if model == "lm":
        return slope(
            _NAME,
            y=studies.yi,
            x=x,
            w=1.0 / studies.vi,
            predictor=predictor,
            limit=predictor in _HAS_LIMIT,
            level=level,
            cautions=cautions,
            methods=("egger-daveysmith-1997",),
        )
    if float(np.ptp(x)) <= 1e-14 * float(np.max(np.abs(x))):
        raise constant_predictor(_NAME, x)
    fit = regress(studies.effects(), {predictor: x}, method=method, test=test, level=level)
    intercept, bias = fit.coefficients
    limit = predictor in _HAS_LIMIT
    return RegressionTest(
        name=_NAME,
        k=studies.k,
        model="rma",
        predictor=predictor,
        stat=bias.stat,
        pval=bias.pval,
        df=fit.ddf,
        bias=bias.estimate,
        se_bias=bias.se,
        limit_est=intercept.estimate if limit else math.nan,
        limit_lb=intercept.ci_lb if limit else math.nan,
        limit_ub=intercept.ci_ub if limit else math.nan,
        tau2=fit.tau2,
        level=level,
        cautions=cautions,
        methods=("egger-daveysmith-1997", "thompson-sharp-1999", *fit.methods),
    )


def _predictor(studies: Usable, predictor: Predictor) -> Vector:
    """Return the column that the effects are regressed on."""
    if predictor == "sei":
        return np.sqrt(studies.vi)
    if predictor == "vi":
        return studies.vi
    n = sizes(studies, what="egger")
    if predictor == "ni":
        return n
    if predictor == "ninv":
        return 1.0 / n
    return np.sqrt(n) if predictor == "sqrtni" else 1.0 / np.sqrt(n)
