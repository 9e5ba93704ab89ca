"""STATUS_WORDS: how an entry of the calendar stands, in words."""

from trephine.core.calendar import EntryStatus
from trephine.core.text import Text

STATUS_WORDS: dict[EntryStatus, Text] = {
    "done": Text(zh="已完成", en="done"),
    "due": Text(zh="到期", en="due"),
    "overdue": Text(zh="已逾期", en="overdue"),
    "missed": Text(zh="错过", en="missed"),
    "upcoming": Text(zh="将至", en="upcoming"),
    "running": Text(zh="进行中", en="running"),
    "not applicable": Text(zh="不适用", en="does not apply"),
    "unknown": Text(zh="是否适用不明", en="not known whether it applies"),
}
