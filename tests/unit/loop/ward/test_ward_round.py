"""Rounds as they are made: what one leaves behind of support, hazards, counts and the lost."""

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from trephine.core.text import both_of
from trephine.core.trial import Missingness, Trial, TrialArm
from trephine.loop.run_chunk import run_chunk

N = 16
PLAN = Trial(
    id="small",
    title=both_of("small"),
    population="general",
    arms=(TrialArm(id="a", label=both_of("a"), product="cilta-cel"),),
    days=9.0,
    patients=N,
    start=datetime(2026, 3, 2, 10, tzinfo=UTC),
    seed=5,
    written=date(2026, 11, 23),
    missing=Missingness(dropout_per_year=20.0),
)


@pytest.fixture(scope="module")
def run():
    """Return the columns and the ward after nine days, a third of the patients lost on the way."""
    return run_chunk(PLAN, PLAN.arms[0], 0, N, kept=range(N))


def told(ward, row, name):
    """Return minute and value of each reading of a patient."""
    start = PLAN.start
    return [
        (round((one.time - start).total_seconds() / 60), one.value)
        for one in ward.record(row).readings
        if one.observable == name
    ]


def last_round(ward, row):
    return max(one.minute for one in ward.taken if row in one.decided.rows and one.released)


def test_what_is_ordered_is_given_ten_minutes_after_a_round(run) -> None:
    _, ward = run
    minutes = [at for row in range(N) for at, _ in told(ward, row, "paracetamol")]
    assert len(minutes) > 5
    assert {at % 240 for at in minutes} == {10}


def test_an_antipyretic_is_at_work_for_its_hours_and_no_longer(run) -> None:
    _, ward = run
    expected = np.zeros(N)
    for row in range(N):
        given = [at - 10 for at, _ in told(ward, row, "paracetamol")]
        # it lapses at the first reading of a round, 30 minutes before the decision
        expected[row] = any(at + 360 > last_round(ward, row) - 30 for at in given)
    here = np.isnan(ward.dropped_day) & np.isnan(ward.death_day)
    assert ward.support.levels["antipyretic"][here].tolist() == expected[here].tolist()
    ever = [row for row in np.flatnonzero(here) if told(ward, row, "paracetamol")]
    assert 0 < expected[here].sum() < len(ever), "some have it at work, and some had"


def test_hazards_are_worked_out_of_everybody_who_is_seen(run) -> None:
    _, ward = run
    assert (ward.hazards._hazard[-1] > 0).all(), "the background of age"
    assert (ward._hazard > 0).all()
    assert (ward._risk == 1).all(), "who takes what the rules ask for has the hazard of the law"


def test_without_prophylaxis_the_hazard_of_infections_is_raised() -> None:
    bare = replace(PLAN, acts=("tocilizumab",), days=7.0, missing=Missingness())
    _, ward = run_chunk(bare, bare.arms[0], 0, 4)
    assert (ward._risk > 1).all()


def test_what_rounds_decide_and_hold_is_counted_and_written(run) -> None:
    columns, ward = run
    assert (columns["crs_max"] >= 1).any()
    assert (columns["anc_grade"] >= 3).any()
    for row in range(N):
        devices = told(ward, row, "oxygen_device")
        assert len(devices) >= len(told(ward, row, "temperature")) > 0
        placed = any(value for _, value in told(ward, row, "intensive_care"))
        assert bool(columns["icu"][row]) == placed


def test_who_is_lost_is_read_decided_on_and_treated_no_more(run) -> None:
    columns, ward = run
    lost = np.flatnonzero(~np.isnan(columns["dropped_day"]))
    assert 2 <= len(lost) < N
    for row in lost:
        until = round(columns["dropped_day"][row] * 1440)
        assert columns["last_day"][row] == columns["dropped_day"][row]
        for name in ("temperature", "anc", "paracetamol", "oxygen_device"):
            assert all(at <= until + 10 for at, _ in told(ward, row, name)), name
        assert last_round(ward, row) <= until
    for row in np.flatnonzero(np.isnan(columns["dropped_day"]) & np.isnan(columns["death_day"])):
        assert last_round(ward, row) == 9 * 1440
