"""acting: what rules order and advise is carried out, each act by its own interval and number."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.care.chart.decided import Decided
from trephine.care.chart.release import Released
from trephine.core.act import Act, Acts
from trephine.core.rule import Order, Pathway
from trephine.loop.ward.names import wide
from trephine.mechanism.compiled_formula import compiled_formula

Vector = NDArray[np.float64]
Mask = NDArray[np.bool_]
Rows = NDArray[np.intp]
_HOUR, _DAY = 60, 1440


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Carried:
    """One act carried out for ``rows``: ``amount`` in the order's unit (0 where it has none).

    ``minute`` is that of the round, or a later one before the next round.
    """

    act: Act
    minute: int
    rows: Rows
    amount: Vector
    is_first: Mask


@dataclass(slots=True, kw_only=True, eq=False)
class _Kept:
    act: Act
    when: Any
    stop: Any
    every: float
    most: int | None
    last: Vector = field(repr=False)
    count: NDArray[np.int64] = field(repr=False)
    active: Mask = field(repr=False)
    stands: Mask = field(repr=False)


class Acting:
    """Which acts are carried out when, for many patients: intervals, numbers, courses, choices."""

    def __init__(self, acts: Acts, carried: tuple[Act, ...], pathway: Pathway, n: int) -> None:
        """Start with nothing given."""
        self._n = n
        self._rounds = acts.rounds
        self._orders = pathway.orders
        self._advice = _advice(pathway)
        self._choices = acts.choices
        self._kept = {
            one.id: _Kept(
                act=one,
                when=compiled_formula(one.when, f"act {one.id}") if one.when else None,
                stop=compiled_formula(one.stop, f"act {one.id}") if one.stop else None,
                every=_every(one, self._orders),
                most=_most(one, self._orders),
                last=np.full(n, -np.inf),
                count=np.zeros(n, dtype=np.int64),
                active=np.zeros(n, dtype=np.bool_),
                stands=np.zeros(n, dtype=np.bool_),
            )
            for one in carried
        }
        for choice in acts.choices:
            own = [self._kept[name] for name in choice.acts if name in self._kept]
            for one in own if choice.one_interval else ():
                one.last = own[0].last  # one column for all of them

    def carried(
        self,
        decided: Decided,
        released: Mapping[str, Released],
        rows: Rows,
        minute: int,
        names: Mapping[str, Any],
        until: int | NDArray[np.int64] | None = None,
    ) -> list[Carried]:
        """Return what is carried out for ``rows`` after a round's decisions, before ``until``.

        ``names`` are PastQuantities and covariates, columns of ``rows``. ``until`` is the minute of
        the next round, of all or of each of ``rows``, None where there is none: up to it an act
        that goes on ``between`` rounds is carried out at its own hours too. ``stands`` of an act is
        where its order or advice stood at this round, carried out or not.
        """
        may: dict[str, tuple[Mask, Vector]] = {}
        for name, one in self._kept.items():
            asked = self._asked(one.act, decided, released, len(rows))
            one.stands[rows] = False if asked is None else asked[0]
            if asked is None and one.act.lasts != "until":
                continue
            mask, amount = asked or (np.zeros(len(rows), dtype=np.bool_), np.zeros(len(rows)))
            if one.act.lasts == "until":
                mask |= one.active[rows]
                if not np.count_nonzero(mask):
                    continue  # of those that go on, none did
            if one.when is not None:
                mask &= wide(one.when(names), rows) != 0
            if one.act.lasts == "until":
                if one.stop is not None:
                    mask &= ~(wide(one.stop(names), rows) != 0)
                one.active[rows] = mask
            if one.most is not None:
                mask = mask & (one.count[rows] < one.most)
            if np.count_nonzero(mask):
                may[name] = mask, amount
        for choice in self._choices:
            taken = np.zeros(len(rows), dtype=np.bool_)
            for name in choice.acts:
                if name in may:
                    mask, amount = may[name]
                    may[name] = mask & ~taken, amount
                    taken |= mask
        found = []
        for name, (mask, amount) in may.items():
            found += self._due(self._kept[name], mask, amount, rows, minute, until)
        return found

    def standing(self, name: str) -> Mask:
        """Return where an act's order or advice stood at the last round, ``[n]``."""
        return self._kept[name].stands

    def since(self, name: str, minute: int, rows: Rows) -> Vector:
        """Return hours since an act was last carried out for ``rows``, infinite for never."""
        if name not in self._kept:  # an act that this trial does not carry out
            return np.full(len(rows), np.inf)
        return (minute - self._kept[name].last[rows]) / _HOUR

    def again(self, rows: Rows) -> None:
        """Count anew from a new infusion on."""
        for one in self._kept.values():
            one.count[rows] = 0

    def _due(
        self,
        one: _Kept,
        may: Mask,
        amount: Vector,
        rows: Rows,
        minute: int,
        until: int | NDArray[np.int64] | None,
    ) -> list[Carried]:
        """Return what is due at this round, and between it and the next, by rising minutes."""
        every, early = one.every * _HOUR, self._rounds.early
        found = []
        now = may & (minute - one.last[rows] >= every - early)
        if np.count_nonzero(now):
            found.append(self._given(one, now, amount, rows, minute))
        # what comes due just before the next round is left to it
        end = minute if until is None else until - early - self._rounds.given_after
        while one.act.between and every > 0:
            due = one.last[rows] + every
            later = may & (due < end)
            if one.most is not None:
                later &= one.count[rows] < one.most
            if not np.count_nonzero(later):
                break
            at = due[later].min()
            found.append(self._given(one, later & (due == at), amount, rows, round(at)))
        return found

    def _given(self, one: _Kept, mask: Mask, amount: Vector, rows: Rows, minute: int) -> Carried:
        mine = rows[mask]
        is_first = minute - one.last[mine] >= self._rounds.course * _DAY
        one.last[mine] = minute
        one.count[mine] += 1
        return Carried(
            act=one.act, minute=minute, rows=mine, amount=amount[mask], is_first=is_first
        )

    def _asked(
        self, act: Act, decided: Decided, released: Mapping[str, Released], n: int
    ) -> tuple[Mask, Vector] | None:
        """Return for whom rules order or advise an act, and how much; None where for nobody."""
        asked: list[tuple[Mask, Vector | None]] = []
        for code in act.codes:
            if act.trigger == "order":
                if code in released:
                    asked.append((released[code].mask, released[code].amount))
                continue
            for table, bit in self._advice.get(code, ()):
                if table in decided.pathway.layout.index:
                    sure, _, applies = decided.rules(table)
                    named = (sure & bit) != 0
                    if np.count_nonzero(named):
                        asked.append((named & (applies == 2) & decided.in_force(table), None))
        asked = [one for one in asked if np.count_nonzero(one[0])]
        if not asked:
            return None
        mask, amount = np.zeros(n, dtype=np.bool_), np.zeros(n)
        for own, much in asked:
            new = own & ~mask
            if much is not None:
                amount[new] = np.fmax(much[new], 0.0)  # no amount: not a number
            mask |= own
        return mask, amount


def _advice(pathway: Pathway) -> dict[str, list[tuple[str, int]]]:
    found: dict[str, list[tuple[str, int]]] = {}
    for table in pathway.tables:
        for i, rule in enumerate(table.rules):
            for one in rule.conclusions:
                if one.kind == "advise":
                    found.setdefault(one.code, []).append((table.id, 1 << i))
    return found


def _has_budget(act: Act, orders: Mapping[str, Order]) -> bool:
    """Tell whether a dose budget holds interval and number of every order of an act."""
    return act.trigger == "order" and all(
        code in orders and bool(orders[code].budget) for code in act.codes
    )


def _every(act: Act, orders: Mapping[str, Order]) -> float:
    if act.every is not None or _has_budget(act, orders):
        return act.every or 0.0
    given = [orders[code].every for code in act.codes if code in orders]
    return max((float(one) for one in given if one is not None), default=0.0)


def _most(act: Act, orders: Mapping[str, Order]) -> int | None:
    if act.most is not None or _has_budget(act, orders):
        return act.most
    given = [orders[code].times for code in act.codes if code in orders]
    known = [one for one in given if one is not None]
    return min(known) if known and len(known) == len(given) else None
