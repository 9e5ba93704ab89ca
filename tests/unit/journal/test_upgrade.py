"""Migrations: from nothing, from an older database after a backup, and never from a newer one."""

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from tests.unit.journal.writing import AT, fill, noted
from trephine.core.error import InputError
from trephine.journal.backup import try_restore
from trephine.journal.database import Database
from trephine.journal.existing import existing
from trephine.journal.save_before import save_before
from trephine.journal.tables import TABLES, account, account_role, job
from trephine.journal.upgrade import MIGRATIONS, revision_of, scripts, upgrade
from trephine.journal.verify import verify

SECOND = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "t002", "0001", None, None
def upgrade():
    with op.batch_alter_table("account", recreate="{recreate}") as batch:
        batch.add_column(sa.Column("phone", sa.String(20)))
    {then}
"""


@pytest.fixture
def later(tmp_path: Path, url: str):
    """Return what makes a folder of migrations that goes one step further."""

    def make(then: str = "pass") -> Path:
        folder = tmp_path / "migrations"
        shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        recreate = "always" if url.startswith("sqlite") else "never"
        step = SECOND.format(then=then, recreate=recreate)
        (folder / "versions" / "t002.py").write_text(step, encoding="utf-8")
        return folder

    return make


def test_the_steps_lead_to_the_tables_that_the_code_knows(journal):
    with journal.database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, TABLES) == []


def test_there_is_one_line_of_steps():
    script = scripts()
    assert script.get_current_head() == "0001"
    assert [one.revision for one in script.walk_revisions()] == ["0001"]


def with_rows(journal):
    fill(journal)
    with journal.database.writing() as connection:
        connection.execute(
            sa.insert(account).values(id="a1", name="anna", label="安娜", created_at=AT)
        )
        connection.execute(sa.insert(account_role).values(account="a1", role="nurse", given_at=AT))
        connection.execute(
            sa.insert(job).values(
                id="j1", kind="trial", account="a1", arguments={"n": 1}, created_at=AT
            )
        )


def test_an_older_database_is_saved_and_then_upgraded(journal, later, tmp_path):
    with_rows(journal)
    head = journal.head()
    database, kept = journal.database, tmp_path / "kept"
    upgrade(database, save=save_before(database, kept), migrations=later())
    with database.reading() as connection:
        assert revision_of(connection) == "t002"
        assert connection.execute(text("SELECT phone FROM account")).all() == [(None,)]
        assert connection.execute(sa.select(account_role.c.role)).all() == [("nurse",)]
        assert connection.execute(sa.select(job.c.account)).all() == [("a1",)]
    assert verify(database).broken is None
    [saved] = [one for one in kept.iterdir() if one.suffix != ".sha256"]
    assert saved.name.startswith("journal")
    assert ".at-0001" in saved.name
    assert (try_restore(saved).position, try_restore(saved).digest) == head


def test_a_second_upgrade_does_nothing(journal, later, tmp_path):
    folder = later()
    keep = save_before(journal.database, tmp_path / "kept")
    for _ in range(2):
        upgrade(journal.database, save=keep, migrations=folder)
    assert len(list((tmp_path / "kept").iterdir())) == 2  # the backup and its checksum


def test_a_step_that_fails_leaves_everything_as_it_was(journal, later, tmp_path):
    with_rows(journal)
    folder = later(then="op.execute('SELECT * FROM no_such_table')")
    keep = save_before(journal.database, tmp_path / "kept")
    with pytest.raises((sa.exc.DBAPIError, InputError)):
        upgrade(journal.database, save=keep, migrations=folder)
    with journal.database.reading() as connection:
        assert revision_of(connection) == "0001"
        assert "phone" not in {one["name"] for one in sa.inspect(connection).get_columns("account")}
    assert verify(journal.database).broken is None
    journal.append("record/0", 3, [noted()], author="anna", at=AT)


def test_without_a_backup_there_is_no_upgrade(journal, later, tmp_path):
    blocked = tmp_path / "kept"
    blocked.write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(InputError, match="backup"):
        upgrade(journal.database, save=save_before(journal.database, blocked), migrations=later())
    with journal.database.reading() as connection:
        assert revision_of(connection) == "0001"


def test_a_newer_database_is_refused_and_left_alone(journal, url, opened):
    fill(journal)
    with journal.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(InputError, match="newer"):
        opened(url)
    database = Database(url)
    with pytest.raises(InputError, match="newer"):
        existing(database)
    with database.reading() as connection:
        assert revision_of(connection) == "9999"
    database.close()


def test_tables_of_somebody_else_are_refused(url, opened):
    database = Database(url)
    if database.file:
        database.file.touch()
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE theirs (id integer)"))
    with pytest.raises(InputError, match="theirs"):
        opened(url)
    with database.reading() as connection:
        assert sa.inspect(connection).get_table_names() == ["theirs"]
    database.close()


def test_a_place_without_a_journal_is_no_journal(url):
    database = Database(url)
    with pytest.raises(InputError, match="no journal"):
        existing(database)
    if database.file:
        assert not database.file.exists()
    database.close()


def test_accounts_take_their_roles_and_sessions_with_them(journal):
    with_rows(journal)
    with journal.database.writing() as connection:
        connection.execute(sa.delete(account))
        assert connection.execute(sa.select(account_role)).all() == []
        assert connection.execute(sa.select(job.c.account)).all() == [(None,)]


@pytest.mark.parametrize("wrong", [{"state": "lost"}, {"progress": 1.5}, {"account": "nobody"}])
def test_a_job_is_in_a_state_that_there_is(journal, wrong):
    values = {"id": "j1", "kind": "trial", "arguments": {}, "created_at": AT, **wrong}
    with pytest.raises(sa.exc.IntegrityError), journal.database.writing() as connection:
        connection.execute(sa.insert(job).values(values))


def test_moments_come_back_in_utc(journal):
    with_rows(journal)
    with journal.database.reading() as connection:
        assert connection.scalar(sa.select(account.c.created_at)) == AT
        assert connection.scalar(sa.select(account.c.login_at)) is None
    with pytest.raises(sa.exc.StatementError), journal.database.writing() as connection:
        connection.execute(sa.update(account).values(login_at=AT.replace(tzinfo=None)))
