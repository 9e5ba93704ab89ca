"""How papers print figures: four roundings of an exact decimal."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

ROUNDINGS = ("half-up", "half-even", "truncation", "twice")


def shown(value: float, decimals: int, rounding: str) -> str:
    """Return ``value`` with so many decimals; ``twice`` rounds to one more decimal first."""
    unit = Decimal(1).scaleb(-decimals)
    exact = Decimal(value)
    if rounding == "twice":
        exact = exact.quantize(unit / 10, ROUND_HALF_UP)
    ways = {"half-even": ROUND_HALF_EVEN, "truncation": ROUND_DOWN}
    text = str(exact.quantize(unit, ways.get(rounding, ROUND_HALF_UP)))
    return text.lstrip("-") if float(text) == 0.0 else text


def p_shown(value: float, decimals: int, rounding: str) -> str:
    """Return a P value as journals print it: ``<0.01`` below the last decimal."""
    least = 10.0**-decimals
    return f"<{least:.{decimals}f}" if value < least else shown(value, decimals, rounding)
