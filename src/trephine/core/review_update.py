"""ReviewUpdate, ConclusionSide: when a review was brought up to date, where an answer lies."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

# "" where there is no interval; "open": the interval holds the threshold
ConclusionSide = Literal["above", "below", "open", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewUpdate:
    """One update: its number from 1, its label, the version at which it began, when, by whom."""

    number: int
    label: str
    version: int
    at: datetime
    author: str
