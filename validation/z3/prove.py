"""Prove the decision tables again with Z3, from the parsed conditions and nothing else of ours.

    python -m venv /tmp/z3 && /tmp/z3/bin/pip install z3-solver
    PYTHONPATH=$(echo /tmp/z3/lib/python3*/site-packages) python validation/z3/prove.py

Writes ``proofs.json`` beside it. Z3 is no dependency of the project: this is run by hand, and
tests/oracle/test_z3.py holds the written proofs to what ``verify`` finds today. The translation
shares no code with ``verify``, ``cells``, ``holds`` or ``compile_table``: numbers are integers by
the input's resolution (reals where they are computed), codes integers, sets one boolean a code.
"""

import hashlib
import json
import sys
import time
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from pathlib import Path
from typing import Any

import z3

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
)
from trephine.core.rule import DecisionTable
from trephine.library.guideline_folder import pathway
from trephine.library.observable_table import observables

Outputs = dict[str, list[DecisionTable]]
HERE = Path(__file__).parent
# Formulae that give whole numbers, or sums and extremes of what was read: as fine as a reading.
WHOLE = {
    "age",
    "count",
    "days_between",
    "days_since_last",
    "days_until",
    "difference",
    "first_known",
    "highest",
    "lowest",
    "months_since_last",
    "set_size",
    "sum",
}


def fingerprint(table: DecisionTable) -> str:
    """Return what a proof rests on: change a condition, and the proof is of another table."""
    said = [(rule.id, rule.condition, rule.conclusions[0]) for rule in table.rules]
    rest = [(one.name, one.condition) for one in table.definitions]
    text = repr((table.hit, table.floor, table.assumes, said, rest, table.monotone))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class World:
    """The inputs of one table as variables of Z3, under one suffix."""

    def __init__(
        self,
        table: DecisionTable,
        outputs: Outputs,
        suffix: str = "",
        share: "World | None" = None,
        apart: str = "",
    ) -> None:
        self.table, self.outputs, self.suffix = table, outputs, suffix
        self.share, self.apart = share, apart
        self.known = observables()
        self.parts = {one.name: one.condition for one in table.definitions}
        self.variables, self.ranges = {}, []

    def variable(self, name: str, leaf: Leaf) -> Any:
        if self.share is not None and name != self.apart:
            return self.share.variable(name, leaf)
        if name not in self.variables:
            self.variables[name] = self.made(name, leaf)
        return self.variables[name]

    def made(self, name: str, leaf: Leaf) -> Any:
        said = name + self.suffix
        if isinstance(leaf, Stated):
            return z3.Bool(said)
        if isinstance(leaf, OneOf):
            one = z3.Int(said)
            self.ranges += [one >= 0, one < len(self.codes(name))]
            return one
        if isinstance(leaf, Contains):
            return {c: z3.Bool(f"{said}={c}") for c in self.codes(name)}
        low, high, step = self.span(name)
        one = z3.Real(said) if step is None else z3.Int(said) * z3.Q(*step.as_integer_ratio())
        self.ranges += [one >= z3.Q(*low.as_integer_ratio()), one <= z3.Q(*high.as_integer_ratio())]
        return one

    def span(self, name: str) -> tuple[Decimal, Decimal, Decimal | None]:
        if name in self.known:
            one = self.known[name]
            computed = one.derivation is not None and one.derivation.formula not in WHOLE
            return *one.possible, None if computed else one.resolution
        tables = self.outputs[name]
        said = [rule.conclusions[0] for table in tables for rule in table.rules]
        if tables[0].hit == "sum":
            return Decimal(0), sum(one.points for one in said), None
        low = min(table.floor or 0 for table in tables)
        return Decimal(low), Decimal(max([low, *[one.number for one in said]])), Decimal(1)

    def codes(self, name: str) -> list[str]:
        if name in self.known:
            return [choice.code for choice in self.known[name].choices]
        return sorted({choice.code for table in self.outputs[name] for choice in table.values})

    def formula(self, expression: Expression) -> Any:
        match expression:
            case Constant():
                return z3.BoolVal(expression.value)
            case Not():
                return z3.Not(self.formula(expression.part))
            case All():
                return z3.And([self.formula(part) for part in expression.parts])
            case Some():
                return z3.Or([self.formula(part) for part in expression.parts])
            case Stated():
                if expression.name in self.parts:
                    return self.formula(self.parts[expression.name])
                return self.variable(expression.name, expression)
            case OneOf():
                one, codes = self.variable(expression.name, expression), self.codes(expression.name)
                return z3.Or([one == codes.index(code) for code in expression.codes])
            case Contains():
                return self.variable(expression.name, expression)[expression.code]
            case Compared():
                one = self.variable(expression.name, expression)
                limit = z3.Q(*expression.limit.as_integer_ratio())
                return {
                    "<": one < limit,
                    "<=": one <= limit,
                    ">": one > limit,
                    ">=": one >= limit,
                    "==": one == limit,
                    "!=": one != limit,
                }[expression.comparator]
        raise TypeError(expression)

    def assumed(self) -> Any:
        """Return what may be taken for granted; the ranges of all inputs, once they are named."""
        table = self.table
        return z3.BoolVal(True) if table.assumes is None else self.formula(table.assumes)

    def output(self) -> Any:
        rules = [(self.formula(rule.condition), rule.conclusions[0]) for rule in self.table.rules]
        if self.table.hit == "sum":
            amounts = [z3.Q(*one.points.as_integer_ratio()) for _, one in rules]
            parts = [z3.If(f, n, z3.RealVal(0)) for (f, _), n in zip(rules, amounts, strict=True)]
            return z3.Sum(parts)
        found = z3.IntVal(self.table.floor or 0)
        for formula, one in rules:
            found = z3.If(z3.And(formula, found < one.number), z3.IntVal(one.number), found)
        return found


