"""Source and Locator: the documents that Trephine relies on, and places in them."""

from dataclasses import dataclass
from typing import Literal

SourceKind = Literal["article", "guideline", "abstract", "standard", "dataset", "software", "book"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document with identifier, authors, title, container and, where known, a DOI.

    ``authors`` are in Vancouver form (``Xu J, Chen LJ, Yang SS, et al``), Chinese names as they
    are; ``title_en`` and its like give the English form that a document in Chinese prints of
    itself. ``cited`` are the places where the papers we implement cite it (``zhan2025 [19]``), or
    where it states its own particulars. It does not hold the document's text. ``language`` is that
    of the document. ``year`` is 0 and a text empty where a user's list of references prints none.
    """

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
    language: Literal["zh", "en"] = "en"
    licence: str = ""
    version: str = ""
    authors_en: str = ""
    title_en: str = ""
    container_en: str = ""
    cited: tuple["Locator", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Locator:
    """A place in a Source: ``consensus2022 §7.1 table 3``."""

    source: str
    place: str

    def __str__(self) -> str:
        """Return ``source place``."""
        return f"{self.source} {self.place}".rstrip()
