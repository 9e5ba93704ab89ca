"""backup: the whole database in one file beside its checksum, and tried by restoring it."""

import os
import sqlite3
import tempfile
from contextlib import closing, suppress
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.journal.checksum import checksum_file, sha256_of
from trephine.journal.database import Database, sqlite_url
from trephine.journal.portable import dump_rows
from trephine.journal.restore import restore
from trephine.journal.verify import Verified

Form = Literal["sqlite", "lines"]


def backup(database: Database, file: Path, *, form: Form | None = None) -> Verified:
    """Write a backup and its ``.sha256``, restore it into a temporary place, and verify that.

    ``form``: sqlite (a SQLite file made by SQLite's online backup, while others write) or lines
    (JSON Lines of all tables, which either kind of database can be restored from); by default as
    the database is. It holds personal identifiers and password hashes and is readable for its
    owner alone; it is not encrypted. Raises InputError where a file of the name is there, cannot be
    written, or the trial restore fails (the file is then taken away).
    """
    if file.exists():
        raise InputError(
            what=Text(zh="已有此文件，不覆盖", en="The file is there and is not written over"),
            where=str(file),
            found="exists",
            do=Text(zh="换一个文件名", en="Choose another name"),
        )
    with database.reading() as connection:
        save(database, connection, file, form=form)
    try:
        return try_restore(file)
    except BaseException:
        file.unlink(missing_ok=True)
        checksum_file(file).unlink(missing_ok=True)
        raise


def save(
    database: Database, connection: Connection, file: Path, *, form: Form | None = None
) -> None:
    """Write a backup and its checksum without trying it, within the caller's transaction.

    As SQLite it holds what is committed, as lines what the transaction sees. Raises InputError.
    """
    form = form or ("sqlite" if database.is_sqlite else "lines")
    if form == "sqlite" and not database.is_sqlite:
        raise InputError(
            what=Text(
                zh="PostgreSQL 不能备份为 SQLite 文件",
                en="PostgreSQL is not backed up as a SQLite file",
            ),
            where=database.name,
            found="sqlite",
            do=Text(zh="用 lines", en="use lines"),
        )
    part = file.with_name(file.name + ".part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            if form == "lines":
                dump_rows(connection, out)
        if form == "sqlite" and database.file is not None:
            _copy_sqlite(database.file, part)
        with part.open("r+b") as written:
            os.fsync(written.fileno())
        told = f"{sha256_of(part)}  {file.name}\n"
        checksum_file(file).write_text(told, encoding="utf-8")
        part.replace(file)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise InputError(
            what=Text(zh="无法写出备份", en="The backup cannot be written"),
            where=str(file),
            found=str(getattr(error, "strerror", None) or error),
            do=Text(zh="换一个可写的位置", en="Choose a place that can be written"),
        ) from None


def try_restore(file: Path) -> Verified:
    """Restore a backup into a temporary place, which is then removed, and return what it holds."""
    with tempfile.TemporaryDirectory(prefix="trephine-restore-") as folder:
        tried = Database(sqlite_url(Path(folder) / "journal.sqlite"))
        try:
            return restore(tried, file)
        finally:
            tried.close()


def _copy_sqlite(source: Path, target: Path) -> None:
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as here,
        closing(sqlite3.connect(target)) as there,
    ):
        here.backup(there)
        there.execute("PRAGMA journal_mode = DELETE").fetchall()  # one file, no companion
