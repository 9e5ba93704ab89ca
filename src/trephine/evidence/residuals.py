"""residuals: what the model leaves of each effect."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from trephine.evidence.design import seal
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.fitted import Regression
from trephine.evidence.refit import fitted_model, full


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Residuals:
    """Residuals on the scale of the measure: resid, their se, and rstandard = resid / se, (k,)."""

    labels: tuple[str, ...]
    kind: str
    resid: Vector
    se: Vector
    rstandard: Vector
    methods: tuple[str, ...] = ()


def residuals(
    model: Regression | Effects,
    moderators: Mapping[str, Any] | None = None,
    *,
    kind: Literal["marginal", "conditional"] = "marginal",
    **options: Any,
) -> Residuals:
    """Return internally standardised residuals of a fitted model or of effects.

    ``marginal``: from the fitted value; ``conditional``: from the study's own shrunken effect,
    which needs weights 1 / variance. Studies are not deleted: see ``influence`` for rstudent.
    The standard error knows no Knapp-Hartung factor. Hedges and Olkin 1985.
    """
    fitted = fitted_model(model, moderators, options)
    frame = fitted.design
    whole = full(fitted)
    m = frame.vi + fitted.tau2
    if whole.H is None:
        variance = m * whole.keep
    else:
        variance = ((np.eye(frame.k) - whole.H) ** 2 * m[None, :]).sum(axis=1)
    resid, se = whole.resid, np.sqrt(variance)
    if kind == "conditional":
        share = frame.vi / m
        resid, se = resid * share, se * share
    with np.errstate(invalid="ignore", divide="ignore"):
        rstandard = np.where(se > 0.0, resid / se, np.nan)
    return seal(
        Residuals(
            labels=frame.labels,
            kind=kind,
            resid=resid,
            se=se,
            rstandard=rstandard,
            methods=(*fitted.methods, "viechtbauer-cheung-2010"),
        )
    )
