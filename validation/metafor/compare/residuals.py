"""Raw and internally standardised residuals."""

from trephine.evidence.residuals import residuals
from validation.metafor.compare._given import measured, settings, spread
from validation.metafor.ledger import Ledger, Path_


def compare(ledger: Ledger) -> None:
    for measure, effects in measured(ledger):
        for key in ledger.at("measures", measure, "residuals", default={}):
            path: Path_ = ("measures", measure, "residuals", key)
            if ledger.at(*path, "resid") is None:
                ledger.skip(path, "metafor 5.1 stored nothing for a model that did not fit")
                continue
            ours = residuals(effects, **settings(key))
            golden = ledger.at(*path)
            for name, field in {
                "resid": "resid",
                "rstandard": "rstandard",
                "rstandard_se": "se",
            }.items():
                values = spread(getattr(ours, field), ours.labels, golden[name])
                ledger.check((*path, name), values)
