"""Decision: what follows from a table for one patient at one moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from trephine.core.rule import DecisionTable, Rule
from trephine.core.value import Reason, Truth, Value

DecisionStatus = Literal["decided", "interval", "undecided", "no rule", "not applicable"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """A rule with what is known of its condition."""

    rule: Rule
    holds: Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """An input that is not known, why, and whether knowing it could narrow the conclusion."""

    name: str
    reason: Reason
    narrows: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A value of one input, all else as it is, at which the conclusion would be another."""

    name: str
    to: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a table concludes: its value, the rules, and what is missing.

    ``value`` is the output: a Number for graded tables (an interval while inputs are missing), a
    Coded for unique ones, None for tables that collect. ``applies`` is what is known of whether
    the question arises. ``inputs`` are the values it rests on, by name. ``decides`` in force:
    ``shown`` False; a table of a lower layer, or one that is not enabled, is only shown. Status:
    ``no rule`` says that the table has a gap at these inputs. It holds no order that is signed.
    """

    table: DecisionTable
    at: datetime
    status: DecisionStatus
    applies: Truth
    value: Value | None
    fired: tuple[Fired, ...]
    inputs: tuple[tuple[str, Value], ...]
    missing: tuple[Missing, ...] = ()
    changes: tuple[Change, ...] = ()
    in_force: bool = True

    @property
    def concluded(self) -> tuple[Rule, ...]:
        """Return the rules that surely hold for this patient: the question arises, too."""
        return tuple(one.rule for one in self.fired if self.sure(one))

    @property
    def open(self) -> tuple[Rule, ...]:
        """Return the rules of which it is not known whether they hold for this patient."""
        return tuple(one.rule for one in self.fired if one.holds.high and not self.sure(one))

    def sure(self, one: Fired) -> bool:
        """Return whether a rule's condition surely holds and the question surely arises."""
        return one.holds.low and self.applies.low
