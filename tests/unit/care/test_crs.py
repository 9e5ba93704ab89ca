"""Suspicion, grade and treatment of CRS, rule by rule, at and beside each threshold."""

from datetime import datetime

import pytest

from trephine.care.decide import decide
from trephine.care.read_record import read_record
from trephine.care.verify import verify
from trephine.core.value import Coded, Number
from trephine.library.guideline_folder import guidelines, pathway
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
GRADE_4 = [*GRADE_3[:4], line("vasopressors", '["norepinephrine", "epinephrine"]'), *CALM[3:]]


def tocilizumab(*times):
    return [line("tocilizumab", '"560"', "mg", time=time) for time in times]


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


def codes(decision):
    assert isinstance(decision.value, Coded)
    return decision.value.possible


def grade(decision):
    assert isinstance(decision.value, Number)
    return int(decision.value.low), int(decision.value.high)


@pytest.mark.parametrize(
    ("name", "value", "unit", "expected"),
    [
        ("temperature", "38", "Cel", {"suspected"}),
        ("temperature", "37.999", "Cel", {"not_suspected"}),
        ("temperature", "100.4", "[degF]", {"suspected"}),
        ("systolic_bp", "89.9", "mm[Hg]", {"suspected"}),
        ("systolic_bp", "90", "mm[Hg]", {"not_suspected"}),
        ("systolic_bp", "11.9", "kPa", {"suspected"}),
        ("spo2", "89.9", "%", {"suspected"}),
        ("spo2", "90", "%", {"not_suspected"}),
    ],
)
def test_any_one_sign_raises_suspicion(name, value, unit, expected):
    calm = {"temperature": ("36.8", "Cel"), "systolic_bp": ("120", "mm[Hg]"), "spo2": ("97", "%")}
    calm[name] = (value, unit)
    found = decided(
        *(line(n, f'"{v}"', u) for n, (v, u) in calm.items()), line("new_organ_toxicity", "false")
    )
    assert codes(found["crs-suspected"]) == expected


def test_organ_toxicity_left_out_leaves_suspicion_open():
    calm = [line("temperature", '"36.8"', "Cel"), line("systolic_bp", '"120"', "mm[Hg]")]
    found = decided(*calm, line("spo2", '"97"', "%"))
    assert codes(found["crs-suspected"]) == {"suspected", "not_suspected"}


def test_a_blood_gas_goes_before_oximetry():
    calm = [line("temperature", '"36.8"', "Cel"), line("systolic_bp", '"120"', "mm[Hg]")]
    calm += [line("new_organ_toxicity", "false"), line("spo2", '"97"', "%")]
    found = decided(*calm, line("sao2", '"88"', "%"))
    assert codes(found["crs-suspected"]) == {"suspected"}


@pytest.mark.parametrize(
    ("day", "rule"),
    [("03-23", "CRS-02w"), ("03-24", "CRS-04g"), ("03-30", "CRS-04g"), ("03-31", "CRS-04")],
)
def test_signs_on_any_day_are_looked_into(day, rule):
    now = f"2026-{day}T20:00+08:00"
    found = decided(line("temperature", '"38.5"', "Cel", time=now), at=now)["crs-timing"]
    assert held(found) == {rule}


@pytest.mark.parametrize(
    ("lines", "used", "printed"),
    [
        ([line("temperature", '"38"', "Cel"), FEVER[1], *CALM], (1, 1), (0, 0)),
        (GRADE_1, (1, 1), (1, 1)),
        (GRADE_2, (2, 2), (3, 3)),
        (GRADE_3, (3, 3), (3, 3)),
        (GRADE_4, (4, 4), (4, 4)),
    ],
)
def test_table_3_to_the_letter_stands_beside_the_grade_and_does_not_decide(lines, used, printed):
    found = decided(*lines)
    assert grade(found["crs-grade"]) == used
    assert found["crs-grade"].in_force
    assert grade(found["crs-grade-printed"]) == printed
    assert not found["crs-grade-printed"].in_force


def test_the_faults_of_table_3_are_those_that_the_errata_name():
    (table,) = (t for g in guidelines() for t in g.tables if t.id == "crs-grade-printed")
    found = {(one.kind, one.rules) for one in verify(table, observables()).flaws}
    assert found == {(one.kind, one.rules) for one in table.defects}
    assert len(found) == 7


