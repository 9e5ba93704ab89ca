"""Replicates: what many trials of n patients, drawn from one virtual population, would find."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
Mask = NDArray[np.bool_]
Sides = Literal["two-sided", "greater", "less"]
Measure = Literal["share", "difference", "hazard ratio", "months"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Replicates:
    """What ``trials`` trials of ``n`` patients an arm would have found.

    ``estimates`` (trials,) of the ``measure``: a share, the difference of two (other minus first),
    the hazard ratio (other to first, NaN without events) or a median in months (inf where it is not
    reached). ``widths`` of their confidence intervals: upper less lower limit, of a hazard ratio
    upper by lower. ``truth`` in the whole virtual population; ``quantiles`` of the estimates at
    2.5, 25, 50, 75 and 97.5 %. ``power`` is the share of trials whose test rejects at ``alpha``,
    with its simulation error ``power_se``; ``type_1_error`` the same where nothing differs: both
    arms drawn from the two together, or the fixed reference taken as the truth. ``covered``: the
    share of intervals that hold the truth. ``people``: how many virtual patients each arm is drawn
    from; those whom the endpoint does not count are in no trial. ``events``: how many a trial has
    on average, and ``lacking`` the share of trials without an estimate; None for shares.
    """

    endpoint: str
    measure: Measure
    n: int
    trials: int
    truth: float
    reference: float | None
    estimates: Vector
    widths: Vector
    quantiles: tuple[float, ...]
    covered: float
    power: float
    power_se: float
    type_1_error: float
    type_1_error_se: float
    alpha: float
    sides: Sides
    people: tuple[int, ...]
    events: float | None = None
    lacking: float | None = None


def rate(rejected: Mask) -> tuple[float, float]:
    """Return the share of trials that reject and its standard error; NaN where none was tested."""
    if not rejected.size:
        return float("nan"), float("nan")
    share = float(rejected.mean())
    return share, float(np.sqrt(share * (1.0 - share) / rejected.size))
