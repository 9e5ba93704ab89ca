"""The L'Abbé plot: event rates of two arms against each other, one circle a study."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, sqrt

from trephine.core.text import Language, plural
from trephine.plots import words
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import Canvas
from trephine.plots.kit.legend import Entry, legend
from trephine.plots.kit.metrics import Label, say
from trephine.plots.kit.number import number, percent
from trephine.plots.kit.palette import FAINT, MUTED, RUST, TEAL
from trephine.plots.kit.panel import Axis, panel
from trephine.plots.kit.scale import linear_ticks, percent_ticks
from trephine.plots.options import check_options
from trephine.plots.points import MARGIN, heading, need_points
from trephine.plots.style import base_size

_RISKS = (words.RISK_CONTROL, words.RISK_TREATED)
_RATES = (words.RATE_CONTROL, words.RATE_TREATED)


@dataclass(frozen=True, slots=True, kw_only=True)
class LabbeRow:
    """One study: risk (0 to 1) or rate in both arms, and the weight that sizes its circle."""

    label: Label
    control: float
    treated: float
    weight: float = float("nan")
    id: str = ""


def labbe(
    rows: Sequence[LabbeRow],
    *,
    measure: Label,
    curve: Sequence[tuple[float, float]] = (),
    rates: bool = False,
    language: Language = "zh",
    width_mm: float = 84.0,
    title: Label | None = None,
) -> Figure:
    """Draw a L'Abbé plot (L'Abbé and others 1987, Ann Intern Med 107:224-233).

    ``curve`` is the pooled effect as points (control, treated), a line for a risk ratio, bent for
    an odds ratio; it is not computed here. Both axes run from 0 to 100 %, or, with ``rates``
    (events per person-time), from 0 to a little above the highest.
    """
    check_options(language=language, width_mm=width_mm, measure=measure, title=title)
    need_points(len(rows), [v for row in rows for v in (row.control, row.treated)], "rows")
    canvas = Canvas(width_mm=width_mm, language=language)
    size = base_size(width_mm)
    top = 1.0
    if rates:
        top = max(v for row in rows for v in (row.control, row.treated)) * 1.1 or 1.0
    names = _RATES if rates else _RISKS
    axes = [
        Axis(
            low=0.0,
            high=top,
            ticks=linear_ticks(0.0, top) if rates else percent_ticks(0, 1),
            title=text[language],
        )
        for text in names
    ]
    area = panel(
        canvas,
        left=MARGIN,
        top=MARGIN,
        right=canvas.width - MARGIN,
        height=canvas.width - 2 * MARGIN - size * 5.2,
        x=axes[0],
        y=axes[1],
        size=size,
    )
    canvas.line(area.at(0, 0), area.at(top, top), stroke=FAINT, line=0.8, dash="3 2")
    inside = [point for point in curve if max(point) <= top * (1 + 1e-9)]
    if len(inside) > 1:
        canvas.polyline([area.at(*point) for point in inside], stroke=RUST, line=1.0)

    def shown(value: float) -> str:
        return number(value, 4) if rates else percent(value, 1)

    heaviest = max((row.weight for row in rows if not isnan(row.weight)), default=1.0) or 1.0
    for row in sorted(rows, key=lambda r: (isnan(r.weight), -r.weight)):
        x, y = area.at(row.control, row.treated)
        share = 0.15 if isnan(row.weight) else row.weight / heaviest
        tip = f"{say(row.label, language)}: {shown(row.control)}, {shown(row.treated)}"
        canvas.circle(
            x,
            y,
            max(size * 1.1 * sqrt(share), 1.2),
            fill=TEAL,
            stroke=TEAL,
            opacity=0.45,
            row=row.id,
            tip=tip if row.id else "",
        )
    entries = [Entry(kind="dash", label=words.EQUAL_RISK[language], fill=FAINT)]
    if curve:
        entries.append(Entry(kind="line", label=words.POOLED_ESTIMATE[language], fill=RUST))
    if any(not isnan(row.weight) for row in rows):
        entries.append(Entry(kind="text", label=words.AREA_BY_WEIGHT[language], fill=MUTED))
    below = legend(
        canvas,
        entries,
        left=area.left,
        right=canvas.width - MARGIN,
        top=area.below + 3,
        size=size - 0.5,
    )
    name = heading(title, words.LABBE, language, measure=say(measure, language))
    return canvas.finish(
        height=below + MARGIN,
        title=name,
        desc=words.POINTS_DESC[language]
        .format(title=name, k=len(rows), s=plural(len(rows)), more="")
        .strip(),
        table=Table(
            columns=tuple(text[language] for text in (words.STUDY, *names)),
            rows=tuple((say(r.label, language), shown(r.control), shown(r.treated)) for r in rows),
        ),
    )
