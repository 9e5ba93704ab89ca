"""Every limit of what follows the infusion: just below it, on it, just above it."""

import pytest

from tests.unit.care.rule_truth import AT, BY_ID, OF_RULE, lookup
from trephine.care.evaluate import evaluate
from trephine.care.holds import holds
from trephine.core.value import Coded

IN = {"infused": True}
IGG = {"infused": True, "m_protein_isotype": "igg"}
EMD = {"infused": True, "extramedullary_disease": True}
LENTI = {"infused": True, "vector": "lentiviral"}
EARLY = {"infused": True, "months_since_infusion": "1"}


def truth(rule, stated):
    """Return what one rule says by itself: its table may rest on outputs that are not known."""
    table = OF_RULE[rule]
    condition = next(one.condition for one in table.rules if one.id == rule)
    defined = {one.name: one.condition for one in table.definitions}
    found = holds(condition, lookup(stated), defined)
    return found.low if found.low == found.high else None


# Rule, what else is known, the input, values that make it hold, values that do not.
LIMITS = [
    ("INFX-00b", IN, "crs_grade", ["1", "4"], ["0"]),
    ("INFX-03e", IN, "neutrophil_grade", ["3", "4"], ["2"]),
    ("INFX-04", IN, "months_since_infusion", ["0", "2"], ["3", "4"]),
    ("INFX-05a", {"neutrophil_grade": "3"}, "temperature", ["38.0", "38.01"], ["37.999"]),
    ("INFX-05a", {"temperature": "39"}, "neutrophil_grade", ["3", "4"], ["2"]),
    ("INFX-06a", {"isolation_available": True}, "neutrophil_grade", ["3"], ["2"]),
    ("INFX-06b", {}, "neutrophil_grade", ["3", "4"], ["0", "2"]),
    ("IGG-01", IN, "months_since_infusion", ["0", "2"], ["3"]),
    ("IGG-01b", IN, "months_since_infusion", ["3", "12"], ["2"]),
    ("ORG-01a", IN, "crs_grade", ["1"], ["0"]),
    (
        "CYT-01",
        {**IN, "platelet_grade": "0", "anemia_grade": "0", "anemia_life_threatening": False},
        "neutrophil_grade",
        ["3"],
        ["2"],
    ),
    (
        "CYT-01",
        {**IN, "neutrophil_grade": "0", "anemia_grade": "0", "anemia_life_threatening": False},
        "platelet_grade",
        ["3"],
        ["2"],
    ),
    (
        "CYT-01",
        {**IN, "neutrophil_grade": "0", "platelet_grade": "0", "anemia_life_threatening": False},
        "anemia_grade",
        ["3"],
        ["2"],
    ),
    ("OTH-01a", IN, "days_since_infusion", ["0", "28"], ["29"]),
    ("FU-02a", IN, "days_since_infusion", ["0", "28"], ["29"]),
    ("FU-02b", IN, "months_since_infusion", ["0", "5"], ["6"]),
    ("FU-02c", IN, "months_since_infusion", ["6", "11"], ["5", "12"]),
    ("FU-03", IN, "months_since_infusion", ["12", "23"], ["11", "24"]),
    ("FU-04", IN, "months_since_infusion", ["24", "60"], ["23"]),
    ("FU-07a", EMD, "months_since_infusion", ["1"], ["0"]),
    ("FU-07b", EMD, "months_since_infusion", ["3"], ["2"]),
    ("OUT-08c", EARLY, "qtc", ["470", "471"], ["469"]),
    ("OUT-08d", EARLY, "qtc", ["500"], ["499"]),
    ("OUT-08e", EARLY, "creatinine_clearance", ["29.99"], ["30", "31"]),
    ("OUT-08g", EARLY, "creatinine_clearance", ["9.99"], ["10", "11"]),
    ("OUT-08h", EARLY, "creatinine_clearance", ["29.99"], ["30"]),
    ("OUT-08i", EARLY, "creatinine_clearance", ["14.99"], ["15"]),
    ("OUT-FN-a", {**IN, "temperature": "39"}, "anc", ["0.499"], ["0.5"]),
    ("OUT-FN-a", {**IN, "anc": "0.1"}, "temperature", ["38.3"], ["38.299"]),
    ("OUT-FN-b", {**IN, "crs_grade": "1"}, "neutrophil_grade", ["3"], ["2"]),
    ("OUT-FN-b", {**IN, "neutrophil_grade": "3"}, "crs_grade", ["1"], ["0"]),
    ("OUT-TLS", {"potassium": "6.0"}, "urate", ["476"], []),
    ("OUT-TLS", {"urate": "500"}, "potassium", ["6.0"], []),
    ("OUT-09b", IGG, "serum_m_protein", ["0.1"], ["0"]),
    ("OUT-09c", {**IGG, "igg": "9"}, "polyclonal_igg", ["3.99"], ["4"]),
    ("OUT-09c", {**IGG, "polyclonal_igg": "1"}, "igg", ["4"], ["3.99"]),
    ("OUT-09d", IN, "days_since_immunoglobulin", ["1", "84"], ["85"]),
    ("OUT-09e", {**IN, "serious_or_recurrent_infection": True}, "igg", ["6.01"], ["6"]),
    ("OUT-10a", LENTI, "months_since_infusion", ["0", "179"], ["180"]),
    ("OUT-10d", IN, "days_since_infusion", ["0", "13"], ["14"]),
    ("OUT-06a", {**IN, "icaht_late_grade": "0"}, "icaht_early_grade", ["3"], ["2"]),
    ("OUT-06a", {**IN, "icaht_early_grade": "0"}, "icaht_late_grade", ["3"], ["2"]),
    ("OUT-06b", IN, "icaht_early_grade", ["4"], ["3"]),
]
PAST = {"infused": True, "relapsed": True}
POSITIVE = {**PAST, "bcma_at_relapse": "positive"}
AGAIN = {**PAST, "second_car_t_considered": True}
BEGUN = {"lymphodepletion_start": True}
NO_ORGAN = {"organ_damage": frozenset()}
# Rules that follow from one statement: rule, what else is known, the statement.
PLAIN = [
    ("INFX-00a", {}, "infused"),
    ("PRE-01", {"hbv_exposed": False}, "active_infection"),
    ("PRE-01", {"active_infection": False}, "hbv_exposed"),
    ("INFX-02b", {}, "immune_recovery"),
    ("INFX-02c", {"neutrophil_grade": "3"}, "lymphodepletion_start"),
    ("INFX-03d", {}, "neutrophils_recovered"),
    ("INFX-05b", {}, "active_infection"),
    ("ORG-01b", NO_ORGAN, "gastrointestinal_bleeding"),
    ("CYT-02", {}, "infused"),
    ("OTH-01b", {}, "coagulation_abnormal"),
    ("OTH-01c", {}, "tumour_lysis_suspected"),
    ("MAINT-01b", {}, "maintenance_considered"),
    ("SALV-00a", {}, "trial_available"),
    ("SALV-00b", {}, "sensitive_drug_left"),
    ("SALV-00c", {}, "unused_drug_left"),
    ("SALV-00d", {}, "relapsed"),
    ("SALV-00e", {}, "relapsed"),
    ("FU-01", {}, "infused"),
    ("FU-05", {}, "infused"),
    ("FU-08", {}, "suspected_progression"),
    ("FU-IGG", {}, "infused"),
    ("FU-06", {}, "extramedullary_disease"),
    ("LI-01", {}, "bcma_therapy_considered"),
    ("LI-07", {}, "bridging_considered"),
    ("LI-08", {}, "bridging_considered"),
    ("LI-09", {}, "own_t_cells_poor"),
    ("LI-13", {}, "relapsed"),
    ("FU-05u", {}, "infused"),
    ("OUT-10b", {}, "infused"),
    ("OUT-10c", {}, "new_malignancy"),
    ("OUT-08a", {}, "sulfonamide_allergy"),
    ("OUT-08b", {}, "g6pd_deficiency"),
    ("OUT-08f", {}, "dialysis"),
]
# Prophylaxis that begins on a day and ends by a statement.
STARTED = [
    ("INFX-03a", IN, "days_since_infusion", "neutrophils_recovered"),
    ("INFX-03b", IN, "days_since_infusion", "neutrophils_recovered"),
    ("INFX-03c", IN, "days_since_infusion", "neutrophils_recovered"),
]
# The same for codes and statements.
CODES = [
    *((rule, known, name, [True], [False]) for rule, known, name in PLAIN),
    ("SALV-05c", {"t_cell_function_assessed": True}, "car_t_expansion_poor", [True], []),
    ("SALV-05c", {"car_t_expansion_poor": True}, "t_cell_function_assessed", [True], [False]),
    ("SALV-05d", {"car_t_expansion_poor": True}, "t_cell_function_assessed", [False], [True]),
    ("SALV-05a", {"car_t_persistence_short": True}, "t_cell_function_assessed", [True], [False]),
    (
        "SALV-05a",
        {"t_cell_function_assessed": False, "car_t_expansion_poor": False},
        "car_t_persistence_short",
        [False],
        [True],
    ),
    ("LI-06", {}, "leukapheresis", [False], [True]),
    ("LI-10", {}, "infused", [False], [True]),
    ("INFX-02", {**BEGUN, "immune_recovery": True}, "infused", [False], [True]),
    ("INFX-02", {**BEGUN, "infused": True}, "immune_recovery", [False], [True]),
    ("INFX-02c", {**BEGUN, "lymphocyte_grade": "0"}, "neutrophil_grade", ["3"], ["2"]),
    ("INFX-02c", {**BEGUN, "neutrophil_grade": "0"}, "lymphocyte_grade", ["3"], ["2"]),
    *((rule, {**begun, done: True}, days, ["0"], ["1"]) for rule, begun, days, done in STARTED),
    *((rule, {**begun, days: "9"}, done, [False], [True]) for rule, begun, days, done in STARTED),
    ("INFX-01a", {}, "hiv", ["negative", "positive"], ["indeterminate"]),
    ("INFX-01b", {"hcv_rna": "indeterminate"}, "hcv_antibody", ["negative"], ["positive"]),
    ("INFX-01b", {"hcv_antibody": "positive"}, "hcv_rna", ["negative", "positive"], []),
    ("INFX-01c", {"hbsag": "negative"}, "anti_hbc", ["negative", "positive"], ["indeterminate"]),
    ("INFX-01c", {"anti_hbc": "negative"}, "hbsag", ["negative", "positive"], ["indeterminate"]),
    (
        "INFX-01d",
        {"hbsag": "negative", "hbv_dna": "indeterminate"},
        "anti_hbc",
        ["negative"],
        ["positive"],
    ),
    (
        "INFX-01d",
        {"anti_hbc": "negative", "hbv_dna": "indeterminate"},
        "hbsag",
        ["negative"],
        ["positive"],
    ),
    ("INFX-01d", {"hbsag": "positive"}, "hbv_dna", ["negative", "positive"], ["indeterminate"]),
    ("INFX-01e", {"cmv_dna": "indeterminate"}, "cmv_igg", ["negative", "positive"], []),
    ("INFX-01e", {"cmv_igg": "indeterminate"}, "cmv_dna", ["negative", "positive"], []),
    ("INFX-01f", {"tuberculosis_test": "indeterminate"}, "active_tuberculosis", [False], [True]),
    ("INFX-01f", {"active_tuberculosis": True}, "tuberculosis_test", ["negative"], []),
    ("INFX-01f", {"active_tuberculosis": True}, "tuberculosis_test", ["positive"], []),
    ("INFX-01g", {"infection_controlled": False}, "active_infection", [False], [True]),
    ("INFX-01g", {"active_infection": True}, "infection_controlled", [True], [False]),
    ("INFX-01h", {"infection_controlled": False}, "active_infection", [True], [False]),
    ("IGG-FACT-a", IN, "product", ["ide_cel", "cilta_cel"], ["bcma_and_cd19", "other"]),
    ("IGG-FACT-b", IN, "product", ["bcma_and_cd19"], ["ide_cel"]),
    ("CYT-03", IN, "product", ["ide_cel"], ["cilta_cel"]),
    ("MAINT-01", {"relapsed": False}, "response_level", ["sCR", "CR", "VGPR", "PR", "MR"], ["SD"]),
    ("MAINT-01", {"response_level": "CR"}, "relapsed", [False], [True]),
    ("FU-09", IN, "vector", ["lentiviral", "retroviral"], ["non_viral"]),
    ("SALV-TEST", PAST, "bcma_at_relapse", ["positive", "reduced", "negative"], ["not_evaluable"]),
    ("SALV-01a", POSITIVE, "product_origin", ["murine"], ["humanised", "human"]),
    ("SALV-01b", POSITIVE, "product_origin", ["murine"], ["humanised", "human"]),
    ("SALV-01c", POSITIVE, "other_target_detectable", [True], [False]),
    (
        "SALV-01d",
        POSITIVE,
        "product_origin",
        ["humanised", "human", "camelid", "other"],
        ["murine"],
    ),
    ("SALV-02", PAST, "bcma_at_relapse", ["reduced"], ["positive", "negative"]),
    ("SALV-02b", {"bcma_at_relapse": "reduced"}, "bcma_assays_comparable", [False], [True]),
    (
        "SALV-02c",
        {"bcma_at_relapse": "reduced"},
        "gamma_secretase_inhibitor_available",
        [False],
        [True],
    ),
    ("SALV-03a", PAST, "bcma_at_relapse", ["negative"], ["reduced", "positive", "not_evaluable"]),
    ("SALV-03b", {"bcma_at_relapse": "negative"}, "other_target_detectable", [True], [False]),
    ("SALV-03c", {"bcma_at_relapse": "negative"}, "other_target_detectable", [False], [True]),
    ("SALV-04a", AGAIN, "costimulatory_domain", ["cd28"], ["4_1bb", "both"]),
    ("SALV-04b", AGAIN, "costimulatory_domain", ["4_1bb"], ["cd28", "both"]),
    (
        "SALV-05b",
        {"car_t_persistence_short": True, "t_cell_function_assessed": True},
        "t_cell_inhibiting_factor",
        [True],
        [False],
    ),
    ("LI-01b", {"bcma_therapy_considered": True}, "bcma_at_relapse", ["negative"], []),
    ("LI-01b", {"bcma_therapy_considered": True}, "bcma_at_relapse", ["positive"], []),
    ("LI-01b", {"bcma_therapy_considered": True}, "bcma_at_relapse", ["reduced"], []),
    ("LI-01b", {"bcma_at_relapse": "not_evaluable"}, "bcma_therapy_considered", [False], [True]),
    ("LI-02", {"bcma_therapy_considered": True}, "bcma_at_relapse", ["negative"], ["reduced"]),
    ("LI-03", {}, "bcma_at_relapse", ["reduced"], ["negative"]),
    ("LI-04", {"bcma_therapy_considered": True}, "bcma_assays_comparable", [False], [True]),
    ("LI-05", {"suspected_progression": True}, "car_t_detectable", ["positive"], ["negative"]),
    ("LI-11", PAST, "product_origin", ["murine", "camelid"], ["human", "humanised"]),
    ("LI-12a", {"car_t_persistence_short": True}, "costimulatory_domain", ["cd28"], ["4_1bb"]),
    ("LI-12b", {"car_t_expansion_poor": True}, "costimulatory_domain", ["4_1bb"], ["cd28"]),
    ("OUT-10a", {**IN, "months_since_infusion": "1"}, "vector", ["retroviral"], ["non_viral"]),
    ("OUT-09b", {**IN, "serum_m_protein": "5"}, "m_protein_isotype", ["igg"], ["iga"]),
]
CASES = [
    pytest.param(rule, {**known, name: value}, expected, id=f"{rule}-{name}-{value}")
    for rule, known, name, inside, beyond in (*LIMITS, *CODES)
    for expected, values in ((True, inside), (False, beyond))
    for value in values
]


