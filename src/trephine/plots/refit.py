"""Pooled results of refitted sets of studies, row by row: shared by two figures."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

from trephine.core.error import InputError
from trephine.core.text import Language, Text, plural
from trephine.plots import words
from trephine.plots.figure import Figure, Table
from trephine.plots.forest_text import Wording, fixed, significant
from trephine.plots.kit.canvas import Canvas
from trephine.plots.kit.layout import PLOT, Column, Look, PlotAxis, Row
from trephine.plots.kit.mark import Mark
from trephine.plots.kit.metrics import Label, say
from trephine.plots.kit.number import ABSENT, number
from trephine.plots.kit.palette import RUST, TEAL
from trephine.plots.kit.scale import (
    Kind,
    linear_ticks,
    percent_ticks,
    ratio_ticks,
    rounded_range,
)
from trephine.plots.kit.sheet import draw_sheet
from trephine.plots.options import check_options
from trephine.plots.style import STYLES, StyleName, base_size

_NAN = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefitRow:
    """One refit: which study was left out or added, and the pooled result on the natural scale.

    ``I2`` is a percentage; what is unknown is NaN.
    """

    label: Label
    estimate: float
    ci_lb: float
    ci_ub: float
    I2: float = _NAN
    tau2: float = _NAN
    k: int | None = None
    id: str = ""


def refit_figure(
    rows: Sequence[RefitRow],
    pooled: RefitRow | None,
    *,
    header: Text,
    title: str,
    measure: Label,
    short: Label | None,
    kind: Kind,
    language: Language,
    style: StyleName,
    width_mm: float,
    axis: tuple[float, float] | None,
    digits: int | None,
    level: float,
) -> Figure:
    """Draw refits as dots with intervals, the pooled result of all studies below as a diamond."""
    check_options(
        language=language, style=style, kind=kind, width_mm=width_mm, axis=axis, digits=digits,
        level=level, measure=measure, short=short, title=title,
    )  # fmt: skip
    if not rows:
        raise InputError(
            what=Text(zh="没有可绘制的结果", en="nothing to draw"),
            where="rows",
            found="0",
            do=Text(zh="请至少给出一行", en="give at least one row"),
        )
    wording = Wording(
        language=language,
        style=STYLES[style],
        kind=kind,
        digits=(1 if kind == "proportion" else 2) if digits is None else digits,
        level=level,
    )
    size = base_size(width_mm)
    canvas = Canvas(width_mm=width_mm, language=language)
    every = [*rows, pooled] if pooled is not None else list(rows)
    name = say(short or measure, language)
    if kind == "proportion":
        name = words.IN_PERCENT[language].format(measure=name)
    columns = [
        Column(key="label", header=header[language], anchor="start", wraps=True),
        Column(key=PLOT),
        Column(
            key="effect", header=words.EFFECT_CI[language].format(measure=name, level=f"{level:g}")
        ),
    ]
    if any(not isnan(row.I2) for row in every):
        columns.append(Column(key="I2", header="I²"))
    if any(not isnan(row.tau2) for row in every):
        columns.append(Column(key="tau2", header="τ²"))
    sheet_rows = [_row(row, wording, size, pooled=False) for row in rows]
    if pooled is not None:
        sheet_rows.append(_row(pooled, wording, size, pooled=True))
    below = draw_sheet(
        canvas,
        columns=columns,
        rows=sheet_rows,
        axis=_axis(every, pooled, wording, axis, say(measure, language)),
        look=Look(
            size=size,
            rules=wording.style.rules,
            grid=wording.style.grid,
            plot_share=0.35 if width_mm >= 120 else 0.26,
        ),
    )
    table = Table(
        columns=(header[language], *(w[language] for w in _COLUMNS), "I²", "τ²"),
        rows=tuple(
            (
                say(row.label, language),
                *(wording.value(v) for v in (row.estimate, row.ci_lb, row.ci_ub)),
                _share(row.I2),
                significant(row.tau2) if not isnan(row.tau2) else ABSENT,
            )
            for row in every
        ),
    )
    lowest = min((row.estimate for row in rows if not isnan(row.estimate)), default=_NAN)
    highest = max((row.estimate for row in rows if not isnan(row.estimate)), default=_NAN)
    desc = words.REFIT_DESC[language].format(
        title=title,
        k=len(rows),
        s=plural(len(rows)),
        low=wording.value(lowest),
        high=wording.value(highest),
    )
    return canvas.finish(height=below, title=title, desc=desc, table=table)


_COLUMNS = (words.ESTIMATE, words.LOWER, words.UPPER)


def _share(value: float) -> str:
    """Write I2 with its sign."""
    return ABSENT if isnan(value) else f"{number(value, 1)}%"


def _row(row: RefitRow, wording: Wording, size: float, *, pooled: bool) -> Row:
    """Return the sheet's row of one refit."""
    label = wording.say(row.label)
    return Row(
        cells={
            "label": label,
            "effect": wording.effect_of(row.estimate, row.ci_lb, row.ci_ub),
            "I2": _share(row.I2),
            "tau2": ABSENT if isnan(row.tau2) else fixed(row.tau2),
        },
        marks=(
            Mark(
                kind="diamond" if pooled else "dot",
                at=row.estimate,
                low=row.ci_lb,
                high=row.ci_ub,
                side=size * (1.1 if pooled else 0.55),
                fill=RUST if pooled else TEAL,
            ),
        ),
        bold=pooled,
        wide=pooled,
        gap=size * 0.7 if pooled else 0.0,
        rule=pooled,
        id=row.id,
        tip=f"{label}: {wording.effect_of(row.estimate, row.ci_lb, row.ci_ub)}" if row.id else "",
    )


def _axis(
    rows: Sequence[RefitRow],
    pooled: RefitRow | None,
    wording: Wording,
    axis: tuple[float, float] | None,
    measure: str,
) -> PlotAxis:
    """Return an axis around the results: what matters here is how they differ."""
    ends = [v for row in rows for v in (row.estimate, row.ci_lb, row.ci_ub)]
    if wording.kind == "ratio":
        positive = [v for v in ends if v > 0]
        low, high = axis or (min([*positive, 1.0]) * 0.95, max([*positive, 1.0]) * 1.05)
        ticks = ratio_ticks(low, high)
    elif wording.kind == "proportion":
        whole = rounded_range([100 * v for v in ends])
        low, high = axis or (max(whole[0] / 100, 0.0), min(whole[1] / 100, 1.0))
        ticks = percent_ticks(low, high)
    else:
        low, high = axis or rounded_range(ends)
        ticks = linear_ticks(low, high)
    title = measure
    if wording.kind == "proportion":
        title = words.AXIS_PERCENT[wording.language].format(measure=measure)
    return PlotAxis(
        low=low,
        high=high,
        ticks=ticks,
        title=title,
        logarithmic=wording.kind == "ratio",
        null=1.0 if wording.kind == "ratio" else None,
        reference=pooled.estimate if pooled is not None else None,
    )
