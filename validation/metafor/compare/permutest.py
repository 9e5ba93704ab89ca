"""Exact permutation test of a pooled effect (DerSimonian-Laird)."""

from trephine.evidence.permutation import permutation
from validation.metafor.compare._given import measured
from validation.metafor.ledger import Ledger, Path_


def compare(ledger: Ledger) -> None:
    for measure, effects in measured(ledger):
        path: Path_ = ("measures", measure, "permutest_exact_DL")
        if ledger.at(*path) is not None:
            ours = permutation(effects, method="DL", test="z", exact=True)
            ledger.check((*path, "pval"), float(ours.pval[0]), rtol=0.0)
