"""sheet_words: the words by which a patient's table is understood, with those of observables."""

from dataclasses import dataclass
from functools import cache

from trephine.core.error import ContentError
from trephine.core.sheet import SheetWords, folded, folded_unit
from trephine.core.text import Text
from trephine.library.content import ROOT, read_toml
from trephine.library.observable_table import observables

PATH = ROOT / "sheet_words.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    identifiers: tuple[str, ...]
    nothing: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    columns: dict[str, tuple[str, ...]]
    names: dict[str, tuple[str, ...]]
    units: dict[str, tuple[str, ...]]


@cache
def sheet_words() -> SheetWords:
    """Return the words. Raises ContentError where one word names two observables."""
    found = read_toml(PATH, _File)
    names: dict[str, str] = {}
    for name, words in found.names.items():
        for word in words:
            if names.setdefault(folded(word), name) != name or name not in observables():
                raise ContentError(
                    what=Text(
                        zh="一词指两个观察项，或观察项不存在",
                        en="one word names two observables, or one that does not exist",
                    ),
                    where=PATH.name,
                    found=f"{word}: {name}",
                    do=Text(zh="删去其一", en="remove one of the two"),
                )
    for name, one in observables().items():
        for word in (name, one.label.zh, one.label.en):
            names.setdefault(folded(word), name)
    units: dict[str, tuple[str, ...]] = {}
    for code, words in found.units.items():
        for word in (code, *words):
            before = units.get(folded_unit(word), ())
            units[folded_unit(word)] = tuple(dict.fromkeys([*before, code]))
    return SheetWords(
        columns={folded(word): part for part, words in found.columns.items() for word in words},
        names=names,
        units=units,
        answers={
            **{word.casefold(): True for word in found.yes},
            **{word.casefold(): False for word in found.no},
        },
        nothing=frozenset(word.casefold() for word in found.nothing),
        identifiers=frozenset(folded(word) for word in found.identifiers),
    )
