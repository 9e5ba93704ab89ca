"""pooled_of: an analysis of a paper pooled as asked, and the answer's shape."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import isfinite

from trephine.core.caution import Caution
from trephine.core.error import InputError, MethodError
from trephine.core.estimate import Estimate
from trephine.core.text import Text, counted_studies
from trephine.evidence.meta import Meta, meta
from trephine.plots.forest import ForestRow
from trephine.reports.forest_of import back_of, rows_of, studies_in
from trephine.reports.methods_sentence import methods_sentence
from trephine.reports.results_sentence import results_sentence
from trephine.web.evidence.analyses import CountedStudy, Paper, PaperAnalysis, paper_analysis
from trephine.web.evidence.options import LEVEL, PoolOptions

DEFAULT = PoolOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class PointInterval:
    """A point with its confidence and prediction interval; None where the method gives none."""

    estimate: float | None
    ci_lb: float | None
    ci_ub: float | None
    pi_lb: float | None = None
    pi_ub: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledEstimate:
    """An Estimate as a page shows it: figures that do not exist are None, never 0.

    ``natural`` is the proportion, ``back`` the back-transformation that gave it.
    """

    measure: str
    model: str
    method: str
    test: str
    level: float
    k: int
    natural: PointInterval
    back: str
    tau2: float | None
    tau2_lb: float | None
    tau2_ub: float | None
    I2: float | None
    Q: float | None
    Q_df: float | None
    Qp: float | None
    cautions: tuple[Caution, ...]
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledStudy:
    """One study as it stands in the answer, with its own exact interval and its weight in %.

    ``left_out``: by hand, in this view alone.
    """

    counted: CountedStudy
    own: PointInterval | None
    weight: float | None
    left_out: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledGroup:
    """One level of the subgroups with its own estimate."""

    level: str
    rows: Text | None
    estimate: PooledEstimate


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupTest:
    """The test between subgroups."""

    Q: float | None
    df: float | None
    p: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedResult:
    """What the paper prints for the same outcome, in its own decimals; percentages."""

    estimate: str
    ci_lb: str
    ci_ub: str
    I2: str
    model: str
    k: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledAnswer:
    """The whole answer: the declared model first, another beside it, studies, sentences.

    ``estimate`` is None with fewer than two known counts: nothing is pooled then, nothing filled
    in. ``deviates`` is true where an option is not the default: such a result is exploratory.
    ``k`` counts studies, ``known`` rows; ``rows`` says how many rows of how many studies are
    pooled, None where every row is a study of its own.
    """

    paper: str
    analysis: str
    label: Text
    sensitivity: bool
    k: int
    known: int
    rows: Text | None
    events: int
    people: int
    deviates: bool
    estimate: PooledEstimate | None
    beside: tuple[PooledEstimate, ...]
    studies: tuple[PooledStudy, ...]
    groups: tuple[PooledGroup, ...]
    between: GroupTest | None
    printed: PrintedResult | None
    cautions: tuple[Caution, ...]
    result: Text | None
    method: Text | None


def pooled_of(paper: Paper, name: str, options: PoolOptions = DEFAULT) -> PooledAnswer:
    """Return an analysis pooled as asked. Raises NotFoundError, InputError, MethodError."""
    return pooled_answer(paper_analysis(paper, name, options.overlap, options.impossible), options)


def pooled_answer(analysis: PaperAnalysis, options: PoolOptions) -> PooledAnswer:
    """Return any analysis pooled as asked. Raises InputError, MethodError."""
    kept = kept_of(analysis, options)
    found = fitted(analysis, options) if len(kept) > 1 else None
    drawn = {row.id: row for row in rows_of(found)} if found is not None else {}
    by = None if found is None else found.subgroups
    rows = None
    if found is not None:
        rows = _rows(analysis, found, found.estimate, found.effects.labels)
    people, events = sum(one.n for one in kept), sum(one.events or 0 for one in kept)
    return PooledAnswer(
        paper=analysis.paper,
        analysis=analysis.id,
        label=analysis.outcome.label,
        sensitivity=analysis.sensitivity,
        k=analysis.k,
        known=len(analysis.known),
        rows=rows,
        events=events,
        people=people,
        deviates=replace(options, group=False, level=_unless_usual(options.level)) != DEFAULT,
        estimate=None if found is None else estimate_of(found.estimate),
        beside=() if found is None else tuple(estimate_of(one) for one in found.beside),
        studies=tuple(
            _study(one, drawn.get(one.label.en), one.study in options.without)
            for one in analysis.studies
        ),
        groups=()
        if by is None or found is None
        else tuple(
            PooledGroup(
                level=one.level,
                rows=_rows(analysis, found, one.estimate, one.labels),
                estimate=estimate_of(one.estimate),
            )
            for one in by.subgroups
        ),
        between=None
        if by is None
        else GroupTest(Q=number(by.Q_between), df=number(by.Q_df), p=number(by.Qp)),
        printed=_printed(analysis),
        cautions=() if found is None else found.cautions,
        result=None
        if found is None
        else results_sentence(
            found.estimate,
            outcome=analysis.outcome.label,
            participants=people,
            events=events,
            studies=studies_in(found, found.estimate, found.effects.labels, analysis.rows_of),
        ),
        method=None if found is None else methods_sentence(found.estimate),
    )


def _unless_usual(level: float | None) -> float | None:
    """Return a level that departs from the usual one; the usual one said aloud is none."""
    return None if level == LEVEL else level


def kept_of(analysis: PaperAnalysis, options: PoolOptions) -> tuple[CountedStudy, ...]:
    """Return the studies that are pooled. Raises InputError for an id that is none of them."""
    unknown = set(options.without) - {one.study for one in analysis.studies}
    if unknown:
        raise InputError(
            what=Text(zh="该分析没有这项研究", en="The analysis has no such study"),
            where="without",
            found=", ".join(sorted(unknown))[:200],
            do=Text(
                zh="可选：" + "、".join(one.study for one in analysis.studies),
                en="Choose from: " + ", ".join(one.study for one in analysis.studies),
            ),
        )
    return tuple(one for one in analysis.known if one.study not in options.without)


def meta_of(paper: Paper, name: str, options: PoolOptions) -> Meta:
    """Return a paper's fitted analysis. Raises NotFoundError, and what ``fitted`` raises."""
    return fitted(paper_analysis(paper, name, options.overlap, options.impossible), options)


