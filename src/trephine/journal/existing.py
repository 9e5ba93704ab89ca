"""existing: a journal that is there already; a place without one is refused, not filled."""

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.journal.database import Database
from trephine.journal.upgrade import refuse_unknown, scripts
from trephine.journal.verify import is_journal


def existing(database: Database) -> Database:
    """Return the database, which is neither made nor upgraded by this.

    Raises InputError where it holds no journal, or one of a newer Trephine.
    """
    if database.file is not None and not database.file.exists():
        raise _none(database)
    with database.reading() as connection:
        refuse_unknown(database, connection, scripts())
        if not is_journal(connection):
            raise _none(database)
    return database


def _none(database: Database) -> InputError:
    return InputError(
        what=Text(zh="此处没有日志", en="There is no journal here"),
        where=database.name,
        found="—",
        do=Text(
            zh="用 --data 写出日志所在的文件夹，或用 --database 写出 PostgreSQL 的地址",
            en="name its folder with --data, or the URL of PostgreSQL with --database",
        ),
    )
