"""Mantel-Haenszel estimates and the tests of 2x2 tables: closed forms, 1e-10."""

from typing import Any

import numpy as np

from trephine.core.estimate import Estimate
from trephine.evidence.effect_set import Effects
from trephine.evidence.effects import effects
from trephine.evidence.mantel_haenszel import mantel_haenszel
from validation.metafor.ledger import Ledger

RTOL = 1e-10
COLUMNS = ("ai", "n1i", "ci", "n2i")


def corrected(measure: str, data: Any) -> Effects:
    """Return effects as rma.mh takes the studies' own: 1/2 added where a cell is empty."""
    columns = {name: np.atleast_1d(data[name]) for name in COLUMNS}
    return effects(measure, cc=0.5, cc_to="only0", drop00=True, **columns)


def compare(ledger: Ledger) -> None:
    for key in ledger.at("mantel_haenszel", default={}):
        measure = key.removesuffix("_nocorrect")
        given = corrected(measure, ledger.doc["data"])
        ours = mantel_haenszel(given, correct=not key.endswith("_nocorrect"))
        figures(ledger, ("mantel_haenszel", key), ours, int(ours.Q_df + 1))
    for row, case in enumerate(ledger.at("bin", default=())):
        for measure in ("OR", "RR", "RD"):
            path = ("bin", row, f"MH|{measure}")
            ours = mantel_haenszel(corrected(measure, case))
            figures(ledger, path, ours, 0)


def figures(ledger: Ledger, path: tuple, ours: Estimate, k_yi: int) -> None:
    stated = ledger.at(*path)
    for name in stated:
        if name == "k_yi":
            value: Any = k_yi
        elif name in Estimate.__dataclass_fields__:
            value = getattr(ours, name)
        else:
            value = ours.extras.get(name)
        # P values carry the statistic's rounding, multiplied by half of it.
        rtol = RTOL * (1.0 + ours.Q + ours.stat**2) if name.endswith(("p", "pval")) else RTOL
        ledger.check((*path, name), value, rtol=rtol)
