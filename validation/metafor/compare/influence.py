"""Case diagnostics: rstudent, dffits, Cook's distance, cov.r, deleted tau2 and Q, hat, dfbetas."""

from typing import Any

from trephine.evidence.effect_set import Effects
from trephine.evidence.influence import influence
from validation.metafor.compare._given import given, measured, settings, spread
from validation.metafor.ledger import Ledger, Path_

_NO_FIT = "metafor 5.1 stored an error for a model that did not fit; we return a result"
_LIST = "a label or the number of digits that metafor's list carries, not a result"


def compare(ledger: Ledger) -> None:
    for measure, effects in measured(ledger):
        for key in ledger.at("measures", measure, "influence", default={}):
            path: Path_ = ("measures", measure, "influence", key)
            if ledger.at(*path, "error") is not None:
                ledger.skip(path, _NO_FIT)
                continue
            _check(ledger, path, effects, key, atol=0.0)
    for index, case in enumerate(ledger.at("gen", default=[])):
        if "influence" not in case:
            continue
        path = ("gen", index, "influence")
        if len(case["yi"]) == 2:
            ledger.skip(path, "without one of two studies tau2 is not identified: ours are NaN")
            continue
        effects = given(case["yi"], case["vi"])
        _check(ledger, path, effects, "REML|z", atol=1e-14)


def _check(ledger: Ledger, path: Path_, effects: Effects, key: str, *, atol: float) -> None:
    ours = influence(effects, **settings(key))
    golden: Any = ledger.at(*path)
    # A deleted tau2 at the boundary is 0 for us, 1e-14 of a variance for metafor.
    floor = max(atol, 1e-9 * float(effects.vi.min()))
    for name in ("rstudent", "dffits", "cook_d", "cov_r", "QE_del", "hat", "weight"):
        values = spread(getattr(ours, name), ours.labels, golden[name])
        ledger.check((*path, name), values, rtol=1e-6, atol=atol)
    tau2 = spread(ours.tau2_del, ours.labels, golden["tau2_del"])
    ledger.check((*path, "tau2_del"), tau2, rtol=1e-6, atol=floor)
    ledger.check((*path, "is_infl"), spread(ours.is_infl, ours.labels, golden["is_infl"]))
    dfbetas = spread(ours.dfbetas[:, 0], ours.labels, golden["dfbetas"][0])
    ledger.check((*path, "dfbetas", 0), dfbetas, rtol=1e-6, atol=atol)
    for extra in range(1, len(golden["dfbetas"])):
        ledger.skip((*path, "dfbetas", extra), _LIST)
