"""reproduce_zhan2025: the 28 published rows beside what public counts allow to recompute."""

from dataclasses import dataclass

from trephine.core.estimate import Estimate
from trephine.core.mark import Assumed
from trephine.core.published import PublishedEstimate
from trephine.core.study import Counts, Outcome, Study
from trephine.core.text import Language, Text
from trephine.evidence.effects import effects
from trephine.evidence.meta import Meta, meta
from trephine.evidence.pool import pool
from trephine.library import (
    counts_behind,
    errata,
    outcome,
    published,
    selection,
    studies,
    study,
)
from trephine.plots.figure import Figure
from trephine.plots.forest import ForestRow, ForestSummary
from trephine.plots.prisma import PrismaCount, PrismaFlow, prisma
from trephine.plots.traffic_light import MinorsRow, traffic_light
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
from trephine.reports.methods_sentence import methods_sentence
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

REVIEW = "zhan2025"
# The model that the paper prints, in the words of `pool`: Stata's metaprop defaults beside it.
_METHODS = {"fixed": "EE", "random": "DL", "": "DL"}
_NO_COUNT = Text(zh="没有公开的计数", en="no public count")
_NOT_CHECKED = Text(zh="计数未能与原文核对", en="its count could not be checked against its source")
_INFERRED = Text(
    zh="计数由百分数与亚组推断，见库中说明",
    en="count inferred from percentages and subgroups; the library says how",
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recomputed:
    """One published row with the counts that are known behind it and what they pool to.

    ``unchecked`` are studies whose count is held but rests on no source that could be opened: they
    are shown and not pooled. ``paper_style`` is the Freeman-Tukey pooling with the model that the
    row prints, ``default`` the exact likelihood; both None with fewer than two known counts.
    """

    row: PublishedEstimate
    known: tuple[tuple[Study, Outcome], ...]
    paper_style: Estimate | None
    default: Meta | None
    unchecked: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether the counts of all studies of the row are known."""
        return len(self.known) == self.row.k


def recompute(row: PublishedEstimate) -> Recomputed:
    """Pool the known counts of one published row, and nothing else."""
    held = counts_behind(row)
    known = tuple((s, o) for s, o in held if not _is_unchecked(o))
    unchecked = tuple(s.id for s, o in held if _is_unchecked(o))
    if len(known) < 2:
        return Recomputed(row=row, known=known, paper_style=None, default=None, unchecked=unchecked)
    counts = [o.value for _, o in known if isinstance(o.value, Counts)]
    labels = [s.label.en for s, _ in known]
    xi, ni = [c.events for c in counts], [c.n for c in counts]
    turned = effects("PFT", labels=labels, xi=xi, ni=ni)
    return Recomputed(
        row=row,
        known=known,
        paper_style=pool(turned, method=_METHODS[row.model], test="z"),
        default=meta({"study": labels, "xi": xi, "ni": ni}),
        unchecked=unchecked,
    )


def _is_unchecked(outcome: Outcome) -> bool:
    return isinstance(outcome.mark, Assumed) and outcome.confidence == "low"


def reproduce_zhan2025() -> Document:
    """Return the report; a row without enough public counts stays without a result."""
    found = tuple(recompute(row) for row in published(REVIEW))
    example = next((r for r in found if r.default is not None), None)
    blocks: list[Block] = [SUPPORT, *_opening(found)]
    if example is not None and example.default is not None and example.paper_style is not None:
        blocks += [
            Heading(text=Text(zh="方法", en="Methods")),
            Paragraph(text=_methods("默认：", "Default: ", example.default.estimate)),
            Paragraph(text=_methods("仿原文：", "Paper style: ", example.paper_style)),
        ]
    blocks += [
        Heading(
            text=Text(zh="合并结果：发表值与可重算值", en="Pooled results, printed and redone")
        ),
        _table(found),
        Heading(text=Text(zh="森林图", en="Forest plots")),
    ]
    for one in found:
        if one.default is not None:
            blocks.append(_forest(one, one.default))
    blocks += [
        Heading(text=Text(zh="文献筛选与偏倚风险", en="Selection and risk of bias")),
        picture(
            lambda language: prisma(_flow(), language=language),
            Text(
                zh="PRISMA 2020 [@page-mckenzie-2021] 流程图："
                "论文只报告了检出的文献数与纳入的研究数 [@zhan2025]",
                en="PRISMA 2020 [@page-mckenzie-2021] flow: the paper reports the records"
                " found and the studies included, and nothing between [@zhan2025]",
            ),
        ),
        picture(
            _minors,
            Text(
                zh=f"各研究的 MINORS [@slim-nini-2003] 总分，取自论文 [@{REVIEW}]",
                en=f"MINORS [@slim-nini-2003] totals of the studies, from the paper [@{REVIEW}]",
            ),
        ),
        Heading(text=Text(zh="勘误登记", en="Register of misprints and contradictions")),
        errata_table(
            errata(REVIEW, topic="evidence"),
            Text(zh="论文中的误印与矛盾", en="Misprints in the paper"),
        ),
        Heading(text=Text(zh="参考文献", en="References")),
        ReferenceList(),
    ]
    return Document(
        title=Text(
            zh="zhan2025 的合并分析：发表值与可重算值",
            en="The pooled analyses of zhan2025: as printed, and as far as they can be redone",
        ),
        blocks=tuple(blocks),
        sources=sources_for(REVIEW, *{s.source for s in studies(REVIEW)}),
    )


def _methods(zh: str, en: str, estimate: Estimate) -> Text:
    text = methods_sentence(estimate, marked=True)
    return Text(zh=zh + text.zh, en=en + text.en)


def _opening(found: tuple[Recomputed, ...]) -> list[Block]:
    primary = [one for one in found if one.row.analysis == "primary"]
    pairs = sum(one.row.k for one in primary)
    known = sum(len(one.known) for one in primary)
    unchecked = sum(len(one.unchecked) for one in primary)
    redone = sum(one.default is not None for one in found)
    complete = sum(one.complete for one in found)
    behind = cites(s.source for one in found for s, _ in one.known)
    return [
        Paragraph(
            text=Text(
                zh=f"论文 [@zhan2025] 印出 {len(found)} 个合并结果。其森林图只以图像发表，各研究的"
                f"事件数须取自公开摘要{behind}：{pairs} 个（研究，结局）对中已知 {known} 个"
                f"（另有 {unchecked} 个的计数未能核对，不合并）。"
                f"{redone} 行至少有两项已知计数，可部分重算；{complete} 行全部已知。"
                "未知者保持未知，从不填补。",
                en=f"The paper [@zhan2025] prints {len(found)} pooled results. Its forest plots"
                " exist as images only, so each study's count has to come from a public"
                f" abstract{behind}: of {pairs} pairs of study and outcome {known} are known"
                f" ({unchecked} more could not be checked against its source and is not pooled)."
                f" {redone} rows have two known counts or more and are redone in part;"
                f" {complete} are known in full. What is unknown stays unknown; nothing is"
                " filled in.",
            )
        ),
        Bullets(
            items=(
                Text(
                    zh="研究名后方括号内是论文原文的文献号，不是本报告的文献号。",
                    en="The number in brackets after a study's name is that of the paper's own"
                    " reference list, not of this report's.",
                ),
                Text(
                    zh="部分重算的结果与发表值不是同一组研究，差异不能单独说明发表值有误。",
                    en="A partial result rests on other studies than the printed one: a difference"
                    " alone does not show that the printed one is wrong.",
                ),
                Text(
                    zh="仿原文一列用 Freeman–Tukey 变换（调和均数反变换），模型取该行印出的模型。",
                    en="The column in the paper's style uses the Freeman–Tukey transformation"
                    " (harmonic mean) and the model that the row prints.",
                ),
            )
        ),
    ]


def _table(found: tuple[Recomputed, ...]) -> ReportTable:
    rows = []
    for one in found:
        row = one.row
        counts = [o.value for _, o in one.known if isinstance(o.value, Counts)]
        events = sum(c.events or 0 for c in counts)
        people = sum(c.n for c in counts)
        label = outcome(row.outcome).label
        suffix = (
            Text(zh="（敏感性分析）", en=" (sensitivity analysis)")
            if row.analysis == "sensitivity"
            else Text(zh="\u200b", en="\u200b")
        )
        rows.append(
            Row(
                cells=(
                    plain(Text(zh=label.zh + suffix.zh, en=label.en + suffix.en)),
                    f"{len(one.known)}/{row.k}",
                    _printed(row),
                    f"{row.I2.text}",
                    _model(row),
                    f"{events}/{people}" if counts else NONE,
                    pooled(one.paper_style, "miller_hm" if one.paper_style else ""),
                    pooled(one.default.estimate if one.default else None),
                )
            )
        )
    heads = (
        Text(zh="结局", en="Outcome"),
        Text(zh="已知/全部研究", en="Known of k"),
        Text(zh="发表值", en="As printed"),
        Text(zh="I²，%", en="I², %"),
        Text(zh="模型", en="Model"),
        Text(zh="已知事件/例数", en="Known events/n"),
        Text(zh="仿原文，已知研究", en="Paper style, known studies"),
        Text(zh="默认（精确似然），已知研究", en="Default (exact), known studies"),
    )
    return ReportTable(
        caption=Text(
            zh=f"{len(found)} 个发表的合并结果 [@{REVIEW}] 与由已知计数重算的结果",
            en=f"The {len(found)} published results [@{REVIEW}], and what the known counts give",
        ),
        columns=tuple(Column(header=head) for head in heads),
        rows=tuple(rows),
        notes=(
            Text(
                zh="—：已知计数少于两项，不作合并。",
                en="—: fewer than two known counts; nothing is pooled.",
            ),
        ),
        wide=True,
    )


def _printed(row: PublishedEstimate) -> Text:
    low, high = row.ci_lb.text, row.ci_ub.text
    return Text(
        zh=f"{row.estimate.text}%（{low}%~{high}%）", en=f"{row.estimate.text}% ({low}%–{high}%)"
    )


def _model(row: PublishedEstimate) -> Text:
    names = {
        "fixed": Text(zh="固定", en="fixed"),
        "random": Text(zh="随机", en="random"),
        "": Text(zh="未说", en="not stated"),
    }
    return names[row.model]


def _forest(one: Recomputed, found: Meta) -> Block:
    row, kind = one.row, outcome(one.row.outcome)
    drawn = {r.label: r for r in rows_of(found)}
    inferred = {s.id for s, o in one.known if isinstance(o.mark, Assumed)}
    rows = []
    for key in row.studies:
        entry = study(key)
        own = drawn.get(entry.label.en)
        score = entry.risk_of_bias.total if entry.risk_of_bias else None
        if own is None:
            why = _NOT_CHECKED if key in one.unchecked else _NO_COUNT
            rows.append(ForestRow(label=entry.label, minors=score, excluded=why, id=entry.id))
            continue
        rows.append(
            ForestRow(
                label=entry.label,
                estimate=own.estimate,
                ci_lb=own.ci_lb,
                ci_ub=own.ci_ub,
                events=own.events,
                n=own.n,
                minors=score,
                flags=("*",) if key in inferred else (),
                id=entry.id,
            )
        )
    printed = ForestSummary(
        label=Text(zh="发表值", en="As printed"),
        estimate=row.estimate.value / 100,
        ci_lb=row.ci_lb.value / 100,
        ci_ub=row.ci_ub.value / 100,
        k=row.k,
        I2=row.I2.value,
        note=_model(row),
        hollow=True,
    )
    known, k = len(one.known), row.k
    suffix = (
        Text(zh="，敏感性分析", en=", sensitivity analysis")
        if row.analysis == "sensitivity"
        else None
    )
    name = Text(
        zh=kind.label.zh + (suffix.zh if suffix else ""),
        en=kind.label.en + (suffix.en if suffix else ""),
    )
    return picture(
        forest_of(
            found,
            measure=kind.label,
            rows=rows,
            second=printed,
            flag_notes={"*": _INFERRED} if inferred else None,
        ),
        plain(
            Text(
                zh=f"{name.zh}：{k} 项研究中 {known} 项的计数已知",
                en=f"{name.en}: counts known for {known} of {k} studies",
            )
        ),
    )


def _flow() -> PrismaFlow:
    """Return the counts that the paper reports of its selection; all others are unknown."""
    told = selection(REVIEW)
    return PrismaFlow(
        databases=(PrismaCount(label=told.databases, n=told.records),),
        duplicates=told.duplicates,
        screened=told.screened,
        assessed=told.assessed,
        studies=told.studies,
    )


def _minors(language: Language) -> Figure:
    rows = [
        MinorsRow(
            label=entry.label,
            total=entry.risk_of_bias.total if entry.risk_of_bias else None,
            id=entry.id,
        )
        for entry in studies(REVIEW)
    ]
    return traffic_light(rows, language=language)
