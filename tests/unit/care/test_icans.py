"""Grade and treatment of ICANS, alone and with CRS, and the danger of a lumbar puncture."""

from datetime import datetime

import pytest

from trephine.care.decide import decide
from trephine.care.read_record import read_record
from trephine.core.value import Number
from trephine.library.guideline_folder import pathway
from trephine.library.observable_table import observables

NOW = "2026-03-05T20:00+08:00"


def line(name, value, unit="", *, time=NOW):
    """Return one line of a record; ``value`` is JSON."""
    unit = f', "unit": "{unit}"' if unit else ""
    return (
        f'{{"time": "{time}", "observable": "{name}", "value": {value}, "origin": "entered"{unit}}}'
    )


INFUSED = line("infusion", "true", time="2026-03-02T10:00+08:00")
FEVER = [line("temperature", '"39"', "Cel"), line("fever_other_cause", "false")]
CALM = [
    line("fever_masked", "false"),
    line("hypotension", "false"),
    line("vasopressors", "[]"),
    line("hypoxia", "false"),
    line("oxygen_device", '"room_air"'),
]
GRADE_1 = [*FEVER, *CALM]
GRADE_2 = [*FEVER, CALM[0], line("hypotension", "true"), *CALM[2:]]
GRADE_3 = [*FEVER, CALM[0], line("hypotension", "true"), line("vasopressors", '["norepinephrine"]')]
GRADE_3 += CALM[3:]
AWAKE = [
    line("birth_date", '"1970-01-01T00:00+08:00"', time="2026-01-01T00:00+08:00"),
    line("consciousness", '"awake"'),
    line("seizure", '"none"'),
    line("motor", '"none"'),
    line("edema_icp", "[]"),
]


def ice(score):
    return [*AWAKE, line("ice_total", f'"{score}"', "{score}")]


def decided(*lines, at=NOW, outside=False):
    """Return the decisions by table, for an infused patient's record of these lines."""
    text = "\n".join(['{"record": 1, "patient": "test"}', INFUSED, *lines])
    record = read_record(text, observables())
    found, _ = decide(record, datetime.fromisoformat(at), pathway(outside=outside), observables())
    return {one.table.id: one for one in found}


def said(decision, rule):
    """Return what is known of a rule: True, False or None."""
    (holds,) = (one.holds for one in decision.fired if one.rule.id == rule)
    return holds.low if holds.low == holds.high else None


def held(decision):
    """Return the rules that surely hold."""
    return {one.rule.id for one in decision.fired if one.holds.low}


def grade(decision):
    assert isinstance(decision.value, Number)
    return int(decision.value.low), int(decision.value.high)


@pytest.mark.parametrize(
    ("score", "expected"), [(10, 0), (9, 1), (7, 1), (6, 2), (3, 2), (2, 3), (0, 3)]
)
def test_every_edge_of_ice(score, expected):
    assert grade(decided(*ice(score))["icans-grade"]) == (expected, expected)


def test_items_of_ice_that_are_missing_widen_the_score():
    items = {"year": 1, "month": 1, "city": 1, "hospital": 1, "command": 1, "attention": 1}
    lines = [line(f"ice_{item}", f'"{points}"', "{score}") for item, points in items.items()]
    assert grade(decided(*AWAKE, *lines)["icans-grade"]) == (0, 2)


def test_a_total_that_its_items_contradict_is_not_used():
    lines = [line("ice_year", '"0"', "{score}"), line("ice_month", '"0"', "{score}")]
    found = decided(*ice(10), *lines)["icans-grade"]
    assert grade(found) == (0, 3)
    assert ("ice_total", "conflicting") in {(one.name, one.reason) for one in found.missing}


MORNING = "2026-03-05T08:00+08:00"
NOON = "2026-03-05T12:00+08:00"
FULL = {"year": 1, "month": 1, "city": 1, "hospital": 1, "naming": 3}
FULL |= {"command": 1, "writing": 1, "attention": 1}


def items(time, **points):
    return [line(f"ice_{name}", f'"{n}"', "{score}", time=time) for name, n in points.items()]


def total(score, time):
    return line("ice_total", f'"{score}"', "{score}", time=time)


