"""Scales: from a value to a position, and the round numbers that stand as ticks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import asin, exp, floor, inf, isfinite, log, log10, pi, sin, sqrt
from typing import Literal

from trephine.plots.kit.number import number, percent

Kind = Literal["proportion", "ratio", "plain"]
Transform = Literal["plain", "logit", "arcsine", "log"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Maps ``low`` to ``start`` and ``high`` to ``end``, linearly or by logarithm."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    def at(self, value: float) -> float:
        """Return the position of a value, beyond the ends too; infinities go to the ends."""
        if value == -inf or (self.logarithmic and value <= 0):
            return self.start
        if value == inf:
            return self.end
        low, high = self.low, self.high
        if self.logarithmic:
            low, high, value = log(low), log(high), log(value)
        return self.start + (value - low) / (high - low) * (self.end - self.start)

    def _along(self, value: float) -> float:
        """Return how far along the scale a value lies, in points from its low end."""
        way = self.at(value) - self.start
        return way if self.end > self.start else -way

    def is_below(self, value: float) -> bool:
        """Tell whether a value lies off the low end, by more than a hair (0.05 pt)."""
        if value == -inf or (self.logarithmic and value <= 0):
            return True
        return self._along(value) < -0.05

    def is_above(self, value: float) -> bool:
        """Tell whether a value lies off the high end, by more than a hair (0.05 pt)."""
        return value == inf or self._along(value) > abs(self.end - self.start) + 0.05

    def holds(self, value: float) -> bool:
        """Tell whether a value lies on the scale."""
        return not (self.is_below(value) or self.is_above(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A place on an axis and what stands there."""

    value: float
    label: str


_MOST_DECIMALS = 6


def round_step(span: float, count: int) -> float:
    """Return the step of 1, 2, 2.5 or 5 times a power of ten that gives about ``count`` ticks."""
    raw = span / max(count, 1)
    base = 10.0 ** floor(log10(raw))
    for factor in (1, 2, 2.5, 5):
        if raw <= factor * base * (1 + 1e-9):
            return factor * base
    return 10 * base


def decimals_of(step: float) -> int:
    """Return how many decimals a step needs (2.5 needs one, 0.05 two)."""
    for digits in range(10):
        if abs(round(step, digits) - step) < 1e-9 * step:
            return digits
    return 10


def linear_ticks(low: float, high: float, count: int = 5) -> list[Tick]:
    """Return round ticks between two values, both ends included where they are round."""
    step = round_step(high - low, count)
    digits = decimals_of(step)
    first = -floor(-low / step + 1e-9)
    last = floor(high / step + 1e-9)
    values = [i * step for i in range(first, last + 1)]
    if digits > _MOST_DECIMALS or abs(high) >= 1e7 or abs(low) >= 1e7:
        return [Tick(value=v, label=f"{v:.6g}".replace("-", "−")) for v in values]
    return [Tick(value=v, label=number(v, digits)) for v in values]


def percent_ticks(low: float, high: float, count: int = 5) -> list[Tick]:
    """Return ticks of a proportion, written as percentages: 0, 25, 50, 75, 100 when whole."""
    if low == 0 and high == 1:
        values = [i / 4 for i in range(5)]
        return [Tick(value=v, label=percent(v, 0)) for v in values]
    return [
        Tick(value=tick.value / 100, label=tick.label)
        for tick in linear_ticks(low * 100, high * 100, count)
    ]


_RATIOS = (0.001, 0.01, 0.1, 0.2, 0.5, 1, 2, 5, 10, 100, 1000)
_NEAR = (0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4)


def ratio_ticks(low: float, high: float, count: int = 6) -> list[Tick]:
    """Return ticks of a ratio on a logarithmic axis."""
    decades = log10(high / low)
    if decades > 3:
        step = max(1, round(decades / count))
        powers = range(-floor(-log10(low) + 1e-9), floor(log10(high) + 1e-9) + 1)
        values = [10.0**p for p in powers if p % step == 0]
    else:
        pool = _NEAR if decades < 1 else _RATIOS
        values = [v for v in pool if low * (1 - 1e-9) <= v <= high * (1 + 1e-9)]
        while len(values) > count and any(v not in {0.1, 1, 10} for v in values):
            values = [v for v in values if v in {0.01, 0.1, 1, 10, 100}]
    if len(values) < 2:
        values = [tick.value for tick in linear_ticks(low, high, count) if tick.value > 0]
    return [Tick(value=v, label=f"{v:g}") for v in values]


def padded(values: Sequence[float], share: float = 0.06) -> tuple[float, float]:
    """Return the range of the finite values with some air at both ends; (0, 1) if there are none.

    Values that are all the same get a range around them.
    """
    finite = [v for v in values if isfinite(v)]
    if not finite:
        return 0.0, 1.0
    low, high = min(finite), max(finite)
    if high - low <= 1e-12 * max(abs(low), abs(high), 1e-300):
        reach = abs(low) / 2 or 1.0
        return low - reach, high + reach
    return low - share * (high - low), high + share * (high - low)


def rounded_range(values: Sequence[float], count: int = 5) -> tuple[float, float]:
    """Return the range of the finite values, widened to round ticks."""
    low, high = padded(values, 0.0)
    step = round_step(high - low, count)
    return floor(low / step + 1e-9) * step, -floor(-high / step + 1e-9) * step


def expit(x: float) -> float:
    """Return the proportion of a logit without overflow."""
    return 1 / (1 + exp(-x)) if x >= 0 else exp(x) / (1 + exp(x))


_PROPORTIONS = (
    0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5,
    0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999,
)  # fmt: skip


def _logit(share: float) -> float:
    """Return the logit of a proportion."""
    return log(share / (1 - share))


def _arcsine(share: float) -> float:
    """Return the arcsine of the square root of a proportion."""
    return asin(sqrt(share))


_TO: dict[str, Callable[[float], float]] = {"logit": _logit, "arcsine": _arcsine, "log": log}


def transformed_ticks(
    low: float, high: float, transform: Transform, room: float = 0.13
) -> list[Tick]:
    """Return ticks of a transformed effect, labelled on its natural scale.

    ``low``, ``high`` and the ticks' values are transformed; labels are percentages for logit and
    arcsine, ratios for log, plain numbers otherwise. Ticks stand at least ``room`` of the axis
    apart.
    """
    if transform == "plain":
        return linear_ticks(low, high)
    if transform == "log":
        ends = exp(max(low, -600.0)), exp(min(high, 600.0))
        return [Tick(value=log(t.value), label=t.label) for t in ratio_ticks(*ends)]
    out: list[Tick] = []
    for share in sorted(_PROPORTIONS, key=lambda p: (round(p * 10, 9) % 1 > 0, abs(p - 0.5))):
        value = _TO[transform](share)
        far = all(abs(value - tick.value) >= room * (high - low) for tick in out)
        if low <= value <= high and far:
            out.append(Tick(value=value, label=f"{share * 100:g}"))
    if len(out) < 2:
        return linear_ticks(low, high)
    return sorted(out, key=lambda tick: tick.value)


def natural(value: float, transform: Transform) -> float:
    """Return a transformed effect on its natural scale (proportions 0 to 1)."""
    if transform == "logit":
        return expit(value)
    if transform == "arcsine":
        return sin(min(max(value, 0.0), pi / 2)) ** 2
    return exp(value) if transform == "log" else value
