"""The shapes of the unit: courses after infusion, and departures from the rules."""

from dataclasses import dataclass
from datetime import date, datetime

from trephine.care.deviations import DeviationKind
from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationShown:
    """One departure from a rule or the calendar; ``rule`` empty: from the calendar."""

    kind: DeviationKind
    rule: str
    text: Text
    place: Text
    since: datetime | date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitPatient:
    """One patient of the unit: days followed, best response, relapse, death, departures."""

    id: str
    patient: str
    demo: bool
    title: Text | None
    infused: date | None
    followed: int | None
    best: str | None
    change: str | None
    relapsed: int | None
    died: int | None
    deviations: tuple[DeviationShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitShown:
    """All patients of the unit; ``drawn``: how many have a course, ``measured``: an M-protein."""

    patients: tuple[UnitPatient, ...]
    drawn: int
    measured: int
