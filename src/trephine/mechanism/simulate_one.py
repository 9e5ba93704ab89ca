"""simulate_one: the typical patient, or one of a seed, followed in every quantity of the model."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from trephine.core.error import MethodError
from trephine.core.model import Model
from trephine.core.population import Population
from trephine.core.product import Product
from trephine.core.regimen import Regimen
from trephine.core.run_outcome import RunOutcome
from trephine.core.text import Text
from trephine.mechanism.doses import no_doses
from trephine.mechanism.enrol import enrol
from trephine.mechanism.outcomes import plan_outcomes, reduce_outcomes
from trephine.mechanism.patients import typical
from trephine.mechanism.simulate_check import check_run, with_values
from trephine.mechanism.solution import STATUS_TEXT, RunStatus
from trephine.mechanism.solve import solve
from trephine.mechanism.virtual_arm import VirtualArm

RTOL = 1e-8  # one patient costs milliseconds: the curves are then good to six digits
Dose = tuple[float, str, float]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OneRun:
    """One patient's course: ``values`` (len(names), len(days)) of every state and assignment.

    ``days`` are the model's time; ``doses`` the amounts really given, as (day, state, amount);
    ``parameters`` what the patient's parameters are where they are not the model's own. ``patient``
    is the number, None for the typical one. ``outcomes`` are those asked for; not-a-number is what
    did not happen.
    """

    model: Model
    names: tuple[str, ...]
    days: NDArray[np.float64]
    values: NDArray[np.float64]
    doses: tuple[Dose, ...]
    parameters: Mapping[str, float]
    start: float
    patient: int | None = None
    outcomes: Mapping[str, float] = field(default_factory=dict)

    def of(self, name: str) -> NDArray[np.float64]:
        """Return one quantity's course (m,). Raises KeyError."""
        if name not in self.names:
            raise KeyError(name)
        return np.asarray(self.values[self.names.index(name)])


def simulate_one(
    model: Model,
    arm: VirtualArm | None = None,
    *,
    days: float,
    population: Population | None = None,
    regimens: Sequence[Regimen] = (),
    products: Sequence[Product] = (),
    seed: int = 0,
    patient: int | None = None,
    values: Mapping[str, float] | None = None,
    changes: Mapping[str, float] | None = None,
    outcomes: Sequence[RunOutcome] = (),
) -> OneRun:
    """Return one patient's course under an arm, or a bare model's from time 0 without doses.

    ``patient`` None is the typical one: median covariates and parameters. Without an arm (a model
    that a user brought along) ``changes`` replace the model's own values. ``outcomes`` are told
    from the same integration; those that they look at have to be among them. Raises MethodError
    where the integration fails, InputError for what cannot be.
    """
    check_run(n=1, days=days, seed=seed)
    model = with_values(model, values or {})
    if arm is None or population is None:
        model = with_values(model, changes or {})
        patients, doses, start = typical(model), no_doses(1), 0.0
    else:
        cohort = enrol(
            model, population, arm.product, arm.strategies, 1, seed, regimens, products=products,
            first=patient or 0, second=arm.second, changes=changes, typical=patient is None,
        )  # fmt: skip
        patients, doses, start = cohort.patients, cohort.doses, cohort.start
    names = (*(one.id for one in model.states), *(one.id for one in model.assignments))
    plan = plan_outcomes(outcomes, model, days=days, start=start)
    times = np.union1d(_days_to(days, start), plan.visits) if outcomes else _days_to(days, start)
    found = solve(
        model, patients, doses, start=start, end=days, names=names, times=times,
        measures=plan.measures, grid=times if outcomes else None, rtol=RTOL, threads=1,
    )  # fmt: skip
    status = RunStatus(int(found.status[0]))
    if status is not RunStatus.DONE or found.values is None:
        raise MethodError(
            what=Text(zh="积分失败", en="The integration failed"),
            where=model.id,
            found=f"{STATUS_TEXT[status].en}, {model.time_unit} {float(found.failed_at[0]):g}",
            do=Text(
                zh="检查参数是否荒谬，或缩短天数",
                en="See whether a parameter is absurd, or ask for fewer days",
            ),
        )
    given = found.given
    used = np.isfinite(given.times[0])
    told: dict[str, float] = {}
    if outcomes:
        watched = [names.index(name) for name in plan.watched]
        seen = np.searchsorted(times, plan.visits)
        values_seen = np.asarray(found.values)[:, watched, :][:, :, seen]
        reduced = reduce_outcomes(plan, values=values_seen, measures=np.asarray(found.measures))
        told = {name: float(column[0]) for name, column in reduced.items()}
    return OneRun(
        model=model,
        names=names,
        days=np.asarray(found.times),
        values=np.asarray(found.values[0]),
        doses=tuple(
            (float(t), model.states[int(target)].id, float(amount))
            for t, target, amount in zip(
                given.times[0][used], given.targets[0][used], given.amounts[0][used], strict=True
            )
        ),
        parameters={
            one.id: float(patients.parameters[0, at])
            for at, one in enumerate(model.parameters)
            if not one.formula and patients.parameters[0, at] != one.value
        },
        start=float(start),
        patient=patient,
        outcomes=told,
    )


def _days_to(days: float, start: float) -> NDArray[np.float64]:
    """Return the days of a course: every 6 h to day 35, then daily, and the last."""
    early = np.arange(start, min(35.0, days), 0.25)
    late = np.arange(35.0, days, 1.0)
    return np.unique(np.concatenate([early, late, [days]]))


def course_csv(run: OneRun, clock: str = "model_time") -> str:
    """Return the course as CSV: ``time`` from 0 as SBML counts it, then every quantity by its id.

    Where the run does not begin at 0 the column ``clock`` holds the model's own time (day 0: the
    first infusion), under the id that ``write_sbml`` gives it.
    """
    shifted = run.start != 0.0
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["time", *([clock] if shifted else []), *run.names])
    for at, day in enumerate(run.days):
        row = [day - run.start, *([day] if shifted else []), *run.values[:, at]]
        table.writerow([repr(float(value)) for value in row])
    return out.getvalue()
