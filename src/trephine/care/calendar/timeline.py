"""Timeline: when each observable was read, as known at one moment."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from trephine.care.sound import sound_moment
from trephine.core.record import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The moments at which observables were read, in order; what was withdrawn is not in it.

    ``happened`` leaves out those at which an event or a dose was stated not to have happened.
    """

    times: dict[str, tuple[datetime, ...]] = field(default_factory=dict)
    happened: dict[str, tuple[datetime, ...]] = field(default_factory=dict)

    def last(self, observable: str) -> datetime | None:
        """Return the last time that it was read, or None."""
        found = self.times.get(observable)
        return found[-1] if found else None

    def first_day(
        self, observable: str, first: date, until: date | None, zone: tzinfo | None
    ) -> date | None:
        """Return the first day from ``first`` to ``until``, both included, on which it was read."""
        for moment in self.times.get(observable, ()):
            day = moment.astimezone(zone or moment.tzinfo).date()
            if day >= first and (until is None or day <= until):
                return day
        return None


def timeline(readings: Iterable[Reading], at: datetime) -> Timeline:
    """Return the timeline of what was known at ``at``. Raises InputError for times without zone.

    A number without its unit was measured all the same.
    """
    seen = []
    for one in readings:
        sound_moment(one.time, f"line {one.line}: {one.observable}")
        if one.known_from <= at:
            seen.append(one)
    gone = {(one.observable, one.time, one.value) for one in seen if one.withdrawn}
    found: dict[str, set[datetime]] = {}
    happened: dict[str, set[datetime]] = {}
    for one in seen:
        if one.withdrawn or (one.observable, one.time, one.value) in gone:
            continue
        found.setdefault(one.observable, set()).add(one.time)
        if one.value is not False:
            happened.setdefault(one.observable, set()).add(one.time)
    return Timeline(times=_sorted(found), happened=_sorted(happened))


def _sorted(found: dict[str, set[datetime]]) -> dict[str, tuple[datetime, ...]]:
    return {name: tuple(sorted(times)) for name, times in found.items()}
