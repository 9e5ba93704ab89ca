"""UnitRow: one patient of a unit, as its figures and its export take them."""

from dataclasses import dataclass

from trephine.care.deviations import Deviation
from trephine.care.unit_course import UnitCourse
from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    """One patient under a pseudonym: the course after infusion, and departures from the rules.

    ``demo``: made up. ``course`` is None before an infusion.
    """

    id: str
    patient: str
    demo: bool
    title: Text | None
    course: UnitCourse | None
    deviations: tuple[Deviation, ...]
