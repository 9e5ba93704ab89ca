"""figure_of: the figures of an analysis: its forest plot and its diagnostics."""

from typing import Literal

from trephine.core.text import Language, Text
from trephine.plots.figure import Figure
from trephine.plots.forest import ForestRow, ForestSummary
from trephine.reports.diagnostics import diagnostic
from trephine.reports.forest_of import forest_of, rows_of
from trephine.web.evidence.analyses import CountedStudy, Paper, PaperAnalysis, paper_analysis
from trephine.web.evidence.options import PoolOptions
from trephine.web.evidence.pooled import fitted

FigureName = Literal[
    "forest",
    "funnel",
    "leave-one-out",
    "cumulative",
    "influence",
    "baujat",
    "gosh",
    "radial",
    "doi",
]
_LEFT_OUT = Text(zh="在此视图中剔除", en="left out in this view")
_PRINTED = Text(zh="发表值", en="As printed")
_MODELS = {
    "fixed": Text(zh="固定效应", en="fixed effect"),
    "random": Text(zh="随机效应", en="random effects"),
    "": Text(zh="模型未说明", en="model not stated"),
}
_FLAGS = {
    "no-integer-fits": (
        "a",
        Text(
            zh="没有整数例数与印出的百分数相符；取最接近者，或试验自己报告的例数",
            en="no count of n gives the printed percentage; the nearest enters, or the trial's own",
        ),
    ),
    "several-integers-fit": (
        "b",
        Text(zh="几个整数都与印出的百分数相符", en="several counts give the printed percentage"),
    ),
    "people-counted-twice": (
        "c",
        Text(zh="与表中另一行有共同的患者", en="shares patients with another row of the table"),
    ),
    "count-inferred": (
        "*",
        Text(
            zh="计数由百分数与亚组推断，见库中说明",
            en="count inferred from percentages and subgroups; the library says how",
        ),
    ),
}


def figure_of(
    paper: Paper, name: str, figure: FigureName, options: PoolOptions, language: Language
) -> Figure:
    """Draw one figure of an analysis. Raises NotFoundError, InputError, MethodError."""
    analysis = paper_analysis(paper, name, options.overlap, options.impossible)
    return drawn(analysis, figure, options, language)


def drawn(
    analysis: PaperAnalysis, figure: FigureName, options: PoolOptions, language: Language
) -> Figure:
    """Draw one figure of any analysis. Raises InputError, MethodError."""
    found = fitted(analysis, options)
    label = analysis.outcome.label
    if figure != "forest":
        years = {one.label.en: one.year for one in analysis.studies}
        order = [years[own] for own in found.effects.labels]
        draw, _ = diagnostic(found, figure, measure=label, order=order)
        return draw(language)
    own = {row.label: row for row in rows_of(found)}
    rows = [_row(one, own.get(one.label.en), options) for one in analysis.studies]
    used = {flag for row in rows for flag in row.flags}
    notes = {mark: words for mark, words in _FLAGS.values() if mark in used}
    return forest_of(
        found,
        measure=label,
        rows=rows,
        second=_printed(analysis),
        flag_notes=notes or None,
        of=analysis.rows_of,
    )(language)


def _row(one: CountedStudy, own: ForestRow | None, options: PoolOptions) -> ForestRow:
    if own is None:
        why = _LEFT_OUT if one.study in options.without else one.excluded
        return ForestRow(
            label=one.label, tag=one.product, minors=one.minors, excluded=why, id=one.study
        )
    return ForestRow(
        label=one.label,
        estimate=own.estimate,
        ci_lb=own.ci_lb,
        ci_ub=own.ci_ub,
        weight=own.weight,
        events=own.events,
        n=own.n,
        minors=one.minors,
        tag=one.product,
        subgroup=own.subgroup,
        flags=tuple(_FLAGS[flag][0] for flag in one.flags if flag in _FLAGS),
        id=one.study,
    )


def _printed(analysis: PaperAnalysis) -> ForestSummary | None:
    """Return what the paper prints as a hollow diamond; percentages become proportions."""
    row = analysis.printed
    if row is None:
        return None
    return ForestSummary(
        label=_PRINTED,
        estimate=row.estimate.value / 100,
        ci_lb=row.ci_lb.value / 100,
        ci_ub=row.ci_ub.value / 100,
        k=row.k,
        I2=row.I2.value if row.I2.text else float("nan"),
        note=_MODELS[row.model],
        hollow=True,
    )
