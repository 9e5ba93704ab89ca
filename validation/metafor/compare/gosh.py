"""GOSH: summaries of the results of all subsets."""

import numpy as np

from trephine.evidence.gosh import gosh
from validation.metafor.compare.fits import sections
from validation.metafor.ledger import Ledger

SHARES = [0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0]


def compare(ledger: Ledger) -> None:
    for path, effects in sections(ledger):
        for method in ledger.at(*path, "gosh", default={}):
            place = (*path, "gosh", method)
            ours = gosh(effects, method=method)
            ledger.check((*place, "n_subsets"), ours.count)
            ledger.skip((*place, "note"), "a description of the reference run")
            sd = float(np.std(ours.estimate, ddof=1))
            ledger.check((*place, "estimate", "sd"), sd, rtol=1e-10)
            # metafor gives single studies I2 = tau2 = 0; for us they have none.
            columns = {
                "estimate": ours.estimate,
                "I2": np.nan_to_num(ours.I2),
                "QE": ours.Q,
                "tau2": np.nan_to_num(ours.tau2),
            }
            for name, values in columns.items():
                mean, q = float(values.mean()), np.quantile(values, SHARES)
                ledger.check((*place, name, "mean"), mean, rtol=1e-9)
                atol = 1e-12 * float(np.abs(values).max())
                ledger.check((*place, name, "q"), q, rtol=1e-9, atol=atol)
            sizes = ours.sizes()
            for size in ledger.at(*place, "sum_by_size"):
                mean = float(ours.estimate[sizes == int(size)].mean())
                ledger.check((*place, "sum_by_size", size), mean, rtol=1e-9)
