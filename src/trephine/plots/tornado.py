"""The tornado plot: how much each parameter moves an outcome, the most telling first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite

from trephine.core.error import InputError
from trephine.core.text import Language, Text, plural
from trephine.plots import mechanism_words as words
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import LEADING, RISE, Canvas
from trephine.plots.kit.legend import Entry, legend
from trephine.plots.kit.lines import wrap
from trephine.plots.kit.metrics import Label, clean, say, text_width
from trephine.plots.kit.number import number
from trephine.plots.kit.palette import FAINT, GRID, INK, MUTED, TEAL
from trephine.plots.kit.panel import Axis
from trephine.plots.kit.scale import linear_ticks, padded
from trephine.plots.options import check_options
from trephine.plots.points import MARGIN, heading
from trephine.plots.style import base_size

_FILLS = (TEAL, FAINT, INK)
_MOST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class TornadoBar:
    """One index of a parameter: its value and, where known, its interval."""

    value: float
    lower: float = float("nan")
    upper: float = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class TornadoRow:
    """One parameter and a bar for each of the figure's series, in their order."""

    label: Label
    bars: tuple[TornadoBar, ...]
    id: str = ""


def tornado(
    rows: Sequence[TornadoRow],
    *,
    measure: Label,
    series: Sequence[Label] = ("",),
    n: int | None = None,
    level: float = 95.0,
    axis: tuple[float, float] | None = None,
    notes: Sequence[Label] = (),
    digits: int = 2,
    language: Language = "zh",
    width_mm: float = 176.0,
    title: Label | None = None,
) -> Figure:
    """Draw a bar from 0 for each parameter and series, with intervals as lines.

    It sorts by the first series' size and draws 40 parameters at most. ``n`` is the number of
    virtual patients behind it. Raises InputError.
    """
    check_options(
        language=language, width_mm=width_mm, measure=measure, title=title, notes=notes,
        level=level, axis=axis, narrowest=80.0,
    )  # fmt: skip
    _check(rows, series)
    ordered = sorted(rows, key=lambda row: -abs(row.bars[0].value))
    canvas = Canvas(width_mm=width_mm, language=language)
    size = base_size(width_mm)
    note = words.simulated(language, n)
    top = MARGIN + 2 + canvas.block(
        MARGIN, MARGIN, note, canvas.width - 2 * MARGIN, size=size, bold=True, fill=MUTED
    )  # fmt: skip
    room = min(
        max(text_width(clean(say(row.label, language)), size) for row in ordered) + 8,
        canvas.width * 0.42,
    )
    figures = max(
        text_width(number(bar.value, digits), size - 1) for row in ordered for bar in row.bars
    )
    left, right = MARGIN + room, canvas.width - MARGIN - figures - 8
    ends = [v for row in ordered for b in row.bars for v in (b.value, b.lower, b.upper)]
    low, high = axis or padded([*ends, 0.0], 0.04)
    x = Axis(low=low, high=high, ticks=()).scale(left, right)
    lines = [wrap(clean(say(row.label, language)), room - 8, size) for row in ordered]
    thick = size * 0.85
    heights = [max(len(own) * size * LEADING, len(series) * thick) + size * 0.55 for own in lines]
    bottom = top + sum(heights)
    for tick in linear_ticks(low, high, 6):
        at = x.at(tick.value)
        canvas.line((at, top), (at, bottom), stroke=GRID, line=0.5)
        canvas.line((at, bottom), (at, bottom + 3), stroke=INK, line=0.6)
        canvas.text(at, bottom + 4 + size, tick.label, size=size, anchor="middle", fill=MUTED)
    zero, y = x.at(0.0), top
    for row, own, height in zip(ordered, lines, heights, strict=True):
        middle = y + height / 2
        for at, line in enumerate(own):
            base = middle + (at - (len(own) - 1) / 2) * size * LEADING + RISE * size
            canvas.text(left - 5, base, line, size=size, anchor="end", row=row.id)
        for at, bar in enumerate(row.bars):
            centre = middle + (at - (len(row.bars) - 1) / 2) * thick
            _bar(canvas, bar, centre, thick, x.at, zero, _FILLS[at], row.id)
            canvas.text(
                canvas.width - MARGIN, centre + RISE * (size - 1), number(bar.value, digits),
                size=size - 1, anchor="end", fill=MUTED,
            )  # fmt: skip
        y += height
    canvas.line((zero, top), (zero, bottom), stroke=INK, line=0.7)
    canvas.line((left, bottom), (right, bottom), stroke=INK, line=0.7)
    below = bottom + 6 + size * 1.3
    name = say(measure, language)
    below += canvas.block((left + right) / 2, below, name, right - left, size=size, anchor="middle")
    entries = [
        Entry(kind="patch", label=say(label, language), fill=_FILLS[at])
        for at, label in enumerate(series)
        if say(label, language).strip()
    ]
    if any(isfinite(bar.lower) for row in rows for bar in row.bars):
        entries.append(
            Entry(kind="text", label=words.WHISKERS[language].format(level=f"{level:g}"))
        )
    entries += [Entry(kind="text", label=say(one, language)) for one in notes]
    below = legend(
        canvas, entries, left=MARGIN, right=canvas.width - MARGIN, top=below + 3, size=size - 0.5
    )
    shown = heading(title, words.TORNADO, language, measure=name)
    said = words.TORNADO_DESC[language].format(
        title=shown, k=len(rows), s=plural(len(rows)), top=say(ordered[0].label, language)
    )
    return canvas.finish(
        height=below + MARGIN,
        title=shown,
        desc=f"{said} {note}",
        table=_twin(ordered, series, digits, language),
    )


