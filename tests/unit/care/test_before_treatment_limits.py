"""Every limit of parts 1 to 4 and of the labels: at it, and one step to the side that differs."""

from decimal import Decimal

import pytest

from tests.unit.care.rule_truth import AT, BY_ID, OF_RULE, lookup, truth
from trephine.care.evaluate import evaluate
from trephine.core.expression import names
from trephine.core.value import Coded, Number

CLASSES = {"exposed_imid": True, "exposed_pi": True, "exposed_anti_cd38": True, "age": "18"}
TWO = {"exposed_imid": True, "exposed_pi": True, "age": "18"}
ON = {"progressed_on_last_therapy": True}
REFRACTORY = {"refractory_lenalidomide": True}


LYMPHOCYTES = {"collected_cell_kind": "lymphocytes"}
LIMITS = [
    ("ELIG-04p", {"total_bilirubin": "341.99"}, True),
    ("ELIG-04p", {"total_bilirubin": "342"}, False),
    ("ELIG-04q", {"total_bilirubin": "342"}, True),
    ("ELIG-04q", {"total_bilirubin": "341.99"}, False),
    ("ELIG-04a", {"total_bilirubin": "34.19"}, True),
    ("ELIG-04a", {"total_bilirubin": "34.2"}, False),
    ("ELIG-04b", {"total_bilirubin": "34.2"}, True),
    ("ELIG-04b", {"total_bilirubin": "34.19"}, False),
    ("OUT-02a", {"creatinine_clearance": "80"}, True),
    ("OUT-02a", {"creatinine_clearance": "79.99"}, False),
    ("OUT-02b", {"creatinine_clearance": "79.99"}, True),
    ("OUT-02b", {"creatinine_clearance": "80"}, False),
    ("OUT-02b", {"creatinine_clearance": "50"}, True),
    ("OUT-02b", {"creatinine_clearance": "49.99"}, False),
    ("OUT-02c", {"creatinine_clearance": "49.99"}, True),
    ("OUT-02c", {"creatinine_clearance": "50"}, False),
    ("OUT-02c", {"creatinine_clearance": "30"}, True),
    ("OUT-02c", {"creatinine_clearance": "29.99"}, False),
    ("OUT-02d", {"creatinine_clearance": "29.99"}, True),
    ("OUT-02d", {"creatinine_clearance": "30"}, False),
    ("OUT-02e", {"creatinine_clearance": "29.99"}, True),
    ("OUT-02e", {"creatinine_clearance": "30"}, False),
    ("OUT-02f", {"creatinine_clearance": "79.99"}, True),
    ("OUT-02f", {"creatinine_clearance": "80"}, False),
    ("OUT-02f", {"creatinine_clearance": "30"}, True),
    ("OUT-02f", {"creatinine_clearance": "29.99"}, False),
    ("HEMATOTOX-high", {"car_hematotox": "2"}, True),
    ("HEMATOTOX-high", {"car_hematotox": "1"}, False),
    ("HEMATOTOX-low", {"car_hematotox": "1"}, True),
    ("HEMATOTOX-low", {"car_hematotox": "2"}, False),
    ("ELIG-01", {"kps": "50"}, True),
    ("ELIG-01", {"kps": "49", "ecog": "3"}, False),
    ("ELIG-01", {"kps": "49", "ecog": "2"}, True),
    ("ELIG-01b", {"kps": "49", "ecog": "2"}, True),
    ("ELIG-01b", {"kps": "50", "ecog": "2"}, False),
    ("ELIG-01b", {"kps": "50", "ecog": "3"}, True),
    ("ELIG-01b", {"kps": "49", "ecog": "3"}, False),
    ("ELIG-02", {"lvef": "50"}, True),
    ("ELIG-02", {"lvef": "49.9"}, False),
    ("IND-07", {"lvef": "49.9"}, True),
    ("IND-07", {"lvef": "50"}, False),
    ("IND-07", {"lvef": "45"}, True),
    ("IND-07", {"lvef": "44.9"}, False),
    ("ELIG-03", {"alt_over_uln": "2.99", "ast_over_uln": "2.99"}, True),
    ("ELIG-03", {"alt_over_uln": "3"}, False),
    ("ELIG-03", {"ast_over_uln": "3"}, False),
    ("ELIG-05", {"oxygen_device": "nasal_cannula", "spo2_room_air": "92"}, True),
    ("ELIG-05", {"oxygen_device": "nasal_cannula", "spo2_room_air": "91.9"}, False),
    ("ELIG-05", {"oxygen_device": "room_air", "spo2": "92"}, True),
    ("ELIG-05", {"oxygen_device": "room_air", "spo2": "91.9"}, False),
    (
        "WASH-08",
        {"corticosteroid_therapeutic": True, "washout_corticosteroid_therapeutic": "71.99"},
        False,
    ),
    ("IND-01b", {"age": "17"}, True),
    ("IND-01b", CLASSES | {"prior_lines": "4"}, False),
    ("ELIG-06", {"active_infection": False}, True),
    ("ELIG-07", {"expected_survival": "12.01"}, True),
    ("ELIG-07", {"expected_survival": "12"}, False),
    ("EXCL-01", {"sex": "male"}, False),
    ("EXCL-01", {"sex": "female", "breast_feeding": True}, True),
    ("EXCL-01", {"sex": "female", "childbearing_potential": False, "breast_feeding": False}, False),
    ("EXCL-01", {"sex": "female", "childbearing_potential": True, "pregnant": False}, None),
    ("EXCL-01", {"sex": "female", "childbearing_potential": True, "pregnant": True}, True),
    ("EXCL-02", {"active_tuberculosis": True}, True),
    ("EXCL-06", {"marked_organ_dysfunction": frozenset({"kidney"})}, False),
    ("EXCL-06", {"marked_organ_dysfunction": frozenset({"lung"})}, True),
    ("EXCL-06", {}, None),
    ("ASSESS-02", {"prior_bcma_therapy": True}, True),
    ("IND-04", {"kps": "49", "ecog": "3", "no_better_option": True}, True),
    ("IND-04", {"kps": "50", "ecog": "3", "no_better_option": True}, False),
    ("IND-04", {"kps": "49", "ecog": "2", "no_better_option": True}, False),
    ("IND-08", {"cardiac_amyloidosis": False, "atrial_fibrillation": True}, True),
    ("IND-10", {"implants": frozenset()}, False),
    ("APH-01", {"hemoglobin": "80.1"}, True),
    ("APH-01", {"hemoglobin": "80"}, False),
    ("APH-02", {"platelets": "50.01"}, True),
    ("APH-02", {"platelets": "50"}, False),
    ("APH-03", {"cytopenia_from_progression": True, "hemoglobin": "80"}, True),
    ("APH-03", {"cytopenia_from_progression": True, "platelets": "50"}, True),
    (
        "APH-03",
        {"cytopenia_from_progression": True, "hemoglobin": "80.1", "platelets": "50.01"},
        False,
    ),
    ("APH-04", {"alc": "0.501"}, True),
    ("APH-04", {"alc": "0.5", "cd3_count": "150"}, False),
    ("APH-04", {"alc": "0.5", "cd3_count": "150.1"}, True),
    ("APH-04", {"alc": "0.5"}, None),
    ("APH-01d", {"donor_hemoglobin": "80.1"}, True),
    ("APH-01d", {"donor_hemoglobin": "80"}, False),
    ("APH-02d", {"donor_platelets": "50.01"}, True),
    ("APH-02d", {"donor_platelets": "50"}, False),
    ("APH-04d", {"donor_alc": "0.5", "donor_cd3_count": "150"}, False),
    ("APH-04d", {"donor_alc": "0.501"}, True),
    ("APH-04d", {"donor_cd3_count": "150.1"}, True),
    ("APH-05", {**LYMPHOCYTES, "collected_cells": "60"}, True),
    ("APH-05", {**LYMPHOCYTES, "collected_cells": "600"}, True),
    ("APH-05b", {**LYMPHOCYTES, "collected_cells": "59.9"}, True),
    ("APH-05c", {**LYMPHOCYTES, "collected_cells": "600.1"}, True),
    ("APH-05", {"collected_cell_kind": "cd3", "collected_cells": "100"}, False),
    ("APH-05d", {"collected_cell_kind": "cd3"}, True),
    ("APH-07", {"bendamustine": True}, True),
    ("OUT-07", {"bendamustine": True, "washout_bendamustine": "365"}, True),
    ("OUT-07", {"bendamustine": True, "washout_bendamustine": "364"}, False),
    ("OUT-07b", {"bendamustine": True, "washout_bendamustine": "273"}, True),
    ("OUT-07b", {"bendamustine": True, "washout_bendamustine": "274"}, False),
    ("OUT-01n", {"product": "cilta_cel", "product_dose": "100"}, False),
    ("OUT-01n", {"product": "cilta_cel", "product_dose": "100.1"}, True),
    ("OUT-01ka", {"product_dose": "300"}, True),
    ("OUT-01kb", {"product_dose": "299.9"}, True),
    ("OUT-01ka", {"product_dose": "510"}, True),
    ("OUT-01kc", {"product_dose": "510.1"}, True),
    ("OUT-01la", {"product_dose": "260"}, True),
    ("OUT-01lb", {"product_dose": "259.9"}, True),
    ("OUT-01la", {"product_dose": "500"}, True),
    ("OUT-01lc", {"product_dose": "500.1"}, True),
    ("OUT-01ma", {"product_dose_per_kg": "0.5"}, True),
    ("OUT-01mb", {"product_dose_per_kg": "0.499"}, True),
    ("OUT-01ma", {"product_dose_per_kg": "1"}, True),
    ("OUT-01mc", {"product_dose_per_kg": "1.001"}, True),
]


