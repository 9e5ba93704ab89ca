"""upgrade: lead a database to the tables of today, or refuse one that is newer."""

import logging
from collections.abc import Callable
from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.journal.database import Database, create_file

MIGRATIONS = Path(__file__).with_name("migrations")
logging.getLogger("alembic").setLevel(logging.WARNING)


def upgrade(
    database: Database,
    *,
    save: Callable[[Connection, str], None],
    migrations: Path = MIGRATIONS,
    to: str = "head",
) -> None:
    """Create the tables, or take the steps that are missing; in one transaction.

    ``save`` is called before the first step on a database that has tables, with the revision it
    has. Two processes may call it at once: one waits for the other. Raises InputError for a
    database that a newer Trephine has led further, or that holds other tables.
    """
    if database.file is not None:
        create_file(database.file)
    script = scripts(migrations)
    wanted = script.get_current_head() if to == "head" else to
    with database.reading() as connection:
        if revision_of(connection) == wanted:
            return
    with database.migrating() as connection:
        found = revision_of(connection)
        refuse_unknown(database, connection, script)
        if found == wanted:
            return  # another process was first
        if found is not None:
            save(connection, found)
        run_steps(connection, to=to, migrations=migrations)


def revision_of(connection: Connection) -> str | None:
    """Return the step a database has come to; None before the first."""
    return MigrationContext.configure(connection).get_current_revision()


def scripts(migrations: Path = MIGRATIONS) -> ScriptDirectory:
    """Return the steps that are known."""
    return ScriptDirectory(str(migrations))


def refuse_unknown(database: Database, connection: Connection, script: ScriptDirectory) -> None:
    """Refuse a newer Trephine's database, or one with other tables; raises InputError."""
    found = revision_of(connection)
    known = [one.revision for one in script.walk_revisions()]
    if found is not None and found not in known:
        raise InputError(
            what=Text(
                zh="此数据库由更新版本的 Trephine 建立",
                en="A newer Trephine has made this database",
            ),
            where=database.name,
            found=f"{found} (known: {', '.join(reversed(known))})",
            do=Text(
                zh="升级 Trephine；或从旧备份恢复到新的空位置",
                en="upgrade Trephine, or restore an older backup into an empty place",
            ),
        )
    tables = inspect(connection).get_table_names()
    if found is None and tables:
        raise InputError(
            what=Text(
                zh="数据库里已有别的表", en="The database holds tables that are not Trephine's"
            ),
            where=database.name,
            found=", ".join(sorted(tables)[:5]),
            do=Text(zh="换一个空的数据库", en="choose an empty database"),
        )


def run_steps(connection: Connection, *, to: str = "head", migrations: Path = MIGRATIONS) -> None:
    """Take the steps up to ``to`` within the caller's transaction."""
    script = scripts(migrations)
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))

    def steps(revision: object, context: object) -> object:
        del context
        return script._upgrade_revs(to, revision)  # type: ignore[arg-type]  # noqa: SLF001  (as Alembic's own command does)

    with EnvironmentContext(config, script, fn=steps, destination_rev=to) as environment:
        environment.configure(
            connection=connection,
            render_as_batch=connection.dialect.name == "sqlite",
            transactional_ddl=True,
        )
        environment.run_migrations()
