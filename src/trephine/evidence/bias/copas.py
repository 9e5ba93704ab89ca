"""copas: Copas selection model along a path of increasing selection."""

import math
from dataclasses import dataclass

import numpy as np

from trephine.core.caution import Caution
from trephine.core.error import InputError, MethodError
from trephine.core.text import Text
from trephine.evidence.bias.copas_path import copas_path
from trephine.evidence.bias.line import fit_line
from trephine.evidence.bias.selection_setup import unselected
from trephine.evidence.bias.trust import trust
from trephine.evidence.bias.usable import usable
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.kernel.copas import copas_climb, copas_loglik
from trephine.evidence.kernel.selection_fit import standard_errors
from trephine.evidence.kernel.special import chi2_sf, norm_cdf, norm_isf, norm_sf

# Corner of the grid: a study as small as the smallest is selected with probability
# Phi(-0.25) = 0.40, one as large as the largest with Phi(1.04) = 0.85; up to gamma0 = 2, where
# nearly all studies are published (Carpenter 2009).
_LEAST = -0.25
_SPAN = 1.29
_MOST = 2.0
# gamma0 = 10, gamma1 = 0: every study is published (Copas and Shi 2001, p 256).
_NO_SELECTION = (10.0, 0.0)
RHO_BOUND = 0.9999
RESIDUAL_P = 0.1  # Copas and Shi 2001: P > 0.1, no selection bias left over
_FLAT = 1e-10  # information on rho below which it has no estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class CopasPoint:
    """The model at one (gamma0, gamma1).

    ``published`` is the probability that a study with the largest standard error is published;
    ``residual_p`` tests whether asymmetry is left over; ``unpublished`` is the number of studies
    that the model takes to be missing. ``rho`` is NaN where nothing is selected: no study then
    tells about it.
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
    log_likelihood: float
    residual_p: float
    unpublished: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Copas:
    """The path from no selection (first) to strong selection, and the adjusted estimate.

    ``estimate`` and its figures are those of the first point with residual P above ``RESIDUAL_P``,
    NaN where no point has it. ``left`` says on which side studies are taken to be missing.
    ``surface``: float64 (gamma0, gamma1), the effect over the grid ``gamma0`` x ``gamma1``.
    """

    k: int
    estimate: float
    se: float
    ci_lb: float
    ci_ub: float
    published: float
    unpublished: float
    level: float
    left: bool
    points: tuple[CopasPoint, ...]
    gamma0: Vector
    gamma1: Vector
    surface: Vector
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()


def copas(
    effects: Effects, *, grid: int = 20, left: bool | None = None, level: float = 95.0
) -> Copas:
    """Fit the Copas selection model over ``grid`` x ``grid`` pairs and along their path.

    A study is published if gamma0 + gamma1 / sei plus a normal error is positive; rho correlates
    that error with the study's own. gamma0 and gamma1 cannot be estimated, so this is a
    sensitivity analysis and no test. ``left`` is by default where Egger's slope says that studies
    are missing. Fits are by maximum likelihood, the confidence limits normal. With the default grid
    20 studies take a quarter of a second. NaN where no point of the path explains the asymmetry,
    with a caution. Needs three studies with unequal standard errors. Raises InputError for a grid
    below 3, MethodError.
    Sources: Copas and Shi 2000, Biostatistics 1:247-262; 2001, Stat Methods Med Res 10:251-265.
    """
    if grid < 3:
        raise InputError(
            what=Text(zh="网格太小", en="the grid is too small"),
            where="copas",
            found=f"grid = {grid}",
            do=Text(zh="grid 至少为 3。", en="Use a grid of 3 or more."),
        )
    studies = usable(effects, at_least=3, what=Text(zh="Copas 模型", en="the Copas model"))
    yi, vi = studies.yi.copy(), studies.vi.copy()
    sei = np.sqrt(vi)
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
    side = fit_line(yi, sei, 1.0 / vi, what="copas").slope > 0 if left is None else left
    base, _ = unselected(yi, vi, None)
    model = _Model(yi=yi, sei=sei, base=base, left=side, z=norm_isf((1 - level / 100) / 2))
    most1 = _SPAN / (1.0 / small - 1.0 / large)
    gamma0 = np.linspace(_LEAST - most1 / large, _MOST, grid)
    gamma1 = np.linspace(0.0, most1, grid)
    surface = model.surface(gamma0, gamma1)
    pairs = (_NO_SELECTION, *copas_path(gamma0, gamma1, surface))
    points = sorted((model.point(*pair) for pair in pairs), key=lambda one: -one.published)
    chosen = next((one for one in points if one.residual_p > RESIDUAL_P), None)
    nan = math.nan
    return Copas(
        k=studies.k,
        estimate=chosen.estimate if chosen else nan,
        se=chosen.se if chosen else nan,
        ci_lb=chosen.ci_lb if chosen else nan,
        ci_ub=chosen.ci_ub if chosen else nan,
        published=chosen.published if chosen else nan,
        unpublished=chosen.unpublished if chosen else nan,
        level=level,
        left=side,
        points=tuple(points),
        gamma0=gamma0,
        gamma1=gamma1,
        surface=surface,
        cautions=(*studies.cautions, *trust(studies), *(() if chosen else (_NONE_SUFFICES,))),
        methods=("copas-shi-2000", "copas-shi-2001", "carpenter-schwarzer-2009"),
    )


_NONE_SUFFICES = Caution(
    kind="copas-no-adjustment",
    text=Text(
        zh="在所考察的选择强度内，小样本效应始终未消除，没有校正估计。",
        en="Within the selection considered a small-study effect always remains: there is no "
        "adjusted estimate.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Model:
    """The studies, where fits begin, and the limits of (mu, rho, tau2, beta)."""

    yi: Vector
    sei: Vector
    base: Vector
    left: bool
    z: float

    def starts(self) -> Vector:
        """Return the starting points: rho of either sign and near its bound, two values of tau2."""
        mu, tau2 = self.base
        typical = float(np.mean(self.sei**2))
        side = 0.5 if self.left else -0.5
        return np.array(
            [[mu, r * side, t, 0.0] for r in (1.0, -1.0, 1.9) for t in (tau2, 0.5 * typical)]
        )

    def limits(self, *, beta: bool) -> tuple[Vector, Vector, Vector]:
        """Return free, lower, upper. With beta, rho has the sign of the side, as in metasens."""
        low, high = -RHO_BOUND, RHO_BOUND
        if beta:
            low, high = (0.0, RHO_BOUND) if self.left else (-RHO_BOUND, 0.0)
        return (
            np.array([1.0, 1.0, 1.0, float(beta)]),
            np.array([-math.inf, low, 0.0, -math.inf]),
            np.array([math.inf, high, math.inf, math.inf]),
        )

    def best(self, u: Vector, starts: Vector, *, beta: bool) -> tuple[Vector, float]:
        """Return the highest maximum reached from any of the starts, and its log-likelihood."""
        limits = self.limits(beta=beta)
        highest, found, theta = -math.inf, False, starts[0]
        for start in starts:
            here = start.copy()
            f, ok = copas_climb(here, *limits, u, self.yi, self.sei)
            # A later maximum has to be higher by more than rounding: the answer must not flip.
            slack = 1e-11 * (1.0 + abs(f))
            if f > highest + slack or (ok and not found and f >= highest - slack):
                highest, found, theta = f, ok, here
        return theta, highest

    def surface(self, gamma0: Vector, gamma1: Vector) -> Vector:
        """Return mu over the grid; each fit begins from two starts and from its neighbour's."""
        out = np.empty((len(gamma0), len(gamma1)))
        plain = self.starts()[:2]
        for i, g0 in enumerate(gamma0):
            beside = plain[0]
            for j, g1 in enumerate(gamma1):
                beside, _ = self.best(g0 + g1 / self.sei, np.vstack([beside, plain]), beta=False)
                out[i, j] = beside[0]
        return out

    def point(self, gamma0: float, gamma1: float) -> CopasPoint:
        """Fit the model at one pair, and once more with a small-study effect beta left in."""
        u = gamma0 + gamma1 / self.sei
        grad, hess = np.empty(4), np.empty((4, 4))
        theta, ll = self.best(u, self.starts(), beta=False)
        copas_loglik(theta, u, self.yi, self.sei, grad, hess)
        known = abs(hess[1, 1]) > _FLAT
        # A parameter on its bound, or without information, is held there.
        free, _, _ = self.limits(beta=False)
        free[1] = float(known and abs(theta[1]) < RHO_BOUND)
        free[2] = float(theta[2] > 0)
        se = np.empty(4)
        standard_errors(hess, free, se)
        _, lower, upper = self.limits(beta=True)
        starts = np.vstack([self.starts(), theta])
        starts[:, 1] = np.clip(starts[:, 1], lower[1], upper[1])
        _, ll_beta = self.best(u, starts, beta=True)
        estimate, error = float(theta[0]), float(se[0])
        return CopasPoint(
            gamma0=gamma0,
            gamma1=gamma1,
            published=norm_cdf(gamma0 + gamma1 / float(self.sei.max())),
            estimate=estimate,
            se=error,
            ci_lb=estimate - self.z * error,
            ci_ub=estimate + self.z * error,
            tau2=float(theta[2]),
            rho=float(theta[1]) if known else math.nan,
            log_likelihood=ll,
            residual_p=chi2_sf(max(0.0, 2.0 * (ll_beta - ll)), 1),
            unpublished=math.fsum(norm_sf(float(v)) / norm_cdf(float(v)) for v in u),
        )
