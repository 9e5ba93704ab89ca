"""Timeline: when each observable was read, as known at one moment."""

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

from trephine.care.sound import sound_moment
from trephine.core.record import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The moments at which observables were read, in order; what was withdrawn is not in it.

    ``happened`` leaves out those at which an event or a dose was stated not to have happened.
    """

    times: dict[str, list[datetime]] = field(default_factory=dict)
    happened: dict[str, list[datetime]] = field(default_factory=dict)

    def last(self, observable: str) -> datetime | None:
        """Return the last time that it was read, or None."""
        found = self.times.get(observable)
        return found[-1] if found else None

    def read_within(
        self, observable: str, first: date, until: date | None, zone: tzinfo | None
    ) -> bool:
        """Return whether it was read from ``first`` to ``until``, whole days in ``zone``."""
        return _within(self.times.get(observable), first, until, zone)

    def happened_since(self, observable: str, first: date, zone: tzinfo | None) -> bool:
        """Return whether it happened on ``first``, a day in ``zone``, or later."""
        return _within(self.happened.get(observable), first, None, zone)


def timeline_seen(histories: Mapping[str, Sequence[Reading]]) -> Timeline:
    """Return the timeline of readings that are visible already, each observable's oldest first."""
    times = {name: [one.time for one in seen] for name, seen in histories.items()}
    denied = {
        name: [one.time for one in seen if one.value is not False]
        for name, seen in histories.items()
        if any(one.value is False for one in seen)
    }
    return Timeline(times=times, happened={**times, **denied})


def timeline(readings: Iterable[Reading], at: datetime, names: Collection[str]) -> Timeline:
    """Return the timeline of the observables ``names``, of what was known at ``at``.

    A number without its unit was measured all the same. Raises InputError for times without zone.
    """
    found: dict[str, list[Reading]] = {name: [] for name in names}
    gone: set[tuple[object, ...]] = set()
    for one in readings:
        kept = found.get(one.observable)
        if kept is None:
            continue
        moment, recorded = one.time, one.recorded
        if moment.tzinfo is None:
            sound_moment(moment, f"line {one.line}: {one.observable}")
        if moment > at or (recorded is not None and recorded > at):
            continue
        if one.withdrawn:
            gone.add((one.observable, moment, one.value))
        else:
            kept.append(one)
    times: dict[str, list[datetime]] = {}
    happened: dict[str, list[datetime]] = {}
    for name, all_seen in found.items():
        seen = all_seen
        if gone:
            seen = [one for one in all_seen if (name, one.time, one.value) not in gone]
        times[name] = sorted([one.time for one in seen])
        happened[name] = times[name]
        if False in [one.value for one in seen]:
            happened[name] = sorted(one.time for one in seen if one.value is not False)
    return Timeline(times=times, happened=happened)


def _within(
    moments: list[datetime] | None, first: date, until: date | None, zone: tzinfo | None
) -> bool:
    if not moments:
        return False
    place = bisect_left(moments, datetime.combine(first, time(), tzinfo=zone))
    if place == len(moments):
        return False
    return until is None or moments[place] < datetime.combine(
        until + timedelta(days=1), time(), tzinfo=zone
    )
