"""blup: each study's true effect, shrunken towards what the model expects."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.evidence.design import seal
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.fitted import Regression
from trephine.evidence.refit import fitted_model, full
from trephine.evidence.regression_part import critical


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Blups:
    """Best linear unbiased predictions of the true effects, on the scale of the measure, (k,).

    ``weight`` is the share of the study's own effect, tau2 / (tau2 + vi); the rest is the fitted
    value. The interval takes tau2 as known.
    """

    labels: tuple[str, ...]
    level: float
    estimate: Vector
    se: Vector
    pi_lb: Vector
    pi_ub: Vector
    weight: Vector
    methods: tuple[str, ...] = ()


def blup(
    model: Regression | Effects, moderators: Mapping[str, Any] | None = None, **options: Any
) -> Blups:
    """Return the shrunken effects of a fitted model or of effects. Raises MethodError for GENQ.

    Raudenbush and Bryk 1985, Journal of Educational Statistics.
    """
    fitted = fitted_model(model, moderators, options)
    if fitted.weights is not None:
        raise MethodError(
            what=Text(
                zh="自定义权重的模型没有收缩估计", en="no shrunken effects under own weights"
            ),
            where="method GENQ",
            found="weights",
            do=Text(zh="换用 REML 等方法", en="use REML or another method"),
        )
    frame = fitted.design
    whole = full(fitted)
    share = fitted.tau2 / (fitted.tau2 + frame.vi)
    estimate = frame.yi - (1.0 - share) * whole.resid
    spread = np.einsum("ji,jn,ni->i", frame.Zt, whole.V, frame.Zt)
    se = np.sqrt(share * frame.vi + (1.0 - share) ** 2 * spread)
    half = critical(fitted.ddf, fitted.level) * se
    return seal(
        Blups(
            labels=frame.labels,
            level=fitted.level,
            estimate=estimate,
            se=se,
            pi_lb=estimate - half,
            pi_ub=estimate + half,
            weight=share,
            methods=(*fitted.methods, "raudenbush-bryk-1985"),
        )
    )
