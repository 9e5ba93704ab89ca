"""Drive compiled steps over many patients: eight at once, each with its own time and step.

Plain loops over arrays, compiled once for all models: what belongs to a model stands in the
functions whose addresses are given. Every patient's numbers are the same in whatever lane, group or
order it is computed: lanes never mix.
"""

import numba
import numpy as np

from trephine.mechanism.kernel import places
from trephine.mechanism.kernel.first_steps import first_steps
from trephine.mechanism.kernel.places import LANES, call
from trephine.mechanism.kernel.reduce_point import reduce_point


@numba.njit(cache=True, nogil=True, error_model="numpy")  # pragma: no cover
def lay_aside(at: np.ndarray, w: np.ndarray, lane: int, into: np.ndarray) -> None:
    """Keep a lane's step: the states before and after it, and its dense output."""
    n, y_at, bends_at = at[places.A_N], at[places.A_Y], at[places.A_BENDS]
    into[: 2 * n] = w[y_at : y_at + 2 * n, lane]
    into[2 * n :] = w[bends_at : bends_at + at[places.A_NBENDS] * n, lane]


@numba.njit(cache=True, nogil=True, error_model="numpy")  # pragma: no cover
def lay_times(
    t: np.ndarray, t_end: np.ndarray, taken: np.ndarray, h: np.ndarray, lane: int, into: np.ndarray
) -> None:
    """Keep when a lane's step begins and ends, its length, and that of the one after it."""
    into[0], into[1], into[2], into[3] = t[lane], t_end[lane], taken[lane], h[lane]


