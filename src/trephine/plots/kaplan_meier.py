"""Kaplan-Meier curves with confidence limits, censoring ticks and the numbers at risk below."""

from collections.abc import Sequence
from math import isnan
from typing import Literal

from trephine.core.error import InputError
from trephine.core.option import one_of
from trephine.core.text import Language, Text, plural
from trephine.plots import words
from trephine.plots.curve_group import CurveGroup, CurveOverlay, check_curve
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import RISE, Canvas, Point
from trephine.plots.kit.legend import Entry, legend
from trephine.plots.kit.lines import wrap
from trephine.plots.kit.metrics import Label, clean, say, text_width
from trephine.plots.kit.number import ABSENT, number, percent
from trephine.plots.kit.palette import FAINT, INK, MUTED, RUST, TEAL
from trephine.plots.kit.panel import Axis, Panel, panel, y_label_room
from trephine.plots.kit.scale import Tick, decimals_of, linear_ticks, percent_ticks
from trephine.plots.options import check_options
from trephine.plots.points import MARGIN, heading
from trephine.plots.style import base_size

Unit = Literal["month", "day", "week", "year"]
_UNITS = {
    "month": words.MONTHS, "day": words.DAYS, "week": words.WEEKS, "year": words.YEARS
}  # fmt: skip
# colour and dash of each group: none is near the pooled curve's, and they differ in lightness, or
# in dash where colours repeat
_STROKES = (
    (TEAL, ""), (INK, "5 2"), (FAINT, ""), (TEAL, "1.5 1.5"), (INK, "1.5 1.5"), (MUTED, "8 2 2 2")
)  # fmt: skip
_MONTH_STEPS = (1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 36.0, 60.0)


def kaplan_meier(
    groups: Sequence[CurveGroup],
    *,
    measure: Label,
    pooled: CurveOverlay | None = None,
    unit: Unit = "month",
    band: bool = True,
    marks: bool = True,
    half: bool = True,
    level: float = 95.0,
    notes: Sequence[Label] = (),
    axis: tuple[float, float] | None = None,
    language: Language = "zh",
    width_mm: float = 120.0,
    title: Label | None = None,
) -> Figure:
    """Draw one to six groups as steps, and a pooled curve by lines between its times.

    It does not estimate: groups carry their curves (``curve_group`` makes one of an estimate). The
    numbers at risk stand under the ticks of the time axis; ``axis`` gives its ends, from 0 on.
    ``band`` draws the limits, ``marks`` the censorings, ``half`` a line at 50 %. ``notes`` go into
    the legend (a log-rank P, say). ``level`` names the limits. Raises InputError.
    """
    check_options(
        language=language, width_mm=width_mm, level=level, measure=measure, title=title, axis=axis,
        notes=notes, narrowest=60.0,
    )  # fmt: skip
    one_of("unit", unit, _UNITS)
    _check(groups, pooled, axis)
    end = (
        axis[1]
        if axis
        else max([g.time[-1] for g in groups] + ([pooled.time[-1]] if pooled else []))
    )
    canvas = Canvas(width_mm=width_mm, language=language)
    size = base_size(width_mm)
    name = say(measure, language)
    x = Axis(
        low=0.0,
        high=end,
        ticks=_time_ticks(end, unit, room=canvas.width * 0.75 / (size * 3.2)),
        title=words.TIME_IN[language].format(unit=_UNITS[unit][language]),
    )
    y = Axis(
        low=0.0,
        high=1.0,
        ticks=percent_ticks(0.0, 1.0),
        title=words.AXIS_PERCENT[language].format(measure=name),
    )
    beside = _beside(groups, canvas, size, language)
    area = panel(
        canvas,
        left=MARGIN,
        top=MARGIN,
        right=canvas.width - MARGIN,
        height=canvas.width * 0.5,
        x=x,
        y=y,
        size=size,
        y_room=max(y_label_room(y, size), beside),
    )
    if half:
        middle = area.y.at(0.5)
        canvas.line((area.left, middle), (area.right, middle), stroke=MUTED, line=0.5, dash="2 2")
    if band:
        _bands(canvas, area, groups, pooled, end)
    for at, group in enumerate(groups):
        stroke, dash = _STROKES[at]
        canvas.polyline(_steps(area, group.time, group.survival, end), stroke=stroke, line=1.2,
                        dash=dash)  # fmt: skip
        if marks:
            _censored(canvas, area, group, end, stroke)
    if pooled is not None:
        canvas.polyline(_lines(area, pooled.time, pooled.survival, end), stroke=RUST, line=1.6)
    below = _table(canvas, area, groups, x.ticks, size=size, beside=beside > 0.0, language=language)
    below = legend(
        canvas,
        _entries(groups, pooled, language=language, band=band, marks=marks, half=half, level=level,
                 notes=notes),
        left=MARGIN,
        right=canvas.width - MARGIN,
        top=below + 3,
        size=size - 1,
    )  # fmt: skip
    shown = heading(title, words.KAPLAN_MEIER, language, measure=name)
    return canvas.finish(
        height=below + MARGIN,
        title=shown,
        desc=_said(groups, pooled, end, unit, language),
        table=_twin(groups, x.ticks, language),
    )


