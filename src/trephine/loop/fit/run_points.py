"""run_points: a published cohort's virtual arm under several sets of numbers, at once."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from trephine.core.outcome_fit import OutcomeArm, OutcomeGoal
from trephine.core.product import Product
from trephine.core.target import Target
from trephine.core.text import Text
from trephine.core.trial import Trial, TrialArm
from trephine.library.lymphodepletion import lymphodepletions
from trephine.library.population_table import population
from trephine.library.product_table import product, products
from trephine.library.strategy_table import strategy
from trephine.loop.fit.outcome_figure import outcome_figure
from trephine.loop.fit.stacked import stacked
from trephine.loop.outcomes.patient_table import PatientTable, patient_table
from trephine.loop.run_chunk import given_for
from trephine.loop.run_cohort import run_cohort
from trephine.mechanism.fit.prepared import Prepared, prepared

_START = datetime(2026, 1, 5, 8, tzinfo=UTC)  # any Monday: nothing here depends on it


class CohortArm:
    """A published cohort's virtual arm, enrolled once, ready to be run under sets of numbers."""

    def __init__(
        self,
        arm: OutcomeArm,
        goals: Sequence[tuple[OutcomeGoal, Target]],
        patients: int,
        seed: int,
    ) -> None:
        """Enrol ``patients`` people of the arm's population for its product."""
        self.arm, self.goals = arm, tuple(goals)
        one = TrialArm(
            id=arm.id,
            label=Text(zh=arm.id, en=arm.id),
            product=arm.product,
            strategies=arm.strategies,
        )
        trial = Trial(
            id=arm.id,
            title=one.label,
            population=arm.population,
            arms=(one,),
            days=arm.days,
            patients=patients,
            start=_START,
            seed=seed,
            written=_START.date(),
        )
        self.given = given_for(trial, one)
        self.product: Product = product(arm.product)
        self._enrolled: Prepared = prepared(
            self.given.model,
            population(arm.population),
            self.product,
            [strategy(name) for name in arm.strategies],
            patients,
            seed,
            lymphodepletions(),
            products(),
        )

    def tables(self, treated: Sequence[Product]) -> list[PatientTable]:
        """Return the table of patients under each product, with the covariates goals ask for.

        The products differ from the arm's in what they set in the model, and in nothing else.
        """
        cohorts = [self._enrolled.under(one) for one in treated]
        columns, _ = run_cohort(self.given, stacked(cohorts))
        n = len(cohorts[0])
        asked = {goal.among[0] for goal, _ in self.goals if goal.among is not None}
        found = []
        for k, cohort in enumerate(cohorts):
            rows = slice(k * n, (k + 1) * n)
            own = {name: column[rows] for name, column in columns.items()}
            own |= {name: np.asarray(cohort.covariates[name], dtype=np.float64) for name in asked}
            found.append(patient_table(own, arm=self.arm.id))
        return found

    def figures(self, treated: Sequence[Product]) -> np.ndarray:
        """Return the arm's figures under each product, ``[len(treated), len(goals)]``."""
        found = np.full((len(treated), len(self.goals)), np.nan)
        for k, table in enumerate(self.tables(treated)):
            for q, (goal, target) in enumerate(self.goals):
                mine = table
                if goal.among is not None:
                    name, value = goal.among
                    mine = table.rows(table[name] == value)
                found[k, q] = outcome_figure(mine, goal, target)
        return found
