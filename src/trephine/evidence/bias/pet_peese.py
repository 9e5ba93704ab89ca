"""pet_peese: precision-effect estimates with standard error or variance, and which to read."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from trephine.core.caution import Caution
from trephine.core.text import Text
from trephine.evidence.bias.line import Line, fit_line
from trephine.evidence.bias.trust import ONE_ARM, trust
from trephine.evidence.bias.usable import usable
from trephine.evidence.effect_set import Effects
from trephine.evidence.kernel.special import t_isf, t_sf


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecisionEffect:
    """One regression: the effect at infinite precision, and the slope on ``predictor``."""

    predictor: Literal["sei", "vi"]
    estimate: float
    se: float
    stat: float
    pval: float
    ci_lb: float
    ci_ub: float
    slope: float
    slope_se: float
    slope_pval: float
    df: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PetPeese:
    """PET, PEESE and the one that the conditional rule takes (``chosen``)."""

    k: int
    level: float
    alpha: float
    PET: PrecisionEffect
    PEESE: PrecisionEffect
    chosen: Literal["PET", "PEESE"]
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()

    @property
    def estimate(self) -> PrecisionEffect:
        """The regression that the conditional rule takes."""
        return self.PET if self.chosen == "PET" else self.PEESE


def pet_peese(effects: Effects, *, alpha: float = 0.05, level: float = 95.0) -> PetPeese:
    """Estimate the effect at infinite precision by weighted regression on sei and on vi.

    Conditional rule: PEESE where PET's effect differs from zero (two-sided at ``alpha``, k - 2 df),
    else PET. Both regressions are always given: the rule is a choice, not a finding. It assumes
    that precision is unrelated to the true effects. Raises MethodError for fewer than three studies
    or equal variances. Source: Stanley and Doucouliagos 2014, Res Synth Methods.
    """
    studies = usable(effects, at_least=3, what=Text(zh="PET-PEESE", en="PET-PEESE"))
    w = 1.0 / studies.vi
    PET = _effect(fit_line(studies.yi, np.sqrt(studies.vi), w, what="pet_peese"), "sei", level)
    PEESE = _effect(fit_line(studies.yi, studies.vi, w, what="pet_peese"), "vi", level)
    extra: tuple[Caution, ...] = ()
    if studies.measure in ONE_ARM:
        extra = (
            Caution(
                kind="zero-is-no-null",
                text=Text(
                    zh="条件规则检验效应是否为 0，对单臂效应量没有意义；请分别看 PET 与 PEESE。",
                    en="The conditional rule tests against zero, which means nothing for a "
                    "single-arm measure: read PET and PEESE side by side.",
                ),
            ),
        )
    return PetPeese(
        k=studies.k,
        level=level,
        alpha=alpha,
        PET=PET,
        PEESE=PEESE,
        chosen="PEESE" if PET.pval < alpha else "PET",
        cautions=(*studies.cautions, *trust(studies), *extra),
        methods=("stanley-doucouliagos-2014",),
    )


def _effect(line: Line, predictor: Literal["sei", "vi"], level: float) -> PrecisionEffect:
    """Put a fitted line in the words of the method."""
    stat = line.intercept / line.se_intercept if line.se_intercept > 0 else float("nan")
    slope_stat = line.slope / line.se_slope if line.se_slope > 0 else float("nan")
    margin = t_isf((1 - level / 100) / 2, line.df) * line.se_intercept
    return PrecisionEffect(
        predictor=predictor,
        estimate=line.intercept,
        se=line.se_intercept,
        stat=stat,
        pval=2 * t_sf(abs(stat), line.df),
        ci_lb=line.intercept - margin,
        ci_ub=line.intercept + margin,
        slope=line.slope,
        slope_se=line.se_slope,
        slope_pval=2 * t_sf(abs(slope_stat), line.df),
        df=line.df,
    )