def possible(*formulas: Any, worlds: list[World]) -> bool:
    solver = z3.Solver()
    solver.set("timeout", 120_000)
    for world in worlds:
        solver.add(*world.ranges)
    solver.add(*formulas)
    answer = solver.check()
    if answer == z3.unknown:
        raise RuntimeError(solver.reason_unknown())
    return answer == z3.sat


def flaws(table: DecisionTable, outputs: Outputs) -> list[list[str]]:
    world = World(table, outputs)
    rules = {rule.id: world.formula(rule.condition) for rule in table.rules}
    assumed = world.assumed()
    found = []
    if table.hit == "unique" or table.defects:
        if possible(z3.Not(z3.Or(list(rules.values()))), assumed, worlds=[world]):
            found.append(["gap"])
        for one, two in combinations(rules, 2):
            if possible(rules[one], rules[two], assumed, worlds=[world]):
                found.append(["overlap", one, two])
    for rule in table.rules:
        if isinstance(rule.condition, Constant):
            continue
        if not possible(rules[rule.id], assumed, worlds=[world]):
            found.append(["never", rule.id])
        elif not possible(z3.Not(rules[rule.id]), assumed, worlds=[world]):
            found.append(["always", rule.id])
    for one in table.monotone:
        other = World(table, outputs, "'", share=world, apart=one.name)
        before, after = world.output(), other.output()
        x, y = world.variables[one.name], other.variables[one.name]
        rises = z3.And(z3.Not(x), y) if z3.is_bool(x) else x < y
        falls = z3.And(x, z3.Not(y)) if z3.is_bool(x) else x > y
        moved = rises if one.direction == "up" else falls
        facts = (moved, after < before, assumed, other.assumed())
        if possible(*facts, worlds=[world, other]):
            found.append(["monotone", one.name])
    return sorted(found)


def spoiled(table: DecisionTable) -> DecisionTable | None:
    """Return the table with a fault planted, or None: proofs that find nothing prove little."""
    if table.monotone:
        other = {"up": "down", "down": "up"}
        turned = tuple(replace(one, direction=other[one.direction]) for one in table.monotone)
        return replace(table, monotone=turned)
    if table.hit == "unique":
        return replace(table, rules=(*table.rules[1:], replace(table.rules[-1], id="again")))
    return None


def main() -> int:
    tables = pathway(outside=True).tables
    outputs = {}
    for table in tables:
        if table.hit != "collect":
            outputs.setdefault(table.decides, []).append(table)
    proofs = {}
    for table in tables:
        before = time.perf_counter()
        proofs[table.id] = {
            "conditions": fingerprint(table),
            "comparisons": sum(1 for rule in table.rules for _ in leaves(rule.condition)),
            "flaws": flaws(table, outputs),
        }
        if (other := spoiled(table)) is not None:
            proofs[table.id]["flaws when spoiled"] = flaws(other, outputs)
        print(f"{time.perf_counter() - before:6.1f} s  {table.id}  {proofs[table.id]['flaws']}")
    written = {"z3": z3.get_version_string(), "tables": proofs}
    text = json.dumps(written, indent=1, sort_keys=True)
    (HERE / "proofs.json").write_text(text + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
