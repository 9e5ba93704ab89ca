"""demo_patients: the demo courses with what is next for each, by the same rules as any record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from trephine import library
from trephine.care.assess import assess
from trephine.care.assessment import Assessment, Proposal
from trephine.care.explain import mark_words
from trephine.care.read_record import read_record
from trephine.care.words import REASONS, Vocabulary, value_words, vocabulary
from trephine.core.text import Text
from trephine.core.value import Number
from trephine.library.demo_course import DemoCourse, demo_courses, demo_record

StepKind = Literal["order", "held", "advice", "measure", "missing"]
_MOST = 4
_NOT_BEFORE = Text(zh="{when} 之前不可再用", en="not again before {when}")
_STRONG = ("must", "watch", "should")


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """One thing that is next: an order to consider, advice, something to measure or to find out.

    ``held``: an order that cannot be given now or whose dose cannot be computed; ``detail`` says
    the dose or why not. ``rule`` and ``place`` are what it rests on. It is never an order signed.
    """

    kind: StepKind
    label: Text
    detail: Text | None
    rule: str
    place: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeShown:
    """One grade or finding in force, in words."""

    decides: str
    title: Text
    value: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPatient:
    """A synthetic patient at one moment: grades, and what is next. Nobody of this name exists."""

    course: str
    patient: str
    at: datetime
    title: Text
    story: Text
    demo: bool
    grades: tuple[GradeShown, ...]
    steps: tuple[NextStep, ...]


def demo_patients() -> tuple[DemoPatient, ...]:
    """Return every demo course assessed at its moment, faithful to the source."""
    return tuple(_patient(course) for course in demo_courses())


def _patient(course: DemoCourse) -> DemoPatient:
    handbook = library.handbook()
    record = read_record(
        demo_record(course.id), handbook.observables, name=course.id, now=datetime.now(UTC)
    )
    found = assess(record, course.at, handbook)
    words = vocabulary(handbook.pathway, handbook.observables)
    return DemoPatient(
        course=course.id,
        patient=record.patient,
        at=course.at,
        title=course.title,
        story=course.story,
        demo=True,
        grades=_grades(found, words),
        steps=next_steps(found, words),
    )


def _grades(found: Assessment, words: Vocabulary) -> tuple[GradeShown, ...]:
    return tuple(
        GradeShown(
            decides=one.table.decides,
            title=one.table.title,
            value=value_words(one.table.decides, one.value, words),
        )
        for one in found.decisions
        if one.in_force
        and one.table.hit == "max"
        and isinstance(one.value, Number)
        and one.applies.low
        and one.value.high
        and (one.value.known or one.value.low)
    )


def next_steps(found: Assessment, words: Vocabulary) -> tuple[NextStep, ...]:
    """Return what is next: orders with a dose, wash-outs, advice, other orders, what is missing."""
    proposals = [one for one in found.proposals if one.sure]
    dosed = [one for one in proposals if one.order.amount is not None]
    # the pathway goes from what is always watched to what has happened: the latter first
    other = [one for one in reversed(proposals) if one.order.amount is None]
    listed = (
        *_orders(dosed, found.at)[: _MOST - 1],
        *_washouts(found),
        *_orders(other, found.at)[:1],
        *_advice(found),
    )
    return (*listed[: _MOST - 1], *_missing(found, words))


def _orders(proposals: Sequence[Proposal], at: datetime) -> tuple[NextStep, ...]:
    steps: dict[str, NextStep] = {}
    for one in proposals:
        if one.order.drug in steps:
            continue
        steps[one.order.drug] = NextStep(
            kind="order" if one.released else "held",
            label=one.order.label,
            detail=_detail(one, at),
            rule=one.rules[0].id,
            place=mark_words(one.rules[0].mark),
        )
    return tuple(steps.values())


def _detail(one: Proposal, at: datetime) -> Text:
    if one.against:
        return one.against[0].text
    if one.earliest is not None and one.earliest > at:
        when = f"{one.earliest:%Y-%m-%d %H:%M}"
        return Text(zh=_NOT_BEFORE.zh.format(when=when), en=_NOT_BEFORE.en.format(when=when))
    return one.limits[0] if one.allowed is False and one.limits else one.working


def _washouts(found: Assessment) -> tuple[NextStep, ...]:
    if found.washouts is None:
        return ()
    return tuple(
        NextStep(kind="held", label=one.text, detail=None, rule="", place=None)
        for one in found.washouts.entries
        if one.exposure.drug in found.washouts.violations
    )


def _advice(found: Assessment) -> tuple[NextStep, ...]:
    rules = [
        rule
        for one in reversed(found.decisions)
        if one.in_force and one.table.layer != "outside"
        for rule in one.concluded
        if rule.strength in _STRONG
        and {conclusion.kind for conclusion in rule.conclusions} & {"advise", "exclude", "watch"}
    ]
    rules.sort(key=lambda rule: _STRONG.index(rule.strength))
    return tuple(
        NextStep(
            kind="advice", label=rule.text, detail=None, rule=rule.id, place=mark_words(rule.mark)
        )
        for rule in rules
    )


def _missing(found: Assessment, words: Vocabulary) -> tuple[NextStep, ...]:
    return tuple(
        NextStep(
            kind="missing",
            label=words.label(one.name),
            detail=REASONS[one.reason],
            rule="",
            place=None,
        )
        for one in found.asked[:1]
    )
