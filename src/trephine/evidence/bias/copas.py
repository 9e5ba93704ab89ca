"""copas: Copas selection model along a path of increasing selection."""

import math
from dataclasses import dataclass

import numpy as np

from trephine.core.caution import Caution
from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.evidence.bias.copas_fit import RHO_BOUND, CopasFit, fit_copas
from trephine.evidence.bias.copas_path import copas_path
from trephine.evidence.bias.egger import egger
from trephine.evidence.bias.trust import trust
from trephine.evidence.bias.usable import Usable, usable
from trephine.evidence.effect_set import Effects
from trephine.evidence.kernel.special import chi2_sf, norm_cdf, norm_isf
from trephine.evidence.pool import pool

# Corner of the grid: a study as small as the smallest is selected with probability
# Phi(-0.25) = 0.40, one as large as the largest with Phi(1.04) = 0.85; up to gamma0 = 2, where
# nearly all studies are published (Carpenter 2009).
_LEAST = -0.25
_SPAN = 1.29
_MOST = 2.0
# gamma0 = 10, gamma1 = 0: every study is published (Copas and Shi 2001, p 256).
_NO_SELECTION = (10.0, 0.0)
RESIDUAL_P = 0.1  # Copas and Shi 2001: P > 0.1, no selection bias left over


@dataclass(frozen=True, slots=True, kw_only=True)
class CopasPoint:
    """The model at one (gamma0, gamma1).

    ``published`` is the probability that a study with the largest standard error is published;
    ``residual_p`` tests whether asymmetry is left over; ``unpublished`` is the number of studies
    that the model takes to be missing.
    """

    gamma0: float
    gamma1: float
    published: float
    estimate: float
    se: float
    ci_lb: float
    ci_ub: float
    tau2: float
    rho: float
    residual_p: float
    unpublished: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Copas:
    """The path from no selection (first) to strong selection, and the adjusted estimate.

    ``estimate`` and its figures are those of the first point with residual P above ``RESIDUAL_P``,
    NaN where no point has it.
    """

    k: int
    estimate: float
    se: float
    ci_lb: float
    ci_ub: float
    published: float
    unpublished: float
    level: float
    points: tuple[CopasPoint, ...]
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()


def copas(effects: Effects, *, grid: int = 20, level: float = 95.0) -> Copas:
    """Fit the Copas selection model over ``grid`` x ``grid`` pairs and along their path.

    A study is published if gamma0 + gamma1 / sei plus a normal error is positive; rho correlates
    that error with the study's own. gamma0 and gamma1 cannot be estimated, so this is a
    sensitivity analysis and no test. Fits are by maximum likelihood, the confidence limits normal.
    Needs three studies with unequal standard errors, and up to two minutes of processor time with
    the default grid. NaN where no point of the grid explains the asymmetry. Raises MethodError.
    Sources: Copas and Shi 2000, Biostatistics 1:247-262; 2001, Stat Methods Med Res 10:251-265.
    """
    studies = usable(effects, at_least=3, what=Text(zh="Copas 模型", en="the Copas model"))
    sei = np.sqrt(studies.vi)
    small, large = float(sei.min()), float(sei.max())
    if large - small <= 1e-9 * large:
        raise MethodError(
            what=Text(
                zh="标准误全部相同，Copas 模型无法区分选择",
                en="equal standard errors say nothing about selection",
            ),
            where="copas",
            found=f"sei = {small:.6g}",
            do=Text(zh="不作此分析。", en="Leave this analysis out."),
        )
    random = pool(studies.effects(), method="REML", test="z")
    side = math.copysign(0.5 * RHO_BOUND, egger(studies.effects()).bias)
    tau = math.sqrt(random.tau2)
    start = (random.estimate, side, tau)
    most1 = _SPAN / (1.0 / small - 1.0 / large)
    gamma0 = np.linspace(_LEAST - most1 / large, _MOST, grid)
    gamma1 = np.linspace(0.0, most1, grid)
    surface = np.array(
        [
            [
                fit_copas(studies.yi, sei, (g0, g1), starts=(start,), errors=False).mu
                for g1 in gamma1
            ]
            for g0 in gamma0.tolist()
        ]
    )
    path = sorted(
        copas_path(gamma0, gamma1, surface),
        key=lambda pair: pair[0] + pair[1] / large,
        reverse=True,
    )
    starts = (start, (start[0], -side, tau), (start[0], 0.0, tau))
    z = norm_isf((1 - level / 100) / 2)
    points = tuple(_point(studies, pair, starts, z) for pair in (_NO_SELECTION, *path))
    nan = math.nan
    chosen = next((one for one in points if one.residual_p > RESIDUAL_P), None)
    return Copas(
        k=studies.k,
        estimate=chosen.estimate if chosen else nan,
        se=chosen.se if chosen else nan,
        ci_lb=chosen.ci_lb if chosen else nan,
        ci_ub=chosen.ci_ub if chosen else nan,
        published=chosen.published if chosen else nan,
        unpublished=chosen.unpublished if chosen else nan,
        level=level,
        points=points,
        cautions=(*studies.cautions, *trust(studies)),
        methods=("copas-shi-2000", "copas-shi-2001"),
    )


def _point(
    studies: Usable,
    pair: tuple[float, float],
    starts: tuple[tuple[float, float, float], ...],
    z: float,
) -> CopasPoint:
    sei = np.sqrt(studies.vi)
    fit = fit_copas(studies.yi, sei, pair, starts=starts)
    own = (fit.mu, fit.rho, fit.tau)
    wider: CopasFit = fit_copas(
        studies.yi, sei, pair, starts=(own, *starts), slope=True, errors=False
    )
    shown = [norm_cdf(pair[0] + pair[1] / float(s)) for s in sei]
    return CopasPoint(
        gamma0=pair[0],
        gamma1=pair[1],
        published=norm_cdf(pair[0] + pair[1] / float(sei.max())),
        estimate=fit.mu,
        se=fit.se,
        ci_lb=fit.mu - z * fit.se,
        ci_ub=fit.mu + z * fit.se,
        tau2=fit.tau**2,
        rho=fit.rho,
        residual_p=chi2_sf(max(0.0, 2.0 * (wider.log_likelihood - fit.log_likelihood)), 1),
        unpublished=math.fsum((1.0 - p) / p for p in shown),
    )
