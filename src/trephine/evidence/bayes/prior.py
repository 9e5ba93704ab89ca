"""TauPrior and MuPrior: what is assumed of heterogeneity and of the mean before the data."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.evidence.effect_set import Vector


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TauPrior:
    """A prior density of tau, the standard deviation between studies.

    ``log_density`` takes float64 (n,) above 0. ``upper`` is the end of the support (infinite for
    most), ``tail`` the power with which the density falls at infinity (2 for half-Cauchy, infinite
    for faster than any power), ``proper`` whether it integrates to 1. ``name`` is for reports.
    """

    name: Text
    log_density: Callable[[Vector], Vector]
    upper: float = math.inf
    tail: float = math.inf
    proper: bool = True
    methods: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MuPrior:
    """A normal prior of the mean effect; flat (improper) where ``sd`` is infinite."""

    mean: float = 0.0
    sd: float = math.inf


def _positive(name: str, value: float) -> None:
    if not (value > 0.0 and math.isfinite(value)):
        raise InputError(
            what=Text(zh="先验的参数必须为正数", en="A prior's parameter must be positive"),
            where=name,
            found=repr(value),
            do=Text(zh="请检查", en="Check it"),
        )


def half_normal(scale: float) -> TauPrior:
    """Half-normal: weakly informative; scale 0.5 or 1 for log odds ratios (Friede 2017)."""
    _positive("scale", scale)
    constant = 0.5 * math.log(2.0 / math.pi) - math.log(scale)
    return TauPrior(
        name=Text(zh=f"半正态（尺度 {scale:g}）", en=f"half-normal (scale {scale:g})"),
        log_density=lambda tau: constant - 0.5 * (tau / scale) ** 2,
        methods=("friede-rover-2017", "rover-bender-2021"),
    )


def half_t(scale: float, df: float) -> TauPrior:
    """Half-Student-t with ``df`` degrees of freedom. Gelman 2006, Bayesian Anal."""
    _positive("scale", scale)
    _positive("df", df)
    constant = math.log(2.0) + math.lgamma(0.5 * (df + 1.0)) - math.lgamma(0.5 * df)
    constant -= 0.5 * math.log(df * math.pi) + math.log(scale)
    return TauPrior(
        name=Text(
            zh=f"半 t（自由度 {df:g}，尺度 {scale:g}）", en=f"half-t (df {df:g}, scale {scale:g})"
        ),
        log_density=lambda tau: constant - 0.5 * (df + 1.0) * np.log1p((tau / scale) ** 2 / df),
        tail=df + 1.0,
        methods=("gelman-2006",),
    )


def half_cauchy(scale: float) -> TauPrior:
    """Half-Cauchy: heavy-tailed. Gelman 2006; Polson and Scott 2012, Bayesian Anal."""
    _positive("scale", scale)
    constant = math.log(2.0 / math.pi) - math.log(scale)
    return TauPrior(
        name=Text(zh=f"半柯西（尺度 {scale:g}）", en=f"half-Cauchy (scale {scale:g})"),
        log_density=lambda tau: constant - np.log1p((tau / scale) ** 2),
        tail=2.0,
        methods=("gelman-2006", "polson-scott-2012"),
    )


def uniform(upper: float) -> TauPrior:
    """Uniform between 0 and ``upper``: results depend on where it ends."""
    _positive("upper", upper)
    constant = -math.log(upper)
    return TauPrior(
        name=Text(zh=f"均匀（0 至 {upper:g}）", en=f"uniform (0 to {upper:g})"),
        log_density=lambda tau: np.full_like(tau, constant),
        upper=upper,
        methods=("gelman-2006",),
    )


def flat() -> TauPrior:
    """Improper uniform over all tau: needs three studies with a flat prior of the mean."""
    return TauPrior(
        name=Text(zh="tau 上的（不当）均匀先验", en="improper uniform in tau"),
        log_density=np.zeros_like,
        tail=0.0,
        proper=False,
        methods=("gelman-2006",),
    )


def log_normal(mu: float, sigma: float) -> TauPrior:
    """tau2 log-normal: log(tau2) has mean ``mu`` and standard deviation ``sigma``."""
    _positive("sigma", sigma)
    constant = math.log(2.0) - 0.5 * math.log(2.0 * math.pi) - math.log(sigma)

    def log_density(tau: Vector) -> Vector:
        out: Vector = constant - np.log(tau) - 0.5 * ((2.0 * np.log(tau) - mu) / sigma) ** 2
        return out

    return TauPrior(
        name=Text(
            zh=f"tau2 对数正态（{mu:g}, {sigma:g}）", en=f"log-normal in tau2 ({mu:g}, {sigma:g})"
        ),
        log_density=log_density,
    )


def log_t(location: float, scale: float, df: float = 5.0) -> TauPrior:
    """tau2 log-t: log(tau2) has a t distribution with this location, scale and df."""
    _positive("scale", scale)
    _positive("df", df)
    constant = math.log(2.0) + math.lgamma(0.5 * (df + 1.0)) - math.lgamma(0.5 * df)
    constant -= 0.5 * math.log(df * math.pi) + math.log(scale)

    def log_density(tau: Vector) -> Vector:
        z = (2.0 * np.log(tau) - location) / scale
        out: Vector = constant - np.log(tau) - 0.5 * (df + 1.0) * np.log1p(z * z / df)
        return out

    return TauPrior(
        name=Text(
            zh=f"tau2 对数 t（{location:g}, {scale:g}, 自由度 {df:g}）",
            en=f"log-t in tau2 ({location:g}, {scale:g}, df {df:g})",
        ),
        log_density=log_density,
        tail=1.0,  # up to powers of the logarithm
    )
