"""Outcomes: the catalogue of what the papers count and measure."""

from dataclasses import dataclass
from functools import cache

from trephine.core.error import ContentError, InputError
from trephine.core.outcome import OutcomeKind
from trephine.core.text import Text
from trephine.library.bibliography import check_source
from trephine.library.content import ROOT, Where, check_unique, read_toml, said, written


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcomes:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    outcome: tuple[OutcomeKind, ...]


@cache
def outcomes() -> tuple[OutcomeKind, ...]:
    """Return every outcome, in the order of the catalogue."""
    path = ROOT / "outcomes" / "outcomes.toml"
    found = read_toml(path, _Outcomes).outcome
    check_unique((entry.key for entry in found), path, "outcome", "key")
    for index, entry in enumerate(found):
        for named in entry.named_at:
            check_source(named.source, written(path, "outcome", index, "named_at"))
    return found


@cache
def _by_key() -> dict[str, OutcomeKind]:
    return {entry.key: entry for entry in outcomes()}


def outcome(key: str) -> OutcomeKind:
    """Return one outcome by key. Raises InputError where there is none."""
    if key not in _by_key():
        keys = ", ".join(_by_key())
        raise InputError(
            what=Text(zh="没有这一结局指标", en="there is no such outcome"),
            where="library.outcomes()",
            found=repr(key),
            do=Text(zh=f"可用：{keys}", en=f"choose one of: {keys}"),
        )
    return _by_key()[key]


def check_outcome(key: str, where: Where) -> str:
    """Return ``key`` if the catalogue has it. Raises ContentError, with the reference's place."""
    if key not in _by_key():
        raise ContentError(
            what=Text(zh="引用了目录中没有的结局指标", en="an outcome that the catalogue lacks"),
            where=said(where),
            found=repr(key),
            do=Text(
                zh="改正键名，或加入 library/outcomes",
                en="correct the key, or enter it in library/outcomes",
            ),
        )
    return key