@pytest.mark.parametrize(("rule", "stated", "expected"), LIMITS)
def test_limit(rule, stated, expected):
    assert truth(rule, stated) is expected


@pytest.mark.parametrize(
    ("drug", "days"),
    [
        ("anti_t_antibody", 56),
        ("donor_lymphocyte_infusion", 56),
        ("cns_radiotherapy", 56),
        ("combination_chemotherapy", 14),
        ("lenalidomide", 14),
        ("bortezomib", 14),
        ("vincristine", 7),
        ("corticosteroid_therapeutic", 72),
    ],
)
def test_exactly_the_waiting_time_suffices(drug, days):
    (rule,) = (
        one.id
        for one in BY_ID["washout"].rules
        if one.conclusions[0].kind == "require" and f"washout_{drug}" in names(one.condition)
    )
    assert truth(rule, {drug: True, f"washout_{drug}": str(days)}) is True
    assert truth(rule, {drug: True, f"washout_{drug}": str(days - 1)}) is False
    assert truth(rule, {drug: False}) is True
    assert truth(rule, {drug: True}) is None


@pytest.mark.parametrize(
    ("rule", "lines", "stated"),
    [
        ("IND-01", 4, CLASSES),
        ("OUT-01a", 2, CLASSES),
        ("OUT-01b", 3, CLASSES | ON),
        ("OUT-01c", 2, CLASSES | ON),
        ("OUT-01d", 4, CLASSES),
        ("OUT-01e", 1, TWO | REFRACTORY),
        ("OUT-01f", 3, CLASSES | ON),
        ("OUT-01g", 1, TWO | ON | REFRACTORY),
        ("OUT-01h", 3, TWO),
        ("OUT-01i", 3, TWO),
        ("OUT-01j", 3, TWO),
    ],
)
def test_label(rule, lines, stated):
    product = {
        choice: True
        for choice in ("ide_cel", "cilta_cel", "eque_cel", "zevor_cel")
        if choice in str(OF_RULE[rule].when)
    }
    (name,) = product
    known = stated | {"product": name, "infused": False}
    assert truth(rule, known | {"prior_lines": str(lines)}) is True
    assert truth(rule, known | {"prior_lines": str(lines - 1)}) is False
    assert truth(rule, known | {"prior_lines": str(lines), "age": "17"}) is False
    for name in set(stated) - {"age"}:
        without = known | {"prior_lines": str(lines), name: False}
        assert truth(rule, without) is False
        del without[name]
        assert truth(rule, without) is None


