"""natural_scale: a pooled value, its interval and prediction interval as people read them."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from trephine.core.estimate import Back
from trephine.evidence.back_transform import WAYS, back_transform
from trephine.evidence.effect_set import Effects
from trephine.evidence.measure.register import measure_of


def natural_scale(
    effects: Effects,
    *,
    estimate: float,
    se: float,
    ci_lb: float,
    ci_ub: float,
    pi_lb: float = np.nan,
    pi_ub: float = np.nan,
) -> Mapping[str, Back]:
    """Return the pooled figures on the natural scale, by back-transformation.

    ``natural`` for most measures; for PFT ``miller_hm``, ``barendregt_doi``, ``miller_total_n``
    and ``sin2``, for IRFT ``inverse_hm``, ``inverse_total_t`` and ``square``; sample sizes are
    those of the studies that have an effect. Empty for measures that are read as they are analysed
    (MD, SMD, AS, GEN ...). It does not judge the result: see ``ft_hazard``.
    """
    kind = measure_of(effects.measure)
    values = np.array([estimate, ci_lb, ci_ub, pi_lb, pi_ub])
    if kind.key in WAYS:
        n = effects.ni[~np.isnan(effects.yi)]
        found = {
            how: _back(back_transform(kind.key, values, how=how, ni=n, vi=se**2, at=estimate))
            for how in WAYS[kind.key]
            if how not in {"miller", "inverse"}
        }
        return MappingProxyType(found)
    if kind.inverse is None and not np.isfinite(kind.limits).any():
        return MappingProxyType({})
    return MappingProxyType({"natural": _back(back_transform(kind.key, values))})


def _back(values: np.ndarray) -> Back:
    estimate, ci_lb, ci_ub, pi_lb, pi_ub = (float(one) for one in values)
    return Back(estimate=estimate, ci_lb=ci_lb, ci_ub=ci_ub, pi_lb=pi_lb, pi_ub=pi_ub)
