"""Infections come at the stated rate, one at a time, and look as the law says."""

from dataclasses import replace

import numpy as np
import pytest

from trephine import library
from trephine.mechanism.evaluate import evaluate
from trephine.mechanism.observe.infections import Infection, illness, infections

LAW = library.readouts().infection
TIMES = np.linspace(-7, 373, 39)


def drawn(hazard, n=400, times=TIMES, seed=11):
    return infections(LAW, np.full((n, len(times)), hazard), times, np.arange(n), seed)


def test_no_hazard_no_infection():
    assert all(not mine for mine in drawn(0.0, n=50))
    assert all(not mine for mine in drawn(np.nan, n=50))


@pytest.mark.parametrize("hazard", [0.0005, 0.002])
def test_first_infections_come_at_the_stated_rate(hazard):
    told = drawn(hazard, n=3000)
    share = np.mean([bool(mine) for mine in told])
    expected = 1 - np.exp(-hazard * 380)
    assert share == pytest.approx(expected, abs=4 * np.sqrt(expected * (1 - expected) / 3000))


def test_one_at_a_time_and_within_the_law():
    for mine in drawn(0.05, n=60):
        ends = [one.onset + one.days for one in mine]
        assert all(later.onset > end for later, end in zip(mine[1:], ends, strict=False))
        for one in mine:
            assert LAW.days.low <= one.days <= LAW.days.high
            assert LAW.fever.low <= one.fever <= LAW.fever.high
            assert 0 <= one.site < len(LAW.sites)
            assert 0 <= one.germ < len(LAW.pathogens)


def test_shares_are_those_of_the_law():
    many = [one for mine in drawn(0.02, n=1500) for one in mine]
    n = len(many)
    assert n > 5000
    for at, (_, share) in enumerate(LAW.sites):
        found = np.mean([one.site == at for one in many])
        assert found == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / n))
    for at, (_, share) in enumerate(LAW.pathogens):
        found = np.mean([one.germ == at for one in many])
        assert found == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / n))
    found, serious = [np.array([getattr(o, k) for o in many]) for k in ("found", "serious")]
    assert found.mean() == pytest.approx(LAW.found, abs=0.03)
    assert serious.mean() == pytest.approx(LAW.serious, abs=0.03)
    assert np.corrcoef(found, serious)[0, 1] == pytest.approx(0, abs=0.06)


def test_neither_chunk_nor_length_changes_an_infection():
    whole = drawn(0.01, n=40)
    later = infections(LAW, np.full((10, len(TIMES)), 0.01), TIMES, np.arange(30, 40), 11)
    assert later == whole[30:]
    short = TIMES[TIMES <= 103]
    part = infections(LAW, np.full((40, len(short)), 0.01), short, np.arange(40), 11)
    for one, other in zip(part, whole, strict=True):
        kept = tuple(i for i in other if i.onset < np.floor(short[-1]))
        assert one == kept
    assert drawn(0.01, n=40, seed=12) != whole


def test_illness_is_there_only_while_it_lasts():
    mine = next(mine for mine in drawn(0.02, n=40) if mine)
    one = mine[0]
    at = np.array([one.onset - 0.1, one.onset + 0.2, one.onset + one.days + 0.01])
    told = illness(LAW, mine[:1], at)
    assert told["ill"].tolist() == [0, 1, 0]
    assert told["ill_fever"][1] == pytest.approx(one.fever, rel=0.05)
    for name, column in told.items():
        assert column[0] == column[2] == 0, name
    assert not any(column.any() for column in illness(LAW, (), at).values())


def test_hazard_rises_as_the_patient_is_worse():
    well = {"ANC": 4.0, "G": 9.0, "alc": 1.5, "ste": 0.0, "TT": 0.01}
    base = evaluate(LAW.hazard, well, "hazard")
    for change in ({"ANC": 0.2}, {"G": 1.5}, {"alc": 0.05}, {"ste": 0.8}, {"TT": 800.0}):
        assert evaluate(LAW.hazard, well | change, "hazard") > 1.2 * base


def test_the_course_of_an_infection_is_the_librarys():
    """Fever first, then C-reactive protein; late from the law's share on."""
    one = Infection(
        onset=0.0, days=10.0, fever=2.0, crp=100.0, il6=50.0, site=0, germ=0, found=True,
        serious=False,
    )  # fmt: skip
    law = replace(LAW, fever_fall=1.0, crp_rise=2.0, crp_fall=2.0, controlled=0.3)
    told = illness(law, (one,), np.array([0.0, 1.0, 5.0]))
    assert told["ill_fever"] == pytest.approx(2.0 * np.exp([0.0, -0.01, -0.25]))
    assert told["ill_crp"] == pytest.approx([0.0, 50 * np.exp(-0.02), 100 * np.exp(-0.5)])
    assert told["ill_il6"] == pytest.approx(50 * np.exp([0.0, -0.1, -0.5]))
    assert told["ill_late"].tolist() == [0, 0, 1]
