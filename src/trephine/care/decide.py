"""decide: every table of a pathway, in the order in which they rest on each other."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from trephine.care.cells import inputs
from trephine.care.evaluate import evaluate
from trephine.care.once import once
from trephine.care.resolve import Known
from trephine.core.decision import Decision
from trephine.core.error import ContentError
from trephine.core.observable import Observable
from trephine.core.record import Record
from trephine.core.rule import LAYERS, DecisionTable, Pathway
from trephine.core.text import Text
from trephine.core.value import INFINITE, Coded, Number, Reason, Value


def decide(
    record: Record, at: datetime, pathway: Pathway, observables: Mapping[str, Observable]
) -> tuple[tuple[Decision, ...], Known]:
    """Return all decisions at ``at``, in the pathway's order, and what was known.

    Tables that decide the same thing are layers of it: of those that are enabled and apply, the
    highest is in force and gives the value that other tables see; the others are shown. A table
    that surely applies goes before one that may, and one that may gives no value. An outside table
    with a reason to be shown always is evaluated in every mode, and decides only where no other
    table decides the same.
    """
    known = Known(record, at, observables)
    return decisions_on(known, pathway), known


def decisions_on(known: Known, pathway: Pathway, of: Collection[str] = ()) -> tuple[Decision, ...]:
    """Return the same on what is ``known``, which learns what each table concludes.

    ``of``: these decisions alone, such as rest on no other (grades); empty: all.
    """
    found: dict[str, Decision] = {}
    for group in groups_of(pathway):
        if of and group[0].decides not in of:
            continue
        decisions = [evaluate(table, known.lookup(table.use), known.at) for table in group]
        chosen = _chosen(decisions, pathway)
        for one in decisions:
            found[one.table.id] = one if one is chosen else replace(one, in_force=False)
        if group[0].hit != "collect":
            known.conclude(group[0].decides, _output(group[0], chosen))
    return tuple(found[table.id] for table in pathway.tables if table.id in found)


def _chosen(decisions: list[Decision], pathway: Pathway) -> Decision | None:
    speaking = [
        one
        for one in decisions
        if one.status not in {"not applicable", "no rule"}
        and (one.table.layer in pathway.layers or (one.table.always and len(decisions) == 1))
    ]
    return max(
        speaking,
        key=lambda one: (one.applies.low, LAYERS.index(one.table.layer)),
        default=None,
    )


def _output(table: DecisionTable, chosen: Decision | None) -> Value:
    """Return what other tables see: nothing is known where the question may not arise."""
    if chosen is not None and chosen.value is not None and chosen.applies.low:
        return replace(chosen.value, reason="" if chosen.value.known else "undecided", readings=())
    reason: Reason = "not applicable" if chosen is None else "undecided"
    if table.hit in {"max", "sum"}:
        return Number(low=-INFINITE, high=INFINITE, reason=reason)
    codes = frozenset(choice.code for choice in table.values)
    return Coded(possible=codes, reason=reason)


@once
def groups_of(pathway: Pathway) -> tuple[tuple[DecisionTable, ...], ...]:
    """Return the tables grouped by what they decide, each group after those it rests on."""
    groups: dict[str, list[DecisionTable]] = {}
    for table in pathway.tables:
        if table.layer in pathway.layers or table.always is not None:
            groups.setdefault(table.decides, []).append(table)
    needs = {
        decides: {name for table in tables for name in inputs(table)} & set(groups) - {decides}
        for decides, tables in groups.items()
    }
    ordered: list[str] = []
    while len(ordered) < len(groups):
        ready = [one for one in groups if one not in ordered and needs[one] <= set(ordered)]
        if not ready:
            left = ", ".join(one for one in groups if one not in ordered)
            raise ContentError(
                what=Text(zh="规则表互相依赖成环", en="tables rest on each other in a circle"),
                where=pathway.id,
                found=left,
                do=Text(zh="断开其中一条依赖", en="break one of the dependencies"),
            )
        ordered += ready
    return tuple(tuple(groups[one]) for one in ordered)
