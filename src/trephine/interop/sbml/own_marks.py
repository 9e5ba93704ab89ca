"""own_marks: what SBML has no place for, as an annotation of Trephine's own, out and in again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from xml.sax.saxutils import escape, quoteattr

from trephine.core.mark import Assumed, Derived, Mark, Read
from trephine.core.model import Spread, SpreadKind
from trephine.core.source import Locator
from trephine.core.text import Text

SPACE = "urn:trephine:model:1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What the annotation of one element says; what it does not say is None or empty."""

    label: Text | None = None
    note: Text | None = None
    mark: Mark | None = None
    spread: Spread | None = None
    group: str = ""
    floor: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    role: str = ""


def annotation(own: Own) -> str:
    """Return the annotation as XML."""
    given = {"role": own.role or None, "group": own.group or None, "unit": own.unit}
    given |= {
        name: None if number is None else repr(float(number))
        for name, number in (("floor", own.floor), ("low", own.low), ("high", own.high))
    }
    inner = [_text("label", own.label), _text("note", own.note), _mark(own.mark)]
    if own.spread is not None:
        spread = own.spread
        inside = {"kind": spread.kind, "sd": repr(spread.sd), "cut": repr(spread.cut)}
        inner.append(_tag("spread", inside, (_mark(spread.mark),)))
    return _tag("own", {**given, "xmlns:trephine": SPACE}, inner)


def _tag(name: str, given: Mapping[str, str | None], inner: Iterable[str] = ()) -> str:
    shown = "".join(
        f" {key}={quoteattr(value)}" for key, value in given.items() if value is not None
    )
    inside = "".join(inner)
    opening = f"<trephine:{name}{shown}"
    return f"{opening}>{inside}</trephine:{name}>" if inside else f"{opening}/>"


def _text(name: str, text: Text | None) -> str:
    return "" if text is None else _tag(name, {"zh": text.zh, "en": text.en})


def _mark(mark: Mark | None) -> str:
    if isinstance(mark, Read):
        return _tag("read", {"source": mark.locator.source, "place": mark.locator.place})
    if isinstance(mark, Derived):
        places = (_tag("of", {"source": at.source, "place": at.place}) for at in mark.inputs)
        return _tag("derived", {"formula": mark.formula}, places)
    if isinstance(mark, Assumed):
        return _tag("assumed", {"on": mark.on.isoformat()}, (_text("reason", mark.reason),))
    return ""


def own_of(element: Any) -> Own:
    """Return what an element's annotation says; an empty one where it has none of ours."""
    whole = element.getAnnotation()
    for at in range(whole.getNumChildren() if whole is not None else 0):
        node = whole.getChild(at)
        if node.getName() == "own" and node.getURI() == SPACE:
            return _own(node)
    return Own()


def _own(node: Any) -> Own:
    spread = _child(node, "spread")
    return Own(
        label=_text_of(_child(node, "label")),
        note=_text_of(_child(node, "note")),
        mark=_mark_of(node),
        spread=None
        if spread is None
        else Spread(
            kind=cast("SpreadKind", spread.getAttrValue("kind")),
            sd=float(spread.getAttrValue("sd")),
            cut=float(spread.getAttrValue("cut")),
            mark=_mark_of(spread),
        ),
        group=node.getAttrValue("group"),
        floor=_number(node, "floor"),
        low=_number(node, "low"),
        high=_number(node, "high"),
        unit=node.getAttrValue("unit") if node.hasAttr("unit") else None,
        role=node.getAttrValue("role"),
    )


def _child(node: Any, name: str) -> Any:
    for at in range(node.getNumChildren()):
        if node.getChild(at).getName() == name:
            return node.getChild(at)
    return None


def _number(node: Any, name: str) -> float | None:
    shown = node.getAttrValue(name)
    return float(shown) if shown else None


def _text_of(node: Any) -> Text | None:
    if node is None:
        return None
    return Text(zh=node.getAttrValue("zh"), en=node.getAttrValue("en"))


def _locator(node: Any) -> Locator:
    return Locator(source=node.getAttrValue("source"), place=node.getAttrValue("place"))


def _mark_of(node: Any) -> Mark | None:
    read, derived, assumed = (_child(node, kind) for kind in ("read", "derived", "assumed"))
    if read is not None:
        return Read(locator=_locator(read))
    if derived is not None:
        inputs = (derived.getChild(at) for at in range(derived.getNumChildren()))
        return Derived(
            formula=derived.getAttrValue("formula"),
            inputs=tuple(_locator(entry) for entry in inputs if entry.getName() == "of"),
        )
    if assumed is not None:
        reason = _text_of(_child(assumed, "reason"))
        if reason is not None:
            on = date.fromisoformat(assumed.getAttrValue("on"))
            return Assumed(reason=reason, on=on)
    return None


def notes(own: Own, label: str) -> str:
    """Return what a person reads of it in any SBML viewer, as XHTML; "" where there is nothing."""
    lines = []
    if isinstance(own.mark, Read):
        lines.append(f"read: {own.mark.locator}")
    elif isinstance(own.mark, Derived):
        places = "; ".join(str(at) for at in own.mark.inputs)
        lines.append(f"derived: {own.mark.formula} ({places})")
    elif isinstance(own.mark, Assumed):
        lines.append(f"assumed ({own.mark.on.isoformat()}): {own.mark.reason.en}")
        lines.append(f"假定：{own.mark.reason.zh}")
    if own.note is not None:
        lines += [own.note.en, own.note.zh]
    if not lines:
        return ""
    if own.label is not None and own.label.zh != label:
        lines.insert(0, own.label.zh)
    inner = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f'<body xmlns="http://www.w3.org/1999/xhtml">{inner}</body>'