@lru_cache(maxsize=512)
def fitted(analysis: PaperAnalysis, options: PoolOptions) -> Meta:
    """Return the fitted analysis. Raises MethodError with fewer than two counts, and others'."""
    kept = kept_of(analysis, options)
    if len(kept) < 2:
        raise MethodError(
            what=Text(
                zh="已知计数少于两项，不作合并",
                en="Fewer than two counts are known: nothing is pooled",
            ),
            where=f"{analysis.paper} {analysis.id}",
            found=f"{len(kept)}/{len(analysis.studies)}",
            do=Text(
                zh="未知者保持未知；请看论文印出的结果",
                en="What is unknown stays unknown; see what the paper prints",
            ),
        )
    columns = {
        "study": [one.label.en for one in kept],
        "xi": [one.events for one in kept],
        "ni": [one.n for one in kept],
    }
    exact = options.model == "exact"
    asked_normal = options.model == "normal" and options.measure is None
    return meta(
        columns,
        "PLO" if asked_normal else options.measure,
        model="exact" if exact else None,
        method=None if exact else options.method,
        test=options.test,
        level=LEVEL if options.level is None else options.level,
        by=[one.group or "—" for one in kept] if options.group else None,
        label="study",
    )


def estimate_of(found: Estimate) -> PooledEstimate:
    """Return an estimate in the shape that pages show."""
    back = back_of(found)
    own = found.back.get(back)
    natural = found if own is None else own
    return PooledEstimate(
        measure=found.measure,
        model=found.model,
        method=found.method,
        test=found.test,
        level=found.level,
        k=found.k,
        natural=PointInterval(
            estimate=number(natural.estimate),
            ci_lb=number(natural.ci_lb),
            ci_ub=number(natural.ci_ub),
            pi_lb=number(natural.pi_lb),
            pi_ub=number(natural.pi_ub),
        ),
        back=back,
        tau2=number(found.tau2),
        tau2_lb=number(found.tau2_lb),
        tau2_ub=number(found.tau2_ub),
        I2=number(found.I2),
        Q=number(found.Q),
        Q_df=number(found.Q_df),
        Qp=number(found.Qp),
        cautions=found.cautions,
        methods=found.methods,
    )


def _rows(
    analysis: PaperAnalysis, found: Meta, estimate: Estimate, labels: Sequence[str]
) -> Text | None:
    studies = studies_in(found, estimate, labels, analysis.rows_of)
    return counted_studies(estimate.k, studies) if studies < estimate.k else None


def number(value: float) -> float | None:
    """Return a figure, None where there is none."""
    return float(value) if isfinite(value) else None


def _study(counted: CountedStudy, row: ForestRow | None, left_out: bool) -> PooledStudy:  # noqa: FBT001
    if row is None:
        return PooledStudy(counted=counted, own=None, weight=None, left_out=left_out)
    return PooledStudy(
        counted=counted,
        own=PointInterval(
            estimate=number(row.estimate), ci_lb=number(row.ci_lb), ci_ub=number(row.ci_ub)
        ),
        weight=number(row.weight),
        left_out=left_out,
    )


def _printed(analysis: PaperAnalysis) -> PrintedResult | None:
    row = analysis.printed
    if row is None:
        return None
    return PrintedResult(
        estimate=row.estimate.text,
        ci_lb=row.ci_lb.text,
        ci_ub=row.ci_ub.text,
        I2=row.I2.text,
        model=row.model,
        k=row.k,
    )
