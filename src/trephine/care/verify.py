"""verify: proves of a decision table that it has no gap, no overlap and no reversal."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Literal

from trephine.care.cells import Cells, cells, conditions
from trephine.care.compile_table import Column, compile_table
from trephine.care.holds import definitions_of, holds
from trephine.care.table_part import table_part
from trephine.core.error import MethodError
from trephine.core.expression import Constant, Leaf, leaves
from trephine.core.observable import Observable
from trephine.core.rule import DecisionTable, Rule
from trephine.core.text import Text
from trephine.core.value import Number, Value

if TYPE_CHECKING:
    import numpy as np

# Above this many cells a proof by enumeration would take minutes; the largest table has far fewer.
MOST_CELLS = 30_000_000
_CHUNK = 1_000_000
FlawKind = Literal["gap", "overlap", "monotone", "never", "always"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """Something that a table should not do, with inputs at which it does.

    ``gap``: no rule holds. ``overlap``: two rules of a unique table hold at once. ``monotone``: the
    output falls although the input moved the way in which it must not. ``never``: a rule that no
    input can make hold; ``always``: one that every input makes hold. ``count`` is the number of
    cells where it happens, ``witness`` one of them.
    """

    kind: FlawKind
    rules: tuple[str, ...]
    witness: tuple[tuple[str, str], ...]
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was proved of a table, over all ``cells`` of its inputs.

    Those that ``assumes`` rules out do not count. No flaw means that none exists, not that none
    was found.
    """

    table: DecisionTable
    cells: int
    flaws: tuple[Flaw, ...]


def verify(table: DecisionTable, observables: Mapping[str, Observable]) -> Proof:
    """Return every flaw of ``table``, by trying all cells of its inputs.

    ``max`` tables cannot leave a gap (the floor catches it): they are proved monotone, and each
    grade reachable. ``unique`` tables are proved to have exactly one rule everywhere. A table that
    was printed as a table (``defects`` declared) is tried for gaps whatever its hit policy. Rules
    of ``collect`` tables are tried one by one, for being able to hold and to fail. Raises
    MethodError where the cells are too many.
    """
    found = _merged(table, cells(_collecting(table), observables))
    if table.hit == "collect" and not table.defects:
        return _rule_by_rule(table, found)
    total = prod(len(one) for one in found.values())
    _check(total, table)
    flaws = _enumerated(table, found)
    return Proof(table=table, cells=total, flaws=flaws)


def _check(total: int, table: DecisionTable) -> None:
    if total > MOST_CELLS:
        raise MethodError(
            what=Text(zh="表的单元过多，不能逐一验证", en="the table has too many cells to try"),
            where=f"{table.file} {table.id}",
            found=str(total),
            do=Text(zh="拆分此表，或以派生项代替", en="split the table, or derive an input first"),
        )


def _merged(table: DecisionTable, found: Cells) -> Cells:
    """Return the cells with those joined that no comparison of the table tells apart.

    Of numbers only neighbours are joined, so that their order stays. It loses nothing: what a rule
    says follows from its comparisons. The largest table has a tenth of the cells to try.
    """
    asked: dict[str, dict[Leaf, None]] = {name: {} for name in found}
    for expression in conditions(_collecting(table)):
        for leaf in leaves(expression):
            if not isinstance(leaf, Constant) and leaf.name in asked:
                asked[leaf.name][leaf] = None
    joined: Cells = {}
    for name, axis in found.items():
        kept: list[tuple[str, Value]] = []
        seen: list[tuple[bool, ...]] = []
        for word, cell in axis:
            answers = tuple(holds(leaf, lambda _, c=cell: c, {}).low for leaf in asked[name])  # type: ignore[misc]
            before = seen[-1:] if isinstance(cell, Number) else seen
            if answers not in before:
                kept.append((word, cell))
                seen.append(answers)
        joined[name] = tuple(kept)
    return joined


