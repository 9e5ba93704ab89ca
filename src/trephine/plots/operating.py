"""The operating characteristics of a design: what trials estimate, and power by their size."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from trephine.core.error import InputError
from trephine.core.text import Language, Text
from trephine.plots import mechanism_words, words
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import Canvas
from trephine.plots.kit.legend import Entry, legend
from trephine.plots.kit.metrics import Label, say
from trephine.plots.kit.number import between, number, percent
from trephine.plots.kit.palette import FAINT, INK, MUTED, PAPER, RUST, VIOLET, VIOLET_WASH
from trephine.plots.kit.panel import Axis, panel
from trephine.plots.kit.scale import linear_ticks, percent_ticks
from trephine.plots.options import check_options
from trephine.plots.points import MARGIN, heading, need_points
from trephine.plots.style import base_size

_TITLE = Text(zh="试验设计的表现：{measure}", en="Operating characteristics: {measure}")
_DESC = Text(
    zh="{title}。每组 {n} 例：{trials:,} 次模拟试验中把握度 {power}，第一类错误 {error}。",
    en="{title}. With {n} an arm, of {trials:,} simulated trials: power {power}, type I error"
    " {error}.",
)
_DRAWN = Text(zh="{trials:,} 次模拟试验，每组 {n} 例", en="{trials:,} simulated trials, {n} an arm")
_TRIALS = Text(zh="试验（%）", en="Trials (%)")
_REJECT = Text(zh="拒绝零假设（%）", en="Trials that reject (%)")
_SIZE = Text(zh="每组例数", en="Patients an arm")
_TRUTH = Text(zh="虚拟人群中的真值 {value}", en="Truth in the virtual population {value}")
_NULL = Text(zh="零假设 {value}", en="Null {value}")
_POWER = Text(zh="把握度", en="Power")
_ERROR = Text(zh="第一类错误", en="Type I error")
_WANTED = Text(
    zh="所求把握度 {wanted}，名义水平 {alpha}", en="Power wanted {wanted}, level {alpha}"
)
_SPREAD = Text(
    zh="竖线：模拟误差的 95% 区间", en="Vertical lines: 95% intervals of the simulation error"
)
_HEADS = (_SIZE, _POWER, _ERROR)


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateBin:
    """The share of trials whose estimate lies from ``low`` to ``high``, all from 0 to 1."""

    low: float
    high: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SizePoint:
    """Power and type I error at one size, each with the interval of its simulation error."""

    n: int
    power: float
    power_lb: float
    power_ub: float
    error: float
    error_lb: float
    error_ub: float


def operating(
    bins: Sequence[EstimateBin],
    points: Sequence[SizePoint],
    *,
    measure: Label,
    truth: float,
    null: float,
    n: int,
    trials: int,
    wanted: float = 0.8,
    alpha: float = 0.05,
    digits: int | None = None,
    notes: Sequence[Label] = (),
    language: Language = "zh",
    width_mm: float = 176.0,
    title: Label | None = None,
) -> Figure:
    """Draw the estimates of trials of ``n``, with truth and null, and beside them power by size.

    Shares and differences are from -1 to 1 and written as percentages; with ``digits`` estimates
    are plain numbers, and ``measure`` names their unit. ``n`` is one of the points. Lines join the
    sizes that were simulated and fit nothing between them. Raises InputError.
    """
    check_options(
        language=language, width_mm=width_mm, measure=measure, title=title, notes=notes,
        narrowest=120.0,
    )  # fmt: skip
    need_points(len(bins), [v for b in bins for v in (b.low, b.high, b.share)], "bins")
    need_points(len(points), [v for p in points for v in _values(p)], "points")
    own = next((one for one in points if one.n == n), None)
    if own is None or not isfinite(truth + null):
        raise InputError(
            what=Text(zh="所示例数不在各点之中", en="The size that is shown is none of the points"),
            where="n",
            found=f"{n}, {truth:g}, {null:g}",
            do=Text(zh="取各点之一，真值与零假设须有限", en="Take one of them, with finite lines"),
        )
    canvas = Canvas(width_mm=width_mm, language=language)
    size = base_size(width_mm)
    told = f"{mechanism_words.simulated(language, None)} · " + _DRAWN[language].format(
        trials=trials, n=n
    )
    top = MARGIN + 2 + canvas.block(
        MARGIN, MARGIN, told, canvas.width - 2 * MARGIN, size=size, bold=True, fill=MUTED
    )  # fmt: skip
    name = say(measure, language)
    middle, tall = canvas.width / 2, canvas.width * 0.3
    ends = [v for b in bins for v in (b.low, b.high)] + [truth, null]
    edge = 0.01 if digits is None else (max(ends) - min(ends)) * 0.02 or 0.01
    low, high = min(ends) - edge, max(ends) + edge
    most = max(b.share for b in bins) * 1.08
    left = panel(
        canvas, left=MARGIN, top=top, right=middle - 6, height=tall,
        x=Axis(low=low, high=high,
               ticks=percent_ticks(low, high, 5) if digits is None else linear_ticks(low, high, 5),
               title=words.AXIS_PERCENT[language].format(measure=name) if digits is None else name),
        y=Axis(low=0.0, high=most, ticks=percent_ticks(0.0, most, 4) if most < 1
               else percent_ticks(0, 1), title=_TRIALS[language]),
        size=size,
    )  # fmt: skip
    for one in bins:
        start, end = left.at(one.low, one.share), left.at(one.high, 0.0)
        canvas.rect(
            start[0], start[1], end[0] - start[0], end[1] - start[1],
            fill=VIOLET_WASH, stroke=VIOLET, line=0.4,
        )  # fmt: skip
    for value, stroke, dash in ((truth, RUST, ""), (null, INK, "3 2")):
        at = left.x.at(value)
        canvas.line((at, left.top), (at, left.bottom), stroke=stroke, line=1.0, dash=dash)
    sizes = [one.n for one in points]
    edge = max((max(sizes) - min(sizes)) * 0.06, 1.0)
    first, last = max(min(sizes) - edge, 0.0), max(sizes) + edge
    right = panel(
        canvas, left=middle + 6, top=top, right=canvas.width - MARGIN, height=tall,
        x=Axis(low=first, high=last, ticks=linear_ticks(first, last, 5), title=_SIZE[language]),
        y=Axis(low=0.0, high=1.0, ticks=percent_ticks(0, 1), title=_REJECT[language]),
        size=size,
    )  # fmt: skip
    for level in (wanted, alpha):
        at = right.y.at(level)
        canvas.line((right.left, at), (right.right, at), stroke=FAINT, line=0.8, dash="3 2")
    _series(canvas, [right.at(p.n, p.power) for p in points],
            [(right.at(p.n, p.power_lb), right.at(p.n, p.power_ub)) for p in points],
            VIOLET, VIOLET)  # fmt: skip
    _series(canvas, [right.at(p.n, p.error) for p in points],
            [(right.at(p.n, p.error_lb), right.at(p.n, p.error_ub)) for p in points],
            INK, PAPER)  # fmt: skip
    entries = [
        Entry(kind="line", label=_TRUTH[language].format(value=_value(truth, digits)), fill=RUST),
        Entry(kind="dash", label=_NULL[language].format(value=_value(null, digits))),
        Entry(kind="dot", label=_POWER[language], fill=VIOLET),
        Entry(kind="ring", label=_ERROR[language]),
        Entry(
            kind="dash", fill=FAINT,
            label=_WANTED[language].format(wanted=_percent(wanted), alpha=_percent(alpha)),
        ),
        Entry(kind="text", label=_SPREAD[language]),
        *(Entry(kind="text", label=say(one, language)) for one in notes),
    ]  # fmt: skip
    below = legend(
        canvas, entries, left=MARGIN, right=canvas.width - MARGIN,
        top=max(left.below, right.below) + 3, size=size - 0.5,
    )  # fmt: skip
    shown = heading(title, _TITLE, language, measure=name)
    said = _DESC[language].format(
        title=shown, n=n, trials=trials, power=_percent(own.power), error=_percent(own.error)
    )
    return canvas.finish(
        height=below + MARGIN,
        title=shown,
        desc=f"{said} {mechanism_words.simulated(language, None)}",
        table=Table(
            columns=tuple(one[language] for one in _HEADS),
            rows=tuple(
                (
                    f"{p.n:,}",
                    _with(p.power, p.power_lb, p.power_ub, language),
                    _with(p.error, p.error_lb, p.error_ub, language),
                )
                for p in points
            ),
        ),
    )


def _series(
    canvas: Canvas,
    middles: Sequence[tuple[float, float]],
    spreads: Sequence[tuple[tuple[float, float], tuple[float, float]]],
    stroke: str,
    fill: str,
) -> None:
    if len(middles) > 1:
        canvas.polyline(middles, stroke=stroke, line=0.9)
    for (x, y), (low, high) in zip(middles, spreads, strict=True):
        canvas.line(low, high, stroke=stroke, line=0.7)
        canvas.circle(x, y, 2.2, fill=fill, stroke=stroke, line=0.8)


def _values(one: SizePoint) -> tuple[float, ...]:
    return (
        float(one.n), one.power, one.power_lb, one.power_ub, one.error, one.error_lb, one.error_ub
    )  # fmt: skip


def _percent(value: float) -> str:
    return percent(value, 1, sign=True)


def _value(value: float, digits: int | None) -> str:
    return _percent(value) if digits is None else number(value, digits)


def _with(value: float, low: float, high: float, language: Language) -> str:
    return f"{_percent(value)} ({between(percent(low, 1), percent(high, 1), language=language)}%)"
