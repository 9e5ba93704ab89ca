"""Jobs: the jobs of one server: started in a pool of processes, listed, cancelled, swept."""

import logging
import multiprocessing
import secrets
import threading
from collections.abc import Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import URL, ColumnElement, func, insert, or_, select, update

from trephine.core.text import Text
from trephine.journal.database import Database
from trephine.journal.tables import job
from trephine.web.errors import NotFoundError, Refusal, TooManyError
from trephine.web.job.work import BEAT, Task, died, work

State = Literal["waiting", "running", "done", "failed", "cancelled"]
ENDED = frozenset({"done", "failed", "cancelled"})
_SILENT = timedelta(seconds=12 * BEAT)
_MOST_WAITING = 20  # of one account
_LISTED = 100
_STOPPED = "the server stopped"
_TRIES = 3  # of a job whose process dies before it begins
log = logging.getLogger("trephine.web")


@dataclass(frozen=True, slots=True, kw_only=True)
class JobShown:
    """One job: what, how far, how long still, what came of it or why not.

    ``file``: it has made a file, at ``/api/jobs/ID/file``. ``account`` is None in demo mode.
    """

    id: str
    kind: str
    account: str | None
    state: State
    progress: float
    step: Text | None
    remaining_seconds: float | None
    cancel: bool
    file: str | None
    error: Refusal | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class Jobs:
    """Jobs in the database and the processes of this server that do them.

    A process that dies (killed, out of memory) takes its own job with it, which is then reported as
    failed; those that only waited are given to new processes, three times at most.
    """

    def __init__(self, database: Database, url: str | URL, folder: Path, workers: int) -> None:
        """Work on an opened database; ``folder`` holds the files that jobs make."""
        self.database = database
        self.url = url
        self.folder = folder
        self.workers = workers
        self._alone = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._waiting: dict[str, Task] = {}
        self._closed = False
        self.sweep()

    def start(
        self,
        kind: str,
        task: Task,
        arguments: Mapping[str, Any],
        *,
        account: str | None,
        seed: int | None = None,
    ) -> JobShown:
        """Start a job and return it as it waits. Raises TooManyError beyond 20 of one account."""
        key = secrets.token_hex(16)
        with self.database.alone() as connection:  # those who count at once would all pass
            theirs = job.c.account.is_(None) if account is None else job.c.account == account
            waiting = connection.scalar(
                select(func.count()).where(theirs, job.c.state.in_(("waiting", "running")))
            )
            if (waiting or 0) >= _MOST_WAITING:
                raise TooManyError(
                    what=Text(zh="未完成的任务太多", en="Too many jobs are unfinished"),
                    where="jobs",
                    found=str(waiting),
                    do=Text(zh="等一些完成，或取消", en="Wait for some to end, or cancel them"),
                )
            connection.execute(
                insert(job).values(
                    id=key,
                    kind=kind,
                    account=account,
                    state="waiting",
                    progress=0.0,
                    cancel=False,
                    seed=seed,
                    arguments=dict(arguments),
                    created_at=datetime.now(UTC),
                )
            )
        self._submit(key, task)
        return self.of(key)

    def _submit(self, key: str, task: Task, tries: int = 1) -> None:
        with self._alone:
            given = None if self._closed else self._given(key, task)
        if given is None:
            self._fail(job.c.id == key, _STOPPED)
            return
        pool, future = given
        future.add_done_callback(lambda done: self._ended(key, tries, pool, done))

    def _given(self, key: str, task: Task) -> tuple[ProcessPoolExecutor, "Future[None]"]:
        """Give a job to the processes: to new ones where the old have died."""
        self._waiting[key] = task
        given = partial(work, self.url, key, task, self.folder / key)
        if self._pool is not None:
            with suppress(BrokenProcessPool):
                return self._pool, self._pool.submit(given)
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(self.workers, mp_context=context)
        return self._pool, self._pool.submit(given)

    def _ended(self, key: str, tries: int, pool: ProcessPoolExecutor, done: "Future[None]") -> None:
        """Hear that a process is through with a job, or that processes have died."""
        error = None if done.cancelled() else done.exception()
        with self._alone:
            task = self._waiting.pop(key, None)
            if isinstance(error, BrokenProcessPool) and self._pool is pool:
                self._pool = None
        if error is None or task is None or self._closed:
            return
        log.error("job %s: %s", key, type(error).__name__)
        if self.of(key).state == "waiting" and tries < _TRIES:
            self._submit(key, task, tries + 1)  # it had not begun: another process takes it
        else:
            self._fail(job.c.id == key, type(error).__name__)

    def _fail(self, which: ColumnElement[bool], found: str) -> None:
        with self.database.writing() as connection:
            connection.execute(
                update(job)
                .where(which, job.c.state.in_(("waiting", "running")))
                .values(state="failed", error=died(found), finished_at=datetime.now(UTC))
            )

    def sweep(self) -> None:
        """Report jobs as failed that no process works on any more: a server was stopped or killed.

        A worker writes a sign of life every five seconds; a minute without one is an end.
        """
        before = datetime.now(UTC) - _SILENT
        silent = or_(job.c.beat_at < before, job.c.beat_at.is_(None) & (job.c.created_at < before))
        with self._alone:
            ours = list(self._waiting)
        begun = job.c.state == "running"
        self._fail(silent & (begun | job.c.id.not_in(ours)), "no sign of life")

    def of(self, key: str) -> JobShown:
        """Return one job. Raises NotFoundError."""
        row = self._row(key)
        if row is not None and row.state == "running" and _is_silent(row):
            self.sweep()
            row = self._row(key)
        if row is None:
            raise NotFoundError(
                what=Text(zh="没有这个任务", en="There is no such job"),
                where="/api/jobs",
                found=key[:60],
                do=Text(zh="见 /api/jobs", en="See /api/jobs"),
            )
        return _shown(row)

    def _row(self, key: str) -> Any:
        with self.database.reading() as connection:
            return connection.execute(select(job).where(job.c.id == key)).first()

    def all(self, account: str | None) -> tuple[JobShown, ...]:
        """Return the last hundred jobs of an account, the newest first; of all for None."""
        asked = select(job).order_by(job.c.created_at.desc()).limit(_LISTED)
        if account is not None:
            asked = asked.where(job.c.account == account)
        with self.database.reading() as connection:
            return tuple(_shown(row) for row in connection.execute(asked))

    def cancel(self, key: str) -> JobShown:
        """Ask a job to end: at once where it waits, at its next report where it runs."""
        self.of(key)
        with self.database.writing() as connection:
            connection.execute(
                update(job)
                .where(job.c.id == key, job.c.state.in_(("waiting", "running")))
                .values(cancel=True)
            )
            connection.execute(
                update(job)
                .where(job.c.id == key, job.c.state == "waiting")
                .values(state="cancelled", finished_at=datetime.now(UTC))
            )
        return self.of(key)

    def file(self, key: str) -> Path | None:
        """Return the file that a job has made; None where it made none."""
        name = self.of(key).file
        path = None if name is None else (self.folder / key / name).resolve()
        return path if path is not None and path.is_file() else None

    def close(self) -> None:
        """Ask all jobs of this server to end and give the processes back."""
        with self._alone:
            self._closed = True
            pool, self._pool = self._pool, None
            ours = list(self._waiting)
        if pool is None:
            return
        with self.database.writing() as connection:
            connection.execute(update(job).where(job.c.id.in_(ours)).values(cancel=True))
        pool.shutdown(wait=True, cancel_futures=True)
        self._fail(job.c.id.in_(ours), _STOPPED)


def _is_silent(row: Any) -> bool:
    return bool(row.beat_at is not None and datetime.now(UTC) - row.beat_at > _SILENT)


def _shown(row: Any) -> JobShown:
    step, error, result = row.step, row.error, row.result or {}
    return JobShown(
        id=row.id,
        kind=row.kind,
        account=row.account,
        state=row.state,
        progress=row.progress,
        step=None if step is None else Text(**step),
        remaining_seconds=row.remaining_seconds,
        cancel=row.cancel,
        file=result.get("file"),
        error=None
        if error is None
        else Refusal(
            what=Text(**error["what"]),
            where=error["where"],
            found=error["found"],
            do=Text(**error["do"]),
        ),
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
    )
