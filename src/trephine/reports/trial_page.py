"""trial_page, trial_curves: a virtual trial's report as a Document: outcomes, evidence, arms."""

from collections.abc import Callable
from typing import Any

from trephine.core.text import Language, Text, both_of
from trephine.library import outcome, source
from trephine.library.endpoints import endpoint
from trephine.loop.compare.compare_arm import ComparedArm
from trephine.loop.compare.forest_rows import forest_rows
from trephine.loop.outcomes.arm_results import ArmResults
from trephine.loop.results import TrialResults
from trephine.plots.curve_group import curve_group
from trephine.plots.kaplan_meier import kaplan_meier
from trephine.plots.virtual_forest import VirtualForestRow, virtual_forest
from trephine.reports import trial_spread as spread
from trephine.reports import trial_words as words
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
from trephine.reports.inline import escape
from trephine.reports.trial_plan_text import arm_lines, head_lines, trial_plan
from trephine.reports.trial_text import (
    arm_heading,
    furthest,
    head_words,
    left_out_words,
    pair_heading,
    pair_lines,
    question_words,
    row_line,
    tally,
)

_TITLE = Text(zh="虚拟试验（模拟）：{title}", en="A virtual trial (simulated): {title}")
_PLAN = Text(zh="虚拟试验的方案", en="Plan of the virtual trial")
_GIVEN = Text(zh="虚拟组“{arm}”", en="Virtual arm “{arm}”")
_CURVES = Text(zh="模拟的生存曲线", en="Simulated survival curves")
_CURVE = Text(zh="模拟的{measure}：各组曲线", en="{measure}, simulated: the curve of each arm")
_SIMULATED = Text(
    zh="模拟：虚拟患者，不是临床证据", en="Simulated: virtual patients, no clinical evidence"
)
_MOST_CURVES = 6  # in one figure
_FOOTER = Text(
    zh="模拟结果，不是临床证据，不构成治疗建议",
    en="Simulated; no clinical evidence and no advice on treatment",
)
_OUTCOMES = Text(zh="“{arm}”：模拟的结局", en="“{arm}”: simulated outcomes")
_BESIDE = Text(zh="“{arm}”：模拟结果与证据并列", en="“{arm}”: simulated, beside the evidence")
_FOREST = Text(
    zh="“{arm}”的模拟结果与已发表结果：{group} [@zhan2025] [@consensus2022]",
    en="Simulated results of “{arm}” beside published ones: {group} [@zhan2025] [@consensus2022]",
)
_EVIDENCE = Text(
    zh="“{arm}”：模拟结果与已发表证据", en="“{arm}”: simulated results and published evidence"
)
_COLUMNS = (
    Text(zh="终点", en="Endpoint"),
    Text(zh="在谁之中", en="In whom"),
    Text(zh="模拟结果", en="Simulated result"),
    Text(zh="定义", en="Definition"),
)
_ROWS = (
    Text(zh="发表的结果", en="Published result"),
    Text(zh="拟合", en="Fit"),
    Text(zh="模拟", en="Simulated"),
    Text(zh="证据", en="Evidence"),
    Text(zh="判断", en="Verdict"),
)


def trial_page(found: TrialResults) -> Document:
    """Return the report in both languages; ``write`` makes it HTML, DOCX or PDF.

    Every title, heading and figure says that it is simulated. It decides nothing.
    """
    blocks: list[Block] = [
        NoteBox(kind="caution", text=words.SIMULATED),
        Paragraph(text=_said(head_words, found.trial)),
    ]
    if found.trial.ensemble is not None:
        blocks.append(NoteBox(kind="caution", text=_said(spread.ensemble_words, found.trial)))
    if found.trial.question is not None:
        blocks.append(Paragraph(text=_said(question_words, found.trial)))
    blocks += _plan(found)
    for at in range(len(found.arms)):
        blocks += _arm(found, at)
    drawn = trial_curves(found)
    if drawn:
        blocks.append(Heading(text=_CURVES))
        blocks += drawn.values()
    blocks += _pairs(found)
    blocks += [Heading(text=Text(zh="参考文献", en="References")), ReferenceList()]
    return Document(
        title=_filled(_TITLE, title=found.trial.title),
        blocks=tuple(blocks),
        footer=_FOOTER,
        sources={key: source(key) for key in ("zhan2025", "consensus2022")},
    )


