"""reproduce_consensus2022: every outcome of the trial table pooled, by default and paper style."""

from dataclasses import dataclass

from trephine.core.estimate import Estimate
from trephine.core.text import Text
from trephine.evidence.effects import effects
from trephine.evidence.meta import Meta, meta
from trephine.library import errata, outcome, studies, trial_table
from trephine.library.trial import TrialRow
from trephine.plots.forest import ForestRow, ForestSummary, summary_of
from trephine.reports.diagnostics import diagnostics
from trephine.reports.document import (
    Block,
    Bullets,
    Column,
    Document,
    Heading,
    Paragraph,
    ReferenceList,
    ReportTable,
    Row,
)
from trephine.reports.forest_of import forest_of, rows_of
from trephine.reports.inline import escape
from trephine.reports.methods_sentence import methods_sentence
from trephine.reports.number import decimal, p_value
from trephine.reports.reproduce.certainty_table import Judging, certainty_table
from trephine.reports.reproduce.counts_table import counts_table
from trephine.reports.reproduce.paper_style import PaperStyle, paper_style
from trephine.reports.reproduce.pieces import (
    NONE,
    SUPPORT,
    cites,
    errata_table,
    picture,
    plain,
    pooled,
    sources_for,
)
from trephine.reports.results_sentence import results_sentence

REVIEW = "consensus2022"
RULE = "zhan2025"  # whose rule the paper-style pooling follows
# The outcomes of the trial table (table 1), in its order.
OUTCOMES = ("ORR", "SCR_CR", "CRS", "CRS_G3P", "NTX", "NTX_G3P")
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
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pooled:
    """One outcome pooled in every way the report shows.

    ``once`` counts every person once, ``naive`` all rows of the table, ``strict`` leaves out rows
    whose percentage no count gives (None where nothing changes or nothing is left to pool).
    """

    outcome: str
    rows: tuple[TrialRow, ...]
    once: Meta
    style: PaperStyle
    naive: Estimate | None
    strict: Estimate | None


def pool_outcome(key: str) -> Pooled:
    """Pool one outcome of the trial table."""
    rows = trial_table(key)
    naive, strict = trial_table(key, overlap="naive"), trial_table(key, impossible="drop")
    columns = _columns(rows)
    return Pooled(
        outcome=key,
        rows=rows,
        once=meta(columns, by="domain", label="study"),
        style=paper_style(
            effects("PFT", labels=columns["study"], xi=columns["xi"], ni=columns["ni"])
        ),
        naive=_pool(naive) if len(naive) != len(rows) else None,
        strict=_pool(strict) if 1 < len(strict) < len(rows) else None,
    )


def _columns(rows: tuple[TrialRow, ...]) -> dict[str, list[object]]:
    return {
        "study": [row.label.en for row in rows],
        "xi": [row.events for row in rows],
        "ni": [row.n for row in rows],
        "domain": [row.costimulatory_domain for row in rows],
    }


def _pool(rows: tuple[TrialRow, ...]) -> Estimate:
    return meta(_columns(rows), label="study").estimate


def reproduce_consensus2022() -> Document:
    """Return the report of the trial table's six outcomes."""
    found = tuple(pool_outcome(key) for key in OUTCOMES)
    first = found[0]
    grading, certainties = certainty_table(
        Judging(
            outcome=outcome(one.outcome).label,
            found=one.once,
            participants=sum(row.n for row in one.rows),
        )
        for one in found
    )
    blocks: list[Block] = [
        SUPPORT,
        *_opening(found),
        Heading(text=Text(zh="方法", en="Methods")),
        Paragraph(text=methods_sentence(first.once.estimate, marked=True)),
        Paragraph(text=methods_sentence(first.once.beside[0], marked=True)),
        *(
            Paragraph(text=methods_sentence(one, back="miller_hm", marked=True))
            for one in _first_of(found)
        ),
        grading,
        Heading(text=Text(zh="合并结果", en="Pooled results")),
        _summary(found),
        _sensitivity(found),
        certainties,
    ]
    for one in found:
        blocks += _section(one)
    blocks += [
        Heading(text=Text(zh="由百分数到例数", en="From percentages to counts")),
        counts_table((one.outcome, one.rows) for one in found),
        Heading(text=Text(zh="勘误登记", en="Register of misprints and contradictions")),
        errata_table(
            errata(REVIEW, topic="evidence"),
            Text(zh="试验表及其引文", en="The trial table and its text"),
        ),
        Heading(text=Text(zh="参考文献", en="References")),
        ReferenceList(),
    ]
    return Document(
        title=Text(
            zh="consensus2022 试验表的合并分析", en="The trial table of consensus2022, pooled"
        ),
        blocks=tuple(blocks),
        sources=sources_for(REVIEW, RULE, *{study.source for study in studies(REVIEW)}),
    )


