"""Database: one SQLite file or one PostgreSQL database, opened for reading or writing."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from trephine.core.error import InputError
from trephine.core.text import Text

BUSY_SECONDS = 30
# Who writes on PostgreSQL first takes this lock of the database: one writer of the chain at a time.
_WRITER = 0x7265_7068
_NO_PRIVILEGE = "42501"  # PostgreSQL: the role may not
_DO = Text(
    zh="核对位置、权限与连接参数（trephine journal --help）",
    en="check the place, its permissions and the URL (trephine journal --help)",
)


class NoDatabaseError(InputError):
    """The database cannot be opened, read or written at this moment."""


class Database:
    """Connections to the journal's database. It neither creates tables nor upgrades them.

    ``url`` is a SQLAlchemy URL: ``sqlite:///file`` or ``postgresql://user@host/name``. A password
    in it is never part of a message.
    """

    def __init__(self, url: str | URL) -> None:
        """Take the URL; nothing is opened yet. Raises InputError for any other database."""
        self.url = _checked(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.file = Path(self.url.database or "") if self.is_sqlite else None
        self._connections = _connections_to(self.url)
        # SQLite lets waiting connections poll, and the unlucky wait long: of 12 threads the slowest
        # hundredth waited 3 to 5 s. Queued up here it is under 1 s, and as many are done. On
        # PostgreSQL those who wait for the chain's end would each hold a connection meanwhile.
        self._turn = threading.Lock()

    @property
    def name(self) -> str:
        """Return the file, or the URL without its password."""
        return str(self.file) if self.file else self.url.render_as_string(hide_password=True)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection in a transaction that only reads, all of it at one moment.

        Raises InputError.
        """
        with self._told(), self._connections.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(
                    postgresql_readonly=True, isolation_level="REPEATABLE READ"
                )
            with connection.begin():
                yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection in a transaction that may write; done when it ends without an error.

        SQLite has one writer at a time; the others wait, at most 30 seconds. Raises InputError.
        """
        turn = self._in_turn() if self.is_sqlite else nullcontext()
        with self._told(), turn, self._connections.connect() as connection:
            connection.execution_options(trephine_begin="BEGIN IMMEDIATE")
            with connection.begin():
                yield connection

    @contextmanager
    def alone(self) -> Iterator[Connection]:
        """Yield a connection as ``writing`` does, as the one writer of the journal."""
        if self.is_sqlite:
            with self.writing() as connection:
                yield connection
            return
        with self._in_turn(), self.writing() as connection:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER})")
            yield connection

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """Yield a connection as ``alone`` does, for steps that build tables anew.

        SQLite builds a table anew by copying it; foreign keys are looked at once, at the end.
        """
        if not self.is_sqlite:
            with self.alone() as connection:
                yield connection
            return
        with self._told(), self._connections.connect() as connection:
            raw = connection.connection.dbapi_connection
            assert raw is not None  # noqa: S101  (for the type checker: it is connected)
            raw.execute("PRAGMA foreign_keys = OFF")  # has no effect inside a transaction
            try:
                connection.execution_options(trephine_begin="BEGIN IMMEDIATE")
                with connection.begin():
                    yield connection
                    if connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                        raise self._refused(ValueError("foreign key"))
            finally:
                raw.execute("PRAGMA foreign_keys = ON")

    def sweep(self, table: str) -> None:
        """Take what was deleted out of the files too: SQLite's log, PostgreSQL's dead rows.

        SQLite leaves its log where another connection is reading; the next sweep or the closing
        takes it. PostgreSQL's own log and its backups are not reached.
        """
        with self._told(), self._connections.connect() as connection:
            if self.is_sqlite:
                raw = connection.connection.dbapi_connection
                assert raw is not None  # noqa: S101  (for the type checker: it is connected)
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            else:
                quoted = connection.dialect.identifier_preparer.quote(table)
                free = connection.execution_options(isolation_level="AUTOCOMMIT")
                free.exec_driver_sql(f"VACUUM {quoted}")

    def close(self) -> None:
        """Give the connections back. SQLite then has its journal in one file."""
        self._connections.dispose()

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=BUSY_SECONDS):
            raise self._refused(TimeoutError("database is locked"))
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (OperationalError, InterfaceError, NoConnection) as error:
            raise self._refused(error) from None
        except DatabaseError as error:
            forbidden = getattr(error.orig, "sqlstate", None) == _NO_PRIVILEGE
            if type(error) is not DatabaseError and not forbidden:
                raise  # a constraint, a wrong statement: the caller's to judge
            raise self._refused(error) from None

    def _refused(self, error: Exception) -> NoDatabaseError:
        said = str(getattr(error, "orig", None) or error).strip() or type(error).__name__
        if self.url.password:
            said = said.replace(str(self.url.password), "***")
        return NoDatabaseError(
            what=Text(zh="数据库无法打开或写入", en="The database cannot be opened or written"),
            where=self.name,
            found=" / ".join(said.splitlines()[:3]),
            do=_DO,
        )


def sqlite_url(file: Path) -> URL:
    """Return the URL of a SQLite file, whatever signs its name has."""
    return URL.create("sqlite", database=str(file))


def _checked(url: str | URL) -> URL:
    try:
        found = make_url(url)
    except (ArgumentError, ValueError):
        nothing = "—"
        raise _no_url(nothing) from None
    if found.drivername in {"postgres", "postgresql"}:
        found = found.set(drivername="postgresql+psycopg")
    told = found.render_as_string(hide_password=True)
    if found.drivername not in {"sqlite", "sqlite+pysqlite", "postgresql+psycopg"}:
        raise _no_url(told)
    if found.get_backend_name() == "sqlite" and (
        found.database in {None, "", ":memory:"} or found.query
    ):
        raise _no_url(told)  # a journal in memory promises nothing
    return found


def _no_url(found: str) -> InputError:
    return InputError(
        what=Text(zh="不是日志可用的数据库地址", en="Not the URL of a database for the journal"),
        where="URL",
        found=found,
        do=Text(
            zh="写成 sqlite:///文件 或 postgresql://用户@主机/数据库",
            en="write sqlite:///FILE or postgresql://USER@HOST/DATABASE",
        ),
    )


def _connections_to(url: URL) -> Engine:
    if url.get_backend_name() == "sqlite":
        found = create_engine(
            url,
            hide_parameters=True,  # a payload must not stand in an error or a log
            connect_args={"timeout": BUSY_SECONDS},
            pool_size=10,
            max_overflow=40,
        )
        event.listen(found, "connect", _sqlite_settings)
        event.listen(found, "begin", _sqlite_begin)
        return found
    try:
        return create_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=20,
            connect_args={"connect_timeout": 10},
        )
    except ModuleNotFoundError as error:
        raise InputError(
            what=Text(zh="缺少 PostgreSQL 的驱动", en="The driver of PostgreSQL is missing"),
            where=url.render_as_string(hide_password=True),
            found=error.name or "psycopg",
            do=Text(
                zh="安装：pip install 'trephine[postgres]'",
                en="install it: pip install 'trephine[postgres]'",
            ),
        ) from None


def _sqlite_settings(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where SQLAlchemy says, not by guessing
    for setting in (
        "journal_mode = WAL",
        "synchronous = FULL",  # a commit that returned is on the disk
        "fullfsync = ON",  # macOS: through the drive's own cache
        "foreign_keys = ON",
        "secure_delete = ON",  # what is erased is overwritten
        "trusted_schema = OFF",
        "recursive_triggers = ON",  # INSERT OR REPLACE asks the delete triggers
    ):
        connection.execute(f"PRAGMA {setting}").fetchall()


def _sqlite_begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    connection.exec_driver_sql(options.get("trephine_begin", "BEGIN"))


def create_file(file: Path) -> None:
    """Make a database's file, empty and for its owner alone. Raises InputError."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileExistsError):
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise InputError(
            what=Text(zh="无法在此建立日志", en="The journal cannot be made here"),
            where=str(file),
            found=error.strerror or type(error).__name__,
            do=Text(zh="换一个可写的位置", en="Choose a place that can be written"),
        ) from None