def _check(
    groups: Sequence[CurveGroup], pooled: CurveOverlay | None, axis: tuple[float, float] | None
) -> None:
    if not 1 <= len(groups) <= len(_STROKES):
        raise InputError(
            what=Text(zh="一张图可画 1 至 6 组", en="a figure draws one to six groups"),
            where="groups",
            found=str(len(groups)),
            do=Text(zh="请分成几张图", en="divide them among several figures"),
        )
    for at, group in enumerate(groups):
        check_curve(group, f"groups[{at}]")
    if pooled is not None:
        check_curve(pooled, "pooled")
    latest = max(group.time[-1] for group in groups)
    if (axis is not None and axis[0] != 0) or latest <= 0.0:
        raise InputError(
            what=Text(zh="时间轴从 0 开始", en="the time axis begins at 0"),
            where="axis",
            found=repr(axis) if axis else f"follow-up to {latest:g}",
            do=Text(zh="例如 (0, 36)", en="give (0, 36), say"),
        )


def _time_ticks(end: float, unit: str, room: float) -> list[Tick]:
    """Return ticks from 0, in whole quarters, halves or years where the unit is the month."""
    most = max(min(room, 10.0), 3.0)
    if unit != "month" or end < 3.0 or end / _MONTH_STEPS[-1] > most:
        return linear_ticks(0.0, end, 6)
    step = next(one for one in _MONTH_STEPS if end / one <= most)
    count = int(end / step + 1e-9)
    return [
        Tick(value=i * step, label=number(i * step, decimals_of(step))) for i in range(count + 1)
    ]


def _beside(groups: Sequence[CurveGroup], canvas: Canvas, size: float, language: Language) -> float:
    """Return the room for group names left of the numbers; 0 where they go above them."""
    widest = max(text_width(clean(say(g.label, language)), size - 0.5) for g in groups)
    first = max(text_width(str(g.followed(0.0)), size - 0.5) for g in groups)
    return widest + first / 2 + 6 if widest <= canvas.width * 0.2 else 0.0


def _steps(area: Panel, time: Sequence[float], values: Sequence[float], end: float) -> list[Point]:
    """Return the corners of a step function from (0, 1), as far as it is known within the axis."""
    points = [area.at(0.0, 1.0)]
    last = 1.0
    for t, value in zip(time, values, strict=True):
        if t > end or isnan(value):
            break
        points += [area.at(t, last), area.at(t, value)]
        last = value
    else:
        return points
    if time[-1] > end:
        points.append(area.at(end, last))
    return points


def _lines(area: Panel, time: Sequence[float], values: Sequence[float], end: float) -> list[Point]:
    """Return a curve by lines from (0, 1), cut at the end of the axis."""
    points, before = [area.at(0.0, 1.0)], (0.0, 1.0)
    for t, value in zip(time, values, strict=True):
        if isnan(value):
            break
        if t > end:
            share = (end - before[0]) / (t - before[0])
            points.append(area.at(end, before[1] + share * (value - before[1])))
            break
        points.append(area.at(t, value))
        before = (t, value)
    return points


def _bands(
    canvas: Canvas,
    area: Panel,
    groups: Sequence[CurveGroup],
    pooled: CurveOverlay | None,
    end: float,
) -> None:
    for at, group in enumerate(groups):
        if group.ci_lb and group.ci_ub:
            # where a transformation has no limits the curve itself is drawn: at 1, and at 0
            low, high = (
                [s if isnan(v) else v for v, s in zip(limit, group.survival, strict=True)]
                for limit in (group.ci_lb, group.ci_ub)
            )
            _fill(canvas, _steps(area, group.time, high, end), _steps(area, group.time, low, end),
                  _STROKES[at][0])  # fmt: skip
    if pooled is not None and pooled.ci_lb and pooled.ci_ub:
        upper, lower = (_lines(area, pooled.time, v, end) for v in (pooled.ci_ub, pooled.ci_lb))
        _fill(canvas, upper, lower, RUST)


def _fill(canvas: Canvas, upper: list[Point], lower: list[Point], colour: str) -> None:
    ring = [*upper, *reversed(lower)]
    path = "M" + " L".join(f"{x:.2f} {y:.2f}" for x, y in ring) + " Z"
    canvas.path(path, fill=colour, opacity=0.14)


