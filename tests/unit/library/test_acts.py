"""What a virtual trial carries out: whole, consistent with the read-outs, refused with its line."""

import re
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from trephine import library
from trephine.care.verify import verify
from trephine.core.error import ContentError
from trephine.core.expression import names
from trephine.library import acts as home
from trephine.library.acts import acts
from trephine.library.dosing import steroid_rule
from trephine.library.guideline_folder import on_ward
from trephine.mechanism.evaluate import evaluate, names_in

ACTS = acts()
WARD = library.ward_pathway(outside=True)
OBSERVABLES = library.observables()
READ = library.readouts()
PERSON = {"weight": 72.0, "bsa": 1.8, "age": 61.0}
BIG = {"weight": 130.0, "bsa": 2.3, "age": 61.0}
# Tables that the loop decides by, and all that they rest on: what they ask for has to come from
# somewhere, or be left unknown on purpose.
DECIDED = {
    "crs_suspected",
    "crs_grade",
    "crs_management",
    "crs_management_outside",
    "tocilizumab_use",
    "hlh_watch",
    "iec_hs",
    "iec_hs_severity",
    "icans_grade",
    "icans_management",
    "infection_prophylaxis",
    "neutropenia_care",
    "igg_action",
    "igg_care",
    "igg_dose",
    "cytopenia_care",
    "other_toxicity",
    "organ_care",
    "salvage_options",
    "second_car_t",
    "febrile_neutropenia",
    "growth_factors",
    "neutrophil_grade",
    "lymphocyte_grade",
    "platelet_grade",
    "anemia_grade",
    "support_oxygen",
    "support_pressure",
    "support_place",
    "crs_differential",
    "neurological_assessment",
    "icaht_early_grade",
    "icaht_late_grade",
}


def test_the_tables_of_support_are_proved():
    tables = WARD.guidelines[-1].tables
    assert [one.decides for one in tables] == [
        "support_oxygen",
        "support_pressure",
        "support_place",
    ]
    for table in tables:
        assert not verify(table, OBSERVABLES).flaws, table.id
        assert table.always is not None


def test_no_patient_is_assessed_by_the_rules_of_the_ward():
    for outside in (False, True):
        assert all(one.id != "loop" for one in library.pathway(outside=outside).guidelines)
        assert (
            library.ward_pathway(outside=outside).layers == library.pathway(outside=outside).layers
        )


def test_any_pathway_takes_the_rules_of_the_ward_and_keeps_its_own():
    own = replace(library.pathway(), guidelines=library.guidelines()[:2])
    found = on_ward(own)
    assert found.guidelines[:2] == own.guidelines
    assert found.guidelines[2:] == WARD.guidelines[-1:]
    assert found.layers == own.layers


def test_every_number_of_a_rule_of_support_stands_in_both_paraphrases():
    from tests.health.test_guideline_numbers import unsaid  # noqa: PLC0415

    for table in WARD.guidelines[-1].tables:
        for rule in table.rules:
            assert not unsaid(table, rule, "zh"), rule.id
            assert not unsaid(table, rule, "en"), rule.id


def _asked() -> set[str]:
    """Return the observables that the tables rest on, derived ones by what they derive from."""
    decided = {table.decides for table in WARD.tables}
    found: set[str] = set()
    todo: set[str] = set()
    for table in WARD.tables:
        if table.decides in DECIDED:
            defined = {one.name: one.condition for one in table.definitions}
            parts = [rule.condition for rule in table.rules] + list(defined.values())
            parts += [table.when] if table.when is not None else []
            todo |= {name for part in parts for name in names(part)} - set(defined)
    while todo:
        name = todo.pop()
        if name in decided or name in found:
            continue
        derivation = OBSERVABLES[name].derivation
        if derivation is None:
            found.add(name)
        else:
            todo |= set(derivation.of)
    return found


def test_everything_that_the_rules_ask_for_comes_from_somewhere_or_is_left_unknown():
    given = {one.observable for one in READ.readouts} | {one.observable for one in READ.statements}
    given |= {one.observable for one in READ.doses}
    given |= {one.observable for act in ACTS.acts for one in act.readings}
    given |= {one.observable for move in ACTS.support.moves for one in move.readings}
    given |= {one.observable for one in ACTS.support.states} - {""}
    given |= {one.observable for one in ACTS.statements}
    given |= {one.stated for one in ACTS.deaths} - {""}
    given |= {one.observable for one in ACTS.written}
    unknown = {one.observable for one in ACTS.unknown}
    assert not given & unknown
    assert _asked() - given == unknown & _asked()
    # Other glucocorticoids are only looked back for: none is given.
    assert unknown - _asked() == set()


