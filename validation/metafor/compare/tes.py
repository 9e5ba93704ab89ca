"""Test of excess significance, exact, at the random-effects mean and its tau2.

metafor integrates a study's power over the normal of true effects to a relative tolerance of
1.2e-4; ours is the closed form (integrated to 1e-13: E 7.05309288428 for dat.molloy2014,
where metafor has 7.05308441050508). So 1e-5 for what rests on the powers.
"""

from trephine.evidence.bias.excess_significance import excess_significance
from trephine.evidence.pool import pool
from validation.metafor.compare._sized import sized
from validation.metafor.ledger import Ledger, Path_


def compare(ledger: Ledger) -> None:
    for measure, studies in sized(ledger, "tes"):
        path: Path_ = ("measures", measure, "tes")
        pooled = pool(studies, method="REML", test="z")
        ours = excess_significance(studies, theta=pooled.estimate, tau2=pooled.tau2)
        ledger.check(path, {"O": ours.O, "theta": ours.theta, "X2": ours.X2}, rtol=1e-8)
        ledger.check(path, {"E": ours.E, "pval": ours.pval}, rtol=1e-5)
