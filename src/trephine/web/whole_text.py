"""WholeText: no NUL comes in, in a path, a query or JSON: PostgreSQL cannot store it."""

from typing import TYPE_CHECKING

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.web.errors import answer_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_MARKS = (b"\0", b"\\u0000")


class WholeText:
    """Middleware: refuse a request whose address or JSON holds the sign NUL.

    SQLite would keep it, PostgreSQL fails on it: nobody types it. Files that are uploaded as bytes
    are passed as they are; the size of a body is the upload limit's, outside this one.
    """

    def __init__(self, app: "ASGIApp") -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if "\0" in scope["path"] or b"%00" in scope.get("query_string", b""):
            await answer_of(_refused("URL"))(scope, receive, send)
            return
        if b"json" not in dict(scope["headers"]).get(b"content-type", b""):
            await self.app(scope, receive, send)
            return
        held: list[Message] = []
        while not held or held[-1].get("more_body"):
            held.append(await receive())
        body = b"".join(one.get("body", b"") for one in held)
        if any(mark in body for mark in _MARKS):
            await answer_of(_refused("body"))(scope, receive, send)
            return

        async def again() -> "Message":
            return held.pop(0) if held else await receive()

        await self.app(scope, again, send)


def _refused(where: str) -> InputError:
    return InputError(
        what=Text(zh="内容含空字符（NUL）", en="It holds the sign NUL"),
        where=where,
        found="U+0000",
        do=Text(zh="去掉后再试", en="Take it out and try again"),
    )
