"""Errors as answers: what is wrong, where, what was found, what to do, in both languages."""

import logging
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import TypeAdapter
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from trephine.core.error import ContentError, InputError, MethodError, TrephineError
from trephine.core.text import Text
from trephine.journal.database import NoDatabaseError
from trephine.web.told import told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("trephine.web")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why a request was not answered: the four parts of an error."""

    what: Text
    where: str
    found: str
    do: Text


class NotFoundError(InputError):
    """What was asked for by its id does not exist."""


class NotSignedInError(TrephineError):
    """Nobody is signed in, or the session has ended."""


class NotAllowedError(TrephineError):
    """Who is signed in may not do this."""


class TooManyError(TrephineError):
    """Tried too often: what to do is to wait."""


class TooLargeError(InputError):
    """The request is larger than the server takes."""


_STATUS: dict[type[TrephineError], HTTPStatus] = {
    NotFoundError: HTTPStatus.NOT_FOUND,
    NotSignedInError: HTTPStatus.UNAUTHORIZED,
    NotAllowedError: HTTPStatus.FORBIDDEN,
    TooManyError: HTTPStatus.TOO_MANY_REQUESTS,
    TooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    InputError: HTTPStatus.BAD_REQUEST,
    MethodError: HTTPStatus.UNPROCESSABLE_ENTITY,
    ContentError: HTTPStatus.INTERNAL_SERVER_ERROR,
}
# Shown in the OpenAPI of every route: any refusal has this one shape.
REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": Refusal, "description": words}
    for status, words in (
        ("4XX", "Refused"),
        (422, "What was asked cannot be read, or the method does not apply"),
        ("5XX", "A defect of the server"),
    )
}
_SCHEMA = TypeAdapter(Refusal)
_SHAPE = Text(
    zh="请求的写法不符合接口说明", en="The request does not have the shape that the API describes"
)
_SEE = Text(zh="见 /api/openapi.json", en="See /api/openapi.json")
_HTTP = {
    404: (
        Text(zh="没有这个地址", en="There is no such address"),
        Text(zh="请核对链接，或回到首页", en="Check the link, or go back to the first page"),
    ),
    405: (
        Text(zh="该地址不接受这种请求", en="This address does not take such a request"),
        _SEE,
    ),
}
_DEFECT = Text(
    zh="服务器出错，未完成此请求", en="The server failed and has not done what was asked"
)
_REPORT = Text(
    zh="请重试；若再出现，请把上面的编号告诉管理员",
    en="Try again; if it comes back, tell the administrator the number above",
)


def answer_of(error: TrephineError) -> JSONResponse:
    """Return an error as a JSON response with its status."""
    kinds = [kind for kind in type(error).__mro__ if kind in _STATUS]
    status = _STATUS[kinds[0]] if kinds else getattr(error, "status", HTTPStatus.BAD_REQUEST)
    refusal = Refusal(what=error.what, where=error.where, found=error.found, do=error.do)
    return refused(refusal, int(status))


def refused(
    refusal: Refusal, status: int, headers: "Mapping[str, str] | None" = None
) -> JSONResponse:
    """Return a refusal as a JSON response."""
    return JSONResponse(_SCHEMA.dump_python(refusal, mode="json"), status, headers=headers)


def add_errors(app: FastAPI) -> None:
    """Let every error of the application answer in the one shape."""
    app.add_exception_handler(TrephineError, _ours)
    app.add_exception_handler(RequestValidationError, _shape)
    app.add_exception_handler(HTTPException, _http)


def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, TrephineError)  # noqa: S101  (it was registered for these)
    if isinstance(error, NoDatabaseError):
        return _failed(request, error)
    return answer_of(error)


def _failed(request: Request, error: NoDatabaseError) -> Response:
    """Answer for the database: where it lies and what it said are for the log alone."""
    number = str(getattr(request.state, "number", ""))
    log.error("request %s: database: %s", number, error.found)
    do = Text(zh="请稍后重试；仍不行请告知管理员", en="Try again soon; else tell the administrator")
    refusal = Refusal(what=error.what, where="", found=number, do=do)
    return refused(refusal, HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "5"})


def _shape(_: Request, error: Exception) -> Response:
    problems = error.errors() if isinstance(error, RequestValidationError) else []
    first = problems[0] if problems else {"loc": (), "msg": ""}
    where = ".".join(str(part) for part in first["loc"])
    return refused(Refusal(what=_SHAPE, where=where, found=str(first["msg"]), do=_SEE), 422)


def _http(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 400
    headers = error.headers if isinstance(error, HTTPException) else None
    what, do = _HTTP.get(status, (_SHAPE, _SEE))
    found = HTTPStatus(status).phrase
    return refused(Refusal(what=what, where="", found=found, do=do), status, headers)


class Defects:
    """Middleware: what nobody expected is answered and logged here, inside the other middleware.

    So its answer has their headers, and no server above prints the error with its message.
    """

    def __init__(self, app: "ASGIApp") -> None:
        """Wrap an application."""
        self.app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: "Message") -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except TooLargeError:
            raise  # the limit's own
        except Exception as error:  # noqa: BLE001  (the last one to catch it)
            answer = _defect(Request(scope), error)
            if not started:
                await answer(scope, receive, send)


def _defect(request: Request, error: Exception) -> Response:
    number = getattr(request.state, "number", "")
    log.error("request %s failed: %s", number, told(error))
    return refused(Refusal(what=_DEFECT, where="", found=str(number), do=_REPORT), 500)
