"""The loop over one patient as a Warp kernel: steps, doses, samples, measures."""

# mypy: ignore-errors
# Warp reads these functions as its own language, whose types a checker takes for values.

from typing import Any

import warp as wp

from trephine.mechanism.kernel.layout import HEAD, Layout
from trephine.mechanism.kernel.places import (
    LEAST_STEP,
    MOST_GROWTH,
    MOST_STEPS,
    NONE,
    SHARE_OF_SCALE,
    SMALL_STEP,
)

D1 = wp.array(dtype=wp.float64)
D2 = wp.array2d(dtype=wp.float64)
D3 = wp.array3d(dtype=wp.float64)
I1 = wp.array(dtype=wp.int32)
I2 = wp.array2d(dtype=wp.int32)

_H, _T, _SHARE = HEAD.index("h"), HEAD.index("t"), HEAD.index("share")


@wp.func
def take_point(  # noqa: D103, ANN201  (Warp reads this function's text)
    kinds: I1, columns: I1, limits: D2, reduced: D2, marks: D2, last_v: D2, fresh: I2, last_t: D2,
    w: D2, seen: int, i: int, t: wp.float64,
):  # fmt: skip
    for q in range(kinds.shape[0]):
        kind = kinds[q]
        x = w[seen + columns[q], i]
        if t >= limits[0, q] and t <= limits[1, q]:
            first = fresh[q, i] == 1
            bound = limits[2, q]
            if kind == 0 or kind == 2:  # noqa: PLR1714  (Warp has no sets)
                if first or (kind == 0 and x > reduced[q, i]) or (kind == 2 and x < reduced[q, i]):
                    reduced[q, i] = x
            elif kind == 1 or kind == 3:  # noqa: PLR1714
                if first or (kind == 1 and x > marks[q, i]) or (kind == 3 and x < marks[q, i]):
                    marks[q, i] = x
                    reduced[q, i] = t
            elif kind == 4:
                gained = wp.float64(0.5) * (x + last_v[q, i]) * (t - last_t[q, i])
                reduced[q, i] = wp.where(first, wp.float64(0.0), reduced[q, i] + gained)
            elif kind == 5:
                if first:
                    reduced[q, i] = x
            elif kind == 6 or kind == 7:  # noqa: PLR1714
                if wp.isnan(reduced[q, i]) and (
                    (kind == 6 and x > bound) or (kind == 7 and x < bound)
                ):
                    reduced[q, i] = t
            elif kind == 8:
                if x > bound:
                    reduced[q, i] = t
            elif first:
                reduced[q, i] = wp.float64(0.0)
            elif (kind == 9 and last_v[q, i] > bound) or (kind == 10 and last_v[q, i] < bound):
                reduced[q, i] = reduced[q, i] + (t - last_t[q, i])
            fresh[q, i] = 0
            last_t[q, i] = t
            last_v[q, i] = x


