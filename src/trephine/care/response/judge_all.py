"""judge_all: the kernel of compile_response, in whole numbers."""

import numpy as np
from numpy.typing import NDArray

from trephine.care.kernel.mode import jit

Whole = NDArray[np.int64]

_UNKNOWN = -(2**62)
NE, PD, SD, MR, PR, VGPR, CR, SCR = -1, 0, 1, 2, 3, 4, 5, 6
_SERUM, _URINE, _KAPPA, _LAMBDA, _SIFE, _UIFE, _MARROW, _CLONAL, _SPD, _LESION = range(10)
_NONE, _SECRETED, _FLC, _BY_MARROW = 0, 1, 2, 3


@jit
def _met(left: int, right: int, comparator: int) -> bool:
    if comparator == 0:
        return left >= right
    if comparator == 1:
        return left > right
    if comparator == 2:
        return left <= right
    return left < right


@jit
def _least(value: int, row: Whole) -> bool:
    return _met(value, row[0], row[1])


@jit
def _fallen(start: int, now: int, row: Whole) -> bool:
    return start > 0 and _met((start - now) * 100_000, row[0] * start, row[1])


@jit
def _risen(now: int, nadir: int, row: Whole) -> bool:
    if nadir <= 0:
        return now > nadir
    return _met((now - nadir) * 100_000, row[0] * nadir, row[1])


@jit
def _lower(low: int, last: int, value: int, confirmed: int) -> int:
    """Return the nadir once ``value`` is known: with ``confirmed``, the next one bears it out."""
    if value == _UNKNOWN:
        return low
    if confirmed == 0:
        return value if low == _UNKNOWN else min(low, value)
    if last == _UNKNOWN:
        return low
    pair = max(last, value)
    return pair if low == _UNKNOWN else min(low, pair)


@jit
def _normal(kappa: int, lambda_: int, low: Whole, high: Whole) -> int:
    """Return 1 for a normal ratio, 0 for an abnormal one, -1 for an unknown one."""
    if min(kappa, lambda_) == _UNKNOWN or max(kappa, lambda_) == 0:
        return -1
    if lambda_ == 0:
        return 0
    inside = _met(kappa * 1000, low[0] * lambda_, low[1])
    return 1 if inside and _met(kappa * 1000, high[0] * lambda_, high[1]) else 0


@jit
def _apart(kappa: int, lambda_: int, involved: int) -> int:
    if min(kappa, lambda_) == _UNKNOWN:
        return _UNKNOWN
    if involved == 0:
        return abs(kappa - lambda_)
    return (kappa - lambda_) * involved


@jit
def _both(value: int, nadir: int, rise: Whole, least: Whole) -> bool:
    if min(value, nadir) == _UNKNOWN:
        return False
    return _risen(value, nadir, rise) and _least(value - nadir, least)


