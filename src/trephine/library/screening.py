"""Selection: the record counts that a review reports of its own screening."""

from dataclasses import dataclass
from functools import cache

from trephine.core.error import InputError
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.library.bibliography import check_source
from trephine.library.content import ROOT, read_toml, written


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What one review says at ``at``: records found, studies and people included.

    A number that the review does not report is None; nothing is derived.
    """

    review: str
    at: Locator
    databases: Text
    records: int | None = None
    duplicates: int | None = None
    screened: int | None = None
    assessed: int | None = None
    studies: int | None = None
    participants: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Selections:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    selection: tuple[Selection, ...]


@cache
def _all() -> dict[str, Selection]:
    path = ROOT / "selection.toml"
    found = read_toml(path, _Selections).selection
    for index, one in enumerate(found):
        check_source(one.at.source, written(path, "selection", index, "at"))
    return {one.review: one for one in found}


def selection(review: str) -> Selection:
    """Return the reported selection of a review; raises InputError where none is held."""
    if review not in _all():
        raise InputError(
            what=Text(zh="没有该评价的筛选记录", en="no selection of this review is held"),
            where="library.selection(review)",
            found=repr(review),
            do=Text(zh="可选：" + "、".join(_all()), en="choose one of: " + ", ".join(_all())),
        )
    return _all()[review]
