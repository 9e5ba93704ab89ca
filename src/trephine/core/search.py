"""SearchStrategy: one table of concepts in Chinese and English, rendered for each database."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from trephine.core.text import Text

SearchDatabase = Literal["pubmed", "embase", "wos", "cnki", "wanfang", "vip"]
SEARCH_DATABASES: tuple[SearchDatabase, ...] = (
    "pubmed",
    "embase",
    "wos",
    "cnki",
    "wanfang",
    "vip",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchConcept:
    """One concept: words that mean it, any of which may occur.

    ``en`` and ``zh`` are free words in title, abstract and keywords; a ``*`` at the end of an
    English word truncates it, blanks make a phrase, ``a NEAR/3 b`` asks for nearness. ``mesh`` and
    ``emtree`` are headings, searched with what lies below them.
    """

    id: str
    label: Text
    en: tuple[str, ...] = ()
    zh: tuple[str, ...] = ()
    mesh: tuple[str, ...] = ()
    emtree: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchStrategy:
    """Concepts that must all occur, and limits by date of publication and language.

    ``languages`` are English names (``english``, ``chinese``); empty: no limit.
    """

    concepts: tuple[SearchConcept, ...]
    since: date | None = None
    until: date | None = None
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedSearch:
    """A strategy in one database's own words.

    ``text`` is what is pasted into its advanced (expert, professional) search; ``lines`` the same,
    a concept or limit a line. ``unsaid`` tells what the database cannot be asked, and what was done
    instead. ``basis`` says where the syntax was read.
    """

    database: SearchDatabase
    label: Text
    where: Text
    text: str
    lines: tuple[str, ...]
    unsaid: tuple[Text, ...]
    basis: Text
