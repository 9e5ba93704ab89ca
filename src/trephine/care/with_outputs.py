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
    score a number from none to all of its points, a unique one a choice of their values. It is for
    proofs and for what would change a decision: an output is never read from a record.
    """
    tables: dict[str, list[DecisionTable]] = {}
    for table in pathway.tables:
        if table.hit != "collect":
            tables.setdefault(table.decides, []).append(table)
    return {**observables, **{name: _output(found) for name, found in tables.items()}}


def _output(tables: list[DecisionTable]) -> Observable:
    first = tables[0]
    if first.hit == "unique":
        values: dict[str, Choice] = {}
        for table in tables:
            values |= {one.code: one for one in table.values if one.code not in values}
        return Observable(
            id=first.decides,
            kind="choice",
            label=first.title,
            mark=Read(locator=first.at),
            choices=tuple(values.values()),
        )
    if first.hit == "sum":
        points = [[rule.conclusions[0].points or Decimal(0) for rule in t.rules] for t in tables]
        most = max(sum(found, Decimal(0)) for found in points)
        digits = min(int(one.as_tuple().exponent) for found in points for one in found)
        return _number(first, Decimal(0), most, Decimal(1).scaleb(min(digits, 0)))
    grades = [rule.conclusions[0].number or 0 for table in tables for rule in table.rules]
    floors = [table.floor or 0 for table in tables]
    return _number(first, Decimal(min(floors)), Decimal(max([*floors, *grades])), Decimal(1))


def _number(table: DecisionTable, low: Decimal, high: Decimal, step: Decimal) -> Observable:
    return Observable(
        id=table.decides,
        kind="quantity",
        label=table.title,
        mark=Read(locator=table.at),
        possible=(low, high),
        resolution=step,
    )
