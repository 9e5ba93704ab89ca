"""Routes of the evidence room over the papers: outcomes, pooling, figures, scripts, audits."""

from typing import Annotated

from fastapi import APIRouter, Depends

from trephine.core.text import Language
from trephine.web.account.allow import allow, signed_in
from trephine.web.account.who import SignedIn
from trephine.web.evidence.analyses import Paper
from trephine.web.evidence.figures import FigureName, figure_of
from trephine.web.evidence.findings import (
    AuditedPaper,
    AuditShown,
    FindingShown,
    audit_of,
    finding_of,
    intervals_figure,
)
from trephine.web.evidence.options import PoolOptions, pool_options
from trephine.web.evidence.papers import PaperShown, StudyShown, papers_shown, studies_shown
from trephine.web.evidence.pooled import PooledAnswer, pooled_of
from trephine.web.evidence.report import KIND, ReportForm, report_task
from trephine.web.evidence.scripts import SCRIPT, Program, ScriptResponse, script_answer
from trephine.web.evidence.sensitivity import StudySensitivity, sensitivity_of
from trephine.web.figures import FIGURE, FigureResponse, Form, figure_answer
from trephine.web.job.jobs import JobShown
from trephine.web.workplace import At

router = APIRouter(prefix="/api/evidence", tags=["evidence"], dependencies=[signed_in()])
Author = Annotated[SignedIn, allow("reviewer", "methodologist", "clinician", "modeller")]
Options = Annotated[PoolOptions, Depends(pool_options)]


@router.get("/papers")
def evidence_papers() -> tuple[PaperShown, ...]:
    """List the papers whose numbers can be pooled, with their analyses."""
    return papers_shown()


@router.get("/papers/{paper}/studies")
def evidence_studies(paper: Paper) -> tuple[StudyShown, ...]:
    """Return a paper's table of studies."""
    return studies_shown(paper)


@router.get("/papers/{paper}/{analysis}")
def evidence_analysis(paper: Paper, analysis: str, options: Options) -> PooledAnswer:
    """Pool one analysis of a paper; without options by the house's default."""
    return pooled_of(paper, analysis, options)


@router.get("/papers/{paper}/{analysis}/sensitivity")
def evidence_sensitivity(paper: Paper, analysis: str, options: Options) -> StudySensitivity:
    """Leave every study out in turn, and say how much each one moves the answer."""
    return sensitivity_of(paper, analysis, options)


@router.get(
    "/papers/{paper}/{analysis}/script.{program}",
    response_class=ScriptResponse,
    responses=SCRIPT,
)
def evidence_script(
    paper: Paper, analysis: str, program: Program, options: Options
) -> ScriptResponse:
    """Return the script that repeats the analysis in Python, R or Stata."""
    return script_answer(paper, analysis, program, options)


@router.get(
    "/papers/{paper}/{analysis}/{figure}.{form}",
    response_class=FigureResponse,
    responses=FIGURE,
)
def evidence_figure(
    paper: Paper,
    analysis: str,
    figure: FigureName,
    form: Form,
    options: Options,
    lang: Language = "zh",
) -> FigureResponse:
    """Draw the forest plot or a diagnostic figure of an analysis."""
    return figure_answer(figure_of(paper, analysis, figure, options, lang), form)


@router.post("/papers/{paper}/report", status_code=202)
def evidence_report(
    paper: Paper, form: ReportForm, who: Author, at: At, lang: Language = "zh"
) -> JobShown:
    """Start writing the report of all of a paper's analyses; the job's file is the report."""
    asked = {"paper": paper, "form": form, "lang": lang}
    account = None if who.demo else who.account
    return at.jobs.start(KIND, report_task, asked, account=account)


@router.get("/audits/{paper}")
def evidence_audit(paper: AuditedPaper) -> AuditShown:
    """Return the audit of a paper: findings, and every check with what it looked at."""
    return audit_of(paper)


@router.get("/audits/{paper}/figure.{form}", response_class=FigureResponse, responses=FIGURE)
def evidence_audit_figure(paper: AuditedPaper, form: Form, lang: Language = "zh") -> FigureResponse:
    """Draw printed intervals over those that n and I² predict without a single event count."""
    return figure_answer(intervals_figure(paper, lang), form)


@router.get("/audits/{paper}/findings/{finding:path}")
def evidence_finding(paper: AuditedPaper, finding: str) -> FindingShown:
    """Return one finding with its whole arithmetic and its places."""
    return finding_of(paper, finding)
