"""audit_report: the findings of an audit as a document, each with its whole arithmetic."""

from trephine.core.finding import Finding, FindingClass, Severity
from trephine.core.source import Locator
from trephine.core.text import Text, both_of
from trephine.evidence.audit.audit import CHECKS, Audit
from trephine.reports.audit_figure import audit_figure
from trephine.reports.document import (
    Block,
    Bullets,
    Column,
    Document,
    Heading,
    NoteBox,
    Paragraph,
    ReportTable,
    Row,
)
from trephine.reports.inline import escape
from trephine.reports.reproduce.pieces import place, plain

KINDS: dict[FindingClass, Text] = {
    "proved": Text(zh="已证明", en="Proved"),
    "computed": Text(zh="按假设算得", en="Computed under assumptions"),
    "suspicion": Text(zh="存疑", en="Suspicions"),
}
SEVERITIES: dict[Severity, Text] = {
    "major": Text(zh="重要", en="major"),
    "minor": Text(zh="一般", en="minor"),
    "note": Text(zh="笔误", en="slip"),
}
MEANT: dict[FindingClass, Text] = {
    "proved": Text(
        zh="仅凭论文自身的文字与数字即可判定，任何修约方式都不能解释。",
        en="Settled by the paper's own words and figures alone; no way of rounding explains them.",
    ),
    "computed": Text(
        zh="在所列假设之下由论文的数字算得；假设不成立则结论不成立。",
        en="Computed from the paper's figures under the assumptions listed: they fall with them.",
    ),
    "suspicion": Text(
        zh="只是值得查看的理由，可能有正当的解释。",
        en="No more than a reason to look; there may be a good explanation.",
    ),
}
_LIMITS = NoteBox(
    kind="limit",
    text=Text(
        zh="审核只说数字之间是否相容，不说错误的原因，更不推断意图。"
        "没有发现不等于没有错误：无法判断之处已逐一列出。",
        en="An audit tells whether figures agree with each other. It does not say why they do not,"
        " and nothing about intent. No finding is no proof of correctness: what could not be"
        " judged is listed.",
    ),
)
_VERDICTS = {
    "agrees": Text(zh="相符", en="agrees"),
    "finding": Text(zh="有发现", en="finding"),
    "cannot-tell": Text(zh="无法判断", en="cannot tell"),
}


def audit_report(found: Audit) -> Document:
    """Return the report: a summary by check, the findings by how sure they are, what was looked at.

    It adds nothing to the findings: sentences, figures and places are theirs.
    """
    paper = found.publication
    by_kind = {kind: [one for one in found.findings if one.kind == kind] for kind in KINDS}
    blocks: list[Block] = [_LIMITS, _summary(found)]
    figure = audit_figure(paper)
    if figure is not None:
        blocks.append(figure)
    number = 0
    for kind, group in by_kind.items():
        if not group:
            continue
        blocks += [Heading(text=KINDS[kind]), Paragraph(text=MEANT[kind])]
        for one in group:
            number += 1
            blocks += _finding(paper.id, number, one)
    blocks += [Heading(text=Text(zh="看过的全部项目", en="Everything that was looked at"))]
    blocks += _looked_at(found)
    return Document(
        title=Text(zh=f"数字审核：{paper.label.zh}", en=f"Audit of the figures: {paper.label.en}"),
        blocks=tuple(blocks),
    )


def _summary(found: Audit) -> ReportTable:
    rows = []
    for result in found.results:
        if not result.checked:
            continue
        counts = [sum(one.kind == kind for one in result.findings) for kind in KINDS]
        looked = [sum(one.verdict == verdict for one in result.checked) for verdict in _VERDICTS]
        rows.append(
            Row(
                cells=(
                    CHECKS[result.check.replace("-", "_")],
                    len(result.checked),
                    *counts,
                    looked[0],
                    looked[2],
                )
            )
        )
    total = [sum(one.kind == kind for one in found.findings) for kind in KINDS]
    every = [one for result in found.results for one in result.checked]
    agree, unable = (
        sum(one.verdict == verdict for one in every) for verdict in ("agrees", "cannot-tell")
    )
    name = Text(zh="合计", en="All")
    rows.append(Row(cells=(name, len(every), *total, agree, unable), kind="total"))
    heads = (
        Text(zh="核对", en="Check"),
        Text(zh="项数", en="Looked at"),
        *KINDS.values(),
        Text(zh="相符", en="Agrees"),
        Text(zh="无法判断", en="Cannot tell"),
    )
    return ReportTable(
        caption=Text(zh="各项核对的结果", en="What each check found"),
        columns=tuple(
            Column(header=head, align="left" if at == 0 else "right")
            for at, head in enumerate(heads)
        ),
        rows=tuple(rows),
    )


def _finding(paper: str, number: int, one: Finding) -> list[Block]:
    severity = SEVERITIES[one.severity]
    printed = both_of(one.printed)
    places = [_place(paper, each) for each in (one.at, *one.against)]
    items = [
        Text(
            zh=f"位置：{'；'.join(each.zh for each in places)}",
            en=f"Where: {'; '.join(each.en for each in places)}",
        ),
        Text(zh=f"印作：{escape(printed.zh)}", en=f"Printed: {escape(printed.en)}"),
        Text(zh=f"应为：{escape(one.follows.zh)}", en=f"Follows: {escape(one.follows.en)}"),
        *(
            Text(zh=f"算式：{escape(step.zh)}", en=f"Arithmetic: {escape(step.en)}")
            for step in map(both_of, one.arithmetic)
        ),
        *(
            Text(zh=f"假设：{escape(each.zh)}", en=f"Assumes: {escape(each.en)}")
            for each in one.assumes
        ),
        Text(zh=f"编号：`{one.id}`", en=f"Id: `{one.id}`"),
    ]
    said = plain(one.sentence)
    return [
        Paragraph(
            text=Text(
                zh=f"**{number}.**（{severity.zh}）{said.zh}",
                en=f"**{number}.** ({severity.en}) {said.en}",
            )
        ),
        Bullets(items=tuple(items)),
    ]


def _place(paper: str, at: Locator) -> Text:
    """Return a place in words, with its source where that is another one than the paper."""
    words = place(at)
    if at.source == paper:
        return words
    return Text(zh=f"{escape(at.source)} {words.zh}", en=f"{escape(at.source)} {words.en}")


def _looked_at(found: Audit) -> list[Block]:
    blocks: list[Block] = []
    heads = (
        Text(zh="对象", en="Subject"),
        Text(zh="结果", en="Result"),
        Text(zh="说明", en="Note"),
    )
    for result in found.results:
        rows = [
            Row(cells=(plain(both_of(one.subject)), _VERDICTS[one.verdict], plain(one.note)))
            for one in result.checked
            if one.verdict != "finding"
        ]
        if rows:
            blocks.append(
                ReportTable(
                    caption=CHECKS[result.check.replace("-", "_")],
                    columns=tuple(Column(header=head) for head in heads),
                    rows=tuple(rows),
                )
            )
    return blocks
