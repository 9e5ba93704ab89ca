"""SearchPlanned: the table of concepts that a review's searches are rendered from."""

from dataclasses import dataclass

from trephine.core.search import SearchStrategy


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPlanned:
    """The concepts to search for, or an amended table of them; earlier ones are kept.

    It says what is meant to be asked; what was asked is a ``SearchRecorded``.
    """

    strategy: SearchStrategy
    why: str = ""
