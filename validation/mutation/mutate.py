"""Change every figure and sign that the rules decide by, and see which tests notice.

    python validation/mutation/mutate.py --minutes 30

Mutants are made in memory, one at a time, in the parsed guidelines and observables: thresholds one
step and ten to either side, comparators made strict or not and turned round, ``and`` for ``or``,
grades and points one up and down, amounts, caps, intervals and numbers of doses, hours of validity.
The care tests are collected once and run again for each mutant, the ones that name its rule or
table first, until one fails. ``results.json`` is written beside this file. A mutant is caught by
- the clinical tests (limits, statements, vectors, courses), which know what should follow: those
  that ask its table, or that name its order or observable, for at most 5 s; else by
- the proof of its table (`verify` finds a flaw that is not declared); else by
- the pinned figures (tests/published/boundaries.toml), which notice any change and know no reason.
Only the first says that the rules are tested; the list of the others says which tests to write.
"""

import argparse
import gc
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.published.pinned_rules import today  # noqa: E402  (the path is set above)
from trephine.care import evaluate as evaluating  # noqa: E402  (the path is set above)
from trephine.care.verify import verify  # noqa: E402
from trephine.care.with_outputs import with_outputs  # noqa: E402
from trephine.core.expression import All, Compared, Expression, Not, Some  # noqa: E402
from trephine.library.guideline_folder import guidelines, pathway  # noqa: E402
from trephine.library.observable_table import observables  # noqa: E402

