"""Payloads: an entry's payload, checked against its kind, as canonical JSON."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from trephine.core.error import InputError
from trephine.core.event import Entry
from trephine.core.option import names_near
from trephine.core.text import Text
from trephine.journal.chain import canonical

if TYPE_CHECKING:
    from pydantic import TypeAdapter

LIMIT = 1 << 20  # bytes of canonical JSON: a report or a picture is a file, not an event
DEEPEST = 64
WHOLE = (1 << 53) - 1  # beyond it JavaScript reads another number
_FITS = Text(zh="按该种事件的数据类改正", en="correct it by the dataclass of that kind")
_SAYABLE = Text(
    zh="只写有限的数、完整的文字与以文字为键的对象",
    en="write finite numbers, whole characters and objects whose keys are text",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedEntry:
    """An entry that a journal has checked already: appending it takes no more than writing it.

    ``told`` is the canonical JSON of its payload. A journal that has not checked it refuses it.
    """

    kind: str
    told: bytes
    by: object


class Payloads:
    """The kinds of events that may be appended, each with the dataclass of its payload."""

    def __init__(self, kinds: Mapping[str, type]) -> None:
        """Take the payload class of each kind; nothing is compiled before it is needed."""
        self.kinds = dict(kinds)
        self._adapters: dict[str, TypeAdapter[Any]] = {}

    def entry(self, entry: Entry | CheckedEntry, where: str) -> CheckedEntry:
        """Return an entry checked, one that was checked here as it is; raises as ``checked``."""
        if not isinstance(entry, CheckedEntry):
            return CheckedEntry(kind=entry.kind, told=self.checked(entry, where), by=self)
        if entry.by is not self:
            raise refused(where, entry.kind[:100], _FITS)
        return entry

    def checked(self, entry: Entry, where: str) -> bytes:
        """Return an entry's payload as the canonical JSON that is stored, defaults written out.

        Raises InputError for an unknown kind or key, a wrong type, NaN or infinity, half a
        surrogate pair, a whole number beyond 2**53 - 1, nesting beyond 64 levels, a payload above
        1 MiB. What was handed in is not repeated in the message: it may be about a person.
        """
        adapter = self._adapter(entry.kind, where)
        where = f"{where}, {entry.kind}"
        shown = entry.payload
        if isinstance(shown, self.kinds[entry.kind]):
            refuse_unsayable(adapter.dump_python(shown), where)
            shown = adapter.dump_python(shown, mode="json")
        if not isinstance(shown, Mapping):
            raise refused(where, type(shown).__name__, _FITS)
        refuse_unsayable(shown, where)
        told = canonical(adapter.dump_python(self._validated(adapter, shown, where), mode="json"))
        if len(told) > LIMIT:
            raise InputError(
                what=Text(zh="事件内容过大", en="The payload of an event is too large"),
                where=where,
                found=f"{len(told)} > {LIMIT} bytes",
                do=Text(
                    zh="分成几个事件，或存为文件、只记其摘要",
                    en="divide it into several events, or keep a file and write down its digest",
                ),
            )
        return told

    def _validated(self, adapter: "TypeAdapter[Any]", shown: Mapping[str, Any], where: str) -> Any:
        from pydantic import ValidationError  # noqa: PLC0415  (0.3 s; only when it is written)

        try:
            return adapter.validate_json(canonical(dict(shown)), strict=True, extra="forbid")
        except TypeError as error:  # a date, bytes, an object: nothing that JSON has
            raise refused(where, str(error)[:100], _SAYABLE) from None
        except ValidationError as error:
            worst = error.errors(include_url=False, include_input=False, include_context=False)[0]
            place = ".".join(str(step)[:60] for step in worst["loc"]) or "payload"
            more = f" (+{error.error_count() - 1})" if error.error_count() > 1 else ""
            raise refused(where, f"{place}: {worst['msg']}{more}", _FITS) from None

    def _adapter(self, kind: str, where: str) -> "TypeAdapter[Any]":
        if kind not in self.kinds:
            raise InputError(
                what=Text(zh="没有这种事件", en="There is no such kind of event"),
                where=where,
                found=repr(kind[:100]),
                do=names_near(kind[:100], self.kinds, listed="Journal.kinds"),
            )
        if kind not in self._adapters:
            from pydantic import TypeAdapter  # noqa: PLC0415  (0.3 s; only when it is written)

            self._adapters[kind] = TypeAdapter(self.kinds[kind])
        return self._adapters[kind]


def refuse_unsayable(shown: Any, where: str, depth: int = 0) -> None:
    """Refuse what JSON cannot say, or would say otherwise to another reader; raises InputError."""
    if depth > DEEPEST:
        raise refused(where, f"> {DEEPEST}", Text(zh="减少嵌套", en="nest it less"))
    if isinstance(shown, str):
        if not is_whole_text(shown):
            raise refused(where, "U+D800–U+DFFF", _SAYABLE)
    elif isinstance(shown, float | Decimal):
        if not math.isfinite(shown):
            raise refused(where, str(shown), _SAYABLE)
    elif isinstance(shown, int):
        if abs(shown) > WHOLE:
            do = Text(zh="写成文字", en="write it as text")
            raise refused(where, "> 2**53 - 1", do)
    elif isinstance(shown, Mapping):
        for key, value in shown.items():
            if not isinstance(key, str) or not is_whole_text(key):
                raise refused(where, type(key).__name__, _SAYABLE)
            refuse_unsayable(value, where, depth + 1)
    elif isinstance(shown, list | tuple | set | frozenset):
        for one in shown:
            refuse_unsayable(one, where, depth + 1)


def is_whole_text(text: str) -> bool:
    """Whether a text can be written in UTF-8: no half of a surrogate pair."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def refused(where: str, found: str, do: Text) -> InputError:
    """Return the refusal of a payload, which ``found`` must not quote at length."""
    return InputError(
        what=Text(zh="事件内容不合规定", en="The payload of the event is not as declared"),
        where=where,
        found=found,
        do=do,
    )
