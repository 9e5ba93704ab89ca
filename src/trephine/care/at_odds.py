"""conflict_words, outpaced_words: where a record is at odds with itself, as a person is told."""

from collections.abc import Iterable
from dataclasses import replace

from trephine.care.outpaced import Outpaced
from trephine.care.words import Vocabulary, reading_words, value_words
from trephine.core.record import Reading
from trephine.core.text import Text
from trephine.core.value import Number

# Two doses of a day are two doses: it is the hour that tells them from one that is written twice.
HOURS = Text(
    zh="只知日期；若是两次，请各补写时刻", en="days alone: if there were two, give the hour of each"
)


def conflict_words(same: Iterable[Reading], words: Vocabulary) -> Text:
    """Return readings that disagree, with their moments; of a total and its parts, both sides.

    Where of two values the day alone is known it says that the hours are wanted.
    """
    by_name: dict[str, list[Reading]] = {}
    told = tuple(same)
    for one in told:
        by_name.setdefault(one.observable, []).append(one)
    total, *parts = (_readings(readings, words) for readings in by_name.values())
    if not parts and all(one.day_only for one in told):
        return Text(zh=f"{total.zh}（{HOURS.zh}）", en=f"{total.en} ({HOURS.en})")
    if not parts:
        return total
    return Text(
        zh=f"{total.zh} ≠ {' + '.join(part.zh for part in parts)}",
        en=f"{total.en} ≠ {' + '.join(part.en for part in parts)}",
    )


def outpaced_words(one: Outpaced, words: Vocabulary) -> Text:
    """Return what still counts as it was stated, what was read since, and what that would give."""
    label = words.label(one.name)
    told, when = reading_words(one.stated[-1], words), moment_words(one.stated[-1])
    would = one.would
    if isinstance(would, Number) and would.known and not would.low.is_infinite():
        shown = round(would.low, 2)  # a formula's nine decimals are no measurement's
        would = replace(would, low=shown, high=shown)
    gives = value_words(one.name, would, words)
    if not one.newer:
        return Text(
            zh=f"{label.zh}：仍按 {when} 所述的 {told.zh} 计；按此刻推算为 {gives.zh}",
            en=f"{label.en}: taken as stated on {when}, {told.en}; worked out for now: {gives.en}",
        )
    since = [_read(part, words) for part in one.newer]
    return Text(
        zh=f"{label.zh}：仍按 {when} 所述的 {told.zh} 计；其后已有"
        f" {'、'.join(part.zh for part in since)}，据此为 {gives.zh}",
        en=f"{label.en}: taken as stated on {when}, {told.en}; read since:"
        f" {', '.join(part.en for part in since)}, which would give {gives.en}",
    )


def moment_words(one: Reading) -> str:
    """Return when a reading was taken: a day alone where the hour is not known."""
    return f"{one.time:%Y-%m-%d}" if one.day_only else f"{one.time:%Y-%m-%d %H:%M}"


def _read(one: Reading, words: Vocabulary) -> Text:
    label, told, when = words.label(one.observable), reading_words(one, words), moment_words(one)
    return Text(zh=f"{label.zh} {told.zh}（{when}）", en=f"{label.en} {told.en} ({when})")


def _readings(same: list[Reading], words: Vocabulary) -> Text:
    label = words.label(same[0].observable)
    told = [reading_words(one, words) for one in same]
    when = moment_words(same[0])
    return Text(
        zh=f"{when} {label.zh}: {' ≠ '.join(one.zh for one in told)}",
        en=f"{when} {label.en}: {' ≠ '.join(one.en for one in told)}",
    )
