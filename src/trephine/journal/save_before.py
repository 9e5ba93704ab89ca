"""save_before: the backup that is made before an older database is upgraded."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection

from trephine.journal.database import Database


def save_before(database: Database, folder: Path | None) -> Callable[[Connection, str], None]:
    """Return what ``upgrade`` calls before its first step on a database that has tables."""

    def save(connection: Connection, revision: str) -> None:
        raise NotImplementedError(database.name, folder, connection, revision)

    return save
