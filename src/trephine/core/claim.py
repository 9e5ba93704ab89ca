"""Claim: a sentence of a paper against the document it cites, as a reader checked it."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from trephine.core.finding import Severity
from trephine.core.source import Locator
from trephine.core.text import Text

ClaimVerdict = Literal["holds", "differs", "doubtful", "not-found", "out-of-reach"]
ClaimBasis = Literal["title", "abstract", "full-text", "own-text"]

_NUMBERS = re.compile(r"\[\d+(?:-\d+)?(?:, ?\d+(?:-\d+)?)*\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a paper states with a citation, what stands in the cited document, and how we know.

    ``cites`` are the numbers as printed (``[9, 13-29]``), empty where the sentence gives none.
    ``says`` paraphrases the sentence, ``found`` what stands in the cited document, or in the other
    passage of the same paper. Verdict: ``holds``; ``differs``; ``doubtful``, worded so that a
    reader may take it otherwise than what it rests on; ``not-found``, the document does not speak
    of it as far as it was read; ``out-of-reach``, not public or not at hand. ``basis`` says how
    deep the reader looked, ``on`` when.

    The rest can be checked again without reading. ``figures`` are pairs: as printed in the
    sentence, and what stands for it there (empty where nothing was found). ``names`` are first
    authors that the sentence names, in the order of ``cites`` where there are as many; ``year`` is
    the year it gives to its source; ``title_has`` words that some cited title has to hold,
    ``title_lacks`` words that rule the sentence out if a cited title holds them. ``erratum`` is
    the entry of the register that the claim led to. It quotes no sentence.
    """

    id: str
    at: Locator
    says: Text
    found: Text
    verdict: ClaimVerdict
    basis: ClaimBasis
    on: date
    cites: str = ""
    severity: Severity = "minor"
    figures: tuple[tuple[str, str], ...] = ()
    names: tuple[str, ...] = ()
    year: int | None = None
    title_has: tuple[str, ...] = ()
    title_lacks: tuple[str, ...] = ()
    against: tuple[Locator, ...] = ()
    erratum: str = ""

    def __post_init__(self) -> None:
        """Refuse citing numbers that cannot be read."""
        if self.cites and not _NUMBERS.fullmatch(self.cites):
            message = f"citing numbers are written as [9, 13-29], not {self.cites!r}"
            raise ValueError(message)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The citing numbers, ranges written out."""
        found: list[int] = []
        for part in self.cites.strip("[]").split(","):
            first, _, last = part.strip().partition("-")
            if first:
                found += range(int(first), int(last or first) + 1)
        return tuple(found)
