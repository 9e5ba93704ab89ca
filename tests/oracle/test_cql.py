"""The CRS table against the CQL reference tools: 35 vectors and 2,000 random patients.

The CQL's grades are pinned (validation/care/cql); it is run again where node and its packages are.
"""

import hashlib
import json

import pytest

from trephine.care.compile_table import compile_table
from validation.care.cql import compare
from validation.care.cql.compare import ours, rows

VECTORS = json.loads(compare.VECTORS.read_text(encoding="utf-8"))["vectors"]
PINNED = json.loads(compare.PINNED.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def random():
    found = list(rows(compare.crs(compare.N, compare.SEED)))
    inputs = hashlib.sha256(compare.lines(found).encode()).hexdigest()
    assert inputs == PINNED["random"]["inputs_sha256"]
    return found


def known():
    return [compare.signs(vector["input"]) for vector in VECTORS]


def differing(mine, theirs):
    return [i for i, (a, b) in enumerate(zip(mine, theirs, strict=True)) if list(a) != list(b)]


def test_cql_gives_the_expected_grades_of_the_vectors() -> None:
    expected = [vector["expected_astct2019"] for vector in VECTORS]
    assert len(expected) == 35
    for vector, wanted in zip(VECTORS, expected, strict=True):
        found = PINNED["vectors"][vector["id"]]
        assert found == [wanted["grade_min"], wanted["grade_max"]], vector["id"]


@pytest.mark.parametrize("reader", ["vectorised", "interpreted"])
def test_table_grades_as_the_cql(reader, random) -> None:
    table = ours.table("crs_grade")
    compiled = compile_table(table)
    pinned = [*PINNED["vectors"].values(), *compare.unpack(PINNED["grades"])]
    patients = ours.stated(compare.columns([*known(), *random]))
    if reader == "vectorised":
        mine = ours.compiled_grades(compiled, patients, numba=False)
    else:
        mine = ours.interpreted_grades(table, ours.lookups(compiled, patients))
    assert differing(mine, pinned) == []


def test_cql_still_says_what_is_pinned(random) -> None:
    reason = compare.can_run()
    if reason:
        pytest.skip(f"the CQL does not run here: {reason}")
    compare.translate()
    grades, _ = compare.graded([*known(), *random])
    pinned = [*PINNED["vectors"].values(), *compare.unpack(PINNED["grades"])]
    assert differing(grades, pinned) == []