def _censored(canvas: Canvas, area: Panel, group: CurveGroup, end: float, stroke: str) -> None:
    for t, value, count in zip(group.time, group.survival, group.n_censor, strict=True):
        if count > 0 and t <= end:
            x, y = area.at(t, value)
            canvas.line((x, y - 2.4), (x, y + 2.4), stroke=stroke, line=0.7)


def _table(
    canvas: Canvas,
    area: Panel,
    groups: Sequence[CurveGroup],
    ticks: Sequence[Tick],
    *,
    size: float,
    beside: bool,
    language: Language,
) -> float:
    """Write the numbers at risk under their ticks; return the first free y below."""
    small = size - 0.5
    pitch = small * 1.45
    y = area.below + 2 + pitch / 2
    canvas.text(MARGIN, y + RISE * small, words.AT_RISK[language], size=small, bold=True)
    y += pitch
    for at, group in enumerate(groups):
        colour = MUTED if _STROKES[at][0] == FAINT else _STROKES[at][0]
        label = clean(say(group.label, language))
        if beside:
            first = text_width(str(group.followed(ticks[0].value)), small) / 2
            canvas.text(
                area.left - first - 5, y + RISE * small, label, size=small, anchor="end",
                fill=colour, row=group.id,
            )  # fmt: skip
        else:
            for line in wrap(label, canvas.width - 2 * MARGIN, small):
                canvas.text(MARGIN, y + RISE * small, line, size=small, fill=colour, row=group.id)
                y += pitch
        for tick in ticks:
            shown = str(group.followed(tick.value))
            canvas.text(area.x.at(tick.value), y + RISE * small, shown, size=small, anchor="middle")
        y += pitch
    return y - pitch / 2


def _entries(
    groups: Sequence[CurveGroup],
    pooled: CurveOverlay | None,
    *,
    language: Language,
    band: bool,
    marks: bool,
    half: bool,
    level: float,
    notes: Sequence[Label],
) -> list[Entry]:
    out = []
    for at, group in enumerate(groups):
        stroke, dash = _STROKES[at]
        label = say(group.label, language)
        if label.strip():
            out.append(Entry(kind="dash" if dash else "line", label=label, fill=stroke))
    if pooled is not None:
        out.append(Entry(kind="line", label=say(pooled.label, language), fill=RUST))
    if band and any(one.ci_lb for one in (*groups, *((pooled,) if pooled else ()))):
        text = words.POINTWISE[language].format(level=f"{level:g}")
        out.append(Entry(kind="patch", label=text, fill="#dbe7e6"))
    if marks and any(any(group.n_censor) for group in groups):
        out.append(Entry(kind="text", label=words.CENSORED[language]))
    if half:
        out.append(Entry(kind="text", label=words.MEDIAN_LINE[language]))
    out += [Entry(kind="text", label=say(note, language)) for note in notes]
    return out


def _said(
    groups: Sequence[CurveGroup],
    pooled: CurveOverlay | None,
    end: float,
    unit: str,
    language: Language,
) -> str:
    medians = [
        words.KM_MEDIAN[language].format(
            group=say(one.label, language) or words.GROUP[language],
            median=words.NOT_REACHED[language] if isnan(one.median) else number(one.median, 1),
        )
        for one in (*groups, *((pooled,) if pooled else ()))
    ]
    return words.KM_DESC[language].format(
        k=len(groups),
        s=plural(len(groups)),
        end=f"{end:.3g}",
        unit=_UNITS[unit][language],
        medians=("；" if language == "zh" else "; ").join(medians),
    )


def _twin(groups: Sequence[CurveGroup], ticks: Sequence[Tick], language: Language) -> Table:
    """Return survival, limits and numbers at risk at the ticks, by group."""
    rows = []
    for group in groups:
        for tick in ticks:
            at = group.row(tick.value)
            known = tick.value <= group.time[-1] or group.survival[-1] == 0.0
            cells = [ABSENT] * 3
            if known and at >= 0:
                values = [group.survival[at]]
                values += [
                    limit[at] if limit else float("nan") for limit in (group.ci_lb, group.ci_ub)
                ]
                cells = [percent(value, 1) for value in values]
            elif known:
                cells[0] = percent(1.0, 1)
            rows.append(
                (say(group.label, language), tick.label, str(group.followed(tick.value)), *cells)
            )
    return Table(
        columns=(
            words.GROUP[language],
            words.TIME[language],
            words.AT_RISK[language],
            words.IN_PERCENT[language].format(measure=words.SURVIVAL[language]),
            words.LOWER[language],
            words.UPPER[language],
        ),
        rows=tuple(rows),
    )
