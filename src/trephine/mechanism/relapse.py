"""relapse: why one virtual patient relapsed, asked by switching mechanisms off."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import factorial, isnan

import numpy as np
from numpy.typing import NDArray

from trephine.core.error import InputError
from trephine.core.model import Model
from trephine.core.option import names_near
from trephine.core.run_outcome import RelapseCause, RunOutcomes
from trephine.core.text import Text
from trephine.mechanism.doses import Doses
from trephine.mechanism.outcomes import needed_for, plan_outcomes
from trephine.mechanism.patients import Patients
from trephine.mechanism.places import FIRST, SECOND, ids_of
from trephine.mechanism.settings import changed
from trephine.mechanism.simulate_chunk import outcomes_of

MOST_CAUSES = 10  # 1,024 runs of one patient
LITTLE = 0.05  # of the days that all mechanisms together take: less is not told from none


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseShare:
    """One mechanism behind a relapse.

    ``alone``: days gained without progression when it alone is switched off; ``last``: days lost
    when it alone is left on; ``share``: its part of the days that all of them take (Shapley's
    average over the orders of switching off; the shares sum to one). ``sign`` is what the patient
    shows at the relapse, not-a-number where the cause has none. ``limited``: a change that was held
    at the limit that the model accepts, so that it is not quite off.
    """

    cause: RelapseCause
    alone: float
    last: float
    share: float
    sign: float
    limited: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelapseReading:
    """Why a patient relapsed, as far as switching mechanisms off can tell.

    ``day`` is the progression's, not-a-number where there was none up to ``days``; ``without`` the
    day with every mechanism switched off. ``verdict``: ``none`` (no relapse), ``one`` (a mechanism
    without which it would not have come, or which has most of the days), ``several`` (they act
    together), ``unknown`` (switching all of them off changes little). ``rest`` is the share of the
    days up to the end that stays unexplained: the relapse comes all the same. ``runs`` were solved;
    ``failed`` of them, which counted as no gain.
    """

    patient: int
    day: float
    days: float
    without: float
    verdict: str
    rest: float
    causes: tuple[CauseShare, ...]
    runs: int
    failed: int


def relapse(
    model: Model,
    patients: Patients,
    doses: Doses,
    row: int,
    *,
    outcomes: RunOutcomes,
    days: float,
    start: float = -7.0,
    causes: Sequence[str] = (),
    threads: int = 0,
) -> RelapseReading:
    """Run the patient at place ``row`` again under every choice of mechanisms switched off.

    What is compared is days without progression up to ``days``. A mechanism is switched off from
    the beginning, so the answer is about the whole course, not the last weeks. Shapley's shares are
    exact over all 2^k choices; mechanisms that only act together share what they do together. It
    answers within the model: what the model leaves out cannot be named. Raises InputError.
    """
    chosen = _chosen(outcomes, causes)
    k = len(chosen)
    base = patients.parameters[row]
    table, limited = _table(model, base, chosen)
    signs = [one.sign for one in chosen if one.sign]
    plan = plan_outcomes(
        needed_for(outcomes.outcomes, [outcomes.event, *signs]), model, days=days, start=start
    )
    n = len(table)
    found, bad, _ = outcomes_of(
        model,
        plan,
        Patients(numbers=np.full(n, patients.numbers[row]), parameters=table),
        Doses(
            times=np.repeat(doses.times[row : row + 1], n, axis=0),
            targets=np.repeat(doses.targets[row : row + 1], n, axis=0),
            amounts=np.repeat(doses.amounts[row : row + 1], n, axis=0),
        ),
        start=start,
        days=days,
        threads=threads,
    )
    event = found[outcomes.event]
    free = np.where(np.isnan(event), days, np.minimum(event, days))
    if bad[0]:
        raise InputError(
            what=Text(zh="该患者的积分失败", en="The patient's integration failed"),
            where=f"patient {int(patients.numbers[row])}",
            found=str(found["status"][0]),
            do=Text(zh="换一位患者", en="Choose another patient"),
        )
    free = np.where(bad, free[0], free)
    shares = shapley(free, k)
    total = free[-1] - free[0]
    everything = n - 1
    told = tuple(
        CauseShare(
            cause=one,
            alone=float(free[1 << i] - free[0]),
            last=float(free[everything] - free[everything & ~(1 << i)]),
            share=float(shares[i] / total) if total > 0 else float("nan"),
            sign=float(found[one.sign][0]) if one.sign else float("nan"),
            limited=limited[i],
        )
        for i, one in enumerate(chosen)
    )
    rest = float((days - free[-1]) / (days - free[0])) if free[0] < days else 0.0
    return RelapseReading(
        patient=int(patients.numbers[row]),
        day=float(event[0]),
        days=float(days),
        without=float(event[-1]),
        verdict=_verdict(float(event[0]), free, told, days),
        rest=rest,
        causes=tuple(sorted(told, key=lambda one: (isnan(one.share), -one.share))),
        runs=n,
        failed=int(bad.sum()),
    )


def shapley(value: NDArray[np.float64], k: int) -> NDArray[np.float64]:
    """Return each of ``k`` players' Shapley value; ``value`` (2^k,) by the bits of a coalition."""
    found = np.zeros(k)
    for i in range(k):
        others = [j for j in range(k) if j != i]
        for size in range(k):
            weight = factorial(size) * factorial(k - size - 1) / factorial(k)
            for choice in combinations(others, size):
                bits = sum(1 << j for j in choice)
                found[i] += weight * (value[bits | 1 << i] - value[bits])
    return found


