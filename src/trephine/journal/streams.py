"""streams: the last version of each stream."""

from sqlalchemy import func, select

from trephine.core.event import StreamHead
from trephine.journal.database import Database
from trephine.journal.moment_text import moment_of
from trephine.journal.tables import event


def streams(database: Database, prefix: str = "") -> tuple[StreamHead, ...]:
    """Return the head of each stream whose name begins with ``prefix``, by name."""
    last = select(func.max(event.c.position)).group_by(event.c.stream)
    if prefix:  # not LIKE, which knows no case on SQLite and has signs of its own
        last = last.where(func.substr(event.c.stream, 1, len(prefix)) == prefix)
    asked = select(event.c.stream, event.c.version, event.c.at).where(event.c.position.in_(last))
    with database.reading() as connection:
        rows = connection.execute(asked).all()
    heads = [
        StreamHead(stream=row.stream, version=row.version, at=moment_of(row.at)) for row in rows
    ]
    return tuple(sorted(heads, key=lambda one: one.stream))
