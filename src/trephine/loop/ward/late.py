"""late: laboratory results that come some hours after the sample."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.core.readout import Readouts
from trephine.core.trial import Missingness
from trephine.mechanism.random.stream import Stream

Rows = NDArray[np.intp]
_FIRST = 1000 * 1440


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Waiting:
    name: str
    sampled: int
    comes: int
    rows: Rows
    values: NDArray[Any]

    def part(self, whom: NDArray[np.bool_]) -> "_Waiting":
        """Return what waits of some of the patients."""
        mine = whom[self.rows]
        return replace(self, rows=self.rows[mine], values=self.values[mine])


class Late:
    """Which laboratory results are late, and those that are still to come.

    All results of one round of a patient are late together or not. A late result bears the hour at
    which it came: a Chart knows a reading from its own time. One that the result of a newer sample
    of the same kind has overtaken is not written any more.
    """

    def __init__(
        self, readouts: Readouts, missing: Missingness, numbers: NDArray[np.int64], seed: int
    ) -> None:
        """Start with nothing waiting."""
        bedside = {one.id for one in readouts.schedules if one.bedside}
        self.laboratory = frozenset(
            one.observable for one in readouts.readouts if one.schedule not in bedside
        )
        self._share = missing.late
        self._minutes = round(missing.late_hours * 60)
        self._numbers = numbers
        self._stream = Stream(seed=seed, purpose="late results")
        self._waiting: list[_Waiting] = []
        # when the latest sample was taken whose result came at once, by observable
        self._sampled: dict[str, NDArray[np.int64]] = {}

    def on_time(self, rows: Rows, minute: int) -> NDArray[np.bool_] | None:
        """Return whose results of a round come at once; None where nothing is ever late."""
        if not (self._share and self._minutes):
            return None
        u = self._stream.uniforms(self._numbers[rows], 1, minute + _FIRST)[:, 0]
        return np.asarray(u >= self._share)

    def known(self, name: str, sampled: int, rows: Rows) -> None:
        """Note results that came at once."""
        self._latest(name)[rows] = sampled

    def wait(self, name: str, sampled: int, rows: Rows, values: NDArray[Any]) -> None:
        """Lay results aside that come later."""
        if len(rows):
            self._waiting.append(
                _Waiting(
                    name=name,
                    sampled=sampled,
                    comes=sampled + self._minutes,
                    rows=rows,
                    values=values,
                )
            )

    def arrived(
        self, minute: int, present: NDArray[np.bool_] | None = None
    ) -> Iterator[tuple[str, int, Rows, NDArray[Any]]]:
        """Yield name, minute, rows and values of what has come by ``minute``, in order.

        Of patients who are not ``present`` (``[n]``, None: all are) it goes on waiting.
        """
        come = [one for one in self._waiting if one.comes <= minute]
        self._waiting = [one for one in self._waiting if one.comes > minute]
        if present is not None and not present.all():
            self._waiting += [part for one in come if len((part := one.part(~present)).rows)]
            come = [one.part(present) for one in come]
        for one in sorted(come, key=lambda each: each.comes):
            # the older of two late ones comes first: only what came at once can have overtaken it
            new = self._latest(one.name)[one.rows] < one.sampled
            yield one.name, one.comes, one.rows[new], one.values[new]

    def _latest(self, name: str) -> NDArray[np.int64]:
        if name not in self._sampled:
            self._sampled[name] = np.full(len(self._numbers), np.iinfo(np.int64).min)
        return self._sampled[name]
