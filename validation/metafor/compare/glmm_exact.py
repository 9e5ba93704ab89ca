"""Exact-likelihood models against an independent maximum likelihood in Python (121 nodes)."""

import math

from trephine.evidence.effect_set import Effects
from trephine.evidence.effects import effects
from trephine.evidence.exact.beta_binomial import beta_binomial
from trephine.evidence.exact.binomial_normal import binomial_normal
from trephine.evidence.exact.one_arm import binomial_problem
from trephine.evidence.exact.solve import solve
from validation.metafor.ledger import Ledger


def compare(ledger: Ledger) -> None:
    for row, stated in enumerate(ledger.at("sets", default=())):
        if "binomial_normal" not in stated:
            return  # the sets of another document
        ledger.skip(("sets", row, "dataset"), "the name of the data set, not a result")
        for name in ("file", "xi", "ni"):
            ledger.skip(("sets", row, name), "the data of the reference run, not a result")
        given = effects("PLO", xi=stated["xi"], ni=stated["ni"])
        _normal(ledger, row, given)
        _beta(ledger, row, given)


def _normal(ledger: Ledger, row: int, given: Effects) -> None:
    path = ("sets", row, "binomial_normal")
    golden = ledger.at(*path)
    ours = binomial_normal(given)
    profiled = binomial_normal(given, ci="profile")
    ledger.skip((*path, "note"), "a remark of the reference run, not a result")
    near = 1e-6
    tau = math.sqrt(ours.tau2)
    back = ours.back["natural"]
    se_tau = ours.se_tau2 / (2.0 * tau) if tau else None
    loose = {"se": ours.se, "se_tau": se_tau}
    for name, value in loose.items():
        ledger.check((*path, name), value, rtol=1e-4)
    for name, value in {
        "estimate": ours.estimate,
        "tau": tau,
        "tau2": ours.tau2,
        "logLik": ours.log_likelihood,
        "AIC": 4.0 - 2.0 * ours.log_likelihood,
        "ci_wald": [ours.ci_lb, ours.ci_ub],
        "ci_profile": [profiled.ci_lb, profiled.ci_ub],
        "tau_ci_profile": [math.sqrt(ours.tau2_lb), math.sqrt(ours.tau2_ub)],
        "LRT_tau0": ours.extras["LRT_tau0"],
        "prop": back.estimate,
        "prop_ci": [back.ci_lb, back.ci_ub],
        "pi_z_prop": [back.pi_lb, back.pi_ub],
        "marginal_mean": ours.extras["marginal_mean"],
    }.items():
        ledger.check((*path, name), value, rtol=near, atol=1e-9)
    conditional = binomial_normal(given, method="EE").se if tau == 0.0 else _given_tau(given)
    ledger.check((*path, "se_given_tau"), conditional, rtol=1e-4)
    assert golden["logLik"] <= ours.log_likelihood + 1e-9


def _given_tau(given: Effects) -> float:
    """Standard error with tau held at its estimate: one over the root of a block's diagonal."""
    return 1.0 / math.sqrt(-solve(binomial_problem(given), random=True).hessian[0, 0])


def _beta(ledger: Ledger, row: int, given: Effects) -> None:
    path = ("sets", row, "beta_binomial")
    golden = ledger.at(*path)
    ours = beta_binomial(given)
    if "degenerate" in golden:
        ledger.skip(
            path,
            "the reference's gamma functions cancel as rho goes to 0 (5e-5 in the log-likelihood);"
            " ours is the binomial there, as it says",
        )
        return
    back = ours.back["natural"]
    ledger.check((*path, "se_logit_mu"), ours.se, rtol=1e-4)
    for name, value in {
        "logit_mu": ours.estimate,
        "mu": back.estimate,
        "ci_mu": [back.ci_lb, back.ci_ub],
        "rho": ours.extras["rho"],
        "alpha": ours.extras["alpha"],
        "beta": ours.extras["beta"],
        "logLik": ours.log_likelihood,
        "AIC": 4.0 - 2.0 * ours.log_likelihood,
    }.items():
        ledger.check((*path, name), value, rtol=1e-6)
