"""Sources: the papers we implement, everything they cite, and what a count was read from."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from trephine.core.error import ContentError, InputError
from trephine.core.source import Locator, Source, SourceKind
from trephine.core.text import Text
from trephine.library.content import ROOT, Where, check_unique, read_toml, said
from trephine.library.table import read_table

PAPERS = ("zhan2025", "consensus2022", "li2023")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Documents:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    source: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Header:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reference:
    id: str
    kind: SourceKind
    authors: str
    title: str
    container: str
    year: int
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    language: Literal["zh", "en"]
    zhan2025: str = ""
    consensus2022: str = ""
    li2023: str = ""


@cache
def sources() -> tuple[Source, ...]:
    """Return every source: the papers first, then their references in order of first citation.

    A work that several papers cite is one source; ``cited`` holds its number in each.
    """
    documents = ROOT / "sources" / "documents.toml"
    own = read_toml(documents, _Documents).source
    check_unique((entry.id for entry in own), documents, "source", "id")
    _, rows = read_table(ROOT / "sources" / "references.csv", _Header, _Reference)
    taken: dict[str, str] = {entry.doi.lower(): entry.id for entry in own if entry.doi}
    taken |= {entry.id: entry.id for entry in own}
    found = list(own)
    for where, row in rows:
        cited = tuple(
            Locator(source=paper, place=f"[{number}]")
            for paper in PAPERS
            for number in getattr(row, paper).split(";")
            if number
        )
        for mark in (row.id, row.doi.lower(), *map(str, cited)):
            if mark in taken:
                raise ContentError(
                    what=Text(zh="同一文献被收录两次", en="one work is entered twice"),
                    where=where,
                    found=f"{mark}: {taken[mark]}, {row.id}",
                    do=Text(zh="合并为一条", en="merge the two entries"),
                )
            if mark:
                taken[mark] = row.id
        found.append(
            Source(
                id=row.id,
                kind=row.kind,
                authors=row.authors,
                title=row.title,
                container=row.container,
                year=row.year,
                volume=row.volume,
                issue=row.issue,
                pages=row.pages,
                doi=row.doi,
                language=row.language,
                cited=cited,
            )
        )
    return tuple(found)


@cache
def _by_id() -> dict[str, Source]:
    return {entry.id: entry for entry in sources()}


@cache
def _by_citation() -> dict[Locator, Source]:
    return {place: entry for entry in sources() for place in entry.cited}


def source(key: str) -> Source:
    """Return one source by id. Raises InputError where there is none."""
    if key not in _by_id():
        raise _unknown(key)
    return _by_id()[key]


def cited(paper: str, number: int) -> Source:
    """Return what ``paper`` cites under ``number``. Raises InputError where it cites nothing."""
    place = Locator(source=paper, place=f"[{number}]")
    if place not in _by_citation():
        raise _unknown(str(place))
    return _by_citation()[place]


def check_source(key: str, where: Where) -> str:
    """Return ``key`` if it names a source. Raises ContentError, with the place of the reference."""
    if key not in _by_id():
        raise ContentError(
            what=Text(zh="引用了不存在的文献", en="a source that does not exist"),
            where=said(where),
            found=repr(key),
            do=Text(
                zh="改正标识，或在 library/sources 中加入该文献",
                en="correct the id, or enter the source in library/sources",
            ),
        )
    return key


def _unknown(found: str) -> InputError:
    return InputError(
        what=Text(zh="没有这一文献", en="there is no such source"),
        where="library.sources()",
        found=found,
        do=Text(zh="用 library.sources() 查看全部标识", en="see library.sources() for all ids"),
    )
