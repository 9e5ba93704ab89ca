"""model_of: the Model that an SBML model's quantities and laws amount to."""

from collections.abc import Mapping
from typing import Any

from trephine.core.error import InputError
from trephine.core.model import Assignment, Model, ModelEvent, ModelParameter, ModelState
from trephine.core.text import Text
from trephine.interop.formula.node import Call, Name, Node, names, replaced
from trephine.interop.formula.text_of import RESERVED, text_of
from trephine.interop.formula.value_of import value_of
from trephine.interop.sbml.floors import floors
from trephine.interop.sbml.free_id import free_id
from trephine.interop.sbml.laws import Laws, Trigger
from trephine.interop.sbml.order import ordered
from trephine.interop.sbml.own_marks import own_of
from trephine.interop.sbml.quantity import Quantity, share
from trephine.interop.sbml.settler import settler
from trephine.interop.sbml.unit_text import time_unit

_WORD = Text(
    zh="标识符与公式中的保留词相同", en="an id is a word that formulas keep for something else"
)
_RENAME = Text(zh="请换一个标识符", en="choose another id")
_TWICE = Text(
    zh="同一个量既有规则又由反应改变", en="a quantity has a rule and is changed by reactions too"
)
_ONE = Text(zh="请去掉其中之一", en="remove one of them")
_CIRCLE = Text(zh="初值互相依赖，成了环", en="first values depend on each other in a circle")
_NOT_THERE = Text(
    zh="公式用到了模型中没有的量", en="a formula uses a quantity that the model does not have"
)
_DECLARE = Text(zh="请声明这个量，或改正它的名称", en="declare the quantity or correct its name")


def model_of(model: Any, symbols: dict[str, Quantity], read: Laws, file: str) -> Model:
    """Return the model. Raises InputError: circles, ids that are words of formulas."""
    for name in (*symbols, *read.reactions):
        if name in RESERVED:
            raise InputError(what=_WORD, where=_where(file, symbols, name), found=name, do=_RENAME)
    events = _species(symbols, read, file)
    assigned = {
        name: entry.assigned for name, entry in symbols.items() if entry.assigned is not None
    }
    assigned |= read.reactions
    rates = {
        name: entry.rate if entry.rate is not None else 0.0
        for name, entry in symbols.items()
        if entry.assigned is None and (entry.rate is not None or entry.changed)
    }
    plain = settler(assigned, rates, {*symbols, *read.reactions}, file)
    assigned = {name: plain(node) for name, node in assigned.items()}
    rates = {name: plain(node) for name, node in rates.items()}
    events = [entry.with_formulas(plain) for entry in events]
    for entry in symbols.values():
        if entry.start is not None:
            entry.start = plain(entry.start)
    for name, node in (*assigned.items(), *rates.items()):
        _known(node, name, symbols, read, file)
    first = _First(symbols, assigned, rates, file)
    constant = [
        entry for name, entry in symbols.items() if name not in assigned and name not in rates
    ]
    values = {entry.id: entry.value for entry in constant if entry.start is None}
    formulas = {
        entry.id: first.of(entry.start, (entry.id,))
        for entry in constant
        if entry.start is not None
    }
    for name in ordered(formulas, file):
        values[name] = value_of(formulas[name], values)
    starts = {name: first.of(Name(name), ()) for name in rates}
    floor = floors({name: value_of(node, values) for name, node in starts.items()}, symbols)
    own = own_of(model)
    label = model.getName() or model.getId() or "model"
    return Model(
        id=model.getId() or "model",
        label=own.label or _said(label),
        states=tuple(
            ModelState(
                id=name,
                label=_label(symbols[name], name),
                unit=symbols[name].unit,
                initial=text_of(starts[name]),
                rate=text_of(rates[name]),
                floor=floor[name],
            )
            for name in rates
        ),
        parameters=tuple(
            ModelParameter(
                id=entry.id,
                label=_label(entry, entry.id),
                value=values[entry.id],
                unit=entry.unit,
                mark=entry.own.mark,
                spread=entry.own.spread,
                low=entry.own.low,
                high=entry.own.high,
                formula=text_of(formulas[entry.id]) if entry.id in formulas else "",
                group=entry.own.group,
                note=entry.own.note,
            )
            for entry in constant
        ),
        assignments=tuple(
            Assignment(
                id=name,
                label=_label(symbols[name], name)
                if name in symbols
                else _said(_name(model, name) or name),
                unit=symbols[name].unit if name in symbols else "",
                formula=text_of(assigned[name]),
            )
            for name in ordered(assigned, file)
        ),
        events=tuple(
            ModelEvent(
                id=entry.id,
                trigger=text_of(entry.condition),
                changes=tuple((name, text_of(node)) for name, node in entry.changes),
                at_start=entry.at_start,
            )
            for entry in events
        ),
        time_unit=time_unit(model) if own.unit is None else own.unit,
    )


