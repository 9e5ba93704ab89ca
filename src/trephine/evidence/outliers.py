"""outliers: studies that do not fit the model, by three rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from trephine.evidence.effect_set import Effects
from trephine.evidence.fitted import Regression
from trephine.evidence.influence import influence
from trephine.evidence.kernel.special import norm_isf
from trephine.evidence.predict import predict
from trephine.evidence.refit import fitted_model


@dataclass(frozen=True, slots=True, kw_only=True)
class Outliers:
    """Labels of studies that stand out.

    apart: the study's interval does not overlap that of its fitted value; large_residual: its
    deleted residual exceeds the normal quantile at ``level``; large_residual_adjusted: the same
    with the level adjusted for k looks (Bonferroni); influential: by the cut-offs of ``influence``.
    """

    level: float
    apart: tuple[str, ...]
    large_residual: tuple[str, ...]
    large_residual_adjusted: tuple[str, ...]
    influential: tuple[str, ...]
    methods: tuple[str, ...] = ()


def outliers(
    model: Regression | Effects, moderators: Mapping[str, Any] | None = None, **options: Any
) -> Outliers:
    """List the studies that stand out from a fitted model, or from effects with regress' options.

    It removes nothing: an outlier is a question to the study, not a reason to drop it. Viechtbauer
    and Cheung 2010, Research Synthesis Methods.
    """
    fitted = fitted_model(model, moderators, options)
    frame = fitted.design
    found = influence(fitted)
    expected = predict(fitted)
    tail = 0.5 * (1.0 - fitted.level / 100.0)
    half = float(norm_isf(tail)) * np.sqrt(frame.vi)
    apart = (frame.yi - half > expected.ci_ub) | (frame.yi + half < expected.ci_lb)
    z = np.abs(np.nan_to_num(found.rstudent))

    def named(flags: Any) -> tuple[str, ...]:
        return tuple(label for label, flag in zip(frame.labels, flags, strict=True) if flag)

    return Outliers(
        level=fitted.level,
        apart=named(apart),
        large_residual=named(z > float(norm_isf(tail))),
        large_residual_adjusted=named(z > float(norm_isf(tail / frame.k))),
        influential=named(found.is_infl),
        methods=found.methods,
    )
