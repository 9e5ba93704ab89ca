"""Print a system's compiled programs: start, hoist, step, dense output, events, readings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trephine.mechanism.kernel.layout import HEAD, Layout, layout
from trephine.mechanism.kernel.methods import RosenbrockMethod
from trephine.mechanism.kernel.print_llvm import LlvmFunction, Place, combination, order_of
from trephine.mechanism.kernel.print_step import error_function, step_function
from trephine.mechanism.symbolic.derive import gradient
from trephine.mechanism.symbolic.eliminate import factor
from trephine.mechanism.symbolic.graph import Graph
from trephine.mechanism.symbolic.substitute import depending, substitute
from trephine.mechanism.symbolic.system import System


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """The nodes of one system's programs, what each reads and writes, and the workspace.

    ``begin`` makes the factors and the first increment, ``again`` a later one; ``kept`` are the
    nodes hoisted to the parameters' own program. Counts are of operations on one patient.
    """

    system: System
    method: RosenbrockMethod
    layout: Layout
    given: dict[int, Place]
    stage_given: dict[int, Place]
    kept: tuple[int, ...]
    factors: tuple[int, ...]
    slopes: tuple[tuple[int, int], ...]
    begin: tuple[int, ...]
    again: tuple[int, ...]


def programs(system: System, method: RosenbrockMethod) -> Programs:
    """Work out a system's programs: its Jacobian factored, what is hoisted, where all stands."""
    graph = system.graph
    states, n = list(system.states), len(system.states)
    w, hd, stage_t = (graph.symbol(name) for name in ("@w", "@hd", "@t"))
    sums = [graph.symbol(f"@c{i}") for i in range(n)]
    own = [graph.symbol(f"@y{i}") for i in range(n)]
    slopes = _slopes(system)
    factors = factor(graph, states, list(system.rates), w)
    moved = dict(zip(states, own, strict=True)) | {system.time: stage_t}
    later = substitute(graph, list(system.rates), moved)
    drift = {row: graph.mul(hd, slope) for row, slope in slopes}
    first = {
        states[i]: graph.add(rate, drift[i]) if i in drift else rate
        for i, rate in enumerate(system.rates)
    }
    begin = factors.solve(graph, first)
    held = {row: graph.symbol(f"@s{row}") for row, _ in slopes}
    after = {}
    for i, rate in enumerate(later):
        right = graph.add(rate, graph.mul(w, sums[i]))
        after[states[i]] = graph.add(right, graph.mul(hd, held[i])) if i in held else right
    again = factors.solve(graph, after)
    zero = graph.const(0.0)
    begins = [begin.get(one, zero) for one in states]
    agains = [again[one] for one in states]
    slope_nodes = [slope for _, slope in slopes]
    leaves = {*states, system.time, w, hd, *sums, *own, stage_t, *held.values()}
    moving = depending(graph, leaves)
    of_stage = depending(graph, {*sums, *own, stage_t, hd, *held.values()})
    stored = _crossing(graph, agains, of_stage, moving)
    kept = _hoisted(graph, [*begins, *agains, *stored, *slope_nodes], moving, system)
    made = layout(
        states=n,
        parameters=len(system.parameters),
        stages=method.stages,
        bends=len(method.dense),
        kept=len(kept),
        factors=len(stored),
        seen=0,
    )
    given = _given(system, made, kept)
    given |= {states[i]: ("w", made.y + i) for i in range(n)}
    given |= {system.time: ("w", HEAD.index("t")), hd: ("w", HEAD.index("stage_hd"))}
    given[w] = ("w", HEAD.index("w"))
    stage_given = dict(given)  # a factor may be a state itself, as it was when the step began
    stage_given |= {own[i]: ("w", made.stage + i) for i in range(n)}
    stage_given |= {sums[i]: ("w", made.sums + i) for i in range(n)}
    stage_given |= {one: ("w", made.factors + i) for i, one in enumerate(stored)}
    stage_given |= {node: ("w", made.slopes + row) for row, node in held.items()}
    stage_given[stage_t] = ("w", HEAD.index("stage_t"))
    return Programs(
        system=system,
        method=method,
        layout=made,
        given=given,
        stage_given=stage_given,
        kept=tuple(kept),
        factors=tuple(stored),
        slopes=tuple(slopes),
        begin=tuple(begins),
        again=tuple(agains),
    )


