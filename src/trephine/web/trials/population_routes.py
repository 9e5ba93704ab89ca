"""Routes of population runs and of strategies compared on the same virtual patients."""

from fastapi import APIRouter
from pydantic import TypeAdapter

from trephine import library
from trephine.core.run_event import RunPlanned
from trephine.library.write_trial import write_trial
from trephine.web.account.allow import signed_in
from trephine.web.trials.comparison_work import arms_used, comparison_plan, comparison_task
from trephine.web.trials.plans import plan_read
from trephine.web.trials.population_shape import (
    ComparisonAnswer,
    ComparisonAsked,
    ComparisonRunPage,
    PopulationAnswer,
    PopulationAsked,
    PopulationListed,
    PopulationRunPage,
)
from trephine.web.trials.population_work import ARM, given_in, population_plan, population_task
from trephine.web.trials.routes import Now, Runner, Saved
from trephine.web.trials.runs import answer_in, code_digest
from trephine.web.trials.shape import RunListed

router = APIRouter(prefix="/api/mechanism", tags=["mechanism"], dependencies=[signed_in()])
_POPULATION = TypeAdapter(PopulationAnswer)
_COMPARISON = TypeAdapter(ComparisonAnswer)


@router.get("/populations")
def mechanism_populations() -> tuple[PopulationListed, ...]:
    """List whom a run can enrol."""
    return tuple(
        PopulationListed(id=one.id, label=one.label, text=one.text) for one in library.populations()
    )


@router.post("/populations", status_code=202)
def mechanism_run_population(
    asked: PopulationAsked, runs: Saved, who: Runner, now: Now
) -> RunListed:
    """Start a population run; it is kept with its plan from now on."""
    plan = write_trial(population_plan(asked))
    trial = plan_read(plan)
    planned = RunPlanned(
        sort="population", title=trial.title, plan=plan, patients=trial.patients,
        days=trial.days, seed=trial.seed, code=code_digest(),
    )  # fmt: skip
    name = runs.start(planned, population_task, kind="mechanism.population", who=who, now=now)
    return runs.listed(name, runs.of(name))


@router.get("/populations/{run}")
def mechanism_population_run(run: str, runs: Saved) -> PopulationRunPage:
    """Return a saved population run."""
    found = runs.of_sort(run, "population")
    return PopulationRunPage(
        head=runs.listed(run, found),
        arm=ARM,
        given=given_in(plan_read(found.planned.plan)),
        answer=answer_in(found, _POPULATION),
        other_code=found.planned.code != code_digest(),
    )


@router.get("/comparisons")
def mechanism_comparisons(runs: Saved) -> tuple[RunListed, ...]:
    """List the saved comparisons, the newest first."""
    listed = (runs.listed(name, one) for name, one in runs.all())
    return tuple(one for one in listed if one.sort == "comparison")


@router.post("/comparisons", status_code=202)
def mechanism_run_comparison(
    asked: ComparisonAsked, runs: Saved, who: Runner, now: Now
) -> RunListed:
    """Start a comparison; it is kept with its file from now on."""
    plan, title = comparison_plan(asked)
    planned = RunPlanned(
        sort="comparison", title=title, plan=plan, patients=asked.patients, days=asked.days,
        seed=asked.seed, code=code_digest(),
    )  # fmt: skip
    name = runs.start(planned, comparison_task, kind="mechanism.comparison", who=who, now=now)
    return runs.listed(name, runs.of(name))


@router.get("/comparisons/{run}")
def mechanism_comparison_run(run: str, runs: Saved) -> ComparisonRunPage:
    """Return a saved comparison."""
    found = runs.of_sort(run, "comparison")
    return ComparisonRunPage(
        head=runs.listed(run, found),
        arms=arms_used(found.planned.plan),
        answer=answer_in(found, _COMPARISON),
        other_code=found.planned.code != code_digest(),
    )
