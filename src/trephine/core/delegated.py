"""Delegated: what a source leaves to another document."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.source import Locator
from trephine.core.text import Text

DelegatedStatus = Literal["built", "partly built", "not at hand", "not named"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegated:
    """One question that a source does not answer itself but refers to another document.

    ``document`` is what the source calls it, ``source`` its id in the bibliography, empty where
    the source names no document that can be found. ``at`` are the places that refer, ``what`` is
    left to it. Status: ``built``, its criteria are tables here (``tables``, by id, or an algorithm
    that ``note`` names); ``partly built``; ``not at hand``, nobody here has read it, and nothing
    is filled in from memory; ``not named``, the source does not say which document. ``meanwhile``
    is what a clinician is shown instead.
    """

    id: str
    document: Text
    source: str
    at: tuple[Locator, ...]
    what: Text
    status: DelegatedStatus
    meanwhile: Text
    tables: tuple[str, ...] = ()
    note: Text | None = None
