"""Leave-one-out and cumulative meta-analysis."""

from typing import Any

import numpy as np

from trephine.evidence.cumulative import cumulative
from trephine.evidence.effect_set import Effects
from trephine.evidence.leave_one_out import leave_one_out
from trephine.evidence.pooled_rows import PooledRows
from validation.metafor.compare._given import settings
from validation.metafor.compare.fits import CLOSED, sections
from validation.metafor.ledger import Ledger, Path_

NAMES = ("estimate", "se", "stat", "pval", "ci_lb", "ci_ub", "Q", "Qp", "tau2", "I2", "H2")
ONE = "one study has no heterogeneity: metafor gives 0 or 1, we NaN"
FAILED = "metafor's Fisher scoring did not converge on this set; our estimate is the global maximum"


def compare(ledger: Ledger) -> None:
    for path, effects in sections(ledger):
        left_out = ledger.at(*path, "leave1out", default={})
        if "estimate" in left_out:  # the edge cases store one model only
            ours = leave_one_out(effects, method="REML", test="z")
            _rows(ledger, (*path, "leave1out"), effects, ours)
            continue
        for key in left_out:
            ours = leave_one_out(effects, **settings(key))
            if "error" in left_out[key]:
                _reference_failed(ledger, (*path, "leave1out", key), ours)
            else:
                _rows(ledger, (*path, "leave1out", key), effects, ours)
        for key in ledger.at(*path, "cumul", default={}):
            place = (*path, "cumul", key)
            if ledger.at(*place, "error") is not None:
                _reference_failed(ledger, place, cumulative(effects, **settings(key)))
                continue
            order0 = [int(one) - 1 for one in ledger.at(*place, "order0")]
            by = np.empty(len(order0))
            by[order0] = np.arange(len(order0))
            ours = cumulative(effects, order=by, **settings(key))
            ledger.skip((*place, "order0"), "the order handed in, not a result")
            _rows(ledger, place, effects, ours, order0)


def _reference_failed(ledger: Ledger, path: Path_, ours: PooledRows) -> None:
    assert np.isfinite(ours.estimate).all()
    ledger.skip(path, "the reference run had no model to start from; our rows are finite")


def _rows(
    ledger: Ledger,
    path: Path_,
    effects: Effects,
    ours: PooledRows,
    order0: list[int] | None = None,
) -> None:
    rtol = 1e-10 if ours.plan.method.name in CLOSED else 1e-6
    order = list(range(effects.k)) if order0 is None else order0
    place_of = {label: i for i, label in enumerate(ours.labels)}
    size = 1e-14 * float(np.nanmax(np.abs(effects.yi)))
    floor = {"tau2": 2e-11 * float(np.nanmedian(effects.vi)), "I2": 2e-9}
    for i, study in enumerate(order):
        if effects.labels[study] in place_of and ledger.at(*path, "estimate", i) is None:
            for name in NAMES:
                ledger.skip((*path, name, i), FAILED)
    for name in NAMES:
        golden: Any = ledger.at(*path, name, default=None)
        if golden is None:
            if ledger.at(*path, name, default=KeyError) is None:
                ledger.skip((*path, name), "metafor gives no test statistic here")
            continue
        values = ours.column(name)
        for i, study in enumerate(order):
            place = (*path, name, i)
            row = place_of.get(effects.labels[study])
            if place in ledger.skipped:
                continue
            if row is None:
                ledger.check(place, np.nan)
            elif ours.k[row] == 1 and name in {"Qp", "tau2", "I2", "H2"}:
                assert np.isnan(values[row])
                ledger.skip(place, ONE)
            else:
                ledger.check(place, float(values[row]), rtol=rtol, atol=floor.get(name, size))
