"""Population: the virtual patients' covariates, how they go together, what they set in a model."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.mark import Mark
from trephine.core.text import Text

Law = Literal["normal", "lognormal", "logitnormal", "bernoulli", "categorical", "constant"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Covariate:
    """One covariate's distribution. ``observable`` is the reading of a Record that it becomes.

    ``typical`` is the median (``normal``, ``lognormal``, ``logitnormal``), the share of ``true``
    (``bernoulli``) or the constant; ``sd`` is on the law's own scale; ``low`` and ``high`` cut the
    draws. ``shares`` are the codes and shares of a ``categorical`` covariate, which sum to one;
    where every code is a number, the covariate is one. ``formula`` turns the draw into the value,
    over its own name and the covariates before it; ``step`` rounds the value to its multiples.
    """

    id: str
    label: Text
    law: Law
    unit: str
    mark: Mark
    typical: float = 0.0
    sd: float = 0.0
    low: float | None = None
    high: float | None = None
    shares: tuple[tuple[str, float], ...] = ()
    observable: str = ""
    formula: str = ""
    step: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Correlation:
    """The correlation of two covariates or parameters on the scale of their normal scores."""

    first: str
    second: str
    value: float
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class CovariateEffect:
    """A parameter as a formula over its own drawn value, covariates and other parameters.

    ``formula`` may use the parameter's own name for the value drawn before the effect.
    """

    parameter: str
    formula: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortFigure:
    """A baseline figure of a real cohort, to stand beside the virtual population's."""

    cohort: str
    covariate: str
    printed: str
    mark: Mark
    value: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """Whom a virtual trial enrols: covariates, how they go together, what they set in a model."""

    id: str
    label: Text
    text: Text
    covariates: tuple[Covariate, ...]
    effects: tuple[CovariateEffect, ...]
    correlations: tuple[Correlation, ...] = ()
    cohorts: tuple[CohortFigure, ...] = ()
