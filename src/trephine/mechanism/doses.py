"""Doses: amounts added to states of a model at given times."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from trephine.core.error import InputError
from trephine.core.model import Model
from trephine.core.option import nearest
from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Doses:
    """What each patient is given: ``times`` float64[n, k], ``targets`` int32[n, k], ``amounts``.

    A row's times rise; unused places at its end are +inf. A target is a position among the model's
    states; the amount, in that state's unit, is added to it at that time. A value read at the very
    time of a dose includes it.
    """

    times: np.ndarray
    targets: np.ndarray
    amounts: np.ndarray

    def __len__(self) -> int:
        """Return for how many patients it holds."""
        return len(self.times)

    def rows(self, first: int, last: int) -> "Doses":
        """Return those of the patients from place ``first`` up to ``last``."""
        return Doses(
            times=self.times[first:last],
            targets=self.targets[first:last],
            amounts=self.amounts[first:last],
        )


def no_doses(n: int) -> Doses:
    """Return the doses of ``n`` patients who get none."""
    return Doses(
        times=np.full((n, 0), np.inf),
        targets=np.zeros((n, 0), dtype=np.int32),
        amounts=np.zeros((n, 0)),
    )


def joined_doses(parts: Sequence[Doses]) -> Doses:
    """Return the doses of several lots of patients as those of all, in order."""
    width = max((one.times.shape[1] for one in parts), default=0)
    padded = [((0, 0), (0, width - one.times.shape[1])) for one in parts]
    each = list(zip(parts, padded, strict=True))
    return Doses(
        times=np.vstack([np.pad(one.times, more, constant_values=np.inf) for one, more in each]),
        targets=np.vstack([np.pad(one.targets, more) for one, more in each]),
        amounts=np.vstack([np.pad(one.amounts, more) for one, more in each]),
    )


def doses_of(model: Model, rows: Sequence[Iterable[tuple[float, str, float]]]) -> Doses:
    """Return doses from one list of (time, state, amount) a patient, in any order.

    Doses at one time are given in the order listed. Raises InputError for an unknown state.
    """
    place = {entry.id: at for at, entry in enumerate(model.states)}
    lists = [sorted(row, key=lambda dose: dose[0]) for row in rows]
    width = max((len(one) for one in lists), default=0)
    shape = (len(lists), width)
    times, targets = np.full(shape, np.inf), np.zeros(shape, dtype=np.int32)
    amounts = np.zeros(shape)
    for at, one in enumerate(lists):
        for j, (time, state, amount) in enumerate(one):
            if state not in place:
                raise unknown_state(model, state)
            times[at, j], targets[at, j], amounts[at, j] = time, place[state], amount
    return Doses(times=times, targets=targets, amounts=amounts)


def unknown_state(model: Model, found: object) -> InputError:
    """Return the refusal of a dose into a state that the model does not have."""
    near = nearest(str(found), [entry.id for entry in model.states])
    return InputError(
        what=Text(zh="模型没有这个状态，无法给药", en="the model has no such state to dose"),
        where=model.id,
        found=str(found),
        do=Text(
            zh=f"使用模型的状态名{f'，例如 {near}' if near else ''}",
            en=f"use the name of a state{f', for example {near}' if near else ''}",
        ),
    )


def check_doses(model: Model, doses: Doses, n: int, start: float) -> None:
    """Refuse doses of another shape, out of order, before the start, or of impossible amounts.

    Raises InputError that names the first patient's place and dose.
    """
    times, targets, amounts = doses.times, doses.targets, doses.amounts
    if times.ndim != 2 or len(times) != n or not times.shape == targets.shape == amounts.shape:
        raise InputError(
            what=Text(zh="给药表的形状不对", en="the table of doses has another shape"),
            where=model.id,
            found=f"times {times.shape}, targets {targets.shape}, amounts {amounts.shape}",
            do=Text(zh=f"每位患者一行，共 {n} 行", en=f"give a row a patient: {n} rows"),
        )
    used = times != np.inf
    _refuse(model, doses, np.isnan(times) | (times < start), start, "time")
    back = np.zeros(times.shape, dtype=np.bool_)
    back[:, 1:] = times[:, 1:] < times[:, :-1]
    _refuse(model, doses, back, start, "order")
    _refuse(model, doses, used & ((targets < 0) | (targets >= len(model.states))), start, "target")
    _refuse(model, doses, used & ~(np.isfinite(amounts) & (amounts >= 0)), start, "amount")


def _refuse(model: Model, doses: Doses, bad: np.ndarray, start: float, kind: str) -> None:
    if not bad.any():
        return
    row, j = (int(one) for one in np.argwhere(bad)[0])
    words = {
        "time": (
            Text(zh="给药时间不可能", en="a dose's time is impossible"),
            Text(zh=f"给出不早于 {start:g} 的时间", en=f"give a time from {start:g} on"),
        ),
        "order": (
            Text(zh="给药时间没有按先后排列", en="the times of the doses do not rise"),
            Text(zh="按时间先后排列每位患者的给药", en="put each patient's doses in order of time"),
        ),
        "target": (
            Text(zh="给药的目标不是模型的状态", en="a dose's target is no state of the model"),
            Text(
                zh=f"目标为 0 到 {len(model.states) - 1} 的状态序号",
                en=f"give a state's position, 0 to {len(model.states) - 1}",
            ),
        ),
        "amount": (
            Text(zh="剂量不可能", en="a dose's amount is impossible"),
            Text(zh="给出不小于零的有限剂量", en="give a finite amount of zero or more"),
        ),
    }[kind]
    raise InputError(
        what=words[0],
        where=f"{model.id}: patient in row {row}, dose {j}",
        found=f"t={doses.times[row, j]:g}, target={doses.targets[row, j]}, "
        f"amount={doses.amounts[row, j]:g}",
        do=words[1],
    )
