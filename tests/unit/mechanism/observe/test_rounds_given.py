"""What is known before treatment, and doses, in arrays: as observe writes them."""

import dataclasses
from datetime import datetime, timedelta

import numpy as np

from trephine import library
from trephine.library.stated_of import stated_of
from trephine.mechanism.cohort import Administration
from trephine.mechanism.observe.encoded import encoded
from trephine.mechanism.observe.rounds import Rounds

OBSERVABLES = library.observables()
READOUTS = library.readouts()
SEED = 20261123
INFUSION = datetime.fromisoformat("2026-03-02T10:00+08:00")
MOMENT = "planned_infusion"


def test_what_is_known_before_is_what_observe_writes(run):
    population = next(one for one in library.populations() if one.id == "chinese")
    named = {one.id: one.observable for one in population.covariates if one.observable}
    n = len(run.numbers)
    covariates = run.covariates | {
        "leukapheresis_day": np.array([-38.2, -40.0, -38.2, -51.3]),
        "days_off_steroid": np.array([14.0, 15.5, 3.0, 0.0]),
        "comorbidity": np.array([0.0, 1.0, 0.0, 0.0]),
        "extramedullary": np.array([True, False, False, True]),
        "isotype": np.array(["iga", "igg", "no such", "igg"]),
        "kps": np.array([80.4, 60.5, 61.5, 90.0]),
        "renal_impairment": np.array([0.0, 1.0, 0.0, 1.0]),
    }
    stated = stated_of(library.products()[2]) | {MOMENT: INFUSION + timedelta(days=28)}
    told = dataclasses.replace(run, covariates=covariates)
    observed = told.observed(stated=stated, named=named)
    rounds = Rounds(READOUTS, OBSERVABLES, covariates, run.numbers, SEED)
    first = round(float(run.solution.times[0]) * 1440)
    found = rounds.before(first, stated, named, INFUSION)
    assert [one.minute for one in found] == sorted(one.minute for one in found)
    read = {one.observable for one in READOUTS.readouts}
    for row in range(n):
        mine = sorted(
            (one.observable, one.minute, value)
            for one in found
            for at, value in zip(one.rows, one.values, strict=True)
            if at == row
        )
        names = {name for name, _, _ in mine}
        # Of read-outs only what stands before the first reading; doses come from elsewhere.
        expected = sorted(
            (one.observable, minute, encoded(OBSERVABLES[one.observable], one.value, INFUSION))
            for one in observed.records[row].readings
            if one.observable in names
            for minute in [round((one.time - INFUSION) / timedelta(minutes=1))]
            if one.observable not in read or minute in {first, round(-6.5 * 1440)}
        )
        assert mine == expected
        assert len(mine) > 60
    leukapheresis = [one.minute for one in found if one.observable == "leukapheresis"]
    assert leukapheresis == [round(day * 1440) for day in (-51.3, -40.0, -38.2)]


def test_doses_are_written_as_observe_writes_them(run):
    n = len(run.numbers)
    administrations = [
        Administration(
            drug="fludarabine", day=day, amounts=np.array([30.0, 0.0, 25.5, 30.0]), unit="mg/m2"
        )
        for day in (-5.0, -4.0, -3.0, 20.0)
    ]
    observed = run.observed(administrations=administrations)
    rounds = Rounds(READOUTS, OBSERVABLES, run.covariates, run.numbers, SEED)
    found = rounds.planned(run.solution.given, run.states, administrations)
    assert [one.minute for one in found] == sorted(one.minute for one in found)
    words = {one.observable for one in READOUTS.doses}
    statements = {one.observable for one in READOUTS.statements}
    for row in range(n):
        mine = sorted(
            (one.observable, one.minute, value)
            for one in found
            for at, value in zip(one.rows, one.values, strict=True)
            if at == row
        )
        expected = sorted(
            (one.observable, minute, encoded(OBSERVABLES[one.observable], one.value))
            for one in observed.records[row].readings
            for minute in [round((one.time - INFUSION) / timedelta(minutes=1))]
            if one.observable in words - statements and minute <= 70 * 1440
        )
        assert mine == expected
    assert {"lymphodepletion_start", "lymphodepletion_end", "infusion", "tocilizumab"} <= {
        one.observable for one in found
    }


def test_a_dose_given_now(run):
    rounds = Rounds(READOUTS, OBSERVABLES, run.covariates, run.numbers, SEED)
    rows = np.array([0, 2, 3])
    found = rounds.given("DT", [130.0, 0.0, 65.0], rows)
    assert set(found) == {"tocilizumab"}
    np.testing.assert_array_equal(found["tocilizumab"], [496.0, np.nan, 248.0])
    assert rounds.given("PLT", [1.0, 0.0, 1.0], rows)["platelet_transfusion"].tolist() == [1, -1, 1]
    assert rounds.given("R1", [0.4, 0.4, 0.0], rows)["infusion"].dtype == np.int8
    assert rounds.given("R1", np.full(4, 0.123456))["product_dose"].tolist() == [123.5] * 4
    assert rounds.given("no such state", [1.0, 1.0, 1.0], rows) == {}
    # The first and the last dose of a course are known only of a whole schedule.
    assert rounds.given("DL", [1.0, 1.0, 1.0], rows) == {}
    assert len(run.numbers) == 4


def test_two_doses_of_one_minute_are_two_writings(run):
    rounds = Rounds(READOUTS, OBSERVABLES, run.covariates, run.numbers, SEED)
    twice = [
        Administration(drug="fludarabine", day=-5.0, amounts=np.array(amounts), unit="mg")
        for amounts in ([30.0, 0.0, 20.0, 10.0], [5.0, 6.0, 0.0, 40.0])
    ]
    none = dataclasses.replace(run.solution.given, amounts=0 * run.solution.given.amounts)
    first, second = rounds.planned(none, run.states, twice)
    assert first.rows.tolist() == [0, 1, 2, 3]
    assert first.values.tolist() == [5, 6, 20, 10]
    assert second.rows.tolist() == [0, 3]
    assert second.values.tolist() == [30, 40]
