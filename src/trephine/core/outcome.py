"""Outcome kinds: what is counted or measured, under one key for all studies and reviews."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.source import Locator
from trephine.core.text import Text

OutcomeCategory = Literal["efficacy", "safety", "prognosis", "description"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeKind:
    """One outcome: key, names, category and the places that name or define it.

    ``codes`` are the marks that a review's table prints for it. ``definition`` says how we read
    it; it does not replace the criteria of the source (IMWG, ASTCT, CTCAE).
    """

    key: str
    label: Text
    short: Text
    category: OutcomeCategory
    definition: Text
    named_at: tuple[Locator, ...]
    codes: tuple[str, ...] = ()