def trial_curves(found: TrialResults) -> dict[str, Picture]:
    """Return a figure for each time to an event, by name: product-limit curves, six arms at most.

    Who is counted is each arm's own: those who responded, say. It compares nothing.
    """
    made = {}
    for key in dict.fromkeys(key for arm in found.arms for key in arm.times):
        label = endpoint(key).label
        en = label.en.removeprefix("Median ")
        measure = Text(zh=label.zh.removeprefix("中位"), en=en[:1].upper() + en[1:])
        groups = [
            curve_group(
                arm.times[key].curve,
                label=found.trial.arm(arm.arm).label,
                median=arm.times[key].median,
                row=arm.arm,
            )
            for arm in found.arms
            if key in arm.times and arm.times[key].curve.n
        ]
        for at in range(0, len(groups), _MOST_CURVES):
            own = groups[at : at + _MOST_CURVES]
            name = f"curve-{key.lower().replace('_', '-')}-{at // _MOST_CURVES}"
            made[name] = Picture(
                drawings={
                    "zh": kaplan_meier(own, measure=measure, notes=[_SIMULATED], language="zh"),
                    "en": kaplan_meier(own, measure=measure, notes=[_SIMULATED], language="en"),
                },
                caption=_filled(_CURVE, measure=measure),
            )
    return made


def _plan(found: TrialResults) -> list[Block]:
    """Return whom, and what each arm is given and which rules it changes, as ``show`` does."""
    plan = trial_plan(found.trial)
    blocks: list[Block] = [Heading(text=_PLAN), Bullets(items=_both(head_lines, plan))]
    for planned, arm in zip(found.trial.arms, plan["arms"], strict=True):
        blocks.append(Heading(text=_filled(_GIVEN, arm=planned.label), level=2))
        blocks.append(Bullets(items=_both(_arm_said, arm)))
    return blocks


def _arm_said(arm: dict[str, Any], language: Language) -> list[str]:
    between = "；" if language == "zh" else "; "
    return [line.removeprefix("* ").replace("\n  ", between) for line in arm_lines(arm, language)]


def _said(say: Callable[..., str], *of: object) -> Text:
    """Return what a function of things and a language says, its signs not read as marks."""
    return Text(zh=escape(say(*of, "zh")), en=escape(say(*of, "en")))


def _both(lines: Callable[..., list[str]], *of: object) -> tuple[Text, ...]:
    """Return lines of a function of things and a language, their signs not read as marks."""
    both = zip(lines(*of, "zh"), lines(*of, "en"), strict=True)
    return tuple(Text(zh=escape(zh), en=escape(en)) for zh, en in both)


def _filled(words_of: Text, **given: Text) -> Text:
    """Return a text with others in its places, their signs not read as marks."""
    return Text(
        zh=words_of.zh.format(**{name: escape(one.zh) for name, one in given.items()}),
        en=words_of.en.format(**{name: escape(one.en) for name, one in given.items()}),
    )


def _plain(text: Text) -> Text:
    return Text(zh=escape(text.zh), en=escape(text.en))


