"""Readings taken in arrays, round by round, are those that observe writes, one by one."""

import dataclasses
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from trephine import library
from trephine.core.error import InputError
from trephine.library.model_of import model
from trephine.mechanism.evaluate import evaluate
from trephine.mechanism.observe.encoded import encoded, none_of
from trephine.mechanism.observe.infections import illness, infections
from trephine.mechanism.observe.measured import measured, noisy
from trephine.mechanism.observe.plan import plan
from trephine.mechanism.observe.rounds import Rounds
from trephine.mechanism.random.stream import Stream

OBSERVABLES = library.observables()
SEED = 20261123
INFUSION = datetime.fromisoformat("2026-03-02T10:00+08:00")


def readouts(hazard=None):
    """Return the read-outs; with many infections where a hazard is given."""
    whole = library.readouts()
    if hazard is None:
        return whole
    return dataclasses.replace(whole, infection=dataclasses.replace(whole.infection, hazard=hazard))


OFTEN = readouts("0.05 + 0 * TT")


@pytest.fixture(scope="module")
def rounds(run):
    return Rounds(OFTEN, OBSERVABLES, run.covariates, run.numbers, SEED)


@pytest.fixture(scope="module")
def records(run):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "readouts", lambda: OFTEN)
        return run.observed()


def true_values(run, day):
    """Return what observe holds for true of every patient at a day."""
    found = {}
    for name in run.planned.names:
        whole = run.solution.of(name)
        found[name] = np.array([np.interp(day, run.solution.times, mine) for mine in whole])
    return found


def states(ill, day):
    law = library.readouts().infection
    each = [illness(law, mine, np.array([day])) for mine in ill]
    return {name: np.array([one[name][0] for one in each]) for name in each[0]}


def test_all_readings_are_those_of_observe(run, rounds, records):
    """Every day of every schedule and of every infection, all read-outs, all patients."""
    kinds = {one.observable: one for one in OFTEN.readouts}
    written = [
        {
            (one.observable, round((one.time - INFUSION) / timedelta(minutes=1))): one
            for one in record.readings
        }
        for record in records.records
    ]
    compared = dict.fromkeys(kinds, 0)
    present = dict.fromkeys(kinds, 0)
    every = np.arange(len(run.numbers))
    for schedule in OFTEN.schedules:
        planned = {float(np.round(day, 4)): every for day in run.planned.days[schedule.id]}
        if schedule.ill:
            for row, mine in enumerate(records.infections):
                for one in mine:
                    looks = (0.1, 1.1, 2.1, 3.1, one.days / 2, one.days - 0.1, one.days + 0.9)
                    for look in looks:
                        day = float(np.round(one.onset + look, 4))
                        if look <= one.days + 1 and -7 <= day <= 70:
                            planned.setdefault(day, np.array([row]))
        for day, rows in planned.items():
            minute = round(day * 1440)
            found = rounds.read(
                [schedule.id], minute, true_values(run, day), rows, None,
                states(records.infections, day),
            )  # fmt: skip
            for name, column in found.items():
                observable = OBSERVABLES[name]
                for row, value in zip(rows, column, strict=True):
                    one = written[row].get((name, minute))
                    expected = (
                        none_of(observable) if one is None else encoded(observable, one.value)
                    )
                    is_same = value == expected or (np.isnan(value) and np.isnan(expected))
                    assert is_same, (name, day, row, one)
                    compared[name] += 1
                    if one is not None:
                        present[name] += 1
                        assert (one.low, one.high) == rounds.limits_of(name)
    assert min(compared.values()) > 0
    assert len(compared) == 91
    rare = {name for name, count in present.items() if not count}
    assert rare <= {"bcma_density", "bcma_positive_cells", "bcma_at_relapse"}
    assert sum(present.values()) > 10_000


def random_values(rounds, n, schedules, seed=1):
    """Return quantities of every size, so that each branch of each read-out is met."""
    chance = np.random.default_rng(seed)
    found = {name: np.exp(chance.normal(0, 3, n)) for name in rounds.names(schedules)}
    for name, low, high in (
        ("temp", 36, 41), ("sbpu", 30, 140), ("satu", 60, 100), ("N", 0, 8), ("TX", -1, 30),
        ("ND", 0, 2), ("leakS", 0, 1), ("ump", 0, 90), ("MP", 0, 3),
    ):  # fmt: skip
        if name in found:
            found[name] = chance.uniform(low, high, n)
    if "clonal" in found:
        found["clonal"] = np.exp(chance.uniform(np.log(1e-7), 0, n))
    for column in found.values():
        column[::17] = np.nan
    return found


