"""figures_of: one figure for each patient from the samples of one or several quantities."""

import warnings
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from trephine.core.kinetics import GoalKind
from trephine.mechanism.fit.sampled import Sampled

Vector = NDArray[np.float64]
Truth = NDArray[np.bool_]
# A terminal slope is read off at least three and at most five samples, and only where they lie on
# a line: a share of 0.8 of their variance, as non-compartmental analyses ask.
_FEWEST, _MOST, _STRAIGHT = 3, 5, 0.8


def figures_of(
    kind: GoalKind,
    series: Sequence[Sampled],
    thresholds: Sequence[float],
    low: float = 0.0,
    high: float = np.inf,
) -> Vector:
    """Return ``[n]`` figures; not-a-number for a patient who has none, infinity for never.

    Truths (``above_at``, ``below_at``, ``ever_below``, ``reached_below``, ``returned_by``,
    ``unreturned_by``) are 0 or 1. Those of several quantities are true where any is; the other
    kinds take one quantity. ``peak``, ``area``, ``half_life`` and times of them count samples below
    the threshold as below the limit of the assay; an ``area`` is cut at ``low`` and ``high``
    between two samples. ``above_at`` and ``below_at`` read the last sample from ``low`` to
    ``high``. ``first_fall`` is the day of the first sample below, ``first_return`` the day of the
    first of two samples running (or the last one) at the threshold again after it, ``days_below``
    the time from one to the other; ``returned_by`` is 1 where that comes by day ``high``, among
    those who fell below at all, ``unreturned_by`` among all who were seen.
    """
    limits = list(thresholds) or [0.0] * len(series)
    if kind in _TRUTHS:
        found = [
            _TRUTHS[kind](_inside(s, low, high), c, high)
            for s, c in zip(series, limits, strict=True)
        ]
        return _any(found)
    if kind == "area":
        return _area(series[0], limits[0], low, high)
    return _FIGURES[kind](_inside(series[0], low, high), limits[0])


def _inside(s: Sampled, low: float, high: float) -> Sampled:
    out = ~((s.times >= low) & (s.times <= high))
    return Sampled(times=np.where(out, np.nan, s.times), values=np.where(out, np.nan, s.values))


def _any(found: Sequence[Vector]) -> Vector:
    stacked = np.stack(found)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a patient without a sample stays nan
        return np.asarray(np.nanmax(stacked, axis=0))


def _seen(s: Sampled) -> Truth:
    return np.asarray(~np.isnan(s.values).all(axis=1))


def _quantified(s: Sampled, limit: float) -> Vector:
    return np.where(np.isnan(s.values) | (s.values >= limit), s.values, 0.0)


def _peak(s: Sampled, limit: float) -> Vector:
    best = np.where(np.isnan(s.values), -np.inf, _quantified(s, limit)).max(axis=1)
    return np.where(_seen(s) & (best > 0.0), best, np.nan)


def _time_of_peak(s: Sampled, limit: float) -> Vector:
    column = np.where(np.isnan(s.values), -np.inf, s.values).argmax(axis=1)
    at = s.times[np.arange(len(s.times)), column]
    return np.where(np.isnan(_peak(s, limit)), np.nan, at)


def _trough(s: Sampled, _: float) -> Vector:
    least = np.where(np.isnan(s.values), np.inf, s.values).min(axis=1)
    return np.where(_seen(s), least, np.nan)


def _time_of_trough(s: Sampled, _: float) -> Vector:
    column = np.where(np.isnan(s.values), np.inf, s.values).argmin(axis=1)
    return np.where(_seen(s), s.times[np.arange(len(s.times)), column], np.nan)


def _area(s: Sampled, limit: float, low: float, high: float) -> Vector:
    """Return the trapezoids between samples, cut at both days, nothing where not quantified."""
    taken = ~np.isnan(s.times)
    x = np.where(taken, np.nan_to_num(_quantified(s, limit)), 0.0)
    t = np.where(taken, s.times, 0.0)
    both = taken[:, 1:] & taken[:, :-1]
    begin, end = np.clip(t[:, :-1], low, high), np.clip(t[:, 1:], low, high)
    gap = np.where(both, t[:, 1:] - t[:, :-1], 1.0)
    slope = np.where(both, (x[:, 1:] - x[:, :-1]) / np.where(gap > 0.0, gap, 1.0), 0.0)
    middle = x[:, :-1] + slope * (0.5 * (begin + end) - t[:, :-1])
    pieces = np.where(both & (end > begin), middle * (end - begin), 0.0)
    return np.where(_seen(s), pieces.sum(axis=1), np.nan)


def _value(s: Sampled, _: float) -> Vector:
    taken = ~np.isnan(s.values)
    column = taken.shape[1] - 1 - taken[:, ::-1].argmax(axis=1)
    return np.where(taken.any(axis=1), s.values[np.arange(len(taken)), column], np.nan)


