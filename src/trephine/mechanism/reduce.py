"""Measures read off a trajectory that is kept: what compiled runs reduce on the fly."""

import numpy as np

from trephine.core.measure import TrajectoryMeasure


def reduce(measure: TrajectoryMeasure, t: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Return one measure of n trajectories: ``t`` float64[m] rising, ``x`` float64[n, m].

    Read off the points that lie from ``low`` to ``high``; an area is the trapezoids between them;
    days above or below count each interval by its first point. Not-a-number where the day never
    comes or no point lies there.
    """
    low = -np.inf if measure.low is None else measure.low
    high = np.inf if measure.high is None else measure.high
    if measure.kind == "value_at":
        high = np.inf
    inside = (t >= low) & (t <= high)
    t, x = t[inside], x[:, inside]
    n = len(x)
    if not len(t):
        return np.full(n, np.nan)
    gaps = np.diff(t)
    threshold = np.nan if measure.threshold is None else measure.threshold
    above, below = x > threshold, x < threshold
    if measure.kind == "peak":
        found = x.max(axis=1)
    elif measure.kind == "trough":
        found = x.min(axis=1)
    elif measure.kind == "time_of_peak":
        found = t[x.argmax(axis=1)]
    elif measure.kind == "time_of_trough":
        found = t[x.argmin(axis=1)]
    elif measure.kind == "area":
        found = (0.5 * (x[:, 1:] + x[:, :-1]) * gaps).sum(axis=1)
    elif measure.kind == "value_at":
        found = x[:, 0]
    elif measure.kind in {"first_above", "first_below"}:
        hit = above if measure.kind == "first_above" else below
        found = np.where(hit.any(axis=1), t[hit.argmax(axis=1)], np.nan)
    elif measure.kind == "last_above":
        place = len(t) - 1 - above[:, ::-1].argmax(axis=1)
        found = np.where(above.any(axis=1), t[place], np.nan)
    else:
        hit = above if measure.kind == "days_above" else below
        found = (hit[:, :-1] * gaps).sum(axis=1)
    return np.where(np.isnan(x).any(axis=1), np.nan, found)
