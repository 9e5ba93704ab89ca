"""decode: the payload of one event of a review as its declared class."""

from functools import cache
from typing import TYPE_CHECKING, Any

from trephine.core.error import InputError
from trephine.core.review_event import REVIEW_KINDS
from trephine.core.text import Text
from trephine.core.undone import UNDONE

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def decode(kind: str, payload: Any, where: str) -> Any:
    """Return the payload read; an ``undone`` as the version it takes back, as it stands.

    Raises InputError for a kind that a review does not know and for a payload that does not fit.
    """
    if kind == UNDONE:
        found = payload.get("version") if hasattr(payload, "get") else payload.version
        return int(found)
    shape = REVIEW_KINDS.get(kind)
    if shape is None:
        raise InputError(
            what=Text(zh="系统评价中没有这种事件", en="a review knows no such event"),
            where=where,
            found=repr(kind),
            do=Text(
                zh="用与该库相符的版本打开", en="open it with the version that wrote this journal"
            ),
        )
    if isinstance(payload, shape):
        return payload
    from pydantic import ValidationError  # noqa: PLC0415  (0.3 s; only when a review is read)

    try:
        return _adapter(shape).validate_python(payload)
    except ValidationError as error:
        worst = error.errors(include_url=False)[0]
        steps = ".".join(map(str, worst["loc"]))
        raise InputError(
            what=Text(zh="事件的内容不符合声明", en="the payload of an event does not fit"),
            where=where,
            found=f"{kind}: {steps} ({worst['msg']})",
            do=Text(
                zh="用 trephine journal verify 检查该库",
                en="check the journal with: trephine journal verify",
            ),
        ) from error


@cache
def _adapter(shape: type) -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter  # noqa: PLC0415  (0.3 s; only when a review is read)

    return TypeAdapter(shape)
