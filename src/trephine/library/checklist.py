"""infusion_checklist: what two people check before CAR-T cells are infused."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from trephine.core.checklist import ChecklistItem
from trephine.core.error import ContentError
from trephine.core.mark import Assumed, Mark, Read
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.library.bibliography import check_source
from trephine.library.content import ROOT, check_unique, read_toml, said, written


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    text: Text
    at: Locator | None = None
    reason: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checklist:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    on: date
    item: tuple[_Item, ...]


@cache
def infusion_checklist() -> tuple[ChecklistItem, ...]:
    """Return the items in the order in which they are checked. Raises ContentError."""
    path = ROOT / "checklists" / "infusion.toml"
    found = read_toml(path, _Checklist)
    check_unique((one.id for one in found.item), path, "item", "id")
    items = []
    for index, one in enumerate(found.item):
        where = written(path, "item", index)
        mark: Mark
        if one.at is not None and one.reason is None:
            check_source(one.at.source, where)
            mark = Read(locator=one.at)
        elif one.reason is not None and one.at is None:
            mark = Assumed(reason=one.reason, on=found.on)
        else:
            raise ContentError(
                what=Text(zh="须写出处或理由之一", en="an item has a place or a reason, not both"),
                where=said(where),
                found=one.id,
                do=Text(zh="写 at 或 reason", en="write at or reason"),
            )
        items.append(ChecklistItem(id=one.id, text=one.text, mark=mark))
    return tuple(items)
