"""One small run of the model, observed; shared by the tests of this folder."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

import numpy as np
import pytest

from trephine import library
from trephine.library.model_of import model
from trephine.mechanism.doses import doses_of
from trephine.mechanism.observe.observe import Observed, observe
from trephine.mechanism.observe.plan import ObservationPlan, plan
from trephine.mechanism.patients import Patients
from trephine.mechanism.solution import Solution
from trephine.mechanism.solve import solve

INFUSION = datetime(2026, 3, 2, 10, tzinfo=timezone(timedelta(hours=8)))
SEED = 20261123
# How sensitive the vessels and the brain of each patient are: from a quiet course to a grave one.
VESSELS = (0.3, 0.6, 1.5, 4.0)
BRAIN = (0.5, 1.5, 4.0, 9.0)
END = 70.0


@dataclass(frozen=True)
class Run:
    """A run and what its readings need."""

    solution: Solution
    planned: ObservationPlan
    covariates: dict[str, Any]
    numbers: Any
    states: list[str]

    def observed(self, rows: slice = slice(None), **more: Any) -> Observed:
        """Return the records of some of the patients."""
        whole = self.solution
        part = Solution(
            names=whole.names,
            times=whole.times,
            values=None if whole.values is None else whole.values[rows],
            measures=whole.measures[rows],
            status=whole.status[rows],
            failed_at=whole.failed_at[rows],
            steps=whole.steps[rows],
            rejected=whole.rejected[rows],
            given=whole.given.rows(*rows.indices(len(self.numbers))[:2]),
        )
        return observe(
            part,
            self.states,
            {name: column[rows] for name, column in self.covariates.items()},
            self.numbers[rows],
            library.readouts(),
            library.observables(),
            self.planned,
            **{"seed": SEED, "infusion": INFUSION} | more,
        )


@pytest.fixture(scope="session")
def run() -> Run:
    chosen = model("bcma_cart")
    planned = plan(library.readouts(), chosen, end=END)
    place = {one.id: at for at, one in enumerate(chosen.parameters)}
    n = len(VESSELS)
    values = np.tile([one.value for one in chosen.parameters], (n, 1)).astype(np.float64)
    values[:, place["sens"]] = VESSELS
    values[:, place["sensN"]] = BRAIN
    given = [[(-5.0, "DL", 1.0), (-4.0, "DL", 1.0), (-3.0, "DL", 1.0), (0.0, "R1", 0.4)]] * n
    given[3] = [*given[3], (8.0, "DT", 130.0), (8.1, "DS", 1.0), (40.0, "G", 6.0)]
    numbers = np.arange(100, 100 + n)
    solution = solve(
        chosen,
        Patients(numbers=numbers, parameters=values),
        doses_of(chosen, given),
        end=END,
        names=planned.names,
        times=planned.times,
    )
    assert not solution.failures()
    covariates = {
        "weight": np.full(n, 62.0),
        "height": np.full(n, 166.0),
        "age": np.full(n, 58.0),
        "sex": np.array(["female"] * n),
        "light_chain": np.array(["lambda"] * n),
    }
    return Run(solution, planned, covariates, numbers, [one.id for one in chosen.states])


@pytest.fixture(scope="session")
def observed(run: Run) -> Observed:
    return run.observed()
