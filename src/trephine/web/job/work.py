"""work: one job in a worker process: its row says how far it is, and what came of it."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import URL, select, update

from trephine.core.error import TrephineError
from trephine.core.event import Entry
from trephine.core.text import Text
from trephine.journal.conflict import Conflict
from trephine.journal.database import Database
from trephine.journal.journal import Journal
from trephine.journal.tables import job
from trephine.web.kinds import KINDS
from trephine.web.told import told

BEAT = 5.0  # seconds between signs of life
_PAUSE = 0.3  # the row is written no more often


class CancelledError(TrephineError):
    """Somebody asked that the job end; what it had done is dropped."""


class JobReport(Protocol):
    """What a job tells while it goes on."""

    def __call__(self, done: float, total: float, step: Text | None = None) -> None:
        """Say how far it is. Raises CancelledError where it should end."""


Task = Callable[[dict[str, Any], Path, JobReport], dict[str, Any]]
"""A job's work: its arguments, a folder of its own for files, and where to report.

It returns what is kept as its result, ready for JSON. Under ``append`` it may name entries for
the journal: they are on the disk before the job counts as done, and no part of the result.
"""


class _Row:
    """The job's row, as its worker writes it."""

    def __init__(self, database: Database, key: str) -> None:
        self.database = database
        self.key = key
        self.begun = time.monotonic()
        self.written = 0.0

    def write(self, **values: object) -> None:
        with self.database.writing() as connection:
            connection.execute(
                update(job).where(job.c.id == self.key).values(beat_at=datetime.now(UTC), **values)
            )

    def begin(self) -> None:
        if self.cancelled():
            raise _ended()
        self.write(state="running", started_at=datetime.now(UTC))

    def arguments(self) -> dict[str, Any]:
        with self.database.reading() as connection:
            found: dict[str, Any] = connection.execute(
                select(job.c.arguments).where(job.c.id == self.key)
            ).scalar_one()
        return found

    def cancelled(self) -> bool:
        with self.database.reading() as connection:
            return bool(connection.scalar(select(job.c.cancel).where(job.c.id == self.key)))

    def report(self, done: float, total: float, step: Text | None = None) -> None:
        now = time.monotonic()
        if now - self.written < _PAUSE and done < total:
            return
        self.written = now
        if self.cancelled():
            raise _ended()
        share = min(max(done / total, 0.0), 1.0) if total > 0 else 0.0
        values: dict[str, object] = {"progress": share}
        if share > 0:
            values["remaining_seconds"] = (now - self.begun) / share * (1 - share)
        if step is not None:
            values["step"] = {"zh": step.zh, "en": step.en}
        self.write(**values)


def work(url: str | URL, key: str, task: Task, folder: Path) -> None:
    """Do a job that waits in the table; whatever happens, its row says so.

    Runs in a process of its own. A refusal of ours is kept with its four parts; of anything else
    only the kind and the place in the code, since a message may quote what somebody entered.
    """
    database = Database(url)
    row = _Row(database, key)
    stop = threading.Event()
    threading.Thread(target=_beat, args=(row, stop), daemon=True, name="beat").start()
    try:
        row.begin()
        arguments = row.arguments()
        result = task(arguments, folder, row.report)
        append_kept(url, result.pop("append", ()))
        row.write(
            state="done",
            progress=1.0,
            remaining_seconds=0.0,
            result=result,
            finished_at=datetime.now(UTC),
        )
    except CancelledError:
        row.write(state="cancelled", finished_at=datetime.now(UTC))
    except TrephineError as error:
        row.write(state="failed", error=error_json(error), finished_at=datetime.now(UTC))
    except Exception as error:  # noqa: BLE001  (a job that dies is reported, whatever it died of)
        row.write(state="failed", error=died(told(error)), finished_at=datetime.now(UTC))
    finally:
        stop.set()
        database.close()


def append_kept(url: str | URL, kept: Sequence[Mapping[str, Any]]) -> None:
    """Append entries (``stream``, ``author``, ``entries``) after whatever their streams hold."""
    if not kept:
        return
    journal = Journal(url, KINDS)
    try:
        for one in kept:
            entries = [Entry(**entry) for entry in one["entries"]]
            append_last(journal, one["stream"], entries, author=one["author"], at=datetime.now(UTC))
    finally:
        journal.close()


def append_last(
    journal: Journal, stream: str, entries: Sequence[Entry], *, author: str, at: datetime
) -> None:
    """Append to the end of a stream, whoever else writes to it."""
    while True:
        events = journal.read(stream)
        after = events[-1].version if events else 0
        with suppress(Conflict):
            journal.append(stream, after, entries, author=author, at=at)
            return


def _beat(row: _Row, stop: threading.Event) -> None:
    while not stop.wait(BEAT):
        row.write()


def _ended() -> CancelledError:
    return CancelledError(
        what=Text(zh="已取消", en="Cancelled"),
        where="job",
        found="cancel",
        do=Text(zh="可重新开始", en="It can be started again"),
    )


def error_json(error: TrephineError) -> dict[str, Any]:
    """Return the four parts of an error as the table keeps them."""
    return {
        "what": {"zh": error.what.zh, "en": error.what.en},
        "where": error.where,
        "found": error.found,
        "do": {"zh": error.do.zh, "en": error.do.en},
    }


def died(found: str) -> dict[str, Any]:
    """Return the four parts for a job that ended without an answer."""
    return {
        "what": {"zh": "任务意外中止", "en": "The job ended unexpectedly"},
        "where": "job",
        "found": found,
        "do": {
            "zh": "请重试；若再出现，减少规模或告诉管理员",
            "en": "Try again; if it comes back, ask for less or tell the administrator",
        },
    }
