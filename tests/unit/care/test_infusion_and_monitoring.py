"""Part 5 and 6 of the consensus, and what lies outside it: infusion, stay, monitoring, IEC-HS."""

from datetime import datetime, timedelta

import pytest

from trephine.care.decide import decide
from trephine.care.read_record import read_record
from trephine.core.value import Coded, Number
from trephine.library.guideline_folder import pathway
from trephine.library.observable_table import observables

NOW = datetime.fromisoformat("2026-03-05T20:00+08:00")


def line(name, value, unit="", *, days=0.0, more=""):
    """Return one line of a record, some days before now; ``value`` is JSON."""
    unit = f', "unit": "{unit}"' if unit else ""
    time = (NOW - timedelta(days=days)).isoformat()
    start = f'{{"time": "{time}", "observable": "{name}"'
    return f'{start}, "value": {value}, "origin": "entered"{unit}{more}}}'


def decided(*lines, outside=False):
    """Return the decisions by table."""
    text = "\n".join(['{"record": 1, "patient": "test"}', *lines])
    record = read_record(text, observables())
    found, _ = decide(record, NOW, pathway(outside=outside), observables())
    return {one.table.id: one for one in found}


def held(decision):
    """Return the rules that surely hold."""
    return {one.rule.id for one in decision.fired if one.holds.low}


def codes(decision):
    assert isinstance(decision.value, Coded)
    return decision.value.possible


@pytest.mark.parametrize(
    ("lines", "phase"),
    [
        ([], "before_collection"),
        ([line("leukapheresis", "true", days=40)], "manufacturing"),
        ([line("lymphodepletion_start", "true", days=2)], "lymphodepletion"),
        ([line("infusion", "true", days=28)], "early"),
        ([line("infusion", "true", days=29)], "follow_up"),
        ([line("infusion", "true", days=29), line("death", "true")], "died"),
    ],
)
def test_the_phase_follows_from_what_is_on_record(lines, phase):
    assert codes(decided(*lines)["course-phase"]) == {phase}


@pytest.mark.parametrize(
    ("elapsed", "status"),
    [
        (1, "too_early"),
        (2, "as_advised"),
        (3, "as_advised"),
        (4, "late"),
        (7, "late"),
        (8, "exceeds_7d"),
    ],
)
def test_days_of_rest_before_the_infusion(elapsed, status):
    end = line("lymphodepletion_end", "true", days=elapsed)
    done = decided(end, line("infusion", "true"))
    assert codes(done["infusion-timing"]) == {status}
    planned = decided(end, line("planned_infusion", f'"{NOW.isoformat()}"', days=9))
    assert codes(planned["infusion-timing-planned"]) == {status}


@pytest.mark.parametrize(
    ("dose", "met"), [("299.9", False), ("300", True), ("460", True), ("460.1", False)]
)
def test_the_dose_of_abecma_in_the_consensus(dose, met):
    found = decided(line("product", '"ABECMA"'), line("product_dose", f'"{dose}"', "10*6"))
    assert ("INF-03" in held(found["infusion-dose-ide-cel"])) is met
    assert found["infusion-dose-other"].fired[0].holds.high is False


def test_uncontrolled_disease_of_the_nervous_system_postpones_the_infusion():
    sick = line("cns_disease", "true")
    found = decided(sick, line("cns_disease_controlled", "false"))["before-infusion"]
    assert {"PRE-02", "PRE-03"} <= held(found)
    found = decided(sick, line("cns_disease_controlled", "true"))["before-infusion"]
    assert "PRE-02" not in held(found)
    assert "PRE-03" in held(found)


@pytest.mark.parametrize(("ago", "ahead", "seen"), [(3, 3, True), (3.1, 3, False), (3, 4, False)])
def test_a_recent_glucocorticoid_before_the_infusion_is_looked_at(ago, ahead, seen):
    moment = (NOW + timedelta(days=ahead)).isoformat()
    planned = line("planned_infusion", f'"{moment}"', days=9)
    given = line("dexamethasone", '"20"', "mg", days=ago)
    assert ("INF-06b" in held(decided(planned, given)["before-infusion"])) is seen


def test_vital_signs_begin_on_the_day_of_the_infusion():
    def measured(ahead):
        moment = (NOW + timedelta(days=ahead)).isoformat()
        return held(decided(line("planned_infusion", f'"{moment}"', days=9))["before-infusion"])

    assert "INF-05" in measured(0)
    assert "INF-05" not in measured(1)


@pytest.mark.parametrize(
    ("day", "rules"),
    [
        (6, {"MON-03", "MON-05"}),
        (7, {"MON-03b", "MON-05"}),
        (13, {"MON-03b", "MON-05"}),
        (14, {"MON-05"}),
        (15, set()),
    ],
)
def test_the_stay_and_the_vital_signs(day, rules):
    assert held(decided(line("infusion", "true", days=day))["after-infusion"]) == rules


