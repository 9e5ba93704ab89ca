"""sound_number and sound_moment: refuse what cannot be true before anything is computed from it."""

from datetime import date, datetime
from decimal import Decimal

from trephine.core.error import InputError
from trephine.core.text import Text


def sound_number(value: Decimal, name: str, unit: str, *, zero: bool = False) -> Decimal:
    """Return ``value`` where it is a finite number above zero (or zero where ``zero``).

    Raises InputError for anything else, a binary float among it: 0.1 is not what was written.
    """
    usable = isinstance(value, Decimal | int) and not isinstance(value, bool)
    if usable:
        value = Decimal(value)
        if value.is_finite() and (value > 0 or (zero and value == 0)):
            return value
    least_zh, least_en = ("不小于 0", "0 or more") if zero else ("大于 0", "above 0")
    raise InputError(
        what=Text(zh="这个数不可能成立", en="the number cannot be true"),
        where=name,
        found=f"{value!r} {unit}".strip(),
        do=Text(
            zh=f"核对后以十进制数填写，单位 {unit or '1'}，须{least_zh}",
            en=f"check it and give a decimal in {unit or '1'}, {least_en}",
        ),
    )


def sound_moment(moment: datetime, name: str) -> datetime:
    """Return ``moment`` where it states its time zone. Raises InputError where it does not."""
    if isinstance(moment, datetime) and moment.utcoffset() is not None:
        return moment
    raise InputError(
        what=Text(zh="时刻没有时区", en="the time has no time zone"),
        where=name,
        found=moment.isoformat() if isinstance(moment, date) else repr(moment),
        do=Text(
            zh="写出时区，例如 2026-03-02T08:00+08:00",
            en="state the zone, as in 2026-03-02T08:00+08:00",
        ),
    )


def not_after(moment: datetime, at: datetime, name: str) -> None:
    """Refuse what is said to have happened after ``at``. Raises InputError."""
    if moment > at:
        raise InputError(
            what=Text(zh="记录的时间在未来", en="it is said to have happened in the future"),
            where=name,
            found=f"{moment.isoformat()} > {at.isoformat()}",
            do=Text(
                zh="核对日期与时区；计划中的事不要记为已发生",
                en="check date and time zone; do not enter what is planned as done",
            ),
        )
