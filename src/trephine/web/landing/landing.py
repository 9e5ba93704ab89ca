"""landing_of: all that the first page shows, made once for this state of code and content."""

from dataclasses import dataclass

from trephine.core.text import Text
from trephine.web.evidence.analyses import PAPERS, Paper, paper_analyses
from trephine.web.evidence.findings import AUDITED, FindingShown, audit_of
from trephine.web.evidence.pooled import PooledAnswer, pooled_of
from trephine.web.landing.course import SimulatedCourse, typical_course, typical_run
from trephine.web.landing.patients import DemoPatient, demo_patients

# The first page opens with the forest plot of this one.
FIRST: tuple[Paper, str] = ("consensus2022", "ORR")
_TOP = 4  # findings of each paper


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPooled:
    """A paper's outcomes pooled by the default, and how much of them rests on known counts."""

    paper: Paper
    label: Text
    studies: int
    pooled: tuple[PooledAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFindings:
    """The gravest findings of a paper's audit, and how many there are in all."""

    paper: str
    label: Text
    findings: int
    proved: int
    top: tuple[FindingShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """The first page: evidence, audit, demo patients, a simulated course.

    ``first`` is the analysis whose forest plot is shown (``/api/evidence/papers/PAPER/ID``);
    ``demo`` says that the patients are made up. ``built`` is the digest of code and content.
    """

    built: str
    demo: bool
    first_paper: Paper
    first_analysis: str
    evidence: tuple[PaperPooled, ...]
    audit: tuple[PaperFindings, ...]
    patients: tuple[DemoPatient, ...]
    course: SimulatedCourse


def landing_of(built: str) -> Landing:
    """Make the first page's content; ``built`` is the digest that it is kept under."""
    return Landing(
        built=built,
        demo=True,
        first_paper=FIRST[0],
        first_analysis=FIRST[1],
        evidence=tuple(_evidence(paper) for paper in PAPERS),
        audit=tuple(
            PaperFindings(
                paper=paper,
                label=found.label,
                findings=len(found.findings),
                proved=sum(one.kind == "proved" for one in found.findings),
                top=found.findings[:_TOP],
            )
            for paper in AUDITED
            for found in [audit_of(paper)]
        ),
        patients=demo_patients(),
        course=typical_course(typical_run()),
    )


def _evidence(paper: Paper) -> PaperPooled:
    analyses = paper_analyses(paper)
    return PaperPooled(
        paper=paper,
        label=audit_of(paper).label,
        studies=len({one.study for analysis in analyses for one in analysis.studies}),
        pooled=tuple(pooled_of(paper, one.id) for one in analyses),
    )
