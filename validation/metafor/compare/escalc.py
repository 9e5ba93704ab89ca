"""Effect sizes and sampling variances, as metafor's ``escalc`` gives them.

Closed forms: 1e-10 relative. ``drop00`` and corrections are asked for as the reference run did.
"""

from typing import Any

import numpy as np

from trephine.evidence.effects import effects
from validation.metafor.ledger import Ledger

RTOL = 1e-10
COLUMNS = {
    "proportion": ("xi", "ni"),
    "two_group_binary": ("ai", "n1i", "ci", "n2i"),
    "two_group_continuous": ("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i"),
    "correlation": ("ri", "ni"),
    "single_rate": ("xi", "ti"),
    "two_group_rate": ("x1i", "t1i", "x2i", "t2i"),
    "generic": ("yi", "vi", "ni"),
}
# the reference run left escalc's default for these: nothing is added
UNCORRECTED = {"PAS", "PFT", "AS", "IRS", "IRFT", "IRSD"}
CONTINUOUS = {"MD", "SMD", "SMDH", "ROM", "ZCOR"}


def correction(measure: str, options: dict[str, Any] | None) -> dict[str, Any]:
    """Return our arguments for what the reference run asked of escalc: its defaults, or stated."""
    asked = {"drop00": options["drop00"]} if options else {}
    if measure in UNCORRECTED or measure in CONTINUOUS or measure.endswith("_given"):
        return asked
    if options:
        return {"cc": options["add"], "cc_to": options["to"], **asked}
    return {"cc": 0.5, "cc_to": "only0"}


def as_effects(measure: str, kind: str, columns: dict[str, Any], options: Any = None) -> Any:
    """Return our effects for one measure of a golden document."""
    key = "GEN" if measure.endswith("_given") else measure
    given = {name: np.atleast_1d(columns[name]) for name in COLUMNS[kind]}
    return effects(key, **given, **correction(measure, options))


def compare(ledger: Ledger) -> None:
    """Compare every ``escalc`` section of the document."""
    doc = ledger.doc
    if doc["schema"] == "meta-golden/1":
        for measure in doc["measures"]:
            ours = as_effects(measure, doc["kind"], doc["data"], doc.get("escalc_options"))
            _check(ledger, ("measures", measure, "escalc"), ours)
    if doc["schema"] == "meta-golden/edge-1":
        for index, case in enumerate(doc["prop"]):
            for measure in ("PR", "PLN", "PLO", "PAS", "PFT"):
                ours = as_effects(measure, "proportion", case)
                _check(ledger, ("prop", index, measure, "escalc"), ours)
        for index, case in enumerate(doc["bin"]):
            for measure in ("OR", "RR", "RD", "AS", "PETO"):
                for section, drop00 in (("escalc", False), ("escalc_drop00", True)):
                    options = {"add": 0.5, "to": "only0", "drop00": drop00}
                    ours = as_effects(measure, "two_group_binary", case, options)
                    _check(ledger, ("bin", index, measure, section), ours)


def _check(ledger: Ledger, path: tuple[str | int, ...], ours: Any) -> None:
    for name in ("yi", "vi"):
        stored, values = ledger.at(*path, name), getattr(ours, name)
        if not isinstance(stored, list):
            ledger.check((*path, name), float(values[0]), rtol=RTOL)
        else:
            ledger.check((*path, name), values, rtol=RTOL)
