"""virtual_forest: published results with a virtual trial's beside each, set apart by mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Literal

from trephine.core.error import InputError
from trephine.core.text import Language, Text, plural
from trephine.plots import virtual_words as words
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import Canvas
from trephine.plots.kit.layout import MARGIN, PLOT, Column, Look, PlotAxis, Row
from trephine.plots.kit.legend import Entry, legend
from trephine.plots.kit.mark import Mark
from trephine.plots.kit.metrics import Label, say
from trephine.plots.kit.number import ABSENT, between, percent
from trephine.plots.kit.palette import (
    FAINT,
    INK,
    MUTED,
    RULE,
    RUST,
    RUST_WASH,
    TEAL,
    TEAL_WASH,
    VIOLET,
    VIOLET_WASH,
)
from trephine.plots.kit.scale import percent_ticks
from trephine.plots.kit.sheet import draw_sheet
from trephine.plots.options import check_options
from trephine.plots.style import base_size

_NAN = float("nan")
EvidenceBasis = Literal["recomputed", "printed", "trial"]
VirtualVerdict = Literal["inside-ci", "inside-pi", "outside", "shown", "silent", "no-result"]
_VERDICTS = {
    "inside-ci": words.INSIDE_CI,
    "inside-pi": words.INSIDE_PI,
    "outside": words.OUTSIDE,
    "shown": words.SHOWN,
    "silent": words.SILENT,
    "no-result": words.NO_RESULT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceMark:
    """One published figure of a result: shares from 0 to 1, NaN where not known."""

    basis: EvidenceBasis
    estimate: float
    ci_lb: float = _NAN
    ci_ub: float = _NAN
    pi_lb: float = _NAN
    pi_ub: float = _NAN
    events: int | None = None
    n: int | None = None
    k: int = 1
    k_of: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualForestRow:
    """One published result, in the order that judges first, and the virtual one (0 to 1, or NaN).

    ``beyond`` is how far outside in percentage points. ``group`` heads the rows that share it;
    ``fitted``: a fit may have used these patients; ``judges`` is false for a row that is shown
    alone: it is grey, whatever the verdict.
    """

    label: Label
    group: Label
    evidence: tuple[EvidenceMark, ...]
    verdict: VirtualVerdict
    virtual: float = _NAN
    virtual_lb: float = _NAN
    virtual_ub: float = _NAN
    virtual_events: int | None = None
    virtual_n: int | None = None
    beyond: float = 0.0
    fitted: bool = False
    judges: bool = True
    id: str = ""


def virtual_forest(
    rows: Sequence[VirtualForestRow],
    *,
    arm: Label,
    language: Language = "zh",
    width_mm: float = 176.0,
    notes: Sequence[Label] = (),
    title: Label | None = None,
) -> Figure:
    """Draw published results with the virtual result of ``arm`` under each.

    Virtual rows have a mark (a ring), a colour and the word of their own, so that none is taken for
    a study; a row that judges nothing is grey. It judges nothing itself: every number is given.
    Raises InputError for no rows, or columns that cannot fit.
    """
    check_options(language=language, width_mm=width_mm, notes=notes, title=title)
    if not rows:
        raise InputError(
            what=Text(zh="没有可画的结果", en="there is no result to draw"),
            where="virtual_forest(rows)",
            found="0",
            do=Text(zh="请至少给出一个结果", en="give at least one result"),
        )
    canvas = Canvas(width_mm=width_mm, language=language)
    size = base_size(width_mm)
    lang = language
    columns = [
        Column(key="label", header=words.EVIDENCE[lang], anchor="start", wraps=True),
        Column(key="events", header=words.COUNTS[lang]),
        Column(key=PLOT),
        Column(key="effect", header=words.SHARE[lang]),
        Column(key="verdict", header=words.VERDICT[lang], anchor="start"),
    ]
    axis = PlotAxis(low=0.0, high=1.0, ticks=percent_ticks(0.0, 1.0), title=words.AXIS[lang])
    look = Look(size=size - 0.5, plot_share=0.3)
    below = draw_sheet(
        canvas, columns=columns, rows=_sheet(rows, say(arm, lang), lang, size), axis=axis, look=look
    )
    right = canvas.width - MARGIN
    below = legend(canvas, _legend(rows, lang), left=MARGIN, right=right, top=below + 2)
    for note in (words.NOTE_POINTS, *notes):
        below += canvas.block(
            MARGIN, below + 1, say(note, lang), right - MARGIN, size=size - 1.5, fill=MUTED
        )
    tally = {key: sum(row.verdict == key for row in rows) for key in _VERDICTS}
    return canvas.finish(
        height=below + MARGIN,
        title=say(title, lang) if title else words.TITLE[lang],
        desc=words.DESC[lang].format(
            k=len(rows), s=plural(len(rows)), inside=tally["inside-ci"], near=tally["inside-pi"],
            out=tally["outside"], silent=tally["silent"],
        ),
        table=_table(rows, lang),
    )  # fmt: skip


def verdict_words(row: VirtualForestRow, language: Language) -> str:
    """Return the verdict as the figure prints it: ``outside +5.0``."""
    sign = "+" if row.beyond > 0 else "−"
    return _VERDICTS[row.verdict][language].format(beyond=f"{sign}{abs(row.beyond):.1f}")


def _sheet(
    rows: Sequence[VirtualForestRow], arm: str, language: Language, size: float
) -> list[Row]:
    out: list[Row] = []
    group = ""
    for row in rows:
        heading = say(row.group, language)
        if heading != group:
            gap = size * 0.6 if out else 0.0
            out.append(Row(cells={"label": heading}, bold=True, wide=True, gap=gap))
            group = heading
        out += [
            _evidence_row(row, one, language, size, first=at == 0)
            for at, one in enumerate(row.evidence)
        ]
        out.append(_virtual_row(row, arm, language, size))
    return out


def _evidence_row(
    row: VirtualForestRow, one: EvidenceMark, language: Language, size: float, *, first: bool
) -> Row:
    """Return the row of one published figure; what does not judge is hollow or grey."""
    pooled = one.basis != "trial"
    silent = not row.judges
    colour = FAINT if silent else RUST if pooled else TEAL
    band = RULE if silent else RUST_WASH if pooled else TEAL_WASH
    marks = [
        Mark(
            kind="bar", at=one.estimate, low=one.pi_lb, high=one.pi_ub, side=size * 0.55, fill=band
        ),
        Mark(
            kind="diamond" if pooled else "square",
            at=one.estimate,
            low=one.ci_lb,
            high=one.ci_ub,
            side=size * (0.8 if pooled else 0.6),
            fill=colour,
            line=colour if silent else INK,
            hollow=not first,
        ),
    ]
    label = words.BASIS[one.basis][language].format(k=one.k, k_of=one.k_of)
    if first:
        said = [words.FITTED[language]] if row.fitted else []
        own = said or [words.HELD_OUT[language]]
        said = own if one.basis == "trial" else [label, *said]
        inner = ("，" if language == "zh" else ", ").join(said)
        bracket = "（{}）" if language == "zh" else " ({})"
        label = say(row.label, language) + (bracket.format(inner) if inner else "")
    return Row(
        cells={
            "label": label,
            "events": _counts(one.events, one.n),
            "effect": _effect(one.estimate, one.ci_lb, one.ci_ub, language),
        },
        marks=tuple(marks),
        indent=0.0 if first else size * 0.8,
        gap=size * 0.4 if first else 0.0,
        fill=INK if first and not silent else MUTED,
        id=row.id,
    )


def _virtual_row(row: VirtualForestRow, arm: str, language: Language, size: float) -> Row:
    mark = Mark(
        kind="dot",
        at=row.virtual,
        low=row.virtual_lb,
        high=row.virtual_ub,
        side=size * 0.7,
        fill=VIOLET,
        line=VIOLET,
        hollow=True,
    )
    name = words.VIRTUAL[language]
    joined = f"{name}：{arm}" if language == "zh" else f"{name}: {arm}"
    known = not isnan(row.virtual)
    return Row(
        cells={
            "label": joined,
            "events": _counts(row.virtual_events, row.virtual_n) if known else "",
            "effect": _effect(row.virtual, row.virtual_lb, row.virtual_ub, language),
            "verdict": verdict_words(row, language),
        },
        marks=(mark,) if known else (),
        indent=size * 0.8,
        fill=VIOLET,
        wash=VIOLET_WASH,
        id=f"{row.id}-virtual" if row.id else "",
    )


def _counts(events: int | None, n: int | None) -> str:
    if n is None:
        return ""
    return f"{ABSENT}/{n}" if events is None else f"{events}/{n}"


def _effect(estimate: float, low: float, high: float, language: Language) -> str:
    if isnan(estimate):
        return ABSENT
    if isnan(low):
        return percent(estimate, 1)
    joined = "~" if language == "zh" else "–"
    inner = between(percent(low, 1), percent(high, 1), joined=joined, language=language)
    return f"{percent(estimate, 1)} ({inner})"


def _legend(rows: Sequence[VirtualForestRow], language: Language) -> list[Entry]:
    every = [one for row in rows for one in row.evidence]
    out = [Entry(kind="ring", label=words.LEGEND_VIRTUAL[language], fill=VIOLET)]
    if any(one.basis != "trial" for one in every):
        out.append(Entry(kind="patch", label=words.LEGEND_POOLED[language], fill=RUST))
    if any(one.basis == "trial" for one in every):
        out.append(Entry(kind="patch", label=words.LEGEND_TRIAL[language], fill=TEAL))
    if any(not isnan(one.pi_lb) for one in every):
        pooled = any(one.basis != "trial" for one in every)
        band = RUST_WASH if pooled else TEAL_WASH
        out.append(Entry(kind="patch", label=words.LEGEND_BAND[language], fill=band))
    if any(not row.judges for row in rows):
        out.append(Entry(kind="patch", label=words.LEGEND_SILENT[language], fill=FAINT))
    return out


def _table(rows: Sequence[VirtualForestRow], language: Language) -> Table:
    body: list[tuple[str, ...]] = []
    for row in rows:
        label = say(row.label, language)
        for one in row.evidence:
            kind = words.BASIS[one.basis][language].format(k=one.k, k_of=one.k_of)
            shares = (one.estimate, one.ci_lb, one.ci_ub, one.pi_lb, one.pi_ub)
            body.append((label, kind, _counts(one.events, one.n), *map(_share, shares), ""))
        shares = (row.virtual, row.virtual_lb, row.virtual_ub, _NAN, _NAN)
        body.append(
            (
                label,
                words.VIRTUAL[language],
                _counts(row.virtual_events, row.virtual_n),
                *map(_share, shares),
                verdict_words(row, language),
            )
        )
    return Table(columns=tuple(text[language] for text in words.TABLE), rows=tuple(body))


def _share(value: float) -> str:
    return ABSENT if isnan(value) else percent(value, 1)
