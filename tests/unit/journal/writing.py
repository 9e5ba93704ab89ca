"""A few events on a journal, and raw SQL past it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from sqlalchemy import Connection, text

from trephine.core.event import Entry
from trephine.journal.database import Database
from trephine.journal.journal import Journal

AT = datetime(2026, 11, 23, 8, 0, 0, 5, tzinfo=UTC)


def noted(words: str = "x") -> Entry:
    return Entry(kind="noted", payload={"text": words})


def fill(journal: Journal, n: int = 6) -> None:
    """Append n events to two streams in turn, positions 1 to n."""
    for i in range(n):
        journal.append(f"record/{i % 2}", i // 2, [noted(f"第{i}件")], author="anna", at=AT)


@contextmanager
def unguarded(database: Database) -> Iterator[Connection]:
    """Yield a connection that the triggers do not hold back, as a forger with the file has."""
    if database.is_sqlite:
        with database.writing() as connection:
            kept = connection.execute(
                text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            ).all()
            for name, _sql in kept:
                connection.execute(text(f"DROP TRIGGER {name}"))
            yield connection
            for _name, sql in kept:
                connection.execute(text(sql))
        return
    with database.writing() as connection:
        for table in ("event", "journal_head"):
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        yield connection
        for trigger in ("event_in_order", "event_no_change"):
            connection.execute(text(f"ALTER TABLE event ENABLE ALWAYS TRIGGER {trigger}"))
        for trigger in ("journal_head_follows", "journal_head_no_change"):
            connection.execute(text(f"ALTER TABLE journal_head ENABLE ALWAYS TRIGGER {trigger}"))
