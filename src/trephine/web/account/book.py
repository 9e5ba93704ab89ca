"""AccountBook: the accounts of one database, with their roles and their wrong passwords."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from unicodedata import category

from sqlalchemy import Connection, Row, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.journal.database import Database
from trephine.journal.tables import account, account_role, login_session
from trephine.web.account.lockout import locked_until, remembered
from trephine.web.account.passwords import hash_of
from trephine.web.account.who import ROLES, Role
from trephine.web.errors import NotFoundError

_NAME_MOST = 100
_SIGNS = frozenset("._-@+")
# Control, format (a right-to-left mark shows a name as another), half pairs, ends of lines.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account as an administrator sees it; it holds no password and no hash of one."""

    id: str
    name: str
    label: str
    roles: tuple[Role, ...]
    has_password: bool
    must_change: bool
    disabled: bool
    locked_until: datetime | None
    created_at: datetime
    login_at: datetime | None


class AccountBook:
    """Accounts in the database; every change of rights or password ends the account's sessions.

    Time and chance are arguments or drawn here, never in an engine. It decides nothing of routes.
    """

    def __init__(self, database: Database) -> None:
        """Work on an opened database."""
        self.database = database

    def add(
        self,
        name: str,
        *,
        label: str = "",
        roles: Collection[Role],
        password: str | None,
        now: datetime,
        by: str = "",
        must_change: bool = False,
    ) -> Account:
        """Enter an account. Raises InputError for a name taken or none, a label, a password.

        ``password`` None: it signs in through the identity provider alone.
        """
        folded = folded_name(name)
        _check_label(label)
        _check_roles(roles)
        row = {
            "id": secrets.token_hex(16),
            "name": folded,
            "label": label.strip()[:200] or name.strip(),
            "password_hash": None if password is None else hash_of(password, folded),
            "password_at": None if password is None else now,
            "must_change": must_change,
            "failures": 0,
            "created_at": now,
        }
        try:
            with self.database.writing() as connection:
                connection.execute(insert(account).values(row))
                _give(connection, str(row["id"]), roles, now, by)
        except IntegrityError:
            raise InputError(
                what=Text(zh="这个用户名已有人用", en="This name is taken"),
                where="name",
                found=folded,
                do=Text(zh="换一个用户名", en="Choose another name"),
            ) from None
        return self.of(str(row["id"]))

    def of(self, key: str) -> Account:
        """Return an account by its id. Raises NotFoundError."""
        with self.database.reading() as connection:
            row = connection.execute(select(account).where(account.c.id == key)).first()
            if row is None:
                raise no_account(key)
            return _shown(row, _roles_of(connection, [key]).get(key, ()))

    def named(self, name: str) -> Account:
        """Return an account by its name. Raises NotFoundError."""
        with self.database.reading() as connection:
            row = connection.execute(
                select(account).where(account.c.name == folded_name(name))
            ).first()
            if row is None:
                raise no_account(name)
            return _shown(row, _roles_of(connection, [row.id]).get(row.id, ()))

    def all(self) -> tuple[Account, ...]:
        """Return every account, by name."""
        with self.database.reading() as connection:
            rows = connection.execute(select(account).order_by(account.c.name)).all()
            roles = _roles_of(connection, [row.id for row in rows])
        return tuple(_shown(row, roles.get(row.id, ())) for row in rows)

    def vouched(self, issuer: str, subject: str, name: str) -> str | None:
        """Return the account that a provider's subject is, not shut out; None for nobody.

        The first time the account of that name is taken, and bound to the subject from then on:
        another subject of the same name is nobody. Accounts with a password are not taken by name.
        """
        with self.database.writing() as connection:
            bound = connection.execute(
                select(account).where(
                    account.c.provider == issuer, account.c.provider_subject == subject
                )
            ).first()
            if bound is None:
                bound = connection.execute(
                    select(account)
                    .where(
                        account.c.name == name.strip().casefold(),
                        account.c.provider.is_(None),
                        account.c.password_hash.is_(None),
                    )
                    .with_for_update()  # who comes second finds it taken
                ).first()
                if bound is not None:
                    connection.execute(
                        update(account)
                        .where(account.c.id == bound.id)
                        .values(provider=issuer, provider_subject=subject)
                    )
        return None if bound is None or bound.disabled_at is not None else str(bound.id)

    def is_empty(self) -> bool:
        """Tell whether there is no account at all, not even one that is shut out."""
        with self.database.reading() as connection:
            return not connection.scalar(select(func.count()).select_from(account))

    def has_administrator(self, *, by_provider: bool = False) -> bool:
        """Tell whether an administrator who is not shut out can sign in.

        ``by_provider``: there is an identity provider, and one without a password counts, too.
        """
        asked = (
            select(func.count())
            .select_from(account)
            .join(account_role)
            .where(account_role.c.role == "administrator", account.c.disabled_at.is_(None))
        )
        if not by_provider:
            asked = asked.where(account.c.password_hash.is_not(None))
        with self.database.reading() as connection:
            return bool(connection.scalar(asked))

    def set_password(
        self, key: str, password: str, *, now: datetime, must_change: bool = False
    ) -> None:
        """Set a new password and end every session of the account. Raises InputError."""
        found = self.of(key)
        hashed = hash_of(password, found.name)
        with self.database.writing() as connection:
            connection.execute(
                update(account)
                .where(account.c.id == key)
                .values(
                    password_hash=hashed,
                    password_at=now,
                    must_change=must_change,
                    failures=0,
                    failed_at=None,
                    locked_until=None,
                )
            )
            _end_sessions(connection, key)

    def set_roles(self, key: str, roles: Collection[Role], *, now: datetime, by: str) -> Account:
        """Give an account these roles and no others, and end its sessions."""
        self.of(key)
        _check_roles(roles)
        with self.database.writing() as connection:
            connection.execute(delete(account_role).where(account_role.c.account == key))
            _give(connection, key, roles, now, by)
            _end_sessions(connection, key)
        return self.of(key)

    def change(
        self,
        key: str,
        *,
        roles: Collection[Role] | None,
        password: str | None,
        disabled: bool | None,
        now: datetime,
        by: str,
    ) -> Account:
        """Change what is not None, all of it or nothing, and end the account's sessions.

        The password has to be changed when it is first used. Raises NotFoundError, InputError.
        """
        found = self.of(key)
        values: dict[str, object] = {}
        if roles is not None:
            _check_roles(roles)
        if password is not None:
            values |= {"password_hash": hash_of(password, found.name), "password_at": now}
            values |= {"must_change": True}
        if disabled is not None:
            values |= {"disabled_at": now if disabled else None}
        if values:
            values |= {"failures": 0, "failed_at": None, "locked_until": None}
        with self.database.writing() as connection:
            if values:
                connection.execute(update(account).where(account.c.id == key).values(values))
            if roles is not None:
                connection.execute(delete(account_role).where(account_role.c.account == key))
                _give(connection, key, roles, now, by)
            _end_sessions(connection, key)
        return self.of(key)

    def shut(self, key: str, *, now: datetime) -> Account:
        """Shut an account out until it is opened again, and end its sessions."""
        return self._disable(key, now)

    def reopen(self, key: str) -> Account:
        """Let an account in again, and forget its wrong passwords."""
        return self._disable(key, None)

    def _disable(self, key: str, at: datetime | None) -> Account:
        self.of(key)
        with self.database.writing() as connection:
            connection.execute(
                update(account)
                .where(account.c.id == key)
                .values(disabled_at=at, failures=0, failed_at=None, locked_until=None)
            )
            _end_sessions(connection, key)
        return self.of(key)

    def attempt(self, key: str, *, now: datetime) -> datetime | None:
        """Count an attempt as wrong before it is looked at; a right one is forgiven afterwards.

        Returns until when the account is shut, where it is: the attempt is then not looked at. So
        many attempts at once are no more than as many one after the other. Those of which the last
        was a quarter of an hour ago are forgotten. ``key`` of nobody: as much is written, of no
        effect, so that an unknown name takes as long.
        """
        with self.database.writing() as connection:
            asked = select(account).where(account.c.id == key)
            row = connection.execute(asked.with_for_update()).first()
            if row is None:
                some = select(func.min(account.c.id)).scalar_subquery()
                same = {"failures": account.c.failures}
                connection.execute(update(account).where(account.c.id == some).values(same))
                return None
            if row.locked_until is not None and now < row.locked_until:
                shut: datetime = row.locked_until
                return shut
            failures = remembered(row.failures, row.failed_at, now) + 1
            connection.execute(
                update(account)
                .where(account.c.id == key)
                .values(failures=failures, failed_at=now, locked_until=locked_until(failures, now))
            )
        return None

    def forgive(self, key: str) -> None:
        """Forget wrong passwords."""
        with self.database.writing() as connection:
            connection.execute(
                update(account)
                .where(account.c.id == key)
                .values(failures=0, failed_at=None, locked_until=None)
            )


