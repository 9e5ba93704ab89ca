"""Grades the CRS vectors and 2,000 random patients with Trephine and the CQL reference tools.

``python validation/care/cql/compare.py [--write]``, after ``npm ci`` in benchmarks/care/cql.
Without node (or the packages) the CQL is not run again: that is said, and only what pinned.json
holds from an earlier run is compared. ``--write`` makes pinned.json anew.
"""

import argparse
import hashlib
import itertools
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
CQL = ROOT / "benchmarks" / "care" / "cql"
VECTORS = ROOT / "validation" / "care" / "vectors" / "crs.json"
PINNED = Path(__file__).with_name("pinned.json")
sys.path.insert(0, str(ROOT / "benchmarks" / "care"))

import ours  # noqa: E402  (a script beside the package)
from patients import DEVICES, columns, crs, rows  # noqa: E402  (likewise)

from trephine.care.compile_table import compile_table  # noqa: E402  (likewise)

N, SEED, LINE = 2000, 20261122, 20
VASOPRESSORS = {
    "norepinephrine": "norepinephrine",
    "noradrenaline": "norepinephrine",
    "epinephrine": "epinephrine",
    "adrenaline": "epinephrine",
    "phenylephrine": "phenylephrine",
    "dopamine": "dopamine",
}
VASOPRESSIN = {"vasopressin"}
INOTROPES = {"dobutamine", "milrinone"}
# What a missing sign may turn out to be: one value in every cell that the criteria tell apart.
CELLS: dict[str, tuple[Any, ...]] = {
    "temperature": (37.9, 38.0),
    "oxygen_flow": (6.0, 6.5),
    "vasopressor_count": (0, 1, 2),
    "vasopressin_count": (0, 1),
    "inotrope_count": (0, 1, 2),
    "oxygen_device": DEVICES,
}
Row = dict[str, Any]


def signs(given: dict[str, Any]) -> Row:
    """Return a vector's input as the CQL reads it; a drug that no list names stops the run."""
    drugs, oxygen = given["vasopressors"], given["o2"] or {}
    known = set(VASOPRESSORS) | VASOPRESSIN | INOTROPES
    if drugs is not None and not set(drugs) <= known:
        sys.exit(f"{sorted(set(drugs) - known)}: no list says what kind of drug that is")
    same = ("fever_other_cause", "fever_masked", "hypotension", "hypoxia", "death_due_to_crs")
    return {
        "temperature": given["temp_c"],
        **{name: given[name] for name in same},
        "vasopressor_count": None
        if drugs is None
        else len({VASOPRESSORS[drug] for drug in drugs if drug in VASOPRESSORS}),
        "vasopressin_count": None if drugs is None else len(VASOPRESSIN & set(drugs)),
        "inotrope_count": None if drugs is None else len(INOTROPES & set(drugs)),
        "oxygen_device": oxygen.get("device"),
        "oxygen_flow": oxygen.get("flow_l_min"),
        "oxygen_for_hypoxia": oxygen.get("for_hypoxia"),
    }


def lines(patients: list[Row]) -> str:
    return "".join(json.dumps(row, separators=(",", ":")) + "\n" for row in patients)


def can_run() -> str:
    """Return why the CQL cannot be run here, or nothing."""
    if not shutil.which("node"):
        return "node is not on this machine"
    if not (CQL / "node_modules" / "cql-execution").is_dir():
        return "`npm ci` has not been run in benchmarks/care/cql"
    return ""


def translate() -> None:
    subprocess.run(["node", "translate.mjs"], check=True, cwd=CQL)  # noqa: S607  (node, as above)


