"""program: tables of a pathway as a list of steps that one compiled loop carries out."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from trephine.care.chart.decide_kernel import (
    AND,
    AT_LEAST,
    AT_MOST,
    COLLECT,
    CONSTANT,
    CONTAINS,
    EQUAL,
    FINISH,
    GRADE,
    GREATER,
    GROUP,
    LESS,
    MAX,
    NOT,
    ONE_OF,
    OR,
    POINTS,
    RULE,
    START,
    STATED,
    SUM,
    UNEQUAL,
    UNIQUE,
    VALUE,
    WHEN,
)
from trephine.care.chart.encode import CODED, DOSE, EVENT, NUMBER, SET, TRUTH
from trephine.care.chart.layout import Layout
from trephine.care.chart.plan import Plan
from trephine.care.chart.pruned import Pruned
from trephine.core.error import MethodError
from trephine.core.expression import (
    All,
    Compared,
    Constant,
    Contains,
    Expression,
    Leaf,
    Not,
    OneOf,
    Some,
    Stated,
    leaves,
    names,
)
from trephine.core.rule import LAYERS, DecisionTable
from trephine.core.text import Text

_ORDERS = {
    ">": GREATER, ">=": AT_LEAST, "<": LESS, "<=": AT_MOST, "==": EQUAL, "!=": UNEQUAL,
}  # fmt: skip
_HITS = {"collect": COLLECT, "max": MAX, "sum": SUM, "unique": UNIQUE}
# Bits of one whole number, its sign left alone.
_BITS = 62


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Program:
    """Steps over blocks of patients, and how many registers they take.

    ``steps`` (int64, a row a step): what, and up to four places; ``limits`` (float64) the figure
    that a step compares with or adds. A register is for each patient of a block how far a condition
    holds: 0 false, 1 open, 2 true, so that and is the least, or the greatest, not what is left to
    2. ``tables`` (int64): hit policy, row of the value, layer, floor; ``groups`` (int64): first and
    last table, hit policy, row of the output, bits of all its codes.
    """

    steps: NDArray[np.int64]
    limits: NDArray[np.float64]
    tables: NDArray[np.int64]
    groups: NDArray[np.int64]
    registers: int


@dataclass(kw_only=True, eq=False)
class _Writing:
    """The steps so far; of the table at hand, which conditions stand in registers already."""

    plan: Plan
    layout: Layout
    table: DecisionTable
    steps: list[tuple[int, ...]] = field(default_factory=list)
    limits: list[float] = field(default_factory=list)
    held: dict[object, int] = field(default_factory=dict)
    registers: int = 0

    def add(self, *step: int, limit: float = 0.0) -> int:
        """Append a step and return its number."""
        self.steps.append((*step, *(0,) * (5 - len(step))))
        self.limits.append(limit)
        return len(self.steps) - 1

    def hold(self, wanted: Collection[Expression]) -> None:
        """Work out, once, the definitions that conditions rest on and leaves that stand twice."""
        by_name = {entry.name: entry.condition for entry in self.table.definitions}

        def define(expression: Expression) -> None:
            for name in names(expression):
                if name in by_name and name not in self.held:
                    define(by_name[name])
                    place = self.ask(by_name[name], len(self.held))
                    self.held[name] = place

        twice = Counter(leaf for one in wanted for leaf in leaves(one))
        for expression in wanted:
            define(expression)
        for leaf, count in twice.items():
            named = isinstance(leaf, Stated) and leaf.name in by_name
            if count > 1 and leaf not in self.held and not named:
                self.held[leaf] = self.ask(leaf, len(self.held))

    def asked(self, expression: Expression) -> int:
        """Add what works out a condition, and return its register."""
        return self.ask(expression, len(self.held))

    def ask(self, expression: Expression, into: int) -> int:
        """Add the steps of a condition; its own registers begin at ``into``."""
        self.registers = max(self.registers, into + 1)
        if expression in self.held:
            return self.held[expression]
        match expression:
            case Not():
                self.add(NOT, into, self.ask(expression.part, into))
            case All() | Some():
                self._joined(expression, into)
            case Stated() if expression.name in self.held:
                return self.held[expression.name]
            case _:
                self._leaf(expression, into)
        return into

    def _joined(self, expression: All | Some, into: int) -> None:
        first = self.ask(expression.parts[0], into)
        sign = AND if isinstance(expression, All) else OR
        for part in expression.parts[1:]:
            self.add(sign, into, first, self.ask(part, into + 1))
            first = into
        if first != into:
            self.add(sign, into, first, first)

    def _leaf(self, leaf: Leaf, into: int) -> None:
        match leaf:
            case Constant():
                self.add(CONSTANT, into, 2 if leaf.value else 0)
            case Compared():
                row, _ = self._place(leaf.name, frozenset({NUMBER}))
                self.add(_ORDERS[leaf.comparator], into, row, limit=float(leaf.limit))
            case Stated():
                row, _ = self._place(leaf.name, frozenset({TRUTH, EVENT, DOSE}))
                self.add(STATED, into, row)
            case OneOf():
                row, codes = self._place(leaf.name, frozenset({CODED}))
                self.add(ONE_OF, into, row, _mask(leaf.codes, codes))
            case Contains():
                row, codes = self._place(leaf.name, frozenset({SET}))
                self.add(CONTAINS, into, row, _mask((leaf.code,), codes))

    def _place(self, name: str, kinds: frozenset[int]) -> tuple[int, tuple[str, ...]]:
        """Return the row of an input, and the order of its codes."""
        hit = self.layout.hits.get(name, "collect")
        if hit != "collect":
            codes = self.layout.codes.get(name, ())
            if (CODED if hit == "unique" else NUMBER) not in kinds:
                refuse(self.table.id, name)
            above = self.plan.bits if hit == "unique" else self.plan.numbers
            return above + self.layout.output_row[name], codes
        slot = self.plan.slot(name, self.table.use)
        if slot.kind not in kinds:
            refuse(self.table.id, name)
        return slot.row, slot.codes


def _mask(wanted: Collection[str], codes: tuple[str, ...]) -> int:
    # A code that there is not cannot be the value.
    return sum(1 << codes.index(code) for code in set(wanted) if code in codes)


def refuse(where: str, found: str) -> NoReturn:
    """Refuse a table that has no twin here. Raises MethodError."""
    raise MethodError(
        what=Text(
            zh="此决策不能对许多病人一起计算",
            en="the decision cannot be computed for many patients at once",
        ),
        where=where,
        found=found,
        do=Text(
            zh="不问这一决策，或逐例用 assess", en="leave it out, or use assess for each patient"
        ),
    )


def program(kept: Pruned, plan: Plan, layout: Layout) -> Program:
    """Return the steps of ``kept`` tables, each group after those it rests on.

    Raises MethodError for more rules than a number has bits, and for an input of another kind than
    its condition asks.
    """
    writing = _Writing(plan=plan, layout=layout, table=kept.tables[0])
    tables: list[list[int]] = []
    groups: list[list[int]] = []
    for first, group in zip(kept.first, kept.groups, strict=True):
        begin = len(tables)
        for table in group:
            writing.table = table
            _write(writing, len(tables), layout)
            row = layout.value_row.get(table.id, -1)
            tables.append([_HITS[table.hit], row, LAYERS.index(table.layer), table.floor or 0])
        codes = layout.codes.get(first.decides, ())
        every = _mask([choice.code for choice in first.values], codes)
        row = layout.output_row.get(first.decides, -1)
        groups.append([begin, len(tables), _HITS[first.hit], row, every])
        writing.add(GROUP, len(groups) - 1)
    return Program(
        steps=np.array(writing.steps, dtype=np.int64).reshape(-1, 5),
        limits=np.array(writing.limits),
        tables=np.array(tables, dtype=np.int64).reshape(-1, 4),
        groups=np.array(groups, dtype=np.int64).reshape(-1, 5),
        registers=writing.registers,
    )


def _write(writing: _Writing, t: int, layout: Layout) -> None:
    table = writing.table
    if len(table.rules) > _BITS:
        refuse(table.id, str(len(table.rules)))
    writing.held = {}
    when = -1
    if table.when is not None:
        writing.hold([table.when])
        when = writing.add(WHEN, writing.asked(table.when), t)
    writing.add(START, t, 1 if table.when is None else 0)
    writing.hold([rule.condition for rule in table.rules])
    codes = layout.codes.get(table.decides, ())
    row = layout.value_row.get(table.id, -1)
    for i, rule in enumerate(table.rules):
        register = writing.asked(rule.condition)
        writing.add(RULE, register, t, i)
        conclusion = rule.conclusions[0]
        if table.hit == "max":
            writing.add(GRADE, register, row, limit=float(conclusion.number or 0))
        elif table.hit == "sum":
            writing.add(POINTS, register, row, limit=float(conclusion.points or 0))
        elif table.hit == "unique":
            writing.add(VALUE, register, 0, _mask([conclusion.code], codes))
    finish = writing.add(FINISH, t)
    if when >= 0:
        # Where nobody of a block is concerned, the rules are not looked at.
        what, register, table_index, *_ = writing.steps[when]
        writing.steps[when] = (what, register, table_index, finish, 0)