def test_every_order_and_advice_has_an_act_or_a_reason():
    spoken = {(one.trigger, code) for one in ACTS.acts for code in one.codes}
    left = {(one.trigger, one.code) for one in ACTS.left}
    assert not spoken & left
    orders = {("order", name) for name in WARD.orders}
    unspoken = {WARD.orders[code].drug for _, code in orders - spoken}
    assert unspoken == {"fludarabine", "cyclophosphamide"}, "set at enrolment"
    advice = {
        ("advice", one.code)
        for table in WARD.tables
        for rule in table.rules
        for one in rule.conclusions
        if one.kind == "advise"
    }
    assert orders | advice == spoken | left
    assert {one.kind for one in ACTS.acts} == {one.id for one in ACTS.kinds}


@pytest.mark.parametrize("person", [PERSON, BIG])
def test_a_dose_given_reads_as_what_was_given(person):
    # The read-outs turn the model's amounts into a ward's; the acts turn them back.
    turned = {one.given: one for one in READ.doses if one.formula and "amount" in one.formula}
    seen = set()
    for act in ACTS.acts:
        for effect in act.effects:
            written = [one for one in act.readings if one.formula]
            how = turned.get(effect.state)
            if how is None or not written or written[0].observable != how.observable:
                continue
            amount = {"amount": 480.0} | person
            given = evaluate(written[0].formula, amount, "test")
            state = evaluate(effect.formula, amount, "test")
            back = evaluate(how.formula, {"amount": state} | person, "test")
            assert back == pytest.approx(given), act.id
            seen.add(effect.state)
    assert seen == {"DT", "DS", "GC", "G"}


def test_methylprednisolone_is_turned_by_the_table_of_equivalents():
    rule = steroid_rule()
    (one,) = (each for each in rule.equivalents if each.drug == "methylprednisolone")
    share = float(rule.dose / one.dose)
    for name in ("methylprednisolone-1000", "methylprednisolone-1-per-kg"):
        (effect,) = ACTS.act(name).effects
        assert evaluate(effect.formula, {"amount": 1000.0}, "test") == pytest.approx(100 * share)


def test_support_without_any_changes_nothing_and_more_support_never_lowers_a_reading():
    terms = ACTS.support.terms
    base = {"temp": 39.0, "ill_fever": 0.0, "sbpu": np.arange(40.0, 140.0), "satu": 90.0}
    none = {one.id: 0.0 for one in ACTS.support.states}

    def read(**put: float) -> dict[str, object]:
        values: dict[str, object] = {**base, **none, **put}
        for one in terms:
            values[one.id] = evaluate(one.formula, values, one.id)
        return values

    bare = read()
    assert np.array_equal(bare["pressure"], base["sbpu"])
    assert (bare["saturation"], bare["hot"]) == (90.0, 39.0)
    before = bare["pressure"]
    for n in (1, 2, 3):
        after = read(fluids=1.0, agents=float(n))["pressure"]
        assert np.all(after >= before)
        before = after
    assert np.all(before <= np.maximum(base["sbpu"], 96))
    base["satu"] = np.arange(40.0, 99.0)
    before = base["satu"]
    for n in (1, 2, 3, 4):
        after = read(device=float(n))["saturation"]
        assert np.all(after >= before)
        before = after
    assert np.array_equal(read(airway=1.0)["saturation"], before)
    assert read(antipyretic=1.0)["hot"] == pytest.approx(38.2)
    base["temp"] = 36.5
    assert read(antipyretic=1.0)["hot"] == bare["bare"] * 0 + 36.7


def test_the_moves_reach_every_level_and_answer_every_conclusion():
    tables = {one.decides: one for one in WARD.guidelines[-1].tables}
    moves = {(one.decision, one.value) for one in ACTS.support.moves}
    oxygen = {("support_oxygen", one.code) for one in tables["support_oxygen"].values}
    pressure = {("support_pressure", one.code) for one in tables["support_pressure"].values}
    assert moves == (oxygen | pressure) - {("support_pressure", "hold")}
    device = next(one for one in ACTS.support.states if one.id == "device")
    # A conclusion of the table is the code that its level is written as.
    for move in ACTS.support.moves:
        if move.decision == "support_oxygen":
            assert device.levels[move.level] == move.value


def _stated(name: str, **given: float) -> float:
    rule = next(one for one in ACTS.statements if one.observable == name)
    values = {one.id: one.otherwise for one in ACTS.past} | PERSON | given
    return float(evaluate(rule.formula, values, name))


def test_a_clinician_with_nothing_on_record_states_nothing_alarming():
    for one in ACTS.statements:
        if not one.from_model and not one.when:
            assert _stated(one.observable) == 0, one.observable


