"""dumbbell: arms against the first on one axis, a row an outcome, each with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass

from trephine.core.error import InputError
from trephine.core.text import Language, Text
from trephine.plots import mechanism_words as words
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import Canvas
from trephine.plots.kit.layout import MARGIN, PLOT, Column, Look, PlotAxis, Row
from trephine.plots.kit.mark import Mark
from trephine.plots.kit.metrics import Label, say
from trephine.plots.kit.number import number
from trephine.plots.kit.palette import MUTED, VIOLET
from trephine.plots.kit.scale import linear_ticks, padded
from trephine.plots.kit.sheet import draw_sheet
from trephine.plots.options import check_options
from trephine.plots.style import base_size

_TITLE = Text(zh="各组与第一组相比（模拟）", en="Arms against the first (simulated)")
_LABEL = Text(zh="结局", en="Outcome")
_SHOWN = Text(zh="差（区间）", en="Difference (interval)")
_ARM = Text(zh="组", en="Arm")
_DESC = Text(
    zh="{k} 个结局、{m} 组与第一组的差；空心为第一组（0），实心为该组，线为区间。",
    en="{k} outcomes, {m} arms against the first; the ring is the first arm (0), the dot the other,"
    " the line its interval.",
)
_MOST = 5  # arms after the first


@dataclass(frozen=True, slots=True, kw_only=True)
class DumbbellPoint:
    """One arm's difference from the first with its interval, on the figure's axis."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DumbbellRow:
    """One outcome and a point for each arm after the first, in the figure's order."""

    label: Label
    points: tuple[DumbbellPoint, ...]
    id: str = ""


def dumbbell(
    rows: Sequence[DumbbellRow],
    *,
    measure: Label,
    arms: Sequence[Label],
    n: int,
    language: Language = "zh",
    width_mm: float = 176.0,
) -> Figure:
    """Draw each arm's difference from the first: a ring at 0, a dot at the arm, a line between.

    ``arms`` are those after the first, at most five; ``n`` virtual patients stand behind it. The
    interval is the thin line. It computes nothing. Raises InputError.
    """
    check_options(language=language, width_mm=width_mm, measure=measure)
    if not rows or not 1 <= len(arms) <= _MOST:
        raise InputError(
            what=Text(zh="没有可画的差别，或组数过多", en="nothing to draw, or too many arms"),
            where="dumbbell",
            found=f"{len(rows)}, {len(arms)}",
            do=Text(zh="至少一行，一至五组", en="give a row at least, and one to five arms"),
        )
    size = base_size(width_mm)
    canvas = Canvas(width_mm=width_mm, language=language)
    note = words.simulated(language, n)
    top = (
        MARGIN
        + 3
        + canvas.block(
            MARGIN, MARGIN, note, canvas.width - 2 * MARGIN, size=size, bold=True, fill=MUTED
        )
    )
    ends = [v for row in rows for p in row.points for v in (p.value, p.lower, p.upper)]
    low, high = padded([*ends, 0.0], 0.05)
    drawn = [_row(row, at, arms, language, size) for row in rows for at in range(len(row.points))]
    below = draw_sheet(
        canvas,
        columns=[
            Column(key="label", header=_LABEL[language], anchor="start", wraps=True),
            Column(key="arm", header=_ARM[language], anchor="start", wraps=True),
            Column(key=PLOT),
            Column(key="shown", header=_SHOWN[language]),
        ],
        rows=drawn,
        axis=PlotAxis(
            low=low, high=high, ticks=linear_ticks(low, high, 6), title=say(measure, language),
            null=0.0,
        ),
        look=Look(size=size, plot_share=0.42, plot_most=0.55),
        top=top,
    )  # fmt: skip
    return canvas.finish(
        height=below,
        title=_TITLE[language],
        desc=_DESC[language].format(k=len(rows), m=len(arms)),
        table=Table(
            columns=(_LABEL[language], _ARM[language], say(measure, language)),
            rows=tuple(
                (say(row.label, language), say(arm, language), _shown(point))
                for row in rows
                for arm, point in zip(arms, row.points, strict=True)
            ),
        ),
    )


def _row(row: DumbbellRow, at: int, arms: Sequence[Label], language: Language, size: float) -> Row:
    point = row.points[at]
    low, high = sorted((0.0, point.value))
    return Row(
        cells={
            "label": say(row.label, language) if at == 0 else "",
            "arm": say(arms[at], language),
            "shown": _shown(point),
        },
        marks=(
            Mark(kind="bar", at=low, low=low, high=high, side=size * 0.28, fill=VIOLET),
            Mark(kind="dot", at=0.0, low=float("nan"), high=float("nan"), side=size * 0.6,
                 fill=MUTED, hollow=True),
            Mark(kind="dot", at=point.value, low=point.lower, high=point.upper,
                 side=size * 0.6, fill=VIOLET),
        ),
        rule=at == 0,
        id=row.id,
    )  # fmt: skip


def _shown(point: DumbbellPoint) -> str:
    low, high = number(point.lower, 2), number(point.upper, 2)
    return f"{number(point.value, 2)} ({low}, {high})"
