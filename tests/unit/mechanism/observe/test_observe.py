"""A run becomes records: what is written, when, in which units, and that chance is repeatable."""

import dataclasses
from datetime import datetime, timedelta
from decimal import Decimal

import numpy as np
import pytest

from trephine import library
from trephine.core.error import InputError
from trephine.library.model_of import model
from trephine.mechanism.observe.observe import Observed, observe
from trephine.mechanism.observe.plan import plan

OBSERVABLES = library.observables()


def days(observed: Observed, row: int, name: str) -> list[float]:
    start = next(r.time for r in observed.records[row].readings if r.observable == "infusion")
    return [
        (r.time - start) / timedelta(days=1)
        for r in observed.records[row].readings
        if r.observable == name
    ]


def values(observed: Observed, row: int, name: str) -> list:
    return [r.value for r in observed.records[row].readings if r.observable == name]


def test_every_reading_is_simulated_possible_and_rounded(observed):
    seen = set()
    never = {one.observable for one in library.readouts().statements if one.code == "false"}
    for record in observed.records:
        for one in record.readings:
            what = OBSERVABLES[one.observable]
            seen.add(one.observable)
            assert one.origin == "simulated"
            assert one.time.tzinfo is not None
            if what.kind in {"quantity", "dose"}:
                assert isinstance(one.value, Decimal)
                assert one.unit == what.unit
                assert one.value % what.resolution == 0
                assert what.possible[0] <= one.value <= what.possible[1]
            else:
                assert one.unit == ""
            if what.kind == "choice":
                assert one.value in {choice.code for choice in what.choices}
            if what.kind == "choices":
                assert set(one.value) <= {choice.code for choice in what.choices}
            if what.kind in {"yesno", "event"}:
                assert isinstance(one.value, bool)
            if what.kind == "event":
                assert one.value or one.observable in never
    read = {one.observable for one in library.readouts().readouts}
    rare = {"oxygen_flow", "infection_controlled", "serious_or_recurrent_infection"}
    rare |= {"infection_site", "pathogen", "blood_culture", "bcma_density", "bcma_positive_cells"}
    rare |= {"bcma_at_relapse"}
    assert read - rare <= seen


def test_readings_look_like_a_patients(observed):
    quiet = 0
    temperatures = values(observed, quiet, "temperature")
    assert max(temperatures) > 38
    assert Decimal(36) < min(temperatures) < 37
    assert min(values(observed, quiet, "anc")) < 1
    assert min(values(observed, quiet, "alc")) < Decimal("0.1")
    assert max(values(observed, quiet, "car_copies")) > 10_000
    assert values(observed, quiet, "car_copies")[0] < 5_000
    protein = values(observed, quiet, "serum_m_protein")
    assert protein[0] > 15
    assert protein[-1] < protein[0] / 2
    plasma = values(observed, quiet, "marrow_plasma_cells")
    assert plasma[0] > 10 > plasma[1]
    assert values(observed, quiet, "mrd") == ["negative"] or values(observed, quiet, "mrd") == [
        "positive"
    ]
    involved, other = values(observed, 0, "lambda_flc"), values(observed, 0, "kappa_flc")
    assert involved[0] > 100 > other[0]


def test_ward_is_watched_every_four_hours_and_seen_again_at_the_visits(observed):
    times = np.array(days(observed, 0, "temperature"))
    ward = times[(times > 0) & (times <= 14)]
    assert np.diff(ward).max() <= 4.1 / 24
    assert times.max() > 50


def test_doses_are_written_as_a_ward_writes_them(observed):
    grave = 3
    assert values(observed, grave, "tocilizumab") == [Decimal("496.000")]
    assert values(observed, grave, "dexamethasone") == [Decimal("10.000")]
    assert values(observed, grave, "immunoglobulin_iv") == [Decimal("24.800")]
    assert days(observed, grave, "lymphodepletion_start") == pytest.approx([-5], abs=0.01)
    assert days(observed, grave, "lymphodepletion_end") == pytest.approx([-2.9], abs=0.01)
    assert values(observed, grave, "product_dose") == [Decimal("400.0")]
    assert values(observed, 0, "tocilizumab") == []


