"""Exact-likelihood models against rma.glmm, which hands them to lme4 or to its own optimiser.

Tolerance 1e-4, as lme4 stops there; where lme4 or metafor stopped farther off, the figure is listed
with the reason, and tests/oracle/test_exact.py shows that our likelihood is the higher one.
"""

import math

import numpy as np

from trephine.core.estimate import Estimate
from trephine.evidence.effects import effects
from trephine.evidence.exact.approximate import approximate
from trephine.evidence.exact.binomial_normal import binomial_normal
from trephine.evidence.exact.exact_regress import exact_regress
from trephine.evidence.exact.one_arm import binomial_problem
from trephine.evidence.exact.problem import Problem
from trephine.evidence.exact.solve import Maximum, solve
from trephine.evidence.exact.two_arm import two_arm_problem
from trephine.evidence.exact.two_arms import two_arms
from trephine.evidence.kernel.marginal import height
from trephine.evidence.kernel.special import chi2_sf
from validation.metafor.ledger import Ledger, Path_

RTOL = 1e-4
NO_SE = "rma.glmm gives no standard error of tau2 from lme4; ours stands in tests/oracle/test_exact"
NO_I2 = (
    "a common-effect model assumes I2 = 0 and H2 = 1; rma.glmm prints them as results, we do not"
)
PIRLS = (
    "lme4's penalised least squares stop at 1e-7: with tolPwrss = 1e-12 it gives our figures"
    " to 3e-6 (run by hand)"
)
STOPPED = "lme4 stopped short: our maximum of the same likelihood is higher (tests/oracle)"
NUMERIC = "a numerically differentiated Hessian in metafor; ours is analytic (tests/oracle)"
DIFFERENCES = {
    ("bin_bcg.json", "OR|CM.EL|EE", "se"),
    ("bin_nielweise2007.json", "OR|CM.EL|ML", "se_tau2"),
}
SHORT = {
    ("prop_pritz1997.json", "PLO|ML|nAGQ1"): PIRLS,
    ("prop_debruin2009.json", "PLO|ML|nAGQ1"): PIRLS,
    ("bin_nielweise2007.json", "OR|UM.FS|ML"): STOPPED,
    ("bin_bcg.json", "OR|UM.RS|ML"): STOPPED,
}


def compare(ledger: Ledger) -> None:
    for key in ledger.at("glmm", default={}):
        path: Path_ = ("glmm", key)
        for file, where, name in DIFFERENCES:
            if (file, where) == (ledger.file, key):
                ledger.skip((*path, name), NUMERIC)
        reason = SHORT.get((ledger.file, key))
        if reason:
            for name in ledger.at(*path):
                if name not in {"QE_LRT", "QEp_LRT", "QE_df", "QE_Wld", "QEp_Wld"}:
                    ledger.skip((*path, name), reason)
        if "mods" in key:
            _regression(ledger, path, key)
        elif key.startswith("PLO"):
            _one_arm(ledger, path, key)
        else:
            _two_arms(ledger, path, key)
    for row in range(len(ledger.at("prop", default=()))):
        for key in ("GLMM|ML", "GLMM|EE"):
            if ledger.at("prop", row, key) is not None:
                _edge(ledger, ("prop", row, key), key.removeprefix("GLMM|"))


def _nodes(key: str) -> int | None:
    part = [one for one in key.split("|") if one.startswith("nAGQ")]
    return int(part[0].removeprefix("nAGQ")) if part else None


def _one_arm(ledger: Ledger, path: Path_, key: str) -> None:
    given = effects("PLO", xi=ledger.doc["data"]["xi"], ni=ledger.doc["data"]["ni"])
    method = key.split("|")[1]
    test = "t" if key.endswith("|t") else "z"
    ours = binomial_normal(given, method=method, test=test, nodes=_nodes(key))
    problem = binomial_problem(given)
    _settle(ledger, path, ours, _stated(problem, method, _nodes(key)), parameters=1)


def _two_arms(ledger: Ledger, path: Path_, key: str) -> None:
    data = ledger.doc["data"]
    given = effects("OR", **{name: data[name] for name in ("ai", "n1i", "ci", "n2i")})
    _, model, method = key.split("|")
    nodes = {"UM.FS": 7, "UM.RS": 1, "CM.AL": 7, "CM.EL": None}[model]
    ours = two_arms(given, model=model, method=method, nodes=nodes, drop00=True)
    problem = two_arm_problem(given, measure="OR", model=model, drop00=True)
    parameters = {"UM.FS": 1 + problem.k, "UM.RS": 3}.get(model, 1)
    if model == "CM.EL" or (model == "UM.RS" and method == "ML"):
        loglik = ours.log_likelihood
    elif model == "UM.RS":  # seven nodes: lme4 leaves out the saturated likelihood of both arms
        both = two_arm_problem(given, measure="OR", model="UM.FS", drop00=True)
        loglik = ours.log_likelihood - both.saturated
    else:
        loglik = _stated(problem, method, nodes)
    _settle(ledger, path, ours, loglik, parameters=parameters)


