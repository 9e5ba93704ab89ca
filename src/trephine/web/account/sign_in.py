"""sign_in: name and password against the book, with the same answer for all that is wrong."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.journal.database import Database
from trephine.journal.tables import account
from trephine.web.account.book import AccountBook, folded_name
from trephine.web.account.known_browser import browser_of
from trephine.web.account.lockout import locked_until, remembered
from trephine.web.account.passwords import in_turn, is_right
from trephine.web.account.who import SignedIn
from trephine.web.errors import NotSignedInError, TooManyError

_WRONG = Text(zh="用户名或密码不对", en="The name or the password is wrong")
_SHUT = Text(zh="尝试过多，已暂时锁定", en="Too many attempts: locked for a while")
_MOST_UNKNOWN = 10_000


class UnknownNames:
    """Wrong attempts at names that do not exist, so that they are answered like those that do."""

    def __init__(self) -> None:
        """Know of none."""
        self._kept: OrderedDict[str, tuple[int, datetime | None, datetime | None]] = OrderedDict()
        self._alone = threading.Lock()

    def attempt(self, name: str, *, now: datetime) -> datetime | None:
        """Count an attempt, or return until when the name is shut.

        The names longest ago are forgotten beyond ten thousand.
        """
        with self._alone:
            failures, failed_at, until = self._kept.pop(name, (0, None, None))
            shut = until is not None and now < until
            if not shut:
                failures = remembered(failures, failed_at, now) + 1
                failed_at, until = now, locked_until(failures, now)
            self._kept[name] = (failures, failed_at, until)
            while len(self._kept) > _MOST_UNKNOWN:
                self._kept.popitem(last=False)
        return until if shut else None

    def forgive(self, name: str) -> None:
        """Forget a name's attempts."""
        with self._alone:
            self._kept.pop(name, None)


def sign_in(
    database: Database,
    unknown: UnknownNames,
    name: str,
    password: str,
    *,
    now: datetime,
    held: str = "",
    browsers: UnknownNames | None = None,
) -> str:
    """Return the id of the account whose name and password these are.

    ``held`` is the cookie of known browsers: one that the account was signed in from is counted by
    itself, in ``browsers``. Strangers who guess do not shut it out, nor does it open for them.

    Raises NotSignedInError for anything wrong, the same for an unknown name, a wrong password and
    an account that is shut out; TooManyError while the name is locked, known or not, and where too
    many sign in at this moment.
    """
    with in_turn():
        counts = _Counts(unknown=unknown, browsers=browsers or UnknownNames(), held=held)
        return _signed_in(database, counts, name, password, now)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    unknown: UnknownNames
    browsers: UnknownNames
    held: str


def prove_again(
    database: Database,
    unproved: UnknownNames,
    who: SignedIn,
    password: str,
    *,
    now: datetime,
) -> None:
    """Return where a password is that of who is signed in; else raise as ``sign_in``.

    Wrong ones are counted by session: others who guess at the name shut nobody out who is in.
    """
    with in_turn():
        until = unproved.attempt(who.session, now=now)
        if until is not None:
            raise _locked(until)
        with database.reading() as connection:
            kept = connection.scalar(
                select(account.c.password_hash).where(account.c.id == who.account)
            )
        if not is_right(password, kept):
            raise _wrong()
        unproved.forgive(who.session)


def _signed_in(database: Database, counts: _Counts, name: str, password: str, now: datetime) -> str:
    try:
        folded = folded_name(name)
    except InputError:
        raise _wrong() from None
    book = AccountBook(database)
    with database.reading() as connection:
        row = connection.execute(select(account).where(account.c.name == folded)).first()
    browser = ""
    if row is None:
        until = counts.unknown.attempt(folded, now=now)
        if until is None:
            book.attempt("", now=now)
    elif browser := browser_of(counts.held, row.id, row.password_hash, now=now):
        until = counts.browsers.attempt(browser, now=now)
    else:
        until = book.attempt(row.id, now=now)
    if until is not None:
        raise _locked(until)
    right = is_right(password, None if row is None else row.password_hash)
    if not right or row is None or row.disabled_at is not None:
        raise _wrong()
    if browser:
        counts.browsers.forgive(browser)
    else:
        book.forgive(row.id)
    return str(row.id)


def _locked(until: datetime) -> TooManyError:
    return TooManyError(
        what=_SHUT,
        where="",
        found=until.isoformat(timespec="seconds"),
        do=Text(zh="请稍后再试，或请管理员开锁", en="Wait, or ask the administrator to open it"),
    )


def _wrong() -> NotSignedInError:
    return NotSignedInError(
        what=_WRONG,
        where="",
        found="—",
        do=Text(
            zh="核对大小写与输入法；忘记密码请找管理员",
            en="Check capitals and the input method; an administrator can set a new password",
        ),
    )
