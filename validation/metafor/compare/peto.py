"""Peto's one-step odds ratios: closed forms, 1e-10."""

import numpy as np

from trephine.evidence.effects import effects
from trephine.evidence.peto import peto
from validation.metafor.compare.mantel_haenszel import COLUMNS, figures
from validation.metafor.ledger import Ledger


def compare(ledger: Ledger) -> None:
    if ledger.at("peto") is not None:
        data = ledger.doc["data"]
        ours = peto(effects("OR", **{name: data[name] for name in COLUMNS}))
        figures(ledger, ("peto",), ours, int(ours.Q_df + 1))
    for row, case in enumerate(ledger.at("bin", default=())):
        given = effects("OR", **{name: np.atleast_1d(case[name]) for name in COLUMNS})
        figures(ledger, ("bin", row, "peto"), peto(given), 0)
