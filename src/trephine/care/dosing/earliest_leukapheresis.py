"""earliest_leukapheresis: the first day on which every drug is out long enough."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal

from trephine.care.sound import not_after, sound_moment
from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.core.washout import Exposure, Washout, WashoutRules

WashoutStatus = Literal["kept", "violated", "unknown", "not addressed", "warned", "no plan"]
TIME_NEEDED = "time_of_day_needed"
DATE_NEEDED = "date_needed"
NOT_ADDRESSED = "not_addressed_by_source"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permissible:
    """The first day on which cells may be collected, and the moment of it where hours count."""

    day: date
    moment: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WashoutEntry:
    """One exposure held against its washout.

    ``rule`` is None where the source names none for the drug; ``by_analogy`` then has the washout
    of a drug like it: shown, never applied. ``warned``: the source names no washout and warns.
    ``earliest`` is the first permissible time, the latest that it can be where an hour is not
    known. ``why`` is the code of what is not known.
    """

    exposure: Exposure
    rule: Washout | None
    status: WashoutStatus
    text: Text
    earliest: Permissible | None = None
    by_analogy: Washout | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WashoutResult:
    """What stands against collecting cells at ``planned``, and when nothing does.

    ``violations`` are drugs; ``unknown`` a drug, a colon and what is missing; ``warnings`` codes.
    ``earliest`` is the latest of the entries' earliest times, None where no washout applies;
    ``complete`` False says that an exposure without a date, or one that the source does not
    address, is not in it. ``binding`` are the drugs that set it.
    """

    planned: datetime | date | None
    entries: tuple[WashoutEntry, ...]
    violations: tuple[str, ...]
    unknown: tuple[str, ...]
    warnings: tuple[str, ...]
    earliest: Permissible | None
    binding: tuple[str, ...]
    complete: bool


def earliest_leukapheresis(
    exposures: Iterable[Exposure],
    rules: WashoutRules,
    planned: datetime | date | None,
    *,
    zone: tzinfo | None = None,
    at: datetime | None = None,
) -> WashoutResult:
    """Return for each exposure whether ``planned`` keeps its washout, and the first day that does.

    Days are counted by the calendar of ``zone`` (that of ``planned`` where not given), hours by the
    clock. A time known to the day leaves an hours rule unknown unless the whole day is on one side
    of the limit. A drug that was part of a combination has to keep both washouts. ``at`` is the
    moment of asking: a plan before it, or an exposure after it, is refused. Raises InputError,
    also for times without zone.
    """
    if isinstance(planned, datetime):
        sound_moment(planned, "planned")
        zone = zone or planned.tzinfo
    if at is not None:
        _check_plan(planned, sound_moment(at, "at"), zone)
    found = [_entry(one, rules, planned, zone, at) for one in exposures]
    dated = [(one, one.earliest) for one in found if one.earliest is not None]
    latest = max((_order(when, zone) for _, when in dated), default=None)
    setting = [pair for pair in dated if _order(pair[1], zone) == latest]
    drugs = {one.exposure.drug for one in found}
    return WashoutResult(
        planned=planned,
        entries=tuple(found),
        violations=_codes(one.exposure.drug for one in found if one.status == "violated"),
        unknown=_codes(
            f"{one.exposure.drug}:{one.why}"
            for one in found
            if one.status in {"unknown", "not addressed"}
        ),
        warnings=_codes(one.code for one in rules.priors if one.drug in drugs),
        earliest=setting[0][1] if setting else None,
        binding=_codes(one.exposure.drug for one, _ in setting),
        complete=all(one.earliest is not None or one.status == "warned" for one in found),
    )


def _codes(codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))


def _order(when: Permissible, zone: tzinfo | None) -> tuple[date, float]:
    """Return what sorts permissible times: by the day, within it by the moment."""
    if when.moment is None:
        return when.day, 0.0
    start = datetime.combine(when.day, time(), tzinfo=zone or when.moment.tzinfo)
    return when.day, (when.moment - start).total_seconds()


def _check_plan(planned: datetime | date | None, at: datetime, zone: tzinfo | None) -> None:
    if planned is None:
        return
    today = at.astimezone(zone or at.tzinfo).date()
    past = planned < at if isinstance(planned, datetime) else planned < today
    if past:
        raise InputError(
            what=Text(zh="计划日期已过", en="the planned date lies in the past"),
            where="planned",
            found=f"{planned.isoformat()} < {at.isoformat()}",
            do=Text(zh="改定采集日期", en="choose a later day of collection"),
        )


def _entry(
    exposure: Exposure,
    rules: WashoutRules,
    planned: datetime | date | None,
    zone: tzinfo | None,
    at: datetime | None,
) -> WashoutEntry:
    last = exposure.last
    if isinstance(last, datetime):
        sound_moment(last, f"{exposure.drug}: last")
    if at is not None and last is not None:
        start = last if isinstance(last, datetime) else _midnight(last, zone or at.tzinfo)
        not_after(start, at, f"{exposure.drug}: last")
    rule = rules.of(exposure.drug)
    if rule is None:
        return _unnamed(exposure, rules)
    entries = [_against(exposure, rule, planned, zone)]
    if exposure.combination and rule.in_combination:
        longer = rules.of(rule.in_combination)
        if longer is not None:
            entries.append(_against(exposure, longer, planned, zone))
    return max(
        entries,
        key=lambda one: (date.min, 0.0) if one.earliest is None else _order(one.earliest, zone),
    )


def _unnamed(exposure: Exposure, rules: WashoutRules) -> WashoutEntry:
    prior = next((one for one in rules.priors if one.drug == exposure.drug), None)
    if prior is not None:
        return WashoutEntry(exposure=exposure, rule=None, status="warned", text=prior.text)
    like = next((one for one in rules.analogies if one.drug == exposure.drug), None)
    text = Text(
        zh=f"{exposure.drug}：来源没有提到洗脱期",
        en=f"{exposure.drug}: the source states no washout for it",
    )
    return WashoutEntry(
        exposure=exposure,
        rule=None,
        status="not addressed",
        text=text if like is None else like.text,
        by_analogy=None if like is None else rules.of(like.like),
        why=NOT_ADDRESSED,
    )


def _against(
    exposure: Exposure, rule: Washout, planned: datetime | date | None, zone: tzinfo | None
) -> WashoutEntry:
    if exposure.last is None:
        return WashoutEntry(
            exposure=exposure, rule=rule, status="unknown", text=rule.text, why=DATE_NEEDED
        )
    earliest, sure = (
        _by_days(exposure.last, rule, zone)
        if rule.days is not None
        else _by_hours(exposure.last, rule, zone)
    )
    status: WashoutStatus = "no plan"
    if planned is not None:
        status = _status(earliest, sure, planned, zone)
    shown = (earliest.moment or earliest.day).isoformat()
    return WashoutEntry(
        exposure=exposure,
        rule=rule,
        status=status,
        text=Text(
            zh=f"{rule.text.zh}最早可采集：{shown}。",
            en=f"{rule.text.en} Permissible from {shown}.",
        ),
        earliest=earliest,
        why=TIME_NEEDED if status == "unknown" else "",
    )


def _day(moment: datetime | date, zone: tzinfo | None) -> date:
    if isinstance(moment, datetime):
        return moment.astimezone(zone or moment.tzinfo).date()
    return moment


def _midnight(day: date, zone: tzinfo | None) -> datetime:
    if zone is None:
        raise InputError(
            what=Text(zh="没有时区，无法换算日期", en="a day cannot be placed without a time zone"),
            where="zone",
            found=day.isoformat(),
            do=Text(zh="给出医院所在的时区", en="give the clinic's time zone"),
        )
    return datetime.combine(day, time(), tzinfo=zone)


def _by_days(
    last: datetime | date, rule: Washout, zone: tzinfo | None
) -> tuple[Permissible, Permissible]:
    when = Permissible(day=_day(last, zone) + timedelta(days=rule.days or 0))
    return when, when


def _by_hours(
    last: datetime | date, rule: Washout, zone: tzinfo | None
) -> tuple[Permissible, Permissible]:
    """Return the first permissible time at the latest, and at the earliest that it can be."""
    apart = timedelta(hours=rule.hours or 0)
    if isinstance(last, datetime):
        moment = last + apart
        when = Permissible(day=_day(moment, zone), moment=moment)
        return when, when
    # Known to the day: the last dose can have been at any moment of it.
    whole = -(-apart // timedelta(days=1))
    latest = Permissible(day=last + timedelta(days=whole + 1))
    return latest, Permissible(day=last + timedelta(days=apart // timedelta(days=1)))


def _status(
    earliest: Permissible, sure: Permissible, planned: datetime | date, zone: tzinfo | None
) -> WashoutStatus:
    """Return how ``planned`` stands to the latest and the earliest first permissible time."""
    if earliest.moment is None:
        day = _day(planned, zone)
        if day >= earliest.day:
            return "kept"
        return "violated" if day < sure.day else "unknown"
    if isinstance(planned, datetime):
        return "kept" if planned >= earliest.moment else "violated"
    if planned == earliest.day and earliest.moment > _midnight(
        planned, zone or earliest.moment.tzinfo
    ):
        return "unknown"
    return "kept" if planned >= earliest.day else "violated"
