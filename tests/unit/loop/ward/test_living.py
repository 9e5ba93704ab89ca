"""Hazards: rates that are as many deaths as they say, drawn by patient and minute alone."""

import numpy as np

from tests.unit.loop.ward.small_acts import MARK, NAME
from trephine.core.act import DeathCause
from trephine.loop.ward.living import Hazards

DAY = 1440


def cause(name, hazard):
    return DeathCause(id=name, label=NAME, hazard=hazard, mark=MARK)


def hazards(numbers, *causes, seed=5, dropout=0.0):
    return Hazards(causes, np.asarray(numbers), seed, dropout)


def died(numbers, *causes, minute=DAY, days=1.0, alive=None, **names):
    one = hazards(numbers, *causes)
    rows = np.arange(len(numbers))
    one.update(rows, {name: np.asarray(column) for name, column in names.items()})
    alive = rows if alive is None else np.asarray(alive)
    return one.deaths(minute, minute - round(days * DAY), alive)


def test_as_many_die_as_the_hazard_says_and_of_what() -> None:
    n = 40000
    rows, why = died(np.arange(n), cause("a", "0.06"), cause("b", "0.02"), days=2.0)
    share = 1 - np.exp(-0.16)
    assert abs(len(rows) / n - share) < 4 * np.sqrt(share * (1 - share) / n)
    of_a = np.mean(why == 0)
    assert abs(of_a - 0.75) < 4 * np.sqrt(0.75 * 0.25 / len(rows))


def test_a_draw_hangs_on_no_company() -> None:
    causes = cause("a", "0.5 * ill"), cause("b", "0.1")
    ill = np.arange(200) % 2
    rows, why = died(np.arange(200), *causes, ill=ill)
    assert 20 < len(rows) < 120
    picked = np.array([7, 190, 3, 55, *rows[:5]])
    mine, mine_why = died(picked, *causes, ill=ill[picked])
    expected = {int(row): int(k) for row, k in zip(rows, why, strict=True)}
    assert {int(picked[row]): int(k) for row, k in zip(mine, mine_why, strict=True)} == {
        number: expected[number] for number in picked.tolist() if number in expected
    }
    half, _ = died(np.arange(200), *causes, ill=ill, alive=np.arange(0, 200, 3))
    assert half.tolist() == [row for row in rows.tolist() if row % 3 == 0]


def test_other_minutes_are_other_draws() -> None:
    first, _ = died(np.arange(300), cause("a", "0.5"))
    then, _ = died(np.arange(300), cause("a", "0.5"), minute=DAY + 1)
    assert first.tolist() != then.tolist()


def test_a_hazard_holds_until_the_next_round_of_that_patient() -> None:
    one = hazards(np.arange(2), cause("a", "rate"))
    one.update(np.array([0, 1]), {"rate": np.array([0.0, 1e9])})
    one.update(np.array([0]), {"rate": np.array([0.0])})
    rows, _ = one.deaths(DAY, 0, np.array([0, 1]))
    assert rows.tolist() == [1]


def test_no_hazard_and_what_is_no_number_kill_nobody() -> None:
    rows, why = died(np.arange(50), cause("a", "rate"), rate=np.tile([0.0, -1.0, np.nan], 17)[:50])
    assert (len(rows), len(why)) == (0, 0)


def test_a_cause_of_no_number_or_below_none_keeps_no_other_from_killing() -> None:
    rows, why = died(
        np.arange(300), cause("a", "rate"), cause("b", "9"), rate=np.tile([-9.0, np.nan], 150)
    )
    assert len(rows) == 300
    assert set(why.tolist()) == {1}


def test_dropping_out_is_a_rate_a_year() -> None:
    n = 40000
    one = hazards(np.arange(n), dropout=0.2)
    left = one.leaving(round(365.25 * DAY), np.arange(n))
    share = 1 - np.exp(-0.2)
    assert abs(len(left) / n - share) < 4 * np.sqrt(share * (1 - share) / n)
    some = one.leaving(round(365.25 * DAY), np.arange(0, n, 7))
    assert some.tolist() == [row for row in left.tolist() if row % 7 == 0]
    assert len(hazards(np.arange(n)).leaving(DAY, np.arange(n))) == 0
