"""repeat_entry: what is done again and again, as it stands."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from trephine.care.calendar.add_months import add_months
from trephine.care.calendar.facts import Facts
from trephine.core.calendar import Addition, CalendarEntry, EntryStatus, Repeat
from trephine.core.text import Text


def repeat_entry(repeat: Repeat, wanted: Iterable[Addition], facts: Facts) -> CalendarEntry:
    """Return ``repeat`` as it stands.

    Each of its contents has its own clock: due ``every`` after it was last read, but not before the
    repeat begins; overdue once ``latest`` has passed as well. What was never read is due when the
    repeat begins (in hours) or ``every`` after that (in months). The entry is due when the first of
    its contents is; ``missing`` are the contents whose time has come.
    """
    anchor = facts.anchors.get(repeat.anchor)
    added = facts.added(repeat.id, wanted)
    contents = (*repeat.contents, *(name for name, _ in added if name not in repeat.contents))
    applies = facts.known(repeat.condition)
    if anchor is None:
        return _entry(
            repeat, "not applicable" if applies is False else "unknown", contents, added, facts
        )
    clocks = {
        name: (_hours if repeat.hours else _months)(repeat, name, anchor, facts)
        for name in contents
    }
    due, last = min(clocks[name] for name in repeat.contents)
    now: date | datetime = facts.at if repeat.hours else facts.today(anchor.tzinfo)
    missing = tuple(name for name in contents if clocks[name][0] <= now)
    status: EntryStatus
    if applies is None:
        status = "unknown"
    elif not applies:
        status = "not applicable"
    elif now < due:
        status = "upcoming"
    else:
        status = "due" if now <= min(clocks[name][1] for name in repeat.contents) else "overdue"
    return _entry(repeat, status, contents, added, facts, due=due, last=last, missing=missing)


def _hours(repeat: Repeat, name: str, anchor: datetime, facts: Facts) -> tuple[datetime, datetime]:
    read = facts.seen.last(name)
    # When the condition set in matters for what was never read; else the last reading counts.
    begun = facts.begun.get(repeat.id, anchor)
    due = begun if read is None else max(anchor, read + _span(repeat.every))
    return due, due + _span(repeat.latest - repeat.every)


def _span(hours: Decimal) -> timedelta:
    return timedelta(microseconds=int(hours * 3_600_000_000))


def _months(repeat: Repeat, name: str, anchor: datetime, facts: Facts) -> tuple[date, date]:
    base = add_months(anchor.date(), repeat.after_months or 0)
    read = facts.seen.last(name)
    if read is not None:
        base = max(base, read.astimezone(anchor.tzinfo).date())
    return add_months(base, int(repeat.every)), add_months(base, int(repeat.latest))


def _entry(
    repeat: Repeat,
    status: EntryStatus,
    contents: tuple[str, ...],
    added: tuple[tuple[str, str], ...],
    facts: Facts,
    *,
    due: date | datetime | None = None,
    last: date | datetime | None = None,
    missing: tuple[str, ...] = (),
) -> CalendarEntry:
    return CalendarEntry(
        id=repeat.id,
        kind="repeat",
        status=status,
        text=repeat.text,
        at=repeat.at,
        why=_why(repeat, facts),
        due=due,
        first=due,
        last=last,
        contents=contents,
        done=tuple(name for name in contents if name not in missing) if due else (),
        missing=missing if due else contents,
        added=added,
        assumed=repeat.assumed,
        note=repeat.note,
        errata=repeat.errata,
    )


def _why(repeat: Repeat, facts: Facts) -> Text:
    label = facts.label(repeat.anchor)
    if repeat.anchor not in facts.anchors:
        return Text(zh=f"没有{label.zh}的记录", en=f"no {label.en} on record")
    zh_unit, en_unit = ("h", "h") if repeat.hours else ("个月", "months")
    span = f"{repeat.every}" if repeat.every == repeat.latest else f"{repeat.every}~{repeat.latest}"
    return Text(
        zh=f"各项距上一次 {span} {zh_unit}", en=f"{span} {en_unit} after each was last read"
    )