def _opening(found: tuple[Pooled, ...]) -> list[Block]:
    people = max(sum(row.n for row in one.rows) for one in found)
    table = studies(REVIEW)
    everyone = sum(study.arms[0].n for study in table)
    doubtful = sum("no-integer-fits" in row.flags for one in found for row in one.rows)
    whole = next((study for study in table if study.parts), None)
    trials = cites(study.source for study in table)
    counted_twice: tuple[Text, ...] = ()
    if whole is not None:
        parts = [next(s for s in table if s.id == part).label for part in whole.parts]
        counted_twice = (
            Text(
                zh=f"{escape(whole.label.zh)} 一行是"
                f" {escape(' 与 '.join(p.zh for p in parts))} 之和：同一批患者在表中出现两次。"
                "默认每人只计一次，直接合并全部行的结果列在旁边。",
                en=f"The row {escape(whole.label.en)} is the sum of"
                f" {escape(' and '.join(p.en for p in parts))}: the same patients stand in the"
                " table twice. By default each is counted once; pooling all rows is shown beside.",
            ),
        )
    return [
        Paragraph(
            text=Text(
                zh=f"共识表 1 [@{REVIEW}] 列出 {len(table)} 项试验{trials}，只给百分数。"
                f"例数由百分数与例数反推；全部行共 {everyone} 例，每人计一次为 {people} 例。",
                en=f"Table 1 of the consensus [@{REVIEW}] lists {len(table)} trials{trials} and"
                " prints percentages only; counts follow from percentage and n. All rows hold"
                f" {everyone} patients, {people} with each counted once.",
            )
        ),
        Bullets(
            items=(
                *counted_twice,
                Text(
                    zh=f"{doubtful} 个百分数与其例数不可能同时成立，已作标记；剔除它们的结果列在"
                    "敏感性分析中。",
                    en=f"{doubtful} percentages cannot be true of their n; they are flagged, and"
                    " the results without them stand among the sensitivity analyses.",
                ),
                Text(
                    zh="试验名后方括号内是共识原文的文献号，不是本报告的文献号。",
                    en="The number in brackets after a trial's name is that of the consensus' own"
                    " reference list, not of this report's.",
                ),
                Text(
                    zh="试验之间产品、剂量、人群与随访不同，亚组差异只是关联。",
                    en="The trials differ in product, dose, population and follow-up: a difference"
                    " between subgroups is an association.",
                ),
            )
        ),
    ]


def _summary(found: tuple[Pooled, ...]) -> ReportTable:
    rows = []
    for one in found:
        estimate = one.once.estimate
        rows.append(
            Row(
                cells=(
                    plain(outcome(one.outcome).label),
                    str(estimate.k),
                    f"{sum(r.events for r in one.rows)}/{sum(r.n for r in one.rows)}",
                    pooled(estimate),
                    pooled(one.once.beside[0] if one.once.beside else None),
                    pooled(one.style.estimate, "miller_hm"),
                    plain(one.style.model),
                    _between(one.once),
                )
            )
        )
    heads = (
        Text(zh="结局", en="Outcome"),
        Text(zh="k", en="k"),
        Text(zh="事件/例数", en="Events/n"),
        Text(zh="默认（精确似然）", en="Default (exact likelihood)"),
        Text(zh="logit 随机效应", en="Logit, random effects"),
        Text(zh="仿论文（Freeman–Tukey）", en="Paper style (Freeman–Tukey)"),
        Text(zh="其规则选的模型", en="Model by its rule"),
        Text(zh="共刺激域间差异", en="Between costimulatory domains"),
    )
    return ReportTable(
        caption=Text(zh="六个结局的合并结果", en="Pooled results of the six outcomes"),
        columns=tuple(Column(header=head) for head in heads),
        rows=tuple(rows),
        notes=(
            Text(
                zh="logit 随机效应模型不含事件数为 0 或全部的研究（未加校正），k 因此较小。",
                en="The logit model leaves out studies without events or with nothing but events"
                " (nothing was added): its k is smaller.",
            ),
            Text(
                zh=f"仿论文：zhan2025 [@{RULE}] 所述的做法与选模型规则，并非本产品的建议；"
                "各结局为何选此模型见各节。",
                en=f"Paper style: the method and the rule for choosing a model that zhan2025"
                f" [@{RULE}] states; not a recommendation. Each section says why the rule chose.",
            ),
        ),
        wide=True,
    )


