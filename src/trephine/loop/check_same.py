"""check_same: whether the compiled loop did what ``assess`` says of the exported Records."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from trephine.care.assess import assess
from trephine.care.assessment import Assessment
from trephine.core.decision import Decision
from trephine.core.rule import DecisionTable
from trephine.core.trial import Trial
from trephine.core.value import Coded, Number
from trephine.loop.run_chunk import run_chunk
from trephine.loop.ward.taken import Taken

_APPLIES = {"not applicable": 1, "open": 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing that the loop and ``assess`` say differently of one patient at one moment."""

    patient: int
    at: datetime
    what: str
    loop: str
    assessed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SameCheck:
    """How many patients, moments, decisions and orders were compared, and every difference."""

    patients: int
    moments: int
    decisions: int
    orders: int
    differences: tuple[Difference, ...]


def check_same(
    trial: Trial, arm: str, patients: int, *, first: int = 0, every: int = 1
) -> SameCheck:
    """Run ``patients`` of an arm, export their Records, and assess each at every moment.

    Compared are, of each table that the loop evaluated: whether its question arises, its value or
    interval, the rules that surely and possibly hold, whether it is in force; and of each order
    that it names, whether it is released and its amount, dose budgets as of the minute at which the
    ward would give it. The steps of titration are compared as
    rounds are. ``every``: only every so many-th moment. Other patients of the run do not matter.
    """
    _, ward = run_chunk(trial, trial.arm(arm), first, patients, kept=range(patients))
    records = [ward.record(row) for row in range(patients)]
    found: list[Difference] = []
    moments = decisions = orders = 0
    after = timedelta(minutes=ward.given.acts.rounds.given_after)
    for taken in ward.taken[::every]:
        moment = ward.chart.moment(taken.minute)
        for at, row in enumerate(taken.decided.rows):
            assessed = assess(
                records[int(row)], moment, ward.given.handbook, given_at=moment + after
            )
            moments += 1
            decisions += len(taken.decided.pathway.tables)
            orders += len(taken.released)
            number = int(ward.numbers[row])
            for what, loop, told in _compared(taken, at, assessed):
                found.append(
                    Difference(patient=number, at=moment, what=what, loop=loop, assessed=told)
                )
    return SameCheck(
        patients=patients,
        moments=moments,
        decisions=decisions,
        orders=orders,
        differences=tuple(found),
    )


def _compared(taken: Taken, at: int, assessed: Assessment) -> Iterator[tuple[str, str, str]]:
    decided = taken.decided
    by_table = {one.table.id: one for one in assessed.decisions}
    for table in decided.pathway.tables:
        told = by_table[table.id]
        loop = _of_loop(taken, table, at)
        other = _of_assess(told)
        if loop["applies"] == 1:
            loop, other = ({k: one[k] for k in ("applies", "in force")} for one in (loop, other))
        for name, value in loop.items():
            if value != other[name]:
                yield f"{table.id}: {name}", str(value), str(other[name])
    proposals = {one.order.id: one for one in assessed.proposals}
    for code, released in taken.released.items():
        proposal = proposals.get(code)
        is_released = bool(released.mask[at])
        theirs = proposal is not None and proposal.released
        if is_released != theirs:
            yield f"order {code}: released", str(is_released), str(theirs)
        elif proposal is not None and is_released and proposal.amount is not None:
            amount = float(released.amount[at])
            if amount != float(proposal.amount):
                yield f"order {code}: amount", str(amount), str(proposal.amount)


def _of_loop(taken: Taken, table: DecisionTable, at: int) -> dict[str, Any]:
    decided = taken.decided
    sure, possible, applies = (int(one[at]) for one in decided.rules(table.id))
    value: Any = None
    if table.hit in {"max", "sum"}:
        low, high = decided.range_of(table.id)
        value = float(low[at]), float(high[at])
    elif table.hit == "unique":
        bits = int(decided.values_of(table.id)[at])
        value = frozenset(c.code for i, c in enumerate(table.values) if bits >> i & 1)
    return {
        "applies": applies,
        "value": value,
        "sure": sure,
        "possible": possible,
        "in force": bool(decided.in_force(table.id)[at]),
    }


def _of_assess(one: Decision) -> dict[str, Any]:
    value: Any = None
    if isinstance(one.value, Number):
        value = float(one.value.low), float(one.value.high)
    elif isinstance(one.value, Coded):
        value = frozenset(one.value.possible)
    elif one.table.hit == "unique":
        value = frozenset()
    sure = sum(1 << i for i, fired in enumerate(one.fired) if fired.holds.low)
    possible = sum(1 << i for i, fired in enumerate(one.fired) if fired.holds.high)
    applies = (1 if not one.applies.low else 0) | (2 if one.applies.high else 0)
    spoken = one.status not in {"not applicable", "no rule"}
    return {
        "applies": applies,
        "value": value,
        "sure": sure,
        "possible": possible,
        "in force": one.in_force and spoken,
    }
