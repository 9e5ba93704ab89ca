"""The defects of the tables as printed stand in the register with inputs at which they show."""

import pytest

from trephine.care.verify import verify
from trephine.library import errata, observables, pathway

PRINTED = [table for table in pathway(outside=True).tables if table.defects]
REGISTER = {one.id: one for one in errata()}


@pytest.mark.parametrize("table", PRINTED, ids=lambda table: table.id)
def test_the_register_has_a_witness_of_each_defect(table):
    proof = verify(table, observables())
    found = {
        (flaw.kind, tuple(sorted(flaw.rules))): tuple(f"{n}: {word}" for n, word in flaw.witness)
        for flaw in proof.flaws
    }
    for defect in table.defects:
        assert (defect.kind, tuple(sorted(defect.rules))) in found
    for erratum in {defect.erratum for defect in table.defects}:
        proofs = {
            found[defect.kind, tuple(sorted(defect.rules))]
            for defect in table.defects
            if defect.erratum == erratum
        }
        assert REGISTER[erratum].witness in proofs