RESULTS = Path(__file__).with_name("results.json")
TESTS = ["tests/unit/care", "tests/cases"]
# A mutant that no test has noticed after so long is taken not to be noticed by them.
SECONDS_EACH = 5.0
# Tests of the language on made-up tables cannot notice a change of the library's.
LANGUAGE = {"boundaries", "cells", "compile_table", "derive", "evaluate", "holds", "resolve"}
LANGUAGE |= {"table_part", "verify", "decide", "assess", "explain", "enter"}
_STRICT = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One attribute of one frozen object that is given another value."""

    kind: str
    where: str
    named: tuple[str, ...]
    table: str
    change: str
    owner: Any
    attribute: str
    value: Any


def _nodes(expression: Expression, owner: Any, attribute: str) -> Iterator[tuple[Any, str, Any]]:
    """Yield every node with the object and attribute that hold it; parts of and/or have none."""
    yield owner, attribute, expression
    if isinstance(expression, Not):
        yield from _nodes(expression.part, expression, "part")
    elif isinstance(expression, All | Some):
        for part in expression.parts:
            yield from _nodes(part, None, "")


def _of_condition(owner: Any, attribute: str, where: str, table: Any) -> Iterator[Mutant]:
    known = with_outputs(pathway(outside=True), observables())
    named = (where, table.id)

    def made(kind: str, change: str, on: Any, what: str, value: Any) -> Mutant:
        return Mutant(kind, f"{table.id} {where}", named, table.id, change, on, what, value)

    for holder, name, node in _nodes(getattr(owner, attribute), owner, attribute):
        if isinstance(node, Compared):
            step = known[node.name].resolution or Decimal(1)
            said = f"{node.name} {node.comparator} {node.limit}"
            for steps in (-10, -1, 1, 10):
                limit = node.limit + steps * step
                yield made("threshold", f"{said} → {limit}", node, "limit", limit)
            for signs in (_STRICT, _TURNED):
                if node.comparator in signs:
                    sign = signs[node.comparator]
                    yield made("comparator", f"{said} → {sign}", node, "comparator", sign)
        elif isinstance(node, All | Some) and holder is not None:
            other = (Some if isinstance(node, All) else All)(parts=node.parts)
            words = "and → or" if isinstance(node, All) else "or → and"
            yield made("and/or", words, holder, name, other)


def mutants() -> list[Mutant]:
    """Return every mutant of the library, in its order."""
    found: list[Mutant] = []
    for guideline in guidelines():
        for table in guideline.tables:
            for entry in table.definitions:
                found += _of_condition(entry, "condition", entry.name, table)
            if table.when is not None:
                found += _of_condition(table, "when", "when", table)
            for rule in table.rules:
                found += _of_condition(rule, "condition", rule.id, table)
                for one in rule.conclusions:
                    found += _figures(
                        one,
                        {"number": "grade", "points": "points", "every": "every"},
                        f"{table.id} {rule.id}",
                        (rule.id, table.id),
                        table.id,
                    )
        for order in guideline.orders:
            parts = {"amount": "amount", "cap": "cap", "every": "interval", "times": "doses"}
            found += _figures(order, parts, f"order {order.id}", (order.id, order.drug), "")
    for one in observables().values():
        for entry in one.validity:
            where = f"validity {one.id} {entry.use}"
            found += _figures(entry, {"hours": "validity"}, where, (one.id, entry.use), "")
    return found


def _figures(
    owner: Any, parts: dict[str, str], where: str, named: tuple[str, ...], table: str
) -> Iterator[Mutant]:
    for attribute, kind in parts.items():
        value = getattr(owner, attribute)
        if value is None:
            continue
        small = kind in {"grade", "points", "doses"}
        for other in (value + 1, value - 1) if small else (value * 2, value / 2):
            change = f"{kind} {value} → {other}"
            yield Mutant(kind, where, named, table, change, owner, attribute, other)


def forget() -> None:
    """Empty what was worked out once: it was worked out from the rules before they changed."""
    for one in gc.get_objects():
        if type(one).__name__ == "function" and one.__code__.co_name == "answered":
            for cell in one.__closure__ or ():
                if isinstance(cell.cell_contents, dict):
                    cell.cell_contents.clear()


class Runner:
    """Runs the collected tests for one mutant after the other, inside one session of pytest."""

    def __init__(self, chosen: list[Mutant], minutes: float) -> None:
        self.chosen = chosen
        self.minutes = minutes
        self.results: list[tuple[Mutant, str]] = []
        self.texts: dict[str, str] = {}
        self.asked: dict[str, set[str]] = {}
        self.seconds: dict[str, float] = {}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items[:] = [
            item for item in items if Path(item.fspath).stem.removeprefix("test_") not in LANGUAGE
        ]
        for item in items:
            path = str(item.fspath)
            if path not in self.texts:
                self.texts[path] = Path(path).read_text(encoding="utf-8")

    def pytest_runtestloop(self, session: Any) -> bool:
        known = with_outputs(pathway(outside=True), observables())
        tables = {table.id: table for one in guidelines() for table in one.tables}
        before = today()
        failing = {item.nodeid for item in session.items if self._watched(item)}
        items = [item for item in session.items if item.nodeid not in failing]
        print(f"{len(items)} tests, {len(failing)} fail without a mutant and are left out")
        started = time.monotonic()
        for done, mutant in enumerate(self.chosen):
            if time.monotonic() - started > 60 * self.minutes:
                break
            original = getattr(mutant.owner, mutant.attribute)
            object.__setattr__(mutant.owner, mutant.attribute, mutant.value)
            forget()
            try:
                caught = self._caught(mutant, items, known, tables, before)
            finally:
                object.__setattr__(mutant.owner, mutant.attribute, original)
                forget()
            self.results.append((mutant, caught))
            if done % 20 == 0:
                print(done, dict(Counter(by for _, by in self.results)), flush=True)
        return True

    def _caught(
        self, mutant: Mutant, items: list[Any], known: Any, tables: Any, before: Any
    ) -> str:
        for item in self._chosen(mutant, items):
            if self._fails(item):
                return "clinical tests"
        if mutant.table:
            table = tables[mutant.table]
            declared = {(one.kind, frozenset(one.rules)) for one in table.defects}
            found = {(one.kind, frozenset(one.rules)) for one in verify(table, known).flaws}
            if found != declared:
                return "proof"
        return "pinned figures" if today() != before else "nothing"

    def _watched(self, item: Any) -> bool:
        """Run a test without a mutant: see which tables it asks, and for how long."""
        asked: set[str] = set()
        ready = evaluating._ready  # noqa: SLF001  (every evaluation passes here)

        def noted(table: Any) -> Any:
            asked.add(table.id)
            return ready(table)

        evaluating._ready = noted  # noqa: SLF001  (likewise)
        started = time.perf_counter()
        try:
            failed = self._fails(item)
        finally:
            evaluating._ready = ready  # noqa: SLF001  (likewise)
        self.asked[item.nodeid] = asked
        self.seconds[item.nodeid] = time.perf_counter() - started
        return failed

    def _chosen(self, mutant: Mutant, items: list[Any]) -> Iterator[Any]:
        """Yield the tests that could notice, the likeliest first, for as long as they may take."""
        spent = 0.0
        ranked = [
            (self._rank(item, mutant), self.seconds[item.nodeid], i) for i, item in enumerate(items)
        ]
        for rank, seconds, i in sorted(ranked):
            table = mutant.table
            if (table and table not in self.asked[items[i].nodeid]) or (not table and rank > 1):
                continue
            spent += seconds
            if spent > SECONDS_EACH:
                return
            yield items[i]

    def _rank(self, item: Any, mutant: Mutant) -> int:
        if mutant.named[0] in item.nodeid:
            return 0
        text = self.texts[str(item.fspath)]
        return 1 if mutant.named[0] in text else 2 if mutant.named[1] in text else 3

    def _fails(self, item: Any) -> bool:
        if hasattr(item, "_request"):
            item._initrequest()  # noqa: SLF001  (pytest has no public way to run an item again)
        reports = runtestprotocol(item, nextitem=None, log=False)
        return any(report.failed for report in reports)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=60, help="stop after so many minutes")
    parser.add_argument("--sample", type=int, default=0, help="so many mutants, drawn by lot")
    parser.add_argument("--kind", default="", help="only mutants of one kind")
    parser.add_argument("--table", default="", help="only mutants of one table")
    parser.add_argument("--output", type=Path, default=RESULTS, help="where the score is written")
    parser.add_argument("tests", nargs="*", default=TESTS)
    given = parser.parse_args(arguments)
    chosen = [
        one for one in mutants() if given.kind in {"", one.kind} and given.table in {"", one.table}
    ]
    whole = len(chosen)
    random.Random(20261122).shuffle(chosen)  # noqa: S311  (a sample, no secret)
    runner = Runner(chosen[: given.sample or whole], given.minutes)
    options = ["-q", "-n0", "-p", "no:cacheprovider", "--no-header", "--tb=no", "-W", "ignore"]
    pytest.main([*options, "--rootdir", str(ROOT), *given.tests], plugins=[runner])
    score = Counter((one.kind, by) for one, by in runner.results)
    listed = [
        {"kind": one.kind, "where": one.where, "change": one.change, "caught by": by}
        for one, by in runner.results
        if by != "clinical tests"
    ]
    kinds = sorted({kind for kind, _ in score})
    written = {
        "mutants": whole,
        "tried": len(runner.results),
        "score": {
            kind: {by: n for (k, by), n in sorted(score.items()) if k == kind} for kind in kinds
        },
        "not caught by clinical tests": sorted(
            listed, key=lambda one: (one["where"], one["change"])
        ),
    }
    given.output.write_text(
        json.dumps(written, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    print(json.dumps(written["score"], indent=1), f"{len(runner.results)} of {whole} mutants tried")
    return 0


if __name__ == "__main__":
    sys.exit(main())
