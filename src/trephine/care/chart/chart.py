"""Chart: the vectorised Record of many virtual patients."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trephine.care.chart.encode import NUMBER, Coding, coding
from trephine.care.chart.logs import Logs
from trephine.care.chart.refusal import not_kept, refused_limits, refused_moment, refused_reading
from trephine.care.chart.write_kernel import DONE, FULL, check, write, write_many
from trephine.care.enter import check_zone
from trephine.core.dose import BudgetRule
from trephine.core.error import InputError
from trephine.core.observable import OBSERVABLES_PAGE, Observable
from trephine.core.option import names_near
from trephine.core.record import Reading, Record
from trephine.core.text import Text

_FIRST_COLUMNS = 32
_NONE = np.zeros(0)
_NO_LIMITS: Mapping[str, tuple[float, float]] = {}
_Limits = tuple[tuple[float, float] | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Written:
    """One call of ``write``, as far as it touches patients whose record is kept."""

    coding: Coding
    rows: NDArray[np.int64]
    minutes: NDArray[np.int64]
    values: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Together:
    """Observables that are written together: their codings, and these in arrays for the loop."""

    codings: tuple[Coding, ...]
    places: NDArray[np.int64]
    kinds: NDArray[np.int64]
    sizes: NDArray[np.float64]


class Chart:
    """What is known of ``n`` patients: last values, and when all that is counted took place.

    Time is in whole minutes from ``origin``, the moment of the infusion; calendar days are those of
    the offset from UTC that holds there (``origin`` of the chart has that fixed offset, so that an
    hour of a change of clocks is never lost). Only moments from the latest reading on can be
    decided at: what was known before is not kept. A reading here is known from its own time, to the
    minute; what is recorded late, withdrawn, or known to the day, has no place in it.
    """

    def __init__(
        self,
        observables: Mapping[str, Observable],
        n: int,
        origin: datetime,
        kept: Sequence[int] = (),
        budgets: Iterable[BudgetRule] | None = None,
    ) -> None:
        """Open the charts of ``n`` patients; the readings of ``kept`` ones are kept as a Record.

        ``budgets`` are the only ones that orders will be released by (None: any).
        Raises InputError for an origin without a zone.
        """
        check_zone(origin, "Chart")
        offset = origin.utcoffset() or timedelta(0)
        self.observables = observables
        self.n = n
        self.origin = origin.astimezone(timezone(offset))
        self.places = {name: i for i, name in enumerate(observables)}
        self.column = np.full(len(observables), -1, dtype=np.int64)
        self.limit = np.full(len(observables), -1, dtype=np.int64)
        self.logs = Logs(observables, n, budgets)
        # Rows over patients lie a little apart from a power of two, so that the same patient of
        # many observables does not fall into one set of the processor's cache.
        self._stride = n + 24
        self.value = np.zeros((0, self._stride))
        self.minute = np.zeros((0, self._stride), dtype=np.int32)
        self.state = np.zeros((0, self._stride), dtype=np.int8)
        self.lln = np.zeros((1, self._stride))  # never empty: the loop takes a row in any case
        self.uln = np.zeros((1, self._stride))
        # No reading of an observable is of a later minute.
        self._newest = np.full(len(observables), np.iinfo(np.int64).min)
        self.latest = np.full(n, np.iinfo(np.int64).min)
        self.everyone = np.arange(n)
        self._columns = self._limits = 0
        self._codings: dict[str, Coding] = {}
        self._together: dict[tuple[tuple[str, ...], _Limits], _Together] = {}
        self._kept = np.zeros(n, dtype=np.bool_)
        self._kept[list(kept)] = True
        self._any_kept = bool(self._kept.any())
        self._written: list[_Written] = []

    def moment(self, minute: int) -> datetime:
        """Return the moment of a minute."""
        return self.origin + timedelta(minutes=int(minute))

    def rows_of(self, rows: ArrayLike | None) -> NDArray[np.int64]:
        """Return which patients are meant: places, a mask, or None for all."""
        if rows is None:
            return self.everyone
        found = np.asarray(rows)
        return (
            np.flatnonzero(found) if found.dtype == np.bool_ else found.astype(np.int64, copy=False)
        )

    def minutes_of(self, minute: ArrayLike, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return a minute for each of ``rows``."""
        return np.ascontiguousarray(np.broadcast_to(np.asarray(minute, dtype=np.int64), rows.shape))

    def moments_of(self, minute: ArrayLike, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return a minute to decide at for each of ``rows``.

        Raises InputError for one before the latest reading: what was known then is not kept.
        """
        at = self.minutes_of(minute, rows)
        early = np.flatnonzero(at < self.latest[rows])
        if len(early):
            row = int(rows[early[0]])
            raise refused_moment(row, int(at[early[0]]), int(self.latest[row]))
        return at

    def write(
        self,
        name: str,
        minute: ArrayLike,
        values: ArrayLike,
        rows: ArrayLike | None = None,
        limits: tuple[ArrayLike, ArrayLike] | None = None,
    ) -> None:
        """Write readings of ``name`` at ``minute`` for ``rows`` (places or a mask; None: all).

        ``values`` in the encoding of the kind: numbers and amounts in the canonical unit, NaN where
        there is none (an amount of -1: stated never to have been given; infinite: given, amount not
        known); yes-no and events 1, 0, -1 none; a choice its place, a set the bits of its places,
        -1 none; a moment its minute, ``NO_MOMENT`` none. ``limits`` are the laboratory's own, NaN
        where there are none. ``minute``, ``values`` and ``limits`` are one for all or one a row.
        Raises InputError for an unknown name, and for a reading before the last of its kind.
        """
        how = self._coding(name)
        whom = self.rows_of(rows)
        one = isinstance(minute, int) or np.ndim(minute) == 0
        minutes = np.full(1, minute, dtype=np.int64) if one else self.minutes_of(minute, whom)
        found = _spread(values, whom)
        low, high = (_NONE, _NONE) if limits is None else (_rounded(how, x, whom) for x in limits)
        place = self.places[name]
        column = self._opened(place)
        if limits is not None and self.limit[place] < 0:
            self._open_limits(place)
        log = self.logs.opened(place, name)
        if limits is not None and log >= 0:
            raise refused_limits(name)
        state, last = self.state[column], self.minute[column]
        # Where no reading lies later, nobody's own has to be looked at.
        rising = bool(one and minutes[0] >= self._newest[place])
        wrong, i = check(whom, minutes, found, how.least, how.kind, int(rising), state, last)
        if wrong != DONE:
            row, at = int(whom[i]), int(minutes[0 if one else i])
            raise refused_reading(wrong, name, row, at, int(last[whom[i]]))
        if len(minutes):
            self._newest[place] = max(self._newest[place], minutes.max())
        self._put(how, column, log, place, whom, minutes, found, low, high)
        if self._any_kept:
            every = [np.broadcast_to(x, whom.shape) if len(x) else x for x in (minutes, low, high)]
            self._keep(how, whom, every[0], found, *every[1:])

    def write_many(
        self,
        minute: int,
        readings: Mapping[str, ArrayLike],
        rows: ArrayLike | None = None,
        limits: Mapping[str, tuple[float, float]] = _NO_LIMITS,
    ) -> None:
        """Write readings of several observables, each as ``write`` does: a round's in one go.

        All are of one minute and of the same rows, ``limits`` one for all of them.
        """
        whom, names = self.rows_of(rows), tuple(readings)
        if not len(whom) or not names:
            return
        own = tuple(limits.get(name) for name in names)
        if (names, own) not in self._together:
            self._together[names, own] = self._read_together(names, own)
        one = self._together[names, own]
        values = np.empty((len(names), len(whom)))
        for k, column in enumerate(readings.values()):
            values[k] = column
        moment = np.full(1, minute, dtype=np.int64)
        logs, at, first = self.logs, 0, 0
        while True:
            done, at, first = write_many(
                at, first, whom, moment, values, one.places, one.kinds, one.sizes,
                self.column, self.limit, logs.row, self.value, self.minute, self.state,
                self._newest, self.latest, self.lln, self.uln,
                logs.offset, logs.room, logs.filled, logs.minute, logs.value,
            )  # fmt: skip
            if done != FULL:
                break
            logs.grow(int(logs.row[one.places[at]]))
        if done != DONE:
            last = self.minute[self.column[one.places[at]]][whom[first]]
            raise refused_reading(done, names[at], int(whom[first]), minute, int(last))
        if self._any_kept:
            moments = np.broadcast_to(moment, whom.shape)
            for k in range(len(names)):
                low, high = (
                    (_NONE, _NONE)
                    if own[k] is None
                    else (np.broadcast_to(x, whom.shape) for x in one.sizes[k, 3:5])
                )
                self._keep(one.codings[k], whom, moments, values[k], low, high)

    def record(self, row: int, patient: str) -> Record:
        """Return the Record of a kept patient: all that was written, of origin ``simulated``.

        Raises InputError for a patient whose readings are not kept.
        """
        if not self._kept[row]:
            raise not_kept(row)
        readings = [
            self._reading(one, int(i))
            for one in self._written
            for i in np.flatnonzero(one.rows == row)
            if one.values[i] >= one.coding.least
        ]
        readings.sort(key=lambda reading: reading.time)
        return Record(patient=patient, readings=tuple(readings))

    def _reading(self, one: _Written, i: int) -> Reading:
        observable = one.coding.observable
        value = one.coding.decoded(float(one.values[i]), self.origin)
        number = isinstance(value, Decimal)
        low, high = (_limit(one.coding, x, i) for x in (one.low, one.high))
        return Reading(
            time=self.moment(int(one.minutes[i])),
            observable=observable.id,
            value=value,
            unit=observable.unit if number else "",
            origin="simulated",
            entered=str(value) if number or isinstance(value, str) else "",
            entered_unit=observable.unit if number else "",
            low=low,
            high=high,
        )

    def _coding(self, name: str) -> Coding:
        if name not in self._codings:
            if name not in self.observables:
                near = names_near(name, self.observables, listed=OBSERVABLES_PAGE)
                raise InputError(
                    what=Text(zh="没有这一观察项", en="there is no such observable"),
                    where="Chart.write",
                    found=repr(name),
                    do=near,
                )
            self._codings[name] = coding(self.observables[name])
        return self._codings[name]

    def _read_together(self, names: tuple[str, ...], limits: _Limits) -> _Together:
        codings = tuple(self._coding(name) for name in names)
        places = [self.places[name] for name in names]
        sizes = np.full((len(names), 6), np.nan)
        for k, (name, how, place) in enumerate(zip(names, codings, places, strict=True)):
            self._opened(place)
            log = self.logs.opened(place, name)
            sizes[k, :3] = how.least, how.top, how.bottom
            sizes[k, 5] = self.logs.windows.get(name, 0.0)
            own = limits[k]
            if own is not None:
                if self.limit[place] < 0:
                    self._open_limits(place)
                if log >= 0:
                    raise refused_limits(name)
                sizes[k, 3:5] = [float(_rounded(how, x, self.everyone)[0]) for x in own]
        return _Together(
            codings=codings,
            places=np.array(places, dtype=np.int64),
            kinds=np.array([how.kind for how in codings], dtype=np.int64),
            sizes=sizes,
        )

    def _opened(self, place: int) -> int:
        if self.column[place] < 0:
            if self._columns == len(self.value):
                more = max(_FIRST_COLUMNS, self._columns)
                self.value = _taller(self.value, more)
                self.minute = _taller(self.minute, more)
                self.state = _taller(self.state, more)
            self.column[place] = self._columns
            self._columns += 1
        return int(self.column[place])

    def _open_limits(self, place: int) -> None:
        if self._limits == len(self.lln):
            self.lln = _taller(self.lln, max(8, self._limits))
            self.uln = _taller(self.uln, max(8, self._limits))
        self.lln[self._limits] = self.uln[self._limits] = np.nan
        self.limit[place] = self._limits
        self._limits += 1

    def _put(
        self,
        how: Coding,
        column: int,
        log: int,
        place: int,
        rows: NDArray[np.int64],
        minutes: NDArray[np.int64],
        values: NDArray[np.float64],
        low: NDArray[np.float64],
        high: NDArray[np.float64],
    ) -> None:
        limited = bool(self.limit[place] >= 0)
        lln = self.lln[self.limit[place]] if limited else _NONE
        uln = self.uln[self.limit[place]] if limited else _NONE
        if limited and not len(low):
            low = high = np.full(1, np.nan)
        logs, first = self.logs, 0
        while True:
            row = max(log, 0)
            done, first = write(
                first, rows, minutes, values, how.least, how.kind, how.top, how.bottom,
                self.value[column], self.minute[column], self.state[column], self.latest,
                int(limited), low, high, lln, uln, int(log >= 0),
                int(logs.offset[row]) if log >= 0 else 0, int(logs.room[row]) if log >= 0 else 1,
                logs.windows.get(how.observable.id, 0.0),
                logs.filled[row] if log >= 0 else np.zeros(0, dtype=np.int32),
                logs.minute, logs.value,
            )  # fmt: skip
            if done != FULL:
                return
            logs.grow(log)

    def _keep(self, how: Coding, rows: Any, minutes: Any, values: Any, low: Any, high: Any) -> None:
        mine = np.flatnonzero(self._kept[rows])
        if len(mine):
            found = _Written(
                coding=how,
                rows=rows[mine],
                minutes=minutes[mine],
                values=values[mine],
                low=low[mine] if len(low) else low,
                high=high[mine] if len(high) else high,
            )
            self._written.append(found)


def _spread(values: ArrayLike, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    found = np.asarray(values, dtype=np.float64)
    if found.shape != rows.shape:
        found = np.broadcast_to(found, rows.shape)
    return np.ascontiguousarray(found)


def _rounded(how: Coding, limits: ArrayLike, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return limits of normal as a Record holds them: at the resolution of the observable.

    One for all stays one.
    """
    given = np.full(1, limits, dtype=np.float64) if np.ndim(limits) == 0 else _spread(limits, rows)
    return np.asarray(np.rint(given * how.bottom / how.top) * how.top / how.bottom)


def _taller(matrix: NDArray[Any], more: int) -> NDArray[Any]:
    return np.vstack([matrix, np.zeros((more, matrix.shape[1]), dtype=matrix.dtype)])


def _limit(how: Coding, limits: NDArray[np.float64], i: int) -> Decimal | None:
    if not len(limits) or np.isnan(limits[i]):
        return None
    return how.decimal(float(limits[i])) if how.kind == NUMBER else None
