"""Routes of virtual trials: the ready ones, design cards, runs, their figures and patients."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from pydantic import TypeAdapter
from starlette.responses import Response

from trephine.core.error import InputError
from trephine.core.run_event import RunPlanned
from trephine.core.text import Language, Text
from trephine.library.trial_file import write_new_trial
from trephine.web.account.allow import allow, signed_in
from trephine.web.account.who import SignedIn
from trephine.web.evidence.report import ReportForm
from trephine.web.figures import FIGURE, FigureResponse, Form, figure_answer
from trephine.web.job.jobs import JobShown
from trephine.web.mechanism.routes import ModelFileResponse
from trephine.web.trials.figures_kept import kept_figure
from trephine.web.trials.plans import (
    design_of,
    plan_read,
    ready_listed,
    ready_of,
    trial_asked,
)
from trephine.web.trials.report import trial_report_task
from trephine.web.trials.runs import Runs, answer_in, code_digest, not_answered
from trephine.web.trials.shape import (
    RecordAsked,
    RecordOpening,
    RunListed,
    TrialAnswer,
    TrialAsked,
    TrialDesign,
    TrialListed,
    TrialRunPage,
    VirtualPatients,
)
from trephine.web.trials.tables import TABLE_TYPES, TableForm, patients_file, patients_of
from trephine.web.trials.work import record_task, trial_task
from trephine.web.workplace import At

router = APIRouter(prefix="/api/mechanism", tags=["mechanism"], dependencies=[signed_in()])
Runner = Annotated[SignedIn, allow("modeller", "methodologist", "clinician")]
Opener = Annotated[SignedIn, allow("modeller", "clinician")]
_ANSWER = TypeAdapter(TrialAnswer)
_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "A file", "content": {"text/plain": {"schema": {"type": "string"}}}}
}
TABLE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A table",
        "content": {
            kind: {"schema": {"type": "string", "format": "binary"}}
            for kind in TABLE_TYPES.values()
        },
    }
}


class TableResponse(Response):
    """A table of virtual patients that a browser saves."""

    media_type = "text/csv"


def _runs(at: At) -> Runs:
    return Runs(at.journal, at.jobs)


def _now() -> datetime:
    return datetime.now(UTC)


Saved = Annotated[Runs, Depends(_runs)]
Now = Annotated[datetime, Depends(_now)]


@router.get("/trials")
def mechanism_trials() -> tuple[TrialListed, ...]:
    """List the ready trials."""
    return ready_listed()


@router.get("/trials/new")
def mechanism_new_trial() -> str:
    """Return the text of a new trial's file, commented in both languages, fit to be run."""
    return write_new_trial()


@router.get("/trials/{trial}")
def mechanism_trial(trial: str) -> TrialDesign:
    """Return the design card of a ready trial, with the answer that is kept of it."""
    return design_of(ready_of(trial), trial)


@router.post("/trials/design")
def mechanism_design(asked: TrialAsked, who: Runner) -> TrialDesign:
    """Return the design card of a trial with changes, or of a file's text; nothing is run."""
    del who
    return design_of(trial_asked(asked), asked.ready)


@router.post("/runs", status_code=202)
def mechanism_run_trial(asked: TrialAsked, runs: Saved, who: Runner, now: Now) -> RunListed:
    """Start a virtual trial; the run is kept with its plan from now on."""
    trial = trial_asked(asked)
    design = design_of(trial, asked.ready)  # refused here is what its arms cannot follow
    planned = RunPlanned(
        sort="trial",
        title=trial.title,
        plan=design.file,
        patients=trial.patients,
        days=trial.days,
        seed=trial.seed,
        code=code_digest(),
        ready=asked.ready,
    )
    name = runs.start(planned, trial_task, kind="mechanism.trial", who=who, now=now)
    return runs.listed(name, runs.of(name))


@router.get("/runs")
def mechanism_runs(runs: Saved) -> tuple[RunListed, ...]:
    """List the saved runs, the newest first."""
    return tuple(runs.listed(name, one) for name, one in runs.all())


