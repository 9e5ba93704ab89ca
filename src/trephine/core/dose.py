"""GivenDose, StatedLimit, BudgetRule, SteroidRule: what was given, and how much may be."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from trephine.core.mark import Mark
from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenDose:
    """One dose that a person received.

    ``start`` and ``end`` are the moments at which giving it began and ended, with their zone; None:
    not known. ``day_only``: the hour of ``start`` is not known, only the day in its zone.
    ``amount`` is in ``unit``; None: given, and nobody wrote down how much. ``indication`` is what
    it was given for; it never decides whether the dose counts.
    """

    drug: str
    start: datetime | None
    end: datetime | None = None
    amount: Decimal | None = None
    unit: str = ""
    indication: str = ""
    day_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedLimit:
    """One bound that a source sets: the reading used, and the printed one where they differ."""

    value: Decimal
    text: Text
    mark: Mark
    printed: Decimal | None = None
    errata: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetRule:
    """How often a drug may be given, whatever it is given for.

    ``drugs`` are the observables of kind dose that draw on the budget together. ``total`` is the
    number of doses in one episode, ``in_window`` the number of starts in any half-open window of
    ``window`` hours, ``interval`` the least hours between doses, ``infusion`` the least hours over
    which one dose runs. ``counted_from``: whether the interval runs from the start or from the end
    of the dose before. It does not say how much one dose is: that is an Order's.
    """

    id: str
    label: Text
    drugs: tuple[str, ...]
    total: StatedLimit
    in_window: StatedLimit
    window: StatedLimit
    interval: StatedLimit
    infusion: StatedLimit
    mark: Mark
    counted_from: Literal["start", "end"] = "start"
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SteroidEquivalent:
    """How much of ``drug`` counts as ``SteroidRule.dose`` of the reference drug, in its unit."""

    drug: str
    label: Text
    dose: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SteroidRule:
    """How doses of corticosteroids are added up.

    ``dose`` of ``reference`` (``label``), in ``unit``, is as strong as each equivalent's own dose.
    Doses whose starts lie at most ``gap`` hours apart belong to one course. It does not say how
    much may be given.
    """

    reference: str
    label: Text
    unit: str
    dose: Decimal
    equivalents: tuple[SteroidEquivalent, ...]
    gap: Decimal
    text: Text
    mark: Mark
