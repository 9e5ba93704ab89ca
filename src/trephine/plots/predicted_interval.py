"""predicted_interval: printed intervals beside those that n and I2 predict under each model."""

from collections.abc import Sequence
from dataclasses import dataclass

from trephine.core.error import InputError
from trephine.core.text import Language, Text
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import Canvas
from trephine.plots.kit.layout import PLOT, Column, Look, PlotAxis, Row
from trephine.plots.kit.mark import Mark
from trephine.plots.kit.metrics import Label, say
from trephine.plots.kit.palette import INK, RUST, TEAL
from trephine.plots.kit.scale import percent_ticks
from trephine.plots.kit.sheet import draw_sheet
from trephine.plots.options import check_options
from trephine.plots.style import base_size

Range = tuple[float, float]
_PRINTED = Text(zh="印出的结果（%）", en="As printed (%)")
_NAMED = Text(zh="文中模型", en="Model named")
_REACHED = Text(zh="可得到者", en="Reached under")
_TITLE = Text(zh="印出的区间与预测的上下限", en="Printed intervals and predicted limits")
_LABEL = Text(zh="合并结果", en="Pooled result")
_AXIS = Text(zh="率（%）", en="Proportion (%)")
_MODELS = {
    "common": Text(zh="固定", en="fixed"),
    "random": Text(zh="随机", en="random"),
    "": Text(zh="—", en="—"),
}
_NEITHER = Text(zh="都不能", en="neither")
_DESC = Text(
    zh="{k} 个印出的区间与由例数和 I² 预测的上下限；{bad} 个在任何模型下都得不到。",
    en="{k} printed intervals and the limits that n and I² predict; {bad} are reached under neither"
    " model.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictedRow:
    """One pooled result: as printed, and the limits predicted under both models; proportions.

    ``common`` and ``random`` hold the range of the lower and of the upper limit. ``reached`` are
    the models (``common``, ``random``) that give the printed interval; ``named`` the one the paper
    names, empty where it names none. ``shown`` is the result as the paper writes it.
    """

    label: Label
    estimate: float
    ci_lb: float
    ci_ub: float
    shown: str
    common: tuple[Range, Range]
    random: tuple[Range, Range]
    named: str = ""
    reached: tuple[str, ...] = ()


def predicted_interval(
    rows: Sequence[PredictedRow],
    *,
    language: Language = "en",
    width_mm: float = 170.0,
) -> Figure:
    """Draw each printed interval over the limits that can have come from either model.

    Tall rust bars are the limits under random effects, short teal ones those under a common effect;
    the printed interval is the line. An end that lies on neither bar was not reached. It draws what
    ``count_free_interval`` found and computes nothing. Raises InputError.
    """
    check_options(language=language, width_mm=width_mm)
    if not rows:
        raise InputError(
            what=Text(zh="没有可绘制的结果", en="nothing to draw"),
            where="rows",
            found="0",
            do=Text(zh="请至少给出一行", en="give at least one row"),
        )
    size = base_size(width_mm)
    canvas = Canvas(width_mm=width_mm, language=language)
    columns = [
        Column(key="label", header=_LABEL[language], anchor="start", wraps=True),
        Column(key=PLOT),
        Column(key="shown", header=_PRINTED[language]),
        Column(key="named", header=_NAMED[language]),
        Column(key="reached", header=_REACHED[language]),
    ]
    below = draw_sheet(
        canvas,
        columns=columns,
        rows=[_row(row, language, size) for row in rows],
        axis=PlotAxis(low=0.0, high=1.0, ticks=percent_ticks(0.0, 1.0), title=_AXIS[language]),
        look=Look(size=size, plot_share=0.42, plot_most=0.6),
    )
    heads = tuple(column.header for column in columns if column.key != PLOT)
    table = Table(
        columns=heads,
        rows=tuple((say(row.label, language), row.shown, *_words(row, language)) for row in rows),
    )
    bad = sum(not row.reached for row in rows)
    desc = _DESC[language].format(k=len(rows), bad=bad)
    return canvas.finish(height=below, title=_TITLE[language], desc=desc, table=table)


def _words(row: PredictedRow, language: Language) -> tuple[str, str]:
    reached = " / ".join(_MODELS[one][language] for one in row.reached)
    return _MODELS[row.named][language], reached or _NEITHER[language]


def _row(row: PredictedRow, language: Language, size: float) -> Row:
    named, reached = _words(row, language)
    bars = [
        Mark(
            kind="bar", at=low, low=low, high=min(max(high, low + 0.004), 1.0), side=side, fill=fill
        )
        for limits, side, fill in (
            (row.random, size * 1.15, RUST),
            (row.common, size * 0.55, TEAL),
        )
        for low, high in limits
    ]
    printed = Mark(
        kind="square",
        at=row.estimate,
        low=row.ci_lb,
        high=row.ci_ub,
        side=size * 0.45,
        fill=INK,
    )
    return Row(
        cells={
            "label": say(row.label, language),
            "shown": row.shown,
            "named": named,
            "reached": reached,
        },
        marks=(*bars, printed),
        bold=not row.reached,
        fill=RUST if not row.reached else INK,
    )


def _visible(low: float, high: float) -> float:
    """Return an upper end that leaves a bar wide enough to be seen, within the axis."""
    return min(max(high, low + 0.004), 1.0)