@router.get("/runs/{run}")
def mechanism_run(run: str, runs: Saved) -> TrialRunPage:
    """Return a saved virtual trial: design, how it stands, the answer once it is there."""
    found = runs.of_sort(run, "trial")
    return TrialRunPage(
        head=runs.listed(run, found),
        design=design_of(plan_read(found.planned.plan), found.planned.ready),
        answer=answer_in(found, _ANSWER),
        other_code=found.planned.code != code_digest(),
        opened=tuple(one.record for one in found.opened),
    )


@router.get("/runs/{run}/plan.toml", response_class=ModelFileResponse, responses=_FILE)
def mechanism_run_plan(run: str, runs: Saved) -> ModelFileResponse:
    """Return the plan of a run as the file that the command line runs, too."""
    found = runs.of(run)
    given = f'attachment; filename="{run[:8]}.toml"'
    return ModelFileResponse(found.planned.plan, headers={"content-disposition": given})


@router.get("/runs/{run}/figures/{figure}.{form}", response_class=FigureResponse, responses=FIGURE)
def mechanism_run_figure(
    run: str, figure: str, form: Form, runs: Saved, lang: Language = "zh"
) -> FigureResponse:
    """Return a figure of a run as it was drawn at its end."""
    folder = runs.folder(runs.of(run)) / "figures"
    return figure_answer(kept_figure(folder, figure, lang), form)


@router.get("/runs/{run}/patients.{form}", response_class=TableResponse, responses=TABLE)
def mechanism_run_table(run: str, form: TableForm, runs: Saved) -> TableResponse:
    """Return every virtual patient's row, all arms in one table."""
    found = runs.of(run)
    arms = tuple(one.id for one in plan_read(found.planned.plan).arms)
    content = patients_file(runs.folder(found) / "tables", arms, form)
    given = f'attachment; filename="trephine-simulated-{run[:8]}.{form}"'
    return TableResponse(
        content, media_type=TABLE_TYPES[form], headers={"content-disposition": given}
    )


@router.get("/runs/{run}/patients/{arm}")
def mechanism_run_patients(
    run: str, arm: str, runs: Saved, first: Annotated[int, Query(ge=0, lt=2**31)] = 0
) -> VirtualPatients:
    """Return fifty virtual patients of an arm from a number on."""
    found = runs.of(run)
    return patients_of(runs.folder(found) / "tables", arm, found.planned.days, first)


@router.post("/runs/{run}/report", status_code=202)
def mechanism_run_report(
    run: str, form: ReportForm, runs: Saved, who: Runner, lang: Language = "zh"
) -> JobShown:
    """Start writing the report of a finished virtual trial; the job's file is the report."""
    found = runs.of_sort(run, "trial")
    if found.answer is None:
        raise not_answered(run)
    more = {"form": form, "lang": lang, "tables": str(runs.folder(found) / "tables")}
    job = runs.aside(
        run, found.planned, trial_report_task, kind="mechanism.report", who=who, more=more
    )
    return runs.jobs.of(job)


@router.post("/runs/{run}/records", status_code=202)
def mechanism_run_record(run: str, asked: RecordAsked, runs: Saved, who: Opener) -> RecordOpening:
    """Take a virtual patient's record to the care room, as the ward knew it on a day."""
    found = runs.of(run)
    trial = plan_read(found.planned.plan)
    if asked.arm not in {one.id for one in trial.arms} or not (
        0 <= asked.patient < trial.patients and 0 <= asked.day <= trial.days
    ):
        raise InputError(
            what=Text(zh="试验没有这一组、患者或日", en="No such arm, patient or day"),
            where="arm, patient, day",
            found=f"{asked.arm[:60]}, {asked.patient}, {asked.day}",
            do=Text(
                zh=f"患者 0 至 {trial.patients - 1}，第 0 至 {trial.days:g} 天",
                en=f"Patients 0 to {trial.patients - 1}, days 0 to {trial.days:g}",
            ),
        )
    record = f"sim-{run[:12]}-{asked.arm}-{asked.patient}-d{asked.day}"
    if any(one.record == record for one in found.opened):
        return RecordOpening(record=record, job=None)
    more = {"arm": asked.arm, "patient": asked.patient, "day": asked.day, "record": record}
    job = runs.aside(run, found.planned, record_task, kind="mechanism.record", who=who, more=more)
    return RecordOpening(record=record, job=job)
