"""Infections advanced from round to round are those drawn at once; treatment shortens them."""

import dataclasses

import numpy as np
import pytest

from trephine import library
from trephine.core.error import InputError
from trephine.mechanism.observe.illness_batch import Infections
from trephine.mechanism.observe.infections import illness, infections

LAW = library.readouts().infection
NUMBERS = np.arange(300, 380)
TIMES = np.arange(-7.0, 101.0)
SEED = 11


@pytest.fixture(scope="module")
def hazard():
    """Infections a day, of every patient on every day: some high, some none, some not a number."""
    chance = np.random.default_rng(5)
    found = chance.gamma(0.5, 0.06, (len(NUMBERS), len(TIMES)))
    found[3], found[4], found[5] = np.nan, 0.0, -1.0
    return found


def advanced(hazard, **more):
    batch = Infections(LAW, NUMBERS, SEED, **more)
    for at, day in enumerate(TIMES[:-1]):
        batch.advance(day, day + 1, hazard[:, at])
    return batch


def test_the_same_infections_as_drawn_at_once(hazard):
    whole = infections(LAW, hazard, TIMES, NUMBERS, SEED)
    batch = advanced(hazard, kept=range(len(NUMBERS)))
    assert [batch.past(row) for row in range(len(NUMBERS))] == list(whole)
    assert batch.count.tolist() == [len(mine) for mine in whole]
    assert batch.count.sum() > 100
    assert batch.count[3:6].tolist() == [0, 0, 0]


def test_the_same_signs_at_every_moment(hazard):
    whole = infections(LAW, hazard, TIMES, NUMBERS, SEED)
    batch = Infections(LAW, NUMBERS, SEED)
    ill = 0.0
    for at, day in enumerate(TIMES[:-1]):
        batch.advance(day, day + 1, hazard[:, at])
        for minute in (int(day * 1440), int(day * 1440) + 700, int(day * 1440) + 1430):
            told = batch.illness(minute)
            days = np.array([minute / 1440])
            expected = [illness(LAW, mine, days) for mine in whole]
            for name, column in told.items():
                assert column.tolist() == [float(one[name][0]) for one in expected], name
            ill += told["ill"].sum()
            some = np.array([7, 9, 70])
            part = batch.illness(minute, some)
            assert all((part[name] == told[name][some]).all() for name in told)
    assert ill > 500


def test_many_days_at_once_and_every_few_hours_draw_the_same():
    flat = np.full(len(NUMBERS), 0.03)
    daily, monthly, hourly = (
        Infections(LAW, NUMBERS, SEED, kept=range(len(NUMBERS))) for _ in range(3)
    )
    for day in range(-7, 83):
        daily.advance(day, day + 1, flat)
        for part in range(6):
            hourly.advance(day + part / 6, day + (part + 1) / 6, flat)
    begun = [monthly.advance(day, day + 30, flat) for day in range(-7, 83, 30)]
    everything = [daily.past(row) for row in range(len(NUMBERS))]
    assert [monthly.past(row) for row in range(len(NUMBERS))] == everything
    assert [hourly.past(row) for row in range(len(NUMBERS))] == everything
    assert sum(len(one.rows) for one in begun) == sum(map(len, everything)) > 60
    first = begun[0]
    assert (np.diff(first.rows) >= 0).all()
    for at, row in enumerate(first.rows):
        assert first.onset[at] in {one.onset for one in everything[row]}


def test_neither_other_rows_nor_other_patients_change_an_infection():
    flat = np.full(len(NUMBERS), 0.03)
    whole = Infections(LAW, NUMBERS, SEED, kept=[60])
    whole.advance(0, 100, flat)
    alone = Infections(LAW, NUMBERS[60:61], SEED, kept=[0])
    alone.advance(0, 100, flat[:1])
    assert whole.past(60) == alone.past(0) != ()
    other = Infections(LAW, NUMBERS[60:61], SEED + 1, kept=[0])
    other.advance(0, 100, flat[:1])
    assert other.past(0) != alone.past(0)


