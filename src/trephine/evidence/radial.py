"""radial: coordinates of the radial (Galbraith) plot."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from trephine.core.error import MethodError
from trephine.core.text import Text
from trephine.evidence.design import seal
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.fitted import Regression
from trephine.evidence.kernel.special import norm_isf
from trephine.evidence.refit import fitted_model


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Radial:
    """Coordinates of a radial plot: the slope from the origin to a study is its effect.

    x: 1 / sqrt(vi + tau2), precision; z: yi / sqrt(vi + tau2), (k,). ``slope`` with its limits is
    the pooled effect; ``band`` the vertical half-width (normal quantile) of the band around it.
    """

    labels: tuple[str, ...]
    level: float
    x: Vector
    z: Vector
    slope: float
    slope_lb: float
    slope_ub: float
    band: float
    methods: tuple[str, ...] = ()


def radial(
    model: Regression | Effects, moderators: Mapping[str, Any] | None = None, **options: Any
) -> Radial:
    """Return the coordinates of a radial plot for effects or a model without moderators.

    Raises MethodError for a model with moderators: there is no one slope. Galbraith 1988,
    Statistics in Medicine.
    """
    fitted = fitted_model(model, moderators, options)
    frame = fitted.design
    if frame.p != 1 or not frame.intercept:
        raise MethodError(
            what=Text(
                zh="有调节变量的模型没有星状图", en="no radial plot of a model with moderators"
            ),
            where=f"columns {', '.join(frame.names)}",
            found=f"{frame.p} coefficients",
            do=Text(zh="用不含调节变量的模型", en="use a model without moderators"),
        )
    total = np.sqrt(frame.vi + fitted.tau2)
    pooled = fitted.coefficients[0]
    return seal(
        Radial(
            labels=frame.labels,
            level=fitted.level,
            x=1.0 / total,
            z=frame.yi / total,
            slope=pooled.estimate,
            slope_lb=pooled.ci_lb,
            slope_ub=pooled.ci_ub,
            band=float(norm_isf(0.5 * (1.0 - fitted.level / 100.0))),
            methods=(*fitted.methods, "galbraith-1988"),
        )
    )
