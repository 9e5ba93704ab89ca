"""renewals: patients of a run who go on with other parameters, in a wider model."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from trephine.core.error import InputError
from trephine.core.model import Model
from trephine.core.text import Text
from trephine.mechanism.doses import Doses
from trephine.mechanism.kernel.compiled_model import CompiledModel
from trephine.mechanism.kernel.places import LANES, T
from trephine.mechanism.kernel.questions import Questions
from trephine.mechanism.kernel.run import (
    Block,
    Stepped,
    doses_until,
    end_run,
    room_for,
    stepped,
)
from trephine.mechanism.patients import Patients, check_patients
from trephine.mechanism.policy import Renewed


@dataclass(slots=True, kw_only=True, eq=False)
class Continued:
    """Patients renewed at the decision of one ``moment``: their ``rows`` of the run's block.

    The first ``put`` doses of theirs are none: they bring each state to what it was. Before
    decision ``due`` none of them is asked.
    """

    rows: np.ndarray
    moment: float
    model: Model
    run: Stepped
    put: int
    due: int = 0

    @property
    def block(self) -> Block:
        """Return the block that they go on in."""
        return self.run.block

    def waited(self) -> None:
        """Note anew before which decision none of them is asked."""
        self.due = int(self.block.wanted_from[self.block.status == 0].min(initial=2**31))


class Renewals:
    """The patients of one block whose parameters were renewed, from then on in a wider model.

    To the block they have ended; what they are asked and answer goes through here. Nobody else's
    numbers depend on them.
    """

    def __init__(
        self,
        model: Callable[[], CompiledModel],
        lean: Model,
        asked: Questions,
        limits: tuple[float, float],
    ) -> None:
        """Note what to run them by; ``limits`` are the run's end and its tolerance."""
        self._model, self._lean, self._asked, self._limits = model, lean, asked, limits
        self.each: list[Continued] = []
        # which of them has each row, -1 none
        self._part = np.zeros(0, dtype=np.intp)

    def having(self, rows: np.ndarray) -> list[Continued]:
        """Return those that have any of ``rows`` of the run's block, in their order."""
        if not self.each or not len(rows):
            return []
        return [self.each[k] for k in np.unique(self._part[rows]) if k >= 0]

    def to(self, block: Block, j: int, asked: np.ndarray) -> None:
        """Bring them to decision ``j``: mark in ``asked`` who is, and show what is watched."""
        for one in self.each:
            if one.due > j:
                continue
            mine = one.block.asked(j)
            if not mine.any():
                continue
            one.run.to(j)
            mine &= one.block.status == 0
            asked[one.rows] = mine
            block.watched[one.rows[mine]] = one.block.watched[mine]
            _failed(block, one)

    def renew(
        self, block: Block, renewed: Renewed, j: int, states: dict[str, np.ndarray]
    ) -> np.ndarray:
        """Let patients go on with other parameters from decision ``j``; return their rows.

        ``states`` are those of the leaner model now, ``[n]``. Raises InputError for parameters that
        no run accepts, and for a second renewal.
        """
        moment = float(self._asked.decisions[j])
        rows = np.flatnonzero(self._checked(block, renewed, moment) & block.asked(j))
        if not len(rows):
            return rows
        code, table = self._model(), np.asarray(renewed.parameters, dtype=np.float64)[rows]
        own = Patients(numbers=block.numbers[rows], parameters=table)
        check_patients(code.model, own)
        begun = _begun(code, own.parameters, moment)
        now = begun.copy()
        for at, entry in enumerate(code.model.states):
            if entry.id in states:
                now[:, at] = states[entry.id][rows]
        before = self._lean.states
        doses, put = _doses(block, rows, moment, (begun, now), [one.id for one in before], code)
        run = stepped(
            code,
            self._asked,
            block.first,
            own.numbers,
            own.parameters,
            doses,
            (moment, *self._limits),
            room_for(self._asked, len(rows)),
            recorded=True,
        )
        # asked at this decision already, for the doses of the same answer; to be run to the next
        run.block.wanted_from[:], run.block.next_decision[:] = j, j + 1
        if not self.each:
            self._part = np.full(len(block.status), -1, dtype=np.intp)
        self._part[rows] = len(self.each)
        self.each.append(Continued(rows=rows, moment=moment, model=code.model, run=run, put=put))
        end_run(block, rows, moment)
        return rows

    def finish(self, block: Block) -> None:
        """Bring them to the end of the run; their steps and failures are those of their rows."""
        for one in self.each:
            one.run.finish()
            _failed(block, one)
            block.steps[one.rows] += one.block.steps
            block.rejected[one.rows] += one.block.rejected

    def given(self, found: Doses, whole: Model, moment: float) -> Doses:
        """Return the doses given so far (into the whole model) with those since the renewal."""
        place = {entry.id: at for at, entry in enumerate(whole.states)}
        lists: dict[int, list[tuple[float, int, float]]] = {}
        for one in self.each:
            own, had = one.block, doses_until(one.block, moment)
            for k, row in enumerate(one.rows):
                there = np.isfinite(found.times[row]) & (found.times[row] <= one.moment)
                table = (found.times[row], found.targets[row], found.amounts[row])
                mine = [tuple(part[there][i] for part in table) for i in range(int(there.sum()))]
                for i in range(one.put, int(had[k])):
                    to = place[one.model.states[int(own.targets[k, i])].id]
                    mine.append((own.times[k, i], to, own.amounts[k, i]))
                lists[int(row)] = mine
        width = max([found.times.shape[1], *(len(mine) for mine in lists.values())])
        more = ((0, 0), (0, width - found.times.shape[1]))
        times = np.pad(found.times, more, constant_values=np.inf)
        targets, amounts = np.pad(found.targets, more), np.pad(found.amounts, more)
        for row, mine in lists.items():
            times[row], targets[row], amounts[row] = np.inf, 0, 0.0
            for i, (time, to, amount) in enumerate(mine):
                times[row, i], targets[row, i], amounts[row, i] = time, to, amount
        return Doses(times=times, targets=targets, amounts=amounts)

    def _checked(self, block: Block, one: Renewed, moment: float) -> np.ndarray:
        n, mask = len(block.status), np.asarray(one.mask)
        fits = mask.shape == (n,) and mask.dtype == np.bool_
        fits = fits and np.shape(one.parameters) == (n, block.parameters.shape[1])
        twice = [int(row) for own in self.each for row in own.rows if fits and mask[row]]
        if fits and not twice and not len(self._asked.samples):
            return mask
        raise InputError(
            what=Text(zh="决策更换参数，而此处不可", en="a policy renews what it cannot"),
            where=f"{self._lean.id}: t={moment:g}",
            found=f"mask {mask.shape}, parameters {np.shape(one.parameters)}, "
            f"{len(twice)} renewed before, {len(self._asked.samples)} times to read",
            do=Text(
                zh=f"给出 {n} 个真假值与 {n} 行参数，每人一次；不另要时间点与度量",
                en=f"give {n} truths and {n} rows of parameters, once each, and ask for no times "
                "and no measures",
            ),
        )


