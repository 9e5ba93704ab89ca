"""multimodel: inference over all subsets of the moderators."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import combinations
from types import MappingProxyType
from typing import Any, Literal

import numpy as np

from trephine.core.caution import Caution
from trephine.core.error import MethodError
from trephine.core.text import Text, counted
from trephine.evidence.design import Design, Term, assemble, complete
from trephine.evidence.effect_set import Effects, Vector
from trephine.evidence.estimator import code_of_test, estimator
from trephine.evidence.fitted import Coefficient
from trephine.evidence.kernel.linear import log_likelihood, workspace
from trephine.evidence.kernel.linear_fit import fit
from trephine.evidence.regression import check_level
from trephine.evidence.regression_part import coefficients, criteria

_NAN = math.nan
_MOST_TERMS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class WeighedModel:
    """One subset of the moderators: information criterion, distance to the best, Akaike weight."""

    terms: tuple[str, ...]
    parameters: int
    log_likelihood: float
    tau2: float
    criterion: float
    delta: float
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class MultiModel:
    """Models by falling weight, and what they say together.

    importance: weight of all models that hold a moderator. averaged: coefficients over all models,
    0 where a model lacks the column; conditional: over the models that have it. Their errors count
    the spread between models; tests and intervals are normal.
    """

    criterion: str
    method: str
    k: int
    models: tuple[WeighedModel, ...]
    importance: Mapping[str, float]
    averaged: tuple[Coefficient, ...]
    conditional: tuple[Coefficient, ...]
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()


def multimodel(
    effects: Effects,
    moderators: Mapping[str, Any],
    *,
    method: Literal["ML", "EE"] = "ML",
    test: str = "z",
    criterion: Literal["AICc", "AIC", "BIC"] = "AICc",
    level: float = 95.0,
    categorical: Collection[str] = (),
    reference: Mapping[str, str] | None = None,
) -> MultiModel:
    """Fit every subset of the moderators by maximum likelihood and average over the models.

    All models rest on the studies that have every moderator. A categorical moderator goes in or
    out as a whole. It considers no interactions, and the averaged P values know nothing of the
    search. ``test`` decides the errors within a model. Raises MethodError for more than 16
    moderators or another method than ML or EE. Burnham and Anderson 2002, 2004.
    """
    check_level(level)
    fields = assemble(
        effects, moderators, intercept=True, categorical=categorical, reference=reference
    )
    _check(fields, method, criterion)
    beta, se, rows, skipped = _fit_all(fields, method, test, criterion)
    if not rows:
        raise _refusal("no model has a " + criterion)
    order = np.argsort([row["criterion"] for row in rows], kind="stable")
    values = np.array([rows[i]["criterion"] for i in order])
    delta = values - values[0]
    weight = np.exp(-0.5 * delta)
    weight /= weight.sum()
    models = tuple(
        WeighedModel(**rows[i], delta=float(d), weight=float(w))
        for i, d, w in zip(order, delta, weight, strict=True)
    )
    importance = {
        term.name: float(sum(m.weight for m in models if term.name in m.terms))
        for term in fields["terms"]
    }
    beta, se = beta[order], se[order]
    return MultiModel(
        criterion=criterion,
        method=method,
        k=len(fields["labels"]),
        models=models,
        importance=MappingProxyType(importance),
        averaged=_average(
            fields["names"], np.nan_to_num(beta), np.nan_to_num(se), weight[:, None], level
        ),
        conditional=_conditional(fields["names"], beta, se, weight, level),
        cautions=(*fields["cautions"], *_doubt(skipped)),
        methods=(*estimator(method).methods, "burnham-anderson-2002"),
    )


def _check(fields: Mapping[str, Any], method: str, criterion: str) -> None:
    terms = fields["terms"]
    trouble = ""
    if method not in {"ML", "EE", "FE", "CE"}:
        trouble = f"method {method!r}"
    elif criterion not in {"AICc", "AIC", "BIC"}:
        trouble = f"criterion {criterion!r}"
    elif not 1 <= len(terms) <= _MOST_TERMS:
        trouble = f"{counted(len(terms), 'moderator')}"
    if trouble:
        raise _refusal(trouble)


def _refusal(found: str) -> MethodError:
    return MethodError(
        what=Text(zh="多模型推断不适用", en="inference over all subsets does not apply"),
        where="multimodel",
        found=found,
        do=Text(
            zh="用 ML 或 EE、AICc/AIC/BIC、1 至 16 个调节变量、足够的完整研究",
            en="use ML or EE, AICc, AIC or BIC, 1 to 16 moderators, enough complete studies",
        ),
    )


def _fit_all(
    fields: Mapping[str, Any], method: str, test: str, criterion: str
) -> tuple[Vector, Vector, list[dict[str, Any]], list[str]]:
    terms: tuple[Term, ...] = fields["terms"]
    chosen = estimator(method)
    t_code = code_of_test(test)
    k = len(fields["labels"])
    betas: list[Vector] = []
    errors: list[Vector] = []
    rows: list[dict[str, Any]] = []
    skipped: list[str] = []
    for size in range(len(terms) + 1):
        for subset in combinations(terms, size):
            columns = [0, *(column for term in subset for column in term.columns)]
            name = " + ".join(term.name for term in subset) or "1"
            parameters = len(columns) + (1 if chosen.is_random else 0)
            frame = _restricted(fields, columns)
            if frame is None or k <= len(columns):
                skipped.append(name)
                continue
            p = frame.p
            g, V = np.empty(p), np.empty((p, p))
            ws = workspace(k, p)
            Zt, y, v = frame.arrays()
            tau2, _se, rss, _scale = fit(chosen.code, t_code, Zt, y, v, v, 0.0, ws, g, V)
            ll = float(log_likelihood(rss, v, tau2))
            value = criteria(ll, parameters, k, "")[criterion]
            if math.isnan(value):
                skipped.append(name)
                continue
            b = frame.back @ g
            b[0] += frame.centre
            beta, error = np.full(len(fields["names"]), _NAN), np.full(len(fields["names"]), _NAN)
            beta[columns] = b
            error[columns] = np.sqrt(np.einsum("ij,jn,in->i", frame.back, V, frame.back))
            betas.append(beta)
            errors.append(error)
            rows.append(
                {
                    "terms": tuple(term.name for term in subset),
                    "parameters": parameters,
                    "log_likelihood": ll,
                    "tau2": float(tau2),
                    "criterion": value,
                }
            )
    return np.array(betas), np.array(errors), rows, skipped


def _restricted(fields: Mapping[str, Any], columns: list[int]) -> Design | None:
    """Return the design of some columns; None where they are dependent."""
    part = dict(fields)
    part["X"] = fields["X"][:, columns]
    part["names"] = tuple(fields["names"][column] for column in columns)
    part["terms"] = ()
    part["cautions"] = ()
    try:
        return complete(part)
    except MethodError:
        return None


def _average(
    names: tuple[str, ...], beta: Vector, se: Vector, weight: Vector, level: float
) -> tuple[Coefficient, ...]:
    mean = (weight * beta).sum(axis=0)
    variance = (weight * (se**2 + (beta - mean) ** 2)).sum(axis=0)
    return coefficients(names, mean, np.diag(variance), _NAN, level)


def _conditional(
    names: tuple[str, ...], beta: Vector, se: Vector, weight: Vector, level: float
) -> tuple[Coefficient, ...]:
    out: list[Coefficient] = []
    for j, name in enumerate(names):
        has = ~np.isnan(beta[:, j])
        if not has.any():
            continue
        share = (weight[has] / weight[has].sum())[:, None]
        out += _average((name,), beta[has, j : j + 1], se[has, j : j + 1], share, level)
    return tuple(out)


def _doubt(skipped: list[str]) -> tuple[Caution, ...]:
    if not skipped:
        return ()
    return (
        Caution(
            kind="models-left-out",
            text=Text(
                zh="这些模型无法拟合或没有信息准则，未计入：" + "；".join(skipped),
                en="These models cannot be fitted or have no criterion and are left out: "
                + "; ".join(skipped),
            ),
        ),
    )
