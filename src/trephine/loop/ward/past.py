"""past: numbers that statements and hazards take from what was read, decided and given so far."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.core.act import PastQuantity
from trephine.core.observable import Choice, Observable

Vector = NDArray[np.float64]
Rows = NDArray[np.intp]
_HOUR = 60
_SAID = frozenset({"last", "at_first", "at_last"})


class Past:
    """The PastQuantities of many patients, kept up reading by reading.

    ``read`` and ``concluded`` are called in the order of time, each with the minute and the rows
    concerned. It holds what the quantities need and nothing else, and it decides nothing.
    """

    def __init__(
        self,
        quantities: Sequence[PastQuantity],
        observables: Mapping[str, Observable],
        values: Mapping[str, Sequence[Choice]],
        n: int,
    ) -> None:
        """Start with nothing read; ``values`` are the codes of each decision by its name."""
        self._n = n
        self._kept = [_Kept(quantity=one, n=n) for one in quantities]
        self._by_id = {one.quantity.id: one for one in self._kept}
        self._of: dict[str, list[_Kept]] = defaultdict(list)
        self._since: dict[str, list[_Kept]] = defaultdict(list)
        for one in self._kept:
            for name in one.quantity.of:
                self._of[name].append(one)
            for name in one.quantity.since:
                self._since[name].append(one)
        self._codes = {
            name: [choice.code for choice in observables[name].choices]
            for name in self._of
            if name in observables
        }
        self._values = {name: [one.code for one in choices] for name, choices in values.items()}

    def needs(self, name: str) -> bool:
        """Return whether an observable or decision is looked at."""
        return name in self._of or name in self._since

    def read(self, name: str, minute: int, rows: Rows, values: NDArray[Any]) -> None:
        """Take readings, in the encodings of the Chart; entries that are none are passed over."""
        values = np.asarray(values)
        there = ~np.isnan(values) if values.dtype.kind == "f" else values >= 0
        for one in self._of.get(name, ()):
            told = values.astype(np.float64)
            if one.quantity.code:
                codes = self._codes[name]
                place = codes.index(one.quantity.code)
                told = (values == place).astype(np.float64)
            one.take(minute, rows[there], told[there])
        happened = there & (values != 0)
        for one in self._since.get(name, ()):
            one.mark(minute, rows[happened])

    def concluded(self, name: str, minute: int, rows: Rows, values: NDArray[Any]) -> None:
        """Take what a decision concluded: the lower end of a grade, or the bits of its values."""
        for one in self._of.get(name, ()):
            told = np.asarray(values, dtype=np.float64)
            if one.quantity.code:
                bit = 1 << self._values[name].index(one.quantity.code)
                told = (np.asarray(values) == bit).astype(np.float64)
            there = np.isfinite(told)
            one.take(minute, rows[there], told[there])
            if name in one.quantity.since:
                one.mark(minute, rows[there & (told > 0)])

    def again(self, rows: Rows) -> None:
        """Let what is counted since the infusion begin anew for ``rows``, infused again."""
        for one in self._kept:
            if not one.quantity.whole:
                one.again(rows)

    def worth(self, name: str, minute: int, rows: Rows | None = None, after: int = 0) -> Vector:
        """Return a quantity at ``minute``, of ``rows`` (None: all). Raises KeyError.

        Hours since something are those at ``after`` minutes later.
        """
        return self._by_id[name].worth(minute, slice(None) if rows is None else rows, after)

    def __contains__(self, name: object) -> bool:
        """Whether there is a quantity of that id."""
        return name in self._by_id


@dataclass(slots=True, kw_only=True, eq=False)
class _Kept:
    """One quantity: its latest value, what its window needs, and its marks."""

    quantity: PastQuantity
    n: int
    last: Vector = field(init=False)
    first_at: Vector = field(init=False)
    last_at: Vector = field(init=False)
    marked: Vector = field(init=False)
    count: Vector = field(init=False)
    extreme: Vector = field(init=False)
    window: list[tuple[int, Vector]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.last, self.first_at, self.last_at, self.marked, self.extreme = (
            np.full(self.n, np.nan) for _ in range(5)
        )
        if self.quantity.what in _SAID:  # so that what is asked for stands as it is told
            self.last[:] = self.marked[:] = self.quantity.otherwise
        self.count = np.zeros(self.n)

    def take(self, minute: int, rows: Rows, values: Vector) -> None:
        """Take one value of each of ``rows``."""
        self.last[rows] = values
        what = self.quantity.what
        if what in {"highest", "lowest"}:
            self._window(minute, rows, values)
        if minute < 0:
            return
        if what in {"hours_since_first", "hours_since_last", "count"}:
            happened = rows[values != 0]
            self.count[happened] += 1
            self.last_at[happened] = minute
            first = happened[np.isnan(self.first_at[happened])]
            self.first_at[first] = minute

    def again(self, rows: Rows) -> None:
        """Forget all but the latest value and what the window holds."""
        for column in (self.first_at, self.last_at, self.extreme):
            column[rows] = np.nan
        self.marked[rows] = self.quantity.otherwise
        self.count[rows] = 0

    def mark(self, minute: int, rows: Rows) -> None:
        """Remember the latest value at an event that ``at_first`` or ``at_last`` looks for."""
        if minute < 0:
            return
        if self.quantity.what == "at_first":
            rows = rows[np.isnan(self.first_at[rows])]
            self.first_at[rows] = minute
        self.marked[rows] = self.last[rows]

    def worth(self, minute: int, rows: Rows | slice, after: int = 0) -> Vector:
        """Return the quantity of ``rows`` now, ``otherwise`` where there is none."""
        what = self.quantity.what
        if what in _SAID:
            found = (self.last if what == "last" else self.marked)[rows]
            return found.copy() if isinstance(rows, slice) else found
        if what in {"highest", "lowest"}:
            found = self._extreme(minute, rows)
        elif what == "count":
            return self.count[rows].copy()
        else:
            since = self.first_at if what == "hours_since_first" else self.last_at
            found = (minute + after - since[rows]) / _HOUR
        return np.where(np.isnan(found), self.quantity.otherwise, found)

    def _window(self, minute: int, rows: Rows, values: Vector) -> None:
        best = np.fmax if self.quantity.what == "highest" else np.fmin
        if self.quantity.within is None:
            if minute >= 0:
                self.extreme[rows] = best(self.extreme[rows], values)
            return
        if not self.window or self.window[-1][0] != minute:
            self.window.append((minute, np.full(self.n, np.nan)))
        column = self.window[-1][1]
        column[rows] = best(column[rows], values)

    def _extreme(self, minute: int, rows: Rows | slice) -> Vector:
        within = self.quantity.within
        if within is None:
            return self.extreme[rows]
        since = minute - within * _HOUR
        self.window = [one for one in self.window if one[0] >= since]
        if not self.window:
            return np.full(self.n, np.nan)[rows]
        best = np.fmax if self.quantity.what == "highest" else np.fmin
        return np.asarray(best.reduce([column[rows] for _, column in self.window]))
