"""Run many patients by compiled code: in blocks, on threads, stopping where decisions are due."""

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numba
import numpy as np

from trephine.core.measure import TrajectoryMeasure
from trephine.mechanism.doses import Doses
from trephine.mechanism.kernel.compiled_model import CompiledModel
from trephine.mechanism.kernel.dose_rows import had_until, put_in
from trephine.mechanism.kernel.drive import drive
from trephine.mechanism.kernel.places import FRESH, OVER, REWIND
from trephine.mechanism.kernel.questions import Questions

KINDS = (
    *("peak", "time_of_peak", "trough", "time_of_trough", "area", "value_at"),
    *("first_above", "first_below", "last_above", "days_above", "days_below"),
)

BLOCK = 512
"""Patients a thread takes at once where nothing is decided: 64 lane groups' worth of work."""
DECIDED_BLOCK = 65_536
"""Patients whom a policy sees together: all of a run, unless it is a very large one."""
AHEAD = 8
"""Decisions that a patient is run ahead of the one that is due, at most."""

Decide = Callable[["Block", int], None]
_local = threading.local()


@dataclass(slots=True, kw_only=True)
class Block:
    """Patients ``first`` to ``last`` while they are run, and what came of them."""

    first: int
    numbers: np.ndarray
    parameters: np.ndarray
    times: np.ndarray
    targets: np.ndarray
    amounts: np.ndarray
    next_dose: np.ndarray
    next_sample: np.ndarray
    next_decision: np.ndarray
    wanted_from: np.ndarray
    watched: np.ndarray
    record_state: np.ndarray
    record_at: np.ndarray
    base: np.ndarray
    front: np.ndarray
    counts: np.ndarray
    old_next: np.ndarray
    old_stop: np.ndarray
    reach: np.ndarray
    seen_to: np.ndarray
    status: np.ndarray
    failed_at: np.ndarray
    steps: np.ndarray
    rejected: np.ndarray
    values: np.ndarray
    reduced: np.ndarray

    def asked(self, j: int) -> np.ndarray:
        """Return who is to be decided on at decision ``j``, bool[n]."""
        found: np.ndarray = (self.status == 0) & (self.wanted_from <= j)
        return found

    @property
    def goes_on(self) -> np.ndarray:
        """Return whose run has neither failed nor been ended, bool[n]."""
        found: np.ndarray = (self.status == 0) & (self.record_state != OVER)
        return found


def run(
    model: CompiledModel,
    questions: Questions,
    numbers: np.ndarray,
    parameters: np.ndarray,
    doses: Doses,
    *,
    start: float,
    end: float,
    rtol: float,
    threads: int,
    decide: Decide | None,
    room: np.ndarray,
) -> list[Block]:
    """Run all patients and return their blocks in order.

    A block's numbers depend on its own patients alone. ``room`` takes what is read. With ``decide``
    each block stops at every decision, all its patients together.
    """
    size = DECIDED_BLOCK if decide else BLOCK
    firsts = range(0, len(numbers), size)
    workers = min(threads or os.cpu_count() or 1, max(len(firsts), 1))

    def one(first: int) -> Block:
        last = min(first + size, len(numbers))
        rows = slice(first, last)
        return _block(
            model,
            questions,
            first,
            numbers[rows],
            parameters[rows],
            doses.rows(first, last),
            (start, end, rtol),
            decide,
            room[rows],
        )

    if workers == 1:
        return [one(first) for first in firsts]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(one, firsts))


def run_ahead(block: Block, rows: np.ndarray, most: int) -> None:
    """Set how far ``rows`` are run ahead: twice as many decisions each time, until a dose is given.

    It follows from a patient's own past alone. Who fails ahead (below 0) goes step by step.
    """
    reach = block.reach[rows]
    further = np.minimum(np.maximum(2 * reach, 1), most)
    further[block.record_state[rows] == REWIND] = 1
    block.reach[rows] = np.where(reach < 0, reach, further)


@numba.njit(cache=True, nogil=True)  # pragma: no cover
def show(ahead: np.ndarray, place: int, rows: np.ndarray, watched: np.ndarray) -> None:
    """Fill columns of ``watched`` with what was read off ahead."""
    for i in rows:
        for q in range(len(watched)):
            watched[q, i] = ahead[i, place, q]


def room_for(questions: Questions, n: int) -> np.ndarray:
    """Return room for what is read of ``n`` patients: blocks fill their rows of it."""
    return np.empty((n, len(questions.out_columns), questions.n_times))


