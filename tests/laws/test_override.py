"""Laws of overrides, over every rule of the library."""

from datetime import date

import pytest

from trephine.core.check_override import check_override
from trephine.core.text import Text
from trephine.core.trial import RuleOverride, TrialPathway
from trephine.library.content import ROOT
from trephine.library.guideline_file import read_guideline_file
from trephine.library.trial_handbook import trial_handbook
from trephine.loop.override import overridden

BOOK = trial_handbook(TrialPathway(outside=True), ward=True)
WHY = Text(zh="试", en="try")
ON = date(2026, 11, 23)
PRINTED = [
    (placed.fence.table.id, rule.id, rule.if_)
    for path in sorted((ROOT / "guidelines").rglob("*.md"))
    for placed in read_guideline_file(path)
    if placed.fence.table is not None
    for rule in placed.fence.rule
]


def test_every_rule_may_be_overridden_by_its_own_condition() -> None:
    """What is refused is what the rules do not have: never what a guideline itself writes."""
    rules = {rule.id: rule for table in BOOK.pathway.tables for rule in table.rules}
    assert {rule for _, rule, _ in PRINTED} == set(rules)
    for table, rule, condition in PRINTED:
        check_override(
            RuleOverride(table=table, rule=rule, condition=condition, reason=WHY, on=ON), BOOK
        )


@pytest.mark.parametrize("name", ["crs-grade", "crs-management", "igg-action", "support-place"])
def test_its_own_condition_leaves_a_rule_as_it_concludes(name: str) -> None:
    (table,) = (one for one in BOOK.pathway.tables if one.id == name)
    same = [
        RuleOverride(table=table_id, rule=rule, condition=condition, reason=WHY, on=ON)
        for table_id, rule, condition in PRINTED
        if table_id == name
    ]
    assert same
    (after,) = (one for one in overridden(BOOK, same).pathway.tables if one.id == name)
    for old, new in zip(table.rules, after.rules, strict=True):
        assert (old.id, old.condition, old.conclusions) == (new.id, new.condition, new.conclusions)
        assert old.strength == new.strength
        assert new.text != old.text, "that a trial wrote it is said all the same"


def test_overrides_of_different_rules_may_come_in_any_order() -> None:
    first, second = (
        RuleOverride(table=table, rule=rule, off=True, reason=WHY, on=ON)
        for table, rule, _ in PRINTED[:2]
    )
    one, other = overridden(BOOK, [first, second]), overridden(BOOK, [second, first])
    assert one.pathway == other.pathway
