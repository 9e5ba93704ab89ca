"""evaluate: what a decision table concludes from what is known."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from trephine.care.cells import Cells, inputs
from trephine.care.compile_table import compile_table
from trephine.care.holds import TRUE, holds
from trephine.care.table_part import table_part
from trephine.core.decision import Change, Decision, DecisionStatus, Fired, Missing
from trephine.core.expression import Expression
from trephine.core.rule import DecisionTable
from trephine.core.value import Coded, Number, Truth, Value

Lookup = Callable[[str], Value]


def evaluate(table: DecisionTable, value: Lookup, at: datetime) -> Decision:
    """Return the decision of ``table`` at ``at``, where ``value`` gives what is known of an input.

    A graded output is the interval from the highest grade that surely holds to the highest that
    may; a unique one the set of values that may hold. Where the question does not arise nothing
    is concluded; where it may not arise the conclusion is given and ``applies`` is open. What is
    missing is listed, without regard to whether it matters: see ``narrowing``.
    """
    definitions = {entry.name: entry.condition for entry in table.definitions}
    named = _remembered(value, definitions)
    applies = TRUE if table.when is None else holds(table.when, named, {})
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
    fired = tuple(Fired(rule=rule, holds=holds(rule.condition, named, {})) for rule in table.rules)
    output, status = _output(table, fired)
    return Decision(
        table=table,
        at=at,
        status=status,
        applies=applies,
        value=output,
        fired=fired,
        inputs=known,
        missing=tuple(
            Missing(name=name, reason=found.reason or "not done", narrows=False)
            for name, found in known
            if not found.known
        ),
    )


def output_of(table: DecisionTable, value: Lookup) -> Value | tuple[Truth, ...]:
    """Return only the output of a table: for ``collect`` the truth of each rule, in order."""
    definitions = {entry.name: entry.condition for entry in table.definitions}
    named = _remembered(value, definitions)
    fired = tuple(Fired(rule=rule, holds=holds(rule.condition, named, {})) for rule in table.rules)
    found = _output(table, fired)[0]
    return tuple(one.holds for one in fired) if found is None else found


def _remembered(value: Lookup, definitions: Mapping[str, Expression]) -> Lookup:
    """Return a lookup in which each definition is worked out once, when it is first asked."""
    if not definitions:
        return value
    found: dict[str, Truth] = {}

    def named(name: str) -> Value:
        if name not in definitions:
            return value(name)
        if name not in found:
            found[name] = holds(definitions[name], named, {})
        return found[name]

    return named


def _output(table: DecisionTable, fired: tuple[Fired, ...]) -> tuple[Value | None, DecisionStatus]:
    if table.hit == "max":
        grades = [(one.rule.conclusions[0].number or 0, one.holds) for one in fired]
        low = max([table.floor or 0, *(grade for grade, truth in grades if truth.low)])
        high = max([low, *(grade for grade, truth in grades if truth.high)])
        graded = Number(low=Decimal(low), high=Decimal(high))
        return graded, "decided" if low == high else "interval"
    if table.hit == "unique":
        sure = {one.rule.conclusions[0].code for one in fired if one.holds.low}
        may = {one.rule.conclusions[0].code for one in fired if one.holds.high}
        if not may:
            return Coded(possible=frozenset()), "no rule"
        chosen = Coded(possible=frozenset(sure or may))
        return chosen, "decided" if chosen.known else "interval"
    open_ = any(not one.holds.known for one in fired)
    return None, "undecided" if open_ else "decided"


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
    outputs = 2 if table.hit == "max" else 1

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
    if table.hit == "max":
        return Number(low=Decimal(output[0]), high=Decimal(output[1]))
    codes = (one.code for i, one in enumerate(table.values) if output[0] >> i & 1)
    return Coded(possible=frozenset(codes))


def _size(output: Value | None) -> Decimal | int:
    """Return how much an output leaves open."""
    if isinstance(output, Number):
        return output.high - output.low
    return len(output.possible) if isinstance(output, Coded) else 0
