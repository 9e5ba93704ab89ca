"""A forest plot's columns, rows and axis: what the sheet draws for each study and pooled result."""

from collections.abc import Sequence
from math import isfinite, isnan, sqrt
from typing import Literal

from trephine.plots import words
from trephine.plots.forest_rows import ForestRow, ForestSubgroup, ForestSummary
from trephine.plots.forest_text import Wording
from trephine.plots.kit.layout import PLOT, Column, PlotAxis, Row
from trephine.plots.kit.mark import Mark
from trephine.plots.kit.metrics import Label
from trephine.plots.kit.palette import FAINT, INK, MUTED, PAPER, WASH
from trephine.plots.kit.scale import linear_ticks, percent_ticks, ratio_ticks, rounded_range


def columns_of(rows: Sequence[ForestRow], wording: Wording, short: str) -> list[Column]:
    """Return the columns that have something to show, in the style's order."""
    lang, style = wording.language, wording.style
    two = any(row.control_n is not None for row in rows)
    counted = any(row.n is not None or row.events is not None for row in rows)
    split = style.split_counts and not two
    header = words.IN_PERCENT[lang].format(measure=short) if wording.kind == "proportion" else short
    headers = {
        "label": words.STUDY[lang],
        "tag": words.PRODUCT[lang] if any(row.tag for row in rows) else "",
        "events": (words.EVENTS if split else words.EVENTS_N)[lang] if counted else "",
        "total": words.TOTAL[lang] if counted and split else "",
        "minors": words.MINORS[lang] if any(row.minors is not None for row in rows) else "",
        "effect": words.EFFECT_CI[lang].format(measure=header, level=f"{wording.level:g}"),
        "weight": words.WEIGHT[lang] if any(not isnan(row.weight) for row in rows) else "",
    }
    if two:
        headers["events"] = f"{words.TREATED[lang]}\n{words.EVENTS_N[lang]}"
    columns: list[Column] = []
    for key in style.order:
        if key == PLOT:
            columns.append(Column(key=PLOT))
        elif headers[key]:
            anchor: Literal["start", "end"] = "start" if key in {"label", "tag"} else "end"
            columns.append(
                Column(key=key, header=headers[key], anchor=anchor, wraps=anchor == "start")
            )
            if key == "events" and two:
                other = f"{words.CONTROL[lang]}\n{words.EVENTS_N[lang]}"
                columns.append(Column(key="control", header=other, anchor="end"))
    return columns


def sheet_rows(
    rows: Sequence[ForestRow],
    summaries: tuple[ForestSummary, ...],
    subgroups: Sequence[ForestSubgroup],
    wording: Wording,
    size: float,
    largest: float,
) -> list[Row]:
    """Return the sheet's rows: studies (by subgroup), then the pooled rows."""
    heaviest = max((row.weight for row in rows if not isnan(row.weight)), default=1.0) or 1.0
    out: list[Row] = []
    if not subgroups:
        for row in rows:
            out.extend(_study(row, heaviest, wording, size, largest, 0.0))
    for at, group in enumerate(subgroups):
        heading = wording.say(group.label)
        gap = size * 0.5 if at else 0.0
        out.append(Row(cells={"label": heading}, bold=True, wide=True, gap=gap))
        for row in rows:
            if row.subgroup == group.key:
                out.extend(_study(row, heaviest, wording, size, largest, size * 0.8))
        if group.summary is not None:
            out.extend(_pooled(group.summary, wording, size, inner=True))
    for at, summary in enumerate(summaries):
        block = _pooled(summary, wording, size, inner=False)
        first = block[0]
        out.append(
            Row(
                cells=first.cells,
                marks=first.marks,
                bold=True,
                wide=True,
                gap=size * (0.7 if at == 0 else 0.1),
                rule=at == 0,
            )
        )
        out.extend(block[1:])
    return out


def _cells(row: ForestRow | ForestSummary, wording: Wording) -> dict[str, str]:
    """Return a row's counts, effect and weight as text, in split and joined columns alike."""
    cells = {"effect": wording.effect(row), "weight": wording.weight(row.weight)}
    split = wording.style.split_counts
    if isinstance(row, ForestSummary):
        if isnan(row.weight):
            cells.pop("weight")
        if row.n is None:
            return cells
        cells["total"] = str(row.n)
        if row.events is not None:
            cells["events"] = str(row.events) if split else f"{row.events}/{row.n}"
        return cells
    if row.control_n is not None:
        cells["events"] = wording.fraction(row.events, row.n)
        cells["control"] = wording.fraction(row.control_events, row.control_n)
    elif split:
        cells["events"], cells["total"] = wording.count(row.events), wording.count(row.n)
    else:
        cells["events"] = wording.fraction(row.events, row.n)
    cells["minors"] = wording.count(row.minors)
    cells["tag"] = wording.say(row.tag)
    return cells