@pytest.mark.parametrize(
    ("kps", "ecog"),
    [
        ("100", 0), ("90", 0), ("89", 1), ("70", 1), ("69", 2), ("50", 2),
        ("49", 3), ("30", 3), ("29", 4), ("10", 4), ("9", 5), ("0", 5),
    ],
)  # fmt: skip
def test_kps_as_ecog(kps, ecog):
    value = evaluate(BY_ID["kps-as-ecog"], lookup({"kps": kps}), AT).value
    assert isinstance(value, Number)
    assert (value.low, value.high) == (ecog, ecog)
    for stated in range(6):
        differs = truth("ELIG-01c", {"kps_as_ecog": str(ecog), "ecog": str(stated)})
        assert differs is (stated != ecog)


GOOD = {"platelets": "200", "ferritin": "100", "anc": "2", "hemoglobin": "120", "crp": "1"}


@pytest.mark.parametrize(
    ("changed", "score"),
    [
        ({}, 0),
        ({"platelets": "175.01"}, 0),
        ({"platelets": "175"}, 1),
        ({"platelets": "75"}, 1),
        ({"platelets": "74.99"}, 2),
        ({"ferritin": "649.9"}, 0),
        ({"ferritin": "650"}, 1),
        ({"ferritin": "2000"}, 1),
        ({"ferritin": "2000.1"}, 2),
        ({"anc": "1.201"}, 0),
        ({"anc": "1.199"}, 1),
        ({"anc": "1.2", "hematotox_boundary_counts": True}, 1),
        ({"anc": "1.2", "hematotox_boundary_counts": False}, 0),
        ({"hemoglobin": "90.1"}, 0),
        ({"hemoglobin": "89.9"}, 1),
        ({"hemoglobin": "90", "hematotox_boundary_counts": True}, 1),
        ({"crp": "29.99"}, 0),
        ({"crp": "30.01"}, 1),
        ({"crp": "30", "hematotox_boundary_counts": True}, 1),
    ],
)
def test_each_item_of_car_hematotox(changed, score):
    value = evaluate(BY_ID["car-hematotox"], lookup(GOOD | changed), AT).value
    assert isinstance(value, Number)
    assert (value.low, value.high) == (score, score)


