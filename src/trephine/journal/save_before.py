"""save_before: the backup that is made before an older database is upgraded."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

from sqlalchemy import Connection

from trephine.journal.backup import save
from trephine.journal.database import Database
from trephine.journal.location import folder_of


def save_before(database: Database, folder: Path | None) -> Callable[[Connection, str], None]:
    """Return what ``upgrade`` calls before its first step on a database that has tables.

    It writes ``journal.at-REVISION.sqlite`` (``.jsonl`` for PostgreSQL) into ``folder``, by default
    the SQLite file's own or ``backups`` in the user's; a name that is taken gets a number.
    """

    def keep(connection: Connection, revision: str) -> None:
        stem, end = ("journal", ".jsonl")
        place = folder or folder_of() / "backups"
        if database.file is not None:
            stem, end = database.file.stem, ".sqlite"
            place = folder or database.file.parent
        for number in count(1):
            again = f"-{number}" if number > 1 else ""
            file = place / f"{stem}.at-{revision}{again}{end}"
            if not file.exists():
                save(database, connection, file)
                return

    return keep
