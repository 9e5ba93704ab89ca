"""write_numbers: numbers as assays report them, compiled: limits, steps, resolution."""

import numba
import numpy as np


@numba.njit(cache=True, nogil=True, error_model="numpy")
def write_numbers(  # type: ignore[no-untyped-def]  # noqa: ANN201, D103  (compiled: see MeasuredBatch)
    values,  # noqa: ANN001  float64[q, n]
    places,  # noqa: ANN001  int64[p], rows of values
    table,  # noqa: ANN001  float64[p, 9]
    found,  # noqa: ANN001  float64[p, n]
):
    for p in range(places.size):
        upper, step, size, up, down, low, high, lower, below = table[p]
        for i in range(values.shape[1]):
            value = values[places[p], i]
            if value < lower:
                found[p, i] = below
                continue
            # What is no number is on neither side of a limit, and stays so: min is not as sure.
            value = upper if value > upper else value  # noqa: FURB136  (see above)
            if step > 0:
                value = np.rint(value / step) * step
            value = np.rint(value / size) * up / down
            value = low if value < low else value  # noqa: FURB136  (see above)
            value = high if value > high else value  # noqa: FURB136  (see above)
            found[p, i] = value + 0.0  # no zero with a sign
