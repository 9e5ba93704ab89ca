"""Headers: what every answer of the workspace tells the browser that it may not do."""

import secrets
from typing import TYPE_CHECKING

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# No inline script anywhere. Ant Design writes its styles as <style> elements: they carry a nonce.
PAGE = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-{nonce}';"
    " img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; object-src 'none';"
    " base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
API = "default-src 'none'; frame-ancestors 'none'; sandbox"
_FIXED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_YEAR = 31_536_000


class SafeHeaders:
    """Middleware: the headers above on every answer, and the request's nonce for the page."""

    def __init__(self, app: "ASGIApp", *, https: bool) -> None:
        """Wrap an application; with ``https`` browsers are told to come back by TLS alone."""
        self.app = app
        self.https = https

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce
        own = scope["path"].startswith("/api/")

        async def with_headers(message: "Message") -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _FIXED.items():
                    headers[name] = value
                headers["content-security-policy"] = API if own else PAGE.format(nonce=nonce)
                if own:
                    headers.setdefault("cache-control", "no-store")
                if self.https:
                    headers["strict-transport-security"] = f"max-age={_YEAR}"
            await send(message)

        await self.app(scope, receive, with_headers)