def folded_name(name: str) -> str:
    """Return a name as it is kept. Raises InputError for one that is none."""
    folded = name.strip().casefold()
    plain = all(sign.isalnum() or sign in _SIGNS for sign in folded)
    if not folded or not plain or len(folded) > _NAME_MOST:
        raise InputError(
            what=Text(zh="用户名不合规定", en="This is not a name to sign in with"),
            where="name",
            found=repr(name[:60]),
            do=Text(
                zh="用字母、数字、汉字与 . _ - @ +，不含空格",
                en="Use letters, digits and . _ - @ + without spaces",
            ),
        )
    return folded


def no_account(key: str) -> NotFoundError:
    """Return the error of an account that is not there."""
    return NotFoundError(
        what=Text(zh="没有这个账户", en="There is no such account"),
        where="account",
        found=repr(key[:60]),
        do=Text(zh="查看列表：trephine account list", en="See the list: trephine account list"),
    )


def _check_label(label: str) -> None:
    """Refuse what a page, a file or PostgreSQL could not show or keep of a shown name."""
    odd = next((sign for sign in label if category(sign) in _UNSEEN), None)
    if odd is not None:
        raise InputError(
            what=Text(zh="显示的名字含控制字符", en="The shown name holds a control character"),
            where=f"label, character {label.index(odd) + 1}",
            found=f"U+{ord(odd):04X}",
            do=Text(zh="删去看不见的字符再试", en="Take out what cannot be seen and try again"),
        )


