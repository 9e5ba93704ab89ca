"""Publications: the papers' own tables, results and statements put together for the audit."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from trephine.core.error import ContentError, InputError
from trephine.core.publication import (
    Criterion,
    Publication,
    Relation,
    StatedMethods,
    Statement,
    StatementOf,
)
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.library.bibliography import check_source, sources
from trephine.library.catalogue import check_outcome, outcomes
from trephine.library.content import ROOT, place, read_toml, said, written
from trephine.library.published_table import REVIEWS as POOLED
from trephine.library.published_table import published
from trephine.library.study_table import REVIEWS, studies

PUBLICATIONS = (*REVIEWS, "li2023")
_FIGURES: tuple[StatementOf, ...] = ("estimate", "ci_lb", "ci_ub")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Abstract:
    at: Locator
    language: Literal["zh", "en"]
    rows: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    label: Text
    methods: StatedMethods | None = None
    statement: tuple[Statement, ...] = ()
    abstract: tuple[_Abstract, ...] = ()
    criterion: tuple[Criterion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Relations:
    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    relation: tuple[Relation, ...]


@cache
def relations() -> tuple[Relation, ...]:
    """Return what must hold between outcomes of the same people."""
    path = ROOT / "outcomes" / "relations.toml"
    found = read_toml(path, _Relations).relation
    for index, one in enumerate(found):
        for name in ("one", "other"):
            check_outcome(getattr(one, name), written(path, "relation", index, name))
    return found


@cache
def publication(key: str) -> Publication:
    """Return a paper's tables, results and statements. Raises InputError for an unknown one."""
    if key not in PUBLICATIONS:
        raise InputError(
            what=Text(zh="没有这一文献的表格", en="no tables of such a publication"),
            where="library.publication(key)",
            found=repr(key),
            do=Text(
                zh=f"可用：{'、'.join(PUBLICATIONS)}",
                en=f"choose one of: {', '.join(PUBLICATIONS)}",
            ),
        )
    path = ROOT / "publications" / f"{key}.toml"
    file = read_toml(path, _File)
    pooled = published(key) if key in POOLED else ()
    ids = {row.id for row in pooled}
    for index, one in enumerate(file.statement):
        check_source(one.at.source, written(path, "statement", index, "at"))
    stated = list(file.statement)
    for index, abstract in enumerate(file.abstract):
        for row, *printed in abstract.rows:
            if row not in ids:
                raise ContentError(
                    what=Text(zh="摘要引用了没有的结果", en="an abstract names no result"),
                    where=said(written(path, "abstract", index, "rows")),
                    found=repr(row),
                    do=Text(zh="改正标识", en="correct the id"),
                )
            stated += [
                Statement(
                    of=of,
                    printed=text,
                    value=float(text.strip("%")),
                    at=abstract.at,
                    row=row,
                    language=abstract.language,
                )
                for of, text in zip(_FIGURES, printed, strict=True)
                if text
            ]
    if file.id != key:
        raise ContentError(
            what=Text(zh="标识与文件名不一致", en="the id is not that of the file's name"),
            where=place(path, 1),
            found=repr(file.id),
            do=Text(zh=f"写 {key}", en=f"write {key}"),
        )
    return Publication(
        id=key,
        label=file.label,
        studies=studies(key) if key in REVIEWS else (),
        outcomes=outcomes(),
        pooled=pooled,
        statements=tuple(stated),
        relations=relations(),
        references=tuple(one for one in sources() if any(spot.source == key for spot in one.cited)),
        methods=file.methods,
        criteria=file.criterion,
    )