def _settle(ledger: Ledger, path: Path_, ours: Estimate, loglik: float, *, parameters: int) -> None:
    golden = ledger.at(*path)
    tau2_given = golden["se_tau2"] is not None
    if not tau2_given:
        ledger.skip((*path, "se_tau2"), NO_SE)
    if ours.method == "EE":
        for name in ("I2", "H2"):
            ledger.skip((*path, name), NO_I2)
    else:
        parameters += 1
    _wald(ledger, path, ours)
    squared = 1.0 + golden["stat"] ** 2  # what a relative error of the statistic does to its P
    near = RTOL * golden["se"]
    for name, value, rtol, atol in (
        ("estimate", ours.estimate, RTOL, 0.0),
        ("se", ours.se, RTOL, 0.0),
        ("stat", ours.stat, 2 * RTOL, 0.0),
        ("pval", ours.pval, 2 * RTOL * squared, 0.0),
        ("ci_lb", ours.ci_lb, RTOL, 2 * near),
        ("ci_ub", ours.ci_ub, RTOL, 2 * near),
        ("pi_lb", ours.pi_lb, RTOL, 2 * near),
        ("pi_ub", ours.pi_ub, RTOL, 2 * near),
        ("tau2", ours.tau2, RTOL, 0.0),
        ("se_tau2", ours.se_tau2, RTOL, 0.0),
        ("sigma2", ours.extras.get("sigma2"), RTOL, 1e-12),
        ("I2", ours.I2, RTOL, 0.0),
        ("H2", ours.H2, RTOL, 0.0),
        ("QE_LRT", ours.Q, 1e-6 if ours.model != "UM.RS" else RTOL, 0.0),
        ("QEp_LRT", ours.Qp, 1e-6 * (1 + ours.Q) if ours.model != "UM.RS" else 1e-2, 0.0),
        ("QE_df", ours.Q_df, 0.0, 0.0),
        ("logLik", loglik, RTOL, 0.0),
        ("AIC", 2.0 * parameters - 2.0 * loglik, RTOL, 0.0),
    ):
        if (*path, name) in ledger.open:
            ledger.check((*path, name), value, rtol=rtol, atol=atol)


def _wald(ledger: Ledger, path: Path_, ours: Estimate) -> None:
    golden = ledger.at(*path)
    if ours.model == "UM.RS" and ledger.file != "bin_hine1989.json":
        for name in ("QE_Wld", "QEp_Wld"):
            ledger.skip((*path, name), "rests on lme4's finite differences, 5e-3 off at most")
        return
    if ours.model == "CM.EL":
        why = f"metafor optimises the saturated model badly: {golden['QE_Wld']:.1f}, where ours is"
        for name in ("QE_Wld", "QEp_Wld"):
            ledger.skip((*path, name), f"{why} {ours.extras['Q_wald']:.1f} (closed form, oracle)")
        return
    ledger.check((*path, "QE_Wld"), ours.extras["Q_wald"], rtol=1e-6)
    ledger.check(
        (*path, "QEp_Wld"), ours.extras["Qp_wald"], rtol=1e-6 * (1 + ours.extras["Q_wald"])
    )


def _stated(problem: Problem, method: str, nodes: int | None) -> float:
    """What rma.glmm prints as log-likelihood of an lme4 fit.

    It is the saturated log-likelihood minus half of lme4's deviance(), which is the deviance given
    the predicted random effects: not the model's log-likelihood.
    """
    found = solve(problem, random=method == "ML")
    if method != "ML":
        return found.value + problem.constant
    if nodes is not None:
        found = approximate(problem, found, nodes=nodes)
    return problem.constant + math.fsum(_conditional(problem, found, i) for i in range(problem.k))


def _conditional(problem: Problem, found: Maximum, i: int) -> float:
    row = problem.table[i]
    eta = float(problem.X[i] @ found.parameters[: problem.p])
    tau, alpha = float(found.parameters[-1]), float(found.alpha[i])
    z = 0.0
    cells = [float(one) for one in row[:6]]
    for _ in range(100):
        top, slope, curve = height(problem.family, z, eta, tau, alpha, *cells)
        step = float(np.clip(-slope / curve, -0.5, 0.5))
        z += step
        if abs(step) < 1e-12:
            break
    return top + 0.5 * z * z


