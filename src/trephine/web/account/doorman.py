"""Doorman: finds out who asks, by the cookie of a session or by demo mode."""

import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import Request

from trephine.core.text import Text
from trephine.web.account.who import SignedIn, demo_administrator
from trephine.web.errors import NotAllowedError
from trephine.web.settings import ServerSettings, is_loopback

if TYPE_CHECKING:
    from trephine.web.workplace import Workplace

_NEAR = Text(zh="演示模式只接受本机访问", en="Demo mode answers on this machine alone")
_OTHER = Text(zh="请求来自别的网站", en="The request comes from another site")


class Doorman:
    """Knows the demo administrator of this server, or looks sessions up.

    In demo mode a request has to name this machine as its host: a page of another site that got
    its own name resolved to this machine (DNS rebinding) is refused.
    """

    def __init__(self, settings: ServerSettings) -> None:
        """Make this server's demo token; it changes with every start."""
        self.settings = settings
        self._demo = demo_administrator(secrets.token_urlsafe(24))

    @property
    def cookie(self) -> str:
        """The name of the session's cookie; over TLS with the prefix that pins it to this host."""
        return "__Host-trephine" if self.settings.https else "trephine"

    @property
    def known_cookie(self) -> str:
        """The name of the cookie by which a browser is known; it outlives the session."""
        return "__Secure-trephine-known" if self.settings.https else "trephine-known"

    def who(self, request: Request) -> SignedIn | None:
        """Return who asks; None for nobody. Raises NotAllowedError in demo mode from afar."""
        if self.settings.demo:
            _check_near(request)
            return self._demo
        token = request.cookies.get(self.cookie, "")
        if not token:
            return None
        workplace: Workplace = request.app.state.workplace
        return workplace.sessions.who(token, now=datetime.now(UTC))


def _check_near(request: Request) -> None:
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    if not is_loopback(host):
        raise NotAllowedError(
            what=_NEAR,
            where="Host",
            found=host[:80] or "—",
            do=Text(
                zh="请打开 http://127.0.0.1；供他人使用须先设管理员密码（trephine account add）",
                en="Open http://127.0.0.1; for others to use it, first set an administrator's"
                " password (trephine account add)",
            ),
        )


def check_same_site(request: Request) -> None:
    """Refuse a request that a browser says another site's page made. Raises NotAllowedError.

    Browsers send Origin with every request that can change something; programs need not.
    """
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    host = request.headers.get("host", "")
    if site in {"same-origin", "none"} and origin is None:
        return
    if site in {"same-origin", "none"} and urlsplit(origin or "").netloc == host:
        return
    raise NotAllowedError(
        what=_OTHER,
        where="Origin",
        found=(origin or site)[:80],
        do=Text(zh="请在工作台自己的页面上操作", en="Use the workspace's own pages"),
    )
