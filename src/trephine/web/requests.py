"""RequestLog: one line a request, without anything that could name a patient."""

import logging
import secrets
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("trephine.web.requests")


class RequestLog:
    """Middleware: number, method, the route's pattern, status and milliseconds.

    The pattern (``/api/records/{record}``) stands in for the path, and the query is left out: ids
    and what people search for stay out of the log. The number is in the answer (``X-Request``).
    """

    def __init__(self, app: "ASGIApp") -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number = secrets.token_hex(6)
        scope.setdefault("state", {})["number"] = number
        began, status = time.perf_counter(), 0

        async def numbered(message: "Message") -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request", number.encode())]
            await send(message)

        try:
            await self.app(scope, receive, numbered)
        finally:
            took = 1000 * (time.perf_counter() - began)
            pattern = getattr(scope.get("route"), "path", "-")
            log.info("%s %s %s %d %.0f ms", number, scope["method"], pattern, status, took)
