"""Ward: who dies, is lost, is missed, comes back when, and what is written of whom."""

from dataclasses import replace
from datetime import UTC, date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from trephine.core.text import both_of
from trephine.core.trial import Missingness, Trial, TrialArm
from trephine.loop.run_chunk import enrolled, given_for
from trephine.loop.ward.charting import Charting
from trephine.loop.ward.ward import Ward
from trephine.mechanism.observe.writing import Writing

DAY = 1440
N = 6
ALL = np.ones(N, dtype=bool)
NOBODY = (np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.int64))


def trial(**missing):
    return Trial(
        id="small",
        title=both_of("small"),
        population="general",
        arms=(TrialArm(id="a", label=both_of("a"), product="cilta-cel"),),
        days=60.0,
        patients=N,
        start=datetime(2026, 3, 2, 10, tzinfo=UTC),
        seed=5,
        written=date(2026, 11, 23),
        missing=Missingness(**missing),
    )


def ward(**missing):
    plan = trial(**missing)
    arm = plan.arms[0]
    return Ward(given_for(plan, arm), enrolled(plan, arm, 0, N), kept=range(N))


@pytest.fixture
def one():
    """Return a ward of six, on day 3, nobody ill and nobody at any hazard."""
    found = ward()
    found.clock.last[:] = 3 * DAY
    found._fell_ill = np.zeros(0, dtype=np.intp)
    return found


def drawn(one, monkeypatch, died=(), causes=(), left=()):
    """Let these die and leave at the next round, whoever they are; others are not asked."""
    asked = {}

    def deaths(minute, since, alive):
        asked["deaths"] = minute, since.tolist(), alive.tolist()
        mine = np.isin(died, alive)
        return np.asarray(died, dtype=np.intp)[mine], np.asarray(causes, dtype=np.int64)[mine]

    def leaving(minute, alive):
        asked["left"] = minute, alive.tolist()
        return np.asarray(left, dtype=np.intp)[np.isin(left, alive)]

    monkeypatch.setattr(one.hazards, "deaths", deaths)
    monkeypatch.setattr(one.hazards, "leaving", leaving)
    return asked


def told(one, row, *names):
    """Return the readings of a patient by name: ``(name, minute, value)``."""
    start = one.given.trial.start
    return [
        (r.observable, (r.time - start).total_seconds() / 60, r.value)
        for r in one.record(row).readings
        if r.observable in names
    ]


def test_a_death_is_dated_before_the_first_reading_with_its_cause(one, monkeypatch) -> None:
    ids = [each.id for each in one.hazards.causes]
    asked = drawn(one, monkeypatch, died=[1, 4], causes=[ids.index("icans"), ids.index("crs")])
    minute = 3 * DAY + 240
    gone = one._between(minute, ALL)
    assert asked["deaths"] == (minute, [3 * DAY] * N, list(range(N)))
    assert gone.tolist() == [False, True, False, False, True, False]
    assert one.alive.tolist() == (~gone).tolist()
    # 30 minutes before the round is its first reading, and 10 before that
    assert (one.death_day[[1, 4]] * DAY).tolist() == [minute - 40] * 2
    assert np.isnan(one.death_day[[0, 2, 3, 5]]).all()
    stated = ("death_due_to_crs", "death_due_to_icans", "death_due_to_hlh")
    assert told(one, 1, "death", *stated) == [
        ("death", minute - 40, True),
        ("death_due_to_crs", minute - 40, False),
        ("death_due_to_icans", minute - 40, True),
        ("death_due_to_hlh", minute - 40, False),
    ]
    assert told(one, 0, "death", *stated) == []
    table = one.columns(60.0)
    assert table["death_cause"].tolist() == ["", "icans", "", "", "crs", ""]
    assert table["last_day"][1] == table["death_day"][1] == one.death_day[1]
    assert table["last_day"][0] == 60.0


def test_the_dead_and_the_lost_are_not_drawn_for_again(one, monkeypatch) -> None:
    one.alive[2] = False
    one.dropped_day[3] = 2.0
    asked = drawn(one, monkeypatch, died=[2, 3], causes=[0, 0], left=[2, 3])
    gone = one._between(4 * DAY, ALL)
    assert asked["deaths"][2] == [0, 1, 4, 5]
    assert 2 not in asked["left"][1]
    assert not gone.any()
    assert one.dropped_day[3] == 2.0, "lost once"
    assert np.isnan(one.dropped_day[2])


def test_who_dies_is_not_lost_and_who_is_lost_was_last_seen_a_round_ago(one, monkeypatch) -> None:
    drawn(one, monkeypatch, died=[1], causes=[0], left=[1, 5])
    one._between(3 * DAY + 240, ALL)
    assert one.dropped_day.tolist()[5] == 3.0
    assert np.isnan(one.dropped_day[:5]).all()
    table = one.columns(60.0)
    assert table["last_day"][5] == 3.0
    assert np.isnan(table["death_day"][5])


