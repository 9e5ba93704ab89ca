"""analysis_report: the report of one analysis of a user's own table."""

from math import isfinite

from trephine.core.text import Text
from trephine.evidence.meta import Meta
from trephine.reports.diagnostics import diagnostics
from trephine.reports.document import (
    Block,
    CodeBlock,
    Column,
    Document,
    Heading,
    NoteBox,
    Paragraph,
    Picture,
    ReferenceList,
    ReportTable,
    Row,
)
from trephine.reports.forest_of import forest_of, kind_of, rows_of
from trephine.reports.inline import escape
from trephine.reports.methods_sentence import methods_sentence
from trephine.reports.results_sentence import results_sentence
from trephine.reports.script import script
from trephine.reports.script_of import analysis_of

OUTCOME = Text(zh="结局", en="outcome")


def analysis_report(found: Meta, *, outcome: Text = OUTCOME) -> Document:
    """Return methods, results, study table, figures, cautions, script and references.

    ``outcome`` names what was measured. It does not interpret: no result is called good or bad.
    """
    blocks: list[Block] = [
        Heading(text=Text(zh="方法", en="Methods")),
        Paragraph(text=methods_sentence(found.estimate, marked=True)),
    ]
    blocks += [Paragraph(text=methods_sentence(other, marked=True)) for other in found.beside]
    blocks += [
        Heading(text=Text(zh="结果", en="Results")),
        Paragraph(text=_result(found, outcome)),
    ]
    for other in found.beside:
        blocks.append(Paragraph(text=results_sentence(other, outcome=outcome, marked=True)))
    blocks += [NoteBox(kind="caution", text=text) for text in cautions_of(found)]
    blocks += [_studies(found), _forest(found, outcome)]
    figures = diagnostics(found, measure=outcome)
    if figures:
        blocks += [Heading(text=Text(zh="诊断", en="Diagnostics")), *figures]
    blocks += [
        Heading(
            text=Text(zh="可复现的脚本（R，metafor）", en="Script that repeats it (R, metafor)")
        ),
        CodeBlock(code=script(analysis_of(found), "r"), language="r"),
        Heading(text=Text(zh="参考文献", en="References")),
        ReferenceList(),
    ]
    return Document(
        title=Text(zh="合并分析报告", en="Report of a pooled analysis"), blocks=tuple(blocks)
    )


def cautions_of(found: Meta) -> tuple[Text, ...]:
    """Return what a reader must know, of the table and of every model, each once."""
    given = [*found.cautions, *found.estimate.cautions]
    given += [c for other in found.beside for c in other.cautions]
    if found.subgroups is not None:
        given += found.subgroups.cautions
    texts: dict[tuple[str, str], Text] = {}
    for caution in given:
        named = f" [{', '.join(caution.studies)}]" if caution.studies else ""
        text = Text(
            zh=escape(caution.text.zh + named),
            en=escape(caution.text.en + named),
        )
        texts.setdefault((caution.kind, text.en), text)
    return tuple(texts.values())


def _result(found: Meta, outcome: Text) -> Text:
    raw = found.effects.raw
    totals = {}
    for name in ("xi", "ni"):
        values = raw.get(name)
        if values is not None and isfinite(values.sum()):
            totals[name] = int(values.sum())
    return results_sentence(
        found.estimate,
        outcome=outcome,
        participants=totals.get("ni"),
        events=totals.get("xi"),
        marked=True,
    )


def _studies(found: Meta) -> ReportTable:
    proportion = kind_of(found.estimate.measure) == "proportion"
    rows = rows_of(found)
    counted = any(row.n is not None for row in rows)
    grouped = any(row.subgroup for row in rows)
    weighted = any(isfinite(row.weight) for row in rows)
    columns = [Column(header=Text(zh="研究", en="Study"))]
    if grouped:
        columns.append(Column(header=Text(zh="亚组", en="Subgroup")))
    if counted:
        columns.append(Column(header=Text(zh="事件/例数", en="Events/n"), align="right"))
    heads = (
        Text(zh="估计值", en="Estimate"),
        Text(zh="下限", en="Lower"),
        Text(zh="上限", en="Upper"),
    )
    columns += [
        Column(header=head, align="right", scale="percent" if proportion else "plain")
        for head in heads
    ]
    if weighted:
        columns.append(Column(header=Text(zh="权重，%", en="Weight, %"), align="right", decimals=1))
    body = []
    for row in rows:
        cells: list[Text | str | float | int | None] = [str(row.id)]
        if grouped:
            cells.append(row.subgroup or None)
        if counted:
            cells.append(f"{row.events}/{row.n}" if row.events is not None else None)
        cells += [_known(row.estimate), _known(row.ci_lb), _known(row.ci_ub)]
        if weighted:
            cells.append(_known(row.weight))
        body.append(Row(cells=tuple(cells)))
    return ReportTable(
        caption=Text(zh="各研究的数据", en="Data of the studies"),
        columns=tuple(columns),
        rows=tuple(body),
    )


def _known(value: float) -> float | None:
    return value if isfinite(value) else None


def _forest(found: Meta, outcome: Text) -> Picture:
    draw = forest_of(found, measure=None if outcome is OUTCOME else outcome)
    return Picture(
        drawings={"zh": draw("zh"), "en": draw("en")}, caption=Text(zh="森林图", en="Forest plot")
    )
