"""summarise: one number of a cohort from its patients' figures, as a publication gives it."""

import numpy as np
from numpy.typing import NDArray

from trephine.core.kinetics import GoalScale
from trephine.core.target import TargetStatistic

Vector = NDArray[np.float64]
_LEAST = 1e-9


def summarise(statistic: TargetStatistic, figures: Vector, *, spread: bool = False) -> float:
    """Return the share (percent), mean, geometric mean or median of those who have a figure.

    ``spread``: the standard deviation in place of the mean. Infinity (never) takes part in a
    median and in a share. Not-a-number where nobody has a figure, or a median never comes.
    """
    known = figures[~np.isnan(figures)]
    if not len(known):
        return float("nan")
    if statistic == "share":
        return float(100.0 * known.mean())
    if statistic == "median":
        found = float(np.median(known))
        return found if np.isfinite(found) else float("nan")
    finite = known[np.isfinite(known)]
    if len(finite) < 2:
        return float("nan")
    if spread:
        return float(finite.std(ddof=1))
    if statistic == "geometric-mean":
        return float(np.exp(np.log(np.maximum(finite, _LEAST)).mean()))
    return float(finite.mean())


def compared(scale: GoalScale, value: float) -> float:
    """Return a number on the scale on which it is compared: percent, natural logarithm, itself."""
    return float(np.log(max(value, _LEAST))) if scale == "log" and np.isfinite(value) else value