def _rule_by_rule(table: DecisionTable, found: Cells) -> Proof:
    definitions = definitions_of(table)
    flaws: list[Flaw] = []
    tried = 0
    for rule in table.rules:
        if isinstance(rule.condition, Constant):
            continue
        part = dict.fromkeys(table_part(table, rule.condition))
        if table.assumes is not None:
            part |= dict.fromkeys(table_part(table, table.assumes))
        axes = {name: found[name] for name in part}
        _check(prod(len(one) for one in axes.values()), table)
        seen: set[bool] = set()
        for combination in product(*axes.values()):
            tried += 1
            values = dict(zip(axes, (cell for _, cell in combination), strict=True))
            if table.assumes is not None:
                assumed = holds(table.assumes, values.__getitem__, definitions)
                if not assumed.low:
                    continue
            seen.add(holds(rule.condition, values.__getitem__, definitions).low)
            if len(seen) == 2:
                break
        if seen == {False}:
            flaws.append(Flaw(kind="never", rules=(rule.id,), witness=()))
        if seen == {True}:
            flaws.append(Flaw(kind="always", rules=(rule.id,), witness=()))
    return Proof(table=table, cells=tried, flaws=tuple(flaws))


class _Grid:
    """All cells of a table's inputs, as arrays, chunk by chunk."""

    def __init__(self, columns: tuple[Column, ...], found: Cells) -> None:
        import numpy as np  # noqa: PLC0415  (0.3 s; only for a proof)

        self.columns = columns
        self.found = found
        self.shape = tuple(len(found[column.name]) for column in columns)
        self.total = prod(self.shape)
        self.codes = [
            np.array([column.encoded(cell) for _, cell in found[column.name]]).T
            for column in columns
        ]
        self.steps = [prod(self.shape[i + 1 :]) for i in range(len(self.shape))]

    def chunk(self, start: int, stop: int) -> "list[np.ndarray]":
        """Return the function's arguments for the cells from ``start`` to ``stop``."""
        import numpy as np  # noqa: PLC0415  (already loaded)

        index = np.arange(start, stop)
        arrays = []
        for codes, step, size in zip(self.codes, self.steps, self.shape, strict=True):
            at = (index // step) % size
            arrays += [row[at] for row in codes]
        return arrays

    def plainest(self, where: "np.ndarray", start: int) -> tuple[int, int]:
        """Return, of the cells marked, that in which the fewest inputs are out of the common.

        Common is what is false, the lowest of numbers, and the last of codes. The number of those
        that are not comes first, the index of the cell second.
        """
        import numpy as np  # noqa: PLC0415  (already loaded)

        index = np.flatnonzero(where) + start
        uncommon = np.zeros(len(index), dtype=int)
        for column, step, size in zip(self.columns, self.steps, self.shape, strict=True):
            common = 0 if column.kind in {"number", "set"} else size - 1
            uncommon += (index // step) % size != common
        at = int(uncommon.argmin())
        return int(uncommon[at]), int(index[at])

    def words(self, index: int) -> tuple[tuple[str, str], ...]:
        """Return one cell in words."""
        return tuple(
            (column.name, self.found[column.name][(index // step) % size][0])
            for column, step, size in zip(self.columns, self.steps, self.shape, strict=True)
        )


def _enumerated(table: DecisionTable, found: Cells) -> tuple[Flaw, ...]:
    import numpy as np  # noqa: PLC0415  (0.3 s; only for a proof)

    every = compile_table(_collecting(table))
    grid = _Grid(every.columns, found)
    decide = every.vectorised()
    n = len(table.rules)
    assumed = n if table.assumes is not None else None
    flaws = _Flaws(table, grid)
    grades = np.array([_worth(rule) for rule in table.rules])
    output = np.empty(grid.total, dtype=np.float32) if table.monotone else None
    allowed = np.ones(grid.total, dtype=bool) if table.monotone else None
    for start in range(0, grid.total, _CHUNK):
        stop = min(start + _CHUNK, grid.total)
        bits = np.broadcast_to(decide(*grid.chunk(start, stop))[0], stop - start)
        counts = np.ones(stop - start, dtype=bool)
        if assumed is not None:
            counts = (bits >> assumed) & 1 == 1
        rules = bits & ((1 << n) - 1)
        flaws.see(rules, counts, start)
        if output is not None and allowed is not None:
            held = (rules[:, None] >> np.arange(n)) & 1
            if table.hit == "sum":
                best = held @ grades
            else:
                best = np.max(np.where(held == 1, grades, table.floor or 0), axis=1, initial=0)
            output[start:stop] = np.maximum(best, table.floor or 0)
            allowed[start:stop] = counts
    if output is not None and allowed is not None:
        flaws.monotone(output.reshape(grid.shape), allowed.reshape(grid.shape))
    return flaws.listed()


def _worth(rule: Rule) -> float:
    """Return the grade or the points of a rule."""
    one = rule.conclusions[0]
    return float(one.points if one.points is not None else one.number or 0)


def _collecting(table: DecisionTable) -> DecisionTable:
    """Return the table as one that collects, with ``assumes`` as a last rule."""
    from dataclasses import replace  # noqa: PLC0415  (only for a proof)

    rules = table.rules
    if table.assumes is not None:
        rules = (*rules, replace(rules[0], id="assumes", condition=table.assumes))
    return replace(table, hit="collect", rules=rules, when=None, assumes=None)


class _Flaws:
    """Gathers flaws of one table over the chunks of its grid."""

    def __init__(self, table: DecisionTable, grid: _Grid) -> None:
        self.table = table
        self.grid = grid
        self.found: dict[tuple[FlawKind, tuple[str, ...]], tuple[tuple[int, int], int]] = {}
        self.ever = 0
        self.all = -1
        self.gaps = table.hit == "unique" or bool(table.defects)
        self.overlaps = self.gaps

    def see(self, rules: "np.ndarray", counts: "np.ndarray", start: int) -> None:
        """Look at the rules that hold in each cell of a chunk."""
        import numpy as np  # noqa: PLC0415  (already loaded)

        inside = rules[counts]
        if not inside.size:
            return
        self.ever |= int(np.bitwise_or.reduce(inside))
        self.all &= int(np.bitwise_and.reduce(inside))
        if self.gaps:
            self._add("gap", (), counts & (rules == 0), start)
        if self.overlaps:
            ids = [rule.id for rule in self.table.rules]
            for i in range(len(ids)):
                for j in range(i):
                    both = (rules >> i) & (rules >> j) & 1 == 1
                    self._add("overlap", (ids[j], ids[i]), counts & both, start)

    def _add(self, kind: FlawKind, rules: tuple[str, ...], where: "np.ndarray", start: int) -> None:
        n = int(where.sum())
        if n:
            plainest = self.grid.plainest(where, start)
            best, before = self.found.get((kind, rules), (plainest, 0))
            self.found[kind, rules] = (min(best, plainest), before + n)

    def monotone(self, output: "np.ndarray", allowed: "np.ndarray") -> None:
        """Look along each axis on which the output must not fall."""
        import numpy as np  # noqa: PLC0415  (already loaded)

        names = [column.name for column in self.grid.columns]
        for one in self.table.monotone:
            axis = names.index(one.name)
            words = [word for word, _ in self.grid.found[one.name]]
            order = list(range(len(words)))
            if words[:1] == ["true"]:
                order.reverse()
            if one.direction == "down":
                order.reverse()
            along = np.take(output, order, axis=axis)
            fits = np.take(allowed, order, axis=axis)
            # Against the highest before it that can occur: its neighbour may be ruled out.
            before = np.maximum.accumulate(np.where(fits, along, -np.inf), axis=axis)
            wrong = fits & (along < before)
            n = int(wrong.sum())
            if n:
                at = [int(i) for i in np.unravel_index(int(wrong.argmax()), wrong.shape)]
                at[axis] = order[at[axis]]
                index = int(np.ravel_multi_index(tuple(at), self.grid.shape))
                self.found["monotone", (one.name,)] = ((0, index), n)

    def listed(self) -> tuple[Flaw, ...]:
        """Return the flaws, with rules that never or always hold."""
        flaws = [
            Flaw(kind=kind, rules=rules, witness=self.grid.words(index), count=n)
            for (kind, rules), ((_, index), n) in self.found.items()
        ]
        for i, rule in enumerate(self.table.rules):
            constant = isinstance(rule.condition, Constant)
            if not (self.ever >> i) & 1:
                flaws.append(Flaw(kind="never", rules=(rule.id,), witness=()))
            elif (self.all >> i) & 1 and not constant:
                flaws.append(Flaw(kind="always", rules=(rule.id,), witness=()))
        return tuple(flaws)
