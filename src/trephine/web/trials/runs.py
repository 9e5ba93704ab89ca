"""Runs: the saved simulations of one workspace; their files lie with the jobs that made them."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

from pydantic import TypeAdapter, ValidationError

from trephine.core.error import MethodError
from trephine.core.event import Entry
from trephine.core.run_event import RunPlanned, RunSort, RunStarted
from trephine.core.text import Text
from trephine.journal.journal import Journal
from trephine.loop.code_here import code_here
from trephine.loop.fold_run import SavedRun, fold_run
from trephine.web.account.who import SignedIn
from trephine.web.errors import NotFoundError
from trephine.web.job.jobs import Jobs
from trephine.web.job.work import Task, append_last
from trephine.web.trials.shape import RunListed, RunState
from trephine.web.trials.work import VERSION

PREFIX = "run/"
_LISTED = 100
Answer = TypeVar("Answer")


class Runs:
    """Simulations in the journal and the jobs that compute them."""

    def __init__(self, journal: Journal, jobs: Jobs) -> None:
        """Take both."""
        self.journal = journal
        self.jobs = jobs

    def start(
        self,
        planned: RunPlanned,
        task: Task,
        *,
        kind: str,
        who: SignedIn,
        now: datetime,
        more: Mapping[str, Any] | None = None,
    ) -> str:
        """Write down what is asked and start its job; return the run's id. Raises TooManyError."""
        name = uuid4().hex
        self.journal.append(
            f"{PREFIX}{name}",
            0,
            [Entry(kind="run-planned", payload=planned)],
            author=who.account,
            at=now,
        )
        job = self.aside(name, planned, task, kind=kind, who=who, more=more)
        append_last(
            self.journal,
            f"{PREFIX}{name}",
            [Entry(kind="run-started", payload=RunStarted(job=job))],
            author=who.account,
            at=now,
        )
        return name

    def aside(
        self,
        name: str,
        planned: RunPlanned,
        task: Task,
        *,
        kind: str,
        who: SignedIn,
        more: Mapping[str, Any] | None = None,
    ) -> str:
        """Start a job about a run, which is not the one that answers it; return the job's id."""
        arguments = {"run": name, "plan": planned.plan, "author": who.account, **(more or {})}
        account = None if who.demo else who.account
        return self.jobs.start(kind, task, arguments, account=account).id

    def of(self, name: str) -> SavedRun:
        """Return a saved run. Raises NotFoundError."""
        events = self.journal.read(f"{PREFIX}{name}") if name.isalnum() else ()
        if not events:
            raise _no_run(name)
        return fold_run(events)

    def of_sort(self, name: str, sort: RunSort) -> SavedRun:
        """Return a saved run of one sort. Raises NotFoundError for one of another, too."""
        found = self.of(name)
        if found.planned.sort != sort:
            raise _no_run(name)
        return found

    def all(self) -> tuple[tuple[str, SavedRun], ...]:
        """Return the last hundred runs, the newest first."""
        heads = sorted(self.journal.streams(PREFIX), key=lambda one: one.at, reverse=True)
        names = [one.stream.removeprefix(PREFIX) for one in heads[:_LISTED]]
        found = [(name, self.of(name)) for name in names]
        return tuple(sorted(found, key=lambda one: one[1].at, reverse=True))

    def listed(self, name: str, run: SavedRun) -> RunListed:
        """Return a run as a list shows it."""
        return RunListed(
            id=name,
            sort=run.planned.sort,
            title=run.planned.title,
            patients=run.planned.patients,
            days=run.planned.days,
            seed=run.planned.seed,
            author=run.author,
            at=run.at,
            state=self.state(run),
            job=run.job,
            ready=run.planned.ready,
            of=run.planned.of,
        )

    def state(self, run: SavedRun) -> RunState:
        """Return how a run stands: done once its answer is written down, else as its job."""
        if run.finished is not None:
            return "done"
        try:
            found = self.jobs.of(run.job).state
        except NotFoundError:
            return "failed"
        return "failed" if found == "done" else found

    def folder(self, run: SavedRun) -> Path:
        """Return where the files of a run's job lie."""
        return self.jobs.folder / run.job


def answer_in(run: SavedRun, shape: TypeAdapter[Answer]) -> Answer | None:
    """Return a run's answer in a shape; None before it is there.

    Raises MethodError for one that another version of Trephine wrote in a shape of its own.
    """
    if run.finished is None or run.answer is None:
        return None
    if run.finished.version == VERSION:
        try:
            return shape.validate_python(run.answer)
        except ValidationError:
            pass
    raise MethodError(
        what=Text(
            zh="这次运行由另一版本写成，此版本不能显示",
            en="Another version wrote this run, and this one cannot show it",
        ),
        where="run",
        found=f"{run.finished.version} ≠ {VERSION}",
        do=Text(zh="用同一方案再运行一次", en="Run the same plan again"),
    )


def not_answered(name: str) -> NotFoundError:
    """Return the refusal of what only a finished run has."""
    return NotFoundError(
        what=Text(zh="这次运行还没有答案", en="This run has no answer yet"),
        where="/api/mechanism/runs",
        found=name[:60],
        do=Text(zh="等它完成", en="Wait until it is done"),
    )


def code_digest() -> str:
    """Return the digest of the code that simulates here."""
    return code_here()["trephine files"]


def _no_run(name: str) -> NotFoundError:
    return NotFoundError(
        what=Text(zh="没有这次运行", en="There is no such run"),
        where="/api/mechanism/runs",
        found=name[:60],
        do=Text(zh="见 /mechanism/runs", en="See /mechanism/runs"),
    )
