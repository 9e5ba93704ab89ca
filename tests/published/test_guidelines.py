"""Every decision table of the library is proved, and is as flawed as it is declared to be.

A table printed with a gap or an overlap declares it with the erratum that records it (the one on
CRS, consensus2022 table 3); the proof has to find exactly that, with inputs at which it happens.
Everything else has to be sound: no gap, no overlap, no grade that falls when a sign worsens, no
rule that no input can make hold, none that every input makes hold.
"""

import pytest

from trephine.care.cells import cells
from trephine.care.holds import holds
from trephine.care.verify import verify
from trephine.care.with_outputs import with_outputs
from trephine.core.expression import Constant
from trephine.library import errata
from trephine.library.guideline_folder import guidelines, pathway
from trephine.library.observable_table import observables

PATHWAY = pathway(outside=True)
KNOWN = with_outputs(PATHWAY, observables())
TABLES = {table.id: table for table in PATHWAY.tables}
ERRATA = {entry.id: entry for entry in errata()}


@pytest.fixture(scope="module")
def proofs():
    return {name: verify(table, KNOWN) for name, table in TABLES.items()}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_has_the_flaws_that_it_declares_and_no_other(name, proofs):
    declared = {(one.kind, frozenset(one.rules)) for one in TABLES[name].defects}
    found = {(one.kind, frozenset(one.rules)) for one in proofs[name].flaws}
    assert found == declared


@pytest.mark.parametrize("name", [name for name, one in TABLES.items() if one.defects])
def test_a_declared_flaw_stands_in_the_register_and_happens_at_its_witness(name, proofs):
    table = TABLES[name]
    axes = cells(table, KNOWN)
    definitions = {entry.name: entry.condition for entry in table.definitions}
    for defect in table.defects:
        assert ERRATA[defect.erratum].at.source == table.at.source
    for flaw in proofs[name].flaws:
        assert flaw.count > 0
        values = {input_: dict(axes[input_])[word] for input_, word in flaw.witness}
        held = {
            rule.id
            for rule in table.rules
            if holds(rule.condition, values.__getitem__, definitions).low
        }
        assert held == set() if flaw.kind == "gap" else held >= set(flaw.rules)


def test_the_proof_has_looked_at_everything(proofs):
    assert set(proofs) == {table.id for one in guidelines() for table in one.tables}
    for name, proof in proofs.items():
        unconditional = all(isinstance(rule.condition, Constant) for rule in TABLES[name].rules)
        assert proof.cells > 0 or unconditional


def test_rules_without_a_condition_say_so():
    """A rule that always holds is written ``True``; the proof would call another one a flaw."""
    always = [
        rule.id
        for table in TABLES.values()
        for rule in table.rules
        if isinstance(rule.condition, Constant) and not rule.condition.value
    ]
    assert always == []


def test_every_erratum_that_content_names_exists():
    named = {name for table in TABLES.values() for name in table.errata}
    named |= {n for table in TABLES.values() for rule in table.rules for n in rule.errata}
    assert named <= set(ERRATA)