def graded(patients: list[Row]) -> tuple[list[list[int]], str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "patients.jsonl"
        path.write_text(lines(patients), encoding="utf-8")
        done = subprocess.run(  # noqa: S603  (our own script)
            ["node", "run.mjs", str(path)],  # noqa: S607  (node, wherever it is)
            check=True,
            capture_output=True,
            text=True,
            cwd=CQL,
        )
    found = json.loads(done.stdout)
    return found["grades"], found["peer"]


def completions(row: Row) -> list[Row]:
    """Return the patient with every missing sign filled in, in every way."""
    missing = [name for name, value in row.items() if value is None]
    ways = itertools.product(*(CELLS.get(name, (False, True)) for name in missing))
    return [{**row, **dict(zip(missing, way, strict=True))} for way in ways]


def loose(patients: list[Row], grades: list[list[int]], most: int = 256) -> tuple[int, list[int]]:
    """Count the patients tried and list those whose interval is not the hull of completions."""
    groups = [(at, completions(row)) for at, row in enumerate(patients) if None in row.values()]
    groups = [(at, group) for at, group in groups if len(group) <= most]
    flat, _ = graded([row for _, group in groups for row in group])
    wrong, start = [], 0
    for at, group in groups:
        part = flat[start : start + len(group)]
        start += len(group)
        hull = [min(low for low, _ in part), max(high for _, high in part)]
        if hull != grades[at]:
            wrong.append(at)
    return len(groups), wrong


def pack(grades: list[list[int]]) -> list[str]:
    """Return pairs as text, 20 a line: 24 is 'from 2 to 4'."""
    words = [f"{low}{high}" for low, high in grades]
    return [" ".join(words[i : i + LINE]) for i in range(0, len(words), LINE)]


def unpack(packed: list[str]) -> list[list[int]]:
    return [[int(word[0]), int(word[1])] for line in packed for word in line.split()]


def report(title: str, names: list[str], ours: list[list[int]], theirs: list[list[int]]) -> int:
    different = [
        (name, a, b) for name, a, b in zip(names, ours, theirs, strict=True) if list(a) != list(b)
    ]
    print(f"{title}: {len(names) - len(different)} of {len(names)} agree")
    for name, a, b in different[:40]:
        print(f"  {name}: {a} against {b}")
    return len(different)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"]
    names = [vector["id"] for vector in vectors]
    known, random = [signs(vector["input"]) for vector in vectors], list(rows(crs(N, SEED)))
    expected = [
        [vector["expected_astct2019"]["grade_min"], vector["expected_astct2019"]["grade_max"]]
        for vector in vectors
    ]
    inputs = hashlib.sha256(lines(random).encode()).hexdigest()
    wrong = 0
    reason = can_run()
    if reason:
        print(f"SKIPPED, the CQL is not run again: {reason}. Compared with pinned.json alone.")
    else:
        translate()
        on_vectors, peer = graded(known)
        on_random, _ = graded(random)
        if asked.write:
            PINNED.write_text(
                json.dumps(
                    {
                        "peer": peer,
                        "vectors": dict(zip(names, on_vectors, strict=True)),
                        "random": {"n": N, "seed": SEED, "inputs_sha256": inputs},
                        "grades": pack(on_random),
                    },
                    indent=1,
                )
                + "\n",
                encoding="utf-8",
            )
        tried, outside = loose(random, on_random)
        wrong += len(outside)
        print(
            f"interval is the hull of all completions: {tried - len(outside)} of the {tried} random"
            " patients with some sign missing and at most 256 completions"
        )
        for at in outside[:10]:
            print(f"  {random[at]}: {on_random[at]}")
    pinned = json.loads(PINNED.read_text(encoding="utf-8"))
    if pinned["random"]["inputs_sha256"] != inputs:
        sys.exit("the random patients are not those of pinned.json: NumPy draws otherwise here")
    first, second = [pinned["vectors"][name] for name in names], unpack(pinned["grades"])
    if not reason:
        each = [str(i) for i in range(N)]
        wrong += report("CQL now against pinned, vectors", names, on_vectors, first)
        wrong += report("CQL now against pinned, random patients", each, on_random, second)
    table = ours.table("crs_grade")
    compiled = compile_table(table)
    for title, patients, theirs in (("vectors", known, first), ("random patients", random, second)):
        each = names if patients is known else [str(i) for i in range(N)]
        stated = ours.stated(columns(patients))
        grades = ours.compiled_grades(compiled, stated)
        wrong += report(f"Trephine, compiled, against CQL, {title}", each, grades, theirs)
        grades = ours.interpreted_grades(table, ours.lookups(compiled, stated))
        wrong += report(f"Trephine, interpreted, against CQL, {title}", each, grades, theirs)
    wrong += report("CQL against the expected grades of the vectors", names, first, expected)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
