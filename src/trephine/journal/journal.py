"""Journal: append to streams, read them; nothing is ever changed."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, func, select

from trephine.core.error import InputError
from trephine.core.event import Entry, Event, StreamHead
from trephine.core.text import Text
from trephine.journal.chain import digest_of
from trephine.journal.conflict import Conflict
from trephine.journal.database import Database
from trephine.journal.event_row import event_of, write_events
from trephine.journal.moment_text import moment_of, moment_text
from trephine.journal.payload import CheckedEntry, Payloads, is_whole_text
from trephine.journal.save_before import save_before
from trephine.journal.streams import streams
from trephine.journal.tables import event, journal_head
from trephine.journal.upgrade import upgrade

_STREAM = re.compile(r"[a-z][a-z_]{0,30}/[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
_PAGE = 1000  # events read at once, so that a long reading holds no transaction open


class Journal:
    """The append-only list of what people did, in one database; it folds nothing.

    ``kinds`` gives the payload dataclass of each kind that may be appended. Reading needs none.
    """

    def __init__(
        self,
        url: str | URL,
        kinds: Mapping[str, type] | None = None,
        *,
        backups: Path | None = None,
    ) -> None:
        """Open the database, make its tables or upgrade them.

        Before an upgrade a backup is written into ``backups`` (for SQLite, the file's folder where
        none is named). Raises InputError where the place cannot be opened, or is newer.
        """
        self.database = Database(url)
        self.payloads = Payloads(kinds or {})
        try:
            upgrade(self.database, save=save_before(self.database, backups))
        except BaseException:
            self.database.close()
            raise

    def checked(
        self, stream: str, entries: Sequence[Entry | CheckedEntry]
    ) -> tuple[CheckedEntry, ...]:
        """Return entries checked as ``append`` does; nothing is written, nobody waits meanwhile.

        Raises InputError for a payload that is none.
        """
        return tuple(self.payloads.entry(one, stream) for one in entries)

    def append(
        self,
        stream: str,
        after: int,
        entries: Sequence[Entry | CheckedEntry],
        *,
        author: str,
        at: datetime,
    ) -> tuple[Event, ...]:
        """Append all entries to a stream, or none; what is returned is on the disk.

        ``after`` is the last version the writer saw, 0 for a stream that is to begin. Raises
        Conflict with the events that came after it; InputError for a name, an author, a moment or
        a payload that is none, and for a version that the stream does not have yet.
        """
        _check_stream(stream)
        _check_author(author, stream)
        moment = moment_of(moment_text(at))
        if not entries:
            raise _refused(stream, "0", Text(zh="没有要写的事件", en="There is nothing to append"))
        checked = self.checked(stream, entries)
        payloads = [json.loads(one.told) for one in checked]
        with self.database.alone() as connection:
            version = _version_of(connection, stream)
            if version > after >= 0:
                raise Conflict(stream=stream, after=after, since=_read(connection, stream, after))
            if version != after:
                what = Text(zh="此流没有这个版本", en="The stream has no such version")
                raise _refused(stream, f"{after} (last: {version})", what)
            last = connection.execute(select(journal_head)).one()
            events = []
            position, before = last.position, last.digest
            for entry, payload in zip(checked, payloads, strict=True):
                position, version = position + 1, version + 1
                told: dict[str, Any] = {
                    "stream": stream,
                    "version": version,
                    "position": position,
                    "author": author,
                    "at": moment,
                    "kind": entry.kind,
                    "payload": payload,
                    "before": before,
                }
                before = digest_of(**told)
                events.append(Event(**told, digest=before))
            write_events(connection, events)
        return tuple(events)

    def read(self, stream: str, after: int = 0) -> tuple[Event, ...]:
        """Return a stream's events beyond version ``after``, in order; none where it is unknown."""
        with self.database.reading() as connection:
            return _read(connection, stream, after)

    def all(self, after: int = 0) -> Iterator[Event]:
        """Yield the events beyond position ``after``, in order."""
        while True:
            with self.database.reading() as connection:
                rows = connection.execute(
                    select(event)
                    .where(event.c.position > after)
                    .order_by(event.c.position)
                    .limit(_PAGE)
                ).all()
            yield from map(event_of, rows)
            if len(rows) < _PAGE:
                return
            after = rows[-1].position

    def streams(self, prefix: str = "") -> tuple[StreamHead, ...]:
        """Return the last version of each stream whose name begins with ``prefix``, by name."""
        return streams(self.database, prefix)

    def head(self) -> tuple[int, str]:
        """Return the last position and its digest: what to note elsewhere, to verify against."""
        with self.database.reading() as connection:
            last = connection.execute(select(journal_head)).one()
        return last.position, last.digest

    def close(self) -> None:
        """Give the database back."""
        self.database.close()


def _read(connection: Connection, stream: str, after: int) -> tuple[Event, ...]:
    asked = select(event).where(event.c.stream == stream, event.c.version > after)
    return tuple(map(event_of, connection.execute(asked.order_by(event.c.version))))


def _version_of(connection: Connection, stream: str) -> int:
    asked = select(func.max(event.c.version)).where(event.c.stream == stream)
    return connection.scalar(asked) or 0


def _check_stream(stream: str) -> None:
    if not _STREAM.fullmatch(stream):
        raise InputError(
            what=Text(zh="不是流的名称", en="Not the name of a stream"),
            where="stream",
            found=repr(stream[:160]),
            do=Text(zh="写成 record/标识", en="write it as record/ID (ASCII letters and digits)"),
        )


def _check_author(author: str, stream: str) -> None:
    if not 1 <= len(author) <= 200 or not author.isprintable() or not is_whole_text(author):
        raise _refused(stream, repr(author[:60]), Text(zh="作者不合规定", en="Not an author"))


def _refused(stream: str, found: str, what: Text) -> InputError:
    do = Text(zh="重新读取后再写", en="read the stream again, then write")
    return InputError(what=what, where=stream, found=found, do=do)