def _between(found: Meta) -> Text:
    by = found.subgroups
    if by is None:
        return NONE
    zh = f"Q({by.Q_df:g})={decimal(by.Q_between)}；{p_value(by.Qp, 'zh')}"
    return Text(zh=zh, en=f"Q({by.Q_df:g}) = {decimal(by.Q_between)}; {p_value(by.Qp, 'en')}")


def _sensitivity(found: tuple[Pooled, ...]) -> ReportTable:
    heads = (
        Text(zh="结局", en="Outcome"),
        Text(zh="每人计一次（默认）", en="Everyone once (default)"),
        Text(zh="全部行（重复计数）", en="All rows (counted twice)"),
        Text(zh="剔除不可能的百分数", en="Without impossible percentages"),
    )
    return ReportTable(
        caption=Text(zh="敏感性分析（精确似然）", en="Sensitivity analyses (exact likelihood)"),
        columns=tuple(Column(header=head) for head in heads),
        rows=tuple(
            Row(
                cells=(
                    plain(outcome(one.outcome).label),
                    pooled(one.once.estimate),
                    pooled(one.naive),
                    pooled(one.strict),
                )
            )
            for one in found
        ),
        notes=(Text(zh="—：与默认相同。", en="—: the same rows as the default."),),
    )


def _section(one: Pooled) -> list[Block]:
    kind = outcome(one.outcome)
    people = sum(row.n for row in one.rows)
    events = sum(row.events for row in one.rows)
    return [
        Heading(text=plain(kind.label)),
        Paragraph(
            text=results_sentence(
                one.once.estimate,
                outcome=kind.label,
                participants=people,
                events=events,
                marked=True,
            )
        ),
        Paragraph(text=_ruled(one.style)),
        _forest(one),
        *diagnostics(
            one.once,
            measure=kind.label,
            order=[
                study.year for row in one.rows for study in studies(REVIEW) if study.id == row.study
            ],
        ),
    ]


def _ruled(style: PaperStyle) -> Text:
    """Return which model the paper's rule chooses for this outcome, and why."""
    rule = style.rule
    why = plain(rule.reason)
    place = escape(str(rule.locator))
    if style.estimate is None:
        return Text(
            zh=f"仿论文：按 {place} 的规则 [@{RULE}]，{why.zh}；规则未规定模型，故不合并。",
            en=f"Paper style: by the rule of {place} [@{RULE}], {why.en}; it names no model, so"
            " nothing is pooled.",
        )
    result = pooled(style.estimate, "miller_hm")
    return Text(
        zh=f"仿论文：按 {place} 的规则 [@{RULE}]，{why.zh}，故用{style.model.zh}模型，"
        f"结果为 {result.zh}。",
        en=f"Paper style: by the rule of {place} [@{RULE}], {why.en}; so the model is"
        f" {style.model.en}, which gives {result.en}.",
    )


def _first_of(found: tuple[Pooled, ...]) -> list[Estimate]:
    """Return the first paper-style estimate of each model, for the methods section."""
    fits = [one.style.estimate for one in found if one.style.estimate is not None]
    return list({one.method: one for one in reversed(fits)}.values())


def _forest(one: Pooled) -> Block:
    kind = outcome(one.outcome)
    own = {row.label: row for row in rows_of(one.once)}
    products = {study.id: study.arms[0].product for study in studies(REVIEW)}
    rows, used = [], {}
    for trial in one.rows:
        row = own[trial.label.en]
        marks = []
        for flag in trial.flags:
            if flag in _FLAGS:
                mark, words = _FLAGS[flag]
                marks.append(mark)
                used[mark] = words
        rows.append(
            ForestRow(
                label=trial.label,
                estimate=row.estimate,
                ci_lb=row.ci_lb,
                ci_ub=row.ci_ub,
                events=trial.events,
                n=trial.n,
                tag=products[trial.study],
                subgroup=row.subgroup,
                flags=tuple(marks),
                id=trial.study,
            )
        )
    second: ForestSummary | None = None
    if one.style.estimate is not None:
        second = summary_of(
            one.style.estimate,
            label=Text(zh="仿论文（Freeman–Tukey）", en="Paper style (Freeman–Tukey)"),
            back="miller_hm",
            hollow=True,
            note=one.style.model,
        )
    return picture(
        forest_of(one.once, measure=kind.label, rows=rows, second=second, flag_notes=used or None),
        plain(
            Text(
                zh=f"{kind.label.zh}：按共刺激域分组的森林图",
                en=f"{kind.label.en}: forest plot by costimulatory domain",
            )
        ),
    )
