"""Regression tests for funnel-plot asymmetry: by lm and rma, on every predictor."""

from trephine.evidence.bias.egger import egger
from validation.metafor.compare._sized import not_run, sized
from validation.metafor.ledger import Ledger

FIGURES = ("stat", "pval", "df", "limit_est", "limit_lb", "limit_ub")


def compare(ledger: Ledger) -> None:
    for measure, studies in sized(ledger, "regtest"):
        for method, tests in ledger.at("measures", measure, "regtest").items():
            for key, golden in tests.items():
                model, predictor = key.split("|")
                ours = egger(studies, model=model, predictor=predictor, method=method)
                path = ("measures", measure, "regtest", method, key)
                if "error" in golden:
                    found = f"stat {ours.stat:.6g}, pval {ours.pval:.6g}"
                    ledger.skip(path, not_run(golden["error"], found))
                    continue
                ledger.check(path, {name: getattr(ours, name) for name in FIGURES}, rtol=1e-6)