@numba.njit(cache=True, nogil=True, error_model="numpy")  # pragma: no cover
def drive(
    model: tuple[np.ndarray, ...],
    w: np.ndarray,
    order: np.ndarray,
    limits: tuple[float, float, float, float],
    parameters: np.ndarray,
    doses: tuple[np.ndarray, ...],
    reading: tuple[np.ndarray, ...],
    measures: tuple[np.ndarray, ...],
    deciding: tuple[np.ndarray, ...],
    records: tuple[np.ndarray, ...],
    ended: tuple[np.ndarray, ...],
) -> None:
    """Run the patients of ``order``: to the end, or to a step that holds the decision at ``until``.

    ``w`` float64[slots, 8] is the group's workspace, aligned to 64 bytes. Arrays over patients have
    a row a patient. A step holds the times from its start to just before its end: a value at the
    time of a dose includes the dose.

    A patient runs on for ``reach`` decisions in all, and what is watched is kept in ``ahead``. Two
    steps of each are laid aside: the one that holds the first of these decisions (``base``), and
    the last (``front``). Who is given a dose at one of them goes from ``base`` over the same steps
    once more, as if the dose were not there, and back to that decision. So no bit of a trajectory
    hangs on how far it was run ahead. A failure ahead counts only when it is come to.
    """
    code, at, derived, used, _ = model
    start, end, rtol, until = limits
    dose_times, dose_targets, dose_amounts, next_dose = doses
    samples, time_of, is_grid, next_sample, out_columns, values = reading
    decisions, next_decision, watch_columns, ahead, reach, seen_to = deciding
    record_state, record_at, record_kept, base, front, record_step, record_times = records[:7]
    counts, old_next, old_stop = records[7:]
    status, failed_at, steps, rejected = ended
    n, y_at, new_at = at[places.A_N], at[places.A_Y], at[places.A_NEW]
    bends_at, n_bends = at[places.A_BENDS], at[places.A_NBENDS] * at[places.A_N]
    p_at, n_p, seen_at = at[places.A_PARAMETERS], at[places.A_NP], at[places.A_SEEN]
    kept_at, n_kept = at[places.A_KEPT], at[places.A_NKEPT]
    pointer = w.ctypes.data
    seen = w[seen_at:]
    who = np.full(LANES, -1, dtype=np.int64)
    t = np.zeros(LANES)  # a step's start, or now
    t_end = np.zeros(LANES)  # its end; infinite for the last, empty step
    h = np.zeros(LANES)  # the next step's wished length
    taken = np.ones(LANES)  # a step's length
    clipped = np.zeros(LANES, dtype=np.bool_)
    held = np.zeros(LANES, dtype=np.bool_)  # a step is there and not yet left
    is_moved = np.zeros(LANES, dtype=np.bool_)  # that step is not the one laid aside
    rewind = np.full(LANES, np.inf)
    due = np.zeros(LANES, dtype=np.int64)  # the next decision to read off
    horizon = np.zeros(LANES)  # the time of the last one
    is_new = np.zeros(LANES, dtype=np.bool_)
    does_sample = np.zeros(LANES, dtype=np.bool_)
    does_decide = np.zeros(LANES, dtype=np.bool_)
    begins = np.zeros(LANES, dtype=np.bool_)  # its next step has no step before it
    n_samples, n_decisions, width = len(samples), len(decisions), dose_times.shape[1]
    recorded = len(record_step) > 0
    w[places.RTOL, :] = rtol
    queue = 0
    active = 0
    while True:
        # fill the lanes that are empty
        started = False
        for lane in range(LANES):
            if who[lane] >= 0 or queue >= len(order):
                continue
            i = order[queue]
            queue += 1
            active += 1
            who[lane] = i
            rewind[lane] = np.inf
            due[lane], horizon[lane] = n_decisions, until
            if until < np.inf:
                due[lane] = next_decision[i]
                last = min(due[lane] + max(reach[i], 1), n_decisions) - 1
                horizon[lane] = max(until, decisions[last])
            is_new[lane] = record_state[i] == places.FRESH
            if is_new[lane]:
                started = True
                w[p_at : p_at + n_p, lane] = parameters[i]
                t[lane] = start
                begins[lane] = True
                held[lane] = False
                w[places.T, lane] = start
                continue
            for j in used:
                w[p_at + j, lane] = parameters[i, j]
            w[kept_at : kept_at + n_kept, lane] = record_kept[i]
            held[lane] = True
            is_moved[lane] = begins[lane] = False
            if record_state[i] == places.REWIND:
                rewind[lane] = record_at[i]
            else:
                base[i] = front[i]
                counts[i, 0], counts[i, 1], counts[i, 2] = next_dose[i], steps[i], rejected[i]
            w[y_at : y_at + 2 * n, lane] = record_step[i, base[i], : 2 * n]
            w[bends_at : bends_at + n_bends, lane] = record_step[i, base[i], 2 * n :]
            t[lane], t_end[lane], taken[lane], h[lane] = record_times[i, base[i]]
        if active == 0:
            return
        if started:
            call(code[places.START], pointer)  # type: ignore[call-arg]
            for lane in range(LANES):
                if who[lane] < 0 or not is_new[lane]:
                    continue
                i = who[lane]
                w[y_at : y_at + n, lane] = seen[:n, lane]
                for j in range(len(derived)):
                    w[p_at + derived[j], lane] = seen[n + j, lane]
                    parameters[i, derived[j]] = seen[n + j, lane]
                if not np.isfinite(seen[: n + len(derived), lane]).all():
                    status[i] = 4
                    failed_at[i] = start
                    record_state[i] = places.OVER
                    who[lane] = -1
                    active -= 1
            call(code[places.HOIST], pointer)
            for lane in range(LANES if recorded else 0):
                # lanes that go on have not all their parameters: what was hoisted is put back
                if who[lane] >= 0 and is_new[lane]:
                    record_kept[who[lane]] = w[kept_at : kept_at + n_kept, lane]
                elif who[lane] >= 0:
                    w[kept_at : kept_at + n_kept, lane] = record_kept[who[lane]]
            is_new[:] = False
        # read off what lies in the steps that are there
        while True:
            pending = False
            for lane in range(LANES):
                does_sample[lane] = False
                does_decide[lane] = False
                if who[lane] < 0 or not held[lane]:
                    continue
                i = who[lane]
                limit = min(t_end[lane], until, rewind[lane])
                s, d = np.inf, np.inf
                if next_sample[i] < n_samples and samples[next_sample[i]] < limit:
                    s = samples[next_sample[i]]
                is_due = due[lane] < n_decisions and rewind[lane] == np.inf
                if is_due and decisions[due[lane]] < t_end[lane]:
                    d = decisions[due[lane]]
                    d = d if d <= horizon[lane] else np.inf
                point = min(s, d)
                if point == np.inf:
                    continue
                pending = True
                does_sample[lane] = s == point
                does_decide[lane] = d == point
                w[places.T, lane] = t[lane]
                w[places.H, lane] = taken[lane]
                w[places.SHARE, lane] = (point - t[lane]) / taken[lane]
            if not pending:
                break
            call(code[places.OBSERVE], pointer)  # type: ignore[call-arg]
            for lane in range(LANES):
                i = who[lane]
                if does_sample[lane]:
                    j = next_sample[i]
                    next_sample[i] += 1
                    for q in range(len(out_columns) if time_of[j] >= 0 else 0):
                        values[i, q, time_of[j]] = seen[out_columns[q], lane]
                    if is_grid[j]:
                        reduce_point(measures, i, samples[j], lane, seen)
                if does_decide[lane]:
                    place = due[lane] % ahead.shape[1]
                    for q in range(len(watch_columns)):
                        ahead[i, place, q] = seen[watch_columns[q], lane]
                    if due[lane] == next_decision[i] and is_moved[lane]:
                        base[i] = 1 - base[i]
                        lay_aside(at, w, lane, record_step[i, base[i]])
                        lay_times(t, t_end, taken, h, lane, record_times[i, base[i]])
                        counts[i, 0], counts[i, 1], counts[i, 2] = (
                            next_dose[i],
                            steps[i],
                            rejected[i],
                        )
                        is_moved[lane] = False
                    due[lane] += 1
        # go back to where a decision gave a dose
        back = False
        for lane in range(LANES):
            if who[lane] >= 0 and held[lane] and rewind[lane] < min(t_end[lane], np.inf):
                back = True
                w[places.SHARE, lane] = (rewind[lane] - t[lane]) / taken[lane]
        if back:
            call(code[places.REACH], pointer)  # type: ignore[call-arg]
        emptied = False
        for lane in range(LANES):
            if who[lane] < 0 or not held[lane]:
                continue
            i = who[lane]
            if rewind[lane] < min(t_end[lane], np.inf):
                w[y_at : y_at + n, lane] = seen[:n, lane]
                t[lane] = rewind[lane]
                rewind[lane] = np.inf
                held[lane] = False
            elif rewind[lane] == np.inf and (horizon[lane] < t_end[lane] or t_end[lane] == np.inf):
                record_state[i] = places.OVER
                if until < t_end[lane]:
                    record_state[i] = places.PENDING
                    seen_to[i] = due[lane]
                    front[i] = base[i]
                if until < t_end[lane] and is_moved[lane]:
                    front[i] = 1 - base[i]
                    lay_aside(at, w, lane, record_step[i, front[i]])
                    lay_times(t, t_end, taken, h, lane, record_times[i, front[i]])
                who[lane] = -1
                active -= 1
                emptied = True
            else:
                w[y_at : y_at + n, lane] = w[new_at : new_at + n, lane]
                t[lane] = t_end[lane]
                held[lane] = False
        if emptied and queue < len(order):
            continue
        if active == 0:
            return
        # give doses
        afresh = False
        for lane in range(LANES):
            if who[lane] < 0:
                continue
            i = who[lane]
            w[places.T, lane] = t[lane]
            while next_dose[i] < width and dose_times[i, next_dose[i]] <= t[lane]:
                j = next_dose[i]
                if rewind[lane] < np.inf and j >= old_next[i]:
                    break
                w[y_at + dose_targets[i, j], lane] += dose_amounts[i, j]
                next_dose[i] += 1
                begins[lane] = True
            afresh |= begins[lane]
        # choose the steps
        if afresh:
            first_steps(model, w, rtol, begins, h)
            begins[:] = False
        stepping = False
        for lane in range(LANES):
            if who[lane] < 0:
                w[places.H, lane] = 1.0
                continue
            i = who[lane]
            stop = end
            if rewind[lane] < np.inf and next_dose[i] >= old_next[i]:
                stop = min(stop, old_stop[i])
            elif next_dose[i] < width:
                stop = min(stop, dose_times[i, next_dose[i]])
            left = stop - t[lane]
            if left <= 0.0:
                w[new_at : new_at + n, lane] = w[y_at : y_at + n, lane]
                w[bends_at : bends_at + n_bends, lane] = 0.0
                t_end[lane] = np.inf
                taken[lane] = 1.0
                held[lane] = is_moved[lane] = True
                w[places.H, lane] = 1.0
                continue
            stepping = True
            clipped[lane] = h[lane] * 1.01 >= left
            taken[lane] = left if clipped[lane] else h[lane]
            t_end[lane] = stop if clipped[lane] else t[lane] + h[lane]
            w[places.H, lane] = taken[lane]
        if not stepping:
            continue
        kept_last = False
        for lane in range(LANES):
            kept_last |= who[lane] >= 0 and held[lane]
        call(code[places.STEP], pointer)  # type: ignore[call-arg]
        bend = False
        for lane in range(LANES):
            if who[lane] < 0 or held[lane]:
                continue
            i = who[lane]
            norm = w[places.ERROR, lane]
            wished = taken[lane] * w[places.FACTOR, lane]
            if norm <= 1.0:
                held[lane] = is_moved[lane] = True
                steps[i] += 1
                h[lane] = max(h[lane], wished) if clipped[lane] else wished
                # what lies in the step: a sample, a decision, or the way back to one
                point = rewind[lane]
                if next_sample[i] < n_samples:
                    point = min(point, samples[next_sample[i]])
                if due[lane] < n_decisions:
                    point = min(point, decisions[due[lane]])
                bend |= point < t_end[lane]
            else:
                rejected[i] += 1
                h[lane] = wished
            why = 0
            if h[lane] < places.LEAST_STEP or t[lane] + h[lane] == t[lane]:
                why = 1 if np.isfinite(norm) else 2
            elif steps[i] + rejected[i] >= places.MOST_STEPS:
                why = 3
            if why > 0 and until < np.inf and due[lane] > next_decision[i]:
                # ahead of what was asked for: left to be come to, one decision after another
                next_dose[i], steps[i], rejected[i] = counts[i]
                record_state[i] = places.PENDING
                front[i], seen_to[i], reach[i] = base[i], due[lane], -1
            elif why > 0:
                status[i] = why
                failed_at[i] = t[lane]
                record_state[i] = places.OVER
            if why > 0:
                who[lane] = -1
                held[lane] = False
                active -= 1
        if bend:
            call(code[places.BEND] if recorded else code[places.BEND_SEEN], pointer)
        for lane in range(LANES if kept_last else 0):
            if who[lane] >= 0 and held[lane] and t_end[lane] == np.inf:
                w[new_at : new_at + n, lane] = w[y_at : y_at + n, lane]
                w[bends_at : bends_at + n_bends, lane] = 0.0
