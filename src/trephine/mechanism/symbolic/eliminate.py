"""The linear system of an implicit step, factored symbolically with its intermediate quantities."""

from dataclasses import dataclass, field

from trephine.mechanism.symbolic.derive import partials
from trephine.mechanism.symbolic.graph import Graph

STAGES = 6
"""Right-hand sides solved with one factorisation: what an operation in a solve weighs."""


@dataclass(slots=True, kw_only=True)
class Factors:
    """An LU factorisation in elimination order, its entries nodes of the graph.

    ``order``: the unknowns (states, and intermediate quantities kept among them). ``lower[u]`` are
    the multipliers that carry row u into later rows, ``upper[u]`` its entries at later unknowns,
    ``inverse[u]`` the node of 1/pivot (None where the pivot is one).
    """

    order: list[int] = field(default_factory=list)
    lower: dict[int, dict[int, int]] = field(default_factory=dict)
    upper: dict[int, dict[int, int]] = field(default_factory=dict)
    inverse: dict[int, int | None] = field(default_factory=dict)

    def solve(self, graph: Graph, right: dict[int, int]) -> dict[int, int]:
        """Return the node of every unknown for right-hand sides ``right`` (others are zero)."""
        values = dict(right)
        for pivot in self.order:
            if pivot not in values:
                continue
            for row, factor in self.lower[pivot].items():
                term = graph.mul(factor, values[pivot])
                values[row] = graph.sub(values[row], term) if row in values else graph.neg(term)
        found: dict[int, int] = {}
        for pivot in reversed(self.order):
            total = values.get(pivot)
            for column, entry in self.upper[pivot].items():
                if column in found:
                    term = graph.mul(entry, found[column])
                    total = graph.neg(term) if total is None else graph.sub(total, term)
            if total is not None:
                inverse = self.inverse[pivot]
                found[pivot] = total if inverse is None else graph.mul(total, inverse)
        return found


def factor(graph: Graph, states: list[int], rates: list[int], shift: int) -> Factors:
    """Factor ``shift I - J`` for the Jacobian of the rates by the states.

    The chain rule's intermediate quantities are unknowns of their own, with the rows
    ``dv - sum(partial du) = 0``, so that the elimination in the order of least work (Markowitz)
    both accumulates the Jacobian and keeps apart what couples many rates through few quantities.
    Pivots are taken from the diagonal as they come: a step's matrix is ruled by its shift.
    """
    rows, columns = _tangent(graph, states, rates, shift)
    factors = Factors()
    plain = set(rows) - set(states)
    while rows:
        pivot = min(rows, key=lambda u: (_work(rows, columns, plain, u), u))
        _pivot(graph, rows, columns, plain, pivot, factors)
    return factors


def _tangent(
    graph: Graph, states: list[int], rates: list[int], shift: int
) -> tuple[dict[int, dict[int, int]], dict[int, set[int]]]:
    """Return the rows (unknown → column → entry) and the columns (unknown → rows)."""
    variables = frozenset(states)
    depends: set[int] = set(states)
    rows: dict[int, dict[int, int]] = {}
    one = graph.const(1.0)
    for node in graph.needed(rates, variables):
        if node in variables:
            continue
        entries: dict[int, int] = {}
        if any(argument in depends for argument in graph.arguments(node)):
            for argument, slope in partials(graph, node):
                if argument in depends and graph.value(slope) != 0.0:
                    minus = graph.neg(slope)
                    before = entries.get(argument)
                    entries[argument] = minus if before is None else graph.add(before, minus)
        if entries:
            depends.add(node)
            rows[node] = entries | {node: one}
    for state, rate in zip(states, rates, strict=True):
        rows[state] = {state: shift}
        if rate in variables:
            before = rows[state].get(rate)
            rows[state][rate] = graph.const(-1.0) if before is None else graph.sub(before, one)
        elif rate in rows:
            rows[state][rate] = graph.const(-1.0)
    columns: dict[int, set[int]] = {unknown: set() for unknown in rows}
    for row, entries in rows.items():
        for column in entries:
            columns[column].add(row)
    return rows, columns


def _work(
    rows: dict[int, dict[int, int]], columns: dict[int, set[int]], plain: set[int], pivot: int
) -> int:
    """Return how much work eliminating an unknown makes now and in every solve."""
    across, down = len(rows[pivot]) - 1, len(columns[pivot]) - 1
    if pivot in plain and (across == 0 or down == 0):
        return -1
    kept = 0 if pivot in plain else STAGES * (across + down)
    fill = sum(
        1
        for row in columns[pivot]
        if row != pivot
        for column in rows[pivot]
        if column != pivot and column not in rows[row]
    )
    return across * down + STAGES * (fill - (0 if kept else across + down))


def _pivot(
    graph: Graph,
    rows: dict[int, dict[int, int]],
    columns: dict[int, set[int]],
    plain: set[int],
    pivot: int,
    factors: Factors,
) -> None:
    own = rows.pop(pivot)
    diagonal = own.pop(pivot)
    unit = graph.value(diagonal) == 1.0
    inverse = None if unit else graph.rcp(diagonal)
    below = sorted(columns.pop(pivot) - {pivot})
    factors.order.append(pivot)
    factors.upper[pivot] = own
    factors.inverse[pivot] = inverse
    factors.lower[pivot] = {}
    for column in own:
        columns[column].discard(pivot)
    for row in below:
        entries = rows[row]
        entry = entries.pop(pivot)
        multiplier = entry if inverse is None else graph.mul(entry, inverse)
        factors.lower[pivot][row] = multiplier
        for column, value in own.items():
            term = graph.mul(multiplier, value)
            before = entries.get(column)
            entries[column] = graph.neg(term) if before is None else graph.sub(before, term)
            columns[column].add(row)
            if column == row:
                plain.discard(row)
