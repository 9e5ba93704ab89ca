"""Confidence intervals of single studies: Clopper-Pearson and Wilson from the counts."""

from trephine.evidence.effects import effects
from trephine.evidence.study_ci import study_ci
from validation.metafor.ledger import Ledger


def compare(ledger: Ledger) -> None:
    """Compare the ``study_ci`` section, closed forms and quantiles: 1e-10 relative."""
    for method in ledger.at("study_ci", default={}):
        columns = {name: ledger.at("data", name) for name in ("xi", "ni")}
        found = study_ci(effects("PR", **columns), method=method, level=ledger.at("level"))
        ours = {"lb": found.ci_lb, "ub": found.ci_ub}
        ledger.check(("study_ci", method), ours, rtol=1e-10)
