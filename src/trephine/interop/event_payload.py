"""event_payload: what an event carries, read as the class declared for its kind."""

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from trephine.core.error import InputError
from trephine.core.text import Text

if TYPE_CHECKING:
    from pydantic import TypeAdapter


def event_payload(
    kinds: Mapping[str, type], kind: str, payload: Any, *, where: str, unknown: Text
) -> Any:
    """Return the payload as an instance of ``kinds[kind]``; one that is already stays as it is.

    It does not check the chain: that is the journal's. Raises InputError for a kind that is not
    there, in the words of ``unknown``, and for a payload that does not fit, which is not quoted.
    """
    shape = kinds.get(kind)
    if shape is None:
        raise InputError(
            what=unknown,
            where=where,
            found=repr(kind),
            do=Text(
                zh="用与该库相符的版本打开", en="open it with the version that wrote this journal"
            ),
        )
    if isinstance(payload, shape):
        return payload
    from pydantic import ValidationError  # noqa: PLC0415  (0.3 s; only when events are read)

    try:
        return _adapter(shape).validate_python(payload)
    except ValidationError as error:
        worst = error.errors(include_url=False, include_input=False)[0]
        raise InputError(
            what=Text(zh="事件的内容不符合声明", en="the payload of an event does not fit"),
            where=where,
            found=f"{kind}: {'.'.join(map(str, worst['loc']))} ({worst['msg']})",
            do=Text(
                zh="用 trephine journal verify 检查该库",
                en="check the journal with: trephine journal verify",
            ),
        ) from error


@cache
def _adapter(shape: type) -> "TypeAdapter[Any]":
    from pydantic import TypeAdapter  # noqa: PLC0415  (likewise)

    return TypeAdapter(shape)
