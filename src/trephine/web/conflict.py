"""add_conflict: two people wrote one stream; the second is answered 409 with what came since."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import FastAPI, Request
from pydantic import TypeAdapter
from starlette.responses import JSONResponse, Response

from trephine.core.text import Text
from trephine.journal.conflict import Conflict


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSince:
    """An event that somebody appended meanwhile; its content is read with the record."""

    version: int
    at: datetime
    author: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictRefusal:
    """A refusal, with the events that the writer had not seen; nothing was written."""

    what: Text
    where: str
    found: str
    do: Text
    since: tuple[EventSince, ...]


CONFLICT: dict[int | str, dict[str, Any]] = {
    409: {"model": ConflictRefusal, "description": "Somebody else wrote meanwhile"}
}
_SHAPE = TypeAdapter(ConflictRefusal)


def add_conflict(app: FastAPI) -> None:
    """Let every Conflict of the journal answer 409."""
    app.add_exception_handler(Conflict, _answer)


def _answer(_: Request, error: Exception) -> Response:
    assert isinstance(error, Conflict)  # noqa: S101  (it was registered for these)
    refusal = ConflictRefusal(
        what=error.what,
        where=error.where,
        found=error.found,
        do=error.do,
        since=tuple(
            EventSince(version=one.version, at=one.at, author=one.author, kind=one.kind)
            for one in error.since
        ),
    )
    return JSONResponse(_SHAPE.dump_python(refusal, mode="json"), 409)
