"""Pointwise confidence limits of a survival probability, by transformation."""

import numpy as np

from trephine.core.option import one_of
from trephine.evidence.effect_set import Vector

KINDS = ("plain", "log", "log-log", "logit", "arcsine")


def limits(S: Vector, se: Vector, half: float, kind: str) -> tuple[Vector, Vector]:
    """Return lower and upper limits at ``half`` standard errors, each (m,).

    ``se`` is Greenwood's error of the cumulative hazard, sqrt(sum d / (n (n - d))): that of S is
    S times it. Where S = 0 there is no error, hence no limit: NaN. Where S = 1 the error is 0:
    plain and log give 1, the other transformations do not exist: NaN. Plain limits are cut at 0
    and 1, log limits at 1. Kalbfleisch and Prentice 1980; Borgan and Liestol 1990.
    """
    one_of("ci", kind, KINDS)
    inside = (S > 0.0) & (S < 1.0)
    p = np.where(inside, S, np.nan)
    with np.errstate(invalid="ignore", over="ignore"):
        if kind == "plain":
            p = np.where(S > 0.0, S, np.nan)
            return np.maximum(p - half * se * p, 0.0), np.minimum(p + half * se * p, 1.0)
        if kind == "log":
            p = np.where(S > 0.0, S, np.nan)
            return p * np.exp(-half * se), np.minimum(p * np.exp(half * se), 1.0)
        if kind == "log-log":
            reach = half * se / np.log(p)
            return p ** np.exp(-reach), p ** np.exp(reach)
        if kind == "logit":
            reach, odds = half * se / (1.0 - p), np.log(p / (1.0 - p))
            return 1.0 / (1.0 + np.exp(reach - odds)), 1.0 / (1.0 + np.exp(-reach - odds))
        reach, angle = 0.5 * half * se * np.sqrt(p / (1.0 - p)), np.arcsin(np.sqrt(p))
        lower = np.sin(np.maximum(angle - reach, 0.0)) ** 2
        return lower, np.sin(np.minimum(angle + reach, 0.5 * np.pi)) ** 2
