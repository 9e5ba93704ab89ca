"""Real processes: writers of one stream, a writer that is killed, several that open at once."""

import subprocess
import sys
from pathlib import Path
from threading import Thread

from tests.unit.journal.writing import AT, noted
from trephine.core.event import Event
from trephine.journal.chain import START, digest_of
from trephine.journal.event_row import write_events
from trephine.journal.verify import verify

ROOT = Path(__file__).parents[3]


def start(url, *words):
    command = [sys.executable, "-m", "tests.unit.journal.writer", words[0], url, *words[1:]]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_two_writers_of_one_stream_lose_nothing(url, opened):
    """The place is new, so that both make its tables at once, too."""
    writers = [start(url, "count_up", name, "25") for name in ("anna", "bert")]
    for one in writers:
        one.communicate(timeout=120)
        assert one.returncode == 0
    journal = opened(url)
    events = journal.read("record/a")
    assert [one.version for one in events] == list(range(1, 51))
    for name in ("anna", "bert"):
        said = [one.payload["text"] for one in events if one.author == name]
        assert said == [f"{name} {number}" for number in range(25)]
    assert verify(journal.database).position == 50
    assert verify(journal.database).broken is None


def test_what_was_acknowledged_survives_a_killed_writer(url, opened):
    """Killed without warning twice, in the middle of writing; each time all is there."""
    journal = opened(url)
    for name in ("a", "b"):
        writer = start(url, "until_killed", name)
        told = [writer.stdout.readline() for _ in range(12)]
        writer.kill()
        told += writer.stdout.readlines()
        writer.wait(timeout=30)
        writer.stdout.close()
        acknowledged = max(int(one) for one in told if one.endswith("\n"))
        assert acknowledged >= 24
        events = journal.read(f"record/{name}")
        assert len(events) >= acknowledged
        assert len(events) % 2 == 0, "both events of an append, or none"
        for one in events:
            assert one.payload["text"].startswith(f"{one.version} ")
        assert verify(journal.database).broken is None
    journal.append("record/d", 0, [noted("goes on")], author="anna", at=AT)
    assert verify(journal.database).broken is None


def test_a_reader_is_not_kept_waiting_by_a_writer(journal):
    journal.append("record/a", 0, [noted()], author="anna", at=AT)
    with journal.database.alone() as connection:
        connection.exec_driver_sql("UPDATE account SET failures = 1")
        assert len(journal.read("record/a")) == 1
        assert verify(journal.database).broken is None


def test_a_second_writer_waits_for_the_first(url, opened):
    """It reads the end of the chain only when the first is done: it is not refused, nor is it."""
    one, other = opened(url), opened(url)
    told = []
    with one.database.alone() as connection:
        waiting = Thread(
            target=lambda: told.extend(other.append("record/b", 0, [noted()], author="bert", at=AT))
        )
        waiting.start()
        waiting.join(timeout=1)
        assert told == []
        write_events(connection, [first_event()])
    waiting.join(timeout=30)
    assert [event.position for event in told] == [2]
    assert verify(one.database).position == 2


def first_event():
    told = {"stream": "record/a", "version": 1, "position": 1, "author": "anna", "at": AT}
    told |= {"kind": "noted", "payload": {"text": "x"}, "before": START}
    return Event(**told, digest=digest_of(**told))
