"""add_conflict: two people wrote one stream; the second is answered 409 with what came since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from pydantic import TypeAdapter
from starlette.responses import JSONResponse, Response

from trephine.core.text import Text
from trephine.journal.conflict import Conflict
from trephine.web.review.person import names_of

if TYPE_CHECKING:
    from trephine.web.workplace import Workplace


MOST = 20  # fields of one event that are told; the rest are counted


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSince:
    """One thing that somebody wrote meanwhile, and what the second writer wanted it to be.

    ``yours`` None: the second writer wrote nothing of it. The moments are those of the values.
    """

    label: Text
    theirs: Text
    yours: Text | None = None
    theirs_at: datetime | None = None
    yours_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSince:
    """An event that somebody appended meanwhile, and of its values what the writer may see.

    ``author`` is the shown name; ``more`` counts the fields that are not listed.
    """

    version: int
    at: datetime
    author: str
    kind: str
    fields: tuple[FieldSince, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueSince:
    """A value that an event holds: ``key`` says of what, so that two writers' values meet."""

    key: tuple[object, ...]
    label: Text
    says: Text
    at: datetime | None = None


class Overtaken(Conflict):
    """A conflict whose events can tell their values, as far as this writer may see them."""

    def __init__(
        self,
        conflict: Conflict,
        theirs: Mapping[int, Iterable[ValueSince]],
        yours: Iterable[ValueSince],
    ) -> None:
        """Take the values of each event by its version, and those that were not written."""
        super().__init__(stream=conflict.stream, after=conflict.after, since=conflict.since)
        mine = {one.key: one for one in yours}
        self.fields = {
            version: tuple(_field(one, mine.get(one.key)) for one in values)
            for version, values in theirs.items()
        }


def _field(theirs: ValueSince, yours: ValueSince | None) -> FieldSince:
    return FieldSince(
        label=theirs.label,
        theirs=theirs.says,
        yours=None if yours is None else yours.says,
        theirs_at=theirs.at,
        yours_at=None if yours is None else yours.at,
    )


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


def _answer(request: Request, error: Exception) -> Response:
    assert isinstance(error, Conflict)  # noqa: S101  (it was registered for these)
    at: Workplace = request.app.state.workplace
    names, clock = names_of(at), at.settings.clock
    fields = error.fields if isinstance(error, Overtaken) else {}
    refusal = ConflictRefusal(
        what=error.what,
        where=error.where,
        found=error.found,
        do=error.do,
        since=tuple(
            EventSince(
                version=one.version,
                at=clock.read(one.at),
                author=names.get(one.author, one.author),
                kind=one.kind,
                fields=fields.get(one.version, ())[:MOST],
                more=max(0, len(fields.get(one.version, ())) - MOST),
            )
            for one in error.since
        ),
    )
    return JSONResponse(_SHAPE.dump_python(refusal, mode="json"), 409)
