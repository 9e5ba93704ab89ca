"""Layout: where tables, decisions and what doses need stand in the arrays of outputs."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trephine.care.chart.plan import Plan
from trephine.care.chart.pruned import Pruned
from trephine.core.error import MethodError
from trephine.core.observable import Observable
from trephine.core.rule import DecisionTable
from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layout:
    """Rows of what a compiled pathway gives.

    ``index`` is the row of a table; ``value_row`` that of its own value, among graded tables or
    among unique ones; ``output_row`` that of a decision's output likewise; ``codes`` the order of a
    decision's codes, ``hits`` how it is decided. ``needs`` (float64, a row a need: kind, row of the
    slot) are what doses need, ``need_row`` the place of each. ``orders`` and ``exclusions`` say by
    which rules each order is named, and each drug excluded: rows of tables and bits of rules.
    """

    index: Mapping[str, int]
    value_row: Mapping[str, int]
    output_row: Mapping[str, int]
    codes: Mapping[str, tuple[str, ...]]
    hits: Mapping[str, str]
    needs: NDArray[np.float64]
    need_row: Mapping[str, int]
    orders: Mapping[str, tuple[tuple[int, int], ...]]
    exclusions: Mapping[str, tuple[tuple[int, int], ...]]
    graded: int
    unique: int
    graded_outputs: int
    unique_outputs: int


def layout_of(kept: Pruned, plan: Plan, observables: Mapping[str, Observable]) -> Layout:
    """Return where everything stands. Raises MethodError for layers that decide in other ways."""
    value_row: dict[str, int] = {}
    output_row: dict[str, int] = {}
    codes: dict[str, tuple[str, ...]] = {}
    tables = {"graded": 0, "unique": 0}
    outputs = {"graded": 0, "unique": 0}
    for first, group in zip(kept.first, kept.groups, strict=True):
        kind = _kind(first)
        for table in group:
            if _kind(table) != kind:
                _refuse(first, table)
            if kind:
                value_row[table.id] = tables[kind]
                tables[kind] += 1
        if kind:
            output_row[first.decides] = outputs[kind]
            outputs[kind] += 1
        if kind == "unique":
            values = (choice.code for table in (first, *group) for choice in table.values)
            codes[first.decides] = tuple(dict.fromkeys(values))
    needs = kept.needs(observables)
    slots = [plan.slot(name, "dosing") for name in needs]
    rows = [[slot.kind, slot.row] for slot in slots]
    return Layout(
        index={table.id: i for i, table in enumerate(kept.tables)},
        value_row=value_row,
        output_row=output_row,
        codes=codes,
        hits={table.decides: table.hit for table in kept.first},
        needs=np.array(rows, dtype=np.float64).reshape(len(rows), 2),
        need_row={name: i for i, name in enumerate(needs)},
        orders=_concluding(kept, "order"),
        exclusions=_concluding(kept, "exclude"),
        graded=tables["graded"],
        unique=tables["unique"],
        graded_outputs=outputs["graded"],
        unique_outputs=outputs["unique"],
    )


def _concluding(kept: Pruned, kind: str) -> dict[str, tuple[tuple[int, int], ...]]:
    found: dict[str, dict[int, int]] = {}
    for t, table in enumerate(kept.tables):
        for i, rule in enumerate(table.rules):
            for conclusion in rule.conclusions:
                if conclusion.kind == kind:
                    bits = found.setdefault(conclusion.code, {})
                    bits[t] = bits.get(t, 0) | 1 << i
    return {code: tuple(bits.items()) for code, bits in found.items()}


def _kind(table: DecisionTable) -> str:
    return {"max": "graded", "sum": "graded", "unique": "unique", "collect": ""}[table.hit]


def _refuse(first: DecisionTable, table: DecisionTable) -> None:
    raise MethodError(
        what=Text(
            zh="同一决策的各层判定方式不同",
            en="layers of one decision conclude in different ways",
        ),
        where=table.decides,
        found=f"{first.id}: {first.hit}, {table.id}: {table.hit}",
        do=Text(zh="改成同一种 hit", en="give them one hit policy"),
    )
