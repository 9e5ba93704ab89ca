"""GOSH: the pooled result and I2 of every subset of the studies, as a binned cloud."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from trephine.core.error import InputError
from trephine.core.text import Language, Text, plural
from trephine.plots import words
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import Canvas
from trephine.plots.kit.legend import Entry, legend
from trephine.plots.kit.metrics import Label, say
from trephine.plots.kit.number import number, percent
from trephine.plots.kit.palette import MUTED, RUST, TEAL
from trephine.plots.kit.panel import Axis, Panel, panel, y_label_room
from trephine.plots.kit.scale import Kind, Scale, linear_ticks, percent_ticks
from trephine.plots.options import check_options
from trephine.plots.points import MARGIN, heading
from trephine.plots.style import base_size

Vector = NDArray[np.float64]
_LEVELS = 7
_MIXES = 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GoshBins:
    """Counts of subsets by pooled result and I2.

    ``counts`` int64 (nx, ny); ``x_edges`` (nx + 1,) on the natural scale, ``y_edges`` (ny + 1,)
    in percent; ``with_study`` int64 (nx, ny), those that hold the study looked at, or None.
    """

    counts: NDArray[np.int64]
    x_edges: Vector
    y_edges: Vector
    with_study: NDArray[np.int64] | None = None


def bin_subsets(
    estimates: Sequence[float] | Vector,
    I2: Sequence[float] | Vector,
    *,
    includes: Sequence[bool] | NDArray[np.bool_] | None = None,
    bins: tuple[int, int] = (90, 50),
) -> GoshBins:
    """Count subsets in bins over the range of their finite results and 0 to 100 % of I2.

    estimates (n,) on the natural scale, I2 (n,) in percent; ``includes`` (n,) tells which subsets
    hold the study looked at. Subsets without a finite result are left out. Raises InputError where
    none is left.
    """
    x, y = np.asarray(estimates, dtype=np.float64), np.asarray(I2, dtype=np.float64)
    fine = np.isfinite(x) & np.isfinite(y)
    if not fine.any():
        raise InputError(
            what=Text(zh="没有可绘制的子集结果", en="no subset with a finite result"),
            where="estimates",
            found=f"{x.size}",
            do=Text(zh="请检查各子集的合并值与 I²", en="check the subsets' results"),
        )
    low, high = float(x[fine].min()), float(x[fine].max())
    if high - low < 1e-12 * max(abs(low), abs(high), 1e-300):
        low, high = low - 0.5 * (abs(low) or 1), high + 0.5 * (abs(high) or 1)
    ranges = [(low, high), (0.0, 100.0)]
    counts, x_edges, y_edges = np.histogram2d(x[fine], y[fine], bins=bins, range=ranges)
    inside = None
    if includes is not None:
        chosen = fine & np.asarray(includes, dtype=bool)
        inside = np.histogram2d(x[chosen], y[chosen], bins=bins, range=ranges)[0].astype(np.int64)
    return GoshBins(
        counts=counts.astype(np.int64), x_edges=x_edges, y_edges=y_edges, with_study=inside
    )


def gosh(
    bins: GoshBins,
    *,
    measure: Label,
    study: Label | None = None,
    kind: Kind = "proportion",
    language: Language = "zh",
    width_mm: float = 120.0,
    title: Label | None = None,
) -> Figure:
    """Draw a GOSH plot (Olkin and others 2012, Res Synth Methods 3:214-223) with its margins.

    Bins are darker the more subsets they hold (logarithmic). Where ``bins.with_study`` is given,
    subsets that hold ``study`` are rust and the others teal, mixed in between. It does not fit
    subsets; ``bin_subsets`` counts them.
    """
    check_options(
        language=language, kind=kind, width_mm=width_mm, measure=measure, study=study, title=title
    )
    canvas = Canvas(width_mm=width_mm, language=language)
    size = base_size(width_mm)
    low, high = float(bins.x_edges[0]), float(bins.x_edges[-1])
    name = say(measure, language)
    ticks = percent_ticks(low, high, 5) if kind == "proportion" else linear_ticks(low, high)
    label = words.AXIS_PERCENT[language].format(measure=name) if kind == "proportion" else name
    ys = linear_ticks(float(bins.y_edges[0]), float(bins.y_edges[-1]), 4)
    y = Axis(
        low=float(bins.y_edges[0]),
        high=float(bins.y_edges[-1]),
        ticks=ys,
        title=words.I_SQUARED[language],
    )
    margin = canvas.width * 0.11
    area = panel(
        canvas,
        left=MARGIN,
        top=MARGIN + margin,
        right=canvas.width - MARGIN - margin,
        height=canvas.width * 0.48,
        x=Axis(low=low, high=high, ticks=ticks, title=label),
        y=y,
        size=size,
        y_room=y_label_room(y, size),
    )
    _cells(canvas, area, bins)
    _margins(canvas, area, bins, margin - 4)
    total = int(bins.counts.sum())
    entries = _entries(bins, study, total, language)
    below = legend(
        canvas,
        entries,
        left=area.left,
        right=canvas.width - MARGIN,
        top=area.below + 3,
        size=size - 1,
    )
    shown = heading(title, words.GOSH, language, measure=name)
    more = words.SUBSETS[language].format(n=f"{total:,}", s=plural(total))
    return canvas.finish(
        height=below + MARGIN,
        title=shown,
        desc=words.MODEL[language].format(label=shown, figures=more),
        table=_table(bins, kind, name, language),
    )


def _mix(share: float, depth: float) -> str:
    """Return the colour of a bin: teal to rust by share, pale to full by depth."""
    teal, rust, paper = (15, 118, 110), (180, 64, 20), (255, 255, 255)
    out = []
    for t, r, p in zip(teal, rust, paper, strict=True):
        full = t + (r - t) * share
        out.append(round(p + (full - p) * (0.18 + 0.82 * depth)))
    return "#" + "".join(f"{part:02x}" for part in out)


def _cells(canvas: Canvas, area: Panel, bins: GoshBins) -> None:
    """Draw the bins, one path per colour; neighbours of one colour in a row make one rectangle."""
    deepest = log(1 + int(bins.counts.max())) or 1.0
    height = abs(area.y.at(float(bins.y_edges[1])) - area.y.at(float(bins.y_edges[0])))
    shapes: dict[str, list[str]] = {}
    nx, ny = bins.counts.shape
    for j in range(ny):
        top = area.y.at(float(bins.y_edges[j + 1]))
        colours = [_colour(bins, i, j, deepest) for i in range(nx)]
        i = 0
        while i < nx:
            colour, start = colours[i], i
            while i < nx and colours[i] == colour:
                i += 1
            if colour:
                left = area.x.at(float(bins.x_edges[start]))
                width = area.x.at(float(bins.x_edges[i])) - left
                shapes.setdefault(colour, []).append(
                    f"M{left:.2f} {top:.2f}h{width:.2f}v{height:.2f}h{-width:.2f}z"
                )
    for colour in sorted(shapes):
        canvas.path("".join(shapes[colour]), fill=colour, crisp=True)


def _colour(bins: GoshBins, i: int, j: int, deepest: float) -> str:
    """Return a bin's colour in a few steps, or nothing where it is empty."""
    count = int(bins.counts[i, j])
    if count == 0:
        return ""
    depth = round(log(1 + count) / deepest * (_LEVELS - 1)) / (_LEVELS - 1)
    share = 0.0
    if bins.with_study is not None:
        share = round(int(bins.with_study[i, j]) / count * (_MIXES - 1)) / (_MIXES - 1)
    return _mix(share, depth)


