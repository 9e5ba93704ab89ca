"""second_infusion: second CAR-T treatments on a ward: ordered, given, written down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.core.observable import Observable
from trephine.loop.second_products import SecondProduct, SecondProducts
from trephine.loop.ward.acting import Carried
from trephine.loop.ward.clock import Clock
from trephine.loop.ward.round_plan import DAY
from trephine.mechanism.observe.rounds import Rounds
from trephine.mechanism.observe.writing import Writing
from trephine.mechanism.policy import DecidedDose, Renewed

Rows = NDArray[np.intp]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ordered:
    """What follows from the second infusions that a round ordered."""

    doses: list[DecidedDose]
    renewed: Renewed | None
    writings: list[Writing]


class SecondInfusions:
    """Who of a ward's patients has which second infusion ordered, and what it comes to.

    ``called`` are those whose antigen is to be read at their next round. Nobody has a third.
    """

    def __init__(
        self,
        products: SecondProducts,
        clock: Clock,
        rounds: Rounds,
        observables: Mapping[str, Observable],
        n: int,
    ) -> None:
        """Start with nothing ordered."""
        self._products, self._clock, self._rounds, self._n = products, clock, rounds, n
        self._observables = observables
        self.strategies = list(
            dict.fromkeys(
                one.infusion.strategy for one in products.acts if one.infusion is not None
            )
        )
        self.schedules = frozenset(products.common.schedules)
        self.which = np.full(n, -1, dtype=np.int64)
        self.called = np.zeros(n, dtype=np.bool_)
        self._written: dict[str, tuple[Writing, ...]] = {}

    @property
    def decide_at(self) -> NDArray[np.float64]:
        """The days of every round that anybody may have, infused again or not."""
        own = self._clock.plan.minutes
        leads = [one.infusion.lead for one in self._products.acts if one.infusion is not None]
        first, last = round(min(leads) * DAY) + int(own[0]), int(own[-1])
        days = np.arange(first // DAY, last // DAY + 1)[:, None] * DAY
        every = (days + np.unique(own % DAY)[None, :]).ravel()
        every = every[(every >= first) & (every <= last)]
        return np.asarray(np.unique(np.concatenate([own, every])) / DAY)

    def asked(self, due: frozenset[str], rows: Rows) -> list[tuple[frozenset[str], Rows]]:
        """Return what is read of ``rows``, for whom ``due`` is: more of those who were called."""
        called = self.called[rows]
        parts = [(due, rows[~called]), (due | self.schedules, rows[called])]
        return [(schedules, mine) for schedules, mine in parts if len(mine)]

    def seen(self, rows: Rows, confirmed: Rows, carried: Sequence[Carried], minute: int) -> Ordered:
        """Order what a round carried out, and call those whose progression it confirmed."""
        self.called[rows] = False
        self.called[confirmed[self.which[confirmed] < 0]] = True
        return self.order(carried, minute)

    def order(self, carried: Sequence[Carried], minute: int) -> Ordered:
        """Plan the second infusions among what a round carried out.

        Each is on the first day from ``lead`` days on that the plan has a round on. One that would
        come after the last day is ordered and not given.
        """
        doses: list[DecidedDose] = []
        writings: list[Writing] = []
        whom = np.zeros(self._n, dtype=np.bool_)
        table: NDArray[np.float64] | None = None
        for one in carried:
            act = one.act.infusion
            rows = one.rows[self.which[one.rows] < 0]
            if act is None or not len(rows):
                continue
            own = self._products.of(act.strategy)
            rows = rows[own.fits[rows]]
            self.which[rows] = self.strategies.index(act.strategy)
            day0 = self._first_day(minute + round(act.lead * DAY))
            if day0 is None or not len(rows):
                continue
            self._clock.infuse(rows, day0, day0 + round(own.begins * DAY))
            table = np.empty_like(own.parameters) if table is None else table
            table[rows] = own.parameters[rows]
            mask = np.zeros(self._n, dtype=np.bool_)
            mask[rows] = True
            whom |= mask
            doses += self._doses(own, mask, (day0 - minute) / DAY)
            writings += self._writings(own, rows, day0, act.stated)
        renewed = None if table is None else Renewed(mask=whom, parameters=table)
        return Ordered(doses=doses, renewed=renewed, writings=writings)

    def columns(self, last: NDArray[np.float64]) -> dict[str, NDArray[Any]]:
        """Return day and strategy of the second infusion, and when treatment for it began."""
        day, begun = self._clock.infused / DAY, self._clock.begins / DAY
        names = np.array(["", *self.strategies])
        return {
            "new_therapy_day": np.where(begun <= last, begun, np.nan),
            "second_infusion_day": np.where(day <= last, day, np.nan),
            "second_strategy": names[np.where(day <= last, self.which + 1, 0)],
        }

    def _first_day(self, minute: int) -> int | None:
        own = self._clock.plan.minutes
        days = own[(own >= minute) & (own % DAY == 0)]
        return int(days[0]) if len(days) else None

    def _doses(self, own: SecondProduct, mask: Mask, after: float) -> list[DecidedDose]:
        states = [one.id for one in self._products.model.states]
        found = []
        for k in range(own.doses.times.shape[1]):
            day, to = float(own.doses.times[0, k]), states[int(own.doses.targets[0, k])]
            amount = np.where(mask, own.doses.amounts[:, k], 0.0)
            found.append(DecidedDose(mask=mask, state=to, amount=amount, after=after + day))
        return found

    def _writings(
        self, own: SecondProduct, rows: Rows, day0: int, stated: Mapping[str, str]
    ) -> list[Writing]:
        name = own.strategy.id
        if name not in self._written:
            states = [one.id for one in self._products.model.states]
            self._written[name] = self._rounds.planned(own.doses, states, own.administrations)
        found = []
        for one in self._written[name]:
            mine = np.isin(one.rows, rows)
            if mine.any():
                found.append(
                    Writing(
                        observable=one.observable,
                        minute=one.minute + day0,
                        rows=one.rows[mine],
                        values=one.values[mine],
                    )
                )
        begins = int(self._clock.begins[rows[0]])
        ones = np.ones(len(rows), dtype=np.int8)
        found.append(Writing(observable="new_therapy", minute=begins, rows=rows, values=ones))
        for observable, code in stated.items():
            codes = [one.code for one in self._observables[observable].choices]
            column = np.full(len(rows), codes.index(code), dtype=np.int64)
            found.append(Writing(observable=observable, minute=day0, rows=rows, values=column))
        return found


def second_columns(
    second: SecondInfusions | None, last: NDArray[np.float64]
) -> dict[str, NDArray[Any]]:
    """Return the columns of second infusions, where there are none too.

    ``last`` ``[n]`` is the last day of each patient: what comes after it did not happen.
    """
    if second is not None:
        return second.columns(last)
    never = np.full(len(last), np.nan)
    return {
        "new_therapy_day": never,
        "second_infusion_day": never.copy(),
        "second_strategy": np.full(len(last), ""),
    }