def _bar(
    canvas: Canvas,
    bar: TornadoBar,
    middle: float,
    thick: float,
    at: Callable[[float], float],
    zero: float,
    fill: str,
    row: str,
) -> None:
    end = at(bar.value)
    canvas.rect(
        min(zero, end), middle - thick * 0.42, max(abs(end - zero), 0.3), thick * 0.84, fill=fill,
        row=row,
    )  # fmt: skip
    if isfinite(bar.lower) and isfinite(bar.upper):
        first, last = at(bar.lower), at(bar.upper)
        canvas.line((first, middle), (last, middle), stroke=INK, line=0.6)
        for edge in (first, last):
            canvas.line((edge, middle - 1.6), (edge, middle + 1.6), stroke=INK, line=0.6)


def _twin(
    rows: Sequence[TornadoRow], series: Sequence[Label], digits: int, language: Language
) -> Table:
    value = Text(zh="数值", en="Value")
    lower, upper = Text(zh="下限", en="Lower limit"), Text(zh="上限", en="Upper limit")
    many = len(series) > 1
    body = []
    for row in rows:
        for label, bar in zip(series, row.bars, strict=True):
            name = say(row.label, language)
            if many:
                name += f" ({say(label, language)})"
            body.append((name, *(number(v, digits) for v in (bar.value, bar.lower, bar.upper))))
    heads = (words.PARAMETER, value, lower, upper)
    return Table(columns=tuple(text[language] for text in heads), rows=tuple(body))


def _check(rows: Sequence[TornadoRow], series: Sequence[Label]) -> None:
    wrong = ""
    if not 1 <= len(rows) <= _MOST or not 1 <= len(series) <= len(_FILLS):
        wrong = f"{len(rows)}, {len(series)}"
    else:
        for row in rows:
            if len(row.bars) != len(series) or not all(isfinite(bar.value) for bar in row.bars):
                wrong = f"{row.label}: {', '.join(f'{bar.value:g}' for bar in row.bars)}"
    if wrong:
        raise InputError(
            what=Text(
                zh=f"龙卷风图画 1 至 {_MOST} 个参数，每个系列一个有限的值",
                en=f"a tornado draws 1 to {_MOST} parameters, a finite value for each series",
            ),
            where="rows",
            found=wrong,
            do=Text(zh="取影响最大的若干个", en="take the most telling ones"),
        )
