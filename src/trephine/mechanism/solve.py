"""Compute the trajectories of virtual patients under a model."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np

from trephine.core.error import InputError
from trephine.core.measure import TrajectoryMeasure
from trephine.core.model import Model
from trephine.core.text import Text
from trephine.mechanism.awake import awake, not_named, targets_in, targets_of
from trephine.mechanism.doses import Doses, check_doses, joined_doses, no_doses, unknown_state
from trephine.mechanism.gather import gather, given_so_far
from trephine.mechanism.kernel.compiled_model import CompiledModel, compiled_model
from trephine.mechanism.kernel.methods import METHODS
from trephine.mechanism.kernel.questions import questions, refusal
from trephine.mechanism.kernel.run import Block, end_run, give, room_for, run, wait
from trephine.mechanism.kernel.run_events import run_events
from trephine.mechanism.kernel.warp_run import run_warp
from trephine.mechanism.patients import Patients, check_patients
from trephine.mechanism.policy import DecidedDose, Moment, Policy
from trephine.mechanism.renewals import Renewals
from trephine.mechanism.solution import Solution

METHOD = "rodas5p"
"""Chosen by measurement on the real model: fewest microseconds a patient at an error of 1e-4."""

DEVICES = ("cpu", "cuda", "warp-cpu")
"""Where a run is computed: by compiled code on the processor's cores; by NVIDIA Warp on a GPU, or
on Warp's own processor device, which is slow and there to test what the GPU runs. Warp's devices
take schedules alone: neither a policy nor a model with events."""


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
    threads: int = 0,
    policy: Policy | None = None,
    decide_at: Sequence[float] | np.ndarray | None = None,
    decide_on: Sequence[str] = (),
    device: str = "cpu",
    doses_into: Collection[str] | None = None,
    renewed_into: Collection[str] | None = None,
) -> Solution:
    """Integrate every patient from ``start`` to ``end`` (days) with their doses.

    ``names`` (states, assignments, parameters, ``time``) are read at ``times`` into ``values``;
    ``measures`` are reduced over ``grid`` (whole days where it is None). ``policy`` is
    asked at the times ``decide_at`` for many patients at once, and shown the quantities
    ``decide_on`` (``names`` where it is empty): it answers with doses, with who may wait how long,
    and whose run ends.
    ``rtol`` weighs a step's error against each state's size and floor. ``threads`` 0: every core.
    ``device``: see ``DEVICES``. ``doses_into`` names the states that doses, a policy's included,
    may go to (None: any): what they cannot set going is left out, which saves a third of the time.
    Two runs with different lists differ by rounding and by the steps' own error. ``renewed_into``
    (None: a policy renews nobody) names the further states that doses may go to in patients whose
    parameters a policy renews: they alone go on in a wider model, and no other's numbers change.
    Then neither ``times`` nor ``measures`` may be asked for.

    A patient that fails is kept, with its status and time. Raises InputError for input that cannot
    be.
    """
    n, start, end = len(patients), float(start), float(end)
    doses = no_doses(n) if doses is None else doses
    check_patients(model, patients)
    check_doses(model, doses, n, start)
    if not end >= start or not np.isfinite(end - start) or not 0 < rtol < 1:
        raise refusal(
            model,
            f"start={start:g}, end={end:g}, rtol={rtol:g}",
            Text(
                zh="给出不早于开始的结束时间，容差在 0 与 1 之间",
                en="give an end after the start and a tolerance between 0 and 1",
            ),
        )
    if device not in DEVICES:
        raise refusal(
            model,
            f"device={device!r}",
            Text(zh=f"使用 {'、'.join(DEVICES)} 之一", en=f"use one of {', '.join(DEVICES)}"),
        )
    shown = list(decide_on or names) if policy else []
    watched, whole = list(shown), model
    if doses_into is not None:
        model, doses = awake(whole, doses, doses_into)
    if renewed_into is not None:
        watched += [one.id for one in model.states if one.id not in shown]
    asked = questions(
        model,
        span=(start, end),
        names=names,
        times=times,
        measures=measures,
        grid=grid,
        decide_at=decide_at if policy else None,
        watched=watched,
    )

    renewals: dict[int, Renewals] = {}
    limits = end, rtol

    def widest() -> CompiledModel:
        into = None if doses_into is None else {*doses_into, *(renewed_into or ())}
        wide = whole if into is None else awake(whole, no_doses(0), into)[0]
        return compiled_model(wide, METHODS[METHOD], asked.every)

    def decide(block: Block, j: int) -> None:
        moment = float(asked.decisions[j])
        asked_now = block.asked(j)
        own = renewals.get(id(block))
        if own is None and renewed_into is not None:
            own = renewals[id(block)] = Renewals(widest, model, asked, limits)
        if own is not None:
            own.to(block, j, asked_now)
        answer = policy(  # type: ignore[misc]
            Moment(
                t=moment,
                numbers=block.numbers,
                asked=asked_now,
                values={name: block.watched[:, q] for q, name in enumerate(shown)},
                given_so_far=lambda: _given(whole, model, block, own, moment),
            )
        )
        if answer.renewed is not None:
            if own is None:
                raise refusal(
                    whole,
                    f"renewed at t={moment:g}",
                    Text(zh="给出 renewed_into", en="give renewed_into"),
                )
            now = {e.id: block.watched[:, watched.index(e.id)] for e in model.states}
            own.renew(block, answer.renewed, j, now)
        for one in answer.doses:
            _check_dose(model, one, block, moment)
            _give(whole, model, block, own, one, j, moment)
        if answer.next_at is not None:
            until = np.asarray(answer.next_at)
            told = np.flatnonzero(~np.isnan(until))
            mine = told[block.goes_on[told]]
            first = np.searchsorted(asked.decisions, until[mine])
            wait(block, mine, np.maximum(first, j + 1))
            for part in own.having(told) if own else ():
                at = until[part.rows]
                mine = np.flatnonzero(~np.isnan(at) & part.block.goes_on)
                first = np.searchsorted(asked.decisions, at[mine])
                wait(part.block, mine, np.maximum(first, j + 1))
                part.waited()
        if answer.ends is not None:
            over = np.flatnonzero(answer.ends)
            end_run(block, over[block.goes_on[over]], moment)
            for part in own.having(over) if own else ():
                mine = np.flatnonzero(np.asarray(answer.ends)[part.rows] & part.block.goes_on)
                end_run(part.block, mine, moment)
                part.waited()

    room = room_for(asked, n)
    if device != "cpu":
        if policy or model.events:
            raise refusal(
                model,
                f"device={device!r} with {'a policy' if policy else 'events'}",
                Text(zh='改用 device="cpu"', en='use device="cpu"'),
            )
        blocks = run_warp(
            model,
            METHODS[METHOD],
            asked,
            patients.numbers,
            patients.parameters,
            doses,
            start=start,
            end=end,
            rtol=rtol,
            device=device.removeprefix("warp-"),
            room=room,
        )
    else:
        blocks = (run_events if model.events else run)(
            compiled_model(model, METHODS[METHOD], asked.every),
            asked,
            patients.numbers,
            patients.parameters,
            doses,
            start=start,
            end=end,
            rtol=rtol,
            threads=threads,
            decide=decide if policy else None,
            room=room,
        )
    for block in blocks:
        if id(block) in renewals:
            renewals[id(block)].finish(block)
    at = asked.samples[asked.time_of >= 0]
    found = gather(blocks, names, at, None if times is None else room, len(measures))
    found = found if model is whole else targets_in(whole, model, found)
    if not any(own.each for own in renewals.values()):
        return found
    parts = [_given(whole, model, block, renewals.get(id(block))) for block in blocks]
    return replace(found, given=joined_doses(parts))


def _given(
    whole: Model, model: Model, block: Block, own: Renewals | None, moment: float = np.inf
) -> Doses:
    found = targets_of(whole, model, given_so_far(block, moment))
    return found if own is None or not own.each else own.given(found, whole, moment)


def _give(
    whole: Model,
    model: Model,
    block: Block,
    own: Renewals | None,
    one: DecidedDose,
    j: int,
    moment: float,
) -> None:
    """Give one dose to each patient of its mask, in the model that runs them."""
    mask, amount = np.asarray(one.mask), np.asarray(one.amount)
    if own is None or not own.each:
        give(block, mask, j, moment, _target(whole, model, one.state), amount, one.after)
        return
    lean = mask & block.goes_on
    if lean.any():
        give(block, lean, j, moment, _target(whole, model, one.state), amount, one.after)
    for part in own.having(np.flatnonzero(mask)):
        mine = mask[part.rows]
        to = _target(whole, part.model, one.state)
        give(part.block, mine, j, moment, to, amount[part.rows], one.after)


def _target(whole: Model, model: Model, state: str) -> int:
    for at, entry in enumerate(model.states):
        if entry.id == state:
            return at
    raise (
        not_named(whole, state)
        if state in {e.id for e in whole.states}
        else unknown_state(whole, state)
    )


def _check_dose(model: Model, one: DecidedDose, block: Block, moment: float) -> None:
    """Refuse what cannot be given, one amount a patient. Raises InputError."""
    n = len(block.status)
    mask, amounts = np.asarray(one.mask), np.asarray(one.amount, dtype=np.float64)
    fits = mask.shape == (n,) and mask.dtype == np.bool_ and amounts.shape == (n,)
    fits = fits and np.isfinite(one.after) and one.after >= 0.0
    if fits and (np.isfinite(amounts[mask]) & (amounts[mask] >= 0.0)).all():
        return
    raise InputError(
        what=Text(zh="决策给出的剂量不可能", en="a policy gave an impossible dose"),
        where=f"{model.id}: t={moment:g}",
        found=f"mask {mask.shape}, amounts {np.array2string(amounts, threshold=6)}, "
        f"after {one.after:g}",
        do=Text(
            zh=f"给出 {n} 个真假值与 {n} 个不小于零的有限剂量",
            en=f"give {n} truths and {n} finite amounts of zero or more",
        ),
    )