def _failed(block: Block, one: Continued) -> None:
    bad = one.block.status != 0
    if bad.any():
        block.status[one.rows[bad]] = one.block.status[bad]
        block.failed_at[one.rows[bad]] = one.block.failed_at[bad]


def _begun(code: CompiledModel, parameters: np.ndarray, moment: float) -> np.ndarray:
    """Return the states with which a run under these parameters begins, float64[rows, states]."""
    found = np.empty((len(parameters), code.layout.states))
    w, at = code.workspace(), code.layout.parameters
    for first in range(0, len(parameters), LANES):
        mine = parameters[first : first + LANES]
        w[at : at + mine.shape[1]] = mine[np.arange(LANES) % len(mine)].T
        w[T] = moment
        code.call("start", w)
        own = w[code.layout.size : code.layout.size + code.layout.states]
        found[first : first + LANES] = own[:, : len(mine)].T
    return found


def _doses(
    block: Block,
    rows: np.ndarray,
    moment: float,
    states: tuple[np.ndarray, np.ndarray],
    before: list[str],
    code: CompiledModel,
) -> tuple[Doses, int]:
    """Return what is still to be given, after what brings each state from its start to now.

    Each state is first brought to nothing and then to what it is: both without rounding.
    """
    begun, now = states
    n, m = begun.shape
    place = {entry.id: at for at, entry in enumerate(code.model.states)}
    moved = np.array([place[name] for name in before], dtype=np.int32)
    later = np.isfinite(block.times[rows]) & (block.times[rows] > moment)
    order = np.argsort(~later, axis=1, kind="stable")[:, : int(later.sum(axis=1).max(initial=0))]
    used = np.take_along_axis(later, order, axis=1)
    to = np.take_along_axis(np.where(later, block.targets[rows], 0), order, axis=1)
    each = np.tile(np.arange(m, dtype=np.int32), (n, 2))
    return Doses(
        times=np.hstack(
            [
                np.full((n, 2 * m), moment),
                np.where(used, np.take_along_axis(block.times[rows], order, axis=1), np.inf),
            ]
        ),
        targets=np.hstack([each, np.where(used, moved[to], 0)]).astype(np.int32),
        amounts=np.hstack(
            [
                -begun,
                now,
                np.where(used, np.take_along_axis(block.amounts[rows], order, axis=1), 0.0),
            ]
        ),
    ), 2 * m
