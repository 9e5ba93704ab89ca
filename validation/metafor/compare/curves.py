"""Henmi-Copas interval, prediction intervals by type, profile likelihood."""

import math

import numpy as np

from trephine.evidence.effect_set import Effects
from trephine.evidence.henmi_copas import henmi_copas
from trephine.evidence.pool import pool
from trephine.evidence.profile import profile
from validation.metafor.compare.fits import check, sections
from validation.metafor.ledger import Ledger, Path_

# metafor solves for the quantile to 1.2e-4 (absolute), so its limits have four digits.
HENMI_COPAS_RTOL = 2e-4


def compare(ledger: Ledger) -> None:
    for path, effects in sections(ledger):
        if ledger.at(*path, "henmi_copas") is not None:
            ours = henmi_copas(effects)
            place = (*path, "henmi_copas")
            check(ledger, place, {"estimate": ours.estimate, "se": ours.se}, 1e-10)
            limits = {"ci_lb": ours.ci_lb, "ci_ub": ours.ci_ub}
            check(ledger, place, limits, 0.0, HENMI_COPAS_RTOL * (ours.ci_ub - ours.ci_lb))
        for kind in ledger.at(*path, "predict_types", default={}):
            ours = pool(effects, method="REML", test="z", pi=kind)
            if ledger.at(*path, "predict_types", kind) is None:
                assert np.isfinite(ours.pi_lb)
                reason = "the reference run had no model to predict from; our limits are finite"
                ledger.skip((*path, "predict_types", kind), reason)
                continue
            limits = {"pi_lb": ours.pi_lb, "pi_ub": ours.pi_ub}
            check(ledger, (*path, "predict_types", kind), limits, 1e-6)
        for method in ledger.at(*path, "profile", default={}):
            place = (*path, "profile", method)
            if "error" in ledger.at(*place):
                continue
            curve = profile(effects, method=method, tau2=ledger.at(*place, "tau2"))
            ledger.skip((*place, "tau2"), "the values handed in, not a result")
            assert np.isfinite(curve.log_likelihood).all()
            _at_the_fit(ledger, path, effects, method)
            if all(one is None for one in ledger.at(*place, "ll")):
                ledger.skip((*place, "ll"), "metafor 5.1 gave no values for a model of this kind")
            else:
                ledger.check((*place, "ll"), curve.log_likelihood)


def _at_the_fit(ledger: Ledger, path: Path_, effects: Effects, method: str) -> None:
    """Check the curve at the reference's tau2: its log-likelihood there is known."""
    fit = ledger.at(*path, "fits", f"{method}|z")
    curve = profile(effects, method=method, tau2=fit["tau2"])
    assert math.isclose(curve.log_likelihood[0], fit[f"logLik_{method}"], rel_tol=1e-9)
    assert curve.best_log_likelihood >= curve.log_likelihood[0] - 1e-12 * abs(
        curve.best_log_likelihood
    )
