"""The Doi plot: effects against folded normal quantiles, with the LFK index of asymmetry."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

from trephine.core.text import Language, Text, plural
from trephine.plots import words
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import Canvas
from trephine.plots.kit.metrics import Label, say
from trephine.plots.kit.number import number
from trephine.plots.kit.palette import FAINT, MUTED, PAPER, TEAL
from trephine.plots.kit.panel import Axis, panel
from trephine.plots.kit.scale import Transform, linear_ticks
from trephine.plots.options import check_options
from trephine.plots.points import MARGIN, effect_axis, effect_text, heading, need_points
from trephine.plots.style import base_size


@dataclass(frozen=True, slots=True, kw_only=True)
class DoiRow:
    """One study: effect on the analysed scale and the absolute value of its normal quantile."""

    label: Label
    yi: float
    abs_z: float
    id: str = ""


def doi(
    rows: Sequence[DoiRow],
    *,
    measure: Label,
    lfk: float = float("nan"),
    transform: Transform = "logit",
    language: Language = "zh",
    width_mm: float = 120.0,
    title: Label | None = None,
) -> Figure:
    """Draw a Doi plot (Furuya-Kanamori and others 2018, Int J Evid Based Healthc 16:195-203).

    It does not compute quantiles or the index. The verdict beside ``lfk`` uses the index's own
    limits: up to 1 none, up to 2 minor, beyond major asymmetry.
    """
    check_options(
        language=language, transform=transform, width_mm=width_mm, lfk=lfk, measure=measure,
        title=title,
    )  # fmt: skip
    need_points(len(rows), [v for row in rows for v in (row.yi, row.abs_z)], "rows")
    canvas = Canvas(width_mm=width_mm, language=language)
    size = base_size(width_mm)
    name = say(measure, language)
    lowest = max(row.abs_z for row in rows) * 1.08 or 1.0
    area = panel(
        canvas,
        left=MARGIN,
        top=MARGIN,
        right=canvas.width - MARGIN,
        height=canvas.width * 0.6,
        x=effect_axis([row.yi for row in rows], transform=transform, title=name, language=language),
        y=Axis(
            low=lowest,
            high=0.0,
            ticks=linear_ticks(0.0, lowest),
            title=words.ABSOLUTE_Z[language],
        ),
        size=size,
    )
    top = min(rows, key=lambda row: row.abs_z)
    apex = area.x.at(top.yi)
    canvas.line((apex, area.top), (apex, area.bottom), stroke=FAINT, line=0.7, dash="3 2")
    ordered = sorted(rows, key=lambda row: row.yi)
    canvas.polyline([area.at(row.yi, row.abs_z) for row in ordered], stroke=TEAL, line=0.8)
    for row in ordered:
        x, y = area.at(row.yi, row.abs_z)
        tip = f"{say(row.label, language)}: {effect_text(row.yi, transform)}"
        canvas.circle(
            x, y, 2.6, fill=TEAL, stroke=PAPER, line=0.5, row=row.id, tip=tip if row.id else ""
        )
    below, line = area.below, ""
    if not isnan(lfk):
        line = words.LFK[language].format(value=number(lfk, 2), verdict=verdict(lfk)[language])
        below += 2 + canvas.block(
            area.left, below + 2, line, area.right - area.left, size=size - 1, fill=MUTED
        )
    shown = heading(title, words.DOI, language, measure=name)
    return canvas.finish(
        height=below + MARGIN,
        title=shown,
        desc=words.POINTS_DESC[language]
        .format(title=shown, k=len(rows), s=plural(len(rows)), more=line)
        .strip(),
        table=Table(
            columns=tuple(text[language] for text in (words.STUDY, words.EFFECT, words.ABSOLUTE_Z)),
            rows=tuple(
                (say(row.label, language), effect_text(row.yi, transform), number(row.abs_z, 3))
                for row in rows
            ),
        ),
    )


def verdict(lfk: float) -> Text:
    """Return what an LFK index says, by the limits of its authors."""
    size = abs(lfk)
    if size <= 1:
        return words.NO_ASYMMETRY
    return words.MINOR_ASYMMETRY if size <= 2 else words.MAJOR_ASYMMETRY
