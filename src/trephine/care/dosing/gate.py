"""gate: amount and budget of the next dose together."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from trephine.care.dosing.budget import BudgetState, budget
from trephine.care.dosing.dose_of import ComputedDose, DoseRounding, dose_of
from trephine.core.dose import BudgetRule, GivenDose
from trephine.core.rule import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseGate:
    """Whether the next dose may be given, and how much it is.

    ``allowed`` is None where the budget leaves it open, or where the budget allows it and the
    amount lacks an input. The amount may be shown in any case; it is released where ``allowed``.
    """

    dose: ComputedDose
    budget: BudgetState

    @property
    def allowed(self) -> bool | None:
        """Whether budget and amount both let the dose go."""
        if self.budget.allowed is False:
            return False
        return self.budget.allowed if self.dose.released else None


def gate(
    order: Order,
    doses: Iterable[GivenDose],
    at: datetime,
    rule: BudgetRule,
    *,
    weight: Decimal | None,
    bsa: Decimal | None = None,
    known: Collection[str] = (),
    rounding: DoseRounding | None = None,
    since: datetime | None = None,
    hours: Decimal | None = None,
) -> DoseGate:
    """Return the amount of ``order`` and the state of its budget at ``at``.

    The arguments are those of ``dose_of`` and ``budget``, and what they refuse is refused.
    """
    return DoseGate(
        dose=dose_of(order, weight=weight, bsa=bsa, known=known, rounding=rounding),
        budget=budget(doses, at, rule, since=since, hours=hours),
    )
