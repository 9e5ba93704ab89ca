"""How papers print figures: four roundings, and shares of people from the exact quotient."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal

ROUNDINGS = ("half-up", "half-even", "truncation", "twice")


def shown(value: float | Decimal, decimals: int, rounding: str) -> str:
    """Return ``value`` with so many decimals; ``twice`` rounds to one more decimal first."""
    unit = Decimal(1).scaleb(-decimals)
    exact = Decimal(value)
    if rounding == "twice":
        exact = exact.quantize(unit / 10, ROUND_HALF_UP)
    ways = {"half-even": ROUND_HALF_EVEN, "truncation": ROUND_DOWN}
    text = str(exact.quantize(unit, ways.get(rounding, ROUND_HALF_UP)))
    return text.lstrip("-") if float(text) == 0.0 else text


def percent_shown(events: int, n: int, decimals: int, rounding: str) -> str:
    """Return ``events`` of ``n`` in percent, from the quotient and not from its nearest float.

    66 of 125 are 52.8%, whose nearest float lies below: cut off, that would print as 52.79.
    """
    return shown(Context(prec=60).divide(Decimal(100 * events), Decimal(n)), decimals, rounding)


def p_shown(value: float, decimals: int, rounding: str) -> str:
    """Return a P value as journals print it: ``<0.01`` below the last decimal."""
    least = 10.0**-decimals
    return f"<{least:.{decimals}f}" if value < least else shown(value, decimals, rounding)
