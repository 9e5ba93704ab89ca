"""ResponseCriteria: the thresholds and conventions by which response of myeloma is judged."""

from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Literal

from trephine.core.mark import Mark
from trephine.core.source import Locator
from trephine.core.text import Text

Level = Literal["sCR", "CR", "VGPR", "PR", "MR", "SD", "PD", "NE"]
Comparator = Literal[">=", ">", "<=", "<"]

# From the worst to the best; NE, not evaluable, has no place among them.
DEPTH: tuple[Level, ...] = ("PD", "SD", "MR", "PR", "VGPR", "CR", "sCR")


def depth(level: Level) -> int:
    """Return how deep a level is: PD 0 to sCR 6, and NE -1, below all."""
    return DEPTH.index(level) if level in DEPTH else -1


def lower(*levels: Level) -> Level:
    """Return the least deep of several levels: the lowest component decides."""
    return min(levels, key=depth)


@cache
def _fraction(value: Decimal) -> Fraction:
    return Fraction(value)


@cache
def _shown(comparator: Comparator, value: Decimal, unit: str) -> str:
    sign = comparator.replace(">=", "≥").replace("<=", "≤")
    return f"{sign} {value}" if unit == "1" else f"{sign} {value} {unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """One number of the criteria, with its comparator: ``>=`` and ``<=`` are closed.

    ``unit`` is UCUM; ``%`` is a part of the value compared with. ``seen`` are the places where the
    number was checked: none for one that was recalled (its mark is then Assumed).
    """

    value: Decimal
    comparator: Comparator
    unit: str
    label: Text
    mark: Mark
    seen: tuple[Locator, ...] = ()

    def met(self, found: Fraction | Decimal | int) -> bool:
        """Tell whether ``found``, in the threshold's unit, meets it."""
        left = found if isinstance(found, Fraction) else Fraction(found)
        right = _fraction(self.value)
        if self.comparator == ">=":
            return left >= right
        if self.comparator == ">":
            return left > right
        return left <= right if self.comparator == "<=" else left < right

    def __str__(self) -> str:
        """Return ``≥ 50 %`` and its like."""
        return _shown(self.comparator, self.value, self.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionChoice:
    """One way to settle what the criteria leave open."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Convention:
    """Something that the criteria leave open: its name, its choices, the default and its reason.

    A window has no choices: ``days`` is its default.
    """

    id: str
    label: Text
    reason: Text
    mark: Mark
    default: str = ""
    days: int | None = None
    choices: tuple[ConventionChoice, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HighestPossible:
    """The most that a measurement can be, in ``unit``: above it the entry is refused."""

    id: str
    value: Decimal
    unit: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseCriteria:
    """Response criteria as one source states them: every threshold with comparator and place.

    Falls are in percent of the baseline, rises in percent of the nadir. It does not hold the
    algorithm.
    """

    id: str
    source: str
    label: Text
    serum_measurable: Threshold
    urine_measurable: Threshold
    flc_measurable: Threshold
    ratio_low: Threshold
    ratio_high: Threshold
    marrow_measurable: Threshold
    marrow_cr: Threshold
    serum_vgpr: Threshold
    urine_vgpr: Threshold
    dflc_vgpr: Threshold
    spd_vgpr: Threshold
    serum_pr: Threshold
    urine_pr_fall: Threshold
    urine_pr_level: Threshold
    dflc_pr: Threshold
    marrow_pr: Threshold
    spd_pr: Threshold
    serum_mr: Threshold
    urine_mr: Threshold
    rise: Threshold
    serum_rise: Threshold
    serum_high_nadir: Threshold
    serum_high_rise: Threshold
    urine_rise: Threshold
    dflc_rise: Threshold
    marrow_rise: Threshold
    marrow_relapse: Threshold
    spd_rise: Threshold
    spd_lesions: Threshold
    diameter_rise: Threshold
    diameter_axis: Threshold
    circulating_rise: Threshold
    circulating_level: Threshold
    mrd_sensitivity: Threshold
    mrd_sustained: Threshold
    conventions: tuple[Convention, ...]
    highest: tuple[HighestPossible, ...] = ()

    def thresholds(self) -> dict[str, Threshold]:
        """Return the thresholds by name."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: one for name, one in found.items() if isinstance(one, Threshold)}

    def convention(self, name: str) -> Convention:
        """Return one convention by name; KeyError where there is none."""
        return {one.id: one for one in self.conventions}[name]
