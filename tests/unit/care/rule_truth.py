"""What one rule or table says where only some inputs are known: shared by tests of content."""

from datetime import datetime
from decimal import Decimal

from trephine.care.evaluate import evaluate
from trephine.core.value import Coded, CodedSet, Number, Truth
from trephine.library.guideline_folder import guidelines
from trephine.library.observable_table import observables

AT = datetime.fromisoformat("2024-02-25T12:00+08:00")
TABLES = [table for one in guidelines() for table in one.tables]
OF_RULE = {rule.id: table for table in TABLES for rule in table.rules}
BY_ID = {table.id: table for table in TABLES}


def lookup(stated):
    """Return what is known of any input, where only ``stated`` is known."""

    def value(name):
        found = stated.get(name)
        one = observables().get(name)
        if name == "bilirubin_limit":
            codes = frozenset({found} if found else {"met", "not_met"})
            return Coded(possible=codes, reason="" if found else "undecided")
        if isinstance(found, bool):
            return Truth(low=found, high=found)
        if isinstance(found, frozenset):
            return CodedSet(sure=found, possible=found)
        if found is not None and one is not None and one.kind == "choice":
            return Coded(possible=frozenset({found}))
        if found is not None:
            return Number(low=Decimal(found), high=Decimal(found))
        if one is not None and one.kind in {"yesno", "event", "dose"}:
            return Truth(low=False, high=True, reason="not done")
        if one is not None and one.kind == "choice":
            codes = frozenset(choice.code for choice in one.choices)
            return Coded(possible=codes, reason="not done")
        if one is not None and one.kind == "choices":
            codes = frozenset(choice.code for choice in one.choices)
            return CodedSet(sure=frozenset(), possible=codes, reason="not done")
        return Number(reason="not done")

    return value


def truth(rule, stated):
    """Return what is known of one rule: True, False or None."""
    decision = evaluate(OF_RULE[rule], lookup(stated), AT)
    (holds,) = (one.holds for one in decision.fired if one.rule.id == rule)
    return holds.low if holds.low == holds.high else None