def print_programs(made: Programs, *, x86: bool) -> str:
    """Return the LLVM text of everything but the readings."""
    graph, place, n = made.system.graph, made.layout, made.layout.states
    model = made.system.model
    parts = []
    start = LlvmFunction(graph, _parameters(made.system, place) | _time(made))
    start.outputs(start_nodes(made))
    parts.append(start.define("start"))
    hoist = LlvmFunction(graph, _parameters(made.system, place))
    hoist.outputs((node, ("w", place.kept + i)) for i, node in enumerate(made.kept))
    parts.append(hoist.define("hoist"))
    rates = LlvmFunction(graph, made.given)
    rates.outputs((node, ("w", place.size + i)) for i, node in enumerate(made.system.rates))
    parts.append(rates.define("rates"))
    begin = LlvmFunction(graph, made.given)
    begin.outputs((node, ("w", place.slopes + row)) for row, node in made.slopes)
    begin.outputs((node, ("w", place.factors + i)) for i, node in enumerate(made.factors))
    begin.outputs((node, ("w", place.k + i)) for i, node in enumerate(made.begin))
    parts.append(begin.define("begin", internal=True))
    again = LlvmFunction(graph, made.stage_given)
    again.outputs((node, ("k", i)) for i, node in enumerate(made.again))
    parts.append(again.define("again", ("w", "k"), internal=True))
    parts.append(step_function(made.method, place, timed=_is_timed(made), x86=x86))
    parts.append(error_function(made.method, place, [one.floor for one in model.states]))
    blocks = [
        (place.bends + b * n, [(weight, place.k + j * n) for j, weight in enumerate(row) if weight])
        for b, row in enumerate(made.method.dense)
    ]
    parts.append(combination("bend", n, blocks).replace("internal ", ""))
    watch = LlvmFunction(graph, made.given)
    changes = [node for pairs in made.system.changes for _, node in pairs]
    seen = enumerate([*made.system.triggers, *changes])
    watch.outputs((node, ("w", place.size + i)) for i, node in seen)
    parts.append(watch.define("watch"))
    return "\n".join(parts)


def used_by_steps(made: Programs) -> list[int]:
    """Return the places of the parameters that steps and rates read, what is hoisted left out."""
    targets = [*made.begin, *made.again, *made.factors, *made.system.rates]
    targets += [node for _, node in made.slopes]
    targets += [*made.system.triggers, *(n for pairs in made.system.changes for _, n in pairs)]
    return _used(made, targets)


def used_by_reading(made: Programs, names: Sequence[str]) -> list[int]:
    """Return the places of the parameters that reading ``names`` off takes."""
    return _used(made, [node for node, _ in reading_nodes(made, names)[0]])


def _used(made: Programs, targets: list[int]) -> list[int]:
    graph, kept = made.system.graph, set(made.kept)
    places = {node: i for i, node in enumerate(made.system.parameters)}
    found, waiting, seen = set(), list(targets), set()
    while waiting:
        node = waiting.pop()
        if node in seen or node in kept:
            continue
        seen.add(node)
        if node in places:
            found.add(places[node])
        else:
            waiting += graph.arguments(node)
    return sorted(found)


def print_reading(made: Programs, names: Sequence[str]) -> str:
    """Return the LLVM text of ``observe`` (quantities within a step, at its share) and ``reach``.

    ``observe`` reads the quantities by dense output and writes them to the slots behind the
    workspace; ``reach`` writes there all states within the step; ``bend_seen`` makes ready what
    ``observe`` needs.
    """
    graph, place = made.system.graph, made.layout
    targets, given = reading_nodes(made, names)
    observe = LlvmFunction(graph, given)
    observe.outputs(targets)
    reach = LlvmFunction(graph, given)
    within = _within(made)
    reach.outputs((within[one], ("w", place.size + i)) for i, one in enumerate(made.system.states))
    return observe.define("observe") + reach.define("reach") + _bend_seen(made, targets)


def _bend_seen(made: Programs, targets: list[tuple[int, Place]]) -> str:
    """Return ``bend_seen``: ``bend`` for the states alone that ``observe`` reads."""
    graph, place, method = made.system.graph, made.layout, made.method
    n, needed = place.states, set(graph.needed([node for node, _ in targets]))
    lines = LlvmFunction(graph, {})
    for i in range(n):
        if graph.symbol(f"@new{i}") not in needed:
            continue
        k = [lines.load(("w", place.k + j * n + i)) for j in range(method.stages)]
        for b, row in enumerate(method.dense):
            lines.weigh(k, row, ("w", place.bends + b * n + i))
    return lines.define("bend_seen")


