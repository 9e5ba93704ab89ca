"""Subgroups with their own tau2, and the test of the difference between them."""

from typing import Any

from trephine.evidence.fitted import Regression
from trephine.evidence.regression import regress
from trephine.evidence.subgroup import subgroup, take
from validation.metafor.compare._given import measured
from validation.metafor.ledger import Ledger, Path_

_ABSENT = "metafor 5.1 stored 'no fit' (see README); ours against metafor 3.8 in metareg/"
_SETTING = "says how metafor's optimiser was set, not a result"
_FIELDS = {
    "k": "k", "p": "p", "tau2": "tau2", "se_tau2": "se_tau2", "I2": "I2", "H2": "H2", "ddf": "ddf",
    "Q": "QE", "Q_df": "QE_df", "Qp": "QEp", "logLik_ML": "log_likelihood",
    "logLik_REML": "log_likelihood_restricted", "AIC_ML": "AIC", "BIC_ML": "BIC",
    "AIC_REML": "AIC_restricted",
}  # fmt: skip


def compare(ledger: Ledger) -> None:
    by = ledger.at("data", "subgroup")
    for measure, effects in measured(ledger):
        path: Path_ = ("measures", measure, "subgroup")
        if ledger.at(*path) is None:
            continue
        for absent in ("common_tau2", "test_common_tau2"):
            ledger.skip((*path, absent), _ABSENT)
        for section, method in (("within", "REML"), ("within_FE", "EE")):
            if ledger.at(*path, section) is None:
                continue
            ours = subgroup(effects, by, method=method, test="z", pi="test")
            if method == "REML":
                ledger.check((*path, "levels"), [part.level for part in ours.subgroups])
                between = {"Q": ours.Q_between, "df": ours.Q_df, "p": ours.Qp}
                ledger.check((*path, "Q_between_separate_tau2"), between)
            for part in ours.subgroups:
                places = [i for i, group in enumerate(by) if group == part.level]
                alone = regress(take(effects, places), method=method, test="z")
                floor = 1e-9 * float(effects.vi[places].min())
                _check(ledger, (*path, section, part.level), part.estimate, alone, floor)


def _check(ledger: Ledger, path: Path_, pooled: Any, alone: Regression, floor: float) -> None:
    ledger.skip((*path, "ctrl"), _SETTING)
    ledger.skip((*path, "tau2_ci_QP", "lb_sign"), _SETTING)
    ledger.skip((*path, "tau2_ci_QP", "ub_sign"), _SETTING)
    golden = ledger.at(*path)
    for name in ("estimate", "se", "stat", "pval", "ci_lb", "ci_ub", "pi_lb", "pi_ub"):
        ledger.check((*path, name), getattr(pooled, name))
    # metafor stops at 1e-14 of a variance where the optimum is 0
    small = {"tau2": floor, "I2": 1e-6, "H2": 1e-6}
    for name, field in _FIELDS.items():
        rtol = 1e-4 if name == "se_tau2" else 1e-6
        ledger.check((*path, name), getattr(alone, field), rtol=rtol, atol=small.get(name, 0.0))
    if golden["k"] > alone.parameters + 1:
        ledger.check((*path, "AICc_ML"), alone.AICc)
    else:
        reason = "AICc does not exist for k <= parameters + 1: ours is NaN, metafor extrapolates"
        ledger.skip((*path, "AICc_ML"), reason)
    interval = ledger.at(*path, "tau2_ci_QP")
    if interval is None:
        return
    tau2 = [alone.tau2_lb, alone.tau2_ub]
    typical = pooled.extras["typical_variance"]
    ours = {
        "tau2": tau2,
        "tau": [t**0.5 for t in tau2],
        "I2": [100.0 * t / (t + typical) for t in tau2],
        "H2": [t / typical + 1.0 for t in tau2],
    }
    ledger.check((*path, "tau2_ci_QP"), ours)