def test_car_hematotox_is_the_sum_of_its_items():
    graded = {"platelets": ("200", "100", "50"), "ferritin": ("100", "1000", "3000")}
    single = {"anc": ("2", "1"), "hemoglobin": ("120", "80"), "crp": ("1", "50")}
    for p in range(3):
        for f in range(3):
            for a in range(8):
                stated = {"platelets": graded["platelets"][p], "ferritin": graded["ferritin"][f]}
                bits = [a >> i & 1 for i in range(3)]
                stated |= {n: single[n][b] for n, b in zip(single, bits, strict=True)}
                value = evaluate(BY_ID["car-hematotox"], lookup(stated), AT).value
                assert isinstance(value, Number)
                assert value.low == value.high == p + f + sum(bits)


def test_r2_iss_is_the_sum_of_its_points():
    for b2m, points in {"2": Decimal(0), "4": Decimal(1), "6": Decimal("1.5")}.items():
        for bits in range(16):
            d, t, high, q = (bits >> i & 1 for i in range(4))
            stated = {
                "beta2_microglobulin": b2m,
                "albumin": "40",
                "del17p": bool(d),
                "t_4_14": bool(t),
                "ldh_over_uln": "1.01" if high else "1",
                "gain_1q": bool(q),
            }
            value = evaluate(BY_ID["r2-iss-points"], lookup(stated), AT).value
            assert isinstance(value, Number)
            assert value.low == value.high == points + d + t + high + q * Decimal("0.5")


R2_STAGES = {"0": "I", "0.5": "II", "1": "II", "1.5": "III", "2.5": "III", "3": "IV", "5": "IV"}


@pytest.mark.parametrize("points", R2_STAGES)
def test_r2_iss_stage(points):
    value = evaluate(BY_ID["r2-iss"], lookup({"r2_iss_points": points}), AT).value
    assert isinstance(value, Coded)
    assert value.possible == {R2_STAGES[points]}


