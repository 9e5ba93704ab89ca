"""heterogeneity: tests of one common effect by likelihood ratio and by Wald, and I2."""

import math
from dataclasses import dataclass, replace

import numpy as np

from trephine.evidence.effect_set import Vector
from trephine.evidence.exact.problem import Problem
from trephine.evidence.exact.solve import Maximum, begin, climb
from trephine.evidence.kernel.newton import invert
from trephine.evidence.kernel.special import chi2_sf

_NODES = 65


@dataclass(frozen=True, slots=True, kw_only=True)
class Heterogeneity:
    """Q by likelihood ratio (LRT) and by Wald, their degrees of freedom and P values.

    ``saturated`` is the log-likelihood with one free effect a study. NaN where there are no degrees
    of freedom.
    """

    Q: float
    Qp: float
    Q_wald: float
    Qp_wald: float
    df: float
    saturated: float


def heterogeneity(problem: Problem, common: Maximum) -> Heterogeneity:
    """Compare one free effect a study with the model of a common effect.

    Studies whose own estimate is infinite count fully in the likelihood ratio; the Wald statistic
    gives them no weight, which is its limit. Its degrees of freedom are k - p all the same, so it
    is conservative where events are rare.
    """
    df = float(problem.k - problem.p)
    if df <= 0.0:
        return Heterogeneity(
            Q=math.nan,
            Qp=math.nan,
            Q_wald=math.nan,
            Qp_wald=math.nan,
            df=df,
            saturated=problem.saturated,
        )
    saturated, y, W = _saturated(problem)
    Q = max(0.0, 2.0 * (saturated - common.value - problem.constant))
    Q_wald = residual(problem.X, y, W)
    return Heterogeneity(
        Q=Q,
        Qp=float(chi2_sf(Q, df)),
        Q_wald=Q_wald,
        Qp_wald=float(chi2_sf(Q_wald, df)),
        df=df,
        saturated=saturated,
    )


def _saturated(problem: Problem) -> tuple[float, Vector, Vector]:
    """Log-likelihood, estimates and information of one free effect a study.

    The information is (k, k), or (k,) where studies share no parameter: its diagonal.
    """
    if not problem.two_effects:
        return problem.saturated, problem.yi, problem.wi
    table = problem.table.copy()
    edge = problem.wi == 0.0
    one_sided = (table[:, 0] == 0.0) | (table[:, 0] == table[:, 1])
    if problem.measure == "IRR":
        one_sided = table[:, 0] == 0.0
    table[one_sided, 0] = 0.0
    table[one_sided, 1] = 0.0  # its supremum is 1: the arm drops out
    k = problem.k
    free_effects = replace(problem, X=np.eye(k), table=table)
    start = begin(free_effects, random=False)
    start.free[:k] = np.where(one_sided, 0.0, 1.0)
    start.parameters[:k] = np.where(edge, 0.0, problem.yi)
    start.parameters[k] = _control(problem)
    top = climb(free_effects, start, nodes=_NODES)
    keep = np.flatnonzero(~one_sided)
    rest = np.array([k, k + 1] if top.parameters[k + 1] > 0.0 else [k])
    info = -top.hessian
    inner = np.linalg.inv(info[np.ix_(rest, rest)])
    cross = info[np.ix_(keep, rest)]
    W = np.zeros((k, k))
    W[np.ix_(keep, keep)] = info[np.ix_(keep, keep)] - cross @ inner @ cross.T
    return top.value + problem.constant, top.parameters[:k], W


def _control(problem: Problem) -> float:
    events, people = problem.table[:, 2].sum() + 0.5, problem.table[:, 3].sum()
    if problem.measure == "IRR":
        return math.log(events / people)
    return math.log(events / (people - events + 1.0))


def residual(X: Vector, y: Vector, W: Vector) -> float:
    """Return (y - Xb)'W(y - Xb) at the b that makes it least; W (k, k), or (k,) its diagonal."""
    WX = W[:, None] * X if W.ndim == 1 else W @ X
    root = X.T @ WX
    if np.linalg.matrix_rank(root) < X.shape[1]:
        return math.nan
    e = y - X @ np.linalg.solve(root, WX.T @ y)
    return max(0.0, float((W * e if W.ndim == 1 else W @ e) @ e))


def typical_variance(problem: Problem) -> float:
    """Return the sampling variance that I2 compares tau2 with (Higgins and Thompson 2002)."""
    k, p = problem.k, problem.p
    if k <= p:
        return math.nan
    w = 1.0 / problem.vi
    X = problem.X
    G = X.T @ (w[:, None] * X)
    trace = float(w.sum() - np.trace(invert(np.ascontiguousarray(G)) @ (X.T * w**2) @ X))
    return (k - p) / trace
