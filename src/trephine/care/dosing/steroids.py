"""steroids: how much corticosteroid was given, and for how long."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from trephine.care.dosing.dose_of import figures
from trephine.care.sound import not_after, sound_moment, sound_number
from trephine.core.dose import GivenDose, SteroidRule
from trephine.core.error import InputError
from trephine.core.text import Text, counted


@dataclass(frozen=True, slots=True, kw_only=True)
class SteroidTotal:
    """The doses of one drug: how many, how much, and what they come to of the reference drug.

    ``unknown`` are doses whose amount was not written down: both sums are then lower bounds.
    """

    drug: str
    doses: int
    unknown: int
    amount: Decimal
    equivalent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SteroidState:
    """Corticosteroids up to a moment, and the course that is running.

    ``equivalent`` is the sum as the rule's reference drug, in its unit; ``complete`` False says
    that it is a lower bound. ``course_start`` is the first day of the current course (None: none
    is running), ``course_days`` its calendar days from first to last dose, both counted;
    ``days_given`` the days of it with a dose; ``days`` all days with a dose. It says of no amount
    that it is too much.
    """

    rule: SteroidRule
    at: datetime
    totals: tuple[SteroidTotal, ...]
    equivalent: Decimal
    course_equivalent: Decimal
    complete: bool
    days: int
    course_start: date | None
    course_days: int
    days_given: int
    text: Text


def steroids(doses: Iterable[GivenDose], at: datetime, rule: SteroidRule) -> SteroidState:
    """Return what was given of the drugs of ``rule`` up to ``at``, in the zone of ``at``.

    A dose without a time counts in the sums and in no course. A course runs while the gap from its
    last dose to ``at`` is within ``rule.gap`` hours. Raises InputError for a dose after ``at``, a
    negative amount, or an amount in another unit than the rule's.
    """
    sound_moment(at, "at")
    per_mg = {one.drug: rule.dose / one.dose for one in rule.equivalents}
    per_mg[rule.reference] = Decimal(1)
    own = [one for one in doses if one.drug in per_mg]
    for dose in own:
        _check(dose, at, rule)
    totals = tuple(
        _total([one for one in own if one.drug == drug], drug, per_mg[drug])
        for drug in sorted({one.drug for one in own})
    )
    timed = sorted((one for one in own if one.start is not None), key=_start)
    course = _course(timed, at, timedelta(microseconds=int(rule.gap * 3_600_000_000)))
    days = {_start(one).astimezone(at.tzinfo).date() for one in timed}
    course_days = sorted({_start(one).astimezone(at.tzinfo).date() for one in course})
    in_course = [one.amount * per_mg[one.drug] for one in course if one.amount is not None]
    complete = not any(one.unknown for one in totals)
    total = sum((one.equivalent for one in totals), Decimal(0))
    return SteroidState(
        rule=rule,
        at=at,
        totals=totals,
        equivalent=total,
        course_equivalent=sum(in_course, Decimal(0)),
        complete=complete,
        days=len(days),
        course_start=course_days[0] if course_days else None,
        course_days=(course_days[-1] - course_days[0]).days + 1 if course_days else 0,
        days_given=len(course_days),
        text=_text(rule, total, len(days), complete=complete),
    )


def _start(dose: GivenDose) -> datetime:
    assert dose.start is not None  # noqa: S101  (only doses with a time are sorted)
    return dose.start


def _check(dose: GivenDose, at: datetime, rule: SteroidRule) -> None:
    if dose.start is not None:
        not_after(sound_moment(dose.start, f"{dose.drug}: start"), at, f"{dose.drug}: start")
    if dose.amount is None:
        return
    sound_number(dose.amount, f"{dose.drug}: amount", dose.unit)
    if dose.unit != rule.unit:
        raise InputError(
            what=Text(zh="剂量的单位不能相加", en="doses in this unit cannot be added up"),
            where=f"{dose.drug}: amount",
            found=f"{dose.amount} {dose.unit}".strip(),
            do=Text(zh=f"换算为 {rule.unit}", en=f"convert it to {rule.unit}"),
        )


def _total(doses: list[GivenDose], drug: str, per_mg: Decimal) -> SteroidTotal:
    amounts = [one.amount for one in doses if one.amount is not None]
    given = sum(amounts, Decimal(0))
    return SteroidTotal(
        drug=drug,
        doses=len(doses),
        unknown=len(doses) - len(amounts),
        amount=given,
        equivalent=given * per_mg,
    )


def _course(timed: list[GivenDose], at: datetime, gap: timedelta) -> list[GivenDose]:
    found: list[GivenDose] = []
    later = at
    for dose in reversed(timed):
        if later - _start(dose) > gap:
            break
        found.append(dose)
        later = _start(dose)
    return found


def _text(rule: SteroidRule, total: Decimal, days: int, *, complete: bool) -> Text:
    zh_least, en_least = ("", "") if complete else ("至少 ", "at least ")
    amount = f"{figures(total, 2)} {rule.unit}"
    return Text(
        zh=f"{days} 天用过糖皮质激素，累计相当于{rule.label.zh} {zh_least}{amount}",
        en=f"corticosteroid on {counted(days, 'day')}, {en_least}{amount} as {rule.label.en}",
    )
