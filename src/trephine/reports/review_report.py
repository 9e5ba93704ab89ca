"""review_report: a systematic review as a document: protocol, selection, studies, risk, results."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from trephine.core.review import Review
from trephine.core.review_event import ProtocolDeviated
from trephine.core.source import Source
from trephine.core.study import Study
from trephine.core.text import Language, Text
from trephine.evidence.meta import Meta
from trephine.evidence.review.included_studies import included_studies
from trephine.plots.figure import Figure
from trephine.reports.analysis_report import cautions_of
from trephine.reports.document import (
    Block,
    Bullets,
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
from trephine.reports.forest_of import forest_of
from trephine.reports.inline import escape
from trephine.reports.methods_sentence import methods_sentence
from trephine.reports.results_sentence import results_sentence

_UNTITLED = Text(zh="系统评价", en="A systematic review")
_PARTS = (
    ("population", Text(zh="人群", en="Population")),
    ("intervention", Text(zh="干预", en="Intervention")),
    ("comparison", Text(zh="对照", en="Comparison")),
    ("outcomes", Text(zh="结局", en="Outcomes")),
)
_NO_PROTOCOL = Text(
    zh="没有登记方案，以下分析均为探索性。",
    en="No protocol was registered: every analysis is exploratory.",
)
_NOT_POOLED = Text(
    zh="可用计数少于两项，不作合并。", en="Fewer than two counts are known: nothing is pooled."
)
_UNREAD = Text(
    zh="已纳入而两人尚未读完：", en="Included, and not read to the end by two people yet: "
)
_UNNAMED = Text(zh="未命名", en="unnamed")
Draw = Callable[[Language], Figure]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewedOutcome:
    """One outcome of the report: its analysis (None: nothing to pool), what departs from the plan.

    ``known`` of ``k`` included studies have a count.
    """

    label: Text
    found: Meta | None
    departures: tuple[Text, ...]
    known: int
    k: int


def review_report(
    review: Review,
    *,
    studies: Sequence[Study],
    sources: Sequence[Source],
    outcomes: Sequence[ReviewedOutcome],
    flow: Draw,
    risk: Draw | None,
) -> Document:
    """Return the report of a review as far as it has come; it interprets nothing.

    ``studies`` are those with final values; a study that is still being read is named below them.
    Every report of an included study is cited. What is exploratory says so beside its result, and
    what could not be pooled says why.
    """
    held = {one.id: one for one in sources}
    blocks: list[Block] = [
        Heading(text=Text(zh="方法", en="Methods")),
        *_protocol(review),
        Heading(text=Text(zh="文献筛选", en="Study selection")),
        _picture(flow, Text(zh="PRISMA 2020 流程图", en="PRISMA 2020 flow")),
    ]
    if studies:
        blocks += [
            Heading(text=Text(zh="纳入的研究", en="Included studies")),
            _table(review, studies, held),
        ]
    blocks += _unread(review, {one.id for one in studies}, held)
    if risk is not None:
        blocks += [
            Heading(text=Text(zh="偏倚风险", en="Risk of bias")),
            _picture(risk, Text(zh="MINORS 评分", en="MINORS scores")),
        ]
    blocks.append(Heading(text=Text(zh="结果", en="Results")))
    for one in outcomes:
        blocks += _outcome(one)
    blocks += [Heading(text=Text(zh="参考文献", en="References")), ReferenceList()]
    return Document(title=_plain(review.title or _UNTITLED), blocks=tuple(blocks), sources=held)


def _protocol(review: Review) -> list[Block]:
    if not review.registrations:
        return [NoteBox(kind="limit", text=_NO_PROTOCOL)]
    last = review.registrations[-1]
    asked = last.protocol.question
    question = tuple(
        Text(zh=f"{name.zh}：{escape(said.zh)}", en=f"{name.en}: {escape(said.en)}")
        for part, name in _PARTS
        if (said := getattr(asked, part)) is not None
    )
    criteria = tuple(
        Text(
            zh=f"{one.id} {'纳入' if one.includes else '排除'}：{escape(one.text.zh)}",
            en=f"{one.id} {'include' if one.includes else 'exclude'}: {escape(one.text.en)}",
        )
        for one in last.protocol.criteria
    )
    made = last.at.date().isoformat()
    amended = len(review.registrations) - 1
    blocks: list[Block] = [
        Bullets(items=question),
        Bullets(items=criteria),
        Paragraph(
            text=Text(
                zh=f"方案登记于 {made}，修订 {amended} 次；SHA-256 `{last.digest}`。",
                en=f"Protocol registered on {made}, amended {amended} times; SHA-256"
                f" `{last.digest}`.",
            )
        ),
    ]
    if review.deviations:
        blocks.append(Bullets(items=tuple(_deviation(one) for one in review.deviations)))
    return blocks


def _deviation(one: ProtocolDeviated) -> Text:
    what, why = escape(one.what), escape(one.why)
    return Text(zh=f"偏离方案：{what}；理由：{why}", en=f"Deviation: {what}; why: {why}")


def _unread(review: Review, read: set[str], held: Mapping[str, Source]) -> list[Block]:
    """Name the included studies that are not in the table yet, each with its reports."""
    still = [one for one in included_studies(review) if one.id not in read]
    if not still:
        return []
    named = [(_plain(one.label or _UNNAMED), _cited(one.reports, held)) for one in still]
    return [
        Paragraph(
            text=Text(
                zh=_UNREAD.zh + "；".join(label.zh + mark for label, mark in named) + "。",
                en=_UNREAD.en + "; ".join(label.en + mark for label, mark in named) + ".",
            )
        )
    ]


def _cited(reports: Sequence[str], held: Mapping[str, Source]) -> str:
    known = [key for key in reports if key in held]
    return f" [{'; '.join(f'@{key}' for key in known)}]" if known else ""


def _table(review: Review, studies: Sequence[Study], held: Mapping[str, Source]) -> ReportTable:
    heads = (
        Text(zh="研究", en="Study"),
        Text(zh="年", en="Year"),
        Text(zh="例数", en="n"),
        Text(zh="产品", en="Product"),
        Text(zh="共刺激域", en="Domain"),
        Text(zh="登记号", en="Registration"),
        Text(zh="MINORS", en="MINORS"),
    )
    reports = {one.id: one.reports for one in included_studies(review)}
    rows = []
    for one in studies:
        arm = one.arms[0] if one.arms else None
        mark = _cited(reports.get(one.id, (one.source,)), held)
        label = _plain(one.label)
        risk = one.risk_of_bias
        rows.append(
            Row(
                cells=(
                    Text(zh=label.zh + mark, en=label.en + mark),
                    str(one.year) if one.year else None,
                    str(arm.n) if arm else None,
                    (arm.product if arm else "") or None,
                    (arm.costimulatory_domain if arm else "") or None,
                    ", ".join(one.registrations) or None,
                    f"{risk.total}/{risk.maximum}" if risk else None,
                )
            )
        )
    return ReportTable(
        caption=Text(zh="纳入研究的终值", en="Final values of the included studies"),
        columns=tuple(Column(header=head) for head in heads),
        rows=tuple(rows),
        wide=True,
    )


def _outcome(one: ReviewedOutcome) -> list[Block]:
    blocks: list[Block] = [Heading(text=_plain(one.label), level=2)]
    if one.found is None:
        zh, en = f"（{one.known}/{one.k}）", f" ({one.known} of {one.k})"
        return [*blocks, Paragraph(text=Text(zh=_NOT_POOLED.zh + zh, en=_NOT_POOLED.en + en))]
    raw = one.found.effects.raw
    blocks.append(
        Paragraph(
            text=results_sentence(
                one.found.estimate,
                outcome=one.label,
                participants=int(raw["ni"].sum()),
                events=int(raw["xi"].sum()),
                marked=True,
            )
        )
    )
    blocks.append(Paragraph(text=methods_sentence(one.found.estimate, marked=True)))
    if one.departures:
        zh = "；".join(said.zh for said in one.departures)
        en = "; ".join(said.en for said in one.departures)
        blocks.append(
            NoteBox(
                kind="caution",
                text=Text(zh=f"探索性：{escape(zh)}", en=f"Exploratory: {escape(en)}"),
            )
        )
    blocks += [NoteBox(kind="caution", text=text) for text in cautions_of(one.found)]
    blocks.append(_picture(forest_of(one.found, measure=one.label), one.label))
    return blocks


def _picture(draw: Draw, caption: Text) -> Picture:
    return Picture(drawings={"zh": draw("zh"), "en": draw("en")}, caption=_plain(caption))


def _plain(text: Text) -> Text:
    return Text(zh=escape(text.zh), en=escape(text.en))
