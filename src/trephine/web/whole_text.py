"""WholeText: no control character comes in, in a path, a query or JSON."""

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.web.errors import answer_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Tab, line feed and carriage return are kept; half a surrogate pair is no character at all.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
# How one can stand in JSON: escaped (``\u0000``, ``\b``), or as it is; looked for before parsing.
_MAYBE = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\xc2[\x80-\x9f]|\xef\xbf[\xbe\xbf]"
    rb"|\\[bf]|\\u00[0189]|\\u007[fF]|\\u[dD][89a-fA-F]|\\u[fF]{3}[eEfF]"
)
_LONGEST = 80  # signs of a field's place in the answer


class WholeText:
    """Middleware: refuse a request whose address or JSON holds a control character.

    Nobody types them; they come with text pasted out of a PDF, and PostgreSQL cannot store NUL, nor
    Word or Excel any. The refusal names the field and the place. Files that are uploaded as bytes
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
        query = unquote_to_bytes(scope.get("query_string", b"")).decode("utf-8", "replace")
        odd = _CONTROL.search(scope["path"]) or _CONTROL.search(query)
        if odd is not None:
            await answer_of(_refused("URL", odd.group()))(scope, receive, send)
            return
        if b"json" not in dict(scope["headers"]).get(b"content-type", b""):
            await self.app(scope, receive, send)
            return
        held: list[Message] = []
        while not held or held[-1].get("more_body"):
            held.append(await receive())
        body = b"".join(one.get("body", b"") for one in held)
        refusal = _refusal(body) if _MAYBE.search(body) else None
        if refusal is not None:
            await answer_of(refusal)(scope, receive, send)
            return

        async def again() -> "Message":
            return held.pop(0) if held else await receive()

        await self.app(scope, again, send)


def _refusal(body: bytes) -> InputError | None:
    """Return why a body is refused; None where what looked like a control character is none."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):  # not JSON: the route says so, but never of NUL
        return _refused("body", "\0") if b"\0" in body else None
    return next((_refused(where, odd, at) for where, odd, at in _odd(told, "")), None)


def _odd(told: Any, where: str) -> "Iterator[tuple[str, str, int]]":
    """Yield field, character and place of each control character of a text or a key."""
    if isinstance(told, str):
        yield from ((where, one.group(), one.start() + 1) for one in _CONTROL.finditer(told))
    elif isinstance(told, dict):
        for key, value in told.items():
            within = f"{where}.{key}" if where else key
            yield from ((_plain(within), one, at) for _, one, at in _odd(key, within))
            yield from _odd(value, within)
    elif isinstance(told, list):
        for at, value in enumerate(told):
            yield from _odd(value, f"{where}.{at}" if where else f"{at}")


def _plain(where: str) -> str:
    return _CONTROL.sub("\ufffd", where)[:_LONGEST]


def _refused(where: str, odd: str, at: int = 0) -> InputError:
    place = f", character {at}" if at else ""
    return InputError(
        what=Text(zh="内容含控制字符", en="It holds a control character"),
        where=f"{_plain(where)}{place}",
        found=f"U+{ord(odd):04X}",
        do=Text(
            zh="在该处删去看不见的字符（多为从 PDF 粘贴而来）再试",
            en="take out what cannot be seen there (often pasted from a PDF) and try again",
        ),
    )
