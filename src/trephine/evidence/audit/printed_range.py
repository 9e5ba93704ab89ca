"""What may stand behind a printed figure: the range that rounding hides."""

import math
import re
from dataclasses import dataclass

from trephine.core.error import InputError
from trephine.core.published import Printed
from trephine.core.text import Text

_P_VALUE = re.compile(r"^\s*([<>=≤≥＜＞＝]?)\s*(0?\.\d+|[01](?:\.\d+)?)\s*$")
# Rounded to one more digit first, and that to one more before it, and so on: a figure may stand
# 0.5 + 0.05 + 0.005 + ... units above the value behind it. Cut off, it stands up to a unit below.
_UP = 0.5 + 0.5 / 9.0
_DOWN = 1.0
_BELOW, _ABOVE = {"<", "≤", "＜"}, {">", "≥", "＞"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedRange:
    """From ``low`` to ``high``, both included: what an unrounded figure may be."""

    low: float
    high: float

    def meets(self, other: "PrintedRange") -> bool:
        """Tell whether some value lies in both."""
        return self.low <= other.high and other.low <= self.high

    def holds(self, value: float) -> bool:
        """Tell whether the value lies inside."""
        return self.low <= value <= self.high


def printed_range(printed: Printed, *, once: bool = False) -> PrintedRange:
    """Return what ``printed`` may stand for, in its own unit: rounded, rounded twice, or cut off.

    A finding has to survive every rounding. With ``once``, half a unit either way: rounded once and
    not cut off. Ends are included, so that no tie is decided here. It knows no limits of its own: a
    percentage may come out below 0 or above 100.
    """
    unit = 2.0 * printed.half_unit
    up, down = (0.5, 0.5) if once else (_UP, _DOWN)
    return PrintedRange(low=printed.value - up * unit, high=printed.value + down * unit)


def p_value_range(printed: str) -> PrintedRange | None:
    """Return the range behind a printed P value (``0.12``, ``<0.01``), None where none is printed.

    Raises InputError for what is no P value.
    """
    if not printed.strip():
        return None
    found = _P_VALUE.match(printed)
    if found is None or float(found[2]) > 1.0:
        raise InputError(
            what=Text(zh="不是 P 值", en="not a P value"),
            where="p_heterogeneity",
            found=repr(printed),
            do=Text(zh="写成 0.12、<0.01 或留空", en="write 0.12 or <0.01, or leave it empty"),
        )
    sign, figure = found.groups()
    value = float(figure)
    if sign in _BELOW:
        return PrintedRange(low=0.0, high=value)
    if sign in _ABOVE:
        return PrintedRange(low=value, high=1.0)
    around = printed_range(Printed(text=figure))
    return PrintedRange(low=max(0.0, around.low), high=min(1.0, around.high))


def q_range(I2: Printed, df: float) -> PrintedRange:
    """Return what Cochran's Q may be, given I2 in percent as printed and its degrees of freedom.

    Q = df / (1 - I2); at I2 = 0 it is only known not to exceed df by more than rounding hides.
    Higgins and Thompson 2002, Statistics in Medicine 21:1539-1558.
    """
    behind = printed_range(I2)
    low = 0.0 if behind.low <= 0.0 else df / (1.0 - behind.low / 100.0)
    high = math.inf if behind.high >= 100.0 else df / (1.0 - behind.high / 100.0)
    return PrintedRange(low=low, high=high)
