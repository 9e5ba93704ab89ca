"""Sessions: opaque tokens in a cookie; the database holds their hashes alone."""

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from trephine.journal.database import Database
from trephine.journal.tables import account, account_role, login_session
from trephine.web.account.who import SignedIn

WHOLE = timedelta(hours=12)  # a session's longest life, a long shift
IDLE = timedelta(hours=1)
PROVEN = timedelta(minutes=5)  # how long a password just given is good for signing
_TOUCH = timedelta(minutes=1)  # seen_at is written no more often


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedSession:
    """A session that was just opened: the token for the cookie, which is kept nowhere."""

    token: str = field(repr=False)
    csrf: str = field(repr=False)
    expires_at: datetime


class Sessions:
    """Login sessions in the database."""

    def __init__(self, database: Database) -> None:
        """Work on an opened database."""
        self.database = database

    def open(
        self, key: str, *, now: datetime, address: str = "", proved: bool = True
    ) -> OpenedSession:
        """Open a session of an account, note when, and forget sessions that have ended.

        ``proved``: a password was given just now (not so where an identity provider vouched).
        """
        opened = OpenedSession(
            token=secrets.token_urlsafe(32),
            csrf=secrets.token_urlsafe(32),
            expires_at=now + WHOLE,
        )
        with self.database.writing() as connection:
            connection.execute(delete(login_session).where(login_session.c.expires_at < now))
            connection.execute(
                insert(login_session).values(
                    token_hash=hash_of_token(opened.token),
                    account=key,
                    csrf=opened.csrf,
                    created_at=now,
                    seen_at=now,
                    expires_at=opened.expires_at,
                    proved_at=now if proved else None,
                    address=address[:64] or None,
                )
            )
            connection.execute(update(account).where(account.c.id == key).values(login_at=now))
        return opened

    def who(self, token: str, *, now: datetime) -> SignedIn | None:
        """Return whose session a token is; None where it is none, has ended or was idle."""
        asked = (
            select(login_session, account.c.label, account.c.must_change, account.c.disabled_at)
            .join(account, account.c.id == login_session.c.account)
            .where(login_session.c.token_hash == hash_of_token(token))
        )
        with self.database.reading() as connection:
            row = connection.execute(asked).first()
            if row is None or row.disabled_at is not None:
                return None
            roles = connection.scalars(
                select(account_role.c.role).where(account_role.c.account == row.account)
            ).all()
        if now >= row.expires_at or now - row.seen_at >= IDLE:
            return None
        if now - row.seen_at >= _TOUCH:
            with self.database.writing() as connection:
                connection.execute(
                    update(login_session)
                    .where(login_session.c.token_hash == row.token_hash)
                    .values(seen_at=now)
                )
        return SignedIn(
            account=row.account,
            name=row.label,
            roles=frozenset(roles),
            csrf=row.csrf,
            session=row.token_hash,
            must_change=row.must_change,
            proved=row.proved_at is not None and now - row.proved_at < PROVEN,
        )

    def prove(self, session: str, *, now: datetime) -> None:
        """Note that the password was given just now."""
        with self.database.writing() as connection:
            connection.execute(
                update(login_session)
                .where(login_session.c.token_hash == session)
                .values(proved_at=now)
            )

    def close(self, session: str) -> None:
        """End a session."""
        with self.database.writing() as connection:
            connection.execute(delete(login_session).where(login_session.c.token_hash == session))


def hash_of_token(token: str) -> str:
    """Return what is kept of a token: its SHA-256 (the token has 256 random bits of its own)."""
    return hashlib.sha256(token.encode()).hexdigest()
