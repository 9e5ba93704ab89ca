"""What the verbs of survival refuse before they compute anything."""

import math

from trephine.core.error import InputError
from trephine.core.text import Text


def check_level(level: object, where: str = "level") -> None:
    """Refuse a confidence level that is no percentage between 0 and 100. Raises InputError."""
    if not (_is_number(level) and 0.0 < float(level) < 100.0):  # type: ignore[arg-type]
        raise InputError(
            what=Text(zh="置信水平须为百分数", en="A confidence level is a percentage"),
            where=where,
            found=repr(level),
            do=Text(
                zh="请给出 0 与 100 之间的数，例如 95", en="Give a number between 0 and 100, say 95"
            ),
        )


def check_time(time: object, where: str) -> float:
    """Return a point in time as float; refuse what is negative or no number. Raises InputError."""
    if _is_number(time) and 0.0 <= float(time) < math.inf:  # type: ignore[arg-type]
        return float(time)  # type: ignore[arg-type]
    raise InputError(
        what=Text(zh="时间须为不小于 0 的有限数", en="A time is finite and not negative"),
        where=where,
        found=repr(time),
        do=Text(zh="请更正该时间", en="Correct the time"),
    )


def check_share(share: object, where: str) -> float:
    """Return a share between 0 and 1, both excluded. Raises InputError."""
    if _is_number(share) and 0.0 < float(share) < 1.0:  # type: ignore[arg-type]
        return float(share)  # type: ignore[arg-type]
    raise InputError(
        what=Text(
            zh="须为 0 与 1 之间的数（不含两端）", en="A number between 0 and 1, both excluded"
        ),
        where=where,
        found=repr(share),
        do=Text(zh="例如中位数写 0.5", en="Give 0.5 for the median, say"),
    )


def _is_number(value: object) -> bool:
    if isinstance(value, bool):
        return False
    try:
        return not math.isnan(float(value))  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