def _label(entry: Quantity, name: str) -> Text:
    return entry.own.label or _said(entry.label or name)


def _said(text: str) -> Text:
    return Text(zh=text, en=text)


def _name(model: Any, reaction: str) -> str:
    return str(model.getReaction(reaction).getName())


def _where(file: str, symbols: Mapping[str, Quantity], name: str) -> str:
    line = symbols[name].line if name in symbols else 0
    return f"{file}:{line}: {name}" if line else f"{file}: {name}"


def _known(node: Node, of: str, symbols: Mapping[str, Quantity], read: Laws, file: str) -> None:
    missing = sorted(names(node) - symbols.keys() - read.reactions.keys())
    if missing:
        raise InputError(
            what=_NOT_THERE,
            where=_where(file, symbols, of),
            found=", ".join(missing),
            do=_DECLARE,
        )


def _species(symbols: dict[str, Quantity], read: Laws, file: str) -> list[Trigger]:
    """Turn flows of amount into rates; return the events, of which some now set amounts.

    Where a compartment's size varies, the amount is what moves, under an id of its own, and the
    concentration follows from it at every moment.
    """
    amounts: dict[str, tuple[str, str]] = {}
    for name, entry in list(symbols.items()):
        if (
            entry.flow is not None
            and entry.moves
            and not (entry.changed and entry.rate is None and entry.assigned is None)
        ):
            raise InputError(what=_TWICE, where=_where(file, symbols, name), found=name, do=_ONE)
        if not entry.compartment or entry.assigned is not None or entry.rate is not None:
            continue
        size = entry.compartment
        if entry.amount:
            entry.rate = entry.flow
        elif not symbols[size].moves:
            entry.rate = None if entry.flow is None else share(entry.flow, size)
        else:
            held = free_id(f"{name}_amount", {**symbols, **read.reactions})
            start = entry.at_start()
            symbols[held] = Quantity(
                id=held,
                label=entry.label,
                unit="",
                line=entry.line,
                start=None if start is None else Call("*", (start, Name(size))),
                rate=entry.flow,
                changed=entry.changed,
            )
            entry.assigned = share(Name(held), size)
            entry.changed = False
            amounts[name] = (held, size)
    return [_of_amounts(entry, amounts) for entry in read.events]


def _of_amounts(event: Trigger, amounts: Mapping[str, tuple[str, str]]) -> Trigger:
    sizes = dict(event.changes)
    changes: list[tuple[str, Node]] = []
    for name, node in event.changes:
        if name in amounts:
            held, size = amounts[name]
            changes.append((held, Call("*", (node, sizes.get(size, Name(size))))))
        else:
            changes.append((name, node))
    return Trigger(
        id=event.id, condition=event.condition, changes=tuple(changes), at_start=event.at_start
    )


class _First:
    """First values as formulas over parameters: what else they name is put in, step by step."""

    def __init__(
        self,
        symbols: Mapping[str, Quantity],
        assigned: Mapping[str, Node],
        rates: Mapping[str, Node],
        file: str,
    ) -> None:
        self.symbols = symbols
        self.assigned = assigned
        self.rates = rates
        self.file = file
        self.done: dict[str, Node] = {}

    def of(self, node: Node, path: tuple[str, ...]) -> Node:
        by = {}
        for name in names(node):
            if name in self.assigned or name in self.rates:
                by[name] = self.named(name, path)
        return replaced(node, by)

    def named(self, name: str, path: tuple[str, ...]) -> Node:
        if name in path:
            raise InputError(
                what=_CIRCLE,
                where=_where(self.file, self.symbols, name),
                found=" -> ".join((*path[path.index(name) :], name)),
                do=_ONE,
            )
        if name not in self.done:
            if name in self.assigned:
                first: Node = self.assigned[name]
            else:
                given = self.symbols[name].at_start()
                first = Call("nan") if given is None else given
            self.done[name] = self.of(first, (*path, name))
        return self.done[name]
