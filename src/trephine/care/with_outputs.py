"""with_outputs: the inputs of a pathway's tables, the outputs of its tables among them."""

from collections.abc import Mapping
from decimal import Decimal

from trephine.care.once import once
from trephine.core.mark import Read
from trephine.core.observable import Choice, Observable
from trephine.core.rule import DecisionTable, Pathway


@once
def with_outputs(pathway: Pathway, observables: Mapping[str, Observable]) -> dict[str, Observable]:
    """Return ``observables`` and what the tables of ``pathway`` decide, as inputs of other tables.

    A graded output is a whole number from the lowest floor to the highest grade of its tables, a
    unique one a choice of their values. It is for proofs and for what would change a decision:
    an output is never read from a record.
    """
    tables: dict[str, list[DecisionTable]] = {}
    for table in pathway.tables:
        if table.hit != "collect":
            tables.setdefault(table.decides, []).append(table)
    return {**observables, **{name: _output(found) for name, found in tables.items()}}


def _output(tables: list[DecisionTable]) -> Observable:
    first = tables[0]
    mark = Read(locator=first.at)
    if first.hit == "unique":
        values: dict[str, Choice] = {}
        for table in tables:
            values |= {one.code: one for one in table.values if one.code not in values}
        return Observable(
            id=first.decides,
            kind="choice",
            label=first.title,
            mark=mark,
            choices=tuple(values.values()),
        )
    grades = [rule.conclusions[0].number or 0 for table in tables for rule in table.rules]
    floors = [table.floor or 0 for table in tables]
    return Observable(
        id=first.decides,
        kind="quantity",
        label=first.title,
        mark=mark,
        possible=(Decimal(min(floors)), Decimal(max([*floors, *grades]))),
        resolution=Decimal(1),
    )
