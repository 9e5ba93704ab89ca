"""verify: walk the whole chain and name the first place that is not as it was written."""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, inspect, select, text

from trephine.core.error import TrephineError
from trephine.core.event import Event
from trephine.core.text import Text
from trephine.journal.chain import canonical
from trephine.journal.database import Database
from trephine.journal.event_row import event_of
from trephine.journal.follow import Follow
from trephine.journal.tables import event, journal_head

How = Literal[
    "changed", "missing", "reordered", "unlinked", "version", "tail", "head", "noted", "unguarded"
]
# The triggers by which the database itself refuses changes.
GUARDS = {
    "sqlite": {
        "event_in_order",
        "event_moves_head",
        "event_no_update",
        "event_no_delete",
        "journal_head_follows",
        "journal_head_no_insert",
        "journal_head_no_delete",
    },
    "postgresql": {
        "event_in_order",
        "event_no_change",
        "journal_head_follows",
        "journal_head_no_change",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainBreak:
    """The first place at which the journal is not as it was written; later ones are not looked for.

    ``position`` is 0 where no event is at fault (``unguarded``). ``how``: changed (an event says
    something else than was hashed), missing, reordered, unlinked (each of two neighbours is whole,
    and they do not belong together: one was rewritten), version (of a stream), tail (the last
    events are gone), head (the record of the end is not the end), noted (it is not the journal of
    which a head was noted elsewhere), unguarded (triggers are gone).
    """

    position: int
    how: How
    said: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """How far the chain holds: the last sound ``position``, its ``digest``, and the break."""

    position: int
    digest: str
    broken: ChainBreak | None


def verify(database: Database, *, noted: tuple[int, str] | None = None) -> Verified:
    """Verify the whole journal as it stands at one moment.

    ``noted`` is a position and its digest that were noted elsewhere: without it a journal that was
    rewritten from some place on, with every digest after it computed anew, cannot be told from a
    true one. Raises InputError where the database cannot be read.
    """
    with database.reading() as connection:
        return verify_connection(connection, noted=noted)


def verify_connection(connection: Connection, *, noted: tuple[int, str] | None = None) -> Verified:
    """Verify within a transaction that the caller has begun."""
    walk = Follow()
    broken = _walk(connection, walk, noted)
    if broken is None:
        broken = _end(connection, walk, noted) or _guards(connection)
    return Verified(position=walk.position, digest=walk.digest, broken=broken)


def _walk(connection: Connection, walk: Follow, noted: tuple[int, str] | None) -> ChainBreak | None:
    if noted is not None and noted[0] == 0 and noted[1] != walk.digest:
        return _noted(0)
    asked = select(event).order_by(event.c.position)
    with connection.execute(asked, execution_options={"yield_per": 500}) as rows:
        for row in rows:
            here = walk.position + 1
            told = _told(row)
            wrong = "missing" if row.position != here else told and walk.wrong(told)
            if told is None or wrong is not None:
                break
            if noted is not None and noted[0] == here and noted[1] != walk.digest:
                return _noted(here)
        else:
            return None
    if wrong == "version":
        return _version(here, row.stream)
    if (moved := _moved(connection, walk)) is not None:
        return moved
    if wrong == "missing":
        return _missing(here, row.position)
    return _unlinked(here) if wrong == "unlinked" else _changed(here)


def _told(row: Row[Any]) -> Event | None:
    """Return a row as an event; None where its columns cannot have been written by a journal."""
    try:
        found = event_of(row)
        if canonical(found.payload) != row.payload.encode("utf-8"):
            return None  # the same value in other bytes, or a key twice
    except (TrephineError, ValueError, TypeError, AttributeError, RecursionError):
        return None
    return found


def _moved(connection: Connection, walk: Follow) -> ChainBreak | None:
    """Return a break where the event that should come next stands elsewhere."""
    found = connection.scalar(
        select(event.c.position)
        .where(event.c.before == walk.digest, event.c.position != walk.position + 1)
        .limit(1)
    )
    if found is None:
        return None
    here = walk.position + 1
    return ChainBreak(
        position=here,
        how="reordered",
        said=Text(
            zh=f"第 {here} 位的事件被移到了第 {found} 位",
            en=f"the event that belongs at position {here} stands at {found}",
        ),
    )


def _end(connection: Connection, walk: Follow, noted: tuple[int, str] | None) -> ChainBreak | None:
    here = walk.position + 1
    head = connection.execute(select(journal_head)).one_or_none()
    if head is not None and head.position > walk.position:
        return _tail(here, head.position)
    if head is None or (head.position, head.digest) != (walk.position, walk.digest):
        said = Text(
            zh="日志末端的记录与最后一个事件不符",
            en="the record of the journal's end is not its last event",
        )
        return ChainBreak(position=walk.position, how="head", said=said)
    if noted is not None and noted[0] > walk.position:
        return _tail(here, noted[0])
    return None


def _guards(connection: Connection) -> ChainBreak | None:
    if connection.dialect.name == "sqlite":
        asked = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:  # 'A': the trigger fires always, as the first migration sets it
        asked = (
            "SELECT tgname FROM pg_trigger WHERE tgenabled = 'A'"
            " AND tgrelid IN ('event'::regclass, 'journal_head'::regclass)"
        )
    gone = GUARDS[connection.dialect.name] - set(connection.scalars(text(asked)))
    if not gone:
        return None
    names = ", ".join(sorted(gone))
    said = Text(
        zh=f"事件无误，但防止改动的触发器缺失：{names}",
        en=f"the events are sound, but triggers that refuse changes are gone: {names}",
    )
    return ChainBreak(position=0, how="unguarded", said=said)


def is_journal(connection: Connection) -> bool:
    """Whether the database has a journal's tables."""
    return {"event", "journal_head"} <= set(inspect(connection).get_table_names())


def _missing(here: int, next_one: int) -> ChainBreak:
    which = f"{here}" if next_one == here + 1 else f"{here}–{next_one - 1}"
    said = Text(zh=f"缺少第 {which} 位的事件", en=f"no event at position {which}")
    return ChainBreak(position=here, how="missing", said=said)


def _changed(here: int) -> ChainBreak:
    said = Text(
        zh=f"第 {here} 位的事件与写入时不同",
        en=f"the event at position {here} is not what was written",
    )
    return ChainBreak(position=here, how="changed", said=said)


def _unlinked(here: int) -> ChainBreak:
    said = Text(
        zh=f"第 {here} 位的事件不接在其前一个事件之后：二者之一被改写",
        en=f"the event at position {here} was not written after the one before it: one of the two"
        " was rewritten",
    )
    return ChainBreak(position=here, how="unlinked", said=said)


def _version(here: int, stream: str) -> ChainBreak:
    said = Text(
        zh=f"第 {here} 位的事件在流 {stream} 中的版本不连续",
        en=f"the event at position {here} does not have the next version of {stream}",
    )
    return ChainBreak(position=here, how="version", said=said)


def _tail(here: int, last: int) -> ChainBreak:
    which = f"{here}" if last == here else f"{here}–{last}"
    said = Text(zh=f"末尾被截去：缺第 {which} 位", en=f"the tail is cut off: {which} missing")
    return ChainBreak(position=here, how="tail", said=said)


def _noted(here: int) -> ChainBreak:
    said = Text(
        zh=f"第 {here} 位的摘要与另处所记不同：日志在其之前被改写",
        en=f"the digest at position {here} is not the one noted: the journal was rewritten at or"
        " before it",
    )
    return ChainBreak(position=here, how="noted", said=said)
