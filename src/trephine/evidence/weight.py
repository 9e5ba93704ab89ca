"""weights: how much each study counts in a pooled estimate."""

import numpy as np

from trephine.core.estimate import Estimate
from trephine.evidence.complete import complete
from trephine.evidence.effect_set import Effects, Vector


def weights(effects: Effects, estimate: Estimate) -> Vector:
    """Return each study's weight in percent (k,), NaN for studies that were not pooled.

    Inverse of sampling variance plus the estimate's tau2 (0 for a common effect or one study). It
    does not know weights of one's own, nor those of exact likelihoods, which have none.
    """
    studies = complete(effects)
    tau2 = 0.0 if np.isnan(estimate.tau2) else estimate.tau2
    # Against the smallest variance: no overflow for tiny ones.
    w = (studies.v.min() + tau2) / (studies.v + tau2)
    out = np.full(effects.k, np.nan)
    out[slice(None) if studies.rows is None else studies.rows] = 100.0 * w / w.sum()
    out.flags.writeable = False
    return out