@pytest.fixture(scope="module")
def many():
    """200 patients whose run gives anything at all, and each one's state of infection."""
    n = 200
    chance = np.random.default_rng(2)
    covariates = {
        "light_chain": chance.choice(["kappa", "lambda"], n),
        "extramedullary": chance.random(n) < 0.3,
        "weight": chance.uniform(40, 90, n),
    }
    whole = readouts()
    rounds = Rounds(whole, OBSERVABLES, covariates, np.arange(n) + 7, SEED)
    schedules = [one.id for one in whole.schedules]
    mine = infections(whole.infection, np.full((n, 2), 0.3), np.array([0.0, 70.0]), np.arange(n), 5)
    return rounds, covariates, schedules, random_values(rounds, n, schedules), mine


def test_every_branch_of_every_readout_is_as_observe_writes_it(many):
    """The parts of observe one by one, on values of every size, and the codes that are met."""
    rounds, covariates, schedules, values, mine = many
    minute = 69 * 1440 + 7
    ill = states(mine, minute / 1440)
    found = rounds.read(schedules, minute, values, None, None, ill)
    whole = readouts()
    n = len(mine)
    at = {**values, **{name: np.full(n, told) for name, told in whole.assumed}, **covariates}
    at |= {**ill, "day": np.full(n, minute / 1440)}
    with np.errstate(all="ignore"):
        for term in whole.terms:
            at[term.id] = evaluate(term.formula, at, term.id)
        for one in whole.readouts:
            observable = OBSERVABLES[one.observable]
            true = np.broadcast_to(evaluate(one.formula, at, ""), n).astype(np.float64)
            u = np.full(n, 0.5)
            if one.noise != "none":
                stream = Stream(seed=SEED, purpose=f"reading: {one.observable}")
                u = stream.uniforms_at(np.arange(n) + 7, [minute + 1_440_000])[:, 0]
            expected = measured(one, observable, noisy(one, true, u))
            asked = np.broadcast_to(evaluate(one.when, at, "") if one.when else 1.0, n)
            column = [
                encoded(observable, value if take else None)
                for value, take in zip(expected, asked, strict=True)
            ]
            np.testing.assert_array_equal(found[one.observable], column, err_msg=one.observable)
            codes = [code for _, code in one.cutpoints] + [one.last_code] * bool(one.cutpoints)
            if codes and one.observable not in {"mrd_method", "mrd_sensitivity", "organ_damage"}:
                met = set(column) - {-1}
                assert len(met) == len(set(codes)), (one.observable, met)
    assert (found["seizure"] == -1).any()
    assert np.isnan(found["hemoglobin"]).any()


def test_the_same_whichever_rows_are_asked(many):
    rounds, _, schedules, values, mine = many
    ill = states(mine, 12.0)
    support = {"pressors": np.arange(len(mine)) % 4.0}
    whole = rounds.read(schedules, 12 * 1440, values, None, support, ill)
    for rows in (np.arange(200), np.arange(3, 200, 7), np.array([5]), np.array([], dtype=int)):
        part = rounds.read(schedules, 12 * 1440, values, rows, support, ill)
        # Columns for the rows alone are as good as columns for everybody.
        short = rounds.read(
            schedules,
            12 * 1440,
            {name: column[rows] for name, column in values.items()},
            rows,
            {name: column[rows] for name, column in support.items()},
            {name: column[rows] for name, column in ill.items()},
        )
        for name, column in whole.items():
            np.testing.assert_array_equal(part[name], column[rows])
            np.testing.assert_array_equal(short[name], column[rows])
            assert part[name].dtype == column.dtype
    one_by_one = {}
    for schedule in schedules:
        one_by_one |= rounds.read([schedule], 12 * 1440, values, None, support, ill)
    assert set(one_by_one) == set(whole)
    for name, column in whole.items():
        np.testing.assert_array_equal(one_by_one[name], column)


def test_each_minute_seed_and_patient_has_its_own_noise(many):
    rounds, covariates, _, values, mine = many
    numbers = np.arange(200) + 7
    first = rounds.read(["chemistry"], 0, values)["potassium"]
    assert (rounds.read(["chemistry"], 0, values)["potassium"][1:9] == first[1:9]).all()
    assert (rounds.read(["chemistry"], 1, values)["potassium"] != first).mean() > 0.2
    for other in (
        Rounds(readouts(), OBSERVABLES, covariates, numbers, SEED + 1),
        Rounds(readouts(), OBSERVABLES, covariates, numbers + 1, SEED),
    ):
        assert (other.read(["chemistry"], 0, values)["potassium"] != first).mean() > 0.2
    assert len(mine) == 200


