"""The figures around a fit: tests, heterogeneity, likelihood, interval of tau2."""

import math

import numpy as np

from trephine.core.caution import Caution
from trephine.core.text import Text, counted
from trephine.evidence.design import Design
from trephine.evidence.effect_set import Vector
from trephine.evidence.estimator import Estimator
from trephine.evidence.fitted import Coefficient
from trephine.evidence.kernel.linear import (
    factor,
    log_likelihood,
    log_likelihood_restricted,
    logdet,
    moments,
    workspace,
)
from trephine.evidence.kernel.linear_fit import wald
from trephine.evidence.kernel.linear_tau2 import estimate_tau2, quadratic_root
from trephine.evidence.kernel.special import (
    chi2_isf,
    chi2_ppf,
    chi2_sf,
    f_sf,
    norm_isf,
    norm_sf,
    t_isf,
    t_sf,
)

_NAN = math.nan
_FEW = 10  # studies a moderator: Higgins and Thomas 2019, Cochrane Handbook, section 10.11


def critical(ddf: float, level: float) -> float:
    """Return the two-sided critical value: t with ddf degrees of freedom, normal where NaN."""
    tail = 0.5 * (1.0 - level / 100.0)
    if math.isnan(ddf):
        return float(norm_isf(tail))
    return float(t_isf(tail, ddf)) if ddf > 0 else _NAN


def coefficients(
    names: tuple[str, ...], beta: Vector, vb: Vector, ddf: float, level: float
) -> tuple[Coefficient, ...]:
    """Return every coefficient with its test and interval."""
    crit = critical(ddf, level)
    out = []
    for j, name in enumerate(names):
        b, se = float(beta[j]), math.sqrt(vb[j, j]) if vb[j, j] >= 0.0 else _NAN
        stat = b / se if se != 0.0 else (math.copysign(math.inf, b) if b else _NAN)
        if math.isnan(ddf):
            pval = 2.0 * float(norm_sf(abs(stat)))
        else:
            pval = 2.0 * float(t_sf(abs(stat), ddf)) if ddf > 0 else _NAN
        out.append(
            Coefficient(
                name=name,
                estimate=b,
                se=se,
                stat=stat,
                pval=pval,
                ci_lb=b - crit * se,
                ci_ub=b + crit * se,
            )
        )
    return tuple(out)


def test_moderators(beta: Vector, vb: Vector, first: int, ddf: float) -> tuple[float, float]:
    """Return QM and its P value for the coefficients from ``first`` on."""
    m = float(len(beta) - first)
    total = float(wald(beta, np.ascontiguousarray(vb), first))
    if math.isnan(ddf):
        return total, float(chi2_sf(total, m))
    return total / m, float(f_sf(total / m, m, ddf)) if ddf > 0 else _NAN


def heterogeneity(frame: Design, tau2: float, *, random: bool) -> dict[str, float]:
    """Return QE with its test, I2 (percent) and H2, by Q for a common-effect model."""
    df = float(frame.k - frame.p)
    none = {"I2": _NAN, "H2": _NAN, "QE": _NAN, "QE_df": df, "QEp": _NAN}
    if df <= 0:
        return none
    ws = workspace(frame.k, frame.p)
    Zt, y, v = frame.arrays()
    QE, _y2, _y3, trace, _squares = moments(Zt, y, 1.0 / v, ws)
    typical = df / trace
    H2 = tau2 / typical + 1.0 if random else QE / df
    if random:
        I2 = 100.0 * tau2 / (typical + tau2)
    else:
        I2 = max(0.0, 100.0 * (QE - df) / QE) if QE > 0.0 else 0.0
    return {"I2": I2, "H2": H2, "QE": QE, "QE_df": df, "QEp": float(chi2_sf(QE, df))}


def likelihoods(frame: Design, tau2: float, rss: float) -> tuple[float, float]:
    """Return the log-likelihood and the restricted one (with 1/2 log det X'X, as R reports)."""
    ws = workspace(frame.k, frame.p)
    Zt, y, v = frame.arrays()
    factor(Zt, y, 1.0 / (v + tau2), ws)
    return (
        float(log_likelihood(rss, v, tau2)),
        float(log_likelihood_restricted(rss, v, tau2, frame.p, logdet(ws))),
    )


