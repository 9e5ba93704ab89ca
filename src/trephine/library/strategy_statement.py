"""Coverage: each statement of the review and of the salvage part, and what represents it."""

from dataclasses import dataclass
from functools import cache

from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.library.change_file import locator, refused
from trephine.library.content import ROOT, check_unique, read_toml, written
from trephine.library.strategy_table import strategies


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredStatement:
    """One statement with its place: strategies that represent it, or the reason why none does."""

    id: str
    at: Locator
    says: Text
    strategies: tuple[str, ...] = ()
    reason: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    at: str
    says: Text
    strategies: tuple[str, ...] = ()
    reason: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    item: tuple[_Item, ...]


@cache
def strategy_coverage() -> tuple[CoveredStatement, ...]:
    """Return every statement in the order of its text.

    One reader split the text into statements. Raises ContentError where a statement has neither
    strategies nor a reason, or both, or names a strategy that does not exist.
    """
    path = ROOT / "strategies" / "coverage.toml"
    items = read_toml(path, _File).item
    check_unique((one.id for one in items), path, "item", "id")
    known = {one.id for one in strategies()}
    found = []
    for index, one in enumerate(items):
        lost = [name for name in one.strategies if name not in known]
        if lost or bool(one.strategies) == (one.reason is not None):
            raise refused(
                Text(
                    zh="陈述既须有策略或理由，又不能两者皆有",
                    en="a statement needs strategies that exist, or else a reason",
                ),
                written(path, "item", index, "id"),
                ", ".join(lost) or one.id,
                Text(zh="改正标识，或写明理由", en="correct the id, or give the reason"),
            )
        found.append(
            CoveredStatement(
                id=one.id,
                at=locator(one.at, written(path, "item", index, "at")),
                says=one.says,
                strategies=one.strategies,
                reason=one.reason,
            )
        )
    return tuple(found)