@pytest.mark.parametrize(("rule", "stated", "expected"), CASES)
def test_a_limit_stands_where_it_is_written(rule, stated, expected):
    assert truth(rule, stated) is expected


@pytest.mark.parametrize(
    ("rule", "acts", "rests"),
    [
        ("IGG-02c", "replace", "monitor"),
        ("IGG-03b", "assess", "replace"),
        ("OUT-09a", "replace", "assess"),
        ("OTH-01d", "watch", "no"),
    ],
)
def test_what_rests_on_another_table_follows_its_output(rule, acts, rests):
    condition = next(one.condition for one in OF_RULE[rule].rules if one.id == rule)
    for code, expected in ((acts, True), (rests, False)):
        known = Coded(possible=frozenset({code}))
        assert holds(condition, lambda _, known=known: known, {}).low is expected


# Two of four, each on its limit; one of them a hair short is not enough.
LYSIS = {"urate": "476", "potassium": "6.0", "phosphate": "1.45", "calcium": "1.75"}
SHORT = {"urate": "475", "potassium": "5.9", "phosphate": "1.44", "calcium": "1.76"}


@pytest.mark.parametrize("first", LYSIS)
@pytest.mark.parametrize("second", LYSIS)
def test_two_signs_of_lysis_are_enough_and_one_is_not(first, second):
    stated = {**SHORT, first: LYSIS[first], second: LYSIS[second]}
    assert truth("OUT-TLS", stated) is (first != second)


