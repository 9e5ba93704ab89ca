"""Virtual arms of the published cohorts, run under any set of the free parameters."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from trephine import library
from trephine.core.kinetics import FreeParameter, KineticArm, KineticGoal
from trephine.core.model import Model
from trephine.core.target import Target, TargetSide
from trephine.library.kinetics_table import free_parameters, kinetic_arms, kinetic_goals
from trephine.mechanism import solve as solving
from trephine.mechanism.fit.fitted import fitted, values_of
from trephine.mechanism.fit.match import Goals
from trephine.mechanism.fit.prepared import Prepared, prepared
from trephine.mechanism.fit.run_arm import (
    ProgressionRule,
    figures_of_arm,
    published,
    times_of,
    variance,
)
from trephine.mechanism.settings import changed
from trephine.mechanism.solve import solve
from trephine.mechanism.symbolic.system import System, system

MODEL = "bcma_cart"
# Every run reads the model's formulas again to check names: 40 ms of CPU, as long as the runs.
_READ: dict[int, System] = {}
# The two quantities of the model in which progression shows.
RULE = ProgressionRule(protein="MP", marrow="TM")
Pair = tuple[KineticGoal, Target]


def _read_once(model: Model) -> System:
    if id(model) not in _READ:
        _READ[id(model)] = system(model)
    return _READ[id(model)]


solving.system = _read_once


@dataclass(frozen=True, kw_only=True)
class Group:
    """Arms that are one virtual cohort: the same product, population, strategies and changes."""

    base: Prepared
    arms: tuple[tuple[KineticArm, tuple[int, ...]], ...]
    names: tuple[str, ...]
    end: float


class Cohorts:
    """Everything of one side of the split, ready to be run under points of the prior."""

    def __init__(self, sides: Sequence[TargetSide], patients: int, seed: int, rtol: float) -> None:
        side_of = {name: one.side for one in library.target_groups() for name in one.cohorts}
        figures = {one.id: one for one in library.targets()}
        self.pairs: list[Pair] = [
            (goal, figures[goal.target])
            for goal in kinetic_goals()
            if side_of[figures[goal.target].cohort] in sides
        ]
        self.sides = [side_of[target.cohort] for _, target in self.pairs]
        self.seed, self.rtol, self.patients = seed, rtol, patients
        self.model = library.model(MODEL)
        self.free = tuple(replace(one, typical=self._now(one)) for one in free_parameters())
        self.low, self.high = np.array([self._limits(one) for one in self.free]).T
        self.failed: dict[int, int] = {}
        arms = {one.id: one for one in kinetic_arms()}
        people = {one.id: one.n or 0 for one in library.target_cohorts()}
        self.goals = Goals(
            values=np.array([published(*pair) for pair in self.pairs]),
            variances=np.array(
                [
                    variance(goal, target, people[target.cohort] or 50, patients)
                    for goal, target in self.pairs
                ]
            ),
        )
        self.groups = self._groups(arms)

    def _limits(self, one: FreeParameter) -> tuple[float, float]:
        known = {entry.id: entry for entry in self.model.parameters}
        entry = known.get(one.parameter) or known[f"{one.parameter}1"]
        if one.spread:
            return 0.0, np.inf
        low = -np.inf if entry.low is None else entry.low
        high = np.inf if entry.high is None else entry.high
        return low, high

    def _now(self, one: FreeParameter) -> float:
        """Return what the library holds of a free parameter: the prior's median."""
        known = {entry.id: entry for entry in self.model.parameters}
        entry = known.get(one.parameter) or known[f"{one.parameter}1"]
        value = entry.spread.sd if one.spread and entry.spread else entry.value
        products = {entry.id: entry for entry in library.products()}
        for change in products[one.products[0]].changes if one.products else ():
            if change.parameter == one.parameter and (change.of == "spread") == one.spread:
                value = changed(value, change)
        return float(value)

    def _groups(self, arms: dict[str, KineticArm]) -> list[Group]:
        products = {one.id: one for one in library.products()}
        populations = {one.id: one for one in library.populations()}
        strategies = {one.id: one for one in library.strategies()}
        together: dict[tuple, list[KineticArm]] = {}
        for arm in {goal.arm: arms[goal.arm] for goal, _ in self.pairs}.values():
            key = (arm.product, arm.population, arm.strategies, arm.changes)
            together.setdefault(key, []).append(arm)
        made = []
        for (product, population, given, changes), members in together.items():
            chosen = products[product]
            base = prepared(
                self.model,
                populations[population],
                replace(chosen, changes=(*chosen.changes, *changes)),
                [strategies[one] for one in given],
                self.patients,
                self.seed,
                library.lymphodepletions(),
                tuple(products.values()),
            )
            placed = tuple(
                (arm, tuple(q for q, (goal, _) in enumerate(self.pairs) if goal.arm == arm.id))
                for arm in members
            )
            names = {name for _, at in placed for q in at for name in self.pairs[q][0].of}
            ends = [min(max(arm.days) + arm.window, arm.followed[1] + 1.0) for arm in members]
            made.append(
                Group(
                    base=base,
                    arms=placed,
                    names=tuple(sorted(names | {RULE.protein, RULE.marrow})),
                    end=max(ends) + 1.0,
                )
            )
        return made

    def values(self, z: np.ndarray) -> np.ndarray:
        """Return parameter values ``[k, d]`` of points, within what the model accepts."""
        return np.clip(values_of(self.free, z), self.low, self.high)

    def run(self, z: np.ndarray, threads: int = 1) -> np.ndarray:
        """Return the figures ``[q]`` of one point ``z`` ``[d]`` of the prior."""
        return self.under(self.free, self.values(z[None])[0], threads)

    def under(
        self, free: Sequence[FreeParameter], values: np.ndarray, threads: int = 1
    ) -> np.ndarray:
        """Return the figures ``[q]`` where free parameters, these or others, have ``values``."""
        found = np.full(len(self.pairs), np.nan)
        for group in self.groups:
            product = fitted(group.base.product, free, values, free[0].mark)
            cohort = group.base.under(product)
            solution = solve(
                self.model,
                cohort.patients,
                cohort.doses,
                start=cohort.start,
                end=group.end,
                names=group.names,
                times=times_of(cohort.start, group.end),
                rtol=self.rtol,
                threads=threads,
            )
            for code, count in solution.failures().items():
                self.failed[int(code)] = self.failed.get(int(code), 0) + count
            for arm, at in group.arms:
                mine = [self.pairs[q] for q in at]
                found[list(at)] = figures_of_arm(solution, cohort, arm, mine, RULE, seed=self.seed)
        return found
