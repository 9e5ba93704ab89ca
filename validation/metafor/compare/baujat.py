"""Coordinates of the Baujat plot."""

from trephine.evidence.baujat import baujat
from validation.metafor.compare._given import measured, settings
from validation.metafor.ledger import Ledger, Path_


def compare(ledger: Ledger) -> None:
    for measure, effects in measured(ledger):
        for key in ledger.at("measures", measure, "baujat", default={}):
            path: Path_ = ("measures", measure, "baujat", key)
            if ledger.at(*path, "error") is not None:
                ledger.skip(path, "metafor 5.1 stored an error for a model that did not fit")
                continue
            ours = baujat(effects, **settings(key))
            ledger.check((*path, "x"), ours.x)
            ledger.check((*path, "y"), ours.y)
