"""outcomes: what is kept of each virtual patient's run, reduced chunk by chunk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trephine.core.error import InputError
from trephine.core.measure import TrajectoryMeasure
from trephine.core.model import Model
from trephine.core.run_outcome import RunOutcome
from trephine.core.text import Text

Vector = NDArray[np.float64]
LATER = frozenset({"earliest", "ratio", "is_above", "is_below"})  # they look at other outcomes
REDUCED = frozenset(
    {
        "peak",
        "time_of_peak",
        "trough",
        "time_of_trough",
        "area",
        "value_at",
        "first_above",
        "first_below",
        "last_above",
        "days_above",
        "days_below",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomePlan:
    """What the solver has to hand over so that the outcomes can be told.

    ``measures`` are reduced while a run is computed; ``watched`` are the quantities whose values
    at the visits are needed, ``visits`` the days, ascending, the last one the end of the run.
    """

    outcomes: tuple[RunOutcome, ...]
    measures: tuple[TrajectoryMeasure, ...]
    watched: tuple[str, ...]
    visits: tuple[float, ...]


def visits_to(days: float, start: float = 0.0) -> tuple[float, ...]:
    """Return the days on which a run is observed: each to day 28, then every 7th, and the last.

    The grid is that of a trial's follow-up made a little finer; a day that lies between two visits
    is not seen.
    """
    found = {float(start), float(days)}
    found |= {float(day) for day in range(int(np.ceil(start)), 29) if start <= day <= days}
    found |= {float(day) for day in range(35, int(days) + 1, 7)}
    return tuple(sorted(found))


def plan_outcomes(
    outcomes: Sequence[RunOutcome],
    model: Model,
    *,
    days: float,
    start: float = 0.0,
    also: Sequence[str] = (),
) -> OutcomePlan:
    """Return what a run must hand over for ``outcomes``; ``also`` are further curves to keep.

    A measure that would look beyond the end of the run looks up to it. Raises InputError for an
    outcome of a quantity that the model lacks.
    """
    known = {entry.id for entry in model.states} | {entry.id for entry in model.assignments}
    measures, watched = [], dict.fromkeys(also)
    names = {one.id for one in outcomes}
    for one in outcomes:
        if one.kind in LATER:
            _check(one, one.of, names)
            continue
        _check(one, (*one.of, *one.per), known)
        if one.kind in REDUCED:
            measures.append(_measure(one, days))
        else:
            watched |= dict.fromkeys((*one.of, *one.per))
    _check_names(also, known)
    return OutcomePlan(
        outcomes=tuple(outcomes),
        measures=tuple(measures),
        watched=tuple(watched),
        visits=visits_to(days, start),
    )


def needed_for(outcomes: Sequence[RunOutcome], wanted: Sequence[str]) -> tuple[RunOutcome, ...]:
    """Return the outcomes named and all that they look at, in the order of declaration."""
    known = {one.id: one for one in outcomes}
    found, waiting = set(), list(wanted)
    while waiting:
        one = known[waiting.pop()]
        if one.id not in found:
            found.add(one.id)
            waiting += [name for name in (*one.of, one.when) if name in known]
    return tuple(one for one in outcomes if one.id in found)


def _measure(one: RunOutcome, days: float) -> TrajectoryMeasure:
    high = None if one.high is None or one.high >= days else one.high
    low = one.low
    if one.kind == "value_at":
        low = days if low is None else min(low, days)
    return TrajectoryMeasure(
        id=one.id,
        kind=one.kind,  # type: ignore[arg-type]  # one of REDUCED
        of=one.of[0],
        low=low,
        high=high,
        threshold=one.threshold,
    )


def _check(one: RunOutcome, used: Sequence[str], known: set[str]) -> None:
    lacking = [name for name in used if name not in known]
    if lacking:
        raise InputError(
            what=Text(zh="结局所用的量在模型中没有", en="An outcome uses what the model lacks"),
            where=one.id,
            found=", ".join(lacking),
            do=Text(
                zh="改用模型的状态或赋值量", en="Name states or assignments of the model instead"
            ),
        )


def _check_names(used: Sequence[str], known: set[str]) -> None:
    lacking = [name for name in used if name not in known]
    if lacking:
        raise InputError(
            what=Text(zh="模型中没有这些量", en="The model has no such quantity"),
            where="shown",
            found=", ".join(lacking),
            do=Text(zh="改用模型的状态或赋值量", en="Name states or assignments of the model"),
        )


def reduce_outcomes(
    plan: OutcomePlan, *, values: NDArray[np.float64], measures: NDArray[np.float64]
) -> dict[str, Vector]:
    """Return one column an outcome, in the order of ``plan.outcomes``.

    ``values`` are (n, len(watched), len(visits)), ``measures`` (n, len(plan.measures)). A patient
    whose values are not finite gets not-a-number throughout; nobody is left out.
    """
    at = {one.id: index for index, one in enumerate(plan.measures)}
    place = {name: index for index, name in enumerate(plan.watched)}
    visits = np.asarray(plan.visits)
    found: dict[str, Vector] = {}
    # outcomes that look at others come after them, whatever the order of declaration
    waiting = list(plan.outcomes)
    while waiting:
        later = []
        for one in waiting:
            needs = one.of if one.kind in LATER else ()
            if any(name not in found for name in (*needs, *((one.when,) if one.when else ()))):
                later.append(one)
            elif one.kind in REDUCED:
                found[one.id] = np.ascontiguousarray(measures[:, at[one.id]])
            else:
                found[one.id] = _told(one, found, values, place, visits)
        if len(later) == len(waiting):
            raise InputError(
                what=Text(zh="结局互相引用", en="Outcomes wait for each other or for none"),
                where=", ".join(one.id for one in later),
                found=", ".join(one.when or " ".join(one.of) for one in later),
                do=Text(zh="改正 of 或 when", en="Correct of or when"),
            )
        waiting = later
    return {one.id: found[one.id] for one in plan.outcomes}


def _told(
    one: RunOutcome,
    found: Mapping[str, Vector],
    values: NDArray[np.float64],
    place: Mapping[str, int],
    visits: Vector,
) -> Vector:
    if one.kind == "earliest":
        return np.asarray(np.fmin.reduce([found[name] for name in one.of]))
    if one.kind == "ratio":
        top, under = found[one.of[0]], found[one.of[1]]
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(under > (one.least or 0.0), top / under, np.nan)
    if one.kind in {"is_above", "is_below"}:
        value, limit = found[one.of[0]], one.threshold or 0.0
        holds = value > limit if one.kind == "is_above" else value < limit
        return np.where(np.isnan(value), np.nan, holds.astype(np.float64))
    own = [place[name] for name in one.of]
    if one.kind == "rise":
        series = values[:, own[0], :] if len(own) == 1 else values[:, own, :].sum(axis=1)
        return rise(series, visits, share=one.threshold or 0.0, least=one.least or 0.0,
                    low=one.low or 0.0)  # fmt: skip
    n = len(values)
    column = _column(one, found, visits, n)
    rows, here = np.arange(n)[:, None], column >= 0
    value = np.where(here, values[rows, own, column[:, None]].sum(axis=1), np.nan)
    if one.kind == "share":
        per = [place[name] for name in one.per]
        below = values[rows, per, column[:, None]].sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            # a clone of less than a cell is solver noise, which may lie below 0
            value = np.where(here & (below > 0.0), np.clip(value / below, 0.0, 1.0), np.nan)
    return value


def _column(
    one: RunOutcome, found: Mapping[str, Vector], visits: Vector, n: int
) -> NDArray[np.int64]:
    """Return the visit to look at for each patient; -1 where the day named never came."""
    if not one.when:
        last = len(visits) - 1
        day = last if one.low is None else int(np.searchsorted(visits, one.low))
        return np.full(n, min(day, last), dtype=np.int64)
    days = found[one.when]
    column = np.searchsorted(visits, np.where(np.isnan(days), visits[-1], days))
    return np.where(np.isnan(days), -1, np.minimum(column, len(visits) - 1)).astype(np.int64)


def rise(
    value: NDArray[np.float64], visits: Vector, *, share: float, least: float, low: float
) -> Vector:
    """Return the first visit at which ``value`` has risen from its lowest, confirmed by the next.

    ``value`` is (n, m) at ``visits`` (m,). The lowest is that of the visits from day 0 up to the
    one looked at; from day ``low`` on a rise counts that is at least ``share`` of the lowest and at
    least ``least``. The last visit has no next one: no rise begins there. Not-a-number where it
    never came.
    """
    since = visits >= 0.0
    lowest = np.minimum.accumulate(np.where(since, value, np.inf), axis=1)
    with np.errstate(invalid="ignore"):
        risen = (value - lowest >= np.maximum(share * lowest, least)) & (visits >= low)
    confirmed = risen[:, :-1] & risen[:, 1:]
    first = np.where(confirmed.any(axis=1), confirmed.argmax(axis=1), -1)
    return np.where(first >= 0, visits[first], np.nan)
