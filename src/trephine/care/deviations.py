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

DeviationKind = Literal["timing", "dose", "visit", "check"]
_TIMING = "infusion_timing"
_ADVISED = "as_advised"
_DOSE = "infusion_dose_ide_cel"  # the one product whose dose the source states


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

    The interval from lymphodepletion to the infusion and the dose, looked at after an infusion;
    visits and measurements overdue. A condition of what is still to come is none. ``labels`` are
    the words of observables.
    """
    return (*_rules(found), *_calendar(found), *_checks(found, labels))


def _rules(found: Assessment) -> Iterator[Deviation]:
    timing = found.decision(_TIMING)
    if timing is None or not timing.applies.low:
        return  # nothing was infused
    dose = found.decision(_DOSE)
    for one in (timing, dose):
        if one is None or not one.in_force or not one.applies.low:
            continue
        for fired in one.fired:
            kind: DeviationKind | None = None
            if one is dose and not fired.holds.high:
                kind = "dose"
            elif one is timing and one.sure(fired) and _off(one.value):
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
