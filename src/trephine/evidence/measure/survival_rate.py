"""One arm, survival at one time: SLOGLOG and SLOGIT, from the rate with its error or interval."""

from collections.abc import Callable

import numpy as np

from trephine.core.text import Text
from trephine.evidence.effect_set import Vector
from trephine.evidence.measure.check import in_order, positive, within
from trephine.evidence.measure.declaration import Computed, Correction, Measure, by_key
from trephine.evidence.measure.given import Given
from trephine.evidence.measure.interval import level_z

Function = Callable[[Vector], Vector]


def _loglog(S: Vector) -> Vector:
    return np.asarray(-np.log(-np.log(S)))


def _loglog_inverse(y: Vector) -> Vector:
    return np.asarray(np.exp(-np.exp(-y)))


def _loglog_slope(S: Vector) -> Vector:
    return np.asarray(-1.0 / (S * np.log(S)))


def _logit(S: Vector) -> Vector:
    return np.asarray(np.log(S / (1.0 - S)))


def _expit(y: Vector) -> Vector:
    return np.asarray(1.0 / (1.0 + np.exp(-y)))


def _logit_slope(S: Vector) -> Vector:
    return np.asarray(1.0 / (S * (1.0 - S)))


def _compute(to: Function, slope: Function) -> Callable[[Given, Correction], Computed]:
    def compute(given: Given, asked: Correction) -> Computed:  # noqa: ARG001  (one signature)
        names = ("si", "s_lbi", "s_ubi")
        for name in names:
            within(given, name, 0.0, 1.0)
        positive(given, "s_sei")
        for low, high in (("s_lbi", "s_ubi"), ("s_lbi", "si"), ("si", "s_ubi")):
            in_order(given, low, high)
        S, lower, upper = (given.get(name) for name in names)
        by_error = (slope(S) * given.get("s_sei")) ** 2
        by_limits = ((to(upper) - to(lower)) / (2.0 * level_z(given))) ** 2
        vi = np.where(np.isfinite(by_error), by_error, by_limits)
        return Computed(to(S), vi, given.get("ni"), given.columns)

    return compute


def _measure(key: str, name: Text, to: Function, slope: Function, inverse: Function) -> Measure:
    return Measure(
        key=key,
        name=name,
        natural=Text(zh="生存率", en="Survival rate"),
        columns=(("si", "s_sei"), ("si", "s_lbi", "s_ubi")),
        compute=_compute(to, slope),
        optional=("leveli", "ni"),
        inverse=inverse,
        limits=(0.0, 1.0),
    )


MEASURES = by_key(
    _measure(
        "SLOGLOG",
        Text(zh="生存率的 −log(−log)", en="−log(−log) of a survival rate"),
        _loglog,
        _loglog_slope,
        _loglog_inverse,
    ),
    _measure(
        "SLOGIT",
        Text(zh="生存率的 logit", en="Logit of a survival rate"),
        _logit,
        _logit_slope,
        _expit,
    ),
)
