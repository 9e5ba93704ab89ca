"""counted: what is left of each drug's budget for a patient at a moment."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from trephine.care.dosing.budget import BudgetState, budget
from trephine.care.propose import given_doses
from trephine.care.resolve import Known
from trephine.core.dose import BudgetRule
from trephine.core.observable import Observable
from trephine.core.record import Record


def counted(
    record: Record,
    at: datetime,
    budgets: Iterable[BudgetRule],
    observables: Mapping[str, Observable],
) -> tuple[BudgetState, ...]:
    """Return the state of each budget since the latest infusion, whether a dose is asked or not."""
    known = Known(record, at, observables)
    infusions = known.happened("infusion")
    since = infusions[-1].time if infusions else None
    return tuple(
        budget(given_doses(known.happened(*rule.drugs)), at, rule, since=since) for rule in budgets
    )