def test_pressors_that_the_criteria_do_not_place_leave_an_interval_until_it_is_ruled():
    lines = [*GRADE_2[:4], line("vasopressors", '["dobutamine", "milrinone"]'), *CALM[3:]]
    found = decided(*lines)
    assert grade(found["crs-grade"]) == (2, 4)
    assert said(found["crs-grade-notes"], "CRS-N2") is True
    ruled = decided(*lines, line("inotrope_counts_as_vasopressor", "true"))
    assert grade(ruled["crs-grade"]) == (4, 4)
    ruled = decided(*lines, line("inotrope_counts_as_vasopressor", "false"))
    assert grade(ruled["crs-grade"]) == (2, 2)


@pytest.mark.parametrize(("flow", "expected"), [("6", (2, 2)), ("6.01", (3, 3))])
def test_six_litres_by_cannula_is_low_flow(flow, expected):
    lines = [*FEVER, *CALM[:3], line("hypoxia", "true"), line("oxygen_device", '"鼻导管"')]
    found = decided(*lines, line("oxygen_flow", f'"{flow}"', "L/min"))
    assert grade(found["crs-grade"]) == expected


@pytest.mark.parametrize(("reason", "expected"), [("false", (1, 1)), ("true", (4, 4))])
def test_ventilation_counts_if_it_is_for_hypoxia(reason, expected):
    lines = [*FEVER, *CALM[:4], line("oxygen_device", '"mechanical"')]
    found = decided(*lines, line("oxygen_for_hypoxia", reason))
    assert grade(found["crs-grade"]) == expected
    assert said(found["crs-grade-notes"], "CRS-N6") is (reason == "false")


@pytest.mark.parametrize(
    ("stated", "expected"), [([], (0, 1)), (["true"], (0, 0)), (["false"], (1, 1))]
)
def test_after_treatment_without_a_sign_a_clinician_decides(stated, expected):
    lines = [line("temperature", '"36.8"', "Cel"), line("fever_masked", "true"), *CALM[1:]]
    found = decided(*lines, *(line("crs_resolved", value) for value in stated))
    assert grade(found["crs-grade"]) == expected
    assert said(found["crs-grade-notes"], "CRS-N4") is True


def test_tocilizumab_with_fever_stated_unmasked_is_pointed_out():
    given = tocilizumab("2026-03-05T08:00+08:00")
    assert said(decided(*GRADE_1, *given)["crs-grade-notes"], "CRS-N5") is True
    assert said(decided(*GRADE_1)["crs-grade-notes"], "CRS-N5") is False


def test_vasopressin_alone_is_grade_3_and_flagged():
    lines = [*GRADE_2[:4], line("vasopressors", '["血管加压素"]'), *CALM[3:]]
    found = decided(*lines)
    assert grade(found["crs-grade"]) == (3, 3)
    assert said(found["crs-grade-notes"], "CRS-N1") is True
    both = decided(*GRADE_2[:4], line("vasopressors", '["vasopressin", "dopamine"]'), *CALM[3:])
    assert said(both["crs-grade-notes"], "CRS-N1") is False


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (GRADE_1, {"CRS-M1", "CRS-M1b", "CRS-05", "CRS-06"}),
        (GRADE_2, {"CRS-M1", "CRS-M2", "CRS-05", "CRS-06"}),
        (
            [*GRADE_2, line("elderly_or_comorbid", "true")],
            {"CRS-M1", "CRS-M2", "CRS-M2b", "CRS-05", "CRS-06"},
        ),
        (
            [*GRADE_2, line("age", '"65"', "a")],
            {"CRS-M1", "CRS-M2", "CRS-M2c", "CRS-05", "CRS-06"},
        ),
        ([*GRADE_2, line("age", '"64"', "a")], {"CRS-M1", "CRS-M2", "CRS-05", "CRS-06"}),
        (GRADE_3, {"CRS-M1", "CRS-M2", "CRS-M3", "CRS-05", "CRS-06"}),
        (
            [*GRADE_3, *tocilizumab("2026-03-05T08:00+08:00"), line("crs_refractory", "true")],
            {"CRS-M1", "CRS-M2", "CRS-M3", "CRS-M3b", "CRS-M3c", "CRS-05", "CRS-06"},
        ),
        (GRADE_4, {"CRS-M1", "CRS-M2", "CRS-M3", "CRS-M4", "CRS-05", "CRS-06"}),
    ],
)
def test_table_4_acts_by_grade(lines, expected):
    assert held(decided(*lines)["crs-management"]) == expected


def test_where_the_grade_is_3_or_4_tocilizumab_is_certain_all_the_same():
    lines = [*GRADE_3[:4], line("vasopressors", '["norepinephrine", "dobutamine"]'), *CALM[3:]]
    found = decided(*lines)["crs-management"]
    assert said(found, "CRS-M3") is True
    assert said(found, "CRS-M4") is None


