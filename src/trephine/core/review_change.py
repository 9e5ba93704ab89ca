"""ReviewChange: what differs between two versions of a review."""

from dataclasses import dataclass

from trephine.core.review_event import ExtractedValue


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedValue:
    """A final value that is new, gone or another: None on the side that has none."""

    study: str
    arm: str
    item: str
    before: ExtractedValue | None
    after: ExtractedValue | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewChange:
    """What changed from one version to a later one.

    ``reports`` are new documents, ``studies_in`` and ``studies_out`` studies that are newly
    included or no longer, ``values`` final values that differ, ``minors`` studies whose total
    differs (study, before, after).
    """

    before: int
    after: int
    reports: tuple[str, ...]
    studies_in: tuple[str, ...]
    studies_out: tuple[str, ...]
    values: tuple[ChangedValue, ...]
    minors: tuple[tuple[str, int | None, int | None], ...]
    protocol_changed: bool
