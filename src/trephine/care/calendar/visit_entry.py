"""visit_entry: one visit of the schedule for one person."""

from collections.abc import Iterable
from datetime import date, timedelta

from trephine.care.calendar.add_months import add_months
from trephine.care.calendar.facts import Facts
from trephine.core.calendar import Addition, CalendarEntry, EntryStatus, ScheduledVisit
from trephine.core.text import Text, counted


def due_day(visit: ScheduledVisit, anchor: date) -> date:
    """Return the day on which ``visit`` is due, counted from the day of its anchor."""
    if visit.months is not None:
        return add_months(anchor, visit.months)
    return anchor + timedelta(days=visit.days or 0)


def visit_entry(
    visit: ScheduledVisit,
    visits: Iterable[ScheduledVisit],
    wanted: Iterable[Addition],
    facts: Facts,
) -> CalendarEntry:
    """Return ``visit`` as it stands.

    What is read after the window still counts until the window of the next visit with any of the
    same contents begins; from then on the visit is missed.
    """
    anchor = facts.anchors.get(visit.anchor)
    applies = facts.known(visit.only_if)
    added = facts.added(visit.id, wanted)
    contents = (*visit.contents, *(name for name, _ in added if name not in visit.contents))
    if anchor is None:
        return _entry(
            visit, "unknown" if applies is not False else "not applicable", contents, added, facts
        )
    day, zone = anchor.date(), anchor.tzinfo
    due, window = due_day(visit, day), timedelta(days=visit.window)
    until = _until(visit, visits, day, due + window)
    found = {name: facts.seen.first_day(name, due - window, until, zone) for name in contents}
    done = tuple(name for name in contents if found[name] is not None)
    today = facts.today(zone)
    status: EntryStatus
    if applies is False:
        status = "not applicable"
    elif all(name in done for name in visit.contents):
        status = "done"
    elif applies is None:
        status = "unknown"
    elif today < due - window:
        status = "upcoming"
    elif today <= due + window:
        status = "due"
    else:
        status = "overdue" if until is None or today <= until else "missed"
    return _entry(visit, status, contents, added, facts, due=due, done=done)


def _until(
    visit: ScheduledVisit, visits: Iterable[ScheduledVisit], anchor: date, last: date
) -> date | None:
    """Return the last day on which a late reading still belongs to ``visit``; None: no end."""
    begins = [
        due_day(other, anchor) - timedelta(days=other.window)
        for other in visits
        if other.anchor == visit.anchor
        and not set(other.contents).isdisjoint(visit.contents)
        and due_day(other, anchor) > due_day(visit, anchor)
    ]
    return max(last, min(begins) - timedelta(days=1)) if begins else None


def _entry(
    visit: ScheduledVisit,
    status: EntryStatus,
    contents: tuple[str, ...],
    added: tuple[tuple[str, str], ...],
    facts: Facts,
    *,
    due: date | None = None,
    done: tuple[str, ...] = (),
) -> CalendarEntry:
    window = timedelta(days=visit.window)
    return CalendarEntry(
        id=visit.id,
        kind="visit",
        status=status,
        text=visit.text,
        at=visit.at,
        why=_why(visit, facts),
        due=due,
        first=None if due is None else due - window,
        last=None if due is None else due + window,
        contents=contents,
        done=done,
        missing=tuple(name for name in contents if name not in done),
        added=added,
        assumed=visit.assumed,
        note=visit.note,
        errata=visit.errata,
    )


def _why(visit: ScheduledVisit, facts: Facts) -> Text:
    label, anchor = facts.label(visit.anchor), facts.anchors.get(visit.anchor)
    if anchor is None:
        return Text(zh=f"没有{label.zh}的记录", en=f"no {label.en} on record")
    on = anchor.date().isoformat()
    if visit.months is not None:
        zh, en = f"{visit.months} 个月", counted(visit.months, "month")
    else:
        zh, en = f"{visit.days} d", counted(visit.days or 0, "day")
    return Text(zh=f"{label.zh} {on} 起 {zh}", en=f"{en} after {label.en} on {on}")
