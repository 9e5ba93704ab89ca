"""The waterfall plot: the best change of every patient as a bar, from worst to best."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from statistics import median

from trephine.core.error import InputError
from trephine.core.text import Language, Text, plural
from trephine.plots import mechanism_words as words
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import Canvas
from trephine.plots.kit.legend import Entry, legend
from trephine.plots.kit.metrics import Label, say
from trephine.plots.kit.number import number
from trephine.plots.kit.palette import AMBER, FAINT, INK, MUTED, RUST, TEAL
from trephine.plots.kit.panel import Axis, panel
from trephine.plots.kit.scale import linear_ticks
from trephine.plots.options import check_options
from trephine.plots.points import MARGIN, heading
from trephine.plots.style import base_size

_FILLS = (TEAL, AMBER, INK, FAINT, RUST, MUTED)
_MOST = 240  # bars; more would be thinner than a printed hair


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterfallRow:
    """One patient: change in percent (-100 is all gone) and the category that colours the bar."""

    label: Label
    change: float
    category: str = ""
    id: str = ""


def waterfall(
    rows: Sequence[WaterfallRow],
    *,
    measure: Label,
    categories: Sequence[tuple[str, Label]] = (),
    simulated: bool = True,
    cap: float = 100.0,
    notes: Sequence[Label] = (),
    language: Language = "zh",
    width_mm: float = 176.0,
    title: Label | None = None,
) -> Figure:
    """Draw one bar a patient, sorted from the largest rise to the deepest fall.

    ``categories`` are pairs of key and words, in the order of the legend. Rises above ``cap``
    percent are drawn as ``cap``. Of more than 240 patients every so-many-th is drawn, and the
    legend says so. Lines stand at -50 and -90 percent. Raises InputError.
    """
    check_options(
        language=language, width_mm=width_mm, measure=measure, title=title, notes=notes,
        narrowest=60.0,
    )  # fmt: skip
    _check(rows, categories)
    canvas = Canvas(width_mm=width_mm, language=language)
    size = base_size(width_mm)
    ordered = sorted(rows, key=lambda row: -row.change)
    shown = _spread(ordered)
    highest = max(min(shown[0].change, cap) * 1.05, 10.0)
    note = words.simulated(language, len(rows)) if simulated else ""
    patients = words.PATIENTS if simulated else words.REAL_PATIENTS
    top = MARGIN
    if note:
        top += canvas.block(
            MARGIN, top, note, canvas.width - 2 * MARGIN, size=size, bold=True, fill=MUTED
        )
    name = say(measure, language)
    area = panel(
        canvas,
        left=MARGIN,
        top=top,
        right=canvas.width - MARGIN,
        height=canvas.width * 0.4,
        x=Axis(low=0.0, high=float(len(shown)), ticks=(), title=patients[language]),
        y=Axis(
            low=-105.0,
            high=highest,
            ticks=linear_ticks(-100.0, highest, 6),
            title=words.CHANGE[language].format(measure=name),
        ),
        size=size,
    )
    zero = area.y.at(0.0)
    keys = [key for key, _ in categories] or [""]
    wide = area.x.at(1.0) - area.x.at(0.0)
    for at, row in enumerate(shown):
        end = area.y.at(min(row.change, cap))
        tip = f"{say(row.label, language)}: {number(row.change, 1)}%"
        canvas.rect(
            area.x.at(float(at)),
            min(zero, end),
            wide * 0.86 if len(shown) <= 120 else wide + 0.2,  # no seams between many bars
            max(abs(end - zero), 0.3),
            fill=_FILLS[keys.index(row.category) if row.category in keys else 0],
            row=row.id,
            tip=tip if row.id else "",
        )
    for level in (-50.0, -90.0):
        y = area.y.at(level)
        canvas.line((area.left, y), (area.right, y), stroke=INK, line=0.5, dash="2 2")
    canvas.line((area.left, zero), (area.right, zero), stroke=INK, line=0.7)
    entries = [
        Entry(kind="patch", label=say(label, language), fill=_FILLS[at])
        for at, (_, label) in enumerate(categories)
    ]
    if any(row.change > cap for row in shown):
        entries.append(Entry(kind="text", label=words.CAPPED[language].format(cap=f"{cap:g}")))
    if len(shown) < len(rows):
        drawn = words.DRAWN[language].format(n=f"{len(rows):,}", k=len(shown))
        entries.append(Entry(kind="text", label=drawn))
    entries.append(Entry(kind="text", label=words.WATERFALL_LINES[language]))
    entries += [Entry(kind="text", label=say(one, language)) for one in notes]
    below = legend(
        canvas, entries, left=MARGIN, right=canvas.width - MARGIN, top=area.below + 3,
        size=size - 0.5,
    )  # fmt: skip
    heading_ = heading(title, words.WATERFALL, language, measure=name)
    half = sum(1 for row in rows if row.change <= -50.0) / len(rows)
    said = words.WATERFALL_DESC[language].format(
        title=heading_, n=len(rows), s=plural(len(rows)),
        median=number(median(row.change for row in rows), 1), share=number(100 * half, 1),
    )  # fmt: skip
    return canvas.finish(
        height=below + MARGIN,
        title=heading_,
        desc=f"{said} {note}".strip(),
        table=Table(
            columns=(
                words.PATIENT[language],
                words.CHANGE[language].format(measure=name),
                words.CATEGORY[language],
            ),
            rows=tuple(
                (say(r.label, language), number(r.change, 1), _category(r, categories, language))
                for r in shown
            ),
        ),
    )


def _category(
    row: WaterfallRow, categories: Sequence[tuple[str, Label]], language: Language
) -> str:
    return next((say(label, language) for key, label in categories if key == row.category), "—")


def _spread(ordered: Sequence[WaterfallRow]) -> Sequence[WaterfallRow]:
    """Return the rows to draw: all, or evenly spaced ones with the first and the last."""
    n = len(ordered)
    if n <= _MOST:
        return ordered
    return [ordered[round(at * (n - 1) / (_MOST - 1))] for at in range(_MOST)]


def _check(rows: Sequence[WaterfallRow], categories: Sequence[tuple[str, Label]]) -> None:
    bad = next((row for row in rows if not isfinite(row.change) or row.change < -100.001), None)
    if not rows or bad is not None or len(categories) > len(_FILLS):
        raise InputError(
            what=Text(
                zh="瀑布图须有患者，变化不低于 −100%，类别不多于 6 种",
                en="a waterfall needs patients, changes of -100% or more, at most six categories",
            ),
            where="rows" if bad is None else str(bad.label),
            found=str(len(rows)) if bad is None else f"{bad.change:g}",
            do=Text(zh="去掉没有基线的患者", en="leave out patients without a baseline"),
        )