def _margins(canvas: Canvas, area: Panel, bins: GoshBins, room: float) -> None:
    """Draw the histograms above and on the right, with and without the study as outlines."""
    layers: list[tuple[NDArray[np.int64], str]] = [(bins.counts, TEAL)]
    if bins.with_study is not None:
        layers = [(bins.counts - bins.with_study, TEAL), (bins.with_study, RUST)]
    tallest_x = max(int(c.sum(axis=1).max()) for c, _ in layers) or 1
    tallest_y = max(int(c.sum(axis=0).max()) for c, _ in layers) or 1
    up = Scale(low=0, high=tallest_x, start=area.top - 3, end=area.top - 3 - room)
    out = Scale(low=0, high=tallest_y, start=area.right + 3, end=area.right + 3 + room)
    for counts, colour in layers:
        canvas.path(
            _steps(counts.sum(axis=1), bins.x_edges, area.x, up, turned=False),
            fill=colour,
            stroke=colour,
            line=0.5,
            opacity=0.35,
        )
        canvas.path(
            _steps(counts.sum(axis=0), bins.y_edges, area.y, out, turned=True),
            fill=colour,
            stroke=colour,
            line=0.5,
            opacity=0.35,
        )


def _steps(
    counts: NDArray[np.int64], edges: Vector, along: Scale, height: Scale, *, turned: bool
) -> str:
    """Return the outline of a histogram as path commands."""

    def point(a: float, b: float) -> str:
        return f"{b:.2f} {a:.2f}" if turned else f"{a:.2f} {b:.2f}"

    parts = ["M" + point(along.at(float(edges[0])), height.start)]
    for i, count in enumerate(counts):
        level = height.at(float(count))
        parts.append("L" + point(along.at(float(edges[i])), level))
        parts.append("L" + point(along.at(float(edges[i + 1])), level))
    parts.append("L" + point(along.at(float(edges[-1])), height.start) + "z")
    return "".join(parts)


