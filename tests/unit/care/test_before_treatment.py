"""Parts 1 to 4 of the consensus at the bedside: who is treated, collection, lymphodepletion."""

from datetime import datetime
from decimal import Decimal

import pytest

from trephine.care.decide import decide
from trephine.care.read_record import read_record
from trephine.core.value import Coded, Number
from trephine.library.guideline_folder import pathway
from trephine.library.observable_table import observables

AT = datetime.fromisoformat("2024-02-25T12:00+08:00")
MORNING = "2024-02-25T08:00+08:00"
HIGH = '"high": "40"'


def line(name, value, unit="", *, time=MORNING, more=""):
    """Return one line of a record; ``value`` is JSON."""
    unit = f', "unit": "{unit}"' if unit else ""
    more = f", {more}" if more else ""
    return (
        f'{{"time": "{time}", "observable": "{name}", "value": {value}, "origin": "entered"'
        f"{unit}{more}}}"
    )


def decided(*lines, outside=False):
    """Return the decisions by table, for a record of these lines."""
    text = "\n".join(['{"record": 1, "patient": "test"}', *lines])
    record = read_record(text, observables())
    found, _ = decide(record, AT, pathway(outside=outside), observables())
    return {one.table.id: one for one in found}


def said(decision, rule):
    """Return what is known of a rule: True, False or None."""
    (holds,) = (one.holds for one in decision.fired if one.rule.id == rule)
    return holds.low if holds.low == holds.high else None


def codes(decision):
    assert isinstance(decision.value, Coded)
    return decision.value.possible


@pytest.mark.parametrize(
    ("value", "unit", "printed", "used"),
    [
        ("341", "umol/L", "met", "not_met"),
        ("2.0", "mg/dL", "met", "not_met"),
        ("0.02", "g/L", "met", "not_met"),
        ("34.1", "umol/L", "met", "met"),
        ("0.2", "g/L", "not_met", "not_met"),
    ],
)
def test_both_readings_of_the_bilirubin_show_and_the_corrected_one_decides(
    value, unit, printed, used
):
    found = decided(line("total_bilirubin", f'"{value}"', unit))
    assert codes(found["bilirubin-printed"]) == {printed}
    assert codes(found["bilirubin-corrected"]) == {used}
    assert found["bilirubin-corrected"].in_force
    assert not found["bilirubin-printed"].in_force
    assert said(found["eligibility"], "ELIG-04") is (used == "met")


@pytest.mark.parametrize(
    ("kps", "ecog", "met", "discordant"),
    [("40", "2", True, True), ("40", None, None, None), (None, "1", True, None)],
)
def test_one_scale_suffices_and_disagreement_is_pointed_out(kps, ecog, met, discordant):
    lines = [
        line(name, f'"{value}"', "{score}")
        for name, value in (("kps", kps), ("ecog", ecog))
        if value is not None
    ]
    found = decided(*lines)
    assert said(found["eligibility"], "ELIG-01") is met
    assert said(found["performance-discordance"], "ELIG-01b") is discordant


@pytest.mark.parametrize(
    ("device", "spo2", "without", "met"),
    [
        ("room_air", "92", None, True),
        ("room_air", "91", None, False),
        ("nasal_cannula", "99", None, None),
        ("nasal_cannula", "99", "90", False),
        (None, "99", None, None),
    ],
)
def test_a_saturation_on_oxygen_does_not_answer(device, spo2, without, met):
    lines = [line("spo2", f'"{spo2}"', "%")]
    lines += [line("oxygen_device", f'"{device}"')] if device else []
    lines += [line("spo2_room_air", f'"{without}"', "%")] if without else []
    assert said(decided(*lines)["eligibility"], "ELIG-05") is met


def test_transaminases_without_their_limit_are_unknown_not_normal():
    bare = decided(line("alt", '"30"', "U/L"), line("ast", '"30"', "U/L", more=HIGH))
    assert said(bare["eligibility"], "ELIG-03") is None
    known = decided(line("alt", '"119"', "U/L", more=HIGH), line("ast", '"120"', "U/L", more=HIGH))
    assert said(known["eligibility"], "ELIG-03") is False


@pytest.mark.parametrize(
    ("clearance", "dose", "never", "reduce"),
    [
        ("25", "do_not_give", True, False),
        ("29.99", "do_not_give", True, False),
        ("30", "minus_40", False, True),
        ("50", "minus_20", False, True),
        ("79.99", "minus_20", False, True),
        ("80", "full", False, False),
    ],
)
@pytest.mark.parametrize("outside", [False, True])
def test_fludarabine_and_the_kidneys_show_in_every_mode(clearance, dose, never, reduce, outside):
    lines = [line("creatinine_clearance", f'"{clearance}"', "mL/min")]
    found = decided(*lines, outside=outside)
    assert codes(found["fludarabine-renal"]) == {dose}
    assert found["fludarabine-renal"].in_force
    assert said(found["fludarabine-warning"], "OUT-02e") is never
    assert said(found["fludarabine-warning"], "OUT-02f") is reduce


