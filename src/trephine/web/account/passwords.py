"""Passwords: Argon2 hashes, what a new password has to be, and a check that takes equally long."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.web.errors import TooManyError

LEAST, MOST = 12, 256
# Each takes 64 MiB: at most so many at once, whoever knocks.
_TURN = threading.BoundedSemaphore(2)
# And so many more wait for it: beyond, the threads of everybody else would wait with them.
_QUEUE = threading.BoundedSemaphore(8)
_HASHER = PasswordHash((Argon2Hasher(),))
_FEW_SIGNS = 5


@contextmanager
def in_turn() -> Iterator[None]:
    """Hold one of the few places of people who sign in. Raises TooManyError where all are taken."""
    if not _QUEUE.acquire(blocking=False):
        raise TooManyError(
            what=Text(zh="此刻登录的人太多", en="Too many sign in at this moment"),
            where="",
            found="8",
            do=Text(zh="请过几秒再试", en="Try again in a few seconds"),
        )
    try:
        yield
    finally:
        _QUEUE.release()


def hash_of(password: str, name: str) -> str:
    """Return the hash of a new password. Raises InputError for one that is too easy."""
    check_new(password, name)
    with _TURN:
        return _HASHER.hash(password)


def is_right(password: str, kept: str | None) -> bool:
    """Tell whether a password is the kept hash's; without a hash it takes as long and is wrong."""
    if len(password) > MOST:
        return False
    with _TURN:
        try:
            right = _HASHER.verify(password, kept or _nobody())
        except Exception:  # noqa: BLE001  (a hash that cannot be read lets nobody in)
            return False
    return right and kept is not None


@cache
def _nobody() -> str:
    """Return the hash that unknown names are checked against."""
    return _HASHER.hash("nobody's password")


def check_new(password: str, name: str) -> None:
    """Refuse a new password that is too short or too plain. Raises InputError."""
    folded = password.casefold()
    plain = len(set(folded)) < _FEW_SIGNS or (name and name.casefold() in folded)
    if LEAST <= len(password) <= MOST and not plain:
        return
    raise InputError(
        what=Text(zh="密码太简单", en="The password is too easy"),
        where="password",
        found=f"{len(password)}",
        do=Text(
            zh=f"至少 {LEAST} 个字符（可用一句话），不含用户名，至少 {_FEW_SIGNS} 种字符",
            en=f"At least {LEAST} characters (a sentence will do), without the name, of at least"
            f" {_FEW_SIGNS} kinds",
        ),
    )