def _entries(bins: GoshBins, study: Label | None, total: int, language: Language) -> list[Entry]:
    """Return what the legend explains."""
    if bins.with_study is None or study is None:
        return [
            Entry(
                kind="text", label=words.SUBSETS[language].format(n=f"{total:,}", s=plural(total))
            ),
            Entry(kind="patch", label=words.FEW[language], fill=_mix(0, 0.1)),
            Entry(kind="patch", label=words.MANY[language], fill=_mix(0, 1)),
        ]
    inside = int(bins.with_study.sum())
    name = say(study, language)
    return [
        Entry(
            kind="patch",
            label=words.WITH_STUDY[language].format(study=name, n=f"{inside:,}", s=plural(inside)),
            fill=_mix(1, 0.9),
        ),
        Entry(
            kind="patch",
            label=words.WITHOUT_STUDY[language].format(
                study=name, n=f"{total - inside:,}", s=plural(total - inside)
            ),
            fill=_mix(0, 0.9),
        ),
        Entry(kind="text", label=words.DARKER[language], fill=MUTED),
    ]


def _table(bins: GoshBins, kind: Kind, name: str, language: Language) -> Table:
    """Return the quartiles of both margins, by bin middles, as the twin table."""
    rows = []
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        at = _quantile(bins.counts.sum(axis=1), bins.x_edges, share)
        i2 = _quantile(bins.counts.sum(axis=0), bins.y_edges, share)
        shown = percent(at, 1) if kind == "proportion" else number(at, 3)
        rows.append((f"{share * 100:g}%", shown, number(i2, 1)))
    return Table(
        columns=(words.QUANTILE[language], name, words.I_SQUARED[language]), rows=tuple(rows)
    )


def _quantile(counts: NDArray[np.int64], edges: Vector, share: float) -> float:
    """Return a quantile to the width of a bin."""
    running = np.cumsum(counts)
    at = int(np.searchsorted(running, max(share * running[-1], 1)))
    at = min(at, counts.size - 1)
    return float((edges[at] + edges[at + 1]) / 2)
