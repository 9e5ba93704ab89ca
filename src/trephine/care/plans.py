"""What was given and what is planned: the lymphodepletion of a product, the steroids so far."""

from datetime import datetime
from decimal import Decimal

from trephine.care.dosing.lymphodepletion import LymphodepletionPlan, lymphodepletion
from trephine.care.dosing.steroids import SteroidState, steroids
from trephine.care.propose import given_doses
from trephine.care.resolve import Known
from trephine.core.handbook import Handbook
from trephine.core.value import Coded, Number


def lymphodepletion_at(known: Known, handbook: Handbook) -> LymphodepletionPlan | None:
    """Return the regimen of the product, dated back from the planned infusion, with doses.

    None where no product with a regimen is stated, no infusion is planned, or the drugs were begun.
    """
    planned = known.history("planned_infusion")
    product = known.value("product", "course") if "product" in handbook.observables else None
    if not planned or not isinstance(product, Coded) or not product.known:
        return None
    regimen = handbook.regimens.get(next(iter(product.possible)))
    moment = planned[-1].value
    begun = known.happened("infusion", "lymphodepletion_start")
    if regimen is None or begun or not isinstance(moment, datetime):
        return None
    needed = {name for names in handbook.regimen_needs.values() for name in names}
    return lymphodepletion(
        regimen,
        infusion=moment.date(),
        height=_figure("height", known),
        weight=_figure("weight", known),
        needs=handbook.regimen_needs,
        known={name for name in needed if known.value(name, "dosing").known},
    )


def steroids_at(known: Known, handbook: Handbook) -> SteroidState | None:
    """Return the steroids given so far; None where none were."""
    rule = handbook.steroids
    if rule is None:
        return None
    drugs = (rule.reference, *(one.drug for one in rule.equivalents))
    readings = known.happened(*(name for name in drugs if name in handbook.observables))
    return steroids(given_doses(readings), known.at, rule) if readings else None


def _figure(name: str, known: Known) -> Decimal | None:
    found = known.value(name, "dosing")
    return found.low if isinstance(found, Number) and found.known else None
