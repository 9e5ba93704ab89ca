"""deviations: where what was done, or left undone, is not what the rules in force say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from trephine.care.assessment import Assessment
from trephine.care.explain import mark_words
from trephine.core.place import place_words
from trephine.core.text import Text
from trephine.core.value import Coded

DeviationKind = Literal["timing", "not met", "excluded", "visit", "check"]
_TIMING = "infusion_timing"
_ADVISED = "as_advised"
_DONE = frozenset({"course", "dosing"})  # uses of the tables that look at what has taken place


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One departure from a rule or from the calendar; ``rule`` is empty for the calendar's.

    It says that something differs, not that anybody was wrong.
    """

    kind: DeviationKind
    rule: str
    text: Text
    place: Text
    since: datetime | date | None


def deviations(found: Assessment, labels: dict[str, Text]) -> tuple[Deviation, ...]:
    """Return what differs surely; what is not known is no deviation.

    The interval to the infusion, requirements on what was done that are not met, exclusions that
    hold, visits and measurements overdue. ``labels`` are the words of observables.
    """
    return (*_rules(found), *_calendar(found), *_checks(found, labels))


def _rules(found: Assessment) -> Iterator[Deviation]:
    for one in found.decisions:
        if not one.in_force or not one.applies.low or one.table.use not in _DONE:
            continue
        for fired in one.fired:
            kinds = {c.kind for c in fired.rule.conclusions}
            kind: DeviationKind | None = None
            if "require" in kinds and not fired.holds.high:
                kind = "not met"
            elif "exclude" in kinds and fired.holds.low and one.table.use == "dosing":
                kind = "excluded"
            elif one.table.decides == _TIMING and one.sure(fired) and _off(one.value):
                kind = "timing"
            if kind is not None:
                yield Deviation(
                    kind=kind,
                    rule=fired.rule.id,
                    text=fired.rule.text,
                    place=mark_words(fired.rule.mark),
                    since=None,
                )


def _off(value: object) -> bool:
    return isinstance(value, Coded) and _ADVISED not in value.possible


def _calendar(found: Assessment) -> Iterator[Deviation]:
    for one in found.calendar:
        if one.status == "overdue":
            place = place_words(one.at)
            yield Deviation(
                kind="visit",
                rule="",
                text=one.text,
                place=Text(zh=f"{one.at.source} {place.zh}", en=f"{one.at.source} {place.en}"),
                since=one.due,
            )


def _checks(found: Assessment, labels: dict[str, Text]) -> Iterator[Deviation]:
    for one in found.timers:
        if one.sure and one.status == "overdue":
            yield Deviation(
                kind="check",
                rule=one.rule.id,
                text=labels[one.name],
                place=mark_words(one.rule.mark),
                since=one.due,
            )