def _half_life(s: Sampled, limit: float) -> Vector:
    found = np.full(len(s.values), np.nan)
    top = np.where(np.isnan(s.values), -np.inf, s.values).argmax(axis=1)
    for row, (t, x) in enumerate(zip(s.times, s.values, strict=True)):
        use = np.flatnonzero((x >= limit) & (np.arange(len(x)) > top[row]))[-_MOST:]
        if len(use) < _FEWEST:
            continue
        logs = np.log(x[use])
        spread_t, spread_x = t[use] - t[use].mean(), logs - logs.mean()
        slope = (spread_t @ spread_x) / (spread_t @ spread_t)
        straight = slope**2 * (spread_t @ spread_t) / max(spread_x @ spread_x, 1e-300)
        if slope < 0.0 and straight >= _STRAIGHT:
            found[row] = np.log(2.0) / -slope
    return found


def _last_above(s: Sampled, limit: float) -> Vector:
    at = np.where(s.values >= limit, s.times, -np.inf).max(axis=1)
    return np.where(np.isfinite(at), at, np.nan)


def _first_below(s: Sampled, limit: float) -> Vector:
    """Return the first day below the limit after the last sample at it; never is nan."""
    last = _last_above(s, limit)
    after = np.where(s.times > last[:, None], s.times, np.inf).min(axis=1)
    return np.where(np.isfinite(after), after, np.nan)


def _fall_and_return(s: Sampled, limit: float) -> tuple[Vector, Vector, Truth]:
    """Return the day of the first sample below, of the return after it, and who fell at all."""
    low = s.values < limit
    fell = np.asarray(low.any(axis=1))
    first = np.where(fell, s.times[np.arange(len(low)), low.argmax(axis=1)], np.nan)
    back = (s.values >= limit) & (s.times > first[:, None])
    # The next sample taken, or none: a return has to stand at it.
    following = np.concatenate([back[:, 1:], np.ones((len(back), 1), dtype=bool)], axis=1)
    following |= np.concatenate(
        [np.isnan(s.values[:, 1:]), np.zeros((len(back), 1), dtype=bool)], axis=1
    )
    stands = back & following
    day = np.where(stands, s.times, np.inf).min(axis=1)
    return first, day, fell


def _first_fall(s: Sampled, limit: float) -> Vector:
    first, _, _ = _fall_and_return(s, limit)
    return first


def _first_return(s: Sampled, limit: float) -> Vector:
    _, day, fell = _fall_and_return(s, limit)
    return np.where(fell, day, np.nan)


def _days_below(s: Sampled, limit: float) -> Vector:
    first, day, fell = _fall_and_return(s, limit)
    return np.where(fell, day - first, np.nan)


def _returned_by(s: Sampled, limit: float, high: float) -> Vector:
    _, day, fell = _fall_and_return(s, limit)
    return np.where(fell, (day <= high).astype(float), np.nan)


def _unreturned_by(s: Sampled, limit: float, high: float) -> Vector:
    _, day, fell = _fall_and_return(s, limit)
    return np.where(_seen(s), (fell & ~(day <= high)).astype(float), np.nan)


def _ever_below(s: Sampled, limit: float, _: float) -> Vector:
    return np.where(_seen(s), (s.values < limit).any(axis=1).astype(float), np.nan)


def _reached_below(s: Sampled, limit: float, _: float) -> Vector:
    reached = ~np.isnan(_first_below(s, limit)) & ~np.isnan(_last_above(s, limit))
    return np.where(_seen(s), reached.astype(float), np.nan)


def _above_at(s: Sampled, limit: float, _: float) -> Vector:
    x = _value(s, limit)
    return np.where(np.isnan(x), np.nan, (x >= limit).astype(float))


def _below_at(s: Sampled, limit: float, _: float) -> Vector:
    x = _value(s, limit)
    return np.where(np.isnan(x), np.nan, (x < limit).astype(float))


_TRUTHS: dict[str, Callable[[Sampled, float, float], Vector]] = {
    "above_at": _above_at,
    "below_at": _below_at,
    "ever_below": _ever_below,
    "reached_below": _reached_below,
    "returned_by": _returned_by,
    "unreturned_by": _unreturned_by,
}
_FIGURES: dict[str, Callable[[Sampled, float], Vector]] = {
    "peak": _peak,
    "time_of_peak": _time_of_peak,
    "trough": _trough,
    "time_of_trough": _time_of_trough,
    "value_at": _value,
    "half_life": _half_life,
    "last_above": _last_above,
    "first_below": _first_below,
    "first_fall": _first_fall,
    "first_return": _first_return,
    "days_below": _days_below,
}
