"""Routes of sensitivities: which parameters an outcome of a population run depends on."""

from fastapi import APIRouter
from pydantic import TypeAdapter

from trephine.core.run_event import RunPlanned
from trephine.core.text import Language
from trephine.web.account.allow import signed_in
from trephine.web.exports.below import Below
from trephine.web.trials.plans import plan_read
from trephine.web.trials.population_work import given_in
from trephine.web.trials.routes import TABLE, Now, Runner, Saved, TableResponse
from trephine.web.trials.runs import answer_in, code_digest, not_answered
from trephine.web.trials.sensitivity_shape import (
    SensitivityAnswer,
    SensitivityAsked,
    SensitivityPage,
)
from trephine.web.trials.sensitivity_work import (
    sensitivity_csv,
    sensitivity_plan,
    sensitivity_task,
)
from trephine.web.trials.shape import RunListed

router = APIRouter(prefix="/api/mechanism", tags=["mechanism"], dependencies=[signed_in()])
_ANSWER = TypeAdapter(SensitivityAnswer)


@router.post("/populations/{run}/sensitivities", status_code=202)
def mechanism_run_sensitivity(
    run: str, asked: SensitivityAsked, runs: Saved, who: Runner, now: Now
) -> RunListed:
    """Ask which parameters an outcome of a population run depends on; kept from now on."""
    trial = plan_read(runs.of_sort(run, "population").planned.plan)
    plan, title = sensitivity_plan(trial, asked)
    planned = RunPlanned(
        sort="sensitivity", title=title, plan=plan, patients=asked.patients, days=trial.days,
        seed=asked.seed, code=code_digest(), of=run,
    )  # fmt: skip
    name = runs.start(planned, sensitivity_task, kind="mechanism.sensitivity", who=who, now=now)
    return runs.listed(name, runs.of(name))


@router.get("/sensitivities/{run}")
def mechanism_sensitivity(run: str, runs: Saved) -> SensitivityPage:
    """Return a saved sensitivity."""
    found = runs.of_sort(run, "sensitivity")
    asked = runs.of_sort(found.planned.of, "population")
    return SensitivityPage(
        head=runs.listed(run, found),
        given=given_in(plan_read(asked.planned.plan)),
        answer=answer_in(found, _ANSWER),
        other_code=found.planned.code != code_digest(),
    )


@router.get("/sensitivities/{run}/table.csv", response_class=TableResponse, responses=TABLE)
def mechanism_sensitivity_table(
    run: str, runs: Saved, below: Below, lang: Language = "zh"
) -> TableResponse:
    """Return the index of every parameter as a table."""
    answer = answer_in(runs.of_sort(run, "sensitivity"), _ANSWER)
    if answer is None:
        raise not_answered(run)
    given = f'attachment; filename="trephine-simulated-prcc-{run[:8]}.csv"'
    table = below(sensitivity_csv(answer, lang), answer.label, f"/mechanism/runs/{run}")
    return TableResponse(table, headers={"content-disposition": given})
