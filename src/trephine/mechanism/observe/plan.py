"""plan: at which times a run has to give which quantities, so that records can be written."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.core.error import InputError
from trephine.core.model import Model
from trephine.core.readout import Readouts, ReadoutSchedule
from trephine.core.text import Text
from trephine.mechanism.evaluate import names_in

MONTH = 30.4375
# Beside the schedules, so that infections and their extra readings find values in between.
_WEEK = 7.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ObservationPlan:
    """``times`` and ``names`` to ask a run for, and each schedule's own days, a part of them."""

    times: NDArray[np.float64]
    names: tuple[str, ...]
    days: Mapping[str, NDArray[np.float64]]


def plan(readouts: Readouts, model: Model, *, end: float, start: float = -7.0) -> ObservationPlan:
    """Return what to ask ``solve`` for, from day ``start`` to day ``end`` after the infusion.

    Names that formulas use and the model does not have are the patient's covariates; whether those
    are there, taking the readings tells. Raises InputError where ``end`` is not after ``start``,
    and where a term takes the name of a quantity of the model.
    """
    if not start < end:
        raise InputError(
            what=Text(zh="观察期的终点须晚于起点", en="observation must end after it starts"),
            where="end",
            found=f"{start:g} … {end:g}",
            do=Text(zh="给出更晚的终点", en="give a later end"),
        )
    own = {one.id for one in model.states} | {one.id for one in model.assignments}
    terms = {one.id for one in readouts.terms}
    if terms & own:
        raise InputError(
            what=Text(zh="中间项与模型的量同名", en="a term has the name of a model's quantity"),
            where=readouts.model,
            found=", ".join(sorted(terms & own)),
            do=Text(zh="改用另一个名称", en="choose another name"),
        )
    formulas = [one.formula for one in readouts.terms]
    formulas += [one.formula for one in readouts.readouts]
    formulas += [one.when for one in readouts.readouts if one.when]
    used = {name for one in (*formulas, readouts.infection.hazard) for name in names_in(one)}
    days = {one.id: days_of(one, start, end) for one in readouts.schedules}
    every = np.arange(start, end, _WEEK)
    return ObservationPlan(
        times=np.unique(np.concatenate([*days.values(), every, [end]])),
        names=tuple(sorted(used & own)),
        days=days,
    )


def days_of(schedule: ReadoutSchedule, start: float, end: float) -> NDArray[np.float64]:
    """Return the days from ``start`` to ``end`` on which a schedule is read, rising."""
    parts: list[NDArray[Any]] = [np.asarray(schedule.days, dtype=np.float64)]
    parts += [
        span.first + span.every * np.arange(np.floor((span.last - span.first) / span.every + 1.01))
        for span in schedule.spans
    ]
    parts.append(np.round(np.asarray(schedule.months, dtype=np.float64) * MONTH))
    found = np.unique(np.round(np.concatenate(parts), 6))
    return np.asarray(found[(found >= start) & (found <= end)], dtype=np.float64)
