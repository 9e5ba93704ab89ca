"""Influence diagnostics: one row a study, one small panel a measure, thresholds dashed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isfinite, isnan, sqrt

from trephine.core.error import InputError
from trephine.core.text import Language, Text, plural
from trephine.plots import words
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import LEADING, RISE, Canvas
from trephine.plots.kit.legend import Entry, legend
from trephine.plots.kit.lines import longest, wrap
from trephine.plots.kit.metrics import Label, clean, say
from trephine.plots.kit.number import number
from trephine.plots.kit.palette import GRID, INK, MUTED, RED, RUST, TEAL
from trephine.plots.kit.scale import Scale, linear_ticks, padded
from trephine.plots.options import check_options
from trephine.plots.points import MARGIN, heading
from trephine.plots.style import base_size

_NAN = float("nan")
_NARROWEST = 100.0  # mm; below it the names of seven panels meet


@dataclass(frozen=True, slots=True, kw_only=True)
class InfluenceRow:
    """One study's diagnostics, as far as they are known (NaN otherwise).

    ``hat`` is a share (0 to 1). ``influential`` is the verdict of whoever computed them.
    """

    label: Label
    rstudent: float = _NAN
    dffits: float = _NAN
    cook_d: float = _NAN
    cov_r: float = _NAN
    tau2_del: float = _NAN
    QE_del: float = _NAN
    hat: float = _NAN
    influential: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measure:
    """One panel: which figure it shows, between which thresholds, from which base."""

    key: str
    name: Text
    thresholds: Callable[[int], tuple[float, ...]]
    base: float | None = None


_MEASURES = (
    _Measure(key="rstudent", name=words.RSTUDENT, thresholds=lambda _: (-1.96, 1.96), base=0.0),
    _Measure(
        key="dffits",
        name=words.DFFITS,
        thresholds=lambda k: (-3 * sqrt(1 / max(k - 1, 1)), 3 * sqrt(1 / max(k - 1, 1))),
        base=0.0,
    ),
    _Measure(key="cook_d", name=words.COOK_D, thresholds=lambda _: (), base=0.0),
    _Measure(key="cov_r", name=words.COV_R, thresholds=lambda _: (1.0,)),
    _Measure(key="tau2_del", name=words.TAU2_DEL, thresholds=lambda _: ()),
    _Measure(key="QE_del", name=words.QE_DEL, thresholds=lambda _: ()),
    _Measure(key="hat", name=words.HAT, thresholds=lambda k: (3 / k,), base=0.0),
)


def influence(
    rows: Sequence[InfluenceRow],
    *,
    measure: Label,
    tau2: float = _NAN,
    Q: float = _NAN,
    language: Language = "zh",
    width_mm: float = 176.0,
    title: Label | None = None,
) -> Figure:
    """Draw the influence diagnostics of Viechtbauer and Cheung (2010, Res Synth Methods 1:112-125).

    Panels appear for the measures that have figures. Dashed lines: 1.96 for residuals,
    3 sqrt(1/(k - 1)) for DFFITS, 1 for the covariance ratio, 3/k for hat values (one coefficient),
    and ``tau2`` and ``Q`` of all studies where given. It computes no diagnostic and no verdict.
    """
    check_options(
        language=language, width_mm=width_mm, tau2=tau2, Q=Q, measure=measure, title=title,
        narrowest=_NARROWEST,
    )  # fmt: skip
    if not rows:
        raise InputError(
            what=Text(zh="没有可绘制的研究", en="no study to draw"),
            where="rows",
            found="0",
            do=Text(zh="请至少给出一项研究", en="give at least one study"),
        )
    shown = [m for m in _MEASURES if any(isfinite(getattr(r, m.key)) for r in rows)]
    canvas = Canvas(width_mm=width_mm, language=language)
    size = base_size(width_mm) - 0.5
    labels = [clean(say(row.label, language)) for row in rows]
    room = min(longest([*labels, clean(words.STUDY[language])], size), canvas.width * 0.24)
    first = MARGIN + room + size
    pitch = (canvas.width - MARGIN - first) / max(len(shown), 1)
    names = [wrap(clean(m.name[language]), pitch - 6, size, bold=True) for m in shown]
    top = MARGIN + max((len(n) for n in names), default=1) * size * LEADING + 4
    canvas.text(MARGIN, top - 6, words.STUDY[language], size=size, bold=True)
    tops, bottom = _labels(canvas, rows, labels, room, top, size)
    for at, (part, lines) in enumerate(zip(shown, names, strict=True)):
        left = first + at * pitch
        start = top - 6 - (len(lines) - 1) * size * LEADING
        for line_at, line in enumerate(lines):
            canvas.text(
                left + (pitch - 8) / 2,
                start + line_at * size * LEADING,
                line,
                size=size,
                bold=True,
                anchor="middle",
            )
        whole = {"tau2_del": tau2, "QE_del": Q}.get(part.key, _NAN)
        limits = part.thresholds(len(rows)) if isnan(whole) else (whole,)
        _panel(canvas, rows, part, limits, (left, left + pitch - 8), (top, bottom), tops, size)
    canvas.line((MARGIN, top - 2), (canvas.width - MARGIN, top - 2), line=0.6)
    entries = [Entry(kind="dash", label=words.THRESHOLD[language], fill=RUST)]
    if any(row.influential for row in rows):
        entries.append(Entry(kind="dot", label=words.INFLUENTIAL[language], fill=RED))
    below = legend(
        canvas,
        entries,
        left=MARGIN,
        right=canvas.width - MARGIN,
        top=bottom + size * 2.2,
        size=size - 0.5,
    )
    name = heading(title, words.INFLUENCE, language, measure=say(measure, language))
    flagged = [say(row.label, language) for row in rows if row.influential]
    more = words.MODEL[language].format(
        label=words.INFLUENTIAL[language], figures=", ".join(flagged) or words.NO[language]
    )
    return canvas.finish(
        height=below + MARGIN,
        title=name,
        desc=words.POINTS_DESC[language].format(
            title=name, k=len(rows), s=plural(len(rows)), more=more
        ),
        table=Table(
            columns=(
                words.STUDY[language],
                *(m.name[language] for m in shown),
                words.INFLUENTIAL[language],
            ),
            rows=tuple(
                (
                    label,
                    *(number(getattr(row, m.key), 4) for m in shown),
                    (words.YES if row.influential else words.NO)[language],
                )
                for row, label in zip(rows, labels, strict=True)
            ),
        ),
    )


def _labels(
    canvas: Canvas,
    rows: Sequence[InfluenceRow],
    labels: list[str],
    room: float,
    top: float,
    size: float,
) -> tuple[list[float], float]:
    """Write the studies' names; return the middle of each row and the y below the last."""
    middles: list[float] = []
    y = top
    for row, label in zip(rows, labels, strict=True):
        lines = wrap(label, room + 0.01, size)
        height = len(lines) * size * LEADING + size * 0.35
        if row.influential or row.id:
            fill = "#fdecec" if row.influential else "#ffffff"
            canvas.rect(MARGIN, y, canvas.width - 2 * MARGIN, height, fill=fill, row=row.id)
        middle = y + height / 2
        for at, line in enumerate(lines):
            baseline = middle + (at - (len(lines) - 1) / 2) * size * LEADING + RISE * size
            canvas.text(MARGIN, baseline, line, size=size, row=row.id)
        middles.append(middle)
        y += height
    return middles, y


