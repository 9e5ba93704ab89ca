"""Print a system's programs as NVIDIA Warp functions over one patient each."""

import math
from collections.abc import Iterable, Mapping, Sequence

from trephine.mechanism.kernel.layout import HEAD, Layout
from trephine.mechanism.kernel.methods import RosenbrockMethod
from trephine.mechanism.kernel.print_llvm import Place, order_of
from trephine.mechanism.kernel.programs import Programs, reading_nodes, start_nodes
from trephine.mechanism.symbolic.graph import Graph

_HEAD = '''"""Printed from a model: functions of one patient's numbers in column i of w."""
# ruff: noqa
import warp as wp

D = wp.array2d(dtype=wp.float64)


@wp.func
def t_logabs(x: wp.float64):
    return wp.log(wp.max(wp.abs(x), wp.float64(1.0e-300)))


@wp.func
def t_slope(x: wp.float64, h: wp.float64):
    one = wp.float64(1.0)
    size = h * wp.exp(wp.min((h - one) * t_logabs(x), wp.float64(69.0)))
    half = h * wp.float64(0.5)
    whole = wp.floor(h) == h
    odd = wp.floor(half) != half
    low = wp.where(whole, wp.where(odd, size, -size), wp.float64(wp.NAN))
    return wp.where(x < wp.float64(0.0), low, size)


@wp.func
def t_asinh(x: wp.float64):
    a = wp.abs(x)
    grown = wp.log(a + wp.sqrt(a * a + wp.float64(1.0)))
    return wp.where(x < wp.float64(0.0), -grown, grown)


@wp.func
def t_acosh(x: wp.float64):
    return wp.log(x + wp.sqrt(x * x - wp.float64(1.0)))


@wp.func
def t_atanh(x: wp.float64):
    one = wp.float64(1.0)
    return wp.float64(0.5) * wp.log((one + x) / (one - x))
'''
_SIGNS = {"add": "+", "sub": "-", "mul": "*", "quo": "/", "lt": "<", "le": "<=", "eq": "=="}
_OWN = {"logabs": "t_logabs", "slope": "t_slope", "asinh": "t_asinh", "acosh": "t_acosh"}
_OWN |= {"atanh": "t_atanh", "pow": "wp.pow"}


def print_warp(made: Programs, names: Sequence[str]) -> str:
    """Return a module's text: ``start``, ``hoist``, ``step``, ``bend``, ``observe``."""
    graph, place, system = made.system.graph, made.layout, made.system
    own = {node: ("w", place.parameters + i) for i, node in enumerate(system.parameters)}
    timed = system.time in graph.needed(list(system.rates))
    begin = [
        *((node, ("w", place.slopes + row)) for row, node in made.slopes),
        *((node, ("w", place.factors + i)) for i, node in enumerate(made.factors)),
        *((node, ("w", place.k + i)) for i, node in enumerate(made.begin)),
    ]
    rates = ((node, ("w", place.size + i)) for i, node in enumerate(system.rates))
    kept = ((node, ("w", place.kept + i)) for i, node in enumerate(made.kept))
    targets, given = reading_nodes(made, names)
    parts = [
        _HEAD,
        _function(graph, "start", start_nodes(made), own | {system.time: ("w", HEAD.index("t"))}),
        _function(graph, "hoist", kept, own),
        _function(graph, "rates", rates, made.given),
        _function(graph, "begin", begin, made.given),
        _function(
            graph,
            "again",
            ((node, ("k", i)) for i, node in enumerate(made.again)),
            made.stage_given,
            extra=", k: int",
        ),
        _step(made.method, place, timed=timed),
        _judge(made.method, place, [one.floor for one in system.model.states]),
        _bend(made.method, place),
        _function(graph, "observe", targets, given),
    ]
    return "\n".join(parts)


def _function(
    graph: Graph,
    name: str,
    outputs: Iterable[tuple[int, Place]],
    given: Mapping[int, Place],
    *,
    extra: str = "",
) -> str:
    outputs = list(outputs)
    lines = ["", "", "@wp.func", f"def {name}(w: D, i: int{extra}):"]
    known: dict[int, str] = {}
    for target, (pointer, slot) in outputs:
        for node in order_of(graph, [target], known):
            kind, *rest = graph.nodes[node]
            if node in given:
                term = f"w[{given[node][1]}, i]"
            elif kind == "const":
                known[node] = _number(rest[0])
                continue
            else:
                term = _term(kind, rest, [known[one] for one in graph.arguments(node)])
            lines.append(f"    v{node} = {term}")
            known[node] = f"v{node}"
        where = f"{slot} + k" if pointer == "k" else f"{slot}"
        lines.append(f"    w[{where}, i] = {known[target]}")
    if len(lines) == 4:
        lines.append("    pass")
    return "\n".join(lines)