def start_nodes(made: Programs) -> list[tuple[int, Place]]:
    """Return what a run starts with, behind the workspace: initial values, derived parameters."""
    first = (*made.system.initial.values(), *made.system.derived.values())
    return [(node, ("w", made.layout.size + i)) for i, node in enumerate(first)]


def reading_nodes(
    made: Programs, names: Sequence[str]
) -> tuple[list[tuple[int, Place]], dict[int, Place]]:
    """Return the quantities within a step with their places, and what they are read from."""
    system, graph, place = made.system, made.system.graph, made.layout
    n, head = place.states, {"@x": "share", "@h": "h"}
    given = _given(system, place, made.kept) | _time(made)
    given |= {graph.symbol(name): ("w", HEAD.index(slot)) for name, slot in head.items()}
    for i in range(n):
        given[graph.symbol(f"@old{i}")] = ("w", place.y + i)
        given[graph.symbol(f"@new{i}")] = ("w", place.new + i)
        for b in range(len(made.method.dense)):
            given[graph.symbol(f"@bend{b}_{i}")] = ("w", place.bends + b * n + i)
    moment = graph.add(system.time, graph.mul(graph.symbol("@x"), graph.symbol("@h")))
    nodes = [system.quantities[name] for name in names]
    found = substitute(graph, nodes, _within(made) | {system.time: moment})
    return [(node, ("w", place.size + i)) for i, node in enumerate(found)], given


def _within(made: Programs) -> dict[int, int]:
    """Return each state's node within a step, by dense output at the share ``@x``."""
    graph, x = made.system.graph, made.system.graph.symbol("@x")
    rest = graph.sub(graph.const(1.0), x)
    found = {}
    for i, state in enumerate(made.system.states):
        old, inner = graph.symbol(f"@old{i}"), graph.symbol(f"@new{i}")
        bend = None
        for b in reversed(range(len(made.method.dense))):
            one = graph.symbol(f"@bend{b}_{i}")
            bend = one if bend is None else graph.add(one, graph.mul(x, bend))
        if bend is not None:
            inner = graph.add(inner, graph.mul(rest, bend))
        found[state] = graph.add(graph.mul(rest, old), graph.mul(x, inner))
    return found


def _is_timed(made: Programs) -> bool:
    graph = made.system.graph
    return made.system.time in graph.needed(list(made.system.rates))


def _slopes(system: System) -> list[tuple[int, int]]:
    """Return pairs of a state's place and the derivative of its rate by time, where it has one."""
    graph, found = system.graph, []
    if system.time not in graph.needed(list(system.rates)):
        return []
    for i, rate in enumerate(system.rates):
        slope = gradient(graph, rate, [system.time]).get(system.time)
        if slope is not None:
            found.append((i, slope))
    return found


def _crossing(graph: Graph, targets: list[int], inner: set[int], moving: set[int]) -> list[int]:
    """Return the moving nodes outside ``inner`` that nodes inside it read, leaves left out."""
    found: dict[int, None] = {}
    for node in order_of(graph, targets, {}):
        if node in inner:
            for one in graph.arguments(node):
                if one not in inner and one in moving and graph.nodes[one][0] != "symbol":
                    found[one] = None
    return list(found)


def _hoisted(graph: Graph, targets: list[int], moving: set[int], system: System) -> list[int]:
    """Return the nodes of parameters alone that moving nodes read, leaves left out."""
    found: dict[int, None] = {}
    for node in order_of(graph, targets, {}):
        for one in graph.arguments(node) if node in moving else ():
            if one not in moving and graph.nodes[one][0] not in {"const", "truth", "symbol"}:
                found[one] = None
    for node in targets:
        if node not in moving and graph.nodes[node][0] not in {"const", "truth", "symbol"}:
            found[node] = None
    return [one for one in found if one not in set(system.parameters)]


def _parameters(system: System, place: Layout) -> dict[int, Place]:
    return {node: ("w", place.parameters + i) for i, node in enumerate(system.parameters)}


def _time(made: Programs) -> dict[int, Place]:
    return {made.system.time: ("w", HEAD.index("t"))}


def _given(system: System, place: Layout, kept: Iterable[int]) -> dict[int, Place]:
    return _parameters(system, place) | {node: ("w", place.kept + i) for i, node in enumerate(kept)}
