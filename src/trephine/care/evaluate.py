"""evaluate: what a decision table concludes from what is known."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from trephine.care.cells import Cells, inputs
from trephine.care.holds import TRUE, holds
from trephine.core.decision import Change, Decision, DecisionStatus, Fired, Missing
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
    applies = TRUE if table.when is None else holds(table.when, value, definitions)
    known = tuple((name, value(name)) for name in inputs(table))
    if not applies.high:
        return Decision(
            table=table,
            at=at,
            status="not applicable",
            applies=applies,
            value=None,
            fired=(),
            inputs=known,
        )
    fired = tuple(
        Fired(rule=rule, holds=holds(rule.condition, value, definitions)) for rule in table.rules
    )
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
    fired = tuple(
        Fired(rule=rule, holds=holds(rule.condition, value, definitions)) for rule in table.rules
    )
    found = _output(table, fired)[0]
    return tuple(one.holds for one in fired) if found is None else found


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
    value leaves less open. Each known input is tried likewise: a change is the nearest other cell
    on either side, in the order of the cells, at which the output is another. It tries one input
    at a time, not combinations.
    """
    table = decision.table
    if decision.status == "not applicable":
        return decision
    now = output_of(table, value)
    missing, changes = [], []
    for name, found in decision.inputs:
        tried = [(word, cell, _with(table, value, name, cell)) for word, cell in cells[name]]
        if found.known:
            changes += [
                Change(name=name, to=word, value=out)
                for word, cell, out in tried
                if out != now and not isinstance(out, tuple)
            ]
        else:
            entry = next(one for one in decision.missing if one.name == name)
            narrows = any(_size(out) < _size(now) for _, _, out in tried)
            missing.append(replace(entry, narrows=narrows))
    return replace(decision, missing=tuple(missing), changes=tuple(changes))


def _with(table: DecisionTable, value: Lookup, name: str, cell: Value) -> Value | tuple[Truth, ...]:
    return output_of(table, lambda asked: cell if asked == name else value(asked))


def _size(output: Value | tuple[Truth, ...]) -> Decimal | int:
    """Return how much an output leaves open."""
    if isinstance(output, tuple):
        return sum(not one.known for one in output)
    if isinstance(output, Number):
        return output.high - output.low
    return len(output.possible) if isinstance(output, Coded) else 0
