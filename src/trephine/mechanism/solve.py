"""Compute the trajectories of virtual patients under a model."""

from collections.abc import Callable, Sequence

import numpy as np

from trephine.core.error import InputError
from trephine.core.measure import TrajectoryMeasure
from trephine.core.model import Model
from trephine.core.option import nearest
from trephine.core.text import Text
from trephine.mechanism.doses import Doses, check_doses, no_doses, unknown_state
from trephine.mechanism.kernel.methods import METHODS
from trephine.mechanism.kernel.plain import PlainModel
from trephine.mechanism.kernel.plain_run import PlainRun
from trephine.mechanism.patients import Patients, check_patients
from trephine.mechanism.reduce import reduce
from trephine.mechanism.solution import Solution
from trephine.mechanism.symbolic.system import system

Decision = tuple[np.ndarray, str, np.ndarray]
Policy = Callable[[float, dict[str, np.ndarray], Doses, np.ndarray], list[Decision]]


def solve(
    model: Model,
    patients: Patients,
    doses: Doses | None = None,
    *,
    start: float = -7.0,
    end: float,
    names: Sequence[str] = (),
    times: Sequence[float] | np.ndarray | None = None,
    measures: Sequence[TrajectoryMeasure] = (),
    grid: Sequence[float] | np.ndarray | None = None,
    rtol: float = 1e-5,
    threads: int = 0,  # noqa: ARG001  (this path has one)
    policy: Policy | None = None,
    decide_at: Sequence[float] | np.ndarray | None = None,
    decide_on: Sequence[str] = (),
) -> Solution:
    """Integrate every patient from ``start`` to ``end`` (days) with their doses.

    ``names`` (states, assignments, parameters, ``time``) are read at ``times`` into ``values``;
    ``measures`` are reduced over ``grid`` (whole days where it is None). ``policy`` is
    called at the times ``decide_at`` with ``(t, values, given, numbers)`` for many patients at
    once: ``values`` holds the quantities ``decide_on`` (``names`` where it is empty), ``given`` the
    doses given so far; it returns a list of ``(mask bool[n], state, amount[n])``, what to give now.
    ``rtol`` weighs a step's error against each state's size and floor. ``threads`` 0: every core.

    A patient that fails is kept, with its status and time. Raises InputError for input that cannot
    be.
    """
    n, start, end = len(patients), float(start), float(end)
    doses = no_doses(n) if doses is None else doses
    check_patients(model, patients)
    check_doses(model, doses, n, start)
    found = system(model)
    at = _rising(model, times, start, end, "times")
    points = _grid(model, grid, start, end) if measures else np.zeros(0)
    decisions = _rising(model, decide_at, start, end, "decide_at") if policy else np.zeros(0)
    if not end >= start or not 0 < rtol < 1:
        raise _refusal(
            model,
            f"start={start:g}, end={end:g}, rtol={rtol:g}",
            Text(
                zh="给出不早于开始的结束时间，容差在 0 与 1 之间",
                en="end after the start, rtol in (0, 1)",
            ),
        )
    for name in (*names, *(one.of for one in measures), *decide_on):
        if name not in found.quantities:
            near = nearest(name, list(found.quantities))
            raise _refusal(
                model,
                name,
                Text(
                    zh=f"使用模型的量名，例如 {near}",
                    en=f"use a quantity's name, for example {near}",
                ),
            )
    every = tuple(dict.fromkeys((*names, *(one.of for one in measures), *decide_on)))
    plain = PlainModel(found, every)
    samples = np.unique(np.concatenate([at, points]))
    run = PlainRun.begin(
        plain, METHODS["rodas4"], rtol, patients.parameters, start, samples, len(every)
    )
    watched = list(decide_on or names)
    for moment in decisions:
        run.advance(float(moment), doses, last=False)
        doses = _decide(model, run, doses, policy, float(moment), every, watched, patients)  # type: ignore[arg-type]
    run.advance(end, doses, last=True)
    columns = [every.index(name) for name in names]
    at_times = np.searchsorted(samples, at)
    at_points = np.searchsorted(samples, points)
    reduced = np.full((n, len(measures)), np.nan)
    for q, measure in enumerate(measures):
        kept = run.sampled[:, every.index(measure.of), :][:, at_points]
        reduced[:, q] = reduce(measure, points, kept)
    reduced[run.status != 0] = np.nan
    return Solution(
        names=tuple(names),
        times=at,
        values=run.sampled[:, columns, :][:, :, at_times] if times is not None else None,
        measures=reduced,
        status=run.status,
        failed_at=run.failed_at,
        steps=run.steps,
        rejected=run.rejected,
        given=_given(doses, run),
    )


