"""MeasuredBatch: what assays and people write down of true values, for many patients at once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from trephine.core.observable import Observable
from trephine.core.readout import Readout, ReadoutNoise
from trephine.mechanism.observe.encoded import bits_of, encoded, place_of, steps_of
from trephine.mechanism.observe.measured import exact, noisy

Column = NDArray[Any]
Vector = NDArray[np.float64]
Write = Callable[[Vector], Column]
_NOISE: tuple[ReadoutNoise, ...] = ("additive", "proportional", "lognormal", "counting", "none")


class MeasuredBatch:
    """The errors, limits, steps and codes of some read-outs, applied to all in a few strokes.

    Equal to ``noisy`` and ``measured``, value by value: what those do to one read-out is done here
    to a matrix of them. ``order`` are the places of the read-outs in its rows, those with an error
    first; ``drawn`` the observables that these draw for. Raises InputError for a code of the cut
    points that the observable does not have.
    """

    def __init__(self, readouts: Sequence[Readout], observables: Mapping[str, Observable]) -> None:
        """Sort the read-outs by their error, and by how they are written."""
        places = sorted(range(len(readouts)), key=lambda at: _NOISE.index(readouts[at].noise))
        self.order: tuple[int, ...] = tuple(places)
        mine = [readouts[at] for at in places]
        self.drawn = tuple(one.observable for one in mine if one.noise != "none")
        kinds = [one.noise for one in mine]
        self._ends = np.cumsum([kinds.count(kind) for kind in _NOISE[:3]]).tolist()
        self._sd = np.array([one.sd for one in mine], dtype=np.float64)[:, None]
        self._counting = [(at, one) for at, one in enumerate(mine) if one.noise == "counting"]
        self._coded: list[tuple[int, Write]] = []
        numbers: list[int] = []
        truths: list[int] = []
        self._events: list[int] = []
        for at, one in enumerate(mine):
            observable = observables[one.observable]
            if one.cutpoints:
                self._coded.append((at, coded(observable, one.cutpoints, one.last_code)))
            elif observable.kind in {"quantity", "dose"}:
                numbers.append(at)
            else:
                truths.append(at)
                if observable.kind == "event":
                    self._events.append(len(truths) - 1)
        self._numbers, self._truths = (np.array(one, dtype=np.int64) for one in (numbers, truths))
        rows = [_row(mine[at], observables[mine[at].observable]) for at in numbers]
        self._table = np.array(rows, dtype=np.float64).reshape(-1, 9)

    def written(self, values: Vector, u: Vector) -> dict[int, Column]:
        """Return the columns (as ``encoded`` says) by the places of the read-outs.

        ``values`` ``[p, n]`` are true values in ``order``, and are used up; ``u`` ``[d, n]`` the
        draws of ``drawn``.
        """
        additive, proportional, lognormal = self._ends
        if lognormal:
            score = self._sd[:lognormal] * ndtri(u[:lognormal])
            values[:additive] += score[:additive]
            if additive < proportional:
                values[additive:proportional] *= 1 + score[additive:proportional]
            if proportional < lognormal:
                values[proportional:lognormal] *= np.exp(score[proportional:])
        for at, one in self._counting:
            values[at] = noisy(one, values[at], u[at])
        found: dict[int, Column] = {}
        if len(self._numbers):
            self._take(found, self._numbers, self._written_numbers(values))
        if len(self._truths):
            self._take(found, self._truths, self._written_truths(values))
        for at, write in self._coded:
            found[self.order[at]] = write(values[at])
        return found

    def _take(self, found: dict[int, Column], rows: NDArray[np.int64], columns: Column) -> None:
        for at, column in zip(rows.tolist(), columns, strict=True):
            found[self.order[at]] = column

    def _written_numbers(self, values: Vector) -> Column:
        from trephine.mechanism.observe.write_numbers import (  # noqa: PLC0415  (0.5 s, once)
            write_numbers,
        )

        found = np.empty((len(self._numbers), values.shape[1]))
        write_numbers(values, self._numbers, self._table, found)
        return found

    def _written_truths(self, values: Vector) -> Column:
        mine = values[self._truths]
        found = np.asarray(mine != 0).astype(np.int8)
        found[np.isnan(mine)] = -1
        for row in self._events:
            found[row][found[row] == 0] = -1
        return found


def _row(one: Readout, observable: Observable) -> tuple[float, ...]:
    """Return what ``write_numbers`` does to a number; a limit that there is not is infinite."""
    lower, below = -np.inf, 0.0
    if one.lower is not None:
        lower = one.lower
        below = float(encoded(observable, exact(observable, float(one.lower_as or lower))))
    upper = np.inf if one.upper is None else one.upper
    return (upper, one.step, *steps_of(observable), lower, below)


def coded(observable: Observable, cutpoints: Sequence[tuple[float, str]], last_code: str) -> Write:
    """Return a function from numbers to codes by cut points; none for what is not a number."""
    codes = (*(code for _, code in cutpoints), last_code)
    if observable.kind == "choices":
        each = [bits_of(observable, (part for part in one.split(",") if part)) for one in codes]
    else:
        each = [place_of(observable, code) for code in codes]
    # One place more: what is not a number is sorted behind every limit, infinity included.
    limits = np.array([*(limit for limit, _ in cutpoints), np.inf])
    column = np.array([*each, -1], dtype=np.int64)

    def function(values: Vector) -> Column:
        return np.asarray(column[limits.searchsorted(values)])

    return function
