"""What stands beside the grades: notes, dangers, and the outside layer on CRS, ICANS and HLH."""

from datetime import datetime

import pytest

from trephine.care.decide import decide
from trephine.care.read_record import read_record
from trephine.library.guideline_folder import pathway
from trephine.library.observable_table import observables

NOW = "2026-03-05T20:00+08:00"
FEVER = {"temperature": ("39", "Cel"), "fever_other_cause": (False, "")}
CALM = {
    "temperature": ("36.8", "Cel"),
    "fever_masked": (False, ""),
    "hypotension": (False, ""),
    "vasopressors": ([], ""),
    "hypoxia": (False, ""),
    "oxygen_device": ("room_air", ""),
    "age": ("60", "a"),
    "ice_total": ("10", "{score}"),
    "consciousness": ("awake", ""),
    "consciousness_other_cause": (False, ""),
    "seizure": ("none", ""),
    "motor": ("none", ""),
    "edema_icp": ([], ""),
}
PRESSOR = {"hypotension": (True, ""), "vasopressors": (["norepinephrine"], "")}
ICE = {f"ice_{score}": {"ice_total": (str(score), "{score}")} for score in range(11)}
COMA = {"ice_total": ("0", "{score}"), "consciousness": ("unarousable", "")}


def written(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(f'"{one}"' for one in value) + "]"
    return f'"{value}"'


def line(name, value, unit="", time=NOW):
    unit = f', "unit": "{unit}"' if unit else ""
    start = f'{{"time": "{time}", "observable": "{name}"'
    return f'{start}, "value": {written(value)}, "origin": "entered"{unit}}}'


def held(table, *stated, more=(), at=NOW):
    """Return the rules of a table that surely hold, the outside layer enabled."""
    found = dict(CALM)
    for one in stated:
        found |= one
    lines = [line("infusion", True, time="2026-03-02T10:00+08:00"), *more]
    lines += [line(name, value, unit, at) for name, (value, unit) in found.items()]
    text = "\n".join(['{"record": 1, "patient": "test"}', *lines])
    record = read_record(text, observables())
    layers = pathway(outside=True)
    decisions, _ = decide(record, datetime.fromisoformat(at), layers, observables())
    (one,) = (one for one in decisions if one.table.id == table)
    return {fired.rule.id for fired in one.fired if fired.holds.low}


def yes(name):
    return {name: (True, "")}


def test_one_inotrope_is_pointed_out():
    drugs = {"vasopressors": (["dobutamine"], "")}
    assert held("crs-grade-notes", FEVER, drugs) == {"CRS-N2"}
    assert held("crs-grade-notes", FEVER) == set()


def test_hypoxia_on_room_air_and_organ_toxicity_are_pointed_out():
    assert held("crs-grade-notes", FEVER, yes("hypoxia")) == {"CRS-N3"}
    assert held("crs-grade-notes", FEVER, yes("new_organ_toxicity")) == {"CRS-N7"}


@pytest.mark.parametrize(
    ("stated", "rules"),
    [
        (yes("intracranial_hemorrhage"), {"ICANS-N1"}),
        ({"motor": ("tremor_myoclonus", "")}, {"ICANS-N2"}),
        (yes("baseline_deficit"), {"ICANS-N3"}),
    ],
)
def test_what_does_not_count_for_icans(stated, rules):
    assert held("icans-grade-notes", stated) == rules


@pytest.mark.parametrize(("score", "rules"), [("9", {"ICANS-N4"}), ("10", set())])
def test_ice_under_sedation_is_pointed_out(score, rules):
    asleep = {"consciousness": ("voice", "")} | yes("consciousness_other_cause")
    assert held("icans-grade-notes", asleep, ICE[f"ice_{score}"]) == rules
    awake = yes("consciousness_other_cause")
    assert held("icans-grade-notes", awake, ICE[f"ice_{score}"]) == set()


@pytest.mark.parametrize(
    "sign",
    [
        {"edema_icp": ([code], "")}
        for code in (
            "papilledema",
            "diffuse_edema",
            "focal_edema",
            "cn6_palsy",
            "posturing",
            "cushing_triad",
        )
    ]
    + [{"motor": ("deep_focal_weakness", "")}, COMA, {"consciousness": ("昏睡", "")}],
)
def test_each_sign_of_pressure_forbids_a_lumbar_puncture_first(sign):
    assert "OUT-LP-a" in held("lumbar-puncture-safety", ICE["ice_5"], sign)
    assert held("lumbar-puncture-safety", ICE["ice_5"]) == set()


def test_status_epilepticus_is_treated_by_its_own_guideline():
    fits = yes("convulsive_status_epilepticus")
    assert "ICANS-M4b" in held("icans-management", COMA, fits)
    none = {"convulsive_status_epilepticus": (False, "")}
    assert "ICANS-M4b" not in held("icans-management", COMA, none)
    assert "ICANS-M4b" not in held("icans-management", ICE["ice_1"], fits)


@pytest.mark.parametrize(("score", "rules"), [("10", set()), ("9", {"ICANS-01b"})])
def test_neurological_tests_as_needed(score, rules):
    calm = {"neurological_signs": (False, ""), "parkinsonism": (False, "")}
    always = {"ICANS-01", "ICANS-02"}
    assert held("neurological-assessment", calm, ICE[f"ice_{score}"]) == always | rules


@pytest.mark.parametrize(("day", "asked"), [("16", True), ("17", False)])
def test_neurological_examination_to_day_14(day, asked):
    calm = {"neurological_signs": (False, ""), "parkinsonism": (True, "")}
    found = held("neurological-assessment", calm, at=f"2026-03-{day}T20:00+08:00")
    assert ("ICANS-01" in found) is asked
    assert ("ICANS-02" in found) is asked
    assert "ICANS-03" in found


@pytest.mark.parametrize(
    ("sign", "rule"),
    [
        ("parkinsonism", "OUT-12"),
        ("cranial_nerve_palsy", "OUT-12b"),
        ("diarrhoea_or_colitis", "OUT-12c"),
    ],
)
def test_what_is_peculiar_to_cilta_cel(sign, rule):
    assert held("cilta-cel-toxicity", yes(sign), {"product": ("cilta-cel", "")}) == {rule}
    assert held("cilta-cel-toxicity", yes(sign), {"product": ("ide-cel", "")}) == set()


@pytest.mark.parametrize(
    ("stated", "rules"), [(FEVER, set()), (FEVER | yes("hypotension"), {"OUT-CRS-a"})]
)
def test_from_grade_2_treatment_does_not_wait(stated, rules):
    assert held("crs-no-delay", stated) == rules


DEXAMETHASONE = line("dexamethasone", "10", "mg", time="2026-03-05T08:00+08:00")


@pytest.mark.parametrize(
    ("stated", "more", "rules"),
    [
        (FEVER | yes("hypotension"), (), {"OUT-04b"}),
        (FEVER | PRESSOR, (), set()),
        (FEVER | PRESSOR | yes("crs_refractory"), (), {"OUT-05b"}),
        ({}, (DEXAMETHASONE,), {"OUT-05a"}),
        ({}, (), set()),
        (FEVER | yes("hypotension"), (DEXAMETHASONE,), {"OUT-04b"}),
        (ICE["ice_6"], (DEXAMETHASONE,), set()),
    ],
)
def test_treatment_outside_the_source(stated, more, rules):
    assert held("crs-management-outside", stated, more=more) == rules


def test_refractory_once_four_doses_are_used_up():
    times = [f"2026-03-0{3 + i // 3}T{i % 3 * 8:02}:00+08:00" for i in range(4)]
    given = [line("tocilizumab", "560", "mg", time=time) for time in times]
    assert "OUT-05b" in held("crs-management-outside", FEVER | PRESSOR, more=given)
    assert "OUT-05b" not in held("crs-management-outside", FEVER | PRESSOR, more=given[:3])


@pytest.mark.parametrize(
    ("stated", "rules"),
    [
        (ICE["ice_5"], {"OUT-ICANS-b", "OUT-ICANS-c"}),
        (ICE["ice_5"] | FEVER, {"OUT-ICANS-c"}),
        (COMA | FEVER, {"OUT-ICANS-a", "OUT-ICANS-c"}),
    ],
)
def test_icans_outside_the_source(stated, rules):
    assert held("icans-management-outside", stated) == rules


HLH = {
    name: (value, "")
    for name, value in {
        "ferritin_rising_fast": True,
        "new_cytopenia": True,
        "hlh_explained_otherwise": False,
        "hlh_needs_intervention": False,
        "hlh_severe": False,
        "hlh_life_threatening": False,
    }.items()
}


@pytest.mark.parametrize(
    ("stated", "rules"),
    [
        ({}, {"OUT-06i"}),
        (yes("hlh_needs_intervention"), {"OUT-06i", "OUT-06j"}),
        (yes("hlh_life_threatening"), {"OUT-06i", "OUT-06j"}),
    ],
)
def test_treatment_of_iec_hs_by_its_severity(stated, rules):
    assert held("iec-hs-treatment", HLH | stated) == rules
    explained = yes("hlh_explained_otherwise")
    assert held("iec-hs-treatment", HLH | stated | explained) == set()


@pytest.mark.parametrize(
    ("stated", "asked"),
    [({}, False), (FEVER, True), (ICE["ice_9"], False), (FEVER | ICE["ice_9"], True)],
)
def test_whether_tocilizumab_may_be_given_is_asked_with_crs(stated, asked):
    assert bool(held("tocilizumab-use", stated)) is asked


@pytest.mark.parametrize(
    "sign",
    [{"temperature": ("38", "Cel")}, *map(yes, ("hypotension", "hypoxia", "new_organ_toxicity"))],
)
def test_each_sign_that_persists_is_a_watch(sign):
    calm = {"new_organ_toxicity": (False, ""), "crs_improving": (False, "")}
    given = line("tocilizumab", "560", "mg", time="2026-03-05T08:00+08:00")
    assert held("hlh-watch", calm, sign, more=[given]) == {"HLH-01"}
    assert held("hlh-watch", calm, more=[given]) == {"HLH-01b"}
    later = line("tocilizumab", "560", "mg", time="2026-03-05T08:00:00.2+08:00")
    assert held("hlh-watch", calm, more=[later]) == {"HLH-01a"}


@pytest.mark.parametrize(
    ("organ", "met"),
    [
        ("liver_toxicity_grade", "HLH-C1"),
        ("renal_toxicity_grade", "HLH-C1"),
        ("pulmonary_oedema_grade", "HLH-C1"),
        (None, "HLH-C2"),
    ],
)
def test_haemophagocytosis_and_one_organ_meet_cartox(organ, met):
    organs = ("liver_toxicity_grade", "renal_toxicity_grade", "pulmonary_oedema_grade")
    stated = {name: ("3" if name == organ else "2", "1") for name in organs}
    stated |= {"ferritin": ("20000", "ug/L")}
    assert held("cartox-hlh", stated, yes("haemophagocytosis")) == {met}
    assert held("cartox-hlh", stated, {"haemophagocytosis": (False, "")}) == {"HLH-C2"}


def test_the_differential_is_asked_with_suspicion():
    ruled = [yes(f"{one}_ruled_out") for one in ("infection", "tumour_lysis", "allergic_reaction")]
    expected = {"CRS-03", "CRS-03b", "CRS-03c", "MON-01b", "CRS-01"}
    assert held("crs-differential", FEVER, *ruled) == expected
    quiet = {"systolic_bp": ("120", "mm[Hg]"), "spo2": ("97", "%")}
    assert held("crs-differential", quiet, {"new_organ_toxicity": (False, "")}, *ruled) == set()


def test_steroid_premedication_is_advised_against():
    text = "\n".join(['{"record": 1, "patient": "test"}', line("steroid_premedication", True)])
    record = read_record(text, observables())
    at = datetime.fromisoformat(NOW)
    decisions, _ = decide(record, at, pathway(), observables())
    (one,) = (one for one in decisions if one.table.id == "before-infusion")
    assert "INF-06" in {fired.rule.id for fired in one.fired if fired.holds.low}
