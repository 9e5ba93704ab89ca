"""Claim: a sentence of a paper against the document it cites, as a reader checked it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from trephine.core.source import Locator
from trephine.core.text import Text

ClaimVerdict = Literal["holds", "differs", "not-found", "out-of-reach"]
ClaimBasis = Literal["title", "abstract", "full-text", "own-text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a paper states with a citation, what the cited document says, and who can check it how.

    ``says`` paraphrases the sentence, ``found`` what stands in the cited document (or in the other
    passage of the same paper). ``figures`` are the numbers of the sentence as printed; ``terms``
    words that the cited title or abstract must or must not hold, so that the check can be run
    again. ``verdict``: ``holds``, ``differs``, ``not-found`` (the document does not speak of it),
    ``out-of-reach`` (not public, or not at hand). ``basis`` says how deep the reader looked.
    """

    id: str
    at: Locator
    cites: tuple[str, ...]
    says: Text
    found: Text
    verdict: ClaimVerdict
    basis: ClaimBasis
    on: date
    figures: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    against: tuple[Locator, ...] = ()