@pytest.mark.parametrize(
    ("lines", "expected", "reason"),
    [
        # All items after the total: they are the score, better or worse.
        ([total(10, MORNING), *items(NOON, **FULL | {"writing": 0, "naming": 1})], (1, 1), None),
        ([total(2, MORNING), *items(NOON, **FULL)], (0, 0), None),
        # A total after all items.
        ([total(2, NOON), *items(MORNING, **FULL)], (3, 3), None),
        ([total(10, NOON), *items(MORNING, **FULL | {"naming": 0})], (0, 0), None),
        # Of one moment: neither.
        ([total(10, NOON), *items(NOON, **FULL | {"naming": 0})], (0, 3), "conflicting"),
        # Some items later: the total stands where they fit it; else what they bound is all.
        ([total(10, MORNING), *items(NOON, year=1, naming=3)], (0, 0), None),
        ([total(10, MORNING), *items(NOON, year=0, month=0, naming=1)], (2, 3), "incomplete"),
        ([total(2, MORNING), *items(NOON, year=1, month=1, city=1)], (0, 2), "incomplete"),
        # Seven of one moment with the total, and the eighth later, are not a later set.
        (
            [
                *(total(9, MORNING), *items(MORNING, **FULL | {"attention": 0})),
                *items(NOON, attention=1),
            ],
            (0, 3),
            "incomplete",
        ),
    ],
)
def test_the_later_of_a_total_and_all_items_is_in_force(lines, expected, reason):
    found = decided(*AWAKE, *lines)["icans-grade"]
    assert grade(found) == expected
    reasons = {one.name: one.reason for one in found.missing}
    assert reasons.get("ice_total") == reason


@pytest.mark.parametrize(
    ("minutes", "back", "expected"),
    [("5", "true", (3, 3)), ("5.1", "true", (4, 4)), ("2", "false", (4, 4))],
)
def test_a_seizure_of_more_than_five_minutes_is_grade_4(minutes, back, expected):
    lines = [one for one in ice(10) if '"seizure"' not in one]
    lines += [line("seizure", '"clinical"'), line("seizure_duration", f'"{minutes}"', "min")]
    found = decided(*lines, line("seizure_back_to_baseline", back))
    assert grade(found["icans-grade"]) == expected


@pytest.mark.parametrize(("age", "graded"), [("11", False), ("12", True)])
def test_below_12_years_nothing_is_graded(age, graded):
    lines = [one for one in ice(5) if "birth_date" not in one]
    found = decided(*lines, line("age", f'"{age}"', "a"))["icans-grade"]
    assert (found.status == "decided") is graded


@pytest.mark.parametrize(
    ("score", "crs", "expected"),
    [
        (8, CALM, {"ICANS-M1"}),
        (8, GRADE_1, {"ICANS-M1", "ICANS-M1C"}),
        (5, GRADE_1, {"ICANS-M1", "ICANS-M1C", "ICANS-M2"}),
        (5, GRADE_2, {"ICANS-M1", "ICANS-M1C", "ICANS-M2", "ICANS-M2C"}),
        (1, CALM, {"ICANS-M1", "ICANS-M2", "ICANS-M3", "ICANS-M3b"}),
        (1, GRADE_1, {"ICANS-M1", "ICANS-M1C", "ICANS-M2", "ICANS-M3", "ICANS-M3b"}),
    ],
)
def test_table_5_with_and_without_crs(score, crs, expected):
    calm = [] if crs is not CALM else [line("temperature", '"36.8"', "Cel")]
    assert held(decided(*ice(score), *calm, *crs)["icans-management"]) == expected


def test_grade_4_with_crs_says_that_the_source_is_silent():
    lines = [one for one in ice(0) if '"consciousness"' not in one]
    lines += [line("consciousness", '"昏迷"'), line("consciousness_other_cause", "false")]
    found = decided(*lines, *GRADE_3, outside=True)
    expected = {"ICANS-M1", "ICANS-M3b", "ICANS-M4", "ICANS-M4C"}
    assert held(found["icans-management"]) == expected
    assert "CRS-M3" in held(found["crs-management"])
    assert said(found["icans-management-outside"], "OUT-ICANS-a") is True


def test_the_danger_of_a_lumbar_puncture_shows_in_every_mode():
    lines = [one for one in ice(5) if "edema_icp" not in one]
    found = decided(*lines, line("edema_icp", '["papilledema"]'))["lumbar-puncture-safety"]
    assert found.table.always is not None
    assert said(found, "OUT-LP-a") is True
    few = decided(*ice(5), line("platelets", '"49"', "10*9/L"))["lumbar-puncture-safety"]
    assert said(few, "OUT-LP-b") is True
    enough = decided(*ice(5), line("platelets", '"50"', "10*9/L"))["lumbar-puncture-safety"]
    assert said(enough, "OUT-LP-b") is False
