"""predict: what a model with moderators expects at given moderator values."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from trephine.core.error import InputError
from trephine.core.text import Text, counted
from trephine.evidence.design import seal
from trephine.evidence.effect_set import Vector
from trephine.evidence.estimator import estimator
from trephine.evidence.fitted import Regression
from trephine.evidence.regression import check_level
from trephine.evidence.regression_part import critical

_NAN = math.nan


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Predictions:
    """Expected effects on the scale of ``measure``, one per row of X (m, p).

    ci: of the mean effect; pi: of the true effect of a new study with these moderators, NaN for a
    common-effect model.
    """

    measure: str
    level: float
    pi_method: str
    X: Vector
    estimate: Vector
    se: Vector
    ci_lb: Vector
    ci_ub: Vector
    pi_lb: Vector
    pi_ub: Vector


def predict(
    model: Regression,
    moderators: Mapping[str, Any] | None = None,
    *,
    level: float | None = None,
    pi: Literal["riley", "test", "simple", "none"] = "riley",
) -> Predictions:
    """Predict at new values, one or a sequence for each moderator, or else at the studies.

    Intervals use the model's test; the prediction interval takes t with k - p - 1 degrees of
    freedom (``riley``: Higgins and others 2009; Riley and others 2011), the critical value of the
    test (``test``), or that value and tau alone (``simple``). It does not transform back: see
    ``back_transform``. Raises InputError for a moderator that is missing or unknown, or a level
    of it that no study has.
    """
    level = model.level if level is None else level
    check_level(level)
    if pi not in {"riley", "test", "simple", "none"}:
        raise InputError(
            what=Text(zh="未知的预测区间方法", en="unknown prediction interval"),
            where="pi",
            found=repr(pi),
            do=Text(zh="可选：riley test simple none", en="choose riley, test, simple or none"),
        )
    frame = model.design
    X = frame.X if moderators is None else _rows(model, moderators)
    estimate = X @ model.beta
    variance = np.maximum(0.0, np.einsum("ij,jn,in->i", X, model.vb, X))
    half = critical(model.ddf, level) * np.sqrt(variance)
    random = estimator(model.method).is_random and pi != "none"
    df = float(model.k - model.p - 1) if pi == "riley" else model.ddf
    crit = critical(df, level) if random else _NAN
    reach = crit * np.sqrt(model.tau2 + (variance if pi != "simple" else 0.0))
    return seal(
        Predictions(
            measure=model.measure,
            level=level,
            pi_method=pi if random else "",
            X=X,
            estimate=estimate,
            se=np.sqrt(variance),
            ci_lb=estimate - half,
            ci_ub=estimate + half,
            pi_lb=estimate - reach,
            pi_ub=estimate + reach,
        )
    )


def _rows(model: Regression, moderators: Mapping[str, Any]) -> Vector:
    known = [term.name for term in model.terms]
    wrong = sorted(set(known) ^ set(moderators))
    if wrong:
        raise _refusal(", ".join(wrong), f"model: {', '.join(known) or '-'}")
    given = {name: np.atleast_1d(np.asarray(v, dtype=object)) for name, v in moderators.items()}
    m = max((len(v) for v in given.values()), default=1)
    X = np.zeros((m, model.p))
    if model.design.intercept:
        X[:, 0] = 1.0
    for term in model.terms:
        values = given[term.name]
        if len(values) not in {1, m}:
            raise _refusal(term.name, f"{counted(len(values), 'value')} for {counted(m, 'row')}")
        for row in range(m):
            value = values[row if len(values) == m else 0]
            if not term.levels:
                X[row, term.columns[0]] = float(value)
                if not math.isfinite(X[row, term.columns[0]]):
                    raise _refusal(term.name, repr(value))
                continue
            if str(value) not in term.levels:
                raise _refusal(term.name, f"{value!r}; levels: {', '.join(term.levels)}")
            dummies = term.levels[1:] if term.reference else term.levels
            for column, name in zip(term.columns, dummies, strict=True):
                X[row, column] = float(str(value) == name)
    return X


def _refusal(moderator: str, found: str) -> InputError:
    return InputError(
        what=Text(
            zh="预测所需的调节变量取值不可用", en="a prediction needs one value of each moderator"
        ),
        where=f"moderator {moderator}",
        found=found,
        do=Text(
            zh="为模型中的每个调节变量各给出取值，分类变量须用已有水平",
            en="give every moderator of the model, categorical ones at a level that was studied",
        ),
    )
