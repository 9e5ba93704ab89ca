"""Reference: one bibliographic record of a database, as its export gives it."""

from dataclasses import dataclass
from typing import Literal

ReferenceKind = Literal[
    "article", "abstract", "thesis", "book", "chapter", "report", "preprint", "patent", "other"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A bibliographic record: what one database says of one document.

    ``title`` is in the record's first language, ``title_zh`` and ``title_en`` hold the titles by
    language where the record gives them. ``authors`` are as printed, in order (``Zhang, Xiaoyuan``;
    Chinese names as they are), ``authors_en`` the Latin form that a Chinese record adds. ``year``
    is 0 where the record prints none. ``database`` names where it came from (``cnki``,
    ``pubmed`` ..., empty where the file does not tell); ``file`` and ``line`` are its place, with
    the first line of the record counted from 1 (the row in a table). ``ids`` are further
    identifiers, each ``scheme:value`` (``pmc:PMC1``, ``registry:NCT03090659``). ``id`` is the
    review's own and is given by whoever imports. It says nothing of the document's worth.
    """

    id: str
    title: str
    title_zh: str = ""
    title_en: str = ""
    authors: tuple[str, ...] = ()
    authors_en: tuple[str, ...] = ()
    year: int = 0
    journal: str = ""
    journal_short: str = ""
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""
    ids: tuple[str, ...] = ()
    abstract: str = ""
    abstract_en: str = ""
    keywords: tuple[str, ...] = ()
    language: str = ""
    kind: ReferenceKind = "article"
    published: str = ""
    url: str = ""
    database: str = ""
    file: str = ""
    line: int = 0
