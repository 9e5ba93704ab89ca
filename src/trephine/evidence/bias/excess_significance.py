"""excess_significance: test for more significant studies than their power allows."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from trephine.core.caution import Caution
from trephine.core.text import Text
from trephine.evidence.bias.trust import ONE_ARM
from trephine.evidence.bias.usable import usable
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.kernel.special import norm_cdf, norm_isf, norm_sf

Side = Literal["two.sided", "greater", "less"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcessSignificance:
    """``O`` observed and ``E`` expected significant studies of k, with the power of each.

    ``X2`` is NaN except for ``test`` chi2. ``power`` is in the order of ``labels``.
    """

    k: int
    O: int  # noqa: E741  (the field's symbol)
    E: float
    theta: float
    tau2: float
    test: Literal["exact", "chi2", "binom"]
    X2: float
    pval: float
    labels: tuple[str, ...]
    power: tuple[float, ...]
    significant: tuple[bool, ...]
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()


def excess_significance(
    effects: Effects,
    *,
    theta: float,
    tau2: float = 0.0,
    alpha: float = 0.05,
    alternative: Side = "two.sided",
    test: Literal["exact", "chi2", "binom"] = "exact",
    tes_alternative: Side = "greater",
    null: float = 0.0,
) -> ExcessSignificance:
    """Test for an excess of significant studies, given a pooled effect ``theta`` and ``tau2``.

    A study's power is that of a z-test at ``alpha`` against ``null`` when its true effect is normal
    with mean theta and variance tau2; this has a closed form. ``exact`` gives the number of
    significant studies its Poisson-binomial distribution, ``binom`` one common power, ``chi2`` the
    normal approximation to that. It does not correct anything. Raises MethodError for no studies.
    Sources: Ioannidis and Trikalinos 2007, Clin Trials; Francis 2013 (exact), J Math Psychol.
    """
    studies = usable(effects, at_least=1, what=Text(zh="显著性过剩检验", en="the excess test"))
    sei = np.sqrt(studies.vi)
    spread = np.sqrt(studies.vi + tau2)
    tail = alpha / 2 if alternative == "two.sided" else alpha
    crit = norm_isf(tail) * sei
    above = [norm_sf(float(v)) for v in (crit - (theta - null)) / spread]
    below = [norm_cdf(float(v)) for v in (-crit - (theta - null)) / spread]
    zi = (studies.yi - null) / sei
    limit = norm_isf(tail)
    if alternative == "two.sided":
        power, significant = np.array(above) + np.array(below), np.abs(zi) >= limit
    elif alternative == "greater":
        power, significant = np.array(above), zi >= limit
    else:
        power, significant = np.array(below), zi <= -limit
    O = int(significant.sum())  # noqa: E741  (the field's symbol)
    E = math.fsum(power)
    X2, pval = _p_value(power, O, E, test=test, side=tes_alternative)
    return ExcessSignificance(
        k=studies.k,
        O=O,
        E=E,
        theta=theta,
        tau2=tau2,
        test=test,
        X2=X2,
        pval=pval,
        labels=studies.labels,
        power=tuple(float(p) for p in power),
        significant=tuple(bool(s) for s in significant),
        cautions=(*studies.cautions, *_cautions(studies.measure)),
        methods=("ioannidis-trikalinos-2007", "francis-2013"),
    )


def _p_value(
    power: Vector, observed: int, expected: float, *, test: str, side: Side
) -> tuple[float, float]:
    """Return the chi-square statistic (NaN except for chi2) and the p-value."""
    k = len(power)
    if test == "chi2":
        var = expected * (1 - expected / k)
        z = (observed - expected) / math.sqrt(var) if var > 0 else math.nan
        tails = {
            "greater": norm_sf(z),
            "less": norm_cdf(z),
            "two.sided": 2 * norm_sf(abs(z)),
        }
        return z * z, tails[side]
    law = _poisson_binomial(power if test == "exact" else np.full(k, expected / k))
    if side == "greater":
        pval = float(law[observed:].sum())
    elif side == "less":
        pval = float(law[: observed + 1].sum())
    else:
        # Counts no more likely than the observed one; the slack keeps ties that rounding parted.
        pval = float(law[law <= law[observed] * (1 + 1e-7)].sum())
    return math.nan, min(1.0, pval)


def _poisson_binomial(power: Vector) -> Vector:
    """Probabilities of 0..k successes of independent trials with these chances."""
    law = np.ones(1)
    for p in power:
        law = np.convolve(law, np.array([1.0 - p, p]))
    return law


def _cautions(measure: str) -> list[Caution]:
    if measure not in ONE_ARM:
        return []
    return [
        Caution(
            kind="zero-is-no-null",
            text=Text(
                zh="单臂效应量的 0 不代表“无效”，“显著”没有含义，本检验不适用。",
                en="Zero is no null effect for a single-arm measure, so no study is significant in "
                "any useful sense: the test does not apply.",
            ),
        )
    ]
