"""ics: calendar entries as an iCalendar file (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from trephine.care.calendar.status_words import STATUS_WORDS
from trephine.care.sound import sound_moment
from trephine.core.calendar import CalendarEntry

_FOLD = 75
_SIMULATED = "[模拟 Simulated] "
_SKIPPED = {"not applicable", "done", "missed"}


def ics(
    entries: Iterable[CalendarEntry], *, patient: str, stamp: datetime, simulated: bool = False
) -> str:
    """Return the entries that still have a date as one VCALENDAR, in Chinese and English.

    ``patient`` is a pseudonym: it goes into the identifiers as a digest, and nowhere else.
    ``stamp`` is the moment of writing. What is done, missed or does not apply is left out. An
    entry's UID is the same in every export, so that a calendar moves the event and does not double
    it. ``simulated``: every summary says so, since an event stands among those of real patients.
    Days are all-day events of the clinic's own calendar, moments are in UTC. Raises InputError for
    a stamp without zone.
    """
    written = _utc(sound_moment(stamp, "stamp"))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Trephine//care calendar//ZH-EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    for entry in entries:
        if entry.due is not None and entry.status not in _SKIPPED:
            lines += _event(entry, entry.due, patient, written, simulated=simulated)
    lines.append("END:VCALENDAR")
    return "".join(fold(line) + "\r\n" for line in lines)


def fold(line: str) -> str:
    """Return a content line cut into parts of at most 75 octets, never inside a character."""
    parts, part, size = [], "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > _FOLD:
            parts.append(part)
            # The blank that marks a continuation counts too.
            part, size = " ", 1
        part += sign
        size += octets
    return "\r\n".join((*parts, part))


def escape(text: str) -> str:
    """Return text as a TEXT value: backslash, semicolon, comma and line end are escaped."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return text.replace("\n", "\\n")


def _event(
    entry: CalendarEntry, due: date | datetime, patient: str, stamp: str, *, simulated: bool
) -> list[str]:
    digest = sha256(f"{patient}\0{entry.id}".encode()).hexdigest()[:32]
    window_zh = window_en = ""
    if entry.first is not None and entry.last is not None and entry.first != entry.last:
        span = f"{_shown(entry.first)} ~ {_shown(entry.last)}"
        window_zh, window_en = f"时间窗 {span}\n", f"window {span}\n"
    body = (
        f"{entry.text.zh}\n{window_zh}{entry.why.zh}；{STATUS_WORDS[entry.status].zh}\n"
        f"{entry.text.en}\n{window_en}{entry.why.en}; {STATUS_WORDS[entry.status].en}\n{entry.at}"
    )
    lines = ["BEGIN:VEVENT", f"UID:{digest}@trephine", f"DTSTAMP:{stamp}"]
    if isinstance(due, datetime):
        lines.append(f"DTSTART:{_utc(due)}")
    else:
        lines.append(f"DTSTART;VALUE=DATE:{due:%Y%m%d}")
        lines.append(f"DTEND;VALUE=DATE:{due + timedelta(days=1):%Y%m%d}")
    said = _SIMULATED if simulated else ""
    return [
        *lines,
        f"SUMMARY:{said}{escape(entry.text.zh)} / {escape(entry.text.en)}",
        f"DESCRIPTION:{escape(body)}",
        f"CATEGORIES:{escape(entry.kind)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _shown(when: date | datetime) -> str:
    return when.isoformat(sep=" ", timespec="minutes") if isinstance(when, datetime) else str(when)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
