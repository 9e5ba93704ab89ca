"""Measure: one figure of a trajectory, reduced while it is computed."""

from dataclasses import dataclass
from typing import Literal

MeasureKind = Literal[
    "peak",
    "time_of_peak",
    "trough",
    "time_of_trough",
    "area",
    "value_at",
    "first_above",
    "first_below",
    "last_above",
    "days_above",
    "days_below",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrajectoryMeasure:
    """One figure of the quantity ``of`` between the days ``low`` and ``high`` (None: the run's).

    ``value_at`` is the value on day ``low``. ``threshold`` is that of ``first_above``,
    ``first_below`` (the day on which it is first passed), ``last_above`` (the day it was last
    above), ``days_above`` and ``days_below``; a day that never comes is not-a-number. All is read
    off the grid on which the run is observed, with no interpolation between its points.
    """

    id: str
    kind: MeasureKind
    of: str
    low: float | None = None
    high: float | None = None
    threshold: float | None = None
