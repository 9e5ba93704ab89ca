"""sensitivity: an analysis without each study in turn, and how much each one moves it."""

from dataclasses import dataclass, replace

from trephine.core.caution import Caution
from trephine.core.text import Text
from trephine.evidence.influence import influence
from trephine.reports.diagnostics import stabilised
from trephine.web.evidence.analyses import Paper, PaperAnalysis, paper_analysis
from trephine.web.evidence.options import PoolOptions
from trephine.web.evidence.pooled import PointInterval, estimate_of, fitted, number

_TWICE = 3  # leaving one out of fewer leaves nothing to pool


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyRefit:
    """The declared model without one study."""

    without: str
    label: Text
    natural: PointInterval
    tau2: float | None
    I2: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyInfluence:
    """How much one study moves the answer (arcsine scale for proportions, REML)."""

    study: str
    rstudent: float | None
    dffits: float | None
    cook_d: float | None
    cov_r: float | None
    hat: float | None
    weight: float | None
    influential: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StudySensitivity:
    """Leave-one-out by the declared model, and influence of each study."""

    paper: str
    analysis: str
    leave_one_out: tuple[StudyRefit, ...]
    influence: tuple[StudyInfluence, ...]
    cautions: tuple[Caution, ...]


def sensitivity_of(paper: Paper, name: str, options: PoolOptions) -> StudySensitivity:
    """Return both for a paper. Raises NotFoundError, InputError, MethodError."""
    return sensitivity(paper_analysis(paper, name, options.overlap, options.impossible), options)


def sensitivity(analysis: PaperAnalysis, options: PoolOptions) -> StudySensitivity:
    """Return both for any analysis. Raises InputError, MethodError.

    With two studies there is nothing to leave out: both lists are empty.
    """
    whole = fitted(analysis, options)
    by_label = {one.label.en: one for one in analysis.studies}
    if whole.effects.k < _TWICE:
        return StudySensitivity(
            paper=analysis.paper, analysis=analysis.id, leave_one_out=(), influence=(), cautions=()
        )
    refits = []
    for one in (by_label[label] for label in whole.effects.labels):
        part = fitted(
            analysis, replace(options, without=(*options.without, one.study), group=False)
        )
        shown = estimate_of(part.estimate)
        refits.append(
            StudyRefit(
                without=one.study,
                label=one.label,
                natural=shown.natural,
                tau2=shown.tau2,
                I2=shown.I2,
            )
        )
    found = influence(stabilised(whole), method="REML", test="z")
    rows = tuple(
        StudyInfluence(
            study=by_label[label].study,
            rstudent=number(float(found.rstudent[i])),
            dffits=number(float(found.dffits[i])),
            cook_d=number(float(found.cook_d[i])),
            cov_r=number(float(found.cov_r[i])),
            hat=number(float(found.hat[i])),
            weight=number(float(found.weight[i])),
            influential=bool(found.is_infl[i]),
        )
        for i, label in enumerate(found.labels)
    )
    return StudySensitivity(
        paper=analysis.paper,
        analysis=analysis.id,
        leave_one_out=tuple(refits),
        influence=rows,
        cautions=found.cautions,
    )
