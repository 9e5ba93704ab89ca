"""quantile_of: a parameter at given shares of its spread between patients."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, ndtr, ndtri

from trephine.core.model import ModelParameter


def quantile_of(
    one: ModelParameter, typical: float, share: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the values below which ``share`` (0 to 1) of patients lie, around ``typical``.

    The law is the parameter's own, cut where enrolment cuts it, and held within what the model
    accepts. Raises ValueError for a parameter without a spread.
    """
    spread = one.spread
    if spread is None:
        message = f"{one.id} has no spread"
        raise ValueError(message)
    if spread.kind == "exponential":
        found = -typical * np.log1p(-np.minimum(share, 1.0 - 1e-12))
    else:
        below = ndtr(-spread.cut)
        score = ndtri(below + share * (1.0 - 2.0 * below)) * spread.sd
        if spread.kind == "lognormal":
            found = typical * np.exp(score)
        elif spread.kind == "logitnormal":
            found = expit(logit(typical) + score)
        else:
            found = typical + score
    low = -np.inf if one.low is None else one.low
    high = np.inf if one.high is None else one.high
    return np.asarray(np.clip(found, low, high), dtype=np.float64)
