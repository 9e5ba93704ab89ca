"""pruned: the tables of a pathway that some decisions rest on."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from trephine.care.decide import groups_of
from trephine.care.table_part import table_part
from trephine.core.error import InputError, MethodError
from trephine.core.observable import Observable, Use
from trephine.core.option import names_near
from trephine.core.rule import DecisionTable, Order, Pathway
from trephine.core.text import Text

_FACTORS = {"kg": "weight", "m2": "bsa"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """Groups of tables that decide the same, in order; of each those that can be in force.

    ``first`` is the table of each group that says what its output looks like, in force or not.
    """

    groups: tuple[tuple[DecisionTable, ...], ...]
    first: tuple[DecisionTable, ...]
    orders: Mapping[str, Order]

    @property
    def tables(self) -> tuple[DecisionTable, ...]:
        """Return the tables in the order in which they are evaluated."""
        return tuple(table for group in self.groups for table in group)

    @property
    def decided(self) -> tuple[str, ...]:
        """Return what is decided here, whether by a value or by rules that collect."""
        return tuple(table.decides for table in self.first)

    @property
    def concluded(self) -> frozenset[str]:
        """Return what other tables see as an input."""
        return frozenset(one.decides for one in self.first if one.hit != "collect")

    def asked(self, observables: Mapping[str, Observable]) -> Iterator[tuple[str, Use]]:
        """Yield the inputs that have to be resolved, and what for."""
        for table in self.tables:
            for name in inputs_of(table):
                if name not in self.concluded:
                    yield name, table.use
        for name in self.needs(observables):
            yield name, "dosing"

    def needs(self, observables: Mapping[str, Observable]) -> tuple[str, ...]:
        """Return what has to be known for the doses of its orders."""
        found: dict[str, None] = {}
        for order in self.orders.values():
            found |= dict.fromkeys(order.needs)
            if order.per:
                found[_FACTORS[order.per]] = None
        for name in found:
            if name not in observables:
                raise MethodError(
                    what=Text(
                        zh="剂量所需的项不是观察项",
                        en="what a dose needs is not an observable",
                    ),
                    where="order.needs",
                    found=name,
                    do=Text(zh="在 needs 中写观察项", en="name observables in needs"),
                )
        return tuple(found)


def inputs_of(table: DecisionTable) -> tuple[str, ...]:
    """Return what a table's conclusion, and whether it applies, rest on.

    Not what its proof takes for granted, which ``inputs`` counts in.
    """
    wanted = [rule.condition for rule in table.rules]
    wanted += [table.when] if table.when is not None else []
    found = (name for one in wanted for name in table_part(table, one))
    return tuple(dict.fromkeys(found))


def pruned(pathway: Pathway, wanted: Collection[str]) -> Pruned:
    """Return what ``wanted`` decisions rest on, tables against the drugs they order among it."""
    _check(pathway, wanted)
    groups = {group[0].decides: group for group in groups_of(pathway)}
    orders = pathway.orders
    chosen: set[str] = set()
    ahead = {name for name in wanted if name in groups}
    while ahead:
        chosen |= ahead
        tables = [table for name in chosen for table in _speaking(groups[name], pathway)]
        drugs = {orders[code].drug for code in _codes(tables, "order")}
        ahead = {name for table in tables for name in inputs_of(table) if name in groups}
        ahead |= {
            name
            for name, group in groups.items()
            if not drugs.isdisjoint(_codes(_speaking(group, pathway), "exclude"))
        }
        ahead -= chosen
    kept = {name: _speaking(group, pathway) for name, group in groups.items() if name in chosen}
    named = [code for group in kept.values() for code in _codes(group, "order")]
    return Pruned(
        groups=tuple(kept.values()),
        first=tuple(groups[name][0] for name in kept),
        orders={code: orders[code] for code in dict.fromkeys(named)},
    )


def _speaking(group: tuple[DecisionTable, ...], pathway: Pathway) -> tuple[DecisionTable, ...]:
    """Return the tables of a group that can be in force."""
    return tuple(
        one
        for one in group
        if one.layer in pathway.layers or (one.always is not None and len(group) == 1)
    )


def _codes(tables: Iterable[DecisionTable], kind: str) -> list[str]:
    return [
        conclusion.code
        for table in tables
        for rule in table.rules
        for conclusion in rule.conclusions
        if conclusion.kind == kind
    ]


def _check(pathway: Pathway, wanted: Collection[str]) -> None:
    known = {table.decides for table in pathway.tables}
    for name in wanted:
        if name not in known:
            raise InputError(
                what=Text(zh="路径中没有这一决策", en="the pathway knows no such decision"),
                where=pathway.id,
                found=name,
                do=names_near(name, known, listed="docs/reference/guidelines.md"),
            )
