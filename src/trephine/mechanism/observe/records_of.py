"""records_of: a cohort is run and read, its patients' records come back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from trephine.core.model import Model
from trephine.core.observable import Observable
from trephine.core.population import Population
from trephine.core.readout import Readouts
from trephine.core.record import ReadingValue
from trephine.mechanism.cohort import Cohort
from trephine.mechanism.observe.observe import Observed, observe
from trephine.mechanism.observe.plan import plan
from trephine.mechanism.policy import Policy
from trephine.mechanism.solve import solve


def records_of(
    model: Model,
    cohort: Cohort,
    readouts: Readouts,
    observables: Mapping[str, Observable],
    *,
    end: float,
    infusion: datetime,
    population: Population | None = None,
    stated: Mapping[str, ReadingValue] | None = None,
    policy: Policy | None = None,
    decide_at: Sequence[float] | None = None,
    decide_on: Sequence[str] = (),
    threads: int = 0,
) -> Observed:
    """Return the records of a cohort followed to day ``end``, drawn with the cohort's own seed.

    ``population`` says which covariates are readings. A policy's doses stand in the records as
    the schedule's do. Memory is that of every reading: some thousands of patients at a time.
    Raises InputError as ``solve`` and ``observe`` do.
    """
    asked = plan(readouts, model, end=end)
    solution = solve(
        model,
        cohort.patients,
        cohort.doses,
        start=cohort.start,
        end=end,
        names=asked.names,
        times=asked.times,
        policy=policy,
        decide_at=decide_at,
        decide_on=decide_on,
        threads=threads,
    )
    covered = () if population is None else population.covariates
    return observe(
        solution,
        [one.id for one in model.states],
        cohort.covariates,
        cohort.patients.numbers,
        readouts,
        observables,
        asked,
        seed=cohort.seed,
        infusion=infusion,
        administrations=cohort.administrations,
        stated=stated,
        named={one.id: one.observable for one in covered if one.observable},
    )