def _term(kind: str, rest: list[object], given: list[str]) -> str:
    if kind == "truth":
        return f"wp.bool({rest[0]})"
    if kind in _SIGNS:
        return f"{given[0]} {_SIGNS[kind]} {given[1]}"
    if kind == "neg":
        return f"-{given[0]}"
    if kind == "rcp":
        return f"wp.float64(1.0) / {given[0]}"
    if kind in {"and", "or"}:
        return f"{given[0]} {kind} {given[1]}"
    if kind == "not":
        return f"not {given[0]}"
    if kind == "select":
        return f"wp.where({', '.join(given)})"
    if kind == "symbol":
        raise KeyError(rest[0])
    return f"{_OWN.get(kind, f'wp.{kind}')}({', '.join(given)})"


def _number(value: float) -> str:
    if math.isnan(value):
        return "wp.float64(wp.NAN)"
    if math.isinf(value):
        return f"wp.float64({'-' if value < 0 else ''}wp.INF)"
    return f"wp.float64({value!r})"


def _sum(parts: Iterable[tuple[float, int]]) -> str:
    found = [
        f"w[{first} + j, i]" if weight == 1.0 else f"{_number(weight)} * w[{first} + j, i]"
        for weight, first in parts
    ]
    return " + ".join(found) or "wp.float64(0.0)"


def _step(method: RosenbrockMethod, place: Layout, *, timed: bool) -> str:
    n, h = place.states, f"w[{HEAD.index('h')}, i]"
    lines = ["", "", "@wp.func", "def step(w: D, i: int):"]
    lines.append(f"    w[{HEAD.index('w')}, i] = {_number(1.0 / method.gamma)} / {h}")
    for s in range(method.stages):
        if timed:
            now = f"w[{HEAD.index('t')}, i] + {_number(method.c[s])} * {h}"
            lines.append(f"    w[{HEAD.index('stage_t')}, i] = {now}")
            lines.append(f"    w[{HEAD.index('stage_hd')}, i] = {_number(method.d[s])} * {h}")
        if s == 0:
            lines.append("    begin(w, i)")
            continue
        stage = [(1.0, place.y), *((a, place.k + j * n) for j, a in enumerate(method.a[s]) if a)]
        sums = [(c * method.gamma, place.k + j * n) for j, c in enumerate(method.C[s]) if c]
        lines += [
            f"    for j in range({n}):",
            f"        w[{place.stage} + j, i] = {_sum(stage)}",
            f"        w[{place.sums} + j, i] = {_sum(sums)}",
            f"    again(w, i, {place.k + s * n})",
        ]
    last = place.k + (method.stages - 1) * n
    lines += [
        f"    for j in range({n}):",
        f"        w[{place.new} + j, i] = w[{place.stage} + j, i] + w[{last} + j, i]",
    ]
    return "\n".join(lines)


def _judge(method: RosenbrockMethod, place: Layout, floors: list[float]) -> str:
    n = place.states
    kept = [(e, place.k + j * n) for j, e in enumerate(method.e) if e]
    lines = ["", "", "@wp.func", "def judge(w: D, i: int, rtol: wp.float64):"]
    lines += ["    total = wp.float64(0.0)"]
    for j, floor in enumerate(floors):
        error = " + ".join(f"{_number(e)} * w[{first + j}, i]" for e, first in kept)
        size = f"wp.max(wp.abs(w[{place.y + j}, i]), wp.abs(w[{place.new + j}, i]))"
        lines.append(f"    e{j} = ({error}) / ({size} + {_number(floor)})")
        lines.append(f"    total += e{j} * e{j}")
    lines.append(f"    return wp.sqrt(total * {_number(1.0 / n)}) / rtol")
    return "\n".join(lines)


def _bend(method: RosenbrockMethod, place: Layout) -> str:
    n = place.states
    lines = ["", "", "@wp.func", "def bend(w: D, i: int):", f"    for j in range({n}):"]
    for b, row in enumerate(method.dense):
        parts = [(weight, place.k + j * n) for j, weight in enumerate(row) if weight]
        lines.append(f"        w[{place.bends + b * n} + j, i] = {_sum(parts)}")
    return "\n".join(lines) + "\n"
