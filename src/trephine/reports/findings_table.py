"""findings_table: the summary of findings of GRADE as a table of a report."""

import math
from collections.abc import Sequence

from trephine.core.text import Language, Text
from trephine.evidence.certainty_domain import DOMAINS, Judgement, Level
from trephine.evidence.summary_of_findings import FindingRow
from trephine.reports.document import Column, ReportTable, Row
from trephine.reports.inline import escape
from trephine.reports.number import NOT_AVAILABLE, decimal, span
from trephine.reports.results_sentence import interval

_LEVELS: dict[Level, Text] = {
    "high": Text(zh="高", en="high"),
    "moderate": Text(zh="中", en="moderate"),
    "low": Text(zh="低", en="low"),
    "very low": Text(zh="极低", en="very low"),
}
_JUDGEMENTS: dict[Judgement, Text] = {
    "not serious": Text(zh="不严重", en="not serious"),
    "serious": Text(zh="严重", en="serious"),
    "very serious": Text(zh="非常严重", en="very serious"),
    "unknown": Text(zh="不能判断", en="unknown"),
}
# GRADE's own words for this domain; it takes off one level at most.
_PUBLICATION: dict[Judgement, Text] = {
    "not serious": Text(zh="未发现", en="undetected"),
    "serious": Text(zh="怀疑", en="suspected"),
    "very serious": Text(zh="高度怀疑", en="strongly suspected"),
    "unknown": _JUDGEMENTS["unknown"],
}
_HEADS = (
    Text(zh="结局", en="Outcome"),
    Text(zh="k", en="k"),
    Text(zh="例数", en="Participants"),
    Text(zh="合并结果", en="Pooled result"),
    Text(zh="每 1000 例", en="Per 1000"),
    Text(zh="证据确定性（提议）", en="Certainty (proposed)"),
    Text(zh="各领域", en="Domains"),
)


def findings_table(
    rows: Sequence[FindingRow], *, caption: Text, notes: tuple[Text, ...] = ()
) -> ReportTable:
    """Return the table in both languages, with the reasons of the judgements below it.

    A judgement is a proposal unless a person overrode it, which is marked. "At most" stands before
    a level where a domain is unknown. It judges nothing itself. ``notes`` follow the reasons.
    """
    return ReportTable(
        caption=caption,
        columns=tuple(Column(header=head) for head in _HEADS),
        rows=tuple(Row(cells=_cells(row)) for row in rows),
        notes=(*_starts(rows), *_reasons(rows), *notes),
        wide=True,
    )


def _cells(row: FindingRow) -> tuple[Text | str, ...]:
    return (
        _escaped(row.outcome),
        str(row.k),
        NOT_AVAILABLE if row.participants is None else str(row.participants),
        Text(
            zh=interval(row.estimate, "zh", back=row.back, decimals=1),
            en=interval(row.estimate, "en", back=row.back, decimals=1),
        ),
        Text(zh=_thousand(row, "zh"), en=_thousand(row, "en")),
        _level(row),
        Text(zh=_judged(row, "zh"), en=_judged(row, "en")),
    )


def _thousand(row: FindingRow, language: Language) -> str:
    point, lower, upper = row.per_1000
    if math.isnan(point):
        return NOT_AVAILABLE
    limits = "" if math.isnan(lower) else span(lower, upper, language, "plain", 0)
    if not limits:
        return decimal(point, 0)
    return (
        f"{decimal(point, 0)}（{limits}）"
        if language == "zh"
        else f"{decimal(point, 0)} ({limits})"
    )


def _level(row: FindingRow) -> Text:
    level = _LEVELS[row.certainty.level]
    # Nothing is lower than very low: "at most" would say nothing.
    if row.certainty.at_most and row.certainty.level != "very low":
        return Text(zh=f"至多{level.zh}", en=f"at most {level.en}")
    return level


def _judged(row: FindingRow, language: Language) -> str:
    colon, comma = ("：", "；") if language == "zh" else (": ", "; ")
    own = "（人工判断）" if language == "zh" else " (judged by a person)"
    return comma.join(
        DOMAINS[one.key][language]
        + colon
        + (_PUBLICATION if one.key == "publication_bias" else _JUDGEMENTS)[one.judgement][language]
        + (own if one.own is not None else "")
        for one in row.domains
    )


def _starts(rows: Sequence[FindingRow]) -> tuple[Text, ...]:
    found = dict.fromkeys((row.certainty.start, row.certainty.start_reason) for row in rows)
    return tuple(
        Text(
            zh=f"起点：{_LEVELS[start].zh}。{escape(reason.zh)}。",
            en=f"Start: {_LEVELS[start].en}. {escape(reason.en)}.",
        )
        for start, reason in found
    )


def _reasons(rows: Sequence[FindingRow]) -> list[Text]:
    """Return one note a domain; a reason that several outcomes share is said once."""
    notes = []
    for key, name in DOMAINS.items():
        shared: dict[Text, list[Text]] = {}
        for row in rows:
            for one in row.domains:
                if one.key == key:
                    shared.setdefault(one.grounds, []).append(row.outcome)
        if not shared:
            continue
        whole = len(shared) == 1
        zh = "。".join(
            escape(("" if whole else "、".join(o.zh for o in outcomes) + "：") + reason.zh)
            for reason, outcomes in shared.items()
        )
        en = ". ".join(
            escape(("" if whole else ", ".join(o.en for o in outcomes) + ": ") + reason.en)
            for reason, outcomes in shared.items()
        )
        notes.append(Text(zh=f"{name.zh}——{zh}。", en=f"{name.en}. {en}."))
    return notes


def _escaped(text: Text) -> Text:
    return Text(zh=escape(text.zh), en=escape(text.en))
