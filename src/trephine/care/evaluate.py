"""evaluate: what a decision table concludes from what is known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cache

from trephine.care.cells import Cells, inputs
from trephine.care.holds import FALSE, TRUE, TRUTHS, Asked, Lookup, Named, asked
from trephine.care.once import once
from trephine.care.table_part import table_part
from trephine.core.decision import Change, Decision, DecisionStatus, Fired, Missing
from trephine.core.expression import Expression
from trephine.core.rule import DecisionTable
from trephine.core.value import Coded, Number, Truth, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """A table with its conditions as functions, worked out once.

    ``fired`` are the three ways in which each rule can stand, ``parts`` the inputs of each.
    """

    table: DecisionTable
    definitions: Mapping[str, Expression]
    when: Asked | None
    rules: tuple[Asked, ...]
    fired: tuple[tuple[Fired, ...], ...]
    parts: tuple[frozenset[str], ...]

    def lookup(self, value: Lookup) -> Lookup:
        """Return a lookup in which each definition is worked out once, when it is first asked."""
        return Named(value, self.definitions).__getitem__ if self.definitions else value


@once
def _ready(table: DecisionTable) -> _Ready:
    return _Ready(
        table=table,
        definitions={entry.name: entry.condition for entry in table.definitions},
        when=None if table.when is None else asked(table.when),
        rules=tuple(asked(rule.condition) for rule in table.rules),
        fired=tuple(tuple(Fired(rule=one, holds=t) for t in TRUTHS) for one in table.rules),
        parts=tuple(frozenset(table_part(table, rule.condition)) for rule in table.rules),
    )


def evaluate(table: DecisionTable, value: Lookup, at: datetime) -> Decision:
    """Return the decision of ``table`` at ``at``, where ``value`` gives what is known of an input.

    A graded output is the interval from the highest grade that surely holds to the highest that
    may; a unique one the set of values that may hold. Where the question does not arise nothing
    is concluded; where it may not arise the conclusion is given and ``applies`` is open. What is
    missing is listed, without regard to whether it matters: see ``narrowing``.
    """
    ready = _ready(table)
    named = ready.lookup(value)
    applies = TRUE if ready.when is None else TRUTHS[ready.when(named)]
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
    truths = [rule(named) for rule in ready.rules]
    output, status = _output(table, truths)
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
    named = ready.lookup(value)
    truths = [rule(named) for rule in ready.rules]
    found = _output(table, truths)[0]
    return tuple(TRUTHS[one] for one in truths) if found is None else found


def _output(
    table: DecisionTable, truths: Iterable[int]
) -> tuple[Value | None, DecisionStatus]:
    """Return the output where the rules are false (0), open (1) or true (2), in their order."""
    if table.hit == "max":
        low = high = table.floor or 0
        for rule, truth in zip(table.rules, truths, strict=True):
            if truth:
                grade = rule.conclusions[0].number or 0
                high = max(high, grade)
                low = max(low, grade) if truth == 2 else low
        return _graded(low, high), "decided" if low == high else "interval"
    if table.hit == "unique":
        codes = [rule.conclusions[0].code for rule in table.rules]
        sure = frozenset(code for code, truth in zip(codes, truths, strict=True) if truth == 2)
        may = frozenset(code for code, truth in zip(codes, truths, strict=True) if truth)
        if not may:
            return Coded(possible=frozenset()), "no rule"
        chosen = Coded(possible=sure or may)
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
    compiled = compile_table(table)
    decide = compiled.interpreted()
    given = {column.name: column.encoded(value(column.name)) for column in compiled.columns}
    outputs = 1 if table.hit == "unique" else 2

    def tried(name: str, cell: Value) -> Value:
        column = compiled.column(name)
        arguments: list[float] = []
        for one in compiled.columns:
            arguments += column.encoded(cell) if one.name == name else given[one.name]
        return _decoded(table, decide(*arguments)[:outputs])

    now = decision.value
    missing: list[Missing] = []
    changes: list[Change] = []
    for name, found in decision.inputs:
        others = [(word, cell, tried(name, cell)) for word, cell in cells[name] if name in given]
        if found.known:
            differing = _nearest([one for one in others if one[2] != now], found)
            changes += [Change(name=name, to=word, value=out) for word, _, out in differing]
        else:
            entry = next(one for one in decision.missing if one.name == name)
            narrows = any(_size(out) < _size(now) for _, _, out in others)
            narrows = narrows or any(_settles(decision, value, name, cell) for _, cell, _ in others)
            missing.append(replace(entry, narrows=narrows))
    if not any(one.narrows for one in missing):
        together = _together(decision)
        missing = [replace(one, narrows=one.name in together) for one in missing]
    return replace(decision, missing=tuple(missing), changes=tuple(changes))


def _nearest(tried: list[tuple[str, Value, Value]], found: Value) -> list[tuple[str, Value, Value]]:
    """Return of numbers the nearest on either side; of all else, everything."""
    if not isinstance(found, Number):
        return tried
    below = [one for one in tried if isinstance(one[1], Number) and one[1].low < found.low]
    above = [one for one in tried if isinstance(one[1], Number) and one[1].low > found.low]
    return [*below[-1:], *above[:1]]


def _settles(decision: Decision, value: Lookup, name: str, cell: Value) -> bool:
    """Return whether a value would settle that the question arises, or that it does not."""
    when = decision.table.when
    if when is None or decision.applies.known:
        return False
    definitions = {entry.name: entry.condition for entry in decision.table.definitions}
    return holds(when, lambda asked: cell if asked == name else value(asked), definitions).known


def _together(decision: Decision) -> set[str]:
    """Return the inputs of what is open: of rules, and of whether the question arises."""
    table = decision.table
    found: set[str] = set()
    if decision.status != "decided":
        found |= {name for rule in decision.open for name in table_part(table, rule.condition)}
    if table.when is not None and not decision.applies.known:
        found |= set(table_part(table, table.when))
    return found


def _decoded(table: DecisionTable, output: tuple[int, ...]) -> Value:
    if table.hit in {"max", "sum"}:
        # Points are multiples of a half: doubles hold them exactly.
        return Number(low=Decimal(output[0]), high=Decimal(output[1]))
    codes = (one.code for i, one in enumerate(table.values) if output[0] >> i & 1)
    return Coded(possible=frozenset(codes))


def _size(output: Value | None) -> Decimal | int:
    """Return how much an output leaves open."""
    if isinstance(output, Number):
        return output.high - output.low
    return len(output.possible) if isinstance(output, Coded) else 0
