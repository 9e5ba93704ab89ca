"""A saved run is folded from its events: plan, jobs, pieces of the answer, what was undone."""

from datetime import UTC, datetime

import pytest

from trephine.core.error import InputError
from trephine.core.event import Event
from trephine.core.run_event import (
    RunAnswered,
    RunFinished,
    RunPlanned,
    RunStarted,
    VirtualPatientOpened,
)
from trephine.core.text import Text
from trephine.core.undone import Undone
from trephine.loop.fold_run import fold_run

PLANNED = RunPlanned(
    sort="trial",
    title=Text(zh="试", en="try"),
    plan="id = 1",
    patients=4,
    days=20.0,
    seed=7,
    code="c",
)
OPENED = VirtualPatientOpened(arm="a", patient=2, day=6, record="sim-1")
KINDS = {
    RunPlanned: "run-planned",
    RunStarted: "run-started",
    RunAnswered: "run-answered",
    RunFinished: "run-finished",
    VirtualPatientOpened: "virtual-patient-opened",
    Undone: "undone",
}


def events(*payloads):
    return [
        Event(
            stream="run/x",
            version=version,
            position=version,
            author="demo",
            at=datetime(2026, 11, 23, version, tzinfo=UTC),
            kind=KINDS[type(one)],
            payload=one,
            before="",
            digest="",
        )
        for version, one in enumerate(payloads, 1)
    ]


def piece(name, number):
    return RunAnswered(part=name, content={"n": number})


def test_pieces_of_the_answer_stand_in_their_lists_in_order():
    found = fold_run(
        events(
            PLANNED,
            RunStarted(job="j"),
            piece("arms", 1),
            piece("arms", 2),
            piece("pairs", 3),
            RunFinished(answer={"note": "s"}, version=1, failed=1),
            OPENED,
        )
    )
    assert found.answer == {"note": "s", "arms": [{"n": 1}, {"n": 2}], "pairs": [{"n": 3}]}
    assert (found.job, found.version, found.finished.failed) == ("j", 7, 1)
    assert found.finished_at.hour == 6
    assert found.opened == (OPENED,)


def test_the_answer_of_a_later_job_takes_the_place_of_an_earlier_one():
    ended = RunFinished(answer={}, version=1)
    found = fold_run(events(PLANNED, piece("arms", 1), ended, piece("arms", 2), ended))
    assert found.answer == {"arms": [{"n": 2}]}


def test_before_its_end_a_run_has_no_answer_and_what_was_undone_is_left_out():
    found = fold_run(events(PLANNED, RunStarted(job="j"), piece("arms", 1)))
    assert (found.answer, found.finished) == (None, None)
    undone = fold_run(events(PLANNED, OPENED, Undone(version=2)))
    assert undone.opened == ()
    again = fold_run(events(PLANNED, OPENED, Undone(version=2), Undone(version=3)))
    assert again.opened == (OPENED,)
    assert fold_run(events(PLANNED, Undone(version=1))).planned == PLANNED


def test_a_stream_without_a_plan_is_no_run():
    with pytest.raises(InputError, match="no simulation run"):
        fold_run(events(OPENED))
    with pytest.raises(InputError, match="no simulation run"):
        fold_run([])
