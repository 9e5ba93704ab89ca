"""propose: the orders that follow from decisions, with doses computed and budgets checked."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from trephine.care.assessment import Proposal
from trephine.care.dosing.budget import budget
from trephine.care.dosing.dose_of import dose_of
from trephine.care.resolve import Known
from trephine.core.decision import Decision
from trephine.core.dose import BudgetRule, GivenDose
from trephine.core.record import Reading
from trephine.core.rule import Order, Pathway, Rule
from trephine.core.value import Number


def propose(
    decisions: Iterable[Decision],
    pathway: Pathway,
    known: Known,
    budgets: Iterable[BudgetRule],
    given_at: datetime | None = None,
) -> tuple[Proposal, ...]:
    """Return the orders that rules name, surely or possibly, in the order of the rules.

    A dose is computed from values valid for dosing; without them it is held back and what is
    missing is listed. A drug with a budget is checked against every dose recorded since the latest
    infusion, whatever it was given for, as of ``given_at`` (None: the moment of the decisions). A
    rule that surely excludes the drug (by the name under which its doses are recorded) stands
    against it. It signs nothing.
    """
    rules: dict[str, list[tuple[Rule, bool]]] = {}
    against: dict[str, list[Rule]] = {}
    for decision in decisions:
        for one in decision.fired:
            for conclusion in one.rule.conclusions:
                if conclusion.kind == "order" and one.holds.high:
                    rules.setdefault(conclusion.code, []).append((one.rule, decision.sure(one)))
                if conclusion.kind == "exclude" and decision.sure(one):
                    against.setdefault(conclusion.code, []).append(one.rule)
    by_id = {one.id: one for one in budgets}
    orders = pathway.orders
    return tuple(
        _proposal(
            orders[code],
            named,
            known,
            given_at or known.at,
            by_id.get(orders[code].budget),
            tuple(against.get(orders[code].drug, ())),
        )
        for code, named in rules.items()
    )


def _proposal(
    order: Order,
    named: list[tuple[Rule, bool]],
    known: Known,
    given_at: datetime,
    rule: BudgetRule | None,
    against: tuple[Rule, ...],
) -> Proposal:
    given = {name for name in order.needs if known.value(name, "dosing").known}
    dose = dose_of(order, weight=_figure("weight", known), bsa=_figure("bsa", known), known=given)
    state = None
    if rule is not None:
        infusions = known.happened("infusion")
        state = budget(
            given_doses(known.happened(*rule.drugs)),
            given_at,
            rule,
            since=infusions[-1].time if infusions else None,
        )
    sure = [one for one, holds in named if holds]
    return Proposal(
        order=order,
        rules=tuple(sure or [one for one, _ in named]),
        sure=bool(sure),
        amount=dose.amount,
        unit=dose.unit,
        working=dose.working,
        missing=dose.missing,
        against=against,
        allowed=None if state is None else state.allowed,
        limits=() if state is None else tuple(check.text for check in state.checks),
        earliest=None if state is None else state.earliest,
    )


def _figure(name: str, known: Known) -> Decimal | None:
    found = known.value(name, "dosing")
    return found.low if isinstance(found, Number) and found.known else None


def given_doses(readings: Iterable[Reading]) -> list[GivenDose]:
    """Return readings of doses as doses given."""
    return [
        GivenDose(
            drug=one.observable,
            start=one.time,
            amount=one.value if isinstance(one.value, Decimal) else None,
            unit=one.unit,
            day_only=one.day_only,
        )
        for one in readings
    ]
