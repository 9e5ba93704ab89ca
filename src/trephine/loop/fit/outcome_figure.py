"""outcome_figure: a published outcome as a virtual arm has it, by the endpoints of the clinic."""

import math
from statistics import NormalDist

import numpy as np

from trephine.core.outcome_fit import OutcomeGoal
from trephine.core.target import Target
from trephine.evidence.survival.landmark import landmark
from trephine.loop.outcomes.arm_results import arm_results
from trephine.loop.outcomes.patient_table import PatientTable

MONTH = 365.25 / 12.0
_IN_DAYS = {"d": 1.0, "mo": MONTH}
# The quartiles of a normal distribution apart, and by how much a normal sample's median errs more
# than its mean.
_APART = 2.0 * NormalDist().inv_cdf(0.75)
_MEDIAN = math.sqrt(math.pi / 2.0)


def outcome_figure(table: PatientTable, goal: OutcomeGoal, target: Target) -> float:
    """Return the arm's figure on the scale of the goal, not-a-number where there is none.

    Shares in percent; of a median time to an event, the percentage without it on the day of the
    published median; of other days the logarithm of the median.
    """
    found = arm_results(table, keys=(goal.endpoint,))
    if goal.endpoint in found.counts:
        return 100.0 * found.counts[goal.endpoint].share
    if goal.endpoint in found.times and target.value is not None:
        months = target.value * _IN_DAYS[target.unit] / MONTH
        return 100.0 * float(landmark(found.times[goal.endpoint].curve, months)[0].estimate)
    days = found.days[goal.endpoint].median if goal.endpoint in found.days else math.nan
    return math.log(max(days, 1.0 / 24.0)) if np.isfinite(days) else math.nan


def published(goal: OutcomeGoal, target: Target) -> float:
    """Return the published figure on the scale of the goal: half, for a median time to an event.

    Raises ValueError where the target holds no number.
    """
    if target.value is None:
        message = f"{target.id} holds no number for {goal.id}"
        raise ValueError(message)
    if target.unit == "%":
        return target.value
    if goal.scale == "percent":
        return 50.0
    return math.log(target.value * _IN_DAYS[target.unit])


def variance(goal: OutcomeGoal, target: Target, people: int, n: int) -> float:
    """Return the variance of one comparison: published error, virtual arm's noise, slack.

    ``people`` are those the figure rests on, ``n`` the virtual patients. A share errs as a binomial
    one with half a patient added on either side; a median of days by its quartiles, or, where they
    are not printed, as one of a lognormal with the goal's spread.
    """
    if goal.scale == "percent":
        p = (people * published(goal, target) / 100.0 + 0.5) / (people + 1.0)
        each = 100.0**2 * p * (1.0 - p)
    else:
        spread = goal.spread
        if target.interval == "quartiles" and target.low and target.high:
            spread = math.log(target.high / target.low) / _APART
        each = (_MEDIAN * spread) ** 2
    return each / people + each / n + goal.slack**2
