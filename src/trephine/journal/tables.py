"""The tables of the journal's database as they are today; migrations lead there.

``event`` and ``journal_head`` are the journal. The others are ordinary tables beside it, which may
be changed and deleted from: accounts and their roles, login sessions, jobs, and the one place where
personal identifiers stand.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from trephine.journal.moment_text import moment_of, moment_text

JOB_STATES = ("waiting", "running", "done", "failed", "cancelled")
TABLES = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


class Moment(TypeDecorator[datetime]):
    """A column of moments: aware datetimes in Python, text in UTC in the database.

    Text (2026-11-23T08:00:00.000000Z), so that both databases give back the same; it sorts by time.
    """

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Return the text of a moment. One without a zone raises SQLAlchemy's StatementError."""
        del dialect
        return None if value is None else moment_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Return the moment of a text, in UTC."""
        del dialect
        return None if value is None else moment_of(value)


_POSITION = BigInteger().with_variant(Integer(), "sqlite")

event = Table(
    "event",
    TABLES,
    Column("position", _POSITION, primary_key=True, autoincrement=False),
    Column("stream", String(160), nullable=False),
    Column("version", Integer, nullable=False),
    Column("author", String(200), nullable=False),
    Column("at", String(27), nullable=False),
    Column("kind", String(100), nullable=False),
    Column("payload", Text, nullable=False),  # canonical JSON: the bytes that were hashed
    Column("before", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    UniqueConstraint("stream", "version"),
)
# One row: where the chain ends. Triggers keep it; a tail that was cut off shows against it.
journal_head = Table(
    "journal_head",
    TABLES,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("position", _POSITION, nullable=False),
    Column("digest", String(64), nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

account = Table(
    "account",
    TABLES,
    Column("id", String(64), primary_key=True),  # opaque; stands as the author of events
    Column("name", String(100), nullable=False),  # what is typed to log in, folded to lower case
    Column("label", String(200), nullable=False),  # what is shown
    Column("password_hash", String(255)),  # Argon2; none: only through the identity provider
    Column("password_at", Moment),
    Column("must_change", Boolean, nullable=False, default=False),
    Column("provider", String(200)),  # OpenID issuer and its name for the account
    Column("provider_subject", String(255)),
    Column("language", String(2)),
    Column("failures", Integer, nullable=False, default=0),  # since the last success
    Column("failed_at", Moment),
    Column("locked_until", Moment),
    Column("disabled_at", Moment),
    Column("created_at", Moment, nullable=False),
    Column("login_at", Moment),
    UniqueConstraint("name"),
    UniqueConstraint("provider", "provider_subject"),
)
account_role = Table(
    "account_role",
    TABLES,
    Column("account", ForeignKey("account.id", ondelete="CASCADE"), primary_key=True),
    Column("role", String(40), primary_key=True),
    Column("given_by", String(64)),
    Column("given_at", Moment, nullable=False),
)
login_session = Table(
    "login_session",
    TABLES,
    Column("token_hash", String(64), primary_key=True),  # SHA-256 of the cookie, never the cookie
    Column("account", ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("csrf", String(128), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("proved_at", Moment),  # the password was last given: for signing
    Column("address", String(64)),
    Index(None, "account"),
    Index(None, "expires_at"),
)
job = Table(
    "job",
    TABLES,
    Column("id", String(64), primary_key=True),
    Column("kind", String(100), nullable=False),
    Column("account", ForeignKey("account.id", ondelete="SET NULL")),  # none: the demonstration
    Column("state", String(12), nullable=False, default="waiting"),
    Column("progress", Float, nullable=False, default=0.0),  # 0 to 1
    Column("step", JSON),  # {zh, en}: what it is doing
    Column("remaining_seconds", Float),
    Column("seed", BigInteger),
    Column("cancel", Boolean, nullable=False, default=False),  # asked for; the job looks at it
    Column("arguments", JSON, nullable=False),
    Column("result", JSON),
    Column("error", JSON),  # {what, where, found, do}
    Column("created_at", Moment, nullable=False),
    Column("started_at", Moment),
    Column("beat_at", Moment),  # last sign of life
    Column("finished_at", Moment),
    CheckConstraint("state IN ('waiting','running','done','failed','cancelled')", name="state"),
    CheckConstraint("progress >= 0 AND progress <= 1", name="progress"),
    Index(None, "account", "created_at"),
    Index(None, "state"),
)
# The only place of personal identifiers: one row a person and field, by the opaque id of a stream.
identity = Table(
    "identity",
    TABLES,
    Column("subject", String(160), primary_key=True),
    Column("field", String(60), primary_key=True),
    Column("value", String(500), nullable=False),
    Column("author", String(200), nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "field", "value"),
)
