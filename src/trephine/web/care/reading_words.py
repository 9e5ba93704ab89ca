"""reading_words: a reading's value as it was written, and why readings are withdrawn, in words."""

from collections.abc import Mapping
from datetime import datetime

from trephine.care.words import unit_words
from trephine.core.record import Reading
from trephine.core.record_event import WithdrawnWhy
from trephine.core.text import Text, both_of
from trephine.web.care.shown import words

READING_WHY: Mapping[WithdrawnWhy, Text] = {
    "mistyped": Text(zh="录入有误", en="mistyped"),
    "other patient": Text(zh="属于另一位患者", en="of another patient"),
    "wrong time": Text(zh="时间有误", en="wrong time"),
    "not valid": Text(zh="结果无效", en="not valid"),
}


def reading_words(one: Reading) -> Text:
    """Return a reading's value as it was written, codes in words."""
    value = one.value
    if isinstance(value, bool):
        return Text(zh="是", en="yes") if value else Text(zh="否", en="no")
    if isinstance(value, str | tuple):
        codes = (value,) if isinstance(value, str) else value
        said = [words().code(one.observable, code) for code in codes]
        return Text(
            zh="、".join(text.zh for text in said) or "无",
            en=", ".join(text.en for text in said) or "none",
        )
    if isinstance(value, datetime):
        return both_of(f"{value:%Y-%m-%d %H:%M}")
    return both_of(f"{one.entered or value} {unit_words(one.entered_unit or one.unit)}".strip())
