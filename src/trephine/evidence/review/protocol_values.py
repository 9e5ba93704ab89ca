"""protocol_values: every part of a protocol as it reads, for two to stand side by side."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from trephine.core.review_protocol import ReviewProtocol
from trephine.core.text import Text, both_of
from trephine.evidence.review.protocol_changes import METHODS, PARTS

_PICO = {
    "population": Text(zh="人群", en="population"),
    "intervention": Text(zh="干预", en="intervention"),
    "comparison": Text(zh="对照", en="comparison"),
    "outcomes": Text(zh="结局", en="outcomes"),
    "designs": Text(zh="设计", en="designs"),
}
_CRITERION = Text(zh="标准 {id}", en="criterion {id}")
_SIDES = {True: Text(zh="纳入：", en="include: "), False: Text(zh="排除：", en="exclude: ")}
NOTHING = both_of("—")


def protocol_values(protocol: ReviewProtocol | None) -> dict[str, tuple[Text, Text]]:
    """Return label and value of each part by its key; none for no protocol.

    An empty part reads ``—``. Criteria are parts of their own, each under its id.
    """
    return {} if protocol is None else dict(_values(protocol))


def _values(protocol: ReviewProtocol) -> Iterator[tuple[str, tuple[Text, Text]]]:
    for name, label in PARTS.items():
        if name != "question":
            yield name, (label, said(getattr(protocol, name)))
    for name, label in _PICO.items():
        yield f"question.{name}", (label, said(getattr(protocol.question, name)))
    for one in protocol.criteria:
        side = _SIDES[one.includes]
        label = Text(zh=_CRITERION.zh.format(id=one.id), en=_CRITERION.en.format(id=one.id))
        reads = Text(zh=side.zh + one.text.zh, en=side.en + one.text.en)
        yield f"criterion.{one.id}", (label, reads)
    for name, label in METHODS.items():
        yield f"methods.{name}", (label, said(getattr(protocol.methods, name)))


def said(value: Any) -> Text:
    """Return a value of a protocol as it reads: lists with commas, a noun by its own words."""
    if isinstance(value, Text):
        return value
    if isinstance(value, tuple | list):
        each = [said(one) for one in value]
        if not each:
            return NOTHING
        return Text(zh="、".join(one.zh for one in each), en=", ".join(one.en for one in each))
    if is_dataclass(value) and not isinstance(value, type):
        kept = [getattr(value, one.name) for one in fields(value)]
        return said([one for one in kept if one not in (None, "", ())])
    return NOTHING if value in (None, "") else both_of(f"{value}")