def test_a_death_after_the_loss_counts_for_nobody(one) -> None:
    one.dropped_day[0] = 10.0
    one.death_day[0] = 12.0
    one.death_cause[0] = 1
    one.death_day[1], one.death_cause[1] = 8.0, 0
    table = one.columns(60.0)
    assert (table["last_day"][0], table["death_cause"][0]) == (10.0, "")
    assert np.isnan(table["death_day"][0])
    assert (table["last_day"][1], table["death_day"][1]) == (8.0, 8.0)
    assert table["death_cause"][1] == one.hazards.causes[0].id


def test_nobody_dies_or_is_lost_before_the_infusion(one, monkeypatch) -> None:
    one.clock.last[:] = -240
    asked = drawn(one, monkeypatch, died=[0], causes=[0], left=[0])
    assert not one._between(0, ALL).any()
    assert asked["deaths"][2] == asked["left"][1] == []
    # the first interval after it counts from the infusion, not from the round before
    one.clock.last[:] = -240
    one._between(240, ALL)
    assert asked["deaths"][:2] == (240, [0] * N)


def test_what_was_planned_is_written_up_to_the_death_and_not_after(one, monkeypatch) -> None:
    minute = 3 * DAY + 240
    rows = np.arange(N)
    one.charting = Charting(one.chart, one.tally, one.past, one.alive, None, {})
    one.charting.plan(
        Writing(observable="dexamethasone", minute=at, rows=rows, values=np.full(N, 10.0))
        for at in (minute - 39, minute - 60, minute - 40)
    )
    drawn(one, monkeypatch, died=[2], causes=[0])
    one._between(minute, ALL)
    one.charting.flush(minute)
    assert [at for _, at, _ in told(one, 2, "dexamethasone")] == [minute - 60, minute - 40]
    assert len(told(one, 0, "dexamethasone")) == 3
    one.charting.flush(minute)  # nothing is written twice
    assert len(told(one, 0, "dexamethasone")) == 3


def test_an_infection_counts_from_the_infusion_on(one) -> None:
    def advance(first, last, factor, whom):
        assert whom.tolist() == list(range(N))
        assert (first, last) == (3.0, 4.0)
        assert factor.tolist() == [0.5] * N
        return SimpleNamespace(
            rows=np.array([0, 1, 2]),
            onset=np.array([-0.5, 0.0, 3.5]),
            serious=np.array([True, False, True]),
        )

    one.infections.advance = advance
    one._hazard, one._risk = np.full(N, 0.25), np.full(N, 2.0)
    one._between(4 * DAY, ALL)
    table = one.tally.columns()
    assert table["infection_any"].tolist() == [0, 1, 1, 0, 0, 0]
    assert table["infection_serious"].tolist() == [0, 0, 1, 0, 0, 0]
    assert one._fell_ill.tolist() == [0, 1, 2]


def test_days_of_the_disease_are_those_of_the_chart() -> None:
    """A zone with summer time has one offset for the whole of a Record, and for its disease."""
    plan = replace(trial(), start=datetime(2026, 1, 27, 23, 50, tzinfo=ZoneInfo("Europe/Berlin")))
    found = Ward(given_for(plan, plan.arms[0]), enrolled(plan, plan.arms[0], 0, 2))
    for disease in (found.course.first, found.course.second):
        assert disease._start == plan.start
        assert disease._start.tzinfo == found.chart.origin.tzinfo != plan.start.tzinfo


def test_the_dead_and_the_lost_catch_nothing_that_counts(one, monkeypatch) -> None:
    one.alive[0], one.dropped_day[1] = False, 2.0
    drawn(one, monkeypatch, died=[2], causes=[0], left=[3])
    serious = np.ones(5, dtype=bool)
    one.infections.advance = lambda *_: SimpleNamespace(
        rows=np.arange(5), onset=np.full(5, 3.5), serious=serious
    )
    one._between(4 * DAY, ALL)
    table = one.tally.columns()
    # 2 dies at this round, after falling ill; 3 was last seen before it
    assert table["infection_any"].tolist() == [0, 0, 1, 0, 1, 0]
    assert table["infection_serious"].tolist() == [0, 0, 1, 0, 1, 0]


def test_who_is_in_hospital_comes_to_the_next_round_and_the_others_as_planned(one) -> None:
    rows = np.arange(N)
    one.past.concluded("crs_grade", 0, rows, np.array([1.0, 0, 0, np.nan, 2, 0]))
    one.past.concluded("icans_grade", 0, rows, np.array([0, 1.0, 0, 0, 0, 0]))
    minute = 30 * DAY
    asked = np.arange(4)
    one._fell_ill = np.array([5])
    found = one._next(minute, asked)
    planned = one.given.plan.next_planned(minute) / DAY
    assert planned > 31
    soon = one.given.plan.next_round(minute) / DAY
    assert soon < 33
    assert found[:2].tolist() == [soon] * 2
    assert found[2:4].tolist() == [planned] * 2
    assert np.isnan(found[4]), "who was not asked stays as it stands, whatever the last grade"
    assert found[5] == soon, "who fell ill at home comes to the next round that there is"


