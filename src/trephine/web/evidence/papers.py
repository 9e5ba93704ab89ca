"""papers_shown, studies_shown: the papers, their analyses and their tables of studies."""

from dataclasses import dataclass

from trephine import library
from trephine.core.outcome import OutcomeCategory
from trephine.core.source import Source
from trephine.core.study import Study
from trephine.core.text import Text
from trephine.web.evidence.analyses import PAPERS, Paper, paper_analyses
from trephine.web.evidence.findings import PlaceShown, place_of


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisListed:
    """One analysis of a paper as a list shows it: ``known`` of ``k`` studies have a count."""

    id: str
    outcome: str
    label: Text
    short: Text
    category: OutcomeCategory
    sensitivity: bool
    k: int
    known: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperShown:
    """A paper: its source and its analyses, in its order."""

    paper: Paper
    source: Source
    label: Text
    studies: int
    analyses: tuple[AnalysisListed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyShown:
    """A row of a paper's table of studies, as printed, with its own source where it has one."""

    id: str
    label: Text
    year: int
    n: int
    product: str
    costimulatory_domain: str
    dose: str
    age_median: float | None
    male_percent: float | None
    minors: int | None
    registrations: tuple[str, ...]
    parts: tuple[str, ...]
    parts_reason: Text | None
    read_at: PlaceShown
    source: Source | None


def papers_shown() -> tuple[PaperShown, ...]:
    """Return the papers whose numbers can be pooled."""
    return tuple(
        PaperShown(
            paper=paper,
            source=library.source(paper),
            label=library.publication(paper).label,
            studies=len(library.studies(paper)),
            analyses=tuple(
                AnalysisListed(
                    id=one.id,
                    outcome=one.outcome.key,
                    label=one.outcome.label,
                    short=one.outcome.short,
                    category=one.outcome.category,
                    sensitivity=one.sensitivity,
                    k=one.k,
                    known=len(one.known),
                )
                for one in paper_analyses(paper)
            ),
        )
        for paper in PAPERS
    )


def studies_shown(paper: Paper) -> tuple[StudyShown, ...]:
    """Return the rows of a paper's table of studies."""
    return tuple(_study(one) for one in library.studies(paper))


def _study(one: Study) -> StudyShown:
    arm = one.arms[0]
    return StudyShown(
        id=one.id,
        label=one.label,
        year=one.year,
        n=arm.n,
        product=arm.product,
        costimulatory_domain=arm.costimulatory_domain,
        dose=arm.dose,
        age_median=arm.age_median,
        male_percent=arm.male_percent,
        minors=one.risk_of_bias.total if one.risk_of_bias else None,
        registrations=one.registrations,
        parts=one.parts,
        parts_reason=one.parts_reason,
        read_at=place_of(one.read_at),
        source=library.source(one.source) if one.source else None,
    )
