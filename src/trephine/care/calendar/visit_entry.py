"""visit_entries: the visits of the schedule for one person."""

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


def visit_entries(
    visits: Iterable[ScheduledVisit], wanted: Iterable[Addition], facts: Facts
) -> list[CalendarEntry]:
    """Return the visits as they stand.

    What is read after the window of a visit still counts for it until the window of the next one
    with any of the same contents begins; from then on the visit is missed.
    """
    wanted = tuple(wanted)
    dated = [
        (
            one,
            None
            if (anchor := facts.anchors.get(one.anchor)) is None
            else due_day(one, anchor.date()),
        )
        for one in visits
    ]
    return [_visit(one, due, _until(one, due, dated), wanted, facts) for one, due in dated]


def _until(
    visit: ScheduledVisit, due: date | None, dated: list[tuple[ScheduledVisit, date | None]]
) -> date | None:
    """Return the last day on which a late reading still belongs to ``visit``; None: no end."""
    if due is None:
        return None
    begins = [
        day - timedelta(days=other.window)
        for other, day in dated
        if day is not None
        and day > due
        and other.anchor == visit.anchor
        and not set(other.contents).isdisjoint(visit.contents)
    ]
    if not begins:
        return None
    return max(due + timedelta(days=visit.window), min(begins) - timedelta(days=1))


def _visit(
    visit: ScheduledVisit,
    due: date | None,
    until: date | None,
    wanted: tuple[Addition, ...],
    facts: Facts,
) -> CalendarEntry:
    anchor = facts.anchors.get(visit.anchor)
    applies = facts.known(visit.only_if)
    added = facts.added(visit.id, wanted)
    contents = (*visit.contents, *(name for name, _ in added if name not in visit.contents))
    if anchor is None or due is None:
        status: EntryStatus = "not applicable" if applies is False else "unknown"
        return _entry(visit, status, contents, added, facts)
    window, zone = timedelta(days=visit.window), anchor.tzinfo
    done = tuple(
        name for name in contents if facts.seen.read_within(name, due - window, until, zone)
    )
    today = facts.today(zone)
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
