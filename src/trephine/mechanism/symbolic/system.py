"""The system behind a model: its formulas as one graph."""

from collections.abc import Iterator
from dataclasses import dataclass

from trephine.core.error import InputError
from trephine.core.model import Model
from trephine.core.text import Text
from trephine.mechanism.symbolic.graph import Graph
from trephine.mechanism.symbolic.read_formula import read_formula


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A model's formulas as nodes of one graph, over the symbols of states, parameters, ``time``.

    ``rates``: one node a state. ``quantities``: the node of every name that can be read off
    (states, parameters, assignments, ``time``). ``initial``: state → its value at the start, and
    ``derived``: parameter → the value of its formula, both over parameters and ``time`` alone.
    ``triggers`` and ``changes`` are the model's events: conditions, and pairs of a symbol's name
    and its new value. Nothing here computes.
    """

    model: Model
    graph: Graph
    states: tuple[int, ...]
    parameters: tuple[int, ...]
    time: int
    rates: tuple[int, ...]
    quantities: dict[str, int]
    initial: dict[str, int]
    derived: dict[str, int]
    triggers: tuple[int, ...]
    changes: tuple[tuple[tuple[str, int], ...], ...]


def system(model: Model) -> System:
    """Read a model's formulas into one graph.

    Initial values and derived parameters may use one another in any order without a circle. Raises
    InputError where a formula cannot be read, a name is unknown, twice there, or in a circle.
    """
    names = list(_names(model))
    for name in names:
        if names.count(name) > 1:
            raise _refusal(model, name, "defined twice", "定义了两次")
    graph = Graph()
    time = graph.symbol("time")
    quantities: dict[str, int] = {"time": time}
    for name in (*(one.id for one in model.states), *(one.id for one in model.parameters)):
        quantities[name] = graph.symbol(name)
    for rule in model.assignments:
        where = f"{model.id}: {rule.id}"
        quantities[rule.id] = read_formula(graph, rule.formula, quantities, where)
    start = _Start(model, graph)
    return System(
        model=model,
        graph=graph,
        states=tuple(quantities[entry.id] for entry in model.states),
        parameters=tuple(quantities[entry.id] for entry in model.parameters),
        time=time,
        rates=tuple(
            _number(graph, read_formula(graph, entry.rate, quantities, f"{model.id}: {entry.id}'"))
            for entry in model.states
        ),
        quantities={name: _number(graph, node) for name, node in quantities.items()},
        initial={entry.id: start.at(entry.id) for entry in model.states},
        derived={entry.id: start.at(entry.id) for entry in model.parameters if entry.formula},
        triggers=tuple(
            _condition(
                graph, read_formula(graph, event.trigger, quantities, f"{model.id}: {event.id}")
            )
            for event in model.events
        ),
        changes=tuple(
            tuple(
                (
                    name,
                    _number(
                        graph, read_formula(graph, text, quantities, f"{model.id}: {event.id}")
                    ),
                )
                for name, text in event.changes
            )
            for event in model.events
        ),
    )


class _Start:
    """What every name is worth when a run starts, found by following the formulas."""

    def __init__(self, model: Model, graph: Graph) -> None:
        self.model = model
        self.graph = graph
        self.formulas = {entry.id: entry.initial for entry in model.states}
        self.formulas |= {entry.id: entry.formula for entry in model.parameters if entry.formula}
        self.formulas |= {rule.id: rule.formula for rule in model.assignments}
        self.given = {entry.id for entry in model.parameters if not entry.formula} | {"time"}
        self.found: dict[str, int] = {}
        self.open: list[str] = []

    def at(self, name: str) -> int:
        if name in self.given:
            return self.graph.symbol(name)
        if name in self.found:
            return self.found[name]
        if name not in self.formulas:
            raise KeyError(name)
        if name in self.open:
            circle = " → ".join([*self.open[self.open.index(name) :], name])
            raise _refusal(self.model, circle, "in a circle at the start", "起始值循环定义")
        self.open.append(name)
        where = f"{self.model.id}: {name}"
        node = _number(self.graph, read_formula(self.graph, self.formulas[name], self.at, where))
        self.open.pop()
        self.found[name] = node
        return node


def _number(graph: Graph, node: int) -> int:
    if graph.is_condition(node):
        return graph.select(node, graph.const(1.0), graph.const(0.0))
    return node


def _condition(graph: Graph, node: int) -> int:
    if graph.is_condition(node):
        return node
    return graph.invert(graph.compare("eq", node, graph.const(0.0)))


def _names(model: Model) -> Iterator[str]:
    yield "time"
    yield from (entry.id for entry in model.states)
    yield from (entry.id for entry in model.parameters)
    yield from (entry.id for entry in model.assignments)


def _refusal(model: Model, found: str, en: str, zh: str) -> InputError:
    return InputError(
        what=Text(zh=f"模型中的名称{zh}", en=f"a name of the model is {en}"),
        where=model.id,
        found=found,
        do=Text(zh="改名或改写其公式", en="rename it or write its formula differently"),
    )
