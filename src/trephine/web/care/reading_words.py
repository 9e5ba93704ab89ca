"""reading_words: a reading's value as it was written, and why readings are withdrawn, in words."""

from collections.abc import Mapping

from trephine.care import words as spoken
from trephine.core.record import Reading
from trephine.core.record_event import WithdrawnWhy
from trephine.core.text import Text
from trephine.web.care.shown import words

READING_WHY: Mapping[WithdrawnWhy, Text] = {
    "mistyped": Text(zh="录入有误", en="mistyped"),
    "other patient": Text(zh="属于另一位患者", en="of another patient"),
    "wrong time": Text(zh="时间有误", en="wrong time"),
    "not valid": Text(zh="结果无效", en="not valid"),
}


def reading_words(one: Reading) -> Text:
    """Return a reading's value as it was written, codes in words."""
    return spoken.reading_words(one, words())
