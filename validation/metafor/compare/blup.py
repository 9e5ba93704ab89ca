"""Shrunken effects."""

from trephine.evidence.blup import blup
from validation.metafor.compare._given import measured, settings, spread
from validation.metafor.ledger import Ledger, Path_


def compare(ledger: Ledger) -> None:
    for measure, effects in measured(ledger):
        for key in ledger.at("measures", measure, "blup", default={}):
            path: Path_ = ("measures", measure, "blup", key)
            ours = blup(effects, **settings(key))
            # Where tau2 is 0 the shrunken effects' errors are those of the pooled one; metafor
            # stops at 1e-14 of a variance instead, which its square root makes 1e-7.
            golden = ledger.at(*path)
            for name, field in {
                "pred": "estimate",
                "se": "se",
                "pi_lb": "pi_lb",
                "pi_ub": "pi_ub",
            }.items():
                values = spread(getattr(ours, field), ours.labels, golden[name])
                ledger.check((*path, name), values)