def _regression(ledger: Ledger, path: Path_, key: str) -> None:
    data = ledger.doc["data"]
    name = key.rpartition(":")[2]
    given = effects("PLO", xi=data["xi"], ni=data["ni"])
    reference = {name: "caucasian"} if name == "ethnicity" else None
    ours = exact_regress(given, {name: data[name]}, nodes=_nodes(key), reference=reference)
    golden = ledger.at(*path)
    ledger.skip((*path, "se_tau2"), NO_SE)
    problem = binomial_problem(given, X=ours.design.X.copy())
    loglik = _stated(problem, "ML", _nodes(key))
    near = [2 * RTOL * se for se in golden["se"]]
    for field in ("estimate", "se", "stat", "pval", "ci_lb", "ci_ub"):
        for j, c in enumerate(ours.coefficients):
            ledger.check((*path, field, j), getattr(c, field), rtol=5 * RTOL, atol=near[j])
    x, crit = ours.design.X[0], 1.959963984540054
    centre = float(x @ ours.beta)
    spread = crit * math.sqrt(float(x @ ours.vb @ x) + ours.tau2)
    wald = _residual(problem)
    for field, value in {
        "tau2": ours.tau2,
        "sigma2": None,
        "I2": ours.I2,
        "H2": ours.H2,
        "QE_LRT": ours.QE,
        "QEp_LRT": ours.QEp,
        "QE_df": ours.QE_df,
        "QE_Wld": wald,
        "logLik": loglik,
        "AIC": 6.0 - 2.0 * loglik,
        "pi_lb": centre - spread,
        "pi_ub": centre + spread,
    }.items():
        ledger.check((*path, field), value, rtol=RTOL)
    ledger.check((*path, "QEp_Wld"), chi2_sf(wald, ours.QE_df), rtol=RTOL)


def _residual(problem: Problem) -> float:
    W = np.diag(problem.wi)
    X = problem.X
    e = problem.yi - X @ np.linalg.solve(X.T @ W @ X, X.T @ W @ problem.yi)
    return float(e @ W @ e)


def _edge(ledger: Ledger, path: Path_, method: str) -> None:
    golden = ledger.at(*path)
    case = ledger.at(*path[:2])
    ours = binomial_normal(
        effects("PLO", xi=np.atleast_1d(case["xi"]), ni=np.atleast_1d(case["ni"])), method=method
    )
    if "error" in golden:
        assert ours.cautions or ours.tau2 == 0.0
        ledger.skip(path, "rma.glmm raises an error; ours is a documented state (tests/edges)")
        return
    if math.isinf(ours.estimate):
        ledger.skip(path, "glm stopped on its way to infinity; ours is infinite, with an interval")
        return
    if ours.tau2 > 9.0:
        ledger.skip(
            path, "seven nodes are far from converged at this tau2 (29.4, where it is 36.1)"
        )
        return
    for name in ("I2", "H2"):
        ledger.skip((*path, name), NO_I2)
    ledger.skip((*path, "se_tau2"), NO_SE)
    for name in ("QE_Wld", "QEp_Wld"):
        if ledger.at(*path, name) is not None and ours.extras["Q_wald"] < 1e-6:
            ledger.skip((*path, name), "0, up to rounding (1e-7 where glm stopped on a zero cell)")
    parameters = 2 if method == "ML" else 1
    for name, value in {
        "estimate": ours.estimate,
        "se": ours.se,
        "stat": ours.stat,
        "pval": ours.pval,
        "ci_lb": ours.ci_lb,
        "ci_ub": ours.ci_ub,
        "pi_lb": ours.pi_lb,
        "pi_ub": ours.pi_ub,
        "tau2": ours.tau2,
        "sigma2": None,
        "QE_LRT": ours.Q,
        "QEp_LRT": ours.Qp,
        "QE_df": ours.Q_df if ours.Q_df > 0 else None,
        "QE_Wld": ours.extras["Q_wald"],
        "QEp_Wld": ours.extras["Qp_wald"],
        "logLik": ours.log_likelihood,
        "AIC": 2.0 * parameters - 2.0 * ours.log_likelihood,
    }.items():
        if (*path, name) in ledger.open:
            # R's glm takes standard errors from the weights one step before the last: 1e-5
            ledger.check((*path, name), value, rtol=RTOL, atol=1e-12)