def test_treatment_shortens_what_is_left_and_nothing_jumps():
    batch = Infections(LAW, NUMBERS, SEED, kept=range(len(NUMBERS)))
    twin = Infections(LAW, NUMBERS, SEED)
    for one in (batch, twin):
        one.advance(0, 20, np.full(len(NUMBERS), 0.05))
    minute = 20 * 1440
    before = batch.illness(minute)
    ill = np.flatnonzero(before["ill"])
    assert len(ill) > 8
    batch.controlled(np.arange(len(NUMBERS)), minute, 0.5)
    after = batch.illness(minute)
    for name in before:
        np.testing.assert_allclose(after[name], before[name], rtol=1e-12)
    for row in ill[:10]:
        last = [one for one in batch.past(row) if one.onset <= 20][-1]
        left = last.onset + last.days - 20
        end = 20 + left / 2
        assert batch.illness((end - 1e-6) * 1440, [row])["ill"] == [1]
        assert batch.illness((end + 1e-6) * 1440, [row])["ill"] == [0]
        half = batch.illness((20 + left / 4) * 1440, [row])
        same = twin.illness((20 + left / 2) * 1440, [row])
        assert half["ill_fever"] == pytest.approx(same["ill_fever"])
    # One that is over makes room for the next; one that began later is as it was drawn.
    well = np.flatnonzero(before["ill"] == 0)
    later = batch.illness(minute + 600)
    expected = twin.illness(minute + 600)
    assert all((later[name][well] == expected[name][well]).all() for name in later)


def test_treatment_of_the_one_before_while_the_next_is_drawn():
    batch = Infections(LAW, NUMBERS, SEED, kept=range(len(NUMBERS)))
    seen = 0
    for day in range(60):
        batch.advance(day, day + 1, np.full(len(NUMBERS), 0.3))
        for row in range(len(NUMBERS)):
            *_, one, next_one = (None, None, *batch.past(row))
            if one is None or not (next_one.onset > day and one.onset + one.days > day):
                continue
            seen += 1
            batch.controlled([row], day * 1440, 0.9)
            end = day + (one.onset + one.days - day) * 0.1
            assert batch.illness((end + 1e-6) * 1440, [row])["ill"] == [0]
            assert batch.illness((end - 1e-6) * 1440, [row])["ill"] == [1]
            assert batch.illness(next_one.onset * 1440 + 1, [row])["ill"] == [1]
    assert seen > 8


def test_prophylaxis_multiplies_the_hazard_until_it_ends():
    n = 4000
    batch = Infections(LAW, np.arange(n), SEED)
    spared = np.arange(0, n, 2)
    flat = np.full(n, 0.002)
    batch.reduced(spared, 0.25)
    batch.reduced(spared, 0.25)
    batch.advance(0, 100, flat)
    others, mine = batch.count[1::2].mean(), batch.count[0::2].mean()
    assert mine / others == pytest.approx(0.25, abs=0.08)
    batch.reduced(spared, 1.0)
    earlier = batch.count.copy()
    batch.advance(100, 200, flat)
    since = batch.count - earlier
    assert since[0::2].mean() == pytest.approx(since[1::2].mean(), rel=0.25)
    nobody = Infections(LAW, NUMBERS, SEED)
    nobody.reduced(np.arange(len(NUMBERS)), 0.0)
    assert nobody.advance(0, 100, np.full(len(NUMBERS), 0.5)).rows.size == 0


@pytest.mark.parametrize("share", [-0.1, 1.0, np.nan])
def test_refuses_a_share_that_is_none(share):
    with pytest.raises(InputError, match="share"):
        Infections(LAW, NUMBERS, SEED).controlled([1], 0, share)


def test_refuses_days_before_the_first():
    with pytest.raises(InputError, match="first day"):
        Infections(LAW, NUMBERS, SEED).advance(-500, -499, np.zeros(len(NUMBERS)))


def test_a_law_without_doubt():
    sure = dataclasses.replace(LAW, found=1.0, serious=0.0)
    batch = Infections(sure, NUMBERS, SEED)
    begun = batch.advance(0, 50, np.full(len(NUMBERS), 0.1))
    assert begun.found.all()
    assert not begun.serious.any()