def test_fever_is_masked_only_after_treatment(observed):
    assert not any(values(observed, 0, "fever_masked"))
    assert values(observed, 0, "crs_resolved") == []
    masked = dict(
        zip(days(observed, 3, "fever_masked"), values(observed, 3, "fever_masked"), strict=True)
    )
    assert not any(masked[day] for day in masked if day < 8)
    assert any(masked[day] for day in masked if day > 8)


def test_draws_hang_on_patient_and_minute_alone(run, observed):
    alone = run.observed(slice(2, 3))
    assert alone.records[0] == observed.records[2]
    assert alone.infections[0] == observed.infections[2]
    other = run.observed(slice(2, 3), seed=5)
    assert other.records[0] != observed.records[2]
    short = run.observed(slice(2, 3), until=np.array([30.0]))
    kept = {(r.observable, r.time, r.value) for r in observed.records[2].readings}
    fresh = {(r.observable, r.time, r.value) for r in short.records[0].readings} - kept
    assert fresh == set()
    assert 0 < len(short.records[0].readings) < len(observed.records[2].readings)


def test_noise_is_there_and_of_the_size_stated(run):
    many = [run.observed(slice(0, 1), seed=seed).records[0] for seed in range(30)]
    drawn = np.array(
        [[float(r.value) for r in one.readings if r.observable == "potassium"][:10] for one in many]
    )
    share = (drawn.std(axis=0, ddof=1) / drawn.mean(axis=0)).mean()
    assert 0.015 < share < 0.025


def test_support_given_by_care_takes_the_place_of_ours(run):
    pressors = np.full((1, len(run.planned.times)), 2.0)
    told = run.observed(slice(0, 1), support={"pressors": pressors})
    used = {r.value for r in told.records[0].readings if r.observable == "vasopressors"}
    assert used == {("epinephrine", "norepinephrine")}


def test_death_ends_a_record(run):
    told = run.observed(slice(0, 1), until=np.array([20.0]), died=np.array([True]))
    record = told.records[0]
    death = [r for r in record.readings if r.observable == "death"]
    assert len(death) == 1
    assert max(r.time for r in record.readings) == death[0].time


def test_nothing_is_written_after_a_failure(run):
    failed = dataclasses.replace(
        run.solution,
        failed_at=np.array([10.0, np.nan, np.nan, np.nan]),
        status=np.array([1, 0, 0, 0], dtype=np.int8),
        values=np.where(
            (run.planned.times > 10)[None, None, :] & (np.arange(4) == 0)[:, None, None],
            np.nan,
            run.solution.values,
        ),
    )
    told = dataclasses.replace(run, solution=failed).observed()
    assert told.failed == (100,)
    after = [r for r in told.records[0].readings if r.time > told.records[0].readings[0].time]
    last = max(r.time for r in after)
    infusion = next(r.time for r in after if r.observable == "infusion")
    assert last <= infusion + timedelta(days=10)


def test_refuses_what_cannot_be_read(run):
    with pytest.raises(InputError, match="zone"):
        run.observed(infusion=datetime(2026, 3, 2, 10))  # noqa: DTZ001  (what is refused)
    fewer = dataclasses.replace(run.planned, names=(*run.planned.names, "nothing"))
    with pytest.raises(InputError, match="lacks"):
        dataclasses.replace(run, planned=fewer).observed()
    with pytest.raises(InputError, match="end"):
        plan(library.readouts(), model("bcma_cart"), end=-8.0)
    strange = dataclasses.replace(
        library.readouts().readouts[0], formula="no_such_quantity + 1", when=""
    )
    odd = dataclasses.replace(library.readouts(), readouts=(strange,))
    with pytest.raises(InputError, match="not"):
        observe(
            run.solution, run.states, run.covariates, run.numbers, odd, OBSERVABLES, run.planned,
            seed=1, infusion=datetime.fromisoformat("2026-03-02T10:00+08:00"),
        )  # fmt: skip
