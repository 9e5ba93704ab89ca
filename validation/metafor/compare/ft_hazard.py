"""The hazard of the Freeman-Tukey back-transformation, and what other measures give instead."""

import math
from typing import Any

import numpy as np

from trephine.core.estimate import Back, Estimate
from trephine.evidence.back_transform import back_transform
from trephine.evidence.effect_set import Effects
from trephine.evidence.effects import effects
from trephine.evidence.exact.binomial_normal import binomial_normal
from trephine.evidence.ft_hazard import ft_hazard
from trephine.evidence.measure.freeman_tukey import harmonic_mean
from trephine.evidence.natural_scale import natural_scale
from trephine.evidence.pool import pool
from validation.metafor.ledger import Ledger

INPUT = "counts and remarks of the set: what is given, not what is found"
COARSE = (
    "lme4's quadrature with 1 or 7 points, which has not converged on these sets; nAGQ25 is"
    " compared, and exact likelihood is held to glmm_exact.json"
)
METHODS = {"FE": "EE", "DL": "DL", "REML": "REML"}


def compare(ledger: Ledger) -> None:
    """Compare every set: its proportions, five ways back, two other measures, the likelihood."""
    if ledger.doc["schema"] != "meta-golden/ft-hazard-1":
        return
    for index, case in enumerate(ledger.at("sets")):
        at = ("sets", index)
        for name in ("id", "note", "xi", "ni"):
            ledger.skip((*at, name), INPUT)
        pft = effects("PFT", xi=case["xi"], ni=case["ni"])
        _describe(ledger, at, pft)
        for name, method in METHODS.items():
            _pooled(ledger, (*at, "PFT", name), pft, method)
        for measure in ("PAS", "PLO"):
            for name in ("FE", "REML"):
                found = pool(effects(measure, xi=case["xi"], ni=case["ni"]), **_z(METHODS[name]))
                ours = {"tau2": found.tau2, **_named(found.back["natural"])}
                ledger.check((*at, f"{measure}|{name}"), ours)
        _likelihood(ledger, at, pft)


def _z(method: str) -> dict[str, Any]:
    # the reference's prediction interval takes the quantile of the test, as metafor does
    return {"method": method, "test": "z", "pi": "test"}


def _describe(ledger: Ledger, at: tuple[str | int, ...], pft: Effects) -> None:
    x, n = pft.raw["xi"], pft.raw["ni"]
    ours = {
        "proportion": x / n,
        "crude": float(x.sum() / n.sum()),
        "min_p": float((x / n).min()),
        "max_p": float((x / n).max()),
        "harmonic_mean_n": harmonic_mean(n),
        "arithmetic_mean_n": float(n.mean()),
        "geometric_mean_n": math.exp(float(np.log(n).mean())),
    }
    ledger.check(at, ours, rtol=1e-12)


def _named(back: Back) -> dict[str, float]:
    fields = back.as_dict()
    return {"pred": fields.pop("estimate"), **fields}


def _pooled(ledger: Ledger, at: tuple[str | int, ...], pft: Effects, method: str) -> None:
    found = pool(pft, **_z(method))
    n = pft.raw["ni"]
    mean, geometric = np.asarray(n.mean()), np.asarray(math.exp(float(np.log(n).mean())))
    hazard = ft_hazard(pft, estimate=found.estimate, se=found.se)
    ours: dict[str, Any] = {
        "estimate_t": found.estimate,
        "ci_t": [found.ci_lb, found.ci_ub],
        "tau2": found.tau2,
        "bounds_of_ft_scale_at_hm": [hazard.scale_lb, hazard.scale_ub],
        "misleading": hazard.misleading,
        **{how: _named(back) for how, back in _back(pft, found).items()},
        "miller_arith": _by(found, mean),
        "miller_geom": _by(found, geometric),
    }
    ours["barendregt_doi"]["n_equiv"] = 0.25 / found.se**2
    ours["miller_total_n"]["n"] = float(n.sum())
    ledger.check(at, ours)
    if hazard.misleading and hazard.caution is None:
        ledger.mismatches.append(f"{at}: misleading without a caution")


def _back(pft: Effects, found: Estimate) -> dict[str, Back]:
    names = ("estimate", "se", "ci_lb", "ci_ub", "pi_lb", "pi_ub")
    return dict(natural_scale(pft, **{name: getattr(found, name) for name in names}))


def _by(found: Estimate, n: Any) -> dict[str, float]:
    values = [found.estimate, found.ci_lb, found.ci_ub]
    back = back_transform("PFT", values, how="miller", ni=n)
    return dict(zip(("pred", "ci_lb", "ci_ub"), back.tolist(), strict=True))


def _likelihood(ledger: Ledger, at: tuple[str | int, ...], pft: Effects) -> None:
    for name in ("GLMM|nAGQ1", "GLMM|nAGQ7"):
        ledger.skip((*at, name), COARSE)
    for name, method in (("GLMM|nAGQ25", "ML"), ("GLMM|EE", "EE")):
        found = binomial_normal(pft, method=method, tau2_ci="none")
        ours = {"tau2": found.tau2, **_named(found.back["natural"])}
        # lme4's own tolerance; where its tau2 is 0, ours may stop a rounding away
        ledger.check((*at, name), ours, rtol=1e-4, atol=1e-20)
