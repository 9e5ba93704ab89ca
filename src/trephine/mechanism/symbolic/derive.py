"""Derivatives of a graph's nodes: by its arguments, and along chains of them."""

from trephine.mechanism.symbolic.graph import Graph

_ROUGH = frozenset({"floor", "ceil", "truth", "const", "symbol", "lt", "le", "eq"})
_ROUGH |= {"and", "or", "not", "sign", "slope"}


def partials(graph: Graph, node: int) -> list[tuple[int, int]]:
    """Return pairs of an argument and the node of the derivative by it.

    At a kink (``abs``, ``min``, ``floor``) it is one side's; a condition has none. The slope of a
    power is bounded (its operation ``slope``), so that a root of zero does not put infinities into
    a Jacobian.
    """
    kind, *rest = graph.nodes[node]
    if kind in _ROUGH:
        return []
    one = graph.const(1.0)
    if kind == "add":
        return [(rest[0], one), (rest[1], one)]
    if kind == "sub":
        return [(rest[0], one), (rest[1], graph.neg(one))]
    if kind == "mul":
        return [(rest[0], rest[1]), (rest[1], rest[0])]
    if kind == "quo":
        over = graph.rcp(rest[1])
        return [(rest[0], over), (rest[1], graph.neg(graph.mul(node, over)))]
    if kind == "select":
        zero = graph.const(0.0)
        return [
            (rest[1], graph.select(rest[0], one, zero)),
            (rest[2], graph.select(rest[0], zero, one)),
        ]
    if kind in {"min", "max"}:
        first = graph.compare("lt", *(rest if kind == "min" else reversed(rest)))
        zero = graph.const(0.0)
        return [
            (rest[0], graph.select(first, one, zero)),
            (rest[1], graph.select(first, zero, one)),
        ]
    if kind == "pow":
        base, exponent = rest
        return [
            (base, graph.make("slope", base, exponent)),
            (exponent, graph.mul(node, graph.make("logabs", base))),
        ]
    return [(rest[0], _unary(graph, kind, node, rest[0]))]


def _unary(graph: Graph, kind: str, node: int, a: int) -> int:
    one = graph.const(1.0)
    square = graph.mul(a, a)
    if kind == "neg":
        return graph.const(-1.0)
    if kind == "rcp":
        return graph.neg(graph.mul(node, node))
    if kind == "exp":
        return node
    if kind in {"log", "logabs"}:
        return graph.rcp(a)
    if kind == "sqrt":
        return graph.make("slope", a, graph.const(0.5))
    if kind == "abs":
        return graph.select(graph.compare("lt", a, graph.const(0.0)), graph.neg(one), one)
    if kind == "sin":
        return graph.unary("cos", a)
    if kind == "cos":
        return graph.neg(graph.unary("sin", a))
    if kind == "tan":
        return graph.add(one, graph.mul(node, node))
    if kind == "tanh":
        return graph.sub(one, graph.mul(node, node))
    if kind == "sinh":
        return graph.unary("cosh", a)
    if kind == "cosh":
        return graph.unary("sinh", a)
    inside = {
        "asin": graph.sub(one, square),
        "acos": graph.sub(one, square),
        "asinh": graph.add(square, one),
        "acosh": graph.sub(square, one),
    }
    if kind in inside:
        root = graph.rcp(graph.unary("sqrt", inside[kind]))
        return graph.neg(root) if kind == "acos" else root
    if kind == "atan":
        return graph.rcp(graph.add(one, square))
    if kind == "atanh":
        return graph.rcp(graph.sub(one, square))
    message = f"no derivative of {kind}"
    raise AssertionError(message)


def gradient(graph: Graph, node: int, variables: list[int]) -> dict[int, int]:
    """Return the nonzero derivatives of a node by the variables, by the chain rule, forwards."""
    wanted = set(variables)
    return forward(graph, [node], wanted)[node]


def forward(graph: Graph, targets: list[int], variables: set[int]) -> dict[int, dict[int, int]]:
    """Return, for every node under the targets, its nonzero derivatives by the variables.

    It costs one pass over the nodes times the variables each rests on: for a whole model the
    elimination of ``eliminate`` gives the same Jacobian for far fewer operations.
    """
    found: dict[int, dict[int, int]] = {}
    for node in graph.needed(targets, frozenset(variables)):
        if node in variables:
            found[node] = {node: graph.const(1.0)}
            continue
        total: dict[int, int] = {}
        behind = [(one, found[one]) for one in graph.arguments(node)]
        if any(of for _, of in behind):
            for argument, slope in partials(graph, node):
                for variable, inner in found[argument].items():
                    term = graph.mul(slope, inner)
                    if graph.value(term) == 0.0:
                        continue
                    total[variable] = (
                        graph.add(total[variable], term) if variable in total else term
                    )
        found[node] = {key: value for key, value in total.items() if graph.value(value) != 0.0}
    return found