def test_before_the_infusion_nobody_is_kept_in_hospital(one) -> None:
    one.past.concluded("crs_grade", -240, np.arange(N), np.ones(N))
    assert not one._in_hospital(np.arange(N), -240).any()
    assert one._in_hospital(np.arange(N), 0).all()
    assert one._in_hospital(np.array([1, 4]), 0).tolist() == [True, True]


def test_who_is_ill_is_in_hospital(one) -> None:
    ill = np.array([0, 1, 0, 0, 0, 0.0])
    one.infections.illness = lambda _, rows: {"ill": ill[rows]}
    rows = np.arange(N)
    assert one._in_hospital(rows, DAY).tolist() == [False, True, False, False, False, False]
    assert one._in_hospital(rows[1:3], DAY).tolist() == [True, False]


def test_rounds_are_missed_by_patient_and_minute() -> None:
    one = ward(missed=0.2)
    rows = np.arange(N)
    seen = [set(one._not_missed(rows, minute).tolist()) for minute in range(0, 200 * 240, 240)]
    share = sum(len(each) for each in seen) / (200 * N)
    assert abs(share - 0.8) < 4 * np.sqrt(0.16 / (200 * N))
    for minute, each in zip((0, 240, 480), seen, strict=False):
        some = one._not_missed(np.array([1, 4]), minute)
        assert set(some.tolist()) == each & {1, 4}
    assert ward()._not_missed(rows, 0).tolist() == rows.tolist()
    assert one._not_missed(rows[:0], 0).tolist() == []


def test_between_visits_vital_signs_are_read_and_the_rest_of_the_admitted_once_a_day(one) -> None:
    assert one._unplanned(30 * DAY + 240) == {"ward"}
    admitted = {each.id for each in one.given.readouts.schedules if each.admitted}
    assert one._unplanned(30 * DAY) == {"ward"} | admitted
    assert admitted == {"day", "neurology", "counts", "chemistry", "acute"}


def test_the_dead_and_the_lost_are_not_seen_though_they_are_asked(one, monkeypatch) -> None:
    seen = []
    monkeypatch.setattr(one, "_round", lambda _, rows, __: (seen.append(rows.tolist()), None))
    one.alive[1] = False
    one.dropped_day[4] = 2.0
    drawn(one, monkeypatch)
    one(SimpleNamespace(t=4.0, asked=np.array([1, 1, 1, 0, 1, 1], dtype=bool), values={}))
    assert seen == [[0, 2, 5]]


def test_support_is_taken_away_at_the_first_of_four_readings_alone(one, monkeypatch) -> None:
    class Stopped(Exception):  # noqa: N818  (ends the round after its readings, no error)
        pass

    def stop(*_):
        raise Stopped

    steps, read = [], []

    def titrate(rows, at, *, first):
        steps.append((at, rows.tolist(), first))
        return rows[1:]

    monkeypatch.setattr(one, "_titrate", titrate)
    monkeypatch.setattr(
        one, "_read", lambda _, at, rows, *__, first: read.append((at, rows.tolist(), first))
    )
    monkeypatch.setattr(one.late, "arrived", stop)
    minute = 3 * DAY
    with pytest.raises(Stopped):
        one._round(minute, np.array([0, 2, 3, 5]), {})
    assert steps == [
        (minute - 30, [0, 2, 3, 5], True),
        (minute - 20, [2, 3, 5], False),
        (minute - 10, [3, 5], False),
    ]
    assert read == [
        (minute - 30, [0, 2, 3, 5], True),
        (minute - 20, [2, 3, 5], False),
        (minute - 10, [3, 5], False),
        (minute, [5], False),
    ]


def test_nobody_asked_is_no_round(one) -> None:
    now = SimpleNamespace(t=3.5, asked=np.zeros(N, bool), values={})
    answer = one(now)
    assert answer.doses == []
    assert np.isnan(answer.next_at).all()
    assert not answer.ends.any()
    assert one.taken == []
    assert (one.clock.last == round(3.5 * DAY)).all()


def test_an_antibiotic_shortens_an_infection_once(one) -> None:
    done = []
    one.infections.illness = lambda _, rows: {"ill": np.array([1.0, 0, 1, 1, 0, 0])[rows]}
    one.infections.controlled = lambda rows, minute, share: done.append(
        (rows.tolist(), minute, share)
    )
    one.infections.count = np.array([1, 0, 2, 1, 0, 0])
    one._treat(np.array([0, 1, 2]), 100, 0.3)
    one._treat(np.array([0, 1, 2, 3]), 200, 0.3)
    one.infections.count = np.array([2, 0, 2, 1, 0, 0])
    one._treat(np.array([0, 2, 3]), 300, 0.3)
    assert [each for each in done if each[0]] == [
        ([0, 2], 100, 0.3), ([3], 200, 0.3), ([0], 300, 0.3)
    ]  # fmt: skip