def test_support_takes_the_place_of_terms_and_of_what_rests_on_them(many):
    rounds, _, _, values, _ = many
    n = 200
    support = {
        "pressors": np.full(n, 2.0), "pressure": np.full(n, 93.0), "oxygen": np.full(n, 3.0),
        "saturation": np.full(n, 95.0), "low": np.ones(n), "desaturated": np.ones(n),
        "high_flow": np.zeros(n), "positive": np.ones(n),
    }  # fmt: skip
    found = rounds.read(["ward"], 60, values, None, support)
    vasopressors = [one.code for one in OBSERVABLES["vasopressors"].choices]
    bits = sum(1 << vasopressors.index(one) for one in ("norepinephrine", "epinephrine"))
    assert set(found["vasopressors"]) == {bits}
    devices = [one.code for one in OBSERVABLES["oxygen_device"].choices]
    assert set(found["oxygen_device"]) == {devices.index("mechanical")}
    assert set(found["hypotension"]) == set(found["oxygen_for_hypoxia"]) == {1}
    assert abs(np.mean(found["systolic_bp"]) - 93) < 1
    assert np.isnan(found["oxygen_flow"]).all()
    assert "sbpu" not in rounds.names(["ward"], support)
    assert "sbpu" in rounds.names(["ward"])
    fewer = {name: values[name] for name in rounds.names(["ward"], support)}
    again = rounds.read(["ward"], 60, fewer, None, support)
    for name, column in found.items():
        np.testing.assert_array_equal(again[name], column)


def test_nobody_is_ill_unless_it_is_said(many):
    rounds, _, _, values, mine = many
    well = rounds.read(["day"], 69 * 1440, values)
    assert (well["active_infection"] == 0).all()
    assert (well["infection_site"] == -1).all()
    ill = rounds.read(["day"], 69 * 1440, values, None, None, states(mine, 69.0))
    assert (ill["active_infection"] == 1).any()


def test_hazard_is_that_of_observe(run, rounds):
    whole = Rounds(readouts(), OBSERVABLES, run.covariates, run.numbers, SEED)
    assert whole.hazard_names == ("ANC", "G", "TT", "alc", "ste")
    everything = plan(readouts(), model("bcma_cart"), end=70.0).names
    assert set(whole.hazard_names) <= set(everything)
    values = {name: np.linspace(0.1, 3, 4) for name in whole.hazard_names}
    expected = evaluate(readouts().infection.hazard, values, "hazard")
    np.testing.assert_array_equal(whole.hazard(values), expected)
    assert rounds.hazard({"TT": 1.0}).tolist() == [0.05] * 4


def test_limits(rounds):
    assert rounds.limits_of("potassium") == (Decimal("3.50"), Decimal("5.30"))
    assert rounds.limits_of("crp") == (None, Decimal("8.0"))
    assert rounds.limits_of("temperature") == rounds.limits_of("tocilizumab") == (None, None)


def test_refuses_what_there_is_not(many):
    rounds, _, _, values, _ = many
    with pytest.raises(InputError, match="schedule"):
        rounds.read(["no such schedule"], 0, values)
    with pytest.raises(InputError, match="term"):
        rounds.read(["ward"], 0, values, None, {"no such term": np.ones(200)})
    with pytest.raises(InputError, match="missing"):
        rounds.read(["ward"], 0, {})
    with pytest.raises(InputError, match="rise"):
        rounds.read(["ward"], 0, values, [2, 1])
    odd = dataclasses.replace(readouts().readouts[0], formula="temp +")
    with pytest.raises(InputError, match="read"):
        Rounds(
            dataclasses.replace(readouts(), readouts=(odd,)), OBSERVABLES, {}, np.arange(2), 1
        ).names([odd.schedule])
    code = next(one for one in readouts().readouts if one.observable == "consciousness")
    strange = dataclasses.replace(code, last_code="no such code")
    with pytest.raises(InputError, match="no such code"):
        Rounds(
            dataclasses.replace(readouts(), readouts=(strange,)), OBSERVABLES, {}, np.arange(2), 1
        ).names([code.schedule])
    with pytest.raises(InputError, match="kind"):
        encoded(OBSERVABLES["temperature"], True)
