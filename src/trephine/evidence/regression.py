"""regress: mixed-effects meta-regression."""

import math
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from trephine.core.error import InputError, MethodError
from trephine.core.text import Text, counted
from trephine.evidence.design import Design, design
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.estimator import Estimator, code_of_test, estimator
from trephine.evidence.fitted import Coefficient, Regression
from trephine.evidence.kernel.linear import workspace
from trephine.evidence.kernel.linear_fit import fit
from trephine.evidence.kernel.linear_tau2 import FIXED, PMM
from trephine.evidence.kernel.special import chi2_ppf
from trephine.evidence.regression_part import (
    coefficients,
    criteria,
    doubts,
    explained,
    heterogeneity,
    likelihoods,
    methods,
    q_profile,
    test_moderators,
)

__all__ = ["Coefficient", "Regression", "regress"]

_NAN = math.nan


def regress(
    effects: Effects,
    moderators: Mapping[str, Any] | None = None,
    *,
    method: str = "REML",
    test: str = "knha",
    level: float = 95.0,
    intercept: bool = True,
    categorical: Collection[str] = (),
    reference: Mapping[str, str] | None = None,
    weights: Any = None,
    tau2: float | None = None,
) -> Regression:
    """Fit a mixed-effects meta-regression (a common-effect one with method EE).

    ``moderators`` holds one value per study under each name: numbers, or texts, which are
    dummy-coded against ``reference[name]`` (default: the first level in sorted order). ``weights``
    are those of GENQ; ``tau2`` fixes the variance between studies. It makes no interactions, picks
    no moderators and does not adjust for having tried several: see ``permutation``. Raises
    InputError for values that cannot be read, MethodError for dependent columns (named) or too few
    studies. Thompson and Sharp 1999, Statistics in Medicine; Knapp and Hartung 2003, ibid.
    """
    frame = design(
        effects, moderators, intercept=intercept, categorical=categorical, reference=reference
    )
    return fit_design(
        frame, method=method, test=test, level=level, tau2=tau2, weights=kept(weights, frame)
    )


def kept(weights: Any, frame: Design) -> Vector | None:
    """Return the weights of the design's studies from one weight per study handed in."""
    if weights is None:
        return None
    a = np.asarray(weights, dtype=float).ravel()
    if len(a) <= max(frame.index) or not bool((a[list(frame.index)] > 0.0).all()):
        raise InputError(
            what=Text(zh="权重必须为正且每个研究一个", en="weights: one positive number a study"),
            where="weights",
            found=f"{len(a)} values, smallest {a.min() if len(a) else '-'}",
            do=Text(zh="检查 weights", en="check weights"),
        )
    out: Vector = a[list(frame.index)]
    return out


def fit_design(
    frame: Design,
    *,
    method: str,
    test: str,
    level: float,
    tau2: float | None = None,
    weights: Vector | None = None,
) -> Regression:
    """Fit a model to a design that stands already; see ``regress``."""
    chosen = estimator(method)
    t_code = code_of_test(test)
    check_level(level)
    code, value = kernel_choice(chosen, frame, tau2=tau2, weights=weights)
    k, p = frame.k, frame.p
    Zt, y, v = frame.arrays()
    a = v if weights is None else weights.copy()
    ws = workspace(k, p)
    g, V = np.empty(p), np.empty((p, p))
    t2, se_t2, rss, _scale = fit(code, t_code, Zt, y, v, a, value, ws, g, V)
    beta = frame.back @ g
    vb = frame.back @ V @ frame.back.T
    if frame.intercept:
        beta[0] += frame.centre
    ddf = float(k - p) if test != "z" else _NAN
    first = 1 if frame.intercept and p > 1 else 0
    QM, QMp = test_moderators(beta, vb, first, ddf)
    ll, llr = likelihoods(frame, t2, rss)
    parameters = p + (1 if chosen.is_random and tau2 is None else 0)
    random = chosen.is_random and tau2 is None
    lb, ub = q_profile(frame, level) if random and k > p else (_NAN, _NAN)
    vb.flags.writeable = False
    return Regression(
        measure=frame.measure,
        method=method,
        test=test,
        level=level,
        k=k,
        p=p,
        coefficients=coefficients(frame.names, beta, vb, ddf, level),
        vb=vb,
        ddf=ddf,
        tau2=t2,
        se_tau2=se_t2,
        tau2_lb=lb,
        tau2_ub=ub,
        tau2_ci_method="QP" if random and k > p else "",
        **heterogeneity(frame, t2, random=chosen.is_random),
        R2=explained(frame, chosen, t2, a) if tau2 is None else _NAN,
        QM=QM,
        QM_df=float(p - first),
        QM_ddf=ddf,
        QMp=QMp,
        log_likelihood=ll,
        log_likelihood_restricted=llr,
        **criteria(ll, parameters, k, ""),
        **criteria(llr, parameters, k - p, "_restricted"),
        parameters=parameters,
        tau2_fixed=tau2 is not None,
        design=frame,
        weights=weights,
        cautions=(*frame.cautions, *doubts(frame)),
        methods=methods(frame, chosen, test, random=random),
    )


def check_level(level: float) -> None:
    """Refuse a level that is no percentage."""
    if not 0.0 < level < 100.0:
        raise MethodError(
            what=Text(zh="置信水平应为百分数", en="level is a percentage"),
            where="level",
            found=repr(level),
            do=Text(zh="例如 95", en="for example 95"),
        )


def kernel_choice(
    chosen: Estimator, frame: Design, *, tau2: float | None, weights: Vector | None, less: int = 0
) -> tuple[int, float]:
    """Return the kernel's code and value (see ``estimate_tau2``) with ``less`` studies removed."""
    if frame.k - less < frame.p + 1 and chosen.is_random and tau2 is None and not less:
        raise MethodError(
            what=Text(
                zh="没有剩余自由度，无法估计 tau2",
                en="no degree of freedom is left to estimate tau2",
            ),
            where=f"columns {', '.join(frame.names)}",
            found=f"{counted(frame.k, 'study', 'studies')}, {counted(frame.p, 'coefficient')}",
            do=Text(zh="减少调节变量，或用 method='EE'", en="use fewer moderators or method='EE'"),
        )
    if (chosen.name == "GENQ") != (weights is not None):
        raise InputError(
            what=Text(zh="weights 与 GENQ 须同时使用", en="GENQ needs weights, and only GENQ"),
            where="weights",
            found=f"method {chosen.name}, weights {'none' if weights is None else 'given'}",
            do=Text(zh="同时给出两者", en="give both or neither"),
        )
    if tau2 is not None:
        if not tau2 >= 0.0:
            raise InputError(
                what=Text(zh="tau2 不能为负", en="tau2 cannot be negative"),
                where="tau2",
                found=repr(tau2),
                do=Text(zh="给出非负数", en="give a number of 0 or more"),
            )
        return FIXED, float(tau2)
    if chosen.code == PMM:
        return PMM, float(chi2_ppf(0.5, float(max(1, frame.k - less - frame.p))))
    return chosen.code, 0.0
