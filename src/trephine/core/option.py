"""option: one of several names, or a refusal that lists them and guesses which one was meant."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from trephine.core.error import InputError
from trephine.core.text import Text


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


Entry = TypeVar("Entry", bound=_HasId)


def nearest(found: object, choices: Iterable[str]) -> str:
    """Return the choice that ``found`` is most like, in any case; empty where none comes near."""
    if not isinstance(found, str):
        return ""
    from difflib import get_close_matches  # noqa: PLC0415  (for mistakes only)

    lower = {choice.lower(): choice for choice in reversed(list(choices))}
    near = get_close_matches(found.strip().lower(), lower, n=1, cutoff=0.6)
    return lower[near[0]] if near else ""


def names_near(found: str, choices: Iterable[str], *, listed: str) -> Text:
    """Return what to do about a name that is none of many: those near it, or where all are listed.

    ``listed`` is a command or a page on which every choice stands.
    """
    from difflib import get_close_matches  # noqa: PLC0415  (for mistakes only)

    near = ", ".join(get_close_matches(found, list(choices), n=5, cutoff=0.45))
    if not near:
        return Text(zh=f"没有相近的名称；全部见 {listed}", en=f"nothing comes near; all: {listed}")
    return Text(zh=f"相近者：{near}（全部见 {listed}）", en=f"near it: {near} (all: {listed})")


def entry_of(name: str, entries: Iterable[Entry], *, what: Text, where: str, listed: str) -> Entry:
    """Return the entry of that id. Raises InputError that says ``what``, with the ids near it.

    ``listed`` is a command, a call or a page that gives every id.
    """
    known = {one.id: one for one in entries}
    if name not in known:
        do = names_near(name, known, listed=listed)
        raise InputError(what=what, where=where, found=repr(name), do=do)
    return known[name]


def advice(found: object, choices: Iterable[str]) -> Text:
    """Return what to do about a name that is none of ``choices``: the nearest one, then all."""
    names = list(choices)
    near = nearest(found, names)
    listed_zh, listed_en = "、".join(names), ", ".join(names)
    return Text(
        zh=(f"是否想写 {near}？" if near else "") + f"可选：{listed_zh}",
        en=(f"Did you mean {near}? " if near else "") + f"Choose one of {listed_en}",
    )


def one_of(name: str, found: object, choices: Iterable[str]) -> None:
    """Refuse a value of the option ``name`` that is none of ``choices``. Raises InputError."""
    names = list(choices)
    if isinstance(found, str) and found in names:
        return
    raise InputError(
        what=Text(zh=f"{name} 没有这个取值", en=f"{name} has no such value"),
        where=name,
        found=repr(found),
        do=advice(found, names),
    )
