"""run_chunk: some of a run's patients from enrolment to their row in the table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.core.model import Model
from trephine.core.population import Population
from trephine.core.product import Product
from trephine.core.regimen import Regimen
from trephine.mechanism.doses import Doses
from trephine.mechanism.outcomes import OutcomePlan, reduce_outcomes
from trephine.mechanism.patients import Patients
from trephine.mechanism.simulated import FAILED_AT, PATIENT, STATUS, STEPS, Curves
from trephine.mechanism.virtual_arm import VirtualArm

# 4096 patients with 30 watched quantities at 160 visits are 157 MB; two such arrays are alive
CHUNK = 4096
Columns = dict[str, NDArray[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunGiven:
    """What every chunk of a run has in common."""

    model: Model
    arm: VirtualArm
    population: Population
    regimens: tuple[Regimen, ...]
    products: tuple[Product, ...]
    plan: OutcomePlan
    start: float
    days: float
    seed: int
    threads: int
    shown: int
    names: tuple[str, ...]
    changes: Mapping[str, float]


def grid_to(days: float, start: float) -> NDArray[np.float64]:
    """Return the days at which measures look: every 6 h to day 28, daily to day 98, twice a week.

    Every visit is among them: a day more is a day more to compute.
    """
    parts = [
        np.arange(start, min(28.0, days), 0.25),
        np.arange(28.0, min(98.0, days), 1.0),
        np.arange(98.0, days, 3.5),
    ]
    return np.unique(np.concatenate([*parts, [days]]))


def run_chunk(given: RunGiven, first: int, n: int) -> tuple[Columns, Columns | None]:
    """Return the table's rows of ``n`` patients from number ``first`` on, and curves to show.

    The same patient gets the same row whatever chunk it is in. A patient whose integration failed
    has the reason in ``status`` and not-a-number in every outcome.
    """
    from trephine.mechanism.enrol import enrol  # noqa: PLC0415  (it is loaded when used)

    cohort = enrol(
        given.model, given.population, given.arm.product, given.arm.strategies, n, given.seed,
        given.regimens, products=given.products, first=first, second=given.arm.second,
        changes=given.changes,
    )  # fmt: skip
    found, bad, values = outcomes_of(
        given.model, given.plan, cohort.patients, cohort.doses, start=given.start, days=given.days,
        threads=given.threads,
    )  # fmt: skip
    columns: Columns = {
        PATIENT: np.asarray(cohort.patients.numbers, dtype=np.int64),
        **{name: found.pop(name) for name in (STATUS, FAILED_AT, STEPS)},
        **{name: np.asarray(one) for name, one in cohort.covariates.items()},
        **found,
    }
    return columns, _curves(given, columns, values, bad)


def outcomes_of(
    model: Model,
    plan: OutcomePlan,
    patients: Patients,
    doses: Doses,
    *,
    start: float,
    days: float,
    threads: int = 0,
) -> tuple[Columns, NDArray[np.bool_], NDArray[np.float64]]:
    """Return status and outcomes of patients already enrolled, who failed, and the watched values.

    The watched values are (n, len(plan.watched), len(plan.visits)). Patients of one treatment get
    doses into the same states, so what is left out of the run is the same in every chunk.
    """
    from trephine.mechanism.solve import solve  # noqa: PLC0415  (compiled parts load on use)

    given = np.isfinite(doses.times)
    solution = solve(
        model,
        patients,
        doses,
        start=start,
        end=days,
        names=plan.watched,
        times=np.asarray(plan.visits),
        measures=plan.measures,
        grid=grid_to(days, start),
        threads=threads,
        doses_into={model.states[target].id for target in np.unique(doses.targets[given])},
    )
    bad = np.asarray(solution.status) != 0
    values = np.asarray(solution.values)
    values[bad] = np.nan
    measures = np.asarray(solution.measures)
    measures[bad] = np.nan
    columns: Columns = {
        STATUS: reasons(np.asarray(solution.status)),
        FAILED_AT: np.where(bad, np.asarray(solution.failed_at), np.nan),
        STEPS: np.asarray(solution.steps, dtype=np.int64),
        **reduce_outcomes(plan, values=values, measures=measures),
    }
    return columns, bad, values


def _curves(
    given: RunGiven, columns: Columns, values: NDArray[np.float64], bad: NDArray[np.bool_]
) -> Columns | None:
    """Return the shown patients' curves in long form, a row a patient and visit."""
    rows = np.flatnonzero((columns[PATIENT] < given.shown) & ~bad)
    if not len(rows):
        return None
    place = {name: index for index, name in enumerate(given.plan.watched)}
    m = len(given.plan.visits)
    out: Columns = {
        PATIENT: np.repeat(columns[PATIENT][rows], m),
        "day": np.tile(np.asarray(given.plan.visits), len(rows)),
    }
    for name in given.names:
        out[name] = values[rows, place[name], :].reshape(-1)
    return out


def curves_of(parts: Sequence[Mapping[str, Any]], names: Sequence[str], visits: Any) -> Curves:
    """Return the shown curves of all chunks as one array (n, len(names), len(visits))."""
    days = np.asarray(visits, dtype=np.float64)
    m = len(days)
    numbers = [np.asarray(part[PATIENT])[::m] for part in parts]
    values = [
        np.stack([np.asarray(part[name]).reshape(-1, m) for name in names], axis=1)
        for part in parts
    ]
    empty = np.empty((0, len(names), m))
    return Curves(
        numbers=np.concatenate(numbers) if numbers else np.empty(0, dtype=np.int64),
        names=tuple(names),
        days=days,
        values=np.concatenate(values) if values else empty,
    )


def reasons(status: NDArray[Any]) -> NDArray[Any]:
    """Return in a word how each patient's integration ended; ``ok`` where it did not fail."""
    from trephine.mechanism.solution import RunStatus  # noqa: PLC0415  (as above)

    words = {0: "ok"} | {int(one): one.name.lower() for one in RunStatus if one}
    return np.asarray([words[int(code)] for code in status], dtype=object)
