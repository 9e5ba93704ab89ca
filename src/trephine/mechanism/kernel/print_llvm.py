"""Print nodes of a graph as LLVM text over eight patients at once."""

import math
from collections.abc import Iterable, Mapping, Sequence

from trephine.mechanism.kernel.vector_math import LANES, V, splat
from trephine.mechanism.symbolic.graph import Graph

Place = tuple[str, int]
"""A slot of eight numbers: the pointer it is counted from, and how many slots behind it."""

_B = f"<{LANES} x i1>"
_ARITHMETIC = {"add": "fadd contract", "sub": "fsub contract", "mul": "fmul contract"}
_ARITHMETIC |= {"quo": "fdiv"}
_COMPARISONS = {"lt": "olt", "le": "ole", "eq": "oeq"}
_INTRINSICS = {"abs": "fabs"} | {
    name: name
    for name in (
        *("floor", "ceil", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan"),
        *("sinh", "cosh", "tanh"),
    )
}


def order_of(graph: Graph, targets: Iterable[int], given: Mapping[int, object]) -> list[int]:
    """Return the nodes to compute, each right before the first that needs it."""
    done: set[int] = set()
    found: list[int] = []
    for target in targets:
        stack = [(target, False)]
        while stack:
            node, ready = stack.pop()
            if ready:
                found.append(node)
            elif node not in done and node not in given:
                done.add(node)
                stack.append((node, True))
                stack += [(one, False) for one in reversed(graph.arguments(node))]
    return found


class LlvmFunction:
    """The body of one function over slots: loads, straight-line arithmetic, stores."""

    def __init__(self, graph: Graph, given: Mapping[int, Place]) -> None:
        """Start a body in which the ``given`` nodes are read from their slots."""
        self.graph = graph
        self.given = given
        self.lines: list[str] = []
        self.name: dict[int, str] = {}
        self.count = 0

    def fresh(self) -> str:
        """Return an unused name."""
        self.count += 1
        return f"%x{self.count}"

    def put(self, text: str) -> str:
        """Append one instruction and return its name."""
        name = self.fresh()
        self.lines.append(f"  {name} = {text}")
        return name

    def address(self, place: Place) -> str:
        """Return a pointer to a slot."""
        return self.put(f"getelementptr inbounds {V}, ptr %{place[0]}, i64 {place[1]}")

    def load(self, place: Place) -> str:
        """Return a slot's numbers."""
        return self.put(f"load {V}, ptr {self.address(place)}, align 64")

    def store(self, value: str, place: Place) -> None:
        """Write a slot."""
        where = self.address(place)
        self.lines.append(f"  store {V} {value}, ptr {where}, align 64")

    def outputs(self, targets: Iterable[tuple[int, Place]]) -> None:
        """Compute nodes and write each to its slot."""
        for node, place in targets:
            value = self.value(node)
            if self.graph.is_condition(node):
                value = self.put(f"select {_B} {value}, {V} {splat(1.0)}, {V} {splat(0.0)}")
            self.store(value, place)

    def weigh(self, values: Sequence[str], weights: Sequence[float], place: Place) -> None:
        """Write a weighted sum of values to a slot."""
        total = ""
        for value, weight in zip(values, weights, strict=True):
            if weight:
                term = self.put(f"fmul contract {V} {value}, {splat(weight)}")
                total = self.put(f"fadd contract {V} {total}, {term}") if total else term
        self.store(total or splat(0.0), place)

    def value(self, node: int) -> str:
        """Return the name of a node's value, computed where it is new."""
        for one in order_of(self.graph, [node], {**dict.fromkeys(self.name)}):
            if one not in self.name:
                self.name[one] = self.compute(one)
        return self.name[node]

    def compute(self, node: int) -> str:
        """Append the instructions of one node, whose arguments are there."""
        kind, *rest = self.graph.nodes[node]
        if node in self.given:
            return self.load(self.given[node])
        if kind == "const":
            return splat(rest[0])
        if kind == "truth":
            return "<" + ", ".join([f"i1 {'true' if rest[0] else 'false'}"] * LANES) + ">"
        if kind == "symbol":
            raise KeyError(rest[0])
        a = [self.name[one] for one in rest]
        if kind in _ARITHMETIC:
            return self.put(f"{_ARITHMETIC[kind]} {V} {a[0]}, {a[1]}")
        if kind == "neg":
            return self.put(f"fneg {V} {a[0]}")
        if kind in {"rcp", "exp", "log", "logabs"}:
            return self.call(f"t_{kind}", a[0])
        if kind in _COMPARISONS:
            return self.put(f"fcmp {_COMPARISONS[kind]} {V} {a[0]}, {a[1]}")
        if kind in {"and", "or"}:
            return self.put(f"{kind} {_B} {a[0]}, {a[1]}")
        if kind == "not":
            return self.put(f"xor {_B} {a[0]}, <{', '.join(['i1 true'] * LANES)}>")
        if kind == "select":
            return self.put(f"select {_B} {a[0]}, {V} {a[1]}, {V} {a[2]}")
        if kind in {"min", "max"}:
            test = self.put(f"fcmp {'olt' if kind == 'min' else 'ogt'} {V} {a[0]}, {a[1]}")
            return self.put(f"select {_B} {test}, {V} {a[0]}, {V} {a[1]}")
        if kind in {"pow", "slope"}:
            return self.power(kind, rest[0], a[1])
        if kind in _INTRINSICS:
            return self.call(f"llvm.{_INTRINSICS[kind]}.v{LANES}f64", a[0])
        return self.inverse_hyperbolic(kind, a[0])

    def call(self, name: str, *given: str) -> str:
        """Append a call."""
        return self.put(f"call {V} @{name}({', '.join(f'{V} {one}' for one in given)})")

    def power(self, kind: str, base: int, exponent: str) -> str:
        """Append x^y, or its slope y x^(y-1) held below e^69, by the logarithm that both share."""
        x = self.name[base]
        logarithm = self.value(self.graph.make("logabs", base))
        raised = exponent
        if kind == "slope":
            raised = self.put(f"fadd {V} {exponent}, {splat(-1.0)}")
        power = self.put(f"fmul {V} {raised}, {logarithm}")
        if kind == "slope":
            high = self.put(f"fcmp ogt {V} {power}, {splat(69.0)}")
            power = self.put(f"select {_B} {high}, {V} {splat(69.0)}, {V} {power}")
        size = self.call("t_exp", power)
        if kind == "slope":
            size = self.put(f"fmul {V} {size}, {exponent}")
        return self.call("t_signed", x, size, self.call("t_sign", raised))

    def inverse_hyperbolic(self, kind: str, x: str) -> str:
        """Append asinh, acosh or atanh by logarithms."""
        if kind == "atanh":
            up = self.put(f"fadd {V} {splat(1.0)}, {x}")
            down = self.put(f"fsub {V} {splat(1.0)}, {x}")
            ratio = self.put(f"fdiv {V} {up}, {down}")
            return self.put(f"fmul {V} {self.call('t_log', ratio)}, {splat(0.5)}")
        size = self.call(f"llvm.fabs.v{LANES}f64", x)
        square = self.put(f"fmul {V} {x}, {x}")
        inside = self.put(f"fadd {V} {square}, {splat(1.0 if kind == 'asinh' else -1.0)}")
        root = self.call(f"llvm.sqrt.v{LANES}f64", inside)
        if kind == "acosh":
            return self.call("t_log", self.put(f"fadd {V} {x}, {root}"))
        grown = self.call("t_log", self.put(f"fadd {V} {size}, {root}"))
        low = self.put(f"fcmp olt {V} {x}, {splat(0.0)}")
        minus = self.put(f"fneg {V} {grown}")
        return self.put(f"select {_B} {low}, {V} {minus}, {V} {grown}")

    def define(
        self, name: str, arguments: Iterable[str] = ("w",), *, internal: bool = False
    ) -> str:
        """Return the function's text; its arguments are pointers that do not overlap."""
        given = ", ".join(f"ptr noalias %{one}" for one in arguments)
        head = f"define {'internal ' if internal else ''}void @{name}({given}) #0 {{"
        return "\n".join([head, *self.lines, "  ret void", "}", ""])


def combination(name: str, n: int, sums: list[tuple[int, list[tuple[float, int]]]]) -> str:
    """Return a function that fills blocks of n slots with sums of weighted blocks.

    ``sums``: pairs of the first slot to fill and of (weight, first slot) to add.
    """
    lines = [f"define internal void @{name}(ptr noalias %w) #0 {{", "entry:", "  br label %loop"]
    lines += ["loop:", "  %i = phi i64 [ 0, %entry ], [ %j, %loop ]"]
    read: dict[int, str] = {}
    count = 0
    done: list[str] = []
    for target, parts in sums:
        total = ""
        for weight, first in parts:
            if first not in read:
                count += 1
                lines.append(f"  %o{count} = add i64 %i, {first}")
                lines.append(f"  %p{count} = getelementptr inbounds {V}, ptr %w, i64 %o{count}")
                lines.append(f"  %l{count} = load {V}, ptr %p{count}, align 64")
                read[first] = f"%l{count}"
            term = read[first]
            if not math.isclose(weight, 1.0, rel_tol=0, abs_tol=0):
                count += 1
                lines.append(f"  %m{count} = fmul contract {V} {term}, {splat(weight)}")
                term = f"%m{count}"
            if total:
                count += 1
                lines.append(f"  %s{count} = fadd contract {V} {total}, {term}")
                total = f"%s{count}"
            else:
                total = term
        count += 1
        lines.append(f"  %q{count} = add i64 %i, {target}")
        lines.append(f"  %t{count} = getelementptr inbounds {V}, ptr %w, i64 %q{count}")
        done.append(f"  store {V} {total or splat(0.0)}, ptr %t{count}, align 64")
    lines += done
    lines += ["  %j = add i64 %i, 1", f"  %more = icmp ult i64 %j, {n}"]
    lines += ["  br i1 %more, label %loop, label %out", "out:", "  ret void", "}", ""]
    return "\n".join(lines)
