"""Routes of operating characteristics: what trials of a design would find in a run's patients."""

from fastapi import APIRouter
from pydantic import TypeAdapter

from trephine.core.run_event import RunPlanned
from trephine.core.text import Language
from trephine.web.account.allow import signed_in
from trephine.web.exports.below import Below
from trephine.web.trials.operating_shape import OperatingAnswer, OperatingAsked, OperatingPage
from trephine.web.trials.operating_work import operating_csv, operating_plan, operating_task
from trephine.web.trials.plans import plan_read
from trephine.web.trials.routes import TABLE, Now, Runner, Saved, TableResponse
from trephine.web.trials.runs import answer_in, code_digest, not_answered
from trephine.web.trials.shape import RunListed

router = APIRouter(prefix="/api/mechanism", tags=["mechanism"], dependencies=[signed_in()])
_ANSWER = TypeAdapter(OperatingAnswer)


@router.post("/runs/{run}/designs", status_code=202)
def mechanism_run_design(
    run: str, asked: OperatingAsked, runs: Saved, who: Runner, now: Now
) -> RunListed:
    """Ask what trials of a design would find in the virtual patients of a run; kept from now on."""
    found = runs.of_sort(run, "trial")
    if found.answer is None:
        raise not_answered(run)
    trial = plan_read(found.planned.plan)
    plan, title = operating_plan(trial, asked)
    planned = RunPlanned(
        sort="design", title=title, plan=plan, patients=asked.patients, days=trial.days,
        seed=asked.seed, code=code_digest(), of=run,
    )  # fmt: skip
    more = {"trial": found.planned.plan, "tables": str(runs.folder(found) / "tables")}
    name = runs.start(planned, operating_task, kind="mechanism.design", who=who, now=now, more=more)
    return runs.listed(name, runs.of(name))


@router.get("/designs/{run}")
def mechanism_design_run(run: str, runs: Saved) -> OperatingPage:
    """Return saved operating characteristics."""
    found = runs.of_sort(run, "design")
    return OperatingPage(
        head=runs.listed(run, found),
        answer=answer_in(found, _ANSWER),
        other_code=found.planned.code != code_digest(),
    )


@router.get("/designs/{run}/table.csv", response_class=TableResponse, responses=TABLE)
def mechanism_design_table(
    run: str, runs: Saved, below: Below, lang: Language = "zh"
) -> TableResponse:
    """Return what trials of each size would find as a table."""
    answer = answer_in(runs.of_sort(run, "design"), _ANSWER)
    if answer is None:
        raise not_answered(run)
    given = f'attachment; filename="trephine-simulated-design-{run[:8]}.csv"'
    table = below(operating_csv(answer, lang), answer.label, f"/mechanism/runs/{run}")
    return TableResponse(table, headers={"content-disposition": given})
