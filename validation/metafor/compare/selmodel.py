"""Selection models: step functions and smooth weights.

metafor maximises by BFGS to a relative change of 1e-8, integrates smooth weights to 1.2e-4, and
can't reach a bound. So a figure that differs is settled by the likelihood itself: with tau2 and
the weights put where metafor stopped, our exact likelihood must be lower than at our maximum, by
more than the difference costs. Otherwise the difference is ours and counts.
"""

import math
from typing import Any

from trephine.evidence.bias.selection_model import SelectionModel, selection_model
from trephine.evidence.effect_set import Effects
from validation.metafor.compare._given import measured
from validation.metafor.ledger import Ledger, Path_

CASES: dict[str, dict[str, Any]] = {
    "stepfun_025_g": {"type": "stepfun", "steps": (0.025,), "alternative": "greater"},
    "stepfun_025_l": {"type": "stepfun", "steps": (0.025,), "alternative": "less"},
    # Named for two sides, but run one-sided: its figures are those of 'greater' (metafor 3.8 too).
    "stepfun_05_two": {"type": "stepfun", "steps": (0.05,), "alternative": "greater"},
    "beta_l": {"type": "beta", "alternative": "less"},
    "beta_g": {"type": "beta", "alternative": "greater"},
    "halfnorm_l": {"type": "halfnorm", "alternative": "less"},
    "negexp_l": {"type": "negexp", "alternative": "less"},
    "logistic_l": {"type": "logistic", "alternative": "less"},
    "power_l": {"type": "power", "alternative": "less"},
}
RTOL = 1e-4
_ROUNDING = 1e-9
_FAILED = 0.01
_INTEGRALS = "metafor integrates smooth weights to 1.2e-4 only; ours are exact to rounding"
_ERRORS = "metafor's second differences of integrals good to 1.2e-4 only; ours are analytic"


def compare(ledger: Ledger) -> None:
    for measure, effects in measured(ledger):
        section: Path_ = ("measures", measure, "selmodel")
        if ledger.at(*section) is None:
            continue
        ledger.skip((*section, "base"), "the model that the reference run started from, no figure")
        for case, choices in CASES.items():
            _case(ledger, (*section, case), effects, choices)


def _case(ledger: Ledger, path: Path_, effects: Effects, choices: dict[str, Any]) -> None:
    golden = ledger.at(*path)
    ours = selection_model(effects, **choices)
    if "error" in golden:
        what = f"metafor did not converge; ours: log-likelihood {ours.log_likelihood:.6f}"
        ledger.skip(path, what)
        return
    weights = golden["delta"] if isinstance(golden["delta"], list) else [golden["delta"]]
    there = selection_model(effects, **choices, delta=weights, tau2=golden["tau2"])
    gap = ours.log_likelihood - there.log_likelihood
    if gap < -_ROUNDING * (1 + abs(ours.log_likelihood)):
        # metafor's point is higher: a mismatch, whatever the other figures say.
        ledger.check((*path, "logLik"), ours.log_likelihood, rtol=0.0)
        return
    off = golden["logLik"] - there.log_likelihood
    if off > _FAILED:
        # No effect reaches that log-likelihood with these weights and this tau2 (tests/oracle hold
        # ours to SciPy's integrals at such a point).
        ledger.skip(
            path, f"metafor's integrals failed: its log-likelihood is too high by {off:.2f}"
        )
        return
    held = selection_model(effects, **choices, delta=weights)
    stopped = (
        f"metafor stopped {gap:.1e} below the maximum; its own log-likelihood there is off by "
        f"{off:+.1e}"
    )
    figures: dict[str, tuple[float, float, float]] = {
        "estimate": (ours.estimate, ours.se, held.estimate),
        "tau2": (ours.tau2, ours.se_tau2, held.tau2),
    }
    for j, (weight, se) in enumerate(zip(ours.delta, ours.se_delta, strict=True)):
        figures["delta" if len(weights) == 1 else f"delta/{j}"] = (weight, se, math.nan)
    agree = True
    for name, (value, se, given_weights) in figures.items():
        place = (*path, *(int(part) if part.isdigit() else part for part in name.split("/")))
        stored = ledger.at(*place)
        near = math.isclose(value, stored, rel_tol=RTOL)
        if near or _costs(abs(value - stored), se) > gap + _ROUNDING:
            ledger.check(place, value, rtol=RTOL)
            continue
        agree = False
        if math.isclose(given_weights, stored, rel_tol=RTOL):
            ledger.check(place, given_weights, rtol=RTOL)
        else:
            ledger.skip(place, stopped)
    _derived(ledger, path, ours, held, "" if agree else stopped)


def _costs(difference: float, se: float) -> float:
    """Least loss of log-likelihood that a parameter this far from the maximum can mean.

    A tenth of the quadratic approximation: away from the maximum the likelihood is no parabola, and
    a bound (no standard error, or a slope that is not zero) is judged by the gap alone.
    """
    return 0.0 if math.isnan(se) or se == 0 else 0.1 * 0.5 * (difference / se) ** 2


def _derived(
    ledger: Ledger, path: Path_, ours: SelectionModel, held: SelectionModel, stopped: str
) -> None:
    """Settle log-likelihood, test and standard error, which follow from the point."""
    smooth = ours.type != "stepfun"
    for name, value in {"logLik": ours.log_likelihood, "LRT": ours.LRT, "LRTp": ours.LRTp}.items():
        stored = ledger.at(*path, name)
        reason = stopped or (_INTEGRALS if smooth else "")
        if name == "logLik" and math.isclose(held.log_likelihood, stored, rel_tol=RTOL):
            ledger.check((*path, name), held.log_likelihood, rtol=RTOL)
        elif math.isclose(value, stored, rel_tol=RTOL) or not reason:
            ledger.check((*path, name), value, rtol=RTOL)
        else:
            ledger.skip((*path, name), reason)
    for name, value in {"se": ours.se, "ci_lb": ours.ci_lb, "ci_ub": ours.ci_ub}.items():
        stored = ledger.at(*path, name)
        reason = stopped or (_ERRORS if smooth else "")
        slack = RTOL * ours.se
        near = stored is not None and math.isclose(value, stored, rel_tol=RTOL, abs_tol=slack)
        if near or not reason:
            ledger.check((*path, name), value, rtol=RTOL, atol=slack)
        else:
            ledger.skip((*path, name), reason)
