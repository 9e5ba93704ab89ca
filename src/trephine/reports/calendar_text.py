"""calendar_text: what is due, as lines for a terminal."""

from collections.abc import Iterable
from datetime import date, datetime

from trephine.core.calendar import CalendarEntry
from trephine.core.place import place_words
from trephine.core.text import Language, Text

STATUS_WORDS = {
    "done": Text(zh="已完成", en="done"),
    "due": Text(zh="到期", en="due"),
    "overdue": Text(zh="已逾期", en="overdue"),
    "missed": Text(zh="错过", en="missed"),
    "upcoming": Text(zh="将至", en="upcoming"),
    "running": Text(zh="进行中", en="running"),
    "not applicable": Text(zh="不适用", en="does not apply"),
    "unknown": Text(zh="是否适用不明", en="not known whether it applies"),
    "not recorded": Text(zh="尚无记录", en="not recorded"),
}


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
