"""Doorman: finds out who asks, by the cookie of a session or by demo mode."""

import secrets
from urllib.parse import urlsplit

from fastapi import Request

from trephine.core.text import Text
from trephine.web.account.who import SignedIn, demo_administrator
from trephine.web.errors import NotAllowedError
from trephine.web.settings import ServerSettings, is_loopback


class Doorman:
    """Knows the demo administrator of this server, or looks sessions up.

    In demo mode a request has to name this machine as its host: a page of another site that got
    its own name resolved to this machine (DNS rebinding) is refused.
    """

    def __init__(self, settings: ServerSettings) -> None:
        """Make this server's demo token; it changes with every start."""
        self.settings = settings
        self._demo = demo_administrator(secrets.token_urlsafe(24))

    def who(self, request: Request) -> SignedIn | None:
        """Return who asks; None for nobody. Raises NotAllowedError in demo mode from afar."""
        if self.settings.demo:
            _check_near(request)
            return self._demo
        return None


def _check_near(request: Request) -> None:
    host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    if not is_loopback(host):
        raise NotAllowedError(
            what=Text(
                zh="演示模式只接受本机访问",
                en="Demo mode answers on this machine alone",
            ),
            where="Host",
            found=host[:80] or "—",
            do=Text(
                zh="请打开 http://127.0.0.1；供他人使用须先设管理员密码（trephine account add）",
                en="Open http://127.0.0.1; for others to use it, first set an administrator's"
                " password (trephine account add)",
            ),
        )