def criteria(ll: float, parameters: int, n: int, suffix: str) -> dict[str, float]:
    """Return AIC, BIC and AICc from n observations; NaN where AICc or BIC does not exist."""
    spare = n - parameters - 1
    AIC = 2.0 * parameters - 2.0 * ll
    return {
        f"AIC{suffix}": AIC,
        f"BIC{suffix}": parameters * math.log(n) - 2.0 * ll if n > 0 else _NAN,
        f"AICc{suffix}": 2.0 * parameters * n / spare - 2.0 * ll if spare > 0 else _NAN,
    }


def q_profile(frame: Design, level: float) -> tuple[float, float]:
    """Return the Q-profile interval of tau2; both ends 0 where even tau2 = 0 makes QE too small.

    Viechtbauer 2007, Statistics in Medicine; with moderators Jackson and others 2014.
    """
    tail = 0.5 * (1.0 - level / 100.0)
    df = float(frame.k - frame.p)
    ws = workspace(frame.k, frame.p)
    Zt, y, v = frame.arrays()
    lb = quadratic_root(Zt, y, v, float(chi2_isf(tail, df)), ws)
    ub = quadratic_root(Zt, y, v, float(chi2_ppf(tail, df)), ws)
    return float(lb), float(ub)


def explained(frame: Design, chosen: Estimator, tau2: float, a: Vector) -> float:
    """Return R2 in percent: the share of tau2 that the moderators take away (Raudenbush 2009).

    For a common-effect model the adjusted R2 of the weighted regression. Never below 0.
    """
    k, p = frame.k, frame.p
    if not frame.intercept or p == 1:
        return _NAN
    Zt, y, v = frame.arrays()
    one = np.full((1, k), 1.0 / math.sqrt(k))
    ws = workspace(k, 1)
    if not chosen.is_random:
        if k <= p:
            return _NAN
        full = moments(Zt, y, 1.0 / v, workspace(k, p))[0]
        none = moments(one, y, 1.0 / v, ws)[0]
        return max(0.0, 100.0 * (1.0 - full / none * (k - 1) / (k - p))) if none else _NAN
    value = float(chi2_ppf(0.5, k - 1.0))  # read by PMM alone
    none = estimate_tau2(chosen.code, one, y, v, a, value, ws)[0]
    return max(0.0, 100.0 * (none - tau2) / none) if none > 0.0 else _NAN


def doubts(frame: Design) -> tuple[Caution, ...]:
    """Return the cautions that the size of a model calls for."""
    if frame.p < 2 or frame.k >= _FEW * (frame.p - 1):
        return ()
    return (
        Caution(
            kind="few-studies-per-moderator",
            text=Text(
                zh=f"{frame.k} 个研究对应 {frame.p - 1} 个调节变量系数"
                f"（建议每个至少 {_FEW} 个研究）：结果不稳定",
                en=f"{counted(frame.k, 'study', 'studies')} for "
                f"{counted(frame.p - 1, 'moderator coefficient')} (at least {_FEW} for each"
                " are advised): unstable",
            ),
        ),
    )


def methods(frame: Design, chosen: Estimator, test: str, *, random: bool) -> tuple[str, ...]:
    """Return the keys of the methods behind a fit."""
    keys = list(chosen.methods)
    if frame.p > 1:
        keys += ["thompson-sharp-1999", "thompson-higgins-2002"]
    if test in {"knha", "adhoc"}:
        keys.append("knapp-hartung-2003")
    if random:
        keys += ["viechtbauer-2007", "jackson-turner-2014"]
    if frame.intercept and frame.p > 1 and chosen.is_random:
        keys.append("lopezlopez-marinmartinez-2014")
    return tuple(dict.fromkeys((*keys, "higgins-thompson-2002", "viechtbauer-2010")))
