"""Standard errors from confidence limits."""

import numpy as np

from trephine.evidence.effect_set import Vector
from trephine.evidence.measure.check import within
from trephine.evidence.measure.given import Given


def level_z(given: Given) -> Vector:
    """Return how many standard errors the limits lie from the middle: 1.96 at 95 percent.

    ``leveli`` is the level in percent by study; 95 where it is missing.
    """
    from trephine.evidence.kernel.special import norm_ppf  # noqa: PLC0415  (may compile)

    within(given, "leveli", 50.0, 99.9999)
    level = given.get("leveli")
    level = np.where(np.isnan(level), 95.0, level)
    different, where = np.unique(level, return_inverse=True)
    z = np.array([norm_ppf(0.5 + float(one) / 200.0) for one in different])
    return np.asarray(z[where])
