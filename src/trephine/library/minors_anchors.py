"""minors_anchors: what each item of MINORS asks, and what earns 0, 1 and 2, in both languages."""

from dataclasses import dataclass
from functools import cache

from trephine.core.text import Text
from trephine.library.content import ROOT, read_toml


@dataclass(frozen=True, slots=True, kw_only=True)
class MinorsAnchor:
    """One item: its number (1 to 12), what it asks, and the words for a score of 0, 1 and 2."""

    number: int
    asks: Text
    anchors: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    item: tuple[MinorsAnchor, ...]


@cache
def minors_anchors(count: int = 8) -> tuple[MinorsAnchor, ...]:
    """Return the first ``count`` items: 8 without a control group, 12 with one.

    The anchors are ours; the index (Slim and others 2003, ANZ J Surg 73:712-716) gives the items
    and a scale that is the same for all.
    """
    found = read_toml(ROOT / "minors" / "anchors.toml", _File).item
    return tuple(one for one in found if one.number <= count)
