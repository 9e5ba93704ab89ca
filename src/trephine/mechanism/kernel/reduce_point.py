"""reduce_point: one point of a trajectory taken into each measure."""

import numba
import numpy as np

from trephine.mechanism.kernel import places


@numba.njit(cache=True, nogil=True, error_model="numpy")
def reduce_point(
    measures: tuple[np.ndarray, ...], i: int, t: float, lane: int, seen: np.ndarray
) -> None:
    """Take one point of the grid into every measure of one patient."""
    kinds, lows, highs, thresholds, columns, values, spoiled, marks, last_t, last_v, fresh = (
        measures
    )
    for q in range(len(kinds)):
        kind = kinds[q]
        x = seen[columns[q], lane]
        if t < lows[q] or t > highs[q]:
            continue
        first = fresh[i, q]
        if kind <= places.TROUGH_AT:
            sign = 1.0 if kind <= places.PEAK_AT else -1.0
            if first or sign * x > sign * marks[i, q]:
                marks[i, q] = x
                values[i, q] = x if kind in (places.PEAK, places.TROUGH) else t
        elif kind == places.VALUE:
            if first:
                values[i, q] = x
        elif kind in (places.FIRST_ABOVE, places.FIRST_BELOW):
            beyond = x > thresholds[q] if kind == places.FIRST_ABOVE else x < thresholds[q]
            if np.isnan(values[i, q]) and beyond:
                values[i, q] = t
        elif kind == places.LAST_ABOVE:
            if x > thresholds[q]:
                values[i, q] = t
        elif first:
            values[i, q] = 0.0
        elif kind == places.AREA:
            values[i, q] += 0.5 * (x + last_v[i, q]) * (t - last_t[i, q])
        elif kind == places.DAYS_ABOVE:
            if last_v[i, q] > thresholds[q]:
                values[i, q] += t - last_t[i, q]
        elif last_v[i, q] < thresholds[q]:
            values[i, q] += t - last_t[i, q]
        if np.isnan(x):
            spoiled[i, q] = 1.0
        fresh[i, q] = False
        last_t[i, q] = t
        last_v[i, q] = x