def _verdict(day: float, free: NDArray[np.float64], told: Sequence[CauseShare], days: float) -> str:
    if isnan(day) or free[0] >= days:
        return "none"
    gained = free[-1] - free[0]
    if gained < LITTLE * (days - free[0]):
        return "unknown"
    top = max(told, key=lambda one: one.share)
    return "one" if top.share > 0.5 else "several"


def _chosen(outcomes: RunOutcomes, causes: Sequence[str]) -> list[RelapseCause]:
    known = {one.id: one for one in outcomes.causes}
    for name in causes:
        if name not in known:
            raise InputError(
                what=Text(zh="没有这个复发原因", en="There is no such cause of relapse"),
                where="causes",
                found=name,
                do=names_near(name, known, listed="library.run_outcomes()"),
            )
    found = [known[name] for name in dict.fromkeys(causes)] or list(outcomes.causes)
    if not 1 <= len(found) <= MOST_CAUSES:
        raise InputError(
            what=Text(zh=f"一次可查 1 至 {MOST_CAUSES} 个原因",
                      en=f"One to {MOST_CAUSES} causes can be asked for"),
            where="causes",
            found=str(len(found)),
            do=Text(zh="请少选几个", en="choose fewer"),
        )  # fmt: skip
    return found


def _table(
    model: Model, base: NDArray[np.float64], causes: Sequence[RelapseCause]
) -> tuple[NDArray[np.float64], list[tuple[str, ...]]]:
    """Return a row of parameters for every choice of causes switched off, by its bits."""
    known = {one.id: at for at, one in enumerate(model.parameters)}
    table = np.tile(base, (1 << len(causes), 1))
    bits = np.arange(1 << len(causes))
    limited: list[tuple[str, ...]] = []
    for i, one in enumerate(causes):
        rows = np.flatnonzero(bits >> i & 1)
        held = []
        for change in one.changes:
            found = ids_of(change.parameter, known, (FIRST, SECOND))
            if not found:
                raise InputError(
                    what=Text(zh="模型没有这个参数", en="The model has no such parameter"),
                    where=one.id,
                    found=change.parameter,
                    do=Text(zh="改正该原因的参数", en="Correct the cause's parameters"),
                )
            for name in found:
                entry = model.parameters[known[name]]
                value = changed(float(base[known[name]]), change)
                low = -np.inf if entry.low is None else entry.low
                high = np.inf if entry.high is None else entry.high
                if not low <= value <= high:
                    held.append(name)
                table[rows, known[name]] = min(max(value, low), high)
        limited.append(tuple(held))
    return table, limited
