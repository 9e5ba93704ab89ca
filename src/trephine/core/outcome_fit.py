"""Outcome goals: published outcomes of cohorts, computed from virtual trial arms by the clinic."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.mark import Mark

OutcomeScale = Literal["percent", "log"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeArm:
    """A published cohort as the arm of a virtual trial: who, given which product, for how long."""

    id: str
    cohort: str
    product: str
    population: str
    days: float
    mark: Mark
    strategies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeGoal:
    """One published outcome, and the endpoint of the catalogue that it is compared with.

    ``target`` is the figure, ``endpoint`` the endpoint's id. A median time to an event is compared
    as the share without the event at the published median, which is half by definition: the
    virtual median may lie beyond the horizon. ``scale`` is where others are compared: percent
    points, or the logarithm of days. ``slack`` is what model and observation may be off by, on that
    scale; the error of the published figure follows from its own size, and of days without
    quartiles from ``spread``, the sd of their logarithm between patients. ``among`` names a
    covariate that is 0 or 1, with what it has to be: the part of the arm that counts.
    """

    id: str
    target: str
    arm: str
    endpoint: str
    scale: OutcomeScale
    slack: float
    mark: Mark
    spread: float
    among: tuple[str, float] | None = None
