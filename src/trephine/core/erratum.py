"""Erratum: a misprint or contradiction in a source, and what we do about it."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.source import Locator
from trephine.core.text import Text

ErratumKind = Literal["misprint", "contradiction", "impossible", "unclear"]
ErratumStatus = Literal["corrected", "kept", "open"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Erratum:
    """One place where a source cannot be taken at its word.

    ``at`` is where it stands, ``against`` the places it disagrees with (none for a plain
    misprint). ``printed`` and ``used`` are the two readings. Status: ``corrected``, we use another
    reading than the printed one; ``kept``, we use the printed one and show the doubt; ``open``,
    nothing at hand settles it. ``concerns`` lists ids of studies, published estimates or sources;
    ``findings`` the audit's findings that it rests on, by id. ``witness``: for a table that leaves
    a gap or overlaps, inputs at which it does, as the proof found them.
    """

    id: str
    kind: ErratumKind
    status: ErratumStatus
    at: Locator
    printed: Text
    used: Text
    reason: Text
    against: tuple[Locator, ...] = ()
    concerns: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    witness: tuple[str, ...] = ()