@jit
def judge_all(
    baseline: Whole,
    visits: Whole,
    days: Whole,
    therapy: Whole,
    t: Whole,
    o: Whole,
    levels: NDArray[np.int8],
    best: NDArray[np.int8],
    best_before: NDArray[np.int8],
    progressed: Whole,
) -> None:
    """Fill the four answers. Thresholds ``t`` and options ``o`` in compile_response's order."""
    by_imaging = np.zeros(days.shape[1], dtype=np.bool_)
    for p in range(days.shape[0]):
        b = baseline[p]
        serum = b[_SERUM] != _UNKNOWN and _least(b[_SERUM], t[0])
        urine = b[_URINE] != _UNKNOWN and _least(b[_URINE], t[1])
        involved = 0
        flc = -1
        if b[_KAPPA] != _UNKNOWN and b[_LAMBDA] != _UNKNOWN:
            flc = 0
            if _normal(b[_KAPPA], b[_LAMBDA], t[3], t[4]) == 0:
                involved = 1 if b[_KAPPA] > b[_LAMBDA] else -1
                flc = 1 if _least(max(b[_KAPPA], b[_LAMBDA]), t[2]) else 0
        # The marrow's criterion of progression also serves disease that nothing measures.
        marrow_pd = False
        kind = _NONE
        if serum or urine:
            kind = _SECRETED
        elif b[_SERUM] == _UNKNOWN or b[_URINE] == _UNKNOWN:
            kind = _NONE
        elif flc == 1:
            kind = _FLC
        elif not (flc == -1 and o[11] == 1) and b[_MARROW] != _UNKNOWN:
            marrow_pd = True
            kind = _BY_MARROW if _least(b[_MARROW], t[5]) else _NONE
        start_apart = _apart(b[_KAPPA], b[_LAMBDA], involved)

        serum_low = serum_last = b[_SERUM]
        urine_low = urine_last = b[_URINE]
        apart_low = apart_last = start_apart
        marrow_low = marrow_last = b[_MARROW]
        spd_low = spd_last = b[_SPD]
        held_spd = held_spd_low = _UNKNOWN
        held_spd_day = 0
        if o[8] == 1:
            held_spd = b[_SPD]
        held_marrow = held_marrow_low = held_clonal = held_lesion = _UNKNOWN
        held_marrow_day = held_clonal_day = held_lesion_day = 0
        tumour = -1

        for v in range(days.shape[1]):
            day = days[p, v]
            by_imaging[v] = False
            if day == 0:
                continue
            x = visits[p, v]
            if x[_MARROW] != _UNKNOWN:
                held_marrow, held_marrow_day, held_marrow_low = x[_MARROW], day, marrow_low
            if x[_CLONAL] != _UNKNOWN:
                held_clonal, held_clonal_day = x[_CLONAL], day
            if x[_LESION] != _UNKNOWN:
                held_lesion, held_lesion_day = x[_LESION], day
            if x[_SPD] != _UNKNOWN:
                held_spd, held_spd_day, held_spd_low = x[_SPD], day, spd_low
                tumour = 1 if x[_SPD] > 0 else 0
            marrow = held_marrow if day - held_marrow_day <= o[14] else _UNKNOWN
            clonal = held_clonal if day - held_clonal_day <= o[14] else _UNKNOWN
            spd = held_spd if day - held_spd_day <= o[15] else _UNKNOWN
            lesion = held_lesion if day - held_lesion_day <= o[15] else _UNKNOWN
            apart = _apart(x[_KAPPA], x[_LAMBDA], involved)
            normal = _normal(x[_KAPPA], x[_LAMBDA], t[3], t[4])

            # Progression: one criterion is enough.
            pd = False
            if x[_SERUM] != _UNKNOWN and serum_low != _UNKNOWN:
                pd = _both(x[_SERUM], serum_low, t[19], t[20])
                if o[4] != 2 and _least(serum_low, t[21]):
                    high = _least(x[_SERUM] - serum_low, t[22])
                    pd = (pd or high) if o[4] == 0 else (pd and high)
            pd = pd or _both(x[_URINE], urine_low, t[19], t[23])
            if kind != _SECRETED or o[9] == 1:
                pd = pd or _both(apart, apart_low, t[19], t[24])
            if marrow_pd and marrow != _UNKNOWN and _both(marrow, held_marrow_low, t[19], t[25]):
                pd = by_imaging[v] = True
            if lesion != _UNKNOWN and lesion > 0:
                pd = by_imaging[v] = True
            if spd != _UNKNOWN and spd > 0 and held_spd_low != _UNKNOWN:
                grown = held_spd_low > 0 and _risen(spd, held_spd_low, t[26])
                if held_spd_low == 0 or (grown and o[12] == 0):
                    pd = by_imaging[v] = True

            # Nadirs for the visits to come.
            confirmed = o[0]
            serum_low = _lower(serum_low, serum_last, x[_SERUM], confirmed)
            urine_low = _lower(urine_low, urine_last, x[_URINE], confirmed)
            apart_low = _lower(apart_low, apart_last, apart, confirmed)
            marrow_low = _lower(marrow_low, marrow_last, x[_MARROW], confirmed)
            spd_low = _lower(spd_low, spd_last, x[_SPD], confirmed)
            serum_last = x[_SERUM] if x[_SERUM] != _UNKNOWN else serum_last
            urine_last = x[_URINE] if x[_URINE] != _UNKNOWN else urine_last
            apart_last = apart if apart != _UNKNOWN else apart_last
            marrow_last = x[_MARROW] if x[_MARROW] != _UNKNOWN else marrow_last
            spd_last = x[_SPD] if x[_SPD] != _UNKNOWN else spd_last

            if day >= therapy[p] and o[6] == 1:
                levels[p, v] = NE
                continue
            if kind == _NONE:
                levels[p, v] = PD if pd and o[7] == 1 else NE
                continue
            if pd:
                levels[p, v] = PD
                continue

            # Components: the lowest decides; an unknown one makes the visit NE.
            level = SCR
            lacking = False
            counted = 0
            if serum:
                if x[_SERUM] == _UNKNOWN:
                    lacking = True
                else:
                    counted += 1
                    step = SD
                    if _fallen(b[_SERUM], x[_SERUM], t[7]):
                        step = VGPR
                    elif _fallen(b[_SERUM], x[_SERUM], t[11]):
                        step = PR
                    elif _fallen(b[_SERUM], x[_SERUM], t[17]):
                        step = MR
                    level = min(level, step)
            if urine or o[1] == 1 or (o[1] == 0 and x[_URINE] != _UNKNOWN):
                if x[_URINE] == _UNKNOWN:
                    lacking = True
                else:
                    counted += 1
                    step = SD
                    from_baseline = b[_URINE] != _UNKNOWN
                    if _least(x[_URINE], t[8]):
                        step = VGPR
                    elif _least(x[_URINE], t[13]) or (
                        from_baseline and _fallen(b[_URINE], x[_URINE], t[12])
                    ):
                        step = PR
                    elif from_baseline and _fallen(b[_URINE], x[_URINE], t[18]):
                        step = MR
                    level = min(level, step)
            if kind == _FLC:
                if apart == _UNKNOWN:
                    lacking = True
                else:
                    counted += 1
                    step = SD
                    if _fallen(start_apart, apart, t[9]):
                        step = VGPR
                    elif _fallen(start_apart, apart, t[14]):
                        step = PR
                    level = min(level, step)
            if kind == _BY_MARROW:
                if marrow == _UNKNOWN:
                    lacking = True
                else:
                    counted += 1
                    level = min(level, PR if _fallen(b[_MARROW], marrow, t[15]) else SD)
            if b[_SPD] != _UNKNOWN and b[_SPD] > 0:
                if spd == _UNKNOWN:
                    lacking = True
                else:
                    counted += 1
                    if spd > 0:
                        step = SD
                        if _fallen(b[_SPD], spd, t[10]):
                            step = VGPR
                        elif _fallen(b[_SPD], spd, t[16]):
                            step = PR
                        level = min(level, step)
            if (lacking and o[3] == 0) or counted == 0:
                levels[p, v] = NE
                continue

            # CR and sCR.
            clear = -1
            if spd != _UNKNOWN:
                clear = 1 if spd == 0 else 0
            elif tumour == 1 or (b[_SPD] != _UNKNOWN and b[_SPD] > 0):
                clear = -1
            elif b[_SPD] != _UNKNOWN or tumour == 0 or o[10] == 1:
                clear = 1
            complete = x[_SIFE] == 0 and x[_UIFE] == 0 and clear == 1
            complete = complete and marrow != _UNKNOWN and _least(marrow, t[6])
            complete = complete and not (x[_SERUM] != _UNKNOWN and x[_SERUM] > 0)
            complete = complete and not (x[_URINE] != _UNKNOWN and x[_URINE] > 0)
            if kind == _FLC:
                complete = complete and normal == 1
            if complete:
                level = SCR if normal == 1 and clonal == 0 else CR
            levels[p, v] = level

        _confirm(levels[p], days[p], therapy[p], by_imaging, o, p, best, best_before, progressed)


