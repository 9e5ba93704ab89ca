"""infusion_timing: the days between lymphodepletion and infusion, counted both ways."""

from dataclasses import dataclass
from datetime import date, datetime

from trephine.core.error import InputError
from trephine.core.infusion_interval import InfusionInterval
from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionTiming:
    """Days of rest in between, days elapsed since the last dose, and how they stand to the rule.

    ``status``: ``ok``; ``too_early``, fewer days of rest than the least; ``late``, more than the
    most; ``exceeds_Nd``, the limit of N elapsed days is passed, which goes before ``late``.
    """

    rule: InfusionInterval
    last_dose: date
    infusion: date
    rest_days: int
    elapsed_days: int
    status: str
    text: Text


def infusion_timing(last_dose: date, infusion: date, rule: InfusionInterval) -> InfusionTiming:
    """Return how long after the last day of lymphodepletion the infusion is.

    Both are calendar days in the clinic's zone. What to do past the longest interval is not said
    here, nor by the source. Raises InputError for an infusion before the last dose.
    """
    for name, value in (("last_dose", last_dose), ("infusion", infusion)):
        if isinstance(value, datetime):
            raise InputError(
                what=Text(zh="此处按日历日计算", en="days of the calendar are counted here"),
                where=name,
                found=value.isoformat(),
                do=Text(zh="给出医院所在时区的日期", en="give the date in the clinic's time zone"),
            )
    elapsed = (infusion - last_dose).days
    if elapsed < 0:
        raise InputError(
            what=Text(zh="输注早于预处理结束", en="the infusion is before the last dose"),
            where="infusion_timing",
            found=f"{last_dose.isoformat()}, {infusion.isoformat()}",
            do=Text(zh="核对两个日期", en="check the two dates"),
        )
    rest = elapsed - 1
    if elapsed > rule.elapsed_most.value:
        status = f"exceeds_{rule.elapsed_most.value}d"
    elif rest < rule.rest_least.value:
        status = "too_early"
    else:
        status = "late" if rest > rule.rest_most.value else "ok"
    least, most, limit = rule.rest_least.value, rule.rest_most.value, rule.elapsed_most.value
    return InfusionTiming(
        rule=rule,
        last_dose=last_dose,
        infusion=infusion,
        rest_days=rest,
        elapsed_days=elapsed,
        status=status,
        text=Text(
            zh=f"其间休息 {rest} d（应为 {least}~{most} d），"
            f"距末次用药 {elapsed} d（不宜超过 {limit} d）",
            en=f"{rest} days of rest in between ({least} to {most} wanted), "
            f"{elapsed} days since the last dose (no more than {limit})",
        ),
    )
