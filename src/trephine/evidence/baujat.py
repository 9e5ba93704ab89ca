"""baujat: each study's share in heterogeneity against its pull on the result."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from trephine.evidence.design import seal
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.fitted import Regression
from trephine.evidence.refit import deleted, fitted_model, full, no_rounding


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Baujat:
    """Coordinates of a Baujat plot, (k,).

    x: squared Pearson residual, which for a common-effect model is the study's contribution to Q;
    y: squared shift of the study's fitted value on leaving it out, over the variance of the value
    fitted without it. NaN where the model does not exist without the study.
    """

    labels: tuple[str, ...]
    x: Vector
    y: Vector
    methods: tuple[str, ...] = ()


def baujat(
    model: Regression | Effects, moderators: Mapping[str, Any] | None = None, **options: Any
) -> Baujat:
    """Return the coordinates of a Baujat plot for a fitted model or for effects.

    Baujat and others 2002, Statistics in Medicine, used a common-effect model (method EE).
    """
    fitted = fitted_model(model, moderators, options)
    frame = fitted.design
    whole, without = full(fitted), deleted(fitted)
    shift = no_rounding(without.pred - frame.Zt.T @ whole.g, frame.yi)
    with np.errstate(invalid="ignore", divide="ignore"):
        y = np.where(without.vpred > 0.0, shift**2 / without.vpred, np.nan)
    return seal(
        Baujat(
            labels=frame.labels,
            x=whole.resid**2 / (frame.vi + fitted.tau2),
            y=y,
            methods=(*fitted.methods, "baujat-mahe-2002"),
        )
    )