@pytest.mark.parametrize(
    ("times", "at", "refused"),
    [
        ([], NOW, set()),
        (["2026-03-05T12:00+08:00"], NOW, set()),
        (["2026-03-05T12:00:01+08:00"], NOW, {"TOCI-03"}),
        (
            ["2026-03-04T20:01+08:00", "2026-03-05T04:00+08:00", "2026-03-05T12:00+08:00"],
            NOW,
            {"TOCI-04"},
        ),
        (
            ["2026-03-04T20:00+08:00", "2026-03-05T04:00+08:00", "2026-03-05T12:00+08:00"],
            NOW,
            set(),
        ),
        (
            [
                "2026-03-03T12:00+08:00",
                "2026-03-03T20:00+08:00",
                "2026-03-04T04:00+08:00",
                "2026-03-04T12:00+08:00",
            ],
            NOW,
            {"TOCI-05"},
        ),
    ],
)
def test_tocilizumab_again(times, at, refused):
    lines = [*GRADE_3, line("crs_poorly_controlled", "true"), *tocilizumab(*times)]
    found = decided(*lines, at=at)["tocilizumab-use"]
    required = ("TOCI-03", "TOCI-03b", "TOCI-04", "TOCI-04p", "TOCI-05")
    assert {rule for rule in required if said(found, rule) is False} == refused


@pytest.mark.parametrize(("weight", "capped"), [("100", False), ("100.1", True)])
def test_the_cap_binds_above_100_kg(weight, capped):
    found = decided(*GRADE_3, line("weight", f'"{weight}"', "kg"))["tocilizumab-use"]
    assert said(found, "TOCI-01b") is capped


@pytest.mark.parametrize(("minutes", "fast"), [("59", True), ("60", False)])
def test_an_infusion_of_less_than_an_hour_is_pointed_out(minutes, fast):
    found = decided(*GRADE_3, line("tocilizumab_infusion_minutes", f'"{minutes}"', "min"))
    assert said(found["tocilizumab-use"], "TOCI-02") is fast


@pytest.mark.parametrize(
    ("given", "improving", "expected"),
    [
        ("2026-03-05T08:00:01+08:00", [], {"not_yet"}),
        ("2026-03-05T08:00+08:00", [], {"watch", "no"}),
        ("2026-03-05T08:00+08:00", ["false"], {"watch"}),
        ("2026-03-05T08:00+08:00", ["true"], {"no"}),
    ],
)
def test_twelve_hours_without_improvement_is_a_watch(given, improving, expected):
    lines = [*GRADE_3, *tocilizumab(given), *(line("crs_improving", v) for v in improving)]
    found = decided(*lines)
    assert codes(found["hlh-watch"]) == expected
    applies = found["hlh-tests"].applies
    assert (applies.low, applies.high) == (expected == {"watch"}, "watch" in expected)


def test_dexamethasone_before_the_infusion_does_not_start_the_clock():
    before = line("dexamethasone", '"40"', "mg", time="2026-02-20T08:00+08:00")
    assert decided(*GRADE_3, before)["hlh-watch"].status == "not applicable"
    lines = [*GRADE_3, before, *tocilizumab("2026-03-05T10:00+08:00")]
    assert codes(decided(*lines)["hlh-watch"]) == {"not_yet"}


def test_signs_that_are_gone_end_the_watch():
    calm = [line("temperature", '"36.8"', "Cel"), *CALM, line("new_organ_toxicity", "false")]
    found = decided(*calm, *tocilizumab("2026-03-05T04:00+08:00"))
    assert codes(found["hlh-watch"]) == {"no"}


@pytest.mark.parametrize(
    ("ferritin", "organs", "expected"),
    [
        ("10000", (3, 3, 0), {"not_met"}),
        ("10000.1", (3, 3, 0), {"met"}),
        ("10000.1", (3, 2, 2), {"not_met"}),
        ("10000.1", (2, 3, 3), {"met"}),
        ("10000.1", (3, 2, 3), {"met"}),
    ],
)
def test_cartox_needs_two_of_four(ferritin, organs, expected):
    names = ("liver_toxicity_grade", "renal_toxicity_grade", "pulmonary_oedema_grade")
    lines = [line(n, f'"{g}"', "1") for n, g in zip(names, organs, strict=True)]
    lines += [line("haemophagocytosis", "false"), line("ferritin", f'"{ferritin}"', "ug/L")]
    assert codes(decided(*lines)["cartox-hlh"]) == expected
