"""Copy nodes with other symbols in place of some."""

from collections.abc import Mapping

from trephine.mechanism.symbolic.graph import Graph


def substitute(graph: Graph, nodes: list[int], instead: Mapping[int, int]) -> list[int]:
    """Return the nodes with each of ``instead``'s keys replaced by its value."""
    made: dict[int, int] = {}
    for node in graph.needed(nodes, frozenset(instead)):
        if node in instead:
            made[node] = instead[node]
        elif any(made[one] != one for one in graph.arguments(node)):
            kind = graph.nodes[node][0]
            made[node] = graph.make(kind, *(made[one] for one in graph.arguments(node)))
        else:
            made[node] = node
    return [made[node] for node in nodes]


def depending(graph: Graph, roots: set[int]) -> set[int]:
    """Return every node of the graph that rests on one of the roots, and the roots."""
    found = set(roots)
    for node in range(len(graph.nodes)):
        if any(one in found for one in graph.arguments(node)):
            found.add(node)
    return found
