"""Undone: the event that takes an earlier one of its stream back."""

from dataclasses import dataclass

UNDONE = "undone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """The event of ``version`` no longer counts; the fold skips it. Undoing this brings it back."""

    version: int