def _arm(found: TrialResults, at: int) -> list[Block]:
    arm, compared, pooled = found.arms[at], found.compared[at], found.pooled[at]
    label = found.trial.arm(arm.arm).label
    blocks: list[Block] = [
        Heading(text=_filled(_OUTCOMES, arm=label)),
        Paragraph(text=_said(arm_heading, found, arm)),
    ]
    if arm.failed:
        blocks.append(Paragraph(text=_said(words.failed_words, arm)))
    blocks.append(_outcomes(arm, label))
    ranges = _both(spread.range_lines, found, at)
    if ranges:
        blocks.append(Heading(text=_said(spread.heading_words, found), level=2))
        blocks.append(Bullets(items=ranges))
    if arm.left_out:
        blocks.append(Paragraph(text=_said(left_out_words, arm)))
    blocks.append(Heading(text=_filled(_BESIDE, arm=label)))
    if compared.differs is not None:
        blocks.append(NoteBox(kind="caution", text=_said(words.differs_words, compared)))
    rows = forest_rows(compared)
    groups = dict.fromkeys(one.group for one in rows)
    blocks += [_forest([one for one in rows if one.group == group], label) for group in groups]
    blocks += [_evidence(compared, label), Paragraph(text=tally(compared))]
    blocks.append(Heading(text=words.WRONG, level=2))
    wrong = tuple(_said(row_line, one) for one in furthest(compared))
    blocks.append(Bullets(items=wrong) if wrong else Paragraph(text=words.RIGHT))
    if pooled:
        items = tuple(_said(words.pooled_words, one, outcome(one.outcome).label) for one in pooled)
        blocks += [Heading(text=words.POOLED, level=2), Bullets(items=items)]
    return blocks


def _outcomes(arm: ArmResults, label: Text) -> ReportTable:
    every = [(one.endpoint.kind, _said(words.count_words, one)) for one in arm.counts.values()]
    every += [(one.endpoint.kind, _said(words.time_words, one)) for one in arm.times.values()]
    every += [
        (one.endpoint.kind, _said(words.day_words, one)) for one in arm.days.values() if one.n
    ]
    return ReportTable(
        caption=_filled(_OUTCOMES, arm=label),
        columns=tuple(Column(header=head) for head in _COLUMNS),
        rows=tuple(
            Row(cells=(_plain(kind.label), _plain(kind.among), said, _plain(kind.definition)))
            for kind, said in every
        ),
        wide=True,
    )


def _evidence(compared: ComparedArm, label: Text) -> ReportTable:
    return ReportTable(
        caption=_filled(_EVIDENCE, arm=label),
        columns=tuple(Column(header=head) for head in _ROWS),
        rows=tuple(
            Row(
                cells=(
                    _plain(one.row.label),
                    words.SIDES[one.row.side],
                    _said(words.virtual_words, one),
                    _said(words.references_words, one),
                    _said(words.verdict_words, one),
                ),
                kind="greyed" if one.row.silent else "plain",
            )
            for one in compared.rows
        ),
        notes=tuple(
            _filled(Text(zh="{label}：{why}", en="{label}: {why}"), label=one.row.label,
                    why=one.row.silent)
            for one in compared.rows
            if one.row.silent is not None
        ),
        wide=True,
    )  # fmt: skip


def _forest(rows: list[VirtualForestRow], label: Text) -> Picture:
    group = rows[0].group
    return Picture(
        drawings={
            "zh": virtual_forest(rows, arm=label, language="zh"),
            "en": virtual_forest(rows, arm=label, language="en"),
        },
        caption=_filled(
            _FOREST, arm=label, group=group if isinstance(group, Text) else both_of(group)
        ),
    )


def _pairs(found: TrialResults) -> list[Block]:
    blocks: list[Block] = []
    for at, (pair, trade) in enumerate(zip(found.pairs, found.trade_offs, strict=True)):
        said = list(_both(pair_lines, pair))
        if trade is not None:
            said.append(_said(words.trade_words, trade))
        blocks += [
            Heading(text=_said(pair_heading, found, pair)),
            Paragraph(text=words.PAIRS_NOTE),
            Bullets(items=tuple(said)),
        ]
        more = _both(spread.pair_spread_lines, found, at)
        if more:
            blocks += [Heading(text=spread.PAIR_HEADING, level=2), Bullets(items=more)]
    return blocks
