"""Numbers as a medical journal prints them, in Chinese and in English; NaN has no digits."""

import math
from typing import Literal

from trephine.core.text import Language

Scale = Literal["percent", "ratio", "plain"]

NOT_AVAILABLE = "—"
_MINUS = "\u2212"


def decimal(value: float, decimals: int = 2) -> str:
    """Return ``value`` with fixed decimals and a true minus; a dash for NaN.

    A value that is not zero is never printed as zero: 0.004 with two decimals gives ``<0.01``.
    """
    if math.isnan(value):
        return NOT_AVAILABLE
    if math.isinf(value):
        return "∞" if value > 0 else f"{_MINUS}∞"
    text = f"{abs(value):.{decimals}f}"
    sign = _MINUS if value < 0 else ""
    if value != 0 and float(text) == 0:
        step = f"{10**-decimals:.{decimals}f}"
        return f"<{step}" if value > 0 else f">{_MINUS}{step}"
    return sign + text


def percent(value: float, decimals: int = 1, *, sign: bool = True) -> str:
    """Return a fraction as a percentage: 0.86 gives ``86.0%``.

    What is neither none nor all is not printed as such: ``<0.1%``, ``>99.9%``.
    """
    mark = "%" if sign else ""
    if 0 < value < 1 and f"{100 * value:.{decimals}f}" == f"{100:.{decimals}f}":
        return f">{100 - 10**-decimals:.{decimals}f}{mark}"
    text = decimal(100 * value, decimals)
    return text if text == NOT_AVAILABLE else text + mark


def figure(value: float, scale: Scale, decimals: int | None = None) -> str:
    """Return a value of an effect measure: percentages with one decimal, all else with two."""
    if scale == "percent":
        return percent(value, 1 if decimals is None else decimals)
    return decimal(value, 2 if decimals is None else decimals)


def span(
    lower: float, upper: float, language: Language, scale: Scale, decimals: int | None = None
) -> str:
    """Return an interval: ``76.0%~94.0%`` in Chinese, ``76.0%–94.0%`` in English.

    English prints ``to`` where a bound is negative, infinite or itself a comparison, so that no
    dash is read as a sign.
    """
    low, high = figure(lower, scale, decimals), figure(upper, scale, decimals)
    if language == "zh":
        return f"{low}~{high}"
    words = lower < 0 or not (math.isfinite(lower) and math.isfinite(upper)) or high[0] in "<>"
    return f"{low} to {high}" if words else f"{low}–{high}"


def p_value(value: float, language: Language, *, name: str = "P") -> str:
    """Return ``P < 0.001`` (Chinese ``P<0.001``) or P with three decimals; a dash for NaN."""
    gap = "" if language == "zh" else " "
    if math.isnan(value):
        return f"{name}{gap}={gap}{NOT_AVAILABLE}"
    if value < 0.001:
        return f"{name}{gap}<{gap}0.001"
    if value > 0.999:
        return f"{name}{gap}>{gap}0.999"
    return f"{name}{gap}={gap}{value:.3f}"


def level_text(level: float) -> str:
    """Return a confidence level in percent without needless decimals: 95, 97.5."""
    return f"{level:g}"


def significant(value: float, digits: int = 3) -> str:
    """Return a variance such as tau2 with a number of significant digits, never in powers of 10.

    Below 0.0001 it prints ``<0.0001``; exactly zero prints ``0``.
    """
    if math.isnan(value):
        return NOT_AVAILABLE
    if math.isinf(value):
        return "∞"
    if value == 0:
        return "0"
    if abs(value) < 0.0001:
        return "<0.0001" if value > 0 else f">{_MINUS}0.0001"
    places = max(0, digits - 1 - math.floor(math.log10(abs(value))))
    return decimal(value, places)