@pytest.mark.parametrize(
    ("support", "rules"), [([], {"MON-01", "MON-04"}), (["true"], {"MON-01", "MON-02", "MON-04"})]
)
def test_crs_asks_for_daily_tests_and_from_grade_2_for_a_monitored_bed(support, rules):
    lines = [line("temperature", '"39"', "Cel"), line("fever_other_cause", "false")]
    lines += [line("hypotension", value) for value in support]
    found = decided(line("infusion", "true", days=20), *lines)["after-infusion"]
    assert held(found) == rules | {"MON-05"}


def test_mrd_turns_negative_before_immunofixation():
    lines = [line("mrd", '"negative"'), line("serum_ife", '"positive"')]
    early = decided(line("infusion", "true", days=25), *lines)["response-notes"]
    assert held(early) == {"RESP-01", "RESP-02", "RESP-03"}
    month = decided(line("infusion", "true", days=31), *lines)["response-notes"]
    assert held(month) == {"RESP-01", "RESP-03"}
    late = decided(line("infusion", "true", days=200), *lines)["response-notes"]
    assert held(late) == {"RESP-01"}


FEATURES = {
    "ferritin": ("1001", "ug/L", ', "high": "500"'),
    "alt": ("30", "U/L", ', "high": "40"'),
    "ast": ("30", "U/L", ', "high": "40"'),
    "fibrinogen": ("2.0", "g/L", ""),
}


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("alt", "200.4", "features"),
        ("alt", "200", "no_features"),
        ("ast", "200.4", "features"),
        ("ast", "200", "no_features"),
        ("fibrinogen", "1.49", "features"),
        ("fibrinogen", "1.5", "no_features"),
    ],
)
def test_iec_hs_needs_ferritin_and_one_more(name, value, expected):
    lines = [line("infusion", "true", days=10), line("hlh_explained_otherwise", "false")]
    lines += [line(n, "false") for n in ("new_cytopenia", "haemophagocytosis")]
    lines.append(line("ferritin_rising_fast", "false"))
    shown = FEATURES | {name: (value, *FEATURES[name][1:])}
    lines += [line(n, f'"{v}"', u, more=m) for n, (v, u, m) in shown.items()]
    assert codes(decided(*lines, outside=True)["iec-hs"]) == {expected}
    low = [one.replace('"1001"', '"1000"') for one in lines]
    assert codes(decided(*low, outside=True)["iec-hs"]) == {"no_features"}


def test_the_severity_of_iec_hs_takes_the_gravest():
    lines = [line("infusion", "true", days=10), line("hlh_explained_otherwise", "false")]
    lines += [line(n, "true") for n in ("ferritin_rising_fast", "new_cytopenia", "hlh_severe")]
    lines += [line("hlh_needs_intervention", "true"), line("hlh_life_threatening", "false")]
    found = decided(*lines, outside=True)["iec-hs-severity"].value
    assert isinstance(found, Number)
    assert (found.low, found.high) == (3, 3)


def test_two_doses_of_tocilizumab_are_in_stock():
    start = line("lymphodepletion_start", "true", days=2)
    for doses, met in (("2", True), ("1", False)):
        stock = line("tocilizumab_stock", f'"{doses}"', "1")
        found = decided(start, stock, outside=True)["tocilizumab-stock"]
        assert ("OUT-11" in held(found)) is met


@pytest.mark.parametrize(
    ("day", "rules"),
    [(6, {"OUT-10e", "OUT-10f"}), (7, {"OUT-10f"}), (13, {"OUT-10f"}), (14, set())],
)
def test_monitoring_by_the_labels(day, rules):
    found = decided(line("infusion", "true", days=day), outside=True)["label-monitoring"]
    assert held(found) == rules


@pytest.mark.parametrize(("hours", "early"), [(71.9, True), (72, False)])
def test_labels_allow_tocilizumab_in_early_grade_1(hours, early):
    calm = [line("fever_masked", "false"), line("hypotension", "false"), line("hypoxia", "false")]
    calm += [line("vasopressors", "[]"), line("oxygen_device", '"room_air"')]
    fever = [line("temperature", '"38.4"', "Cel"), line("fever_other_cause", "false")]
    light = line("weight", '"29.9"', "kg")
    given = line("infusion", "true", days=hours / 24)
    found = held(decided(given, *fever, *calm, light, outside=True)["crs-management-outside"])
    assert ("OUT-04a" in found) is early
    assert "OUT-03" in found
    heavy = line("weight", '"30"', "kg")
    found = held(decided(given, *fever, *calm, heavy, outside=True)["crs-management-outside"])
    assert "OUT-03" not in found
