"""The first tables, and the triggers that keep the journal append-only and in one chain.

It stands by itself: later changes of ``tables.py`` are later steps.
"""

from collections.abc import Iterable

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_MOMENT = sa.String(27)
_ZEROS = "0" * 64


def upgrade() -> None:
    """Create every table and the triggers."""
    _journal()
    _accounts()
    _job()
    _identity()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE if sqlite else _POSTGRESQL:
        op.execute(sa.text(statement))


def _journal() -> None:
    position = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "event",
        sa.Column("position", position, autoincrement=False, nullable=False),
        sa.Column("stream", sa.String(160), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("kind", sa.String(100), nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("before", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_event"),
        sa.UniqueConstraint("stream", "version", name="uq_event_stream_version"),
    )
    head = op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("position", position, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_journal_head"),
        sa.CheckConstraint("id = 1", name=op.f("ck_journal_head_one_row")),
    )
    op.bulk_insert(head, [{"id": 1, "position": 0, "digest": _ZEROS}])


def _accounts() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("password_hash", sa.String(255)),
        sa.Column("password_at", _MOMENT),
        sa.Column("must_change", sa.Boolean, nullable=False),
        sa.Column("provider", sa.String(200)),
        sa.Column("provider_subject", sa.String(255)),
        sa.Column("language", sa.String(2)),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failed_at", _MOMENT),
        sa.Column("locked_until", _MOMENT),
        sa.Column("disabled_at", _MOMENT),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("login_at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("name", name="uq_account_name"),
        sa.UniqueConstraint(
            "provider", "provider_subject", name="uq_account_provider_provider_subject"
        ),
    )
    op.create_table(
        "account_role",
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("given_by", sa.String(64)),
        sa.Column("given_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("account", "role", name="pk_account_role"),
        _of_account("account_role", "CASCADE"),
    )
    op.create_table(
        "login_session",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("csrf", sa.String(128), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("seen_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("proved_at", _MOMENT),
        sa.Column("address", sa.String(64)),
        sa.PrimaryKeyConstraint("token_hash", name="pk_login_session"),
        _of_account("login_session", "CASCADE"),
    )
    _index("login_session", ("account",), ("expires_at",))


def _job() -> None:
    states = "state IN ('waiting','running','done','failed','cancelled')"
    op.create_table(
        "job",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(100), nullable=False),
        sa.Column("account", sa.String(64)),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("progress", sa.Float, nullable=False),
        sa.Column("step", sa.JSON),
        sa.Column("remaining_seconds", sa.Float),
        sa.Column("seed", sa.BigInteger),
        sa.Column("cancel", sa.Boolean, nullable=False),
        sa.Column("arguments", sa.JSON, nullable=False),
        sa.Column("result", sa.JSON),
        sa.Column("error", sa.JSON),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("started_at", _MOMENT),
        sa.Column("beat_at", _MOMENT),
        sa.Column("finished_at", _MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        sa.CheckConstraint(states, name=op.f("ck_job_state")),
        sa.CheckConstraint("progress >= 0 AND progress <= 1", name=op.f("ck_job_progress")),
        _of_account("job", "SET NULL"),
    )
    _index("job", ("account", "created_at"), ("state",))


def _identity() -> None:
    op.create_table(
        "identity",
        sa.Column("subject", sa.String(160), nullable=False),
        sa.Column("field", sa.String(60), nullable=False),
        sa.Column("value", sa.String(500), nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("subject", "field", name="pk_identity"),
    )
    _index("identity", ("field", "value"))


def _of_account(table: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["account"], ["account.id"], name=f"fk_{table}_account", ondelete=ondelete
    )


def _index(table: str, *indexed: Iterable[str]) -> None:
    for columns in map(list, indexed):
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)


# SQLite inserts row by row, so one trigger looks before the row and another moves the head after
# it. The version is compared with the stream's last one, since INSERT OR REPLACE would otherwise
# put a new event in an old one's place without any delete trigger being asked.
_SQLITE = (
    """CREATE TRIGGER event_in_order BEFORE INSERT ON event BEGIN
         SELECT RAISE(ABORT, 'the journal is one chain: this event does not follow the last one')
         WHERE NOT EXISTS (SELECT 1 FROM journal_head
                           WHERE NEW.position = position + 1 AND NEW.before = digest)
            OR NEW.version <> 1 + coalesce(
                 (SELECT max(version) FROM event WHERE stream = NEW.stream), 0);
       END""",
    """CREATE TRIGGER event_moves_head AFTER INSERT ON event BEGIN
         UPDATE journal_head SET position = NEW.position, digest = NEW.digest;
       END""",
    """CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN
         SELECT RAISE(ABORT, 'the journal is append-only: no event is updated');
       END""",
    """CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN
         SELECT RAISE(ABORT, 'the journal is append-only: no event is deleted');
       END""",
    """CREATE TRIGGER journal_head_follows BEFORE UPDATE ON journal_head BEGIN
         SELECT RAISE(ABORT, 'the head of the journal moves with its events alone')
         WHERE NEW.id <> OLD.id OR NEW.position <> OLD.position + 1
            OR NOT EXISTS (SELECT 1 FROM event
                           WHERE position = NEW.position AND digest = NEW.digest);
       END""",
    """CREATE TRIGGER journal_head_no_insert BEFORE INSERT ON journal_head BEGIN
         SELECT RAISE(ABORT, 'the head of the journal is one row');
       END""",
    """CREATE TRIGGER journal_head_no_delete BEFORE DELETE ON journal_head BEGIN
         SELECT RAISE(ABORT, 'the head of the journal is not deleted');
       END""",
)
# PostgreSQL runs AFTER triggers at the end of a statement, so here one BEFORE trigger looks and
# moves the head at once; the lock on the head's row holds back a second writer. ALWAYS: also where
# session_replication_role would skip triggers.
_POSTGRESQL = (
    """CREATE FUNCTION journal_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         UPDATE journal_head SET position = NEW.position, digest = NEW.digest
         WHERE position = NEW.position - 1 AND digest = NEW.before;
         IF NOT FOUND OR NEW.version <> 1 + coalesce(
              (SELECT max(version) FROM event WHERE stream = NEW.stream), 0) THEN
           RAISE EXCEPTION 'the journal is one chain: this event does not follow the last one';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         RAISE EXCEPTION 'the journal is append-only: % of % is refused', TG_OP, TG_TABLE_NAME;
       END $$""",
    """CREATE FUNCTION journal_head_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN
         IF pg_trigger_depth() < 2 OR NEW.id <> OLD.id OR NEW.position <> OLD.position + 1 THEN
           RAISE EXCEPTION 'the head of the journal moves with its events alone';
         END IF;
         RETURN NEW;
       END $$""",
    """CREATE TRIGGER event_in_order BEFORE INSERT ON event
       FOR EACH ROW EXECUTE FUNCTION journal_in_order()""",
    """CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON event
       FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()""",
    """CREATE TRIGGER journal_head_follows BEFORE UPDATE ON journal_head
       FOR EACH ROW EXECUTE FUNCTION journal_head_refuse()""",
    """CREATE TRIGGER journal_head_no_change BEFORE INSERT OR DELETE OR TRUNCATE ON journal_head
       FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()""",
    "ALTER TABLE event ENABLE ALWAYS TRIGGER event_in_order",
    "ALTER TABLE event ENABLE ALWAYS TRIGGER event_no_change",
    "ALTER TABLE journal_head ENABLE ALWAYS TRIGGER journal_head_follows",
    "ALTER TABLE journal_head ENABLE ALWAYS TRIGGER journal_head_no_change",
)
