"""calendar: what is due for one person, when, why, and how it stands."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

from trephine.care.calendar.clock_entry import clock_entry
from trephine.care.calendar.facts import Facts
from trephine.care.calendar.repeat_entry import repeat_entry
from trephine.care.calendar.timeline import Timeline, timeline
from trephine.care.calendar.visit_entry import visit_entries
from trephine.care.once import once
from trephine.care.sound import not_after, sound_moment
from trephine.core.calendar import CalendarEntry, Schedule
from trephine.core.expression import Expression
from trephine.core.record import Reading
from trephine.core.rule import Layer
from trephine.core.text import Text
from trephine.core.value import Truth


def calendar(
    anchors: Mapping[str, datetime],
    schedule: Schedule,
    at: datetime,
    *,
    holds: Callable[[Expression], Truth],
    readings: Iterable[Reading] = (),
    layers: Collection[Layer] = (),
    labels: Mapping[str, Text] | None = None,
    begun: Mapping[str, datetime] | None = None,
    seen: Timeline | None = None,
) -> tuple[CalendarEntry, ...]:
    """Return every entry of ``schedule`` for one person as it stands at ``at``, by due time.

    ``anchors`` are the events it counts from, by observable: an event that is missing leaves its
    entries without a date. Days are those of the anchor's own time zone, so that neither the zone
    of ``at`` nor a later ``at`` moves a visit. ``holds`` says what is known of a condition at
    ``at``. ``readings`` show what was done. ``layers`` are the layers whose additions are wanted;
    the source's own, and those shown always, come unasked. ``labels`` are words for observables.
    ``seen``: what the readings showed, where that is worked out already; they are not asked then.
    ``begun`` is when the condition of a repeat set in, by its id (with its anchor where not given).
    Raises InputError for a time without zone or an event after ``at``.
    """
    sound_moment(at, "at")
    for name, moment in (*anchors.items(), *(begun or {}).items()):
        not_after(sound_moment(moment, name), at, name)
    facts = Facts(
        anchors=dict(anchors),
        at=at,
        seen=timeline(readings, at, observed(schedule)) if seen is None else seen,
        holds=holds,
        labels=dict(labels or {}),
        begun=dict(begun or {}),
    )
    wanted = [
        one
        for one in schedule.additions
        if one.layer == "source" or one.layer in layers or one.always is not None
    ]
    entries = visit_entries(schedule.visits, wanted, facts)
    entries += [repeat_entry(one, wanted, facts) for one in schedule.repeats]
    entries += [clock_entry(one, facts) for one in schedule.clocks]
    return tuple(sorted(entries, key=_by_due))


@once
def observed(schedule: Schedule) -> set[str]:
    """Return the observables whose readings show that something was done."""
    found = {name for one in schedule.clocks for name in one.drugs}
    found |= {name for one in schedule.visits for name in one.contents}
    found |= {name for one in schedule.repeats for name in one.contents}
    return found | {name for one in schedule.additions for name in one.contents}


def _by_due(entry: CalendarEntry) -> tuple[date, timedelta, str]:
    due = entry.due
    if due is None:
        return date.max, timedelta(0), entry.id
    if isinstance(due, datetime):
        return due.date(), timedelta(hours=due.hour, minutes=due.minute), entry.id
    return due, timedelta(0), entry.id
