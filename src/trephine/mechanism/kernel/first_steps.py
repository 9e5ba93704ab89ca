"""first_steps: how far a patient's first step goes, from the rates alone."""

import numba
import numpy as np

from trephine.mechanism.kernel import places
from trephine.mechanism.kernel.places import LANES, call


@numba.njit(cache=True, nogil=True, error_model="numpy")
def first_steps(
    model: tuple[np.ndarray, ...], w: np.ndarray, rtol: float, wanted: np.ndarray, h: np.ndarray
) -> None:
    """Set ``h`` of the lanes ``wanted`` to a step for states at rest or just changed by a dose.

    A Euler step of a hundredth of the states' time scale tells how fast the rates change; the step
    is such that an error of the method's order stays a hundredth of the tolerance (the rule of
    Hairer, Nørsett & Wanner), and no longer than the time in which the rates double: a method that
    damps all fast motion would pass over a growth that starts at nothing. The norm is that of a
    step's error. Slot ``new`` is used; ``t``, ``y``, the parameters and ``kept`` are read.
    """
    code, at, _, _, floors = model
    n, y_at, new_at, seen_at = at[places.A_N], at[places.A_Y], at[places.A_NEW], at[places.A_SEEN]
    pointer = w.ctypes.data
    before = np.empty((n, LANES))
    length = np.zeros(LANES)
    scale = np.zeros(LANES)
    call(code[places.RATES], pointer)  # type: ignore[call-arg]
    for lane in range(LANES):
        d0, d1 = 0.0, 0.0
        for j in range(n):
            y, rate = w[y_at + j, lane], w[seen_at + j, lane]
            before[j, lane] = rate
            size = rtol * (abs(y) + floors[j])
            d0 += (y / size) ** 2
            d1 += (rate / size) ** 2
        d0, d1 = np.sqrt(d0 / max(n, 1)), np.sqrt(d1 / max(n, 1))
        is_small = not (d0 >= places.NONE and d1 >= places.NONE)
        length[lane] = places.SMALL_STEP if is_small else places.SHARE_OF_SCALE * d0 / d1
        scale[lane] = d1
        for j in range(n):
            w[new_at + j, lane] = w[y_at + j, lane]
            w[y_at + j, lane] += length[lane] * before[j, lane]
    call(code[places.RATES], pointer)
    for lane in range(LANES):
        d2 = 0.0
        for j in range(n):
            y = w[new_at + j, lane]
            size = rtol * (abs(y) + floors[j])
            d2 += ((w[seen_at + j, lane] - before[j, lane]) / size) ** 2
            w[y_at + j, lane] = y
        if not wanted[lane]:
            continue
        d1, d2 = scale[lane], np.sqrt(d2 / max(n, 1)) / length[lane]
        if max(d1, d2) <= 1e-15:
            guess = max(places.SMALL_STEP, length[lane] * 1e-3)
        else:
            guess = (places.SHARE_OF_SCALE / max(d1, d2)) ** (1.0 / at[places.A_ORDER])
        if d1 > 0.0 and d2 > 0.0:
            # an unstable state that has hardly begun to grow: no further than its rate holds
            guess = min(guess, d1 / d2)
        guess = min(guess, places.MOST_GROWTH * length[lane])
        h[lane] = 10.0 * places.LEAST_STEP
        if np.isfinite(guess):
            h[lane] = max(h[lane], guess)
