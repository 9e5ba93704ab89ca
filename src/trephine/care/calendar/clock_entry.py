"""clock_entry: a drug that is given from one event until another."""

from datetime import date

from trephine.care.calendar.add_months import add_months
from trephine.care.calendar.facts import Facts
from trephine.core.calendar import CalendarEntry, Clock, EntryStatus
from trephine.core.text import Text


def clock_entry(clock: Clock, facts: Facts) -> CalendarEntry:
    """Return ``clock`` as it stands: to be started, running, or free to end.

    ``done`` means that the drug may end, not that it was stopped. An end that is not known goes on.
    It says nothing of the dose.
    """
    start = facts.anchors.get(clock.start)
    least = _least(clock, facts)
    if start is None:
        return _entry(clock, "unknown", facts, least=least)
    first = start.date()
    given = tuple(
        name for name in clock.drugs if facts.seen.happened_since(name, first, start.tzinfo)
    )
    enough = len(given) == len(clock.drugs) if clock.all_of else bool(given)
    today = facts.today(start.tzinfo)
    status: EntryStatus
    if facts.known(clock.until) and (least is None or today >= least):
        status = "done"
    elif enough:
        status = "running"
    else:
        status = "due" if today == first else "overdue"
    return _entry(clock, status, facts, due=first, least=least, given=given, enough=enough)


def _least(clock: Clock, facts: Facts) -> date | None:
    """Return the first day on which the drug may end by the calendar, None where there is none."""
    start = facts.anchors.get(clock.least_from)
    if clock.least_months is None or start is None:
        return None
    return add_months(start.date(), clock.least_months)


def _entry(
    clock: Clock,
    status: EntryStatus,
    facts: Facts,
    *,
    due: date | None = None,
    least: date | None = None,
    given: tuple[str, ...] = (),
    enough: bool = False,
) -> CalendarEntry:
    missing = () if enough else tuple(name for name in clock.drugs if name not in given)
    return CalendarEntry(
        id=clock.id,
        kind="clock",
        status=status,
        text=clock.text,
        at=clock.at,
        why=_why(clock, facts, least),
        due=due,
        first=due,
        last=least,
        contents=clock.drugs,
        done=given,
        missing=missing,
        assumed=clock.assumed,
        note=clock.note,
        errata=clock.errata,
    )


def _why(clock: Clock, facts: Facts, least: date | None) -> Text:
    label, start = facts.label(clock.start), facts.anchors.get(clock.start)
    if start is None:
        return Text(zh=f"没有{label.zh}的记录", en=f"no {label.en} on record")
    on = start.date().isoformat()
    zh, en = f"{label.zh} {on} 起", f"from {label.en} on {on}"
    if least is not None:
        zh += f"，至少到 {least.isoformat()}"
        en += f", at least until {least.isoformat()}"
    ended = facts.known(clock.until)
    if ended is None:
        zh += "；不知是否已可停用"
        en += "; whether it may end is not known"
    return Text(zh=zh, en=en)
