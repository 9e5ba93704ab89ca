"""evaluate: what a decision table concludes from what is known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from trephine.care.cells import Cell, Cells, inputs
from trephine.care.holds import TRUE, TRUTHS, Asked, Lookup, asked, definitions_of
from trephine.care.once import once
from trephine.care.table_part import table_part
from trephine.core.decision import Change, Decision, DecisionStatus, Fired, Missing
from trephine.core.rule import Conclusion, DecisionTable, HitPolicy
from trephine.core.value import Coded, Number, Truth, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """A table with its conditions as functions, worked out once.

    ``worth`` is the grade, the points or the code of each rule, ``fired`` the three ways in which
    it can stand. ``rests`` are, for each input, the places of the rules that rest on it.
    """

    hit: HitPolicy
    floor: int
    worth: tuple[Any, ...]
    when: Asked | None
    rules: tuple[Asked, ...]
    fired: tuple[tuple[Fired, ...], ...]
    rests: Mapping[str, tuple[int, ...]]


@once
def _ready(table: DecisionTable) -> _Ready:
    rules = [table_part(table, rule.condition) for rule in table.rules]
    definitions = definitions_of(table)
    return _Ready(
        hit=table.hit,
        floor=table.floor or 0,
        worth=tuple(_worth(table, rule.conclusions[0]) for rule in table.rules),
        when=None if table.when is None else asked(table.when, definitions),
        rules=tuple(asked(rule.condition, definitions) for rule in table.rules),
        fired=tuple(tuple(Fired(rule=one, holds=t) for t in TRUTHS) for one in table.rules),
        rests={name: tuple(i for i, p in enumerate(rules) if name in p) for name in inputs(table)},
    )


def _worth(table: DecisionTable, one: Conclusion) -> int | Decimal | str:
    if table.hit == "max":
        return one.number or 0
    return one.points or Decimal(0) if table.hit == "sum" else one.code


def evaluate(table: DecisionTable, value: Lookup, at: datetime) -> Decision:
    """Return the decision of ``table`` at ``at``, where ``value`` gives what is known of an input.

    A graded output is the interval from the highest grade that surely holds to the highest that
    may; a unique one the set of values that may hold. Where the question does not arise nothing
    is concluded; where it may not arise the conclusion is given and ``applies`` is open. What is
    missing is listed, without regard to whether it matters: see ``narrowing``.
    """
    ready = _ready(table)
    applies = TRUE if ready.when is None else TRUTHS[ready.when(value)]
    if not applies.high:
        return Decision(
            table=table,
            at=at,
            status="not applicable",
            applies=applies,
            value=None,
            fired=(),
            inputs=(),
        )
    known = tuple((name, value(name)) for name in inputs(table))
    truths = [rule(value) for rule in ready.rules]
    output, status = _output(ready, truths)
    return Decision(
        table=table,
        at=at,
        status=status,
        applies=applies,
        value=output,
        fired=tuple(ways[one] for ways, one in zip(ready.fired, truths, strict=True)),
        inputs=known,
        missing=tuple(
            Missing(name=name, reason=found.reason or "not done", narrows=False)
            for name, found in known
            if not found.known
        ),
    )


def output_of(table: DecisionTable, value: Lookup) -> Value | tuple[Truth, ...]:
    """Return only the output of a table: for ``collect`` the truth of each rule, in order."""
    ready = _ready(table)
    truths = [rule(value) for rule in ready.rules]
    found = _output(ready, truths)[0]
    return tuple(TRUTHS[one] for one in truths) if found is None else found


def _output(ready: _Ready, truths: Iterable[int]) -> tuple[Value | None, DecisionStatus]:
    """Return the output where the rules are false (0), open (1) or true (2), in their order."""
    each = zip(ready.worth, truths, strict=True)
    if ready.hit == "max":
        low = high = ready.floor
        for grade, truth in each:
            if truth and grade > high:
                high = grade
            if truth == 2 and grade > low:
                low = grade
        return _graded(low, high), "decided" if low == high else "interval"
    if ready.hit == "sum":
        least = most = Decimal(0)
        for points, truth in each:
            least, most = least + points * (truth == 2), most + points * (truth > 0)
        return Number(low=least, high=most), "decided" if least == most else "interval"
    if ready.hit == "unique":
        held = [(code, truth) for code, truth in each if truth]
        sure = frozenset(code for code, truth in held if truth == 2)
        if not held:
            return Coded(possible=frozenset()), "no rule"
        chosen = Coded(possible=sure or frozenset(code for code, _ in held))
        return chosen, "decided" if chosen.known else "interval"
    return None, "undecided" if 1 in truths else "decided"


@cache
def _graded(low: int, high: int) -> Number:
    """Return a range of grades; there are few."""
    return Number(low=Decimal(low), high=Decimal(high))


def narrowing(decision: Decision, value: Lookup, cells: Cells) -> Decision:
    """Return the decision with what would narrow it and what would change it.

    Each input that is missing is tried at each of its cells, all else as it is: it narrows if some
    value leaves less open, or settles whether the question arises. Where no input does so alone,
    those that the open rules rest on are all marked: together they narrow it. Each known input is
    tried likewise: a change is another code or statement, or of numbers the nearest cell on either
    side, at which the output is another; that the question would not arise is not shown. For graded
    and unique tables; a decision that collects, or does not apply, is returned as it is.
    """
    table = decision.table
    if decision.status == "not applicable" or table.hit == "collect":
        return decision
    ready, now = _ready(table), decision.value
    known = {name: value(name) for name, _ in decision.inputs}
    truths = [one.holds.low + one.holds.high for one in decision.fired]

    def tried(name: str, cell: Value) -> Value | None:
        other = {**known, name: cell}.__getitem__
        again = list(truths)
        for i in ready.rests[name]:
            again[i] = ready.rules[i](other)
        return now if again == truths else _output(ready, again)[0]

    def settles(name: str, cell: Value) -> bool:
        if ready.when is None or decision.applies.known:
            return False
        return ready.when({**known, name: cell}.__getitem__) != 1

    entries = {one.name: one for one in decision.missing}
    missing: list[Missing] = []
    changes: list[Change] = []
    for name, found in decision.inputs:
        if found.known:
            for way in _ways(cells[name], found):
                outputs = ((word, tried(name, cell)) for word, cell in way)
                first = next(((word, out) for word, out in outputs if out != now), None)
                if first is not None and first[1] is not None:
                    changes.append(Change(name=name, to=first[0], value=first[1]))
        else:
            inside = [cell for _, cell in cells[name] if _possible(cell, found)]
            narrows = any(_size(tried(name, cell)) < _size(now) for cell in inside)
            narrows = narrows or any(settles(name, cell) for cell in inside)
            missing.append(replace(entries[name], narrows=True) if narrows else entries[name])
    if missing and not any(one.narrows for one in missing):
        together = _together(decision)
        missing = [replace(o, narrows=True) if o.name in together else o for o in missing]
    return replace(decision, missing=tuple(missing), changes=tuple(changes))


def _possible(cell: Value, found: Value) -> bool:
    """Return whether an input of which something is known can still be in a cell."""
    if isinstance(cell, Number) and isinstance(found, Number):
        return found.low <= cell.low <= found.high
    if isinstance(cell, Coded) and isinstance(found, Coded):
        return cell.possible <= found.possible
    return True


def _ways(cells: Iterable[Cell], found: Value) -> list[list[Cell]]:
    """Return the ways to leave a value: of numbers down and up, the nearest first, else each."""
    if not isinstance(found, Number):
        return [[one] for one in cells]
    numbers = [(one, one[1].low) for one in cells if isinstance(one[1], Number)]
    below = [one for one, low in numbers if low < found.low]
    return [below[::-1], [one for one, low in numbers if low > found.low]]


def _together(decision: Decision) -> set[str]:
    """Return the inputs of what is open: of rules, and of whether the question arises."""
    table = decision.table
    found: set[str] = set()
    if decision.status != "decided":
        open_ = {i for i, one in enumerate(decision.fired) if not one.holds.known}
        rests = _ready(table).rests.items()
        found |= {name for name, rules in rests if not open_.isdisjoint(rules)}
    if table.when is not None and not decision.applies.known:
        found |= set(table_part(table, table.when))
    return found


def _size(output: Value | None) -> Decimal | int:
    """Return how much an output leaves open."""
    if isinstance(output, Number):
        return output.high - output.low
    return len(output.possible) if isinstance(output, Coded) else 0