@jit
def _confirm(
    levels: NDArray[np.int8],
    days: Whole,
    therapy: int,
    by_imaging: NDArray[np.bool_],
    o: Whole,
    p: int,
    best: NDArray[np.int8],
    best_before: NDArray[np.int8],
    progressed: Whole,
) -> None:
    """Confirm progression and the best level of one patient over pairs of evaluable visits."""
    number = len(days)
    first = -1
    for v in range(number):
        if levels[v] != PD or days[v] == 0:
            continue
        second = v
        if not (o[2] == 1 or (o[13] == 1 and by_imaging[v])):
            second = v + 1
            while second < number and (days[second] == 0 or levels[second] == NE):
                second += 1
            if second >= number or levels[second] != PD:
                continue
        if days[second] >= therapy and o[5] == 1:
            continue
        first = v
        break
    found = NE
    last = NE
    evaluable = False
    for v in range(number):
        if days[v] == 0 or levels[v] == NE:
            continue
        evaluable = True
        if first >= 0 and v >= first:
            break
        found = max(found, SD)
        if days[v] >= therapy:
            continue
        pair = levels[v] if o[2] == 1 else (min(last, levels[v]) if last != NE else NE)
        found = max(found, pair)
        last = levels[v]
    progressed[p] = first
    if first >= 0:
        best[p] = PD
        best_before[p] = found
    else:
        best[p] = found if evaluable else NE