def _decide(
    model: Model,
    run: PlainRun,
    doses: Doses,
    policy: Policy,
    moment: float,
    every: tuple[str, ...],
    watched: list[str],
    patients: Patients,
) -> Doses:
    """Ask the policy and put what it gives among the doses."""
    found = run.model.observe(run.t, run.y, run.p)
    values = {name: found[:, every.index(name)] for name in watched}
    place = {entry.id: at for at, entry in enumerate(model.states)}
    for mask, state, amount in policy(moment, values, _given(doses, run), patients.numbers):
        if state not in place:
            raise unknown_state(model, state)
        doses = _insert(
            doses, run.next_dose, moment, mask & (run.status == 0), place[state], amount
        )
    return doses


def _insert(
    doses: Doses, after: np.ndarray, t: float, mask: np.ndarray, target: int, amount: np.ndarray
) -> Doses:
    """Return the doses with one more for the masked patients, after all at or before its time."""
    n, width = doses.times.shape
    times = np.hstack([doses.times, np.full((n, 1), np.inf)])
    targets = np.hstack([doses.targets, np.zeros((n, 1), dtype=np.int32)])
    amounts = np.hstack([doses.amounts, np.zeros((n, 1))])
    for row in np.flatnonzero(mask):
        at = max(int(after[row]), int(np.searchsorted(doses.times[row], t, side="right")))
        for table, value in ((times, t), (targets, target), (amounts, amount[row])):
            table[row, at + 1 :] = table[row, at:width].copy()
            table[row, at] = value
    return Doses(times=times, targets=targets, amounts=amounts)


def _given(doses: Doses, run: PlainRun) -> Doses:
    """Return the doses given so far."""
    width = int(run.next_dose.max(initial=0))
    used = np.arange(width) < run.next_dose[:, None]
    return Doses(
        times=np.where(used, doses.times[:, :width], np.inf),
        targets=np.where(used, doses.targets[:, :width], 0).astype(np.int32),
        amounts=np.where(used, doses.amounts[:, :width], 0.0),
    )


def _grid(
    model: Model, grid: Sequence[float] | np.ndarray | None, start: float, end: float
) -> np.ndarray:
    if grid is not None:
        return _rising(model, grid, start, end, "grid")
    return np.arange(np.ceil(start), np.floor(end) + 1.0)


def _rising(
    model: Model, given: Sequence[float] | np.ndarray | None, start: float, end: float, what: str
) -> np.ndarray:
    points = np.asarray(() if given is None else given, dtype=np.float64)
    inside = np.isfinite(points) & (points >= start) & (points <= end)
    if points.ndim != 1 or not inside.all() or (np.diff(points) <= 0).any():
        raise _refusal(
            model,
            f"{what}={np.array2string(points, threshold=6)}",
            Text(
                zh=f"给出 {start:g} 到 {end:g} 之间递增的时间",
                en=f"give rising times from {start:g} to {end:g}",
            ),
        )
    return points


def _refusal(model: Model, found: str, do: Text) -> InputError:
    return InputError(
        what=Text(zh="这样的求解要求不成立", en="this run cannot be asked for"),
        where=model.id,
        found=found,
        do=do,
    )
