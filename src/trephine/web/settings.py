"""ServerSettings: how one server of the workspace is run."""

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL

from trephine.core.ward_clock import WardClock, ward_clock
from trephine.journal.location import url_of

PORT = 8765
DIST = Path(__file__).with_name("dist")
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Oidc:
    """An identity provider that people may sign in through: OpenID Connect, authorisation code.

    ``issuer`` is its address without ``/.well-known``; accounts are found by the claim ``claim``
    among those that exist: nobody is let in whom an administrator has not entered.
    """

    issuer: str
    client: str
    secret: str = field(repr=False)
    claim: str = "preferred_username"
    label: str = "OIDC"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """Where the server listens, where it keeps things, and what it takes from outside.

    ``database`` is a SQLAlchemy URL, empty for one SQLite file in ``data``. ``demo``: nobody signs
    in and everybody is the demo administrator, on this machine alone. ``https``: cookies are sent
    over TLS alone (a proxy in front speaks it). ``upload_limit`` is in bytes and holds for every
    request. ``workers`` are the processes for long jobs. ``clock`` is the ward's: every moment is
    written and shown as it reads. It opens nothing.
    """

    data: Path
    host: str = "127.0.0.1"
    port: int = PORT
    database: str | URL = field(default="", repr=False)
    demo: bool = True
    https: bool = False
    upload_limit: int = 20 * MEBIBYTE
    workers: int = 1
    pages: Path = DIST
    oidc: Oidc | None = None
    clock: WardClock = field(default_factory=ward_clock)

    @property
    def url(self) -> str | URL:
        """The database's URL."""
        return self.database or url_of(self.data)

    @property
    def cache(self) -> Path:
        """The folder for what can be made again."""
        return self.data / "cache"


def is_loopback(host: str) -> bool:
    """Tell whether an address can be reached from this machine alone."""
    if host.casefold() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