def test_fludarabine_without_a_clearance_is_open_and_the_clearance_is_needed():
    found = decided(line("product", '"ide-cel"'))
    assert len(codes(found["fludarabine-renal"])) == 4
    orders = pathway().orders
    doses = [order for order in orders.values() if order.drug == "fludarabine"]
    assert doses
    assert all("creatinine_clearance" in order.needs for order in doses)


COLLECTED_AT = line("planned_leukapheresis", '"2024-02-26T09:00:00+08:00"')


@pytest.mark.parametrize(
    ("drug", "rule", "last", "met"),
    [
        ("anti_t_antibody", "WASH-01", "2024-01-02", False),
        ("donor_lymphocyte_infusion", "WASH-02", "2024-01-01", True),
        ("cns_radiotherapy", "WASH-03", "2023-12-25", True),
        ("combination_chemotherapy", "WASH-04", "2024-02-13", False),
        ("lenalidomide", "WASH-05", "2024-02-12", True),
        ("bortezomib", "WASH-06", "2024-02-13", False),
        ("vincristine", "WASH-07", "2024-02-19", True),
        ("corticosteroid_therapeutic", "WASH-08", "2024-02-23T10:00", False),
        ("corticosteroid_therapeutic", "WASH-08", "2024-02-23T09:00", True),
    ],
)
def test_waiting_times(drug, rule, last, met):
    time = last if "T" in last else f"{last}T12:00"
    found = decided(
        line(drug, "true", time=f"{time}:00+08:00"),
        line("collected_from", '"patient"'),
        COLLECTED_AT,
    )
    assert said(found["washout"], rule) is met
    other = "WASH-05" if rule != "WASH-05" else "WASH-06"
    assert said(found["washout"], other) is None


def test_a_drug_that_was_never_given_needs_no_wait():
    found = decided(
        line("lenalidomide", "false"), line("collected_from", '"patient"'), COLLECTED_AT
    )
    assert said(found["washout"], "WASH-05") is True


@pytest.mark.parametrize(
    ("values", "score", "group"),
    [
        (("1.5", "105", "200", "5", "300"), (0, 0), {"low"}),
        (("1.199", "91", "175", "29", "649"), (2, 2), {"high"}),
        (("1.201", "89", "74", "31", "2001"), (6, 6), {"high"}),
        (("1.2", "91", "176", "5", "300"), (0, 1), {"low"}),
        ((None, "105", "74", "5", "300"), (2, 3), {"high"}),
    ],
)
def test_car_hematotox(values, score, group):
    names = (
        ("anc", "10*9/L"),
        ("hemoglobin", "g/L"),
        ("platelets", "10*9/L"),
        ("crp", "mg/L"),
        ("ferritin", "ug/L"),
    )
    found = decided(
        *(
            line(name, f'"{value}"', unit)
            for (name, unit), value in zip(names, values, strict=True)
            if value is not None
        ),
        outside=True,
    )
    value = found["car-hematotox"].value
    assert isinstance(value, Number)
    assert (value.low, value.high) == score
    assert codes(found["car-hematotox-group"]) == group


@pytest.mark.parametrize(
    ("b2m", "del17p", "ldh", "gain", "points", "stages"),
    [
        ("4", "false", '"200"', "false", ("1", "1"), {"II"}),
        ("6", "false", '"200"', "false", ("1.5", "1.5"), {"III"}),
        ("6", "true", '"200"', "true", ("3", "3"), {"IV"}),
        ("6", None, '"200"', "false", ("1.5", "2.5"), {"III"}),
        ("4", "false", None, None, ("1", "2.5"), {"II", "III"}),
    ],
)
def test_r2_iss(b2m, del17p, ldh, gain, points, stages):
    lines = [
        line("beta2_microglobulin", f'"{b2m}"', "mg/L"),
        line("albumin", '"40"', "g/L"),
        line("t_4_14", "false"),
    ]
    lines += [line("del17p", del17p)] if del17p else []
    lines += [line("gain_1q", gain)] if gain else []
    lines += [line("ldh", ldh, "U/L", more='"high": "250"')] if ldh else []
    found = decided(*lines, outside=True)
    value = found["r2-iss-points"].value
    assert isinstance(value, Number)
    assert (value.low, value.high) == tuple(map(Decimal, points))
    assert codes(found["r2-iss"]) == stages
