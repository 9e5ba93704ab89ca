"""The figures that rules decide by, as text: thresholds, grades, orders, validity.

    python -m tests.published.pinned_rules

writes ``boundaries.toml`` beside it from the library as it stands. Do so only for a change that was
compared with its source: the file exists to make every other change fail.
"""

import tomllib
from datetime import date
from pathlib import Path

from trephine.care.boundaries import boundaries
from trephine.care.with_outputs import with_outputs
from trephine.core.expression import leaves
from trephine.library.guideline_folder import guidelines, pathway
from trephine.library.observable_table import observables

PINNED = Path(__file__).with_name("boundaries.toml")
HEADER = f"""\
# Figures by which the rules decide, pinned so that a changed one fails (test_boundaries.py).
#
# Written by `python -m tests.published.pinned_rules` on {date(2026, 11, 22)} from the rules, not
# copied from a source. How it was checked: the thresholds of consensus2022 (sections 1.1, 2, 3,
# 5.2, 5.3, 6, 7.1, 7.3, 7.4 and 10, tables 3-5) were read against the text of the paper on that
# day, by one reader, once; where they differ from the print, an erratum of consensus2022-care says
# so (bilirubin, days of rest, fever of table 3). Nothing else was compared with a source here: the
# other sections, the reference criteria, labels, the outside layer, doses and validity hours are
# pinned as they stood.
#
# [thresholds.<guideline>.<table>]: rules = the comparison, and whether it holds one step of the
# input's resolution below the limit, at it, and one step above: y or n.
"""


def thresholds(table, known):
    found = {}
    for one in boundaries(table, known):
        leaf = one.comparison
        owners = [rule.id for rule in table.rules if leaf in leaves(rule.condition)]
        owners += [d.name for d in table.definitions if leaf in leaves(d.condition)]
        owners += [
            word
            for word, part in (("when", table.when), ("assumes", table.assumes))
            if part is not None and leaf in leaves(part)
        ]
        answers = "".join("ny"[way] for way in (one.below, one.at, one.above))
        said = f"{leaf.name} {leaf.comparator} {leaf.limit}: {answers} (±{one.step})"
        found.setdefault(" ".join(owners), []).append(said)
    return found


def concluded(rule):
    parts = []
    for one in rule.conclusions:
        figures = [one.number, one.points, one.every, one.within]
        said = [
            f"{k} {v}"
            for k, v in zip(("=", "+", "every", "within"), figures, strict=True)
            if v is not None
        ]
        parts.append(
            " ".join(
                [one.kind, one.code if one.kind != "grade" else "", *one.measure, *said]
            ).replace("  ", " ")
        )
    return "; ".join(parts)


def ordered(order):
    every = "" if order.every is None else f", every {order.every} h"
    times = "" if order.times is None else f", {order.times} times"
    cap = "" if order.cap is None else f", at most {order.cap} {order.cap_unit}"
    amount = "no amount" if order.amount is None else f"{order.amount} {order.unit}"
    per = f"/{order.per}" if order.per else ""
    budget = f", budget {order.budget}" if order.budget else ""
    needs = f", needs {' '.join(order.needs)}" if order.needs else ""
    return f"{order.drug}: {amount}{per}{cap} {order.route}{every}{times}{budget}{needs}"


def today():
    """Return the same content as the file, from the library."""
    known = with_outputs(pathway(outside=True), observables())
    found = {"thresholds": {}, "conclusions": {}, "orders": {}, "validity": {}}
    for guideline in guidelines():
        for table in guideline.tables:
            if rows := thresholds(table, known):
                found["thresholds"].setdefault(guideline.id, {})[table.id] = rows
            for rule in table.rules:
                found["conclusions"][rule.id] = concluded(rule)
        for order in guideline.orders:
            found["orders"][order.id] = ordered(order)
    for one in observables().values():
        if one.validity:
            found["validity"][one.id] = ", ".join(f"{v.use} {v.hours}" for v in one.validity)
    return found


def pinned():
    return tomllib.loads(PINNED.read_text(encoding="utf-8"))


def _quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def written(found):
    lines = [HEADER]
    for guideline, tables in found["thresholds"].items():
        for table, rows in tables.items():
            lines.append(f"[thresholds.{guideline}.{table}]")
            for owners, said in rows.items():
                lines.append(f"{_quoted(owners)} = [")
                lines += [f"  {_quoted(one)}," for one in said]
                lines.append("]")
            lines.append("")
    for part in ("conclusions", "orders", "validity"):
        lines.append(f"[{part}]")
        lines += [f"{_quoted(name)} = {_quoted(said)}" for name, said in found[part].items()]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    PINNED.write_text(written(today()), encoding="utf-8")
