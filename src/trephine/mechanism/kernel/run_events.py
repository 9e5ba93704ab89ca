"""Run patients of a model with events, one after another."""

import numpy as np

from trephine.mechanism.doses import Doses
from trephine.mechanism.kernel.compiled_model import CompiledModel
from trephine.mechanism.kernel.event_run import EventRun
from trephine.mechanism.kernel.places import OVER
from trephine.mechanism.kernel.questions import Questions
from trephine.mechanism.kernel.run import Block, Decide, new_block
from trephine.mechanism.reduce import reduce
from trephine.mechanism.solution import RunStatus


def run_events(
    model: CompiledModel,
    questions: Questions,
    numbers: np.ndarray,
    parameters: np.ndarray,
    doses: Doses,
    *,
    start: float,
    end: float,
    rtol: float,
    threads: int,  # noqa: ARG001  (this path takes one)
    decide: Decide | None,
    room: np.ndarray,
) -> list[Block]:
    """Run all patients as one block, each for itself, all stopping at each decision."""
    block = new_block(questions, 0, numbers, parameters, doses, room, recorded=decide is not None)
    columns = [*questions.out_columns, *questions.measure_columns, *questions.watch_columns]
    # the moments of decisions are read like samples and sorted apart afterwards
    moments = questions.samples
    runs = [
        EventRun.begin(
            model, row, _doses(block, i), moments, max(columns, default=-1) + 1, start, rtol
        )
        for i, row in enumerate(block.parameters)
    ]
    for j, moment in enumerate(questions.decisions if decide else ()):
        for i, one in enumerate(runs):
            if block.record_state[i] == OVER:
                continue
            one.advance(float(moment), last=False)
            block.next_dose[i] = one.next_dose
            block.status[i] = one.status
            block.watched[i] = one.read()[questions.watch_columns]
        decide(block, j)  # type: ignore[misc]
        for i, one in enumerate(runs):
            one.doses = _doses(block, i)
            if one.status is RunStatus.DONE:
                one.give()
    for i, one in enumerate(runs):
        if block.record_state[i] != OVER:
            one.advance(end, last=True)
    _gather(block, questions, runs)
    return [block]


def _doses(block: Block, i: int) -> list[tuple[float, int, float]]:
    used = np.isfinite(block.times[i])
    rows = zip(block.times[i, used], block.targets[i, used], block.amounts[i, used], strict=True)
    return [(float(t), int(target), float(amount)) for t, target, amount in rows]


def _gather(block: Block, questions: Questions, runs: list[EventRun]) -> None:
    at_times = np.flatnonzero(questions.time_of >= 0)
    grid = questions.samples[questions.is_grid]
    for i, one in enumerate(runs):
        block.status[i], block.failed_at[i] = one.status, one.failed_at
        block.steps[i], block.rejected[i] = one.steps, one.rejected
        block.next_dose[i] = one.next_dose
        if len(questions.out_columns):
            block.values[i] = one.sampled[questions.out_columns][:, at_times]
        if one.status is not RunStatus.DONE:
            continue
        for q, measure in enumerate(questions.measures):
            row = one.sampled[questions.measure_columns[q], questions.is_grid]
            block.reduced[i, q] = reduce(measure, grid, row[None, :])[0]
