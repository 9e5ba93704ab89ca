"""Tallies: what a second infusion brings is never counted with the first."""

from datetime import date
from types import SimpleNamespace

import numpy as np
import pytest

from trephine.care.chart.decided import Decided
from trephine.core.mark import Assumed
from trephine.core.patient_column import PatientColumn
from trephine.core.text import both_of
from trephine.loop.ward.clock import Clock
from trephine.loop.ward.round_plan import RoundPlan
from trephine.loop.ward.tallies import Tallies

DAY = 1440
N = 4
PLAN = RoundPlan(minutes=np.arange(-1, 200) * DAY, due={}, planned=np.arange(-1, 200) * DAY)
MARK = Assumed(reason=both_of("test"), on=date(2026, 11, 23))


def column(name, tally, of, **more):
    kinds = {"times": "count", "held": "flag", "first day": "day"}
    return PatientColumn(
        name=name, kind=kinds.get(tally, "grade"), meaning=both_of(name), mark=MARK,
        tally=tally, of=of, **more,
    )  # fmt: skip


COLUMNS = (
    column("crs_max", "highest", "crs"),
    column("crs_day", "first day", "crs"),
    column("doses", "times", "tocilizumab"),
    column("icu", "held", "icu"),
    column("igg_low", "below", "igg", limit=4),
    column("second_crs_max", "highest", "crs", infusion=2),
    column("second_crs_day", "first day", "crs", infusion=2),
)


def decided(rows, grades):
    none = np.zeros((0, len(rows)))
    low = np.array([grades], dtype=np.float64)
    bits = none.astype(np.int64)
    layout = SimpleNamespace(output_row={"crs": 0}, codes={})
    return Decided(
        pathway=SimpleNamespace(layout=layout), rows=rows, at=rows, applies=bits.astype(np.int8),
        sure=bits, possible=bits, force=none.astype(bool), lowest=none, highest=none, chosen=bits,
        out_low=low, out_high=low.copy(), out_bits=bits, known=bits.astype(np.int8), figure=none,
    )  # fmt: skip


@pytest.fixture
def tallies():
    """Return tallies of four, of whom 1 is infused again on day 40, treated from day 35 on."""
    clock = Clock(PLAN, N, -7 * DAY)
    clock.infuse(np.array([1]), 40 * DAY, 35 * DAY)
    found = Tallies(COLUMNS, clock, N)
    found.clock = clock
    return found


ROWS = np.arange(N)


def test_grades_count_for_the_infusion_that_they_follow(tallies):
    tallies.take(decided(ROWS, [1, 1, 0, 2]), ROWS, 3 * DAY)
    tallies.take(decided(ROWS, [3, 3, 0, 0]), ROWS, 36 * DAY)  # 1: between chemotherapy and cells
    tallies.clock.begin(39 * DAY)
    tallies.take(decided(ROWS, [0, 4, 0, 0]), ROWS, 39 * DAY + 60)  # 1: the day before the cells
    tallies.take(decided(np.array([0, 1]), [2, 2]), np.array([0, 1]), 43 * DAY)
    told = tallies.columns()
    assert told["crs_max"].tolist() == [3, 1, 0, 2]
    assert told["second_crs_max"].tolist() == [-1, 2, -1, -1]
    assert told["crs_day"][1] == 3.0
    assert told["second_crs_day"][1] == 3.0, "days from the second infusion"
    assert np.isnan(told["second_crs_day"][[0, 2, 3]]).all()


def test_doses_support_and_infections_of_the_second_are_not_the_firsts(tallies):
    def given(minute):
        return SimpleNamespace(act=SimpleNamespace(kind="tocilizumab"), rows=ROWS, minute=minute)

    tallies.given(given(3 * DAY))
    tallies.clock.begin(39 * DAY)
    tallies.given(given(41 * DAY))
    tallies.held({"icu": np.array([0.0, 1, 0, 1])}, np.arange(4), 41 * DAY)
    tallies.infected(np.array([1, 2]), 41 * DAY, np.array([True, True]))
    told = tallies.columns()
    assert told["doses"].tolist() == [2, 1, 2, 2]
    assert told["icu"].tolist() == [0, 0, 0, 1]
    assert told["infection_any"].tolist() == told["infection_serious"].tolist() == [0, 0, 1, 0]


def test_doses_before_the_infusion_do_not_count(tallies):
    act = SimpleNamespace(kind="tocilizumab")
    tallies.given(SimpleNamespace(act=act, rows=ROWS, minute=-1))
    assert tallies.columns()["doses"].tolist() == [0, 0, 0, 0]
    tallies.given(SimpleNamespace(act=act, rows=ROWS, minute=0))
    assert tallies.columns()["doses"].tolist() == [1, 1, 1, 1]


def test_readings_before_the_infusion_and_of_the_second_are_not_the_firsts(tallies):
    tallies.read("igg", -60, ROWS, np.array([1.0, 9.0, 9.0, 9.0]))
    tallies.read("igg", 3 * DAY, ROWS, np.array([9.0, 9.0, 1.0, np.nan]))
    tallies.clock.begin(39 * DAY)
    tallies.read("igg", 41 * DAY, np.array([1]), np.array([1.0]))
    assert tallies.columns()["igg_low"].tolist() == [0, 0, 1, -1]


def test_after_the_last_round_of_the_trial_nothing_of_either_infusion_counts(tallies):
    tallies.clock.begin(39 * DAY)
    tallies.take(decided(ROWS, [1, 1, 1, 1]), ROWS, PLAN.end)
    tallies.take(decided(ROWS, [4, 4, 4, 4]), ROWS, PLAN.end + 60)
    told = tallies.columns()
    assert told["crs_max"].tolist() == [1, -1, 1, 1]
    assert told["second_crs_max"].tolist() == [-1, 1, -1, -1]


def test_an_infection_that_is_not_serious_is_one_all_the_same(tallies):
    tallies.infected(np.array([0, 3]), 3 * DAY, np.array([False, True]))
    told = tallies.columns()
    assert told["infection_any"].tolist() == [1, 0, 0, 1]
    assert told["infection_serious"].tolist() == [0, 0, 0, 1]