def _panel(
    canvas: Canvas,
    rows: Sequence[InfluenceRow],
    part: _Measure,
    limits: tuple[float, ...],
    across: tuple[float, float],
    down: tuple[float, float],
    middles: list[float],
    size: float,
) -> None:
    """Draw one measure: dots on stems from their base, thresholds dashed, its own axis below."""
    values = [getattr(row, part.key) for row in rows]
    base = [part.base] if part.base is not None else []
    low, high = padded([*values, *limits, *base], 0.08)
    scale = Scale(low=low, high=high, start=across[0] + 2, end=across[1] - 2)
    canvas.line((across[0], down[1]), (across[1], down[1]), stroke=INK, line=0.5)
    ticks = next((t for c in (2, 3, 4, 5) if len(t := linear_ticks(low, high, c)) > 1), [])
    for tick in ticks:
        x = scale.at(tick.value)
        canvas.line((x, down[0]), (x, down[1]), stroke=GRID, line=0.4)
        canvas.line((x, down[1]), (x, down[1] + 2), line=0.5)
        small = size - 1
        canvas.text(x, down[1] + 2.5 + small, tick.label, size=small, anchor="middle", fill=MUTED)
    for limit in limits:
        x = scale.at(limit)
        canvas.line((x, down[0]), (x, down[1]), stroke=RUST, line=0.6, dash="3 2")
    for row, value, y in zip(rows, values, middles, strict=True):
        if not isfinite(value):
            continue
        colour = RED if row.influential else TEAL
        if part.base is not None:
            canvas.line((scale.at(part.base), y), (scale.at(value), y), stroke=colour, line=0.7)
        canvas.circle(scale.at(value), y, 2.0, fill=colour, row=row.id)
