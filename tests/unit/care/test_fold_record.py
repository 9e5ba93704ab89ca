"""fold_record: events into a record that care reads as any other."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from trephine import library
from trephine.care.assess import assess
from trephine.care.fold_record import fold_record
from trephine.care.read_record import read_record
from trephine.care.written_of import written_of
from trephine.core.error import InputError
from trephine.core.event import Entry, Event
from trephine.core.record_event import (
    RECORD_KINDS,
    ReadingCorrected,
    ReadingsAdded,
    ReadingWithdrawn,
    RecordOpened,
    WrittenReading,
)
from trephine.core.undone import Undone
from trephine.journal.journal import Journal
from trephine.library.demo_course import demo_courses, demo_record

NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
KIND = {shape: kind for kind, shape in RECORD_KINDS.items()}


@pytest.fixture(scope="module")
def handbook():
    return library.handbook()


def events(*payloads):
    return [
        Event(
            stream="record/x",
            version=n,
            position=n,
            author="a",
            at=NOW + timedelta(minutes=n),
            kind=KIND[type(one)],
            payload=one,
            before="",
            digest="",
        )
        for n, one in enumerate((RecordOpened(patient="P-1"), *payloads), 1)
    ]


def warm(value, minutes=0, unit="Cel"):
    return WrittenReading(
        time=NOW + timedelta(minutes=minutes), observable="temperature", value=value, unit=unit
    )


def temperature(folded, handbook, *, after=60):
    found = assess(folded.record, NOW + timedelta(minutes=after), handbook)
    one = next(one for one in found.decisions if one.table.id == "crs-grade")
    return dict(one.inputs).get("temperature")


def values(folded):
    return [one.reading.value for one in folded.kept if not one.withdrawn]


def test_readings_are_entered_as_from_a_file(handbook):
    folded = fold_record(
        events(ReadingsAdded(readings=(warm("101.5", unit="[degF]"),))), handbook.observables
    )
    (reading,) = folded.record.readings
    assert (reading.value, reading.unit) == (Decimal("38.611"), "Cel")
    assert reading.recorded == NOW + timedelta(minutes=2), "with the event, not before it"
    assert reading.time == NOW
    assert folded.version == 2


def test_undone_counts_as_never_written_and_undoing_that_brings_it_back(handbook):
    added = ReadingsAdded(readings=(warm("39.1"),))
    once = fold_record(events(added, Undone(version=2)), handbook.observables)
    assert values(once) == []
    assert [one.undone for one in once.history] == [False, True, False]
    twice = fold_record(events(added, Undone(version=2), Undone(version=3)), handbook.observables)
    assert values(twice) == [Decimal("39.1")]


def test_opening_is_not_undone_nor_what_comes_later(handbook):
    folded = fold_record(
        events(Undone(version=1), Undone(version=4), ReadingsAdded(readings=(warm("37.0"),))),
        handbook.observables,
    )
    assert values(folded) == [Decimal("37.0")]


def test_withdrawn_counts_no_longer_but_did_before(handbook):
    infused = WrittenReading(time=NOW - timedelta(days=2), observable="infusion", value=True)
    folded = fold_record(
        events(
            ReadingsAdded(readings=(infused, warm("39.1"))),
            ReadingWithdrawn(version=2, number=1, why="mistyped"),
        ),
        handbook.observables,
    )
    assert [(one.number, one.withdrawn) for one in folded.kept] == [(0, False), (1, True)]
    # event 2 is at minute 2, the withdrawal at minute 3
    assert temperature(folded, handbook, after=2.5).low == Decimal("39.1")
    assert not temperature(folded, handbook, after=60).known


def test_corrected_reading_stands_in_place(handbook):
    infused = WrittenReading(time=NOW - timedelta(days=2), observable="infusion", value=True)
    folded = fold_record(
        events(
            ReadingsAdded(readings=(infused, warm("33.1"))),
            ReadingCorrected(version=2, number=1, reading=warm("39.1"), why="mistyped"),
            ReadingWithdrawn(version=2, number=1, why="mistyped"),
        ),
        handbook.observables,
    )
    assert temperature(folded, handbook).low == Decimal("39.1")
    assert len(folded.record.readings) == 4, "the second withdrawal finds nothing"


def test_withdrawing_what_is_not_there_changes_nothing(handbook):
    folded = fold_record(
        events(ReadingWithdrawn(version=9, number=0, why="mistyped")), handbook.observables
    )
    assert folded.record.readings == ()


@pytest.mark.parametrize("course", demo_courses(), ids=lambda one: one.id)
def test_demo_course_through_the_journal_is_assessed_the_same(course, handbook, tmp_path):
    """What is appended, stored, read and folded is what the file says, to the last reading."""
    straight = read_record(demo_record(course.id), handbook.observables)
    journal = Journal(f"sqlite:///{tmp_path / 'j.db'}", RECORD_KINDS)
    journal.append(
        "record/demo",
        0,
        [
            Entry(kind="record-opened", payload=RecordOpened(patient=straight.patient)),
            Entry(
                kind="readings-added",
                payload=ReadingsAdded(readings=tuple(map(written_of, straight))),
            ),
        ],
        author="a",
        at=NOW,
    )
    folded = fold_record(journal.read("record/demo"), handbook.observables).record
    journal.close()
    assert [(r.time, r.observable, r.value, r.low, r.high) for r in folded] == [
        (r.time, r.observable, r.value, r.low, r.high) for r in straight
    ]
    one, other = (assess(r, course.at, handbook) for r in (folded, straight))
    assert [(d.table.id, d.status, d.value and str(d.value)[:40]) for d in one.decisions] == [
        (d.table.id, d.status, d.value and str(d.value)[:40]) for d in other.decisions
    ]
    assert one.calendar == other.calendar


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (warm("38"), None),
        (warm("hot"), "not a number"),
        (WrittenReading(time=NOW, observable="temperature", value="38"), "no unit"),
        (WrittenReading(time=NOW, observable="temprature", value="38"), "no such observable"),
        (warm("38", minutes=600), "after it was recorded"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(bad, said, handbook):
    asked = events(ReadingsAdded(readings=(bad,)))
    if said is None:
        fold_record(asked, handbook.observables)
        return
    with pytest.raises(InputError) as caught:
        fold_record(asked, handbook.observables)
    assert said in caught.value.what.en
    assert "v2.0" in caught.value.where


def test_stream_that_opens_nothing_is_no_record(handbook):
    with pytest.raises(InputError, match="no patient's record"):
        fold_record(events(ReadingsAdded(readings=()))[1:], handbook.observables)


def test_unknown_kind_names_the_version(handbook):
    (opened,) = events()
    strange = Event(
        stream="record/x", version=2, position=2, author="a", at=NOW, kind="order-given",
        payload={}, before="", digest="",
    )  # fmt: skip
    with pytest.raises(InputError) as caught:
        fold_record([opened, strange], handbook.observables)
    assert "v2" in caught.value.where