def _check_roles(roles: Collection[Role]) -> None:
    wrong = [role for role in roles if role not in ROLES]
    if wrong or not roles:
        raise InputError(
            what=Text(zh="角色不合规定", en="These are not roles"),
            where="roles",
            found=", ".join(wrong) or "—",
            do=Text(zh="可选：" + "、".join(ROLES), en="Choose from: " + ", ".join(ROLES)),
        )


def _give(connection: Connection, key: str, roles: Iterable[Role], now: datetime, by: str) -> None:
    rows = [
        {"account": key, "role": role, "given_by": by or None, "given_at": now}
        for role in dict.fromkeys(roles)
    ]
    connection.execute(insert(account_role), rows)


def _end_sessions(connection: Connection, key: str) -> None:
    connection.execute(delete(login_session).where(login_session.c.account == key))


def _roles_of(connection: Connection, keys: list[str]) -> dict[str, tuple[Role, ...]]:
    asked = select(account_role.c.account, account_role.c.role)
    if len(keys) == 1:
        asked = asked.where(account_role.c.account == keys[0])
    found: dict[str, list[Role]] = {}
    for row in connection.execute(asked):
        found.setdefault(row.account, []).append(row.role)
    return {key: tuple(sorted(roles)) for key, roles in found.items()}


def _shown(row: Row[tuple[object, ...]], roles: tuple[Role, ...]) -> Account:
    return Account(
        id=row.id,
        name=row.name,
        label=row.label,
        roles=roles,
        has_password=row.password_hash is not None,
        must_change=row.must_change,
        disabled=row.disabled_at is not None,
        locked_until=row.locked_until,
        created_at=row.created_at,
        login_at=row.login_at,
    )
