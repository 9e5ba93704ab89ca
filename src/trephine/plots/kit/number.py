"""Numbers as they stand in figures: a true minus, a dash for a range, NaN never as a number."""

from math import inf, isfinite, isnan

from trephine.core.text import Language

DASH = "–"
ABSENT = "—"


def number(value: float, digits: int) -> str:
    """Write a number with a true minus sign; NaN and infinities as signs."""
    if isnan(value):
        return ABSENT
    if not isfinite(value):
        return "∞" if value == inf else "−∞"
    text = f"{value:.{digits}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    return text.replace("-", "−")


def percent(value: float, digits: int, *, sign: bool = False) -> str:
    """Write a proportion (0 to 1) as a percentage, without the sign unless asked."""
    return number(value * 100, digits) + ("%" if sign and isfinite(value) else "")


def between(low: str, high: str, *, joined: str = DASH, language: Language = "en") -> str:
    """Join the ends of an interval; ``to`` where a minus sign would meet the dash."""
    if "−" in low or "−" in high:
        joined = " 至 " if language == "zh" else " to "
    return f"{low}{joined}{high}"


def p_text(value: float, *, leading_zero: bool = True) -> str:
    """Write ``P = 0.012`` or ``P < 0.001``; journals that drop the zero write ``P = .012``."""
    if isnan(value):
        return f"P = {ABSENT}"
    if value < 0.001:
        text = "P < 0.001"
    else:
        digits = 3 if value < 0.1 else 2
        text = f"P = {value:.{digits}f}" if value < 0.995 else "P > 0.99"
    return text if leading_zero else text.replace("0.", ".")