def test_statements_of_crs_follow_the_course():
    treated = {"tocilizumab_given": 1, "tocilizumab_hours": 13, "first_line_hours": 13}
    same = treated | {"crs_last": 3, "crs_24h": 3, "crs_first_line": 3, "crs_tocilizumab": 3}
    # Fever gone under tocilizumab is no improvement while the grade stands.
    assert _stated("crs_improving", **same, temperature_now=36.8, temperature_24h=39.5) == 0
    assert _stated("crs_improving", **(same | {"crs_last": 2})) == 1
    assert _stated("crs_poorly_controlled", **same) == 1
    assert _stated("crs_poorly_controlled", **(same | {"crs_last": 2})) == 0
    low = {"crs_last": 1, "crs_24h": 1, "crs_first_line": 1, "temperature_24h": 39.4}
    assert _stated("crs_improving", **low, temperature_now=39.2) == 0
    assert _stated("crs_improving", **low, temperature_now=38.8) == 1
    hard = same | {"tocilizumab_given": 2, "glucocorticoid_given": 2, "first_line_hours": 24}
    assert _stated("crs_refractory", **hard) == 1
    for name, less in (("tocilizumab_given", 1), ("glucocorticoid_given", 1), ("crs_last", 2)):
        assert _stated("crs_refractory", **(hard | {name: less})) == 0
    assert _stated("fever_masked", crs_ever=1, antipyretic_hours=7.9) == 1
    assert _stated("fever_masked", crs_ever=1, antipyretic_hours=8) == 0
    assert _stated("fever_masked", crs_ever=0, tocilizumab_hours=1) == 0
    assert _stated("crs_resolved", temperature_24h=37.9) == 1
    assert _stated("crs_resolved", temperature_24h=37.9, hypoxia_24h=1) == 0


def _hazard(name: str, **given: float) -> float:
    one = next(one for one in ACTS.deaths if one.id == name)
    well = dict.fromkeys(names_in(one.hazard), 0.0)
    well |= {past.id: past.otherwise for past in ACTS.past}
    well |= {"pressure": 120.0, "saturation": 97.0, "age": 60.0} | given
    return float(evaluate(one.hazard, well, name))


def test_the_well_die_of_age_alone_and_every_cause_can_kill():
    alarm = {
        "crs": {"agents": 2},
        "icans": {"N": 5},
        "hlh": {"hlh_last": 1, "FER": 3e4, "day": 5},
        "infection": {"ill": 1, "ill_serious": 1},
        "progression": {"progressed": 1},
    }
    assert set(alarm) | {"background"} == {one.id for one in ACTS.deaths}
    for name, sick in alarm.items():
        assert _hazard(name) == 0, name
        assert 0 < _hazard(name, **sick) < 1, name
    year = 365.25
    assert 0.008 < _hazard("background") * year < 0.013
    assert _hazard("background", age=70.0) > 2 * _hazard("background")
    assert _hazard("infection", ill=1, ill_serious=1, anc_now=0.1) == pytest.approx(0.024)
    guarded = {"ill": 1, "ill_serious": 1, "anc_now": 0.1, "antibiotic_hours": 5}
    assert _hazard("infection", **guarded) == pytest.approx(0.012)
    assert _hazard("crs", pressure=60, agents=3) > _hazard("crs", pressure=60, agents=2)
    assert _hazard("crs", device=3) == _hazard("crs", agents=2)
    assert _hazard("crs", saturation=75, device=4) > 10 * _hazard("crs", device=4)


def test_death_after_progression_is_the_difference_of_the_two_published_medians():
    medians = {one.endpoint: one.value for one in library.targets() if one.id in {"T113", "T114"}}
    gap = float(medians["os_median"] - medians["pfs_median"]) * 30.4375
    assert _hazard("progression", progressed=1) * gap == pytest.approx(np.log(2))


def test_protection_is_that_of_the_shares_of_germs():
    shares = dict(READ.infection.pathogens)
    for name, germ in (("aciclovir", "virus"), ("norfloxacin", "bacteria"), ("triazole", "fungus")):
        protection = ACTS.act(name).protection
        # Half of the germ's infections are prevented: without it they are doubled.
        assert protection.without == pytest.approx(1 + shares[germ])


def test_choices_are_of_one_kind_and_no_act_is_in_two():
    taken = [name for one in ACTS.choices for name in one.acts]
    assert len(taken) == len(set(taken))
    for one in ACTS.choices:
        assert len({ACTS.act(name).kind for name in one.acts} - {"transfusion"}) == 1