def make_kernel(own: Any, place: Layout, order: int) -> Any:
    """Return the kernel that runs one patient a thread by a printed module's functions."""
    n, seen = wp.constant(place.states), wp.constant(place.size)
    y_at, new_at = wp.constant(place.y), wp.constant(place.new)
    bends_at, k_at = wp.constant(place.bends), wp.constant(place.k)
    n_bends = wp.constant(place.slopes - place.bends)
    p_at = wp.constant(place.parameters)
    count = wp.constant(wp.float64(max(place.states, 1)))
    exponent = wp.constant(wp.float64(-1.0 / (order + 1)))
    start_, hoist, step, judge, bend, observe = (
        own.start,
        own.hoist,
        own.step,
        own.judge,
        own.bend,
        own.observe,
    )
    rates, order_up = own.rates, wp.constant(wp.float64(1.0 / (order + 1)))  # fmt: skip

    @wp.func
    def first_step(w: D2, i: int, rtol: wp.float64, floors: D1):  # noqa: ANN202  (as above)
        # the rule of drive.first_steps
        rates(w, i)
        d0 = wp.float64(0.0)
        d1 = wp.float64(0.0)
        for j in range(n):
            y = w[y_at + j, i]
            size = rtol * (wp.abs(y) + floors[j])
            w[k_at + j, i] = w[seen + j, i]
            d0 = d0 + (y / size) * (y / size)
            d1 = d1 + (w[seen + j, i] / size) * (w[seen + j, i] / size)
        d0 = wp.sqrt(d0 / count)
        d1 = wp.sqrt(d1 / count)
        length = wp.float64(SMALL_STEP)
        if d0 >= wp.float64(NONE) and d1 >= wp.float64(NONE):
            length = wp.float64(SHARE_OF_SCALE) * d0 / d1
        for j in range(n):
            w[new_at + j, i] = w[y_at + j, i]
            w[y_at + j, i] = w[y_at + j, i] + length * w[k_at + j, i]
        rates(w, i)
        d2 = wp.float64(0.0)
        for j in range(n):
            y = w[new_at + j, i]
            change = (w[seen + j, i] - w[k_at + j, i]) / (rtol * (wp.abs(y) + floors[j]))
            d2 = d2 + change * change
            w[y_at + j, i] = y
        d2 = wp.sqrt(d2 / count) / length
        guess = wp.max(wp.float64(SMALL_STEP), length * wp.float64(1.0e-3))
        if wp.max(d1, d2) > wp.float64(1.0e-15):
            guess = wp.pow(wp.float64(SHARE_OF_SCALE) / wp.max(d1, d2), order_up)
        if d1 > wp.float64(0.0) and d2 > wp.float64(0.0):
            guess = wp.min(guess, d1 / d2)
        guess = wp.min(guess, wp.float64(MOST_GROWTH) * length)
        least = wp.float64(10.0) * wp.float64(LEAST_STEP)
        return wp.where(guess > least, guess, least)

    @wp.kernel(enable_backward=False, module="unique")
    def drive(
        w: D2, derived: I1, floors: D1, start: wp.float64, end: wp.float64, rtol: wp.float64,
        dose_times: D2, dose_targets: I2, dose_amounts: D2, given: I1,
        samples: D1, time_of: I1, is_grid: I1, out_columns: I1, values: D3,
        kinds: I1, columns: I1, limits: D2, reduced: D2, marks: D2, last_v: D2, fresh: I2,
        last_t: D2, status: I1, failed_at: D1, steps: I1, rejected: I1,
    ) -> None:  # fmt: skip
        i = wp.tid()
        infinite = wp.float64(wp.INF)
        t = wp.float64(start)
        h = wp.float64(1.0)
        begins = wp.bool(True)
        w[_T, i] = t
        start_(w, i)
        code = wp.int32(0)
        for j in range(n):
            w[y_at + j, i] = w[seen + j, i]
            if not wp.isfinite(w[seen + j, i]):
                code = 4
        for j in range(derived.shape[0]):
            w[p_at + derived[j], i] = w[seen + n + j, i]
            if not wp.isfinite(w[seen + n + j, i]):
                code = 4
        hoist(w, i)
        next_dose = wp.int32(0)
        next_sample = wp.int32(0)
        taken_steps = wp.int32(0)
        refused = wp.int32(0)
        running = code == 0
        while running:
            while next_dose < dose_times.shape[1] and dose_times[i, next_dose] <= t:
                at = y_at + dose_targets[i, next_dose]
                w[at, i] = w[at, i] + dose_amounts[i, next_dose]
                next_dose = next_dose + 1
                begins = True
            w[_T, i] = t
            if begins:
                h = first_step(w, i, rtol, floors)
                begins = False
            stop = wp.float64(end)
            if next_dose < dose_times.shape[1]:
                stop = wp.min(stop, dose_times[i, next_dose])
            left = stop - t
            taken = wp.float64(1.0)
            limit = wp.float64(infinite)
            held = left <= wp.float64(0.0)
            last = left <= wp.float64(0.0)
            if last:
                for j in range(n):
                    w[new_at + j, i] = w[y_at + j, i]
                for j in range(n_bends):
                    w[bends_at + j, i] = wp.float64(0.0)
            else:
                clipped = h * wp.float64(1.01) >= left
                taken = wp.where(clipped, left, h)
                limit = wp.where(clipped, stop, t + h)
                w[_H, i] = taken
                step(w, i)
                norm = judge(w, i, rtol)
                factor = wp.float64(0.9) * wp.pow(wp.max(norm, wp.float64(1.0e-8)), exponent)
                factor = wp.min(factor, wp.float64(5.0))
                if not (factor > wp.float64(0.2)):
                    factor = wp.float64(0.2)
                wished = taken * factor
                held = norm <= wp.float64(1.0)
                if held:
                    taken_steps = taken_steps + 1
                    h = wp.where(clipped, wp.max(h, wished), wished)
                    if next_sample < samples.shape[0]:  # noqa: SIM102  (Warp evaluates both)
                        if samples[next_sample] < limit:
                            bend(w, i)
                else:
                    refused = refused + 1
                    h = wished
                if h < wp.float64(LEAST_STEP) or t + h == t:
                    code = wp.where(wp.isfinite(norm), 1, 2)
                elif taken_steps + refused >= MOST_STEPS:
                    code = 3
                if code > 0:
                    held = False
                    running = False
            if held:
                looking = next_sample < samples.shape[0]
                while looking:
                    moment = samples[next_sample]
                    if moment < limit:
                        w[_H, i] = taken
                        w[_SHARE, i] = (moment - t) / taken
                        observe(w, i)
                        if time_of[next_sample] >= 0:
                            for q in range(out_columns.shape[0]):
                                values[q, time_of[next_sample], i] = w[seen + out_columns[q], i]
                        if is_grid[next_sample] == 1:
                            take_point(
                                kinds, columns, limits, reduced, marks, last_v, fresh, last_t,
                                w, seen, i, moment,
                            )  # fmt: skip
                        next_sample = next_sample + 1
                        looking = next_sample < samples.shape[0]
                    else:
                        looking = False
                if last:
                    running = False
                else:
                    for j in range(n):
                        w[y_at + j, i] = w[new_at + j, i]
                    t = limit
        status[i] = code
        failed_at[i] = wp.where(code > 0, t, wp.float64(wp.NAN))
        steps[i] = taken_steps
        rejected[i] = refused
        given[i] = next_dose

    return drive
