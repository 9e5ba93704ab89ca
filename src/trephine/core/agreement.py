"""Agreement: how far two people agree, and beyond chance."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Agreement of two people on the same things.

    ``table[i][j]`` counts what ``one`` put into category i and ``other`` into j. ``observed`` is
    the share on which they agree exactly, ``expected`` that by chance (weighted where kappa is).
    None where it cannot be told: no pair, or both used one category alone.
    """

    one: str
    other: str
    n: int
    categories: tuple[str, ...]
    table: tuple[tuple[int, ...], ...]
    observed: float | None = None
    expected: float | None = None
    kappa: float | None = None
    se: float | None = None
    ci_lb: float | None = None
    ci_ub: float | None = None
