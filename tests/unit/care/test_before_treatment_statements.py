"""Rules that rest on statements: any one suffices, all denied is no, silence is open."""

from decimal import Decimal

import pytest

from tests.unit.care.rule_truth import AT, BY_ID, OF_RULE, lookup, truth
from trephine.care.evaluate import evaluate
from trephine.core.value import Coded, Number
from trephine.library.observable_table import observables

LYMPHOCYTES = {"collected_cell_kind": "lymphocytes"}
ANY = {
    "ELIG-06": ("active_infection",),
    "EXCL-02": ("active_hbv", "active_hcv", "active_tuberculosis"),
    "EXCL-03": ("vital_signs_abnormal", "cannot_cooperate"),
    "EXCL-04": ("mental_illness_precludes",),
    "EXCL-05": ("allergy_product_component",),
    "EXCL-05b": ("allergy_product_excipient",),
    "ASSESS-02": ("late_relapse", "prior_bcma_therapy"),
    "IND-02": ("trial_participant",),
    "IND-02b": ("extramedullary_disease", "plasma_cell_leukaemia", "high_risk"),
    "IND-05": ("renal_impairment", "dialysis"),
    "IND-06": ("renal_impairment", "dialysis"),
    "IND-08": ("cardiac_amyloidosis", "atrial_fibrillation"),
    "IND-09": ("hbv_exposed",),
    "WASH-09": ("anti_cd38_antibody",),
    "WASH-10": (
        "pomalidomide",
        "thalidomide",
        "carfilzomib",
        "ixazomib",
        "single_agent_chemotherapy",
    ),
    "APH-06": ("high_risk", "lenalidomide_planned"),
    "APH-07": ("bendamustine", "prior_fludarabine"),
    "LD-03": ("fludarabine_planned",),
    "OUT-02g": ("dialysis",),
    "OUT-13": ("cardiac_amyloidosis", "atrial_fibrillation"),
}
# A requirement that nothing of the kind is there.
DENIED = {"ELIG-06"}


@pytest.mark.parametrize("rule", ANY)
def test_any_one_suffices(rule):
    names = ANY[rule]
    denied = dict.fromkeys(names, False)
    expected = rule not in DENIED
    assert truth(rule, denied) is not expected
    assert truth(rule, {}) is None
    for name in names:
        assert truth(rule, denied | {name: True}) is expected
        assert truth(rule, {name: True}) is expected


@pytest.mark.parametrize(
    ("rule", "name", "codes"),
    [
        ("EXCL-06", "marked_organ_dysfunction", {"heart", "lung", "brain", "other"}),
        ("IND-10", "implants", {"vascular_catheter", "prosthesis", "venous_filter", "other"}),
    ],
)
def test_any_of_a_set(rule, name, codes):
    for choice in observables()[name].choices:
        assert truth(rule, {name: frozenset({choice.code})}) is (choice.code in codes)
    assert truth(rule, {name: frozenset()}) is False
    assert truth(rule, {}) is None


@pytest.mark.parametrize(
    ("rule", "name", "codes"),
    [
        ("ASSESS-02b", "bcma_expression", {"negative"}),
        ("IND-03", "product_origin", {"murine", "humanised", "human"}),
        ("LD-01b", "lymphodepletion_regimen", {"cy_alone", "other", "none"}),
        ("LD-02", "product", {"other"}),
        ("OUT-01o", "product", {"cilta_cel"}),
        ("OUT-01p", "product", {"ide_cel"}),
        ("OUT-01q", "product", {"eque_cel"}),
        ("OUT-01r", "product", {"zevor_cel"}),
    ],
)
def test_coded(rule, name, codes):
    for choice in observables()[name].choices:
        assert truth(rule, {name: choice.code}) is (choice.code in codes)


PREGNANCY = ("pregnant", "pregnancy_intended")


def test_pregnancy_concerns_women_who_could_be_pregnant():
    asked = {"sex": "female", "childbearing_potential": True, "breast_feeding": False}
    clear = asked | dict.fromkeys(PREGNANCY, False) | {"pregnancy_test": "negative"}
    assert truth("EXCL-01", clear) is False
    assert truth("EXCL-01b", asked) is True
    for name in PREGNANCY:
        assert truth("EXCL-01", clear | {name: True}) is True
    assert truth("EXCL-01", clear | {"pregnancy_test": "positive"}) is True
    assert truth("EXCL-01", clear | {"breast_feeding": True}) is True
    del clear["pregnancy_test"]
    assert truth("EXCL-01", clear) is None
    assert truth("EXCL-01", clear | {"childbearing_potential": False}) is False
    assert truth("EXCL-01", clear | {"sex": "male", "breast_feeding": True}) is False
    for other in ({"sex": "male"}, {"childbearing_potential": False}):
        assert truth("EXCL-01b", asked | other) is False