@pytest.mark.parametrize(
    ("b2m", "albumin", "stage"),
    [
        ("3.49", "35", {"i"}),
        ("3.5", "35", {"ii"}),
        ("3.49", "34.9", {"ii"}),
        ("5.49", "35", {"ii"}),
        ("5.5", "35", {"iii"}),
        ("4", None, {"ii"}),
        ("3", None, {"i", "ii"}),
    ],
)
def test_iss(b2m, albumin, stage):
    stated = {"beta2_microglobulin": b2m} | ({"albumin": albumin} if albumin else {})
    value = evaluate(BY_ID["iss"], lookup(stated), AT).value
    assert isinstance(value, Coded)
    assert value.possible == stage


CLEAN = {"del17p": False, "t_4_14": False, "t_14_16": False, "ldh_over_uln": "1", "albumin": "35"}


@pytest.mark.parametrize(
    ("changed", "stage"),
    [
        ({"beta2_microglobulin": "3.49"}, "i"),
        ({"beta2_microglobulin": "3.49", "albumin": "34.9"}, "ii"),
        ({"beta2_microglobulin": "3.5"}, "ii"),
        ({"beta2_microglobulin": "3.49", "ldh_over_uln": "1.01"}, "ii"),
        ({"beta2_microglobulin": "3.49", "t_14_16": True}, "ii"),
        ({"beta2_microglobulin": "5.5"}, "ii"),
        ({"beta2_microglobulin": "5.5", "ldh_over_uln": "1.01"}, "iii"),
        ({"beta2_microglobulin": "5.49", "del17p": True}, "ii"),
        ({"beta2_microglobulin": "5.5", "t_4_14": True}, "iii"),
    ],
)
def test_r_iss(changed, stage):
    value = evaluate(BY_ID["r-iss"], lookup(CLEAN | changed), AT).value
    assert isinstance(value, Coded)
    assert value.possible == {stage}


@pytest.mark.parametrize(
    ("product", "orders"),
    [
        ("car_bcma", {"fludarabine-30-day-5", "cyclophosphamide-300-day-5"}),
        ("lcar_b38m", {"cyclophosphamide-300-day-5"}),
        ("eque_cel", {"fludarabine-25-day-4", "cyclophosphamide-20-per-kg-day-4"}),
        ("hrain_bcma", {"fludarabine-25-day-5", "cyclophosphamide-300-day-5"}),
        ("bcma_and_cd19", {"fludarabine-30-day-5", "cyclophosphamide-750-day-5"}),
        ("zevor_cel", {"fludarabine-25-day-5", "cyclophosphamide-300-day-5"}),
        ("bcma_cd38", {"fludarabine-25-day-5", "cyclophosphamide-250-day-5"}),
        ("cilta_cel", {"fludarabine-30-day-5", "cyclophosphamide-300-day-5"}),
        ("ide_cel", {"fludarabine-30-day-5", "cyclophosphamide-300-day-5"}),
        ("other", set()),
    ],
)
def test_table_2(product, orders):
    fired = evaluate(BY_ID["lymphodepletion-table-2"], lookup({"product": product}), AT).fired
    found = {end.code for one in fired if one.holds.low for end in one.rule.conclusions}
    assert found == orders


@pytest.mark.parametrize(
    ("product", "clearance", "order"),
    [
        ("ide_cel", "79.99", "fludarabine-24"),
        ("ide_cel", "50", "fludarabine-24"),
        ("ide_cel", "49.99", "fludarabine-18"),
        ("ide_cel", "30", "fludarabine-18"),
        ("zevor_cel", "79.99", "fludarabine-20"),
        ("zevor_cel", "50", "fludarabine-20"),
        ("zevor_cel", "49.99", "fludarabine-15"),
        ("zevor_cel", "30", "fludarabine-15"),
        ("ide_cel", "80", ""),
        ("ide_cel", "29.99", ""),
        ("zevor_cel", "80", ""),
        ("zevor_cel", "29.99", ""),
    ],
)
def test_fludarabine_reduced_for_the_kidneys(product, clearance, order):
    stated = {"product": product, "creatinine_clearance": clearance}
    fired = evaluate(BY_ID["fludarabine-reduced"], lookup(stated), AT).fired
    found = [end.code for one in fired if one.holds.low for end in one.rule.conclusions]
    assert found == ([order] if order else [])