def new_block(
    questions: Questions,
    first: int,
    numbers: np.ndarray,
    parameters: np.ndarray,
    doses: Doses,
    room: np.ndarray,
    *,
    recorded: bool,
) -> Block:
    """Return a block that has not begun; ``recorded``: it will stop at decisions.

    ``room`` are its rows of ``room_for``.
    """
    room[:] = np.nan
    n = len(numbers)
    kept = n if recorded else 0
    n_w = len(questions.watch_columns)
    return Block(
        first=first,
        numbers=numbers,
        parameters=np.array(parameters, dtype=np.float64, order="C"),
        times=np.ascontiguousarray(doses.times, dtype=np.float64),
        targets=np.ascontiguousarray(doses.targets, dtype=np.int32),
        amounts=np.ascontiguousarray(doses.amounts, dtype=np.float64),
        next_dose=np.zeros(n, dtype=np.int64),
        next_sample=np.zeros(n, dtype=np.int64),
        next_decision=np.zeros(n, dtype=np.int64),
        wanted_from=np.zeros(n, dtype=np.int64),
        # a column a quantity: what a policy reads lies together
        watched=np.full((n_w, kept), np.nan).T,
        record_state=np.full(n, FRESH, dtype=np.int64),
        record_at=np.full(n, np.inf),
        base=np.zeros(n, dtype=np.int64),
        front=np.zeros(n, dtype=np.int64),
        counts=np.zeros((n, 3), dtype=np.int64),
        old_next=np.zeros(n, dtype=np.int64),
        old_stop=np.full(n, np.inf),
        reach=np.zeros(n, dtype=np.int64),
        seen_to=np.zeros(n, dtype=np.int64),
        status=np.zeros(n, dtype=np.int8),
        failed_at=np.full(n, np.nan),
        steps=np.zeros(n, dtype=np.int64),
        rejected=np.zeros(n, dtype=np.int64),
        values=room,
        reduced=np.full((n, len(questions.measures)), np.nan),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stepped:
    """A block that is run from outside: ``to(j)`` until decision ``j``, ``finish()`` to its end.

    Decisions are gone to in their order; those at which nobody is asked may be left out.
    """

    block: Block
    to: Callable[[int], None]
    finish: Callable[[], None]


def _block(
    model: CompiledModel,
    questions: Questions,
    first: int,
    numbers: np.ndarray,
    parameters: np.ndarray,
    doses: Doses,
    limits: tuple[float, float, float],
    decide: Decide | None,
    room: np.ndarray,
) -> Block:
    given = (model, questions, first, numbers, parameters, doses, limits, room)
    one = stepped(*given, recorded=decide is not None)
    for j in range(len(questions.decisions) if decide else 0):
        one.to(j)
        decide(one.block, j)  # type: ignore[misc]
    one.finish()
    return one.block


def stepped(
    model: CompiledModel,
    questions: Questions,
    first: int,
    numbers: np.ndarray,
    parameters: np.ndarray,
    doses: Doses,
    limits: tuple[float, float, float],
    room: np.ndarray,
    *,
    recorded: bool,
) -> Stepped:
    """Return a block that has not begun; ``recorded``: it will stop at decisions.

    ``limits`` are its start, its end and the tolerance.
    """
    n, q, place = len(numbers), len(questions.measures), model.layout
    kept = n if recorded else 0
    block = new_block(questions, first, numbers, parameters, doses, room, recorded=recorded)
    spoiled, last_t, last_v = (np.zeros((n, q)) for _ in range(3))
    measures = (
        *measure_limits(questions.measures),
        questions.measure_columns,
        block.reduced,
        spoiled,
        np.full((n, q), np.nan),
        last_t,
        last_v,
        np.ones((n, q), dtype=np.bool_),
    )
    reading = (
        *(questions.samples, questions.time_of, questions.is_grid, block.next_sample),
        *(questions.out_columns, block.values),
    )
    # samples are reduced as they are read, and could not be taken back
    most = 1 if len(questions.samples) else AHEAD
    ahead = np.full((kept, most, len(questions.watch_columns)), np.nan)
    deciding = (
        *(questions.decisions, block.next_decision, questions.watch_columns),
        *(ahead, block.reach, block.seen_to),
    )
    bends = int(model.at[10]) * place.states
    records = (
        *(block.record_state, block.record_at, np.zeros((kept, place.factors - place.kept))),
        *(block.base, block.front),
        *(np.zeros((kept, 2, one)) for one in (2 * place.states + bends, 4)),
        *(block.counts, block.old_next, block.old_stop),
    )
    ended = (block.status, block.failed_at, block.steps, block.rejected)

    def advance(order: np.ndarray, until: float) -> None:
        drive(
            model.driven,
            _workspace(model),
            order,
            (*limits, until),
            block.parameters,
            (block.times, block.targets, block.amounts, block.next_dose),
            reading,
            measures,
            deciding,
            records,
            ended,
        )

    def to(j: int) -> None:
        asked = np.flatnonzero(block.asked(j))
        rows = asked[block.seen_to[asked] <= j]
        if len(rows):
            run_ahead(block, rows, most)
            block.next_decision[rows] = j
            advance(rows, float(questions.decisions[j]))
        rows = asked[block.status[asked] == 0]
        if not len(rows):
            return
        show(ahead, j % most, rows, block.watched.T)
        block.next_decision[rows] = j + 1

    def finish() -> None:
        going = (block.status == 0) & (block.record_state != OVER)
        advance(np.flatnonzero(going), np.inf)
        block.reduced[(spoiled > 0) | (block.status != 0)[:, None]] = np.nan

    return Stepped(block=block, to=to, finish=finish)


def give(
    block: Block,
    mask: np.ndarray,
    j: int,
    moment: float,
    target: int,
    amount: np.ndarray,
    after: float = 0.0,
) -> None:
    """Put one more dose into the rows of ``mask``, ``after`` days after a decision's time."""
    when = moment + after
    hit = np.flatnonzero(mask)
    hit = hit[(block.status[hit] == 0) & (block.wanted_from[hit] <= j)]
    if not len(hit):
        return
    if np.isfinite(block.times[hit, -1]).any() if block.times.shape[1] else True:
        more = max(4, block.times.shape[1] // 2)
        block.times = np.pad(block.times, ((0, 0), (0, more)), constant_values=np.inf)
        block.targets = np.pad(block.targets, ((0, 0), (0, more)))
        block.amounts = np.pad(block.amounts, ((0, 0), (0, more)))
    put_in(
        hit,
        when,
        moment,
        target,
        np.asarray(amount, dtype=np.float64),
        (block.times, block.targets, block.amounts),
        (block.next_dose, block.steps, block.rejected, block.counts),
        (block.record_state, block.record_at, block.old_next, block.old_stop, block.seen_to),
    )


def doses_until(block: Block, moment: float, rows: np.ndarray | None = None) -> np.ndarray:
    """Return how many doses each patient had up to a moment, those just decided left out.

    ``rows``: of these alone (None: of all).
    """
    if np.isinf(moment):
        return block.next_dose if rows is None else block.next_dose[rows]
    return had_until(
        np.arange(len(block.times)) if rows is None else rows,
        moment,
        block.times,
        block.next_dose,
        block.status,
        block.record_state,
        block.record_at,
        block.old_next,
    )


def wait(block: Block, rows: np.ndarray, first: np.ndarray) -> None:
    """Let patients be asked again at decision ``first``, sooner or later than was said before."""
    far = rows[first > block.next_decision[rows]]
    block.reach[far] = np.minimum(block.reach[far], 0)
    block.wanted_from[rows] = block.next_decision[rows] = first


def end_run(block: Block, rows: np.ndarray, moment: float) -> None:
    """End the runs of patients: nothing more is computed of them."""
    if not len(rows):
        return
    block.next_dose[rows] = doses_until(block, moment, rows)
    block.record_state[rows] = OVER
    block.next_decision[rows] = block.wanted_from[rows] = 2**31


def _workspace(model: CompiledModel) -> np.ndarray:
    """Return this thread's workspace, of the model's size."""
    spaces = _local.__dict__.setdefault("spaces", {})
    slots = model.layout.size + model.seen
    if slots not in spaces:
        spaces.clear()
        spaces[slots] = model.workspace()
    found: np.ndarray = spaces[slots]
    return found


def measure_limits(measures: Sequence[TrajectoryMeasure]) -> tuple[np.ndarray, ...]:
    """Return the measures' kinds (places in ``KINDS``), lows, highs and thresholds."""
    kinds = np.array([KINDS.index(one.kind) for one in measures], dtype=np.int64)
    low = [-np.inf if one.low is None else one.low for one in measures]
    high = [np.inf if one.high is None or one.kind == "value_at" else one.high for one in measures]
    threshold = [np.nan if one.threshold is None else one.threshold for one in measures]
    return (kinds, *(np.array(row, dtype=np.float64) for row in (low, high, threshold)))
