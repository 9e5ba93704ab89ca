"""event_of: a row of the table as an Event; write_events: events as rows, as they are."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, insert

from trephine.core.event import Event
from trephine.journal.chain import canonical
from trephine.journal.moment_text import moment_of, moment_text
from trephine.journal.tables import event


def event_of(row: Row[Any]) -> Event:
    """Return a row of the table as an event. It does not check the digest."""
    return Event(
        stream=row.stream,
        version=row.version,
        position=row.position,
        author=row.author,
        at=moment_of(row.at),
        kind=row.kind,
        payload=json.loads(row.payload),
        before=row.before,
        digest=row.digest,
    )


def write_events(connection: Connection, events: Sequence[Event]) -> None:
    """Insert events as they are; the database refuses those that do not continue its chain."""
    connection.execute(
        insert(event),
        [
            {
                "position": one.position,
                "stream": one.stream,
                "version": one.version,
                "author": one.author,
                "at": moment_text(one.at),
                "kind": one.kind,
                "payload": canonical(one.payload).decode("utf-8"),
                "before": one.before,
                "digest": one.digest,
            }
            for one in events
        ],
    )
