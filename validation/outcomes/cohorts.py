"""Virtual arms of one side of the split, run under many points of the prior at once."""

from collections.abc import Sequence

import numpy as np

from trephine import library
from trephine.core.target import TargetSide
from trephine.library.outcome_fit_table import outcome_arms, outcome_free, outcome_goals
from trephine.loop.fit.outcome_figure import published, variance
from trephine.loop.fit.run_points import CohortArm
from trephine.mechanism.fit.fitted import fitted, values_of
from trephine.mechanism.fit.match import Goals

MODEL = "bcma_cart"
# Points run in one chunk: a round's cost is spread over their patients.
TOGETHER = 24
# A cohort whose size is not printed.
_FEW = 50


class Cohorts:
    """Everything of one side, ready to be run under points of the prior."""

    def __init__(self, side: TargetSide, patients: int, seed: int) -> None:
        side_of = {name: one.side for one in library.target_groups() for name in one.cohorts}
        figures = {one.id: one for one in library.targets()}
        people = {one.id: one.n or _FEW for one in library.target_cohorts()}
        self.free = outcome_free()
        self.pairs = [
            (goal, figures[goal.target])
            for goal in outcome_goals()
            if side_of[figures[goal.target].cohort] == side
        ]
        self.goals = Goals(
            values=np.array([published(*pair) for pair in self.pairs]),
            variances=np.array(
                [
                    variance(goal, target, target.n or people[target.cohort], patients)
                    for goal, target in self.pairs
                ]
            ),
        )
        self.arms = [
            (CohortArm(arm, [self.pairs[q] for q in at], patients, seed), at)
            for arm in outcome_arms()
            if (at := [q for q, (goal, _) in enumerate(self.pairs) if goal.arm == arm.id])
        ]
        known = {entry.id: entry for entry in library.model(MODEL).parameters}
        limits = []
        for one in self.free:
            entry = known.get(one.parameter) or known[f"{one.parameter}1"]
            low = -np.inf if entry.low is None or one.spread else entry.low
            limits.append((low, np.inf if entry.high is None or one.spread else entry.high))
        self.low, self.high = np.array(limits).T

    def values(self, z: np.ndarray) -> np.ndarray:
        """Return parameter values ``[k, d]`` of points, within what the model accepts."""
        return np.clip(values_of(self.free, z), self.low, self.high)

    def run(self, points: Sequence[np.ndarray] | np.ndarray) -> np.ndarray:
        """Return the figures ``[k, q]`` of points ``[k, d]``, a few points at a time."""
        z = np.atleast_2d(np.asarray(points, dtype=np.float64))
        found = np.full((len(z), len(self.pairs)), np.nan)
        for begin in range(0, len(z), TOGETHER):
            rows = slice(begin, min(begin + TOGETHER, len(z)))
            values = self.values(z[rows])
            for arm, at in self.arms:
                treated = [fitted(arm.product, self.free, row, self.free[0].mark) for row in values]
                found[rows.start : rows.stop, at] = arm.figures(treated)
        return found
