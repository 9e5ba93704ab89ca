"""criticals: the quantiles that one fit needs, computed once for each k and level."""

from functools import lru_cache

import numpy as np

from trephine.evidence.effect_set import Vector
from trephine.evidence.kernel import layout as at
from trephine.evidence.kernel.special import chi2_isf, chi2_ppf, norm_isf, t_isf


@lru_cache(maxsize=4096)
def criticals(k: int, level: float) -> Vector:
    """Return the critical values of ``kernel.layout``, (CRITS,), for k studies at a level in %."""
    alpha = 1.0 - level / 100.0
    half = 0.5 * alpha
    df = k - 1.0
    out = np.full(at.CRITS, np.nan)
    out[at.CRIT_ALPHA] = alpha
    out[at.CRIT_Z] = norm_isf(half)
    out[at.CRIT_DROP] = 0.5 * chi2_isf(alpha, 1.0)
    if k > 1:
        out[at.CRIT_T1] = t_isf(half, df)
        out[at.CRIT_CHI_LOW] = chi2_ppf(half, df)
        out[at.CRIT_CHI_HIGH] = chi2_isf(half, df)
        out[at.CRIT_CHI_MEDIAN] = chi2_ppf(0.5, df)
    if k > 2:
        out[at.CRIT_T2] = t_isf(half, df - 1.0)
    out.flags.writeable = False
    return out
