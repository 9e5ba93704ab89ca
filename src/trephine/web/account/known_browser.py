"""Known browsers: who signed in from a browser before is not shut out of it by strangers.

The protocol is OWASP's "device cookies": wrong passwords are counted apart for each browser that an
account was signed in from, and together for all others.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from trephine.journal.database import Database
from trephine.journal.tables import account

KNOWN = timedelta(days=180)
MOST = 24  # accounts of one browser: a ward's computer is shared
_PARTS = 3  # nonce, second of issue, signature
_LONGEST = 100


def browser_of(held: str, key: str, password_hash: str | None, *, now: datetime) -> str:
    """Return the nonce under which the cookie ``held`` knows an account; empty where it does not.

    The account's own password hash, salted and kept nowhere else, is the signing key: whoever
    changes the password makes every browser a stranger, and no secret of the server is needed.
    """
    for token in _tokens(held):
        nonce, issued, mac = token.split(".")
        if password_hash is None or not hmac.compare_digest(
            mac.encode(), _mac(key, password_hash, nonce, issued).encode()
        ):
            continue
        age = now - datetime.fromtimestamp(int(issued), UTC)
        return nonce if timedelta(0) <= age < KNOWN else ""
    return ""


def made_known(database: Database, held: str, key: str, *, now: datetime) -> str:
    """Return the cookie that knows an account besides those that ``held`` knows, the latest first.

    It holds no name and no id, and says nothing of who signed in. Empty without a password.
    """
    with database.reading() as connection:
        hashed = connection.scalar(select(account.c.password_hash).where(account.c.id == key))
    if hashed is None:
        return held
    nonce, issued = secrets.token_urlsafe(12), f"{int(now.timestamp())}"
    fresh = f"{nonce}.{issued}.{_mac(key, hashed, nonce, issued)}"
    others = [one for one in _tokens(held) if not browser_of(one, key, hashed, now=now)]
    return "~".join([fresh, *others][:MOST])


def _tokens(held: str) -> list[str]:
    """Return what could be tokens of a cookie; anybody can send anything."""
    found = []
    for token in held.split("~", MOST)[:MOST]:
        parts = token.split(".")
        whole = len(parts) == _PARTS and token.isascii() and len(token) <= _LONGEST
        if whole and parts[1].isdigit() and len(parts[1]) <= 11:
            found.append(token)
    return found


def _mac(key: str, password_hash: str, nonce: str, issued: str) -> str:
    signing = hashlib.sha256(b"trephine known browser\0" + password_hash.encode()).digest()
    told = hmac.new(signing, f"{key}.{nonce}.{issued}".encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(told[:24]).decode()
