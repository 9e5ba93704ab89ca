"""Event: one thing that somebody did, as the journal keeps it; Entry: one that is to be kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is to be appended to a stream: a kind and its payload.

    ``payload`` is a JSON object or an instance of the kind's dataclass. Who and when are told once
    for all entries that are appended together.
    """

    kind: str
    payload: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry of the journal. It is never changed; undoing it is another event.

    ``position`` counts from 1 through the whole journal, ``version`` from 1 through the stream.
    ``at`` is in UTC and is what the writer said: it need not rise from one event to the next.
    ``before`` is the digest of the event at the position before (64 zeros for the first), and
    ``digest`` the SHA-256 of this one's canonical JSON, ``before`` included; both in hexadecimal.
    """

    stream: str
    version: int
    position: int
    author: str
    at: datetime
    kind: str
    payload: Payload
    before: str
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamHead:
    """How far a stream has come: its last version and when that was written (UTC)."""

    stream: str
    version: int
    at: datetime
