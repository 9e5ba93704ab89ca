"""R's meta: common and random effects, its three intervals, corrections, prediction intervals.

Its default tolerances are absolute, so 1e-4 relative, as the golden files say.
"""

from typing import Any

from trephine.evidence.effect_set import Effects
from trephine.evidence.heterogeneity import heterogeneity
from trephine.evidence.pool import pool
from validation.metafor.compare.escalc import as_effects
from validation.metafor.compare.fits import check
from validation.metafor.ledger import Ledger, Path_

RTOL = 1e-4
TESTS = {
    ("classic", ""): "z",
    ("HK", ""): "knha",
    ("HK", "se"): "adhoc",
    ("HK", "ci"): "knha_ci",
    ("HK", "IQWiG6"): "knha_iqwig6",
    ("KR", ""): "kr",
}
MEASURES = {"PFT": "PFT", "PLOGIT": "PLO", "OR": "OR"}


def compare(ledger: Ledger) -> None:
    if ledger.doc["schema"] != "meta-golden/rmeta-1":
        return
    measure = MEASURES[ledger.doc["name"].split()[-1]]
    studies = as_effects(measure, ledger.doc["kind"], ledger.doc["data"])
    _variant(ledger, ("default",), studies, "classic||V")
    for key in ledger.at("variants"):
        _variant(ledger, ("variants", key), studies, key)


def _variant(ledger: Ledger, path: Path_, studies: Effects, key: str) -> None:
    interval, adhoc, prediction = key.split("|")
    common = pool(studies, method="EE", test="z")
    ours = pool(studies, method="REML", test=TESTS[interval, adhoc], pi=prediction)
    spread = heterogeneity(studies, ours)
    df_predict = {"V": ours.k - 1, "HTS": ours.k - 2, "HK": ours.k - 1, "HK-PR": ours.k - 2}
    kr = pool(studies, method="REML", test="kr").ddf
    df_predict |= {"KR": kr, "KR-PR": kr - 1}
    figures: dict[str, Any] = {
        "TE_common": common.estimate,
        "se_common": common.se,
        "lower_common": common.ci_lb,
        "upper_common": common.ci_ub,
        "TE_random": ours.estimate,
        "se_random": ours.se,
        "lower_random": ours.ci_lb,
        "upper_random": ours.ci_ub,
        "df_random": ours.ddf,
        "pval_random": ours.pval,
        "pi": [ours.pi_lb, ours.pi_ub],
        "df_predict": df_predict.get(prediction),
        "tau2": ours.tau2,
        "lower_tau2": ours.tau2_lb,
        "upper_tau2": ours.tau2_ub,
        "Q": ours.Q,
        "I2": spread.I2 / 100.0,
        "lower_I2": spread.I2_lb / 100.0,
        "upper_I2": spread.I2_ub / 100.0,
        "H": spread.H,
        "Rb": spread.Rb / 100.0,
    }
    if ledger.at(*path, "pval_random") is None:
        ledger.skip((*path, "pval_random"), "meta does not test a single proportion against 0")
    # meta's own tolerance leaves 1.1e-4 here; metafor's tight run (prop_debruin2009) has our value.
    check(ledger, path, {"lower_tau2": figures.pop("lower_tau2")}, 2e-4)
    check(ledger, path, figures, RTOL)
