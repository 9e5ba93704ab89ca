"""Regression tests for funnel-plot asymmetry: by lm and rma, on every predictor."""

from typing import Any

import numpy as np
import pytest

from trephine.core.error import MethodError
from trephine.evidence.bias.egger import egger
from trephine.evidence.effect_set import Effects
from validation.metafor.compare._given import given
from validation.metafor.compare._sized import not_run, sized
from validation.metafor.ledger import Ledger, Path_

FIGURES = ("stat", "pval", "df", "limit_est", "limit_lb", "limit_ub")


def compare(ledger: Ledger) -> None:
    for measure, studies in sized(ledger, "regtest"):
        for method, tests in ledger.at("measures", measure, "regtest").items():
            path = ("measures", measure, "regtest", method)
            for key, golden in tests.items():
                _check(ledger, (*path, key), studies, key, golden, method=method)
    for index, case in enumerate(ledger.at("gen", default=[])):
        studies = given(case["yi"], case["vi"])
        for key, golden in case["regtest"].items():
            _check(ledger, ("gen", index, "regtest", key), studies, key, golden, method="REML")


def _check(
    ledger: Ledger, path: Path_, studies: Effects, key: str, golden: Any, *, method: str
) -> None:
    model, predictor = key.split("|")
    if len(studies.yi) == 2:
        with pytest.raises(MethodError):
            egger(studies, model=model, predictor=predictor, method=method)
        ledger.skip(path, "two studies leave no residual: metafor stops, and ours raises")
        return
    ours = egger(studies, model=model, predictor=predictor, method=method)
    if "error" in golden:
        found = f"stat {ours.stat:.6g}, pval {ours.pval:.6g}"
        ledger.skip(path, not_run(golden["error"], found))
        return
    if model == "lm" and not np.ptp(studies.yi):
        assert np.isnan(ours.stat)
        for name in ("stat", "pval"):
            ledger.skip((*path, name), "0/0 of identical effects: rounding in R, NaN here")
        ledger.check(path, {"df": ours.df, "limit_est": ours.limit_est})
        for name in ("limit_lb", "limit_ub"):
            ledger.check((*path, name), getattr(ours, name), rtol=1e-6, atol=1e-14)
        return
    # Of identical effects, metafor's statistic is rounding, of the order of 1e-16.
    ledger.check(path, {name: getattr(ours, name) for name in FIGURES}, rtol=1e-6, atol=1e-14)