def _study(
    row: ForestRow,
    heaviest: float,
    wording: Wording,
    size: float,
    largest: float,
    indent: float,
) -> list[Row]:
    """Return the rows of one study: itself, and its reason if it was left out."""
    out = row.excluded is not None
    label = wording.say(row.label)
    share = 0.35 if isnan(row.weight) else max(row.weight, 0.0) / heaviest
    mark = Mark(
        kind="square",
        at=row.estimate,
        low=row.ci_lb,
        high=row.ci_ub,
        side=max(largest * sqrt(share), 1.2),
        fill=FAINT if out else wording.style.square,
        line=FAINT if out else wording.style.interval,
        hollow=out,
    )
    rows = [
        Row(
            cells={"label": label, **_cells(row, wording)},
            marks=(mark,),
            fill=MUTED if out else INK,
            wash=WASH if out else PAPER,
            indent=indent,
            flags=row.flags,
            id=row.id,
            tip=f"{label}: {wording.effect(row)}" if row.id else "",
        )
    ]
    if row.excluded is not None:
        reason = words.EXCLUDED[wording.language].format(reason=wording.say(row.excluded))
        rows.append(
            Row(
                cells={"label": reason},
                wide=True,
                small=True,
                fill=MUTED,
                wash=WASH,
                indent=indent + size * 0.8,
                id=row.id,
            )
        )
    return rows


def _pooled(summary: ForestSummary, wording: Wording, size: float, *, inner: bool) -> list[Row]:
    """Return the rows of a pooled result: diamond, heterogeneity (inside a subgroup), bar."""
    style = wording.style
    indent = size * 0.8 if inner else 0.0
    diamond = Mark(
        kind="diamond",
        at=summary.estimate,
        low=summary.ci_lb,
        high=summary.ci_ub,
        side=size * 1.15,
        fill=style.diamond,
        hollow=summary.hollow,
    )
    cells = {"label": wording.say(summary.label), **_cells(summary, wording)}
    rows = [Row(cells=cells, marks=(diamond,), bold=True, wide=True, indent=indent)]
    if isfinite(summary.pi_lb) and isfinite(summary.pi_ub):
        text = words.PREDICTION_INTERVAL[wording.language].format(level=f"{wording.level:g}")
        bar = Mark(
            kind="bar",
            at=summary.estimate,
            low=summary.pi_lb,
            high=summary.pi_ub,
            side=size * 0.28,
            fill=style.diamond,
        )
        interval = wording.interval(summary.pi_lb, summary.pi_ub)
        rows.append(
            Row(
                cells={"label": text, "effect": interval},
                marks=(bar,),
                wide=True,
                fill=MUTED,
                indent=indent,
            )
        )
    if inner and (line := wording.heterogeneity(summary)):
        rows.append(Row(cells={"label": line}, wide=True, small=True, fill=MUTED, indent=indent))
    return rows


def axis_of(
    rows: Sequence[ForestRow],
    summaries: Sequence[ForestSummary],
    subgroups: Sequence[ForestSubgroup],
    wording: Wording,
    axis: tuple[float, float] | None,
    measure: Label,
    favours: tuple[Label, Label] | None,
) -> PlotAxis:
    """Return the plot's axis: 0 to 100 % for proportions, round and symmetric enough otherwise."""
    lang, kind = wording.language, wording.kind
    pooled = [*summaries, *(group.summary for group in subgroups if group.summary is not None)]
    every: list[ForestRow | ForestSummary] = [*rows, *pooled]
    ends = [v for row in every for v in (row.estimate, row.ci_lb, row.ci_ub)]
    ends += [v for s in pooled for v in (s.pi_lb, s.pi_ub)]
    if kind == "proportion":
        low, high = axis or (0.0, 1.0)
        ticks = percent_ticks(low, high)
    elif kind == "ratio":
        low, high = axis or _ratio_range(ends)
        ticks = ratio_ticks(low, high)
    else:
        low, high = axis or rounded_range(_around_zero(ends) if favours else ends)
        ticks = linear_ticks(low, high)
    name = wording.say(measure)
    return PlotAxis(
        low=low,
        high=high,
        ticks=ticks,
        title=words.AXIS_PERCENT[lang].format(measure=name) if kind == "proportion" else name,
        logarithmic=kind == "ratio",
        null=1.0 if kind == "ratio" else 0.0 if kind == "plain" and favours else None,
        reference=summaries[0].estimate if summaries else None,
        favours=(wording.say(favours[0]), wording.say(favours[1])) if favours else None,
    )


def _around_zero(values: Sequence[float]) -> list[float]:
    """Return values that leave room for words on both sides of zero."""
    finite = [v for v in values if isfinite(v)]
    reach = max((abs(v) for v in finite), default=1.0) or 1.0
    return [*finite, -0.3 * reach, 0.3 * reach]


def _ratio_range(values: Sequence[float]) -> tuple[float, float]:
    """Return an axis for ratios that holds 1 and the values, within 1/1000 and 1000."""
    positive = [v for v in values if isfinite(v) and v > 0]
    low = max(min([*positive, 0.5]), 1e-3)
    high = min(max([*positive, 2.0]), 1e3)
    steps = (0.001, 0.005, 0.01, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 100, 200, 1000)
    return max(s for s in steps if s <= low), min(s for s in steps if s >= high)
