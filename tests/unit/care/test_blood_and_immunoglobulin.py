"""Cytopenias and immunoglobulin: the vectors of both, through the whole pathway."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from trephine.care.decide import decide
from trephine.core.record import Reading, Record
from trephine.library import observables, pathway

AT = datetime(2026, 6, 1, 8, tzinfo=UTC)
FILE = Path(__file__).parents[3] / "validation" / "care" / "vectors" / "extra.json"
VECTORS = json.loads(FILE.read_text(encoding="utf-8"))["vectors"]
CELLS = {"anc": "anc", "plt": "platelets", "wbc": "wbc", "alc": "alc", "hb": "hemoglobin"}
GRADES = {
    "anc": "ctcae5-neutrophil",
    "plt": "ctcae5-platelet",
    "wbc": "ctcae5-wbc",
    "alc": "ctcae5-lymphocyte",
    "hb": "ctcae5-anemia",
}


def of_kind(kind):
    found = [one for one in VECTORS if one["kind"] == kind]
    return [pytest.param(one, id=one["id"]) for one in found]


def reading(name, value, *, hours=1, **more):
    return Reading(time=AT - timedelta(hours=hours), observable=name, value=value, **more)


def decided(*readings, outside=False):
    record = Record(patient="p", readings=readings)
    found, _ = decide(record, AT, pathway(outside=outside), observables())
    return {one.table.id: one for one in found}


def cell(name, value, low):
    return reading(CELLS[name], Decimal(str(value)), low=None if low is None else Decimal(str(low)))


@pytest.mark.parametrize("vector", of_kind("ctcae5"))
def test_cytopenias_are_graded_as_expected(vector):
    given = vector["input"]
    found = decided(cell(given["lab"], given["value"], given["lln"]))[GRADES[given["lab"]]].value
    assert (found.low, found.high) == (vector["expected"]["grade"],) * 2


def test_without_a_lower_limit_of_normal_grades_0_and_1_are_not_told_apart():
    found = decided(cell("anc", "1.8", None))["ctcae5-neutrophil"].value
    assert (found.low, found.high) == (0, 1)


def test_a_lower_limit_is_not_needed_where_the_count_decides():
    found = decided(cell("anc", "0.4", None))["ctcae5-neutrophil"].value
    assert (found.low, found.high) == (4, 4)


def immunoglobulin(given, *more):
    value = given["igg"]["value"] if given["igg"]["unit"] else None
    readings = [
        reading("infusion", True, hours=24 * 40),
        reading("igg", None if value is None else Decimal(str(value))),
        *more,
    ]
    if given["active_infection"] is not None:
        readings.append(reading("active_infection", given["active_infection"]))
    if (days := given.get("days_since_ivig")) is not None:
        readings.append(reading("immunoglobulin_iv", Decimal(25), hours=24 * days))
    return decided(*readings)


@pytest.mark.parametrize("vector", of_kind("igg"))
def test_immunoglobulin_is_acted_on_as_expected(vector):
    expected = vector["expected"]
    found = immunoglobulin(vector["input"])
    possible = sorted(found["igg-action"].value.possible)
    if expected.get("status") == "not_evaluable":
        assert found["igg-action"].status != "decided"
        return
    assert possible == sorted(expected["action"])
    assert (found["igg-action"].status == "decided") == (expected.get("status") is None)
    if "exogenous_igg" in expected.get("flags", []):
        notes = [one.rule.id for one in found["igg-pitfalls"].fired if one.holds.low]
        assert notes == ["OUT-09d"]


@pytest.mark.parametrize(("total", "paraprotein", "speaks"), [("9", "6", True), ("9", "3", False)])
def test_a_paraprotein_that_hides_a_deficiency_is_pointed_out_in_every_mode(
    total, paraprotein, speaks
):
    found = immunoglobulin(
        {"igg": {"value": total, "unit": "g/L"}, "active_infection": False},
        reading("m_protein_isotype", "igg"),
        reading("serum_m_protein", Decimal(paraprotein)),
    )
    fired = {one.rule.id: one.holds.low for one in found["igg-pitfalls"].fired}
    assert fired["OUT-09c"] is speaks
    assert fired["OUT-09b"]
    assert found["igg-action"].value.possible == {"monitor"}
