"""From a printed percentage back to counts: which integers could have been printed that way."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Literal

from trephine.core.study import Percentage

Rounding = Literal["half-up", "half-even", "truncation", "twice"]
_TWICE: tuple[Rounding, ...] = ("twice",)


@dataclass(frozen=True, slots=True, kw_only=True)
class CountFit:
    """A count that prints as the percentage, and under which roundings it does."""

    events: int
    n: int
    roundings: tuple[Rounding, ...]


def _half_up(events: int, n: int) -> int:
    return (2 * events + n) // (2 * n)


def _half_even(events: int, n: int) -> int:
    below, rest = divmod(events, n)
    return below + (2 * rest > n or (2 * rest == n and below % 2 == 1))


def _truncation(events: int, n: int) -> int:
    return events // n


# Of a quotient of whole numbers, exactly: no float takes part, and no fraction is reduced.
_TO_UNIT: dict[Rounding, Callable[[int, int], int]] = {
    "half-up": _half_up,
    "half-even": _half_even,
    "truncation": _truncation,
}


def _units(percentage: Percentage) -> tuple[Fraction, int]:
    """Return the printed value and its number of last decimals' units in one percent."""
    return Fraction(percentage.printed), 10**percentage.decimals


def counts_from_percentage(percentage: Percentage) -> tuple[CountFit, ...]:
    """Return every count of ``percentage.n`` that prints as ``percentage``, ascending.

    Empty where no integer fits: the percentage then belongs to another denominator, was rounded
    twice, or is a misprint. Exact; truncation is listed though journals rarely truncate, so that
    the caller can tell a fit by rounding from a fit by truncation alone. Raises ValueError where
    ``printed`` is no number from 0 to 100 or n is not positive.
    """
    printed, scale = _units(percentage)
    n = percentage.n
    if n < 1 or not 0 <= printed <= 100:
        message = f"no percentage of people: {percentage.printed!r} of {n}"
        raise ValueError(message)
    target = int(printed * scale)
    near = printed * n / 100
    margin = Fraction(n, 100 * scale) + 1
    fits = []
    for events in range(max(0, floor(near - margin)), min(n, floor(near + margin) + 1) + 1):
        exact = 100 * events * scale
        roundings = tuple(name for name, to_unit in _TO_UNIT.items() if to_unit(exact, n) == target)
        if roundings:
            fits.append(CountFit(events=events, n=n, roundings=roundings))
    return tuple(fits)


def counts_rounded_twice(percentage: Percentage, *, more: int = 3) -> tuple[CountFit, ...]:
    """Return the counts that print as ``percentage`` only where it was rounded twice, ascending.

    First to one up to ``more`` further decimals, then to those printed, each time by half-up,
    half-even or truncation (89.47, 89.5, 90); or where a quotient that ends exactly was cut off in
    binary, one unit short (29 of 100 as 28%). Counts that a single rounding reaches are left out.
    Exact. Raises ValueError like ``counts_from_percentage``.
    """
    once = {fit.events for fit in counts_from_percentage(percentage)}
    printed, scale = _units(percentage)
    n, target = percentage.n, int(printed * scale)
    near = printed * n / 100
    margin = Fraction(n, 100 * scale) + 1
    found = []
    for events in range(max(0, floor(near - margin)), min(n, floor(near + margin) + 1) + 1):
        exact = 100 * events * scale
        # two roundings move a figure by less than two units
        if events in once or abs(exact - target * n) > 2 * n:
            continue
        twice = any(
            last(first(exact * 10**decimals, n), 10**decimals) == target
            for decimals in range(1, more + 1)
            for first in _TO_UNIT.values()
            for last in _TO_UNIT.values()
        )
        short = 0 < events < n and exact == (target + 1) * n
        if twice or short:
            found.append(CountFit(events=events, n=n, roundings=_TWICE))
    return tuple(found)


def nearest_count(percentage: Percentage) -> int:
    """Return the count of ``percentage.n`` whose percentage lies nearest to the printed one.

    A tie goes to the smaller count. It does not say that the count can be true: compare with
    ``counts_from_percentage``.
    """
    exact = Fraction(percentage.printed) * percentage.n / 100
    below = floor(exact)
    return below if exact - below <= Fraction(1, 2) else below + 1


def denominators_near(percentage: Percentage, *, within: int = 12) -> tuple[CountFit, ...]:
    """Return fits by half-up rounding over denominators at most ``within`` from the stated n.

    Nearest first, the smaller of two equally near ones before the larger: people drop out of a
    denominator (not evaluable) more often than they enter it. The stated n itself is left out.
    """
    found = []
    for distance in range(1, within + 1):
        for n in (percentage.n - distance, percentage.n + distance):
            if n >= 1:
                other = Percentage(printed=percentage.printed, n=n)
                found += [f for f in counts_from_percentage(other) if "half-up" in f.roundings]
    return tuple(found)
