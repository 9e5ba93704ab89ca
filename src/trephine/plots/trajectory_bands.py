"""Trajectories with bands: one panel a quantity, the middle curve and where most patients lie."""

from collections.abc import Sequence
from math import floor, isfinite, log10

from trephine.core.text import Language, Text, plural
from trephine.plots import mechanism_words as words
from trephine.plots.band_panel import STROKES, BandCurve, BandPanel, check_panels
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import Canvas, Point
from trephine.plots.kit.legend import Entry, legend
from trephine.plots.kit.lines import wrap
from trephine.plots.kit.metrics import Label, clean, say
from trephine.plots.kit.palette import MUTED
from trephine.plots.kit.panel import Axis, Panel, panel, y_label_room
from trephine.plots.kit.scale import Tick, linear_ticks, padded, ratio_ticks
from trephine.plots.options import check_options
from trephine.plots.points import MARGIN, heading
from trephine.plots.style import base_size

_GAP = 10.0
_MOST_DECADES = 8


def trajectory_bands(
    panels: Sequence[BandPanel],
    *,
    n: int | None = None,
    x_title: Label | None = None,
    axis: tuple[float, float] | None = None,
    columns: int = 2,
    notes: Sequence[Label] = (),
    language: Language = "zh",
    width_mm: float = 176.0,
    title: Label | None = None,
) -> Figure:
    """Draw one panel a quantity: a line through the middle values, bands behind it.

    It does not compute quantiles. ``n`` is the number of virtual patients behind them, ``axis`` the
    ends of the horizontal axis, ``columns`` the panels side by side. Logarithmic panels span eight
    decades at most: what lies deeper is drawn at the edge. Every such figure says that it is
    simulated. Raises InputError.
    """
    check_options(
        language=language, width_mm=width_mm, axis=axis, notes=notes, title=title, narrowest=60.0
    )
    check_panels(list(panels))
    canvas = Canvas(width_mm=width_mm, language=language)
    size = base_size(width_mm) - (0.5 if columns > 1 else 0.0)
    curves = [curve for one in panels for curve in one.curves]
    low, high = axis or (
        min(curve.x[0] for curve in curves),
        max(curve.x[-1] for curve in curves),
    )
    columns = max(1, min(columns, len(panels)))
    wide = (canvas.width - 2 * MARGIN - (columns - 1) * _GAP) / columns
    x = Axis(
        low=low,
        high=high,
        ticks=linear_ticks(low, high, 6 if wide > 180 else 4),
        title=say(x_title, language) if x_title else words.DAY[language],
    )
    top = MARGIN
    top += canvas.block(
        MARGIN, top, words.simulated(language, n), canvas.width - 2 * MARGIN, size=size,
        bold=True, fill=MUTED,
    ) + 2  # fmt: skip
    for first in range(0, len(panels), columns):
        row = panels[first : first + columns]
        axes = [_y_axis(one, high, low) for one in row]
        room = max(y_label_room(one, size) for one in axes)
        names = [wrap(clean(say(one.label, language)), wide - 4, size, bold=True) for one in row]
        head = max(len(lines) for lines in names) * size * 1.32
        below = top
        for at, (one, y) in enumerate(zip(row, axes, strict=True)):
            left = MARGIN + at * (wide + _GAP)
            canvas.block(left, top, say(one.label, language), wide - 4, size=size, bold=True)
            area = panel(
                canvas, left=left, top=top + head, right=left + wide, height=wide * 0.42,
                x=x, y=y, size=size, y_room=room,
            )  # fmt: skip
            _draw(canvas, area, one)
            below = max(below, area.below)
        top = below + 6
    top = legend(
        canvas, _entries(panels, language, notes, low, high), left=MARGIN,
        right=canvas.width - MARGIN, top=top, size=size,
    )  # fmt: skip
    shown = heading(
        title, words.BANDS, language,
        measure=("、" if language == "zh" else ", ").join(say(p.label, language) for p in panels),
    )  # fmt: skip
    return canvas.finish(
        height=top + MARGIN,
        title=shown,
        desc=_said(panels, high, n, language),
        table=_twin(panels, language),
    )


def _y_axis(one: BandPanel, high: float, low: float) -> Axis:
    values = [
        v
        for curve in one.curves
        for side in (curve.middle, *(s for band in curve.bands for s in (band.lower, band.upper)))
        for x, v in zip(curve.x, side, strict=True)
        if low <= x <= high and isfinite(v)
    ]
    if not one.logarithmic:
        bottom, top = padded([*values, 0.0] if min(values) >= 0 else values, 0.05)
        bottom = max(bottom, 0.0) if min(values) >= 0 else bottom
        if one.floor is not None:
            bottom = max(bottom, one.floor)
        return Axis(low=bottom, high=top, ticks=linear_ticks(bottom, top, 4))
    positive = [v for v in values if v > 0] or [1.0]
    most = 10.0 ** (floor(log10(max(positive))) + 1)
    least = max(one.floor or 0.0, min(positive), most * 10.0**-_MOST_DECADES)
    least = 10.0 ** floor(log10(least) + 1e-9)
    if least >= most:
        least = most / 10
    return Axis(low=least, high=most, ticks=_decades(least, most), logarithmic=True)


