"""Record: one person's timeline of readings, doses, events and statements."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

Origin = Literal["entered", "clinician", "fhir", "simulated"]
ReadingValue = Decimal | bool | str | tuple[str, ...] | datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One thing known of a patient at a moment.

    ``time`` is when it was true of the patient, with its zone; ``recorded`` when it was written
    down (the same moment unless stated). ``value`` is in the observable's canonical unit, rounded
    once to its resolution; ``entered`` and ``entered_unit`` are what was written. ``value`` None: a
    number was written whose unit is missing, so that nothing is known but that it was measured.
    ``low`` and ``high`` are the laboratory's own limits of normal, in the canonical unit.
    ``day_only``: the hour is not known, only the day. ``withdrawn``: from ``recorded`` on, the
    reading with the same observable, time and value no longer counts. ``line`` is its line in the
    file it was read from.
    """

    time: datetime
    observable: str
    value: ReadingValue | None
    unit: str = ""
    origin: Origin = "entered"
    recorded: datetime | None = None
    entered: str = ""
    entered_unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    day_only: bool = False
    withdrawn: bool = False
    line: int = 0

    @property
    def known_from(self) -> datetime:
        """Return the moment from which the reading can be used."""
        return self.time if self.recorded is None else max(self.time, self.recorded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One person's readings. Appended to, never edited; their order does not matter.

    ``patient`` is a pseudonym. ``readings`` are in the order of the file. It holds no decision.
    """

    patient: str
    readings: tuple[Reading, ...] = ()

    def __iter__(self) -> Iterator[Reading]:
        """Yield the readings in the order in which they were appended."""
        return iter(self.readings)

    @property
    def is_simulated(self) -> bool:
        """Whether any reading is of a virtual patient: one is enough, since they do not mix."""
        return any(one.origin == "simulated" for one in self.readings)

    def appended(self, *readings: Reading) -> "Record":
        """Return the record with more readings."""
        return Record(patient=self.patient, readings=(*self.readings, *readings))
