"""The Baujat plot: what each study adds to heterogeneity against what it does to the result."""

from collections.abc import Sequence
from dataclasses import dataclass

from trephine.core.text import Language, plural
from trephine.plots import words
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import Canvas
from trephine.plots.kit.metrics import Label, say
from trephine.plots.kit.number import number
from trephine.plots.kit.palette import MUTED, PAPER, TEAL
from trephine.plots.kit.panel import Axis, panel
from trephine.plots.kit.place import Spot, place_labels
from trephine.plots.kit.scale import linear_ticks
from trephine.plots.options import check_options
from trephine.plots.points import MARGIN, heading, need_points
from trephine.plots.style import base_size


@dataclass(frozen=True, slots=True, kw_only=True)
class BaujatRow:
    """One study: its contribution to Q, and the squared standardised change when it is left out."""

    label: Label
    contribution: float
    influence: float
    id: str = ""


def baujat(
    rows: Sequence[BaujatRow],
    *,
    measure: Label,
    language: Language = "zh",
    width_mm: float = 120.0,
    title: Label | None = None,
) -> Figure:
    """Draw a Baujat plot (Baujat and others 2002, Stat Med 21:2641-2652).

    It does not compute the contributions. Labels go to the studies furthest from the origin first;
    those without room are counted below the figure and stand in the table.
    """
    check_options(language=language, width_mm=width_mm, measure=measure, title=title)
    need_points(len(rows), [v for r in rows for v in (r.contribution, r.influence)], "rows")
    canvas = Canvas(width_mm=width_mm, language=language)
    size = base_size(width_mm)
    right = max(row.contribution for row in rows) * 1.08 or 1.0
    high = max(row.influence for row in rows) * 1.1 or 1.0
    area = panel(
        canvas,
        left=MARGIN,
        top=MARGIN,
        right=canvas.width - MARGIN,
        height=canvas.width * 0.62,
        x=Axis(
            low=0.0,
            high=right,
            ticks=linear_ticks(0.0, right),
            title=words.Q_CONTRIBUTION[language],
        ),
        y=Axis(
            low=0.0,
            high=high,
            ticks=linear_ticks(0.0, high),
            title=words.INFLUENCE_ON_POOLED[language],
        ),
        size=size,
    )
    ordered = sorted(
        rows, key=lambda r: -((r.contribution / right) ** 2 + (r.influence / high) ** 2)
    )
    spots = []
    for row in ordered:
        x, y = area.at(row.contribution, row.influence)
        label = say(row.label, language)
        tip = f"{label}: {number(row.contribution, 2)}, {number(row.influence, 3)}"
        canvas.circle(
            x, y, 2.6, fill=TEAL, stroke=PAPER, line=0.4, row=row.id, tip=tip if row.id else ""
        )
        spots.append(Spot(x=x, y=y, label=label, radius=2.6, row=row.id))
    left_out = place_labels(
        canvas,
        spots,
        bounds=(area.left + 1, area.top, area.right, area.bottom - 1),
        size=size - 1,
    )
    below = area.below
    if left_out:
        text = words.UNLABELLED[language].format(n=len(left_out), s=plural(len(left_out)))
        below += canvas.block(
            area.left, below + 2, text, area.right - area.left, size=size - 1, fill=MUTED
        )
    shown = heading(title, words.BAUJAT, language, measure=say(measure, language))
    first = say(ordered[0].label, language)
    more = words.FURTHEST[language].format(study=first)
    return canvas.finish(
        height=below + MARGIN,
        title=shown,
        desc=words.POINTS_DESC[language].format(
            title=shown, k=len(rows), s=plural(len(rows)), more=more
        ),
        table=Table(
            columns=(
                words.STUDY[language],
                words.Q_CONTRIBUTION[language],
                words.INFLUENCE_ON_POOLED[language],
            ),
            rows=tuple(
                (say(r.label, language), number(r.contribution, 3), number(r.influence, 4))
                for r in rows
            ),
        ),
    )
