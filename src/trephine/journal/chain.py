"""canonical: the bytes that are hashed; digest_of: the hash that an event must carry."""

import hashlib
import json
from datetime import datetime
from typing import Any

from trephine.core.event import Event
from trephine.journal.moment_text import moment_text

START = "0" * 64  # what stands before the first event


def canonical(value: Any) -> bytes:
    r"""Return the one JSON of a value, in UTF-8.

    Keys sorted by code point; no space; every character as itself but ``"``, ``\`` and those below
    U+0020, which are escaped (``\b \t \n \f \r``, else ``\u00xx``); an integer in digits; a
    float as Python's ``repr`` writes it, the shortest that reads back the same (so 1 and 1.0
    differ). Unicode is not normalised. Raises ValueError for NaN, infinities, lone surrogates.
    """
    text = json.dumps(
        value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    )
    return text.encode("utf-8")


def digest_of(
    *,
    stream: str,
    version: int,
    position: int,
    author: str,
    at: datetime,
    kind: str,
    payload: Any,
    before: str,
) -> str:
    """Return the SHA-256 of an event's canonical JSON, in hexadecimal.

    The object has exactly these eight keys; ``at`` is its text in UTC with six decimals.
    """
    told = {
        "stream": stream,
        "version": version,
        "position": position,
        "author": author,
        "at": moment_text(at),
        "kind": kind,
        "payload": payload,
        "before": before,
    }
    return hashlib.sha256(canonical(told)).hexdigest()


def line_of(event: Event) -> bytes:
    """Return an event as its canonical JSON with the digest: a line of an export."""
    names = ("stream", "version", "position", "author", "kind", "payload", "before", "digest")
    told: dict[str, Any] = {name: getattr(event, name) for name in names}
    return canonical({**told, "at": moment_text(event.at)})
