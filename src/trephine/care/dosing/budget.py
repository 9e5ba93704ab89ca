"""budget: may a drug be given again now, and when at the earliest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

from trephine.care.dosing.dose_of import figures
from trephine.care.dosing.dose_span import LONG_AGO, DoseSpan, dose_span
from trephine.care.sound import sound_moment, sound_number
from trephine.core.caution import Caution
from trephine.core.dose import BudgetRule, GivenDose, StatedLimit
from trephine.core.text import Text

LimitName = Literal["total", "window", "interval"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetCheck:
    """One limit held against the doses so far: ``holds`` None where it cannot be told.

    ``printed_holds`` is the answer by the printed reading, where another one is used. ``text`` is
    the reason in words.
    """

    limit: LimitName
    holds: bool | None
    text: Text
    rule: StatedLimit
    printed_holds: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetState:
    """What is left of a budget at a moment.

    ``allowed`` is None where the doses so far leave it open. ``earliest`` is the first moment from
    which the next dose surely is allowed if none is given before; None where none ever is.
    ``left_total`` and ``left_window`` are the doses left in the episode and in the window that
    ends at ``at``, the least and the most that it can be. It says nothing of the amount.
    """

    rule: BudgetRule
    at: datetime
    allowed: bool | None
    checks: tuple[BudgetCheck, ...]
    earliest: datetime | None
    left_total: tuple[int, int]
    left_window: tuple[int, int]
    doses: tuple[GivenDose, ...]
    cautions: tuple[Caution, ...] = ()

    @property
    def reasons(self) -> tuple[Text, ...]:
        """Return why it is not allowed, or what leaves it open."""
        return tuple(check.text for check in self.checks if check.holds is not True)


def budget(
    doses: Iterable[GivenDose],
    at: datetime,
    rule: BudgetRule,
    *,
    since: datetime | None = None,
    hours: Decimal | None = None,
) -> BudgetState:
    """Return whether a dose that starts at ``at`` keeps every limit of ``rule``.

    ``doses`` are all earlier ones, in any order and for whatever indication; others than
    ``rule.drugs`` are passed over. ``since`` is the start of the episode in which the total counts
    (all doses by default); window and interval look back beyond it. ``hours`` is how long the
    infusion is planned to run: too short is a caution, not a refusal. A dose whose time is not
    known, or known to the day, leaves a limit open that it could break. Raises InputError for a
    dose after ``at``, one that ends before it starts, and for times without zone.
    """
    sound_moment(at, "at")
    if since is not None:
        sound_moment(since, "since")
    own = [one for one in doses if one.drug in rule.drugs]
    spans = sorted(
        (dose_span(one, at) for one in own),
        key=lambda span: (span.high, span.low, span.dose.drug, span.dose.indication),
    )
    total, left_total = _total(spans, rule, since)
    window, left_window = _window(spans, at, rule)
    checks = (total, window, _interval(spans, at, rule))
    answers = [check.holds for check in checks]
    return BudgetState(
        rule=rule,
        at=at,
        allowed=False if False in answers else None if None in answers else True,
        checks=checks,
        earliest=_earliest(spans, at, rule, since),
        left_total=left_total,
        left_window=left_window,
        doses=tuple(span.dose for span in spans),
        cautions=_cautions(own, hours, rule),
    )


def _span(limit: StatedLimit) -> timedelta:
    return timedelta(microseconds=int(limit.value * 3_600_000_000))


def _known(least: int, most: int, limit: Decimal) -> bool | None:
    """Return whether one more keeps ``limit``, where ``least`` to ``most`` have been counted."""
    return False if least + 1 > limit else True if most + 1 <= limit else None


def _counted(spans: list[DoseSpan], after: datetime | None, *, closed: bool) -> tuple[int, int]:
    """Return how many doses surely and possibly started after ``after`` (at it, if ``closed``)."""
    if after is None:
        return len(spans), len(spans)
    least = sum(span.low > after or (closed and span.low == after) for span in spans)
    most = sum(span.high > after or (closed and span.high == after) for span in spans)
    return least, most


def _left(least: int, most: int, limit: Decimal) -> tuple[int, int]:
    return max(0, int(limit) - most), max(0, int(limit) - least)


def _said(least: int, most: int) -> str:
    return str(least) if least == most else f"{least}~{most}"


def _total(
    spans: list[DoseSpan], rule: BudgetRule, since: datetime | None
) -> tuple[BudgetCheck, tuple[int, int]]:
    least, most = _counted(spans, since, closed=True)
    limit = rule.total.value
    said = _said(least, most)
    text = Text(
        zh=f"本次治疗已用 {said} 次，总共最多 {limit} 次（各适应证合计）",
        en=f"{said} given in this episode, at most {limit} in all, whatever they were given for",
    )
    holds = _known(least, most, limit)
    check = BudgetCheck(limit="total", holds=holds, text=text, rule=rule.total)
    return check, _left(least, most, limit)


def _window(
    spans: list[DoseSpan], at: datetime, rule: BudgetRule
) -> tuple[BudgetCheck, tuple[int, int]]:
    least, most = _counted(spans, at - _span(rule.window), closed=False)
    limit, hours, printed = rule.in_window.value, rule.window.value, rule.in_window.printed
    said = _said(least, most)
    zh = f"此前 {hours} h 内（不含起点）已开始 {said} 次，最多 {limit} 次"
    en = f"{said} started in the {hours} h before (the beginning not counted), at most {limit}"
    printed_holds = None
    if printed is not None:
        printed_holds = _known(least, most, printed)
        zh += f"；原文作 {printed} 次"
        en += f"; the source prints {printed}"
    check = BudgetCheck(
        limit="window",
        holds=_known(least, most, limit),
        text=Text(zh=zh, en=en),
        rule=rule.in_window,
        printed_holds=printed_holds,
    )
    return check, _left(least, most, limit)


def _interval(spans: list[DoseSpan], at: datetime, rule: BudgetRule) -> BudgetCheck:
    apart = _span(rule.interval)
    by_end = rule.counted_from == "end"
    lows, highs = [], []
    for span in spans:
        lows.append(span.end_low if by_end else span.low)
        highs.append(span.end_high if by_end else span.high)
    holds: bool | None = True
    if any(at - high < apart for high in highs):
        holds = False if any(at - low < apart for low in lows) else None
    limit = rule.interval.value
    zh_from, en_from = ("结束", "the end") if by_end else ("开始", "the start")
    zh, en = "此前没有用过", "none given before"
    if spans:
        least, most = at - max(highs), at - max(lows)
        said = _hours(least) if least == most else f"{_hours(least)} ~ {_hours(most)}"
        if max(lows) == LONG_AGO:
            said = f"≥ {_hours(least)}"
        zh = f"距上一次{zh_from} {said}，至少须 {limit} h"
        en = f"{said} since {en_from} of the one before, at least {limit} h"
    return BudgetCheck(limit="interval", holds=holds, text=Text(zh=zh, en=en), rule=rule.interval)


def _hours(span: timedelta) -> str:
    """Return a time in whole minutes, cut off: a minute short of a limit never reads as kept."""
    hours, minutes = divmod(span // timedelta(minutes=1), 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def _earliest(
    spans: list[DoseSpan], at: datetime, rule: BudgetRule, since: datetime | None
) -> datetime | None:
    """Return the first moment at which every limit surely holds.

    Every limit only ever asks for later, so it is the latest of what each asks for.
    """
    if _counted(spans, since, closed=True)[1] + 1 > rule.total.value:
        return None
    room = int(rule.in_window.value)
    moments = [at]
    highs = [span.high for span in spans]
    if len(highs) >= room:
        moments.append(sorted(highs)[-room] + _span(rule.window))
    ends = [span.end_high if rule.counted_from == "end" else span.high for span in spans]
    moments += [moment + _span(rule.interval) for moment in ends]
    return max(moments)


def _cautions(
    doses: list[GivenDose], hours: Decimal | None, rule: BudgetRule
) -> tuple[Caution, ...]:
    limit = rule.infusion.value
    planned = [] if hours is None else [sound_number(hours, "hours", "h")]
    past = [
        Decimal((dose.end - dose.start) // timedelta(microseconds=1)) / Decimal(3_600_000_000)
        for dose in doses
        if dose.start is not None and dose.end is not None and not dose.day_only
    ]
    found = []
    for length in (*planned, *past):
        if length < limit:
            found.append(
                Caution(
                    kind="infusion-too-short",
                    text=Text(
                        zh=f"静脉滴注 {figures(length, 2)} h，短于 {limit} h",
                        en=f"an infusion over {figures(length, 2)} h, shorter than {limit} h",
                    ),
                )
            )
        elif length == limit:
            found.append(
                Caution(
                    kind="infusion-at-limit",
                    text=Text(
                        zh=f"静脉滴注恰为 {limit} h：原文作大于 {limit} h，按不短于 {limit} h 接受",
                        en=f"an infusion over {limit} h exactly: the source prints more than "
                        f"{limit} h; it is accepted as not shorter",
                    ),
                )
            )
    return tuple(found)
