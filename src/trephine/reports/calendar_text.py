"""calendar_text: what is due, as lines for a terminal."""

from collections.abc import Iterable
from datetime import date, datetime

from trephine.care.calendar.status_words import STATUS_WORDS
from trephine.core.calendar import CalendarEntry
from trephine.core.place import place_words
from trephine.core.text import Language


def calendar_text(entries: Iterable[CalendarEntry], language: Language) -> str:
    """Return each entry with its day, how it stands and why; what does not apply is left out."""
    lines = []
    for one in entries:
        if one.status == "not applicable":
            continue
        due = "—" if one.due is None else day_words(one.due)
        status = STATUS_WORDS[one.status][language]
        place = f"{one.at.source} {place_words(one.at)[language]}"
        lines.append(f"{due:<16}  {status}  {one.text[language]} ({one.id}; {place})")
        lines.append(f"    {one.why[language]}")
    return "\n".join(lines)


def day_words(when: date) -> str:
    """Return a day, or a moment to the minute."""
    return when.strftime("%Y-%m-%d %H:%M") if isinstance(when, datetime) else when.isoformat()
