"""Routes of jobs: list, poll, watch, cancel, fetch the file."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import TypeAdapter
from starlette.responses import FileResponse, StreamingResponse

from trephine.core.text import Text
from trephine.web.account.allow import signed_in
from trephine.web.account.who import SignedIn
from trephine.web.errors import NotFoundError
from trephine.web.job.jobs import ENDED, Jobs, JobShown
from trephine.web.workplace import At, Workplace

router = APIRouter(prefix="/api/jobs", tags=["jobs"])
Anybody = Annotated[SignedIn, signed_in()]
_ADAPTER = TypeAdapter(JobShown)
_LOOK, _QUIET = 0.5, 15.0  # seconds between looks at the row; between signs of life to the browser
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Server-sent events `job`, each a JobShown; the last one has ended",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


class JobFileResponse(FileResponse):
    """A file that a job has made, for the browser to save."""

    media_type = "application/octet-stream"


class JobEventsResponse(StreamingResponse):
    """A job as server-sent events."""

    media_type = "text/event-stream"


@router.get("")
def jobs(who: Anybody, at: At) -> tuple[JobShown, ...]:
    """List one's own jobs, the newest first; administrators and auditors see all."""
    return at.jobs.all(None if sees_all(who) else who.account)


@router.get("/{job}")
def jobs_one(job: str, who: Anybody, at: At) -> JobShown:
    """Tell how far a job is."""
    return own_job(at, who, job)


@router.post("/{job}/cancel")
def jobs_cancel(job: str, who: Anybody, at: At) -> JobShown:
    """Ask a job to end."""
    own_job(at, who, job)
    return at.jobs.cancel(job)


@router.get("/{job}/events", response_class=JobEventsResponse, responses=_STREAM)
def jobs_events(job: str, who: Anybody, at: At, request: Request) -> JobEventsResponse:
    """Watch a job: an event whenever something changed, until it has ended."""
    own_job(at, who, job)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return JobEventsResponse(_events(at.jobs, job, request), headers=headers)


@router.get("/{job}/file", response_class=JobFileResponse, responses=_FILE)
def jobs_file(job: str, who: Anybody, at: At) -> JobFileResponse:
    """Fetch the file that a job has made."""
    own_job(at, who, job)
    path = at.jobs.file(job)
    if path is None:
        raise _no_job(job)
    return JobFileResponse(path, filename=path.name)


async def _events(jobs: Jobs, key: str, request: Request) -> AsyncIterator[str]:
    told, quiet = b"", 0.0
    while not await request.is_disconnected():
        found = await asyncio.to_thread(jobs.of, key)
        said = _ADAPTER.dump_json(found)
        if said != told:
            told, quiet = said, 0.0
            yield f"event: job\ndata: {said.decode()}\n\n"
        elif quiet >= _QUIET:
            quiet = 0.0
            yield ": still here\n\n"
        if found.state in ENDED:
            return
        await asyncio.sleep(_LOOK)
        quiet += _LOOK


def sees_all(who: SignedIn) -> bool:
    """Tell whether somebody sees other people's jobs."""
    return who.demo or bool(who.roles & {"administrator", "auditor"})


def own_job(at: Workplace, who: SignedIn, key: str) -> JobShown:
    """Return a job of one's own. Raises NotFoundError, for another's job the same."""
    found = at.jobs.of(key)
    if not sees_all(who) and found.account != who.account:
        raise _no_job(key)
    return found


def _no_job(key: str) -> NotFoundError:
    return NotFoundError(
        what=Text(zh="没有这个任务", en="There is no such job"),
        where="/api/jobs",
        found=key[:60],
        do=Text(zh="见 /api/jobs", en="See /api/jobs"),
    )
