"""laws: what an SBML model's rules, reactions, initial assignments and events say."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from trephine.core.text import Text
from trephine.interop.formula.node import TIME, Call, Name, Node, negative
from trephine.interop.formula.of_math import condition_of_math, of_math
from trephine.interop.sbml.free_id import free_id
from trephine.interop.sbml.quantity import Quantity
from trephine.interop.sbml.refused import refused

_ALGEBRAIC = Text(zh="不支持代数规则", en="algebraic rules are not supported")
_FAST = Text(zh="不支持快速反应（fast）", en="fast reactions are not supported")
_EVENT_DELAY = Text(zh="不支持延迟执行的事件", en="events with a delay are not supported")
_PRIORITY = Text(
    zh="不支持带优先级的多个事件", en="priorities among several events are not supported"
)
_NO_NUMBER = Text(zh="反应物或产物没有化学计量数", en="a reactant or product has no stoichiometry")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """An event as read: its condition, and what it sets to which formula."""

    id: str
    condition: Node
    changes: tuple[tuple[str, Node], ...]
    at_start: bool

    def with_formulas(self, by: Callable[[Node], Node]) -> "Trigger":
        """Return the event with another form of every formula."""
        changes = tuple((name, by(node)) for name, node in self.changes)
        return replace(self, condition=by(self.condition), changes=changes)


@dataclass(slots=True, kw_only=True)
class Laws:
    """The rates of reactions by id, the names of reactions, and the events."""

    reactions: dict[str, Node] = field(default_factory=dict)
    events: list[Trigger] = field(default_factory=list)


class _Reader:
    """What every formula of one model needs to be read."""

    def __init__(self, model: Any, clocks: Mapping[str, Node], file: str) -> None:
        self.file = file
        self.clocks = clocks
        self.functions = {
            entry.getId(): (
                tuple(entry.getArgument(at).getName() for at in range(entry.getNumArguments())),
                entry.getBody(),
            )
            for entry in model.getListOfFunctionDefinitions()
        }

    def formula(self, owner: Any, math: Any, rename: Mapping[str, Node] | None = None) -> Node:
        return of_math(
            math,
            self.functions,
            {**self.clocks, **(rename or {})},
            lambda what, shown: refused(what, owner, self.file, shown),
        )

    def condition(self, owner: Any, math: Any) -> Node:
        return condition_of_math(
            math,
            self.functions,
            self.clocks,
            lambda what, shown: refused(what, owner, self.file, shown),
        )


def laws(model: Any, symbols: dict[str, Quantity], file: str) -> Laws:
    """Return reactions and events; rules and first values are put into ``symbols``.

    What an annotation of ours calls the model's time becomes time. A reaction's own parameters
    join the symbols as ``reaction_parameter``. Raises InputError.
    """
    clocks: dict[str, Node] = {
        name: TIME for name, entry in symbols.items() if entry.own.role == "time"
    }
    read = _Reader(model, clocks, file)
    for name in clocks:
        del symbols[name]
    for rule in model.getListOfRules():
        if rule.getVariable() in clocks:
            continue
        if rule.isAlgebraic():
            raise refused(_ALGEBRAIC, rule, file)
        if not rule.isSetMath():
            continue
        of = symbols[rule.getVariable()]
        if rule.isRate():
            of.rate = read.formula(rule, rule.getMath())
        else:
            of.assigned = read.formula(rule, rule.getMath())
    for entry in model.getListOfInitialAssignments():
        if entry.isSetMath():
            symbols[entry.getSymbol()].start = read.formula(entry, entry.getMath())
    found = Laws()
    for reaction in model.getListOfReactions():
        _reaction(model, reaction, symbols, read, found)
    for event in model.getListOfEvents():
        _event(model, event, symbols, read, found)
    return found


def _reaction(
    model: Any, reaction: Any, symbols: dict[str, Quantity], read: _Reader, found: Laws
) -> None:
    if reaction.isSetFast() and reaction.getFast():
        raise refused(_FAST, reaction, read.file)
    law = reaction.getKineticLaw()
    if law is None or not law.isSetMath():
        return
    rename: dict[str, Node] = {}
    own = law.getListOfLocalParameters() if model.getLevel() >= 3 else law.getListOfParameters()
    for entry in own:
        renamed = free_id(f"{reaction.getId()}_{entry.getId()}", symbols)
        rename[entry.getId()] = Name(renamed)
        symbols[renamed] = Quantity(
            id=renamed,
            label=entry.getName(),
            unit="",
            line=entry.getLine(),
            value=entry.getValue() if entry.isSetValue() else float("nan"),
        )
    found.reactions[reaction.getId()] = read.formula(law, law.getMath(), rename)
    sides = ((reaction.getListOfReactants(), -1), (reaction.getListOfProducts(), 1))
    for side, sign in sides:
        for entry in side:
            species = symbols[entry.getSpecies()]
            if species.fixed:
                continue
            flow = _times(_stoichiometry(entry, symbols, read), Name(reaction.getId()))
            factor = (
                model.getSpecies(species.id).getConversionFactor() if model.getLevel() >= 3 else ""
            )
            factor = factor or (model.getConversionFactor() if model.getLevel() >= 3 else "")
            if factor:
                flow = Call("*", (flow, Name(factor)))
            species.gain(flow if sign > 0 else negative(flow))


def _stoichiometry(entry: Any, symbols: dict[str, Quantity], read: _Reader) -> Node:
    level3 = entry.getLevel() >= 3
    if level3 and entry.getId():
        symbol = symbols[entry.getId()]
        if symbol.moves or symbol.start is not None:
            return Name(symbol.id)
        return Name(symbol.id) if symbol.value == symbol.value else _unknown(entry, read)
    if not level3 and entry.isSetStoichiometryMath():
        return read.formula(entry, entry.getStoichiometryMath().getMath())
    if level3 and not entry.isSetStoichiometry():
        return _unknown(entry, read)
    return float(entry.getStoichiometry()) / float(entry.getDenominator() or 1)


def _unknown(entry: Any, read: _Reader) -> Node:
    raise refused(_NO_NUMBER, entry, read.file, entry.getSpecies())


def _times(factor: Node, of: Node) -> Node:
    return of if factor == 1.0 else Call("*", (factor, of))


def _event(
    model: Any, event: Any, symbols: dict[str, Quantity], read: _Reader, found: Laws
) -> None:
    if event.isSetDelay() and event.getDelay().isSetMath():
        raise refused(_EVENT_DELAY, event, read.file)
    if event.isSetPriority() and event.getPriority().isSetMath() and model.getNumEvents() > 1:
        raise refused(_PRIORITY, event, read.file)
    trigger = event.getTrigger()
    if trigger is None or not trigger.isSetMath():
        return
    changes = []
    for entry in event.getListOfEventAssignments():
        if entry.isSetMath():
            symbols[entry.getVariable()].changed = True
            changes.append((entry.getVariable(), read.formula(entry, entry.getMath())))
    name = event.getId() or f"event_{len(found.events) + 1}"
    found.events.append(
        Trigger(
            id=name,
            condition=read.condition(trigger, trigger.getMath()),
            changes=tuple(changes),
            at_start=model.getLevel() >= 3 and not trigger.getInitialValue(),
        )
    )
