"""run_cohort: enrolled patients through the virtual ward, to their rows in the table."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.loop.second_products import SecondProducts
from trephine.loop.ward.ward import Ward
from trephine.loop.ward.ward_given import WardGiven
from trephine.mechanism.cohort import Cohort
from trephine.mechanism.solution import RunStatus
from trephine.mechanism.solve import solve

Columns = dict[str, NDArray[Any]]


def run_cohort(
    given: WardGiven,
    cohort: Cohort,
    kept: Sequence[int] = (),
    second: SecondProducts | None = None,
) -> tuple[Columns, Ward]:
    """Return the rows of patients who were enrolled for an arm, and their ward.

    ``kept`` are rows whose Records can be told, ``second`` the second infusions that may follow a
    relapse (None: none does). A patient whose integration failed has the reason
    in ``status``.
    """
    trial = given.trial
    ward = Ward(given, cohort, kept, second)
    days = given.plan.minutes / 1440 if ward.second is None else ward.second.decide_at
    solution = solve(
        given.model,
        cohort.patients,
        cohort.doses,
        start=cohort.start,
        end=max(trial.days, float(given.plan.minutes[-1]) / 1440),
        threads=1,
        policy=ward,
        decide_at=days,
        decide_on=ward.watched,
        doses_into=_states(given, cohort),
        renewed_into=None if second is None else second.states,
    )
    columns = ward.columns(trial.days)
    bad = np.asarray(solution.status) != 0
    if bad.any():
        reasons = {int(one): one.name.lower() for one in RunStatus}
        columns["status"][bad] = [reasons[int(code)] for code in solution.status[bad]]
    return columns, ward


def _states(given: WardGiven, cohort: Cohort) -> set[str]:
    """Return the states that doses of an arm may go to: the same for each of its patients."""
    planned = np.isfinite(cohort.doses.times)
    found = {given.model.states[int(t)].id for t in np.unique(cohort.doses.targets[planned])}
    found |= {effect.state for act in given.carried for effect in act.effects}
    return found