def test_progression_excuses_low_counts_only_where_it_is_the_cause():
    low = {"hemoglobin": "70", "platelets": "40"}
    assert truth("APH-03", low | {"cytopenia_from_progression": True}) is True
    assert truth("APH-03", low | {"cytopenia_from_progression": False}) is False
    assert truth("APH-03", low) is None


def test_no_better_option_is_needed_to_set_performance_aside():
    low = {"kps": "40", "ecog": "3"}
    assert truth("IND-04", low | {"no_better_option": False}) is False
    assert truth("IND-04", low) is None


def test_the_bilirubin_of_the_list_is_that_of_its_tables():
    for rule, within in (("ELIG-04", True), ("ELIG-04c", False)):
        assert truth(rule, {"bilirubin_limit": "met"}) is within
        assert truth(rule, {"bilirubin_limit": "not_met"}) is not within
        assert truth(rule, {}) is None


def value_at(table, stated):
    """Return the codes that remain of a unique table's output."""
    value = evaluate(BY_ID[table], lookup(stated), AT).value
    assert isinstance(value, Coded)
    (code,) = value.possible
    return code


@pytest.mark.parametrize(
    ("table", "name", "low", "below", "high", "above", "stated"),
    [
        ("collection-yield", "collected_cells", "60", "59.9", "600", "600.1", LYMPHOCYTES),
        ("label-ide-cel-fda-2024-dose", "product_dose", "300", "299.9", "510", "510.1", {}),
        ("label-ide-cel-ema-2024-dose", "product_dose", "260", "259.9", "500", "500.1", {}),
        (
            "label-cilta-cel-fda-2024-dose",
            "product_dose_per_kg",
            "0.5",
            "0.499",
            "1",
            "1.001",
            {},
        ),
    ],
)
def test_range(table, name, low, below, high, above, stated):
    for value, code in ((below, "below"), (low, "within"), (high, "within"), (above, "above")):
        found = evaluate(BY_ID[table], lookup(stated | {name: value}), AT)
        assert sum(one.holds.low for one in found.fired) == 1
        assert value_at(table, stated | {name: value}) == code


def test_a_yield_of_other_cells_is_not_compared():
    for kind in ("cd3", "mononuclear", "nucleated"):
        for cells in ("10", "100", "1000"):
            stated = {"collected_cell_kind": kind, "collected_cells": cells}
            found = evaluate(BY_ID["collection-yield"], lookup(stated), AT)
            assert [one.rule.id for one in found.fired if one.holds.high] == ["APH-05d"]


@pytest.mark.parametrize(
    ("product", "domain"),
    [("car_bcma", "cd28"), ("ide_cel", "4_1bb"), ("lcar_b38m", "4_1bb"), ("other", "not_listed")],
)
def test_costimulation_of_the_products(product, domain):
    assert value_at("product-costimulation", {"product": product}) == domain


@pytest.mark.parametrize(
    "rule", [one for one in OF_RULE if one.startswith("OUT-01") and one[-1] == "2"]
)
def test_outside_a_label_is_not_within_it(rule):
    table = OF_RULE[rule]
    for age, code in (("17", "outside"), ("18", None)):
        found = evaluate(table, lookup({"age": age}), AT)
        holds = {one.rule.id: one.holds for one in found.fired}
        assert holds[rule].low is (code == "outside")
        assert holds[rule.removesuffix("2")].high is (code is None)


@pytest.mark.parametrize(
    ("b2m", "albumin", "points"),
    [
        ("3.49", "35", "0"),
        ("3.5", "35", "1"),
        ("3.49", "34.9", "1"),
        ("5.49", "35", "1"),
        ("5.5", "35", "1.5"),
    ],
)
def test_r2_iss_by_iss_alone(b2m, albumin, points):
    stated = {
        "beta2_microglobulin": b2m,
        "albumin": albumin,
        "ldh_over_uln": "1",
        "del17p": False,
        "t_4_14": False,
        "gain_1q": False,
    }
    value = evaluate(BY_ID["r2-iss-points"], lookup(stated), AT).value
    assert isinstance(value, Number)
    assert value.low == value.high == Decimal(points)


@pytest.mark.parametrize(("name", "at"), [("anc", "1.2"), ("hemoglobin", "90"), ("crp", "30")])
def test_a_value_at_an_undefined_limit_of_car_hematotox_leaves_it_open(name, at):
    good = {"platelets": "200", "ferritin": "100", "anc": "2", "hemoglobin": "120", "crp": "1"}
    for counts, low, high in ((None, 0, 1), (True, 1, 1), (False, 0, 0)):
        stated = good | {name: at}
        stated |= {} if counts is None else {"hematotox_boundary_counts": counts}
        value = evaluate(BY_ID["car-hematotox"], lookup(stated), AT).value
        assert isinstance(value, Number)
        assert (value.low, value.high) == (low, high)
