"""Fail-safe N of Rosenthal, Orwin and Rosenberg."""

from trephine.evidence.bias.fail_safe_n import fail_safe_n
from validation.metafor.compare._sized import sized
from validation.metafor.ledger import Ledger, Path_


def compare(ledger: Ledger) -> None:
    for measure, studies in sized(ledger, "fsn"):
        for kind, golden in ledger.at("measures", measure, "fsn").items():
            path: Path_ = ("measures", measure, "fsn", kind)
            ours = fail_safe_n(studies, kind=kind)
            if golden is None:
                ledger.skip(path, f"the reference run had no model for rates; ours: {ours.n:.0f}")
                continue
            ledger.check(path, ours.n, rtol=1e-10)
