"""Kinetic goals: how published figures are computed from a virtual cohort, and what is fitted."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from trephine.core.mark import Mark
from trephine.core.product import ParameterChange
from trephine.core.text import Text

GoalKind = Literal[
    "peak",
    "time_of_peak",
    "trough",
    "time_of_trough",
    "area",
    "value_at",
    "half_life",
    "last_above",
    "first_below",
    "reached_below",
    "above_at",
    "below_at",
    "ever_below",
    "first_fall",
    "first_return",
    "days_below",
    "returned_by",
    "unreturned_by",
]
GoalScale = Literal["percent", "log", "linear"]
FreeScale = Literal["log", "logit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KineticArm:
    """A published cohort as a virtual trial arm: who, given what, seen when and for how long.

    ``days`` are visits after the infusion, each moved by up to ``window`` days for each patient.
    Follow-up ends on a day drawn evenly from ``followed``; where ``to_progression``, also at the
    first visit that shows progression. ``responders``: only patients whose M-protein fell by half
    and who did not progress in the first year count, as in the cohort. ``changes`` set covariates
    of the population to the cohort's own.
    """

    id: str
    cohort: str
    product: str
    population: str
    n: int
    days: tuple[float, ...]
    window: float
    followed: tuple[float, float]
    mark: Mark
    to_progression: bool = False
    responders: bool = False
    changes: tuple[ParameterChange, ...] = ()
    strategies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KineticGoal:
    """One published figure, and how it is computed from the samples of a virtual arm.

    ``kind`` gives a figure for each patient from the quantities ``of`` between days ``low`` and
    ``high``; ``threshold`` (one for each quantity) is what it counts against, an assay's limit
    among them; ``relative``: quantities are taken as a share of their value before treatment. The
    target's own statistic (share, mean, median) makes one number of them. ``scale`` is where the
    number is compared; ``error`` the standard error of the published figure and ``slack`` what the
    model and the observation may be off by, both on that scale.
    """

    id: str
    target: str
    arm: str
    kind: GoalKind
    of: tuple[str, ...]
    scale: GoalScale
    error: float
    slack: float
    mark: Mark
    threshold: tuple[float, ...] = ()
    low: float = 0.0
    high: float = float("inf")
    relative: bool = False
    spread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeParameter:
    """One number that a fit may move, with what is believed of it beforehand.

    ``parameter`` is one of the model, or of the ``products`` named (their presets' own value is
    replaced). ``spread``: it is the between-patient standard deviation that moves.
    ``typical`` and ``sd`` are the median and the standard deviation on ``scale``.
    """

    id: str
    parameter: str
    scale: FreeScale
    typical: float
    sd: float
    label: Text
    mark: Mark
    products: tuple[str, ...] = ()
    spread: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ensemble:
    """Sets of parameters that describe the published figures about as well as each other.

    ``members`` are rows of values of ``parameters`` (ids of FreeParameter), each with a weight;
    the weights sum to one. ``typical`` is their weighted mean on each parameter's scale. ``digest``
    is that of the model and content that they were fitted with. It says nothing of other models.
    """

    model: str
    parameters: tuple[FreeParameter, ...]
    members: tuple[tuple[float, ...], ...]
    weights: tuple[float, ...]
    typical: tuple[float, ...]
    seed: int
    digest: str
    mark: Mark
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesKind:
    """A kind of measurement that a user may bring as one patient's series.

    ``names`` are what a file may call it, ``quantity`` is the model's, ``units`` pairs of a unit
    and what it is multiplied by to be in ``unit``, that of the model. ``sd`` is the standard
    deviation of assay and blood sampling on the natural logarithm.
    """

    id: str
    label: Text
    names: tuple[str, ...]
    quantity: str
    unit: str
    units: tuple[tuple[str, float], ...]
    sd: float
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesPoint:
    """One measurement of one patient: ``day`` after the infusion, ``value`` in the model's unit.

    ``below``: it was reported as below ``value``, the limit of the assay. ``line`` is that of the
    file.
    """

    day: float
    quantity: str
    value: float
    sd: float
    below: bool = False
    line: int = 0
