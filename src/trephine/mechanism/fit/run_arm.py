"""run_arm: the published figures of one cohort, computed from a virtual arm that stands for it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trephine.core.kinetics import KineticArm, KineticGoal
from trephine.core.model import Model
from trephine.core.target import Target
from trephine.mechanism.cohort import Cohort
from trephine.mechanism.fit.figures_of import figures_of
from trephine.mechanism.fit.sampled import follow_up, progression, sample, visits
from trephine.mechanism.fit.summarise import compared, summarise
from trephine.mechanism.solution import Solution
from trephine.mechanism.solve import solve

Vector = NDArray[np.float64]
# Days of the trajectory that visits are read from: daily while counts and copies move fast.
_DAILY_TO, _THEN = 100.0, 7.0
# What units of published times are in days.
_DAYS = {"d": 1.0, "wk": 7.0, "mo": 365.25 / 12.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressionRule:
    """When a virtual patient counts as progressed: names of quantities, and how far they rise.

    A stand-in for the criteria that the care of patients applies.
    """

    protein: str
    marrow: str
    share: float = 0.25
    least_protein: float = 5.0
    least_cells: float = 100.0
    response: float = 0.5


def run_arm(
    model: Model,
    cohort: Cohort,
    arm: KineticArm,
    goals: Sequence[tuple[KineticGoal, Target]],
    rule: ProgressionRule,
    *,
    seed: int,
    rtol: float = 1e-4,
    threads: int = 0,
) -> tuple[Vector, dict[int, int]]:
    """Return the arm's figures ``[len(goals)]`` on the goals' scales, and the runs that failed.

    Patients whose run failed are left out of every figure; they are counted by reason. A figure
    that nobody has is not-a-number.
    """
    names = sorted({name for goal, _ in goals for name in goal.of} | {rule.protein, rule.marrow})
    end = float(max(max(arm.days) + arm.window, min(arm.followed[1], max(arm.days)))) + 1.0
    grid = times_of(cohort.start, end)
    found = solve(
        model,
        cohort.patients,
        cohort.doses,
        start=cohort.start,
        end=end,
        names=names,
        times=grid,
        rtol=rtol,
        threads=threads,
    )
    figures = figures_of_arm(found, cohort, arm, goals, rule, seed=seed)
    return figures, {int(code): count for code, count in found.failures().items()}


def times_of(start: float, end: float) -> Vector:
    """Return the days at which trajectories are kept: daily to day 100, then weekly."""
    early = np.arange(np.ceil(start), min(_DAILY_TO, end) + 1.0)
    late = np.arange(_DAILY_TO + _THEN, end, _THEN)
    return np.unique(np.concatenate([[start], early[early <= end], late, [end]]))


def figures_of_arm(
    found: Solution,
    cohort: Cohort,
    arm: KineticArm,
    goals: Sequence[tuple[KineticGoal, Target]],
    rule: ProgressionRule,
    *,
    seed: int,
) -> Vector:
    """Return the figures of trajectories that are there already, as ``run_arm`` does."""
    numbers = cohort.patients.numbers
    t = found.times
    protein, marrow = found.of(rule.protein), found.of(rule.marrow)
    progressed = progression(
        t,
        np.nan_to_num(protein),
        np.nan_to_num(marrow),
        share=rule.share,
        protein=rule.least_protein,
        cells=rule.least_cells,
    )
    ends = follow_up(arm.followed, numbers, seed)
    if arm.to_progression:
        ends = np.minimum(ends, progressed)
    at = visits(arm.days, arm.window, ends, numbers, seed)
    chosen = found.status == 0
    if arm.responders:
        before, after = int(np.searchsorted(t, 0.0)), int(np.searchsorted(t, 90.0))
        fell = protein[:, after] <= rule.response * protein[:, before]
        chosen = chosen & fell & (progressed > arm.followed[0])
    series = {}
    for name in {name for goal, _ in goals for name in goal.of}:
        series[name] = (found.of(name)[chosen], at[chosen])
    figures = np.full(len(goals), np.nan)
    if not chosen.any():
        return figures
    for q, (goal, target) in enumerate(goals):
        read = []
        for name in goal.of:
            x, days = series[name]
            read.append(sample(t, x / x[:, :1] if goal.relative else x, days))
        each = figures_of(goal.kind, read, goal.threshold, goal.low, goal.high)
        number = summarise(target.statistic, each, spread=goal.spread)
        figures[q] = compared(goal.scale, number)
    return figures


def published(goal: KineticGoal, target: Target) -> float:
    """Return the figure to compare with: in the unit of the model, on the goal's scale.

    The spread of a mean is its standard deviation as printed. Raises ValueError where the target
    holds no such number.
    """
    value = target.sd if goal.spread else target.value
    if value is None:
        message = f"{target.id} holds no number for {goal.id}"
        raise ValueError(message)
    return compared(goal.scale, value * _DAYS.get(target.unit, 1.0))


def variance(goal: KineticGoal, target: Target, people: int, n: int) -> float:
    """Return the variance of one comparison: published error, virtual arm's noise, slack.

    ``people`` are the published cohort, ``n`` the virtual arm, whose noise is taken to be the
    published error at its own size.
    """
    return goal.error**2 * (1.0 + (target.n or people) / n) + goal.slack**2
