"""Chart: the vectorised Record of many virtual patients."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trephine.care.chart.encode import NUMBER, Coding, coding
from trephine.care.chart.logs import Logs
from trephine.care.chart.write_kernel import DONE, FULL, INFINITE, check, write
from trephine.care.enter import check_zone
from trephine.core.error import InputError
from trephine.core.observable import OBSERVABLES_PAGE, Observable
from trephine.core.option import names_near
from trephine.core.record import Reading, Record
from trephine.core.text import Text

_FIRST_COLUMNS = 32
_NONE = np.zeros(0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Written:
    """One call of ``write``, as far as it touches patients whose record is kept."""

    coding: Coding
    rows: NDArray[np.int64]
    minutes: NDArray[np.int64]
    values: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


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
    ) -> None:
        """Open the charts of ``n`` patients; the readings of ``kept`` ones are kept as a Record.

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
        self.logs = Logs(observables, n)
        # Rows over patients lie a little apart from a power of two, so that the same patient of
        # many observables does not fall into one set of the processor's cache.
        self._stride = n + 24
        self.value = np.zeros((0, self._stride))
        self.minute = np.zeros((0, self._stride), dtype=np.int32)
        self.state = np.zeros((0, self._stride), dtype=np.int8)
        self.lln = np.zeros((0, self._stride))
        self.uln = np.zeros((0, self._stride))
        # No reading of an observable is of a later minute.
        self._newest = np.full(len(observables), np.iinfo(np.int64).min)
        self.latest = np.full(n, np.iinfo(np.int64).min)
        self.everyone = np.arange(n)
        self._columns = self._limits = 0
        self._codings: dict[str, Coding] = {}
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
            raise InputError(
                what=Text(
                    zh="该时刻早于病人的最近一次读数",
                    en="the moment lies before the latest reading of a patient",
                ),
                where=f"Chart: {row}",
                found=f"{int(at[early[0]])} < {int(self.latest[row])}",
                do=Text(
                    zh="按时间先后写入与判定", en="write and decide in the order of the moments"
                ),
            )
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
            self._refuse_limits(name)
        state, last = self.state[column], self.minute[column]
        # Where no reading lies later, nobody's own has to be looked at.
        rising = bool(one and minutes[0] >= self._newest[place])
        wrong, i = check(whom, minutes, found, how.least, how.kind, int(rising), state, last)
        if wrong != DONE:
            self._refuse(
                wrong, name, int(whom[i]), int(minutes[0 if one else i]), int(last[whom[i]])
            )
        if len(minutes):
            self._newest[place] = max(self._newest[place], minutes.max())
        self._put(how, column, log, place, whom, minutes, found, low, high)
        if self._any_kept:
            every = [np.broadcast_to(x, whom.shape) if len(x) else x for x in (minutes, low, high)]
            self._keep(how, whom, every[0], found, *every[1:])

    def record(self, row: int, patient: str) -> Record:
        """Return the Record of a kept patient: all that was written, of origin ``simulated``.

        Raises InputError for a patient whose readings are not kept.
        """
        if not self._kept[row]:
            raise InputError(
                what=Text(
                    zh="没有保留此病人的逐条记录", en="the readings of this patient are not kept"
                ),
                where="Chart.record",
                found=str(row),
                do=Text(
                    zh="建立 Chart 时在 kept 中写明", en="name it in kept when opening a Chart"
                ),
            )
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

    def _refuse(self, wrong: int, name: str, row: int, minute: int, last: int) -> None:
        if wrong == INFINITE:
            raise InputError(
                what=Text(zh="读数不是有限的数", en="a reading is not a finite number"),
                where=f"Chart.write: {name}, {row}",
                found="inf",
                do=Text(zh="没有值的位置写 NaN", en="write NaN where there is no value"),
            )
        raise InputError(
            what=Text(
                zh="读数早于此项的上一次读数", en="the reading lies before the last one of its kind"
            ),
            where=f"Chart.write: {name}, {row}",
            found=f"{minute} < {last}",
            do=Text(zh="按时间先后写入", en="write readings in the order of their times"),
        )

    def _refuse_limits(self, name: str) -> None:
        raise InputError(
            what=Text(
                zh="此项按次数计数，不能带参考范围",
                en="every reading of this observable is counted: it takes no limits of normal",
            ),
            where="Chart.write",
            found=name,
            do=Text(zh="不写 limits", en="leave limits out"),
        )


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
