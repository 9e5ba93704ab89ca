"""Prediction: what a model should show when arms are compared, and the least effect that counts."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.measure import TrajectoryMeasure
from trephine.core.product import ParameterChange
from trephine.core.source import Locator
from trephine.core.strategy import DoseCourse
from trephine.core.text import Text

PredictionOrigin = Literal["mechanism", "review", "consensus", "outside"]
Comparison = Literal["value", "difference", "ratio", "decades", "share"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionArm:
    """What one arm of a prediction is given: strategies by id, and what it changes besides.

    ``product`` is empty for the prediction's own; ``share`` multiplies its dose, and is zero where
    no cells are given.
    """

    id: str
    strategies: tuple[str, ...] = ()
    changes: tuple[ParameterChange, ...] = ()
    doses: tuple[DoseCourse, ...] = ()
    product: str = ""
    share: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictionCheck:
    """One figure of one arm, alone or against another's, and the bounds that it has to keep.

    ``over`` is a second figure of the same arm: subtracted from the first where ``compare`` is
    ``difference`` and no other arm is named, else dividing it. ``compare`` sets it beside that of
    ``against``: the ``value`` itself (nothing beside it), the ``difference`` or ``ratio``, the
    ``decades`` between them (log10 of the ratio), or the ``share`` of patients whose figure is at
    most ``limit``. A day that never comes counts as infinitely late. ``reason`` says why the bound
    is what a clinic would notice; it is never what a model happens to give.
    """

    arm: str
    measure: TrajectoryMeasure
    compare: Comparison
    reason: Text
    against: str = ""
    over: TrajectoryMeasure | None = None
    limit: float | None = None
    above: float | None = None
    below: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """One qualitative statement as a test: arms, what is measured, direction and least effect.

    ``number`` groups the statements that one text makes. ``patients`` is 1 for the typical patient,
    more for a small virtual cohort, in which each patient is compared with himself and the median
    taken. ``disagrees`` says where the review and the mechanism differ. ``fails`` says why a
    prediction does not hold in the model as it is: it is kept and shown, not bent. Nothing runs
    here.
    """

    id: str
    number: int
    origin: PredictionOrigin
    text: Text
    at: tuple[Locator, ...]
    product: str
    arms: tuple[PredictionArm, ...]
    checks: tuple[PredictionCheck, ...]
    days: float
    patients: int = 1
    disagrees: Text | None = None
    fails: Text | None = None
