"""UploadLimit: no request is read beyond the size that the settings name."""

from contextlib import suppress
from typing import TYPE_CHECKING

from trephine.core.text import Text
from trephine.web.errors import TooLargeError, answer_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send


class UploadLimit:
    """Middleware: refuse a request that says it is too large, stop one that turns out to be."""

    def __init__(self, app: "ASGIApp", *, limit: int) -> None:
        """Wrap an application; ``limit`` is in bytes of one request's body."""
        self.app = app
        self.limit = limit

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        said = dict(scope["headers"]).get(b"content-length", b"0")
        if said.isdigit() and int(said) > self.limit:
            await answer_of(self._too_large(int(said)))(scope, receive, send)
            return
        read, started = 0, False

        async def counted() -> "Message":
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self.limit:
                raise self._too_large(read)
            return message

        async def watched(message: "Message") -> None:
            nonlocal started
            if read > self.limit and not started:
                return  # whatever the application makes of it: the answer is ours
            started = started or message["type"] == "http.response.start"
            await send(message)

        with suppress(TooLargeError):
            await self.app(scope, counted, watched)
        if read > self.limit and not started:
            await answer_of(self._too_large(read))(scope, receive, send)

    def _too_large(self, size: int) -> TooLargeError:
        limit = f"{self.limit / 1024 / 1024:g} MiB"
        return TooLargeError(
            what=Text(zh="上传的内容过大", en="What was sent is too large"),
            where="Content-Length",
            found=f"{size}+ B",
            do=Text(zh=f"不超过 {limit}；请分成几份", en=f"Up to {limit}; divide it into several"),
        )