def _decades(low: float, high: float) -> list[Tick]:
    """Return ticks at powers of ten, written as 0.01, 1, 100 or 10⁻⁴."""
    if high / low < 100:
        return ratio_ticks(low, high, 4)
    first, last = round(log10(low)), round(log10(high))
    step = max(1, -(-(last - first) // 5))
    raised = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    out = []
    for power in range(first, last + 1, step):
        plain = f"{10.0**power:g}" if -3 <= power <= 4 else "10" + str(power).translate(raised)
        out.append(Tick(value=10.0**power, label=plain))
    return out


def _draw(canvas: Canvas, area: Panel, one: BandPanel) -> None:
    def inside(x: float, value: float) -> Point:
        at_x, at_y = area.at(x, value)
        return at_x, min(max(at_y, area.top), area.bottom)

    for at, curve in enumerate(one.curves):
        for band in curve.bands:
            for run in _runs(curve, band.lower, band.upper, area):
                upper = [inside(curve.x[i], band.upper[i]) for i in run]
                lower = [inside(curve.x[i], band.lower[i]) for i in reversed(run)]
                ring = " L".join(f"{x:.2f} {y:.2f}" for x, y in [*upper, *lower])
                canvas.path(f"M{ring} Z", fill=STROKES[at][0], opacity=0.13)
    for at, curve in enumerate(one.curves):
        stroke, dash = STROKES[at]
        for run in _runs(curve, curve.middle, curve.middle, area):
            points = [inside(curve.x[i], curve.middle[i]) for i in run]
            canvas.polyline(points, stroke=stroke, line=1.2, dash=dash)


def _runs(
    curve: BandCurve, lower: Sequence[float], upper: Sequence[float], area: Panel
) -> list[list[int]]:
    """Return the stretches of a curve that are known and lie within the axis."""
    runs: list[list[int]] = [[]]
    for i, x in enumerate(curve.x):
        if isfinite(lower[i]) and isfinite(upper[i]) and area.x.holds(x):
            runs[-1].append(i)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if len(run) > 1]


def _entries(
    panels: Sequence[BandPanel], language: Language, notes: Sequence[Label], low: float, high: float
) -> list[Entry]:
    most = max(panels, key=lambda one: len(one.curves))
    out = []
    for at, curve in enumerate(most.curves):
        stroke, dash = STROKES[at]
        label = say(curve.label, language).strip() or words.MEDIAN[language]
        out.append(Entry(kind="dash" if dash else "line", label=label, fill=stroke))
    levels = sorted({band.level for one in panels for c in one.curves for band in c.bands})
    if levels:
        shown = (" 与 " if language == "zh" else " and ").join(f"{level:g}" for level in levels)
        text = words.BAND[language].format(levels=shown)
        out.append(Entry(kind="patch", label=text, fill="#dbe7e6"))
    if any(
        value < _y_axis(one, high, low).low
        for one in panels
        if one.logarithmic
        for curve in one.curves
        for x, value in zip(curve.x, curve.middle, strict=True)
        if low <= x <= high
    ):
        out.append(Entry(kind="text", label=words.BELOW[language]))
    return out + [Entry(kind="text", label=say(note, language)) for note in notes]


def _said(panels: Sequence[BandPanel], end: float, n: int | None, language: Language) -> str:
    curves = sum(len(one.curves) for one in panels)
    last = [
        words.LAST[language].format(
            label=f"{say(one.label, language)} {say(curve.label, language)}".strip(),
            value=_figure(next(v for v in reversed(curve.middle) if isfinite(v))),
        )
        for one in panels
        for curve in one.curves
    ]
    joined = ("；" if language == "zh" else "; ").join(last)
    text = words.BANDS_DESC[language].format(
        k=len(panels), s=plural(len(panels)), curves=curves, t=plural(curves), end=f"{end:g}",
        last=joined,
    )  # fmt: skip
    return f"{words.simulated(language, n)}{'。' if language == 'zh' else '. '}{text}"


def _figure(value: float) -> str:
    return f"{value:.3g}".replace("-", "−") if isfinite(value) else "—"


def _twin(panels: Sequence[BandPanel], language: Language) -> Table:
    """Return middle and widest band at about twelve days of every curve."""
    rows = []
    level = max((b.level for p in panels for c in p.curves for b in c.bands), default=0.0)
    for one in panels:
        for curve in one.curves:
            step = max(1, len(curve.x) // 12)
            for i in sorted({*range(0, len(curve.x), step), len(curve.x) - 1}):
                wide = curve.bands[0] if curve.bands else None
                rows.append(
                    (
                        say(one.label, language),
                        say(curve.label, language),
                        f"{curve.x[i]:g}".replace("-", "−"),
                        _figure(curve.middle[i]),
                        _figure(wide.lower[i]) if wide else "—",
                        _figure(wide.upper[i]) if wide else "—",
                    )
                )
    quantity, group = Text(zh="量", en="Quantity"), Text(zh="组别", en="Group")
    ends = (words.LOWER_BAND, words.UPPER_BAND)
    return Table(
        columns=(
            quantity[language], group[language], words.DAY[language], words.MEDIAN[language],
            *(text[language].format(level=f"{level:g}") for text in ends),
        ),
        rows=tuple(rows),
    )  # fmt: skip
