"""MethodsShown: how a protocol says that the review will pool, as a page shows and asks it."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from trephine.core.review_protocol import ConclusionThreshold, PrespecifiedMethods
from trephine.core.text import Text

PlannedMeasure = Literal["", "PLO", "PR", "PLN", "PAS", "PFT"]
PlannedModel = Literal["", "common", "random", "by-rule"]
PlannedEstimator = Literal["", "REML", "ML", "DL", "PM", "EB", "SJ", "HE", "HS"]
PlannedInterval = Literal["", "normal", "hartung-knapp"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdShown:
    """A proportion of an outcome, in percent, that an update is held against."""

    outcome: str
    percent: Annotated[float, Field(gt=0, lt=100, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodsShown:
    """The methods of a protocol; what is empty, the protocol does not say.

    ``rule`` says how heterogeneity decides, in both languages; None: it decides nothing.
    """

    measure: str = ""
    model: PlannedModel = ""
    estimator: str = ""
    interval: PlannedInterval = ""
    level: Annotated[float, Field(ge=50, lt=100, allow_inf_nan=False)] = 95.0
    rule: Text | None = None
    subgroups: tuple[str, ...] = ()
    sensitivity: tuple[str, ...] = ()
    bias_tests: tuple[str, ...] = ()
    software: str = ""
    thresholds: tuple[ThresholdShown, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodsAsked:
    """The methods to register, by the names that the house's analyses know."""

    measure: PlannedMeasure = ""
    model: PlannedModel = ""
    estimator: PlannedEstimator = ""
    interval: PlannedInterval = ""
    level: Annotated[float, Field(ge=50, lt=100, allow_inf_nan=False)] = 95.0
    rule: Text | None = None
    subgroups: tuple[str, ...] = ()
    sensitivity: tuple[str, ...] = ()
    bias_tests: tuple[str, ...] = ()
    software: str = ""
    thresholds: tuple[ThresholdShown, ...] = ()


def methods_shown(held: PrespecifiedMethods) -> MethodsShown:
    """Return methods as a page shows them."""
    return MethodsShown(
        measure=held.measure,
        model=held.model,
        estimator=held.estimator,
        interval=held.interval,
        level=held.level,
        rule=held.rule,
        subgroups=held.subgroups,
        sensitivity=held.sensitivity,
        bias_tests=held.bias_tests,
        software=held.software,
        thresholds=tuple(
            ThresholdShown(outcome=one.outcome, percent=one.percent) for one in held.thresholds
        ),
    )


def methods_of(asked: MethodsAsked) -> PrespecifiedMethods:
    """Return methods as the protocol holds them."""
    return PrespecifiedMethods(
        measure=asked.measure,
        model=asked.model,
        estimator=asked.estimator,
        interval=asked.interval,
        level=asked.level,
        rule=asked.rule,
        subgroups=asked.subgroups,
        sensitivity=asked.sensitivity,
        bias_tests=asked.bias_tests,
        software=asked.software,
        thresholds=tuple(
            ConclusionThreshold(outcome=one.outcome, percent=one.percent)
            for one in asked.thresholds
        ),
    )
