"""What the page of a review's searches asks and answers."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from trephine.core.search import SearchDatabase
from trephine.core.text import Text

Words = tuple[Annotated[str, Field(max_length=300)], ...]
OtherSource = Literal["", "website", "organisation", "citation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptShown:
    """One concept: words of which any may occur, and the headings of the thesauri."""

    id: Annotated[str, Field(min_length=1, max_length=40)]
    label: Text
    en: Words = ()
    zh: Words = ()
    mesh: Words = ()
    emtree: Words = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAsked:
    """A table of concepts, all of which must occur, with limits."""

    after: int
    concepts: Annotated[tuple[ConceptShown, ...], Field(min_length=1, max_length=20)]
    since: date | None = None
    until: date | None = None
    languages: Words = ()
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanShown:
    """The table in force: when, by whom, and how often it was amended."""

    concepts: tuple[ConceptShown, ...]
    since: date | None
    until: date | None
    languages: tuple[str, ...]
    why: str
    at: datetime
    by: str
    earlier: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedShown:
    """The table in one database's syntax; ``problem`` says why there is none."""

    database: SearchDatabase
    label: Text
    where: Text
    basis: Text
    text: str
    lines: tuple[str, ...]
    unsaid: tuple[Text, ...]
    problem: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchShown:
    """A search that was run; ``imported`` are the records that stand here from that database."""

    version: int
    at: datetime
    by: str
    database: str
    label: Text
    strategy: str
    on: date | None
    until: date | None
    hits: int | None
    register: bool
    other_source: OtherSource
    imported: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """The table of concepts, the same for each database, and the searches on record."""

    version: int
    plan: PlanShown | None
    rendered: tuple[RenderedShown, ...]
    searches: tuple[SearchShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAsked:
    """A search to put on record; ``hits`` None: not known, which is not 0."""

    after: int
    database: Annotated[str, Field(min_length=1, max_length=60)]
    label: Text | None = None
    strategy: Annotated[str, Field(max_length=20_000)] = ""
    on: date | None = None
    until: date | None = None
    hits: Annotated[int | None, Field(ge=0)] = None
    register: bool = False
    other_source: OtherSource = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepUndo:
    """An event of the review to take back, or an undoing to take back: its version."""

    after: int
    version: int