def graded(table, **stated):
    found = evaluate(BY_ID[table], lookup({"infused": True, **stated}), AT).value
    return (int(found.low), int(found.high))


@pytest.mark.parametrize(
    ("under_500", "under_100", "never_above", "grade"),
    [
        ("0", "0", False, 0),
        ("1", "0", False, 1),
        ("6", "6", False, 1),
        ("7", "0", False, 2),
        ("13", "6", False, 2),
        ("14", "0", False, 3),
        ("13", "7", False, 3),
        ("13", "13", False, 3),
        ("14", "14", False, 4),
        ("30", "0", True, 4),
    ],
)
def test_early_icaht_goes_by_depth_and_duration(under_500, under_100, never_above, grade):
    found = graded(
        "icaht-early",
        neutropenia_days_500=under_500,
        neutropenia_days_100=under_100,
        neutrophils_never_above_500=never_above,
    )
    assert found == (grade, grade)


@pytest.mark.parametrize(
    ("anc", "grade"),
    [
        ("1.501", 0),
        ("1.5", 1),
        ("1.001", 1),
        ("1.0", 2),
        ("0.501", 2),
        ("0.5", 3),
        ("0.101", 3),
        ("0.1", 4),
    ],
)
def test_late_icaht_has_closed_limits(anc, grade):
    assert graded("icaht-late", anc=anc, days_since_infusion="31") == (grade, grade)


def test_late_icaht_does_not_arise_before_day_31():
    stated = {"infused": True, "anc": "0.3", "days_since_infusion": "30"}
    assert evaluate(BY_ID["icaht-late"], lookup(stated), AT).status == "not applicable"


@pytest.mark.parametrize(
    ("table", "count", "limits"),
    [
        ("ctcae5-neutrophil", "anc", ["1.5", "1.0", "0.5"]),
        ("ctcae5-platelet", "platelets", ["75", "50", "25"]),
        ("ctcae5-wbc", "wbc", ["3.0", "2.0", "1.0"]),
        ("ctcae5-lymphocyte", "alc", ["0.8", "0.5", "0.2"]),
        ("ctcae5-anemia", "hemoglobin", ["100", "80"]),
    ],
)
def test_a_count_on_a_limit_has_the_milder_grade(table, count, limits):
    low = {f"{count}_over_lln": "0.9"}
    for grade, limit in enumerate(limits, start=1):
        below = str(float(limit) - 0.01)
        assert graded(table, **low, **{count: limit}) == (grade, grade)
        assert graded(table, **low, **{count: below}) == (grade + 1, grade + 1)
    assert graded(table, **{f"{count}_over_lln": "1", count: "400"}) == (0, 0)
