"""Begg and Mazumdar's rank correlation, exact where there are no ties."""

from trephine.evidence.bias.begg import begg
from validation.metafor.compare._sized import not_run, sized
from validation.metafor.ledger import Ledger


def compare(ledger: Ledger) -> None:
    for measure, studies in sized(ledger, "ranktest"):
        path = ("measures", measure, "ranktest")
        ours = begg(studies)
        error = ledger.at(*path, "error")
        if error is not None:
            ledger.skip(path, not_run(error, f"tau {ours.tau:.6g}, pval {ours.pval:.6g}"))
            continue
        # tau is 0 where concordant and discordant pairs balance
        ledger.check(path, {"tau": ours.tau, "pval": ours.pval}, rtol=1e-10, atol=1e-14)
