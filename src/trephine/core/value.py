"""Value: what is known of one input at one moment, known or unknown with a reason.

Every value is a set of what it can still be: one element when it is known, all of them when
nothing is. So a missing input needs no case of its own in the readers of a rule.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from trephine.core.record import Reading

Reason = Literal[
    "",
    "not done",
    "stale",
    "no unit",
    "conflicting",
    "incomplete",
    "only the day is known",
    "not computable",
    "not applicable",
    "undecided",
]
INFINITE = Decimal("Infinity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """A statement that can be false (``low`` False), true (``high`` True), or either."""

    low: bool = False
    high: bool = True
    reason: Reason = ""
    readings: tuple[Reading, ...] = ()

    @property
    def known(self) -> bool:
        """Whether it is settled."""
        return self.low == self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number somewhere from ``low`` to ``high``, in the canonical unit of its observable."""

    low: Decimal = -INFINITE
    high: Decimal = INFINITE
    reason: Reason = ""
    readings: tuple[Reading, ...] = ()

    @property
    def known(self) -> bool:
        """Whether it is settled."""
        return self.low == self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """One of the codes in ``possible``."""

    possible: frozenset[str]
    reason: Reason = ""
    readings: tuple[Reading, ...] = ()

    @property
    def known(self) -> bool:
        """Whether it is settled."""
        return len(self.possible) == 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedSet:
    """A set of codes: all of ``sure`` are in it, none outside ``possible``."""

    sure: frozenset[str]
    possible: frozenset[str]
    reason: Reason = ""
    readings: tuple[Reading, ...] = ()

    @property
    def known(self) -> bool:
        """Whether it is settled."""
        return self.sure == self.possible


Value = Truth | Number | Coded | CodedSet
