"""check_guidelines: what the rules name exists, and fits the kind of what it names."""

from collections.abc import Iterable, Iterator

from trephine.core.error import ContentError
from trephine.core.expression import Constant, Expression, Leaf, leaves, names
from trephine.core.rule import DecisionTable, Guideline
from trephine.core.text import Text
from trephine.core.unfit_leaf import ConditionNames, condition_names, unfit_leaf
from trephine.library.erratum import errata
from trephine.library.observable_table import observables


def check_guidelines(guidelines: tuple[Guideline, ...]) -> None:
    """Raise ContentError, listing every defect found: all of them are shown at once.

    Names in conditions are observables, definitions of the table, or outputs of tables; codes are
    among the choices; a threshold is a multiple of the observable's resolution, so that rounding
    a reading cannot carry it across; orders, measured observables and errata exist; ids are unique.
    """
    found = [*_defects(guidelines)]
    if found:
        raise ContentError(
            what=Text(zh="指南内容有误", en="the guidelines are malformed"),
            where="library/guidelines",
            found="\n  ".join(["", *found]),
            do=Text(zh="逐条改正", en="correct each"),
        )


def _defects(guidelines: tuple[Guideline, ...]) -> Iterator[str]:
    tables = [table for one in guidelines for table in one.tables]
    orders = {order.id for one in guidelines for order in one.orders}
    yield from _mixed(tables)
    known = {entry.id for entry in errata()}
    yield from _repeated("table", (table.id for table in tables))
    yield from _repeated("rule", (rule.id for table in tables for rule in table.rules))
    yield from _repeated("order", (order.id for one in guidelines for order in one.orders))
    hits: dict[str, str] = {}
    for table in tables:
        if hits.setdefault(table.decides, table.hit) != table.hit:
            yield f"{table.file} {table.id}: tables that share a decision share their hit policy"
    known_names = condition_names(tables, observables())
    for one in guidelines:
        for order in one.orders:
            for name in (order.drug, *order.needs):
                if name not in observables():
                    yield f"order {order.id}: no observable {name!r}"
    for table in tables:
        for text in _table(table, known_names, orders, known):
            yield f"{table.file} {table.id}: {text}"


def _repeated(what: str, ids: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            yield f"{what} id {one!r} is used twice"
        seen.add(one)


def _table(
    table: DecisionTable,
    named: ConditionNames,
    orders: set[str],
    known: set[str],
) -> Iterator[str]:
    defined = {entry.name for entry in table.definitions}
    conditions: list[tuple[str, Expression]] = [(r.id, r.condition) for r in table.rules]
    conditions += [(entry.name, entry.condition) for entry in table.definitions]
    conditions += [("when", table.when)] if table.when is not None else []
    conditions += [("assumes", table.assumes)] if table.assumes is not None else []
    for owner, condition in conditions:
        for leaf in leaves(condition):
            if (text := unfit_leaf(leaf, defined, named)) is not None:
                yield f"{owner}: {text}"
    yield from _circles(table)
    yield from _ordered(table, defined, named)
    if table.hit == "max" and table.floor is None:
        yield "hit = max needs a floor"
    if table.hit == "unique" and not table.values:
        yield "hit = unique needs values"
    for entry in table.errata:
        if entry not in known:
            yield f"no erratum {entry!r}"
    for defect in table.defects:
        if defect.erratum not in known:
            yield f"defect: no erratum {defect.erratum!r}"
    for rule in table.rules:
        for entry in rule.errata:
            if entry not in known:
                yield f"{rule.id}: no erratum {entry!r}"
        if not rule.conclusions:
            yield f"{rule.id}: no conclusion"
        for conclusion in rule.conclusions:
            if (conclusion.kind == "grade") != (table.hit == "max"):
                yield f"{rule.id}: a grade belongs to a table with hit = max, and only there"
            if (conclusion.kind == "points") != (table.hit == "sum"):
                yield f"{rule.id}: points belong to a table with hit = sum, and only there"
            if conclusion.points is not None and conclusion.points <= 0:
                yield f"{rule.id}: points are above zero, or a range could not be told"
            if (conclusion.kind == "value") != (table.hit == "unique"):
                yield f"{rule.id}: a value belongs to a table with hit = unique, and only there"
            if conclusion.kind == "value" and conclusion.code not in {
                one.code for one in table.values
            }:
                yield f"{rule.id}: value {conclusion.code!r} is not declared"
            if conclusion.kind == "order" and conclusion.code not in orders:
                yield f"{rule.id}: no order {conclusion.code!r}"
            for name in conclusion.measure:
                if name not in observables():
                    yield f"{rule.id}: no observable {name!r} to measure"


def _mixed(tables: list[DecisionTable]) -> Iterator[str]:
    """Yield decisions whose tables conclude in different ways: no layer could stand for another."""
    hits: dict[str, set[str]] = {}
    for table in tables:
        hits.setdefault(table.decides, set()).add(table.hit)
    for decides, found in hits.items():
        if len(found) > 1:
            yield f"decision {decides!r}: tables with hit = {' and '.join(sorted(found))}"


def _circles(table: DecisionTable) -> Iterator[str]:
    """Yield definitions that rest on themselves."""
    by_name = {entry.name: entry.condition for entry in table.definitions}
    for name in by_name:
        ahead, seen = [name], set()
        while ahead:
            for part in names(by_name[ahead.pop()]):
                if part == name:
                    yield f"{name}: the definition rests on itself"
                    ahead = []
                    break
                if part in by_name and part not in seen:
                    seen.add(part)
                    ahead.append(part)


def _ordered(table: DecisionTable, defined: set[str], named: ConditionNames) -> Iterator[str]:
    """Yield directions of what the proof could not look along."""
    asked = {leaf.name for leaf in _leaves(table) if not isinstance(leaf, Constant)} - defined
    for one in table.monotone:
        kind = observables()[one.name].kind if one.name in observables() else ""
        kind = "quantity" if one.name in named.numbers else kind
        if table.hit not in {"max", "sum"}:
            yield f"monotone {one.name}: only a table with hit = max has grades that could fall"
        elif one.name not in asked:
            yield f"monotone {one.name}: no condition asks for it"
        elif kind not in {"quantity", "yesno", "event", "dose"}:
            yield f"monotone {one.name}: it has no order"


def _leaves(table: DecisionTable) -> Iterator[Leaf]:
    for rule in table.rules:
        yield from leaves(rule.condition)
    for entry in table.definitions:
        yield from leaves(entry.condition)