TEXT = (home.FOLDER / "bcma_cart.toml").read_text(encoding="utf-8")
BREAKS = [
    ('codes = ["g-csf"]', 'codes = ["g-csg"]', "no such order or advice"),
    ('effects = { GC = "1" }', 'effects = { GQ = "1" }', "no such state"),
    ('effects = { PLT = "30" }', 'effects = { PLT = "30 * platlets" }', "a name that is not known"),
    ('effects = { PLT = "30" }', 'effects = { PLT = "30 *" }', "cannot be read"),
    ('{ observable = "filgrastim"', '{ observable = "filgrastin"', "no such observable"),
    (
        '{ observable = "paracetamol", formula = "500" }',
        '{ observable = "paracetamol" }',
        "needs a",
    ),
    ('value = "withdraw"', 'value = "withdrow"', "no such decision or conclusion"),
    ("holds = { icu = 1 }", "holds = { itu = 1 }", "no such state"),
    ('strategy = "second-dual"', 'strategy = "second-duel"', "no such strategy"),
    ('lasts = "until"\n', "", "until needs a stop"),
    ("without = 1.57", "without = 0.57", "1 or more"),
    ("shortens = 0.3", "shortens = 1.3", "a share"),
    ('codes = ["protective-isolation"]', "codes = []", "neither an act nor a reason"),
    (
        'codes = ["protective-isolation"]',
        'codes = ["protective-isolation", "glucocorticoid"]',
        "at",
    ),
    ('kind = "antibiotic"', 'kind = "antibiotics"', "no such kind"),
    ('id = "crs_24h"', 'id = "crs_last"', "used twice"),
    ('code = "prolonged"', 'code = "prolongued"', "does not have that code"),
    ('code = "watch"', 'code = "wach"', "no such conclusion"),
    ('observables = ["sao2"]', 'observables = ["crs_improving"]', "stated and left unknown"),
    ("progressed * ln(2)", "progresed * ln(2)", "a name that is not known"),
    ('acts = ["aciclovir", "valaciclovir"]', 'acts = ["aciclovir", "val"]', "no such act"),
    ("level = 4\n", "level = 5\n", "outside the state"),
    ('"hfnc", "bipap", "mechanical"]\nreading', '"hfnc", "bipap"]\nreading', "one code is needed"),
    ("holds = { airway = 1 }", "holds = { airway = 1 }\nbetween = true", "only drugs are given"),
    ("given_after = 10", "given_after = 0", "do not follow each other"),
    ("moved_after = 5", "moved_after = 10", "do not follow each other"),
    ("moved_after = 5", "moved_after = 0", "do not follow each other"),
    ("found_before = 10", "found_before = 0", "do not follow each other"),
    ("early = 30", "early = -1", "do not follow each other"),
    ("confirm_after = 7", "confirm_after = 0", "do not follow each other"),
    ('confirm = ["disease", "imaging"]', 'confirm = ["nowhere"]', "no such schedule of readings"),
    ("{ first = 30, last", "{ first = 28, last", "spans follow"),
    ("first = 104,", "first = 100,", "spans follow"),
    ("first = 104, every = 4", "first = 104, every = 0", "spans follow"),
    ("last = 100, every", "last = 29, every", "spans follow"),
    ('(icans_last >= 1) + ill > 0"', '(icans_last >= 1) + sick > 0"', "a name"),
    ('reading = "max(device, 4 * airway)"', 'reading = "max(devise, 4 * airway)"', "a name"),
]


@pytest.mark.parametrize(("old", "new", "says"), BREAKS, ids=[one[1][:40] for one in BREAKS])
def test_a_defect_is_refused_with_its_line(old, new, says, tmp_path, monkeypatch):
    assert old in TEXT
    monkeypatch.setattr(home, "FOLDER", tmp_path)
    broken = TEXT.replace(old, new, 1)
    (tmp_path / "bcma_cart.toml").write_text(broken, encoding="utf-8")
    acts.cache_clear()
    try:
        with pytest.raises(ContentError) as refused:
            acts()
    finally:
        acts.cache_clear()
    assert says in str(refused.value)
    line = int(re.search(r"bcma_cart\.toml:(\d+)", str(refused.value)).group(1))
    assert 0 < line <= broken.count("\n") + 1


def test_a_mark_needs_exactly_one_ground(tmp_path, monkeypatch):
    monkeypatch.setattr(home, "FOLDER", tmp_path)
    broken = TEXT.replace(', of = [{ source = "bloodadv-cars-table", place = "table 1" }]', "", 1)
    assert broken != TEXT
    (tmp_path / "bcma_cart.toml").write_text(broken, encoding="utf-8")
    acts.cache_clear()
    try:
        with pytest.raises(ContentError, match="no mark is given"):
            acts()
    finally:
        acts.cache_clear()


def test_conditions_on_orders_match_the_orders_own_amounts():
    # An act whose order has no amount must not read one.
    for act in ACTS.acts:
        if act.trigger == "order":
            amounts = {WARD.orders[code].amount for code in act.codes}
            formulas = [one.formula for one in (*act.effects, *act.readings)]
            uses = any("amount" in formula for formula in formulas)
            assert uses == (None not in amounts), act.id
            assert all(amount is None or amount > Decimal(0) for amount in amounts)
