"""RegressionTest and RankTest: what a test for funnel-plot asymmetry gives."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.caution import Caution

_NAN = float("nan")
Predictor = Literal["sei", "vi", "ni", "ninv", "sqrtni", "sqrtninv"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegressionTest:
    """A regression of the effects on a measure of precision, and the test of its slope.

    ``model`` is ``lm`` (weighted regression, multiplicative dispersion, t with ``df``) or ``rma``
    (mixed-effects meta-regression, additive tau2). ``bias`` is the slope; for Egger's test that is
    the intercept of his radial regression. ``limit_est`` is the effect at a predictor of zero,
    NaN where the predictor has no such point. ``dispersion`` is the residual standard deviation of
    ``lm``. It is no proof of publication bias: see ``cautions``.
    """

    name: str
    k: int
    model: Literal["lm", "rma"]
    predictor: str
    stat: float
    pval: float
    bias: float
    se_bias: float
    df: float = _NAN
    limit_est: float = _NAN
    limit_lb: float = _NAN
    limit_ub: float = _NAN
    dispersion: float = _NAN
    tau2: float = _NAN
    level: float = 95.0
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RankTest:
    """A rank correlation of standardised effects with their variances.

    ``tau`` is Kendall's tau-b; ``S`` the score (concordant minus discordant pairs) with ``se_S``
    under the null hypothesis, corrected for ties; ``z`` is NaN where ``exact``.
    """

    name: str
    k: int
    tau: float
    S: float
    se_S: float
    z: float
    pval: float
    exact: bool
    continuity: bool = False
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()
