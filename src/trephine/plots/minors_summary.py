"""The summary of MINORS: of each item, the share of studies that scored 0, 1 and 2."""

from collections.abc import Sequence

from trephine.core.error import InputError
from trephine.core.text import Language, Text, counted, plural
from trephine.plots import minors_items as mi
from trephine.plots import words
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import RISE, Canvas
from trephine.plots.kit.legend import Entry, legend
from trephine.plots.kit.lines import longest
from trephine.plots.kit.metrics import Label, clean
from trephine.plots.kit.palette import FAINT, MUTED, WASH
from trephine.plots.options import check_options
from trephine.plots.points import MARGIN, heading
from trephine.plots.style import base_size
from trephine.plots.traffic_light import SCORE_COLOURS, SCORE_INKS, MinorsRow


def minors_summary(
    rows: Sequence[MinorsRow],
    *,
    items: Sequence[Text] = mi.NON_COMPARATIVE,
    language: Language = "zh",
    width_mm: float = 176.0,
    title: Label | None = None,
) -> Figure:
    """Draw one bar an item over the studies whose items are known, unsettled scores in grey.

    A study with a published total alone is in no bar; how many there are is said below. Counts are
    written into the bars: with few studies a share alone would mislead. Raises InputError for a
    wrong number of items.
    """
    check_options(language=language, width_mm=width_mm, title=title)
    known = [row for row in rows if row.items]
    for row in known:
        if len(row.items) != len(items):
            raise InputError(
                what=Text(zh="MINORS 条目数不符", en="a wrong number of MINORS items"),
                where=str(row.id),
                found=f"{counted(len(row.items), 'item')} instead of {len(items)}",
                do=Text(zh="各研究条目数须相同", en="give every study the same items"),
            )
    canvas = Canvas(width_mm=width_mm, language=language)
    size = base_size(width_mm)
    names = [clean(f"{at + 1} {text[language]}") for at, text in enumerate(items)]
    left = MARGIN + longest(names, size, bold=False) + size
    right = canvas.width - MARGIN
    tall = size * 1.7
    y = MARGIN
    counts = [_counts(known, at) for at in range(len(items))]
    for name, found in zip(names, counts, strict=True):
        canvas.text(MARGIN, y + tall / 2 + RISE * size, name, size=size)
        canvas.rect(left, y, right - left, tall, fill=WASH)
        _bar(canvas, found, (left, right), y, tall, size)
        y += tall + size * 0.5
    entries = [
        Entry(kind="square", label=f"{score} {mi.ITEM_SCORES[score][language]}", fill=colour)
        for score, colour in SCORE_COLOURS.items()
    ]
    if any(None in found for found in counts):
        entries.append(Entry(kind="square", label=mi.UNSETTLED[language], fill=FAINT))
    below = legend(canvas, entries, left=MARGIN, right=right, top=y, size=size - 1)
    only = len(rows) - len(known)
    note = mi.SUMMARY_NOTE[language].format(k=len(known), only=only)
    below += canvas.block(MARGIN, below, note, canvas.width - 2 * MARGIN, size=size - 1, fill=MUTED)
    shown = heading(title, mi.SUMMARY, language)
    return canvas.finish(
        height=below + MARGIN,
        title=shown,
        desc=words.POINTS_DESC[language].format(
            title=shown, k=len(known), s=plural(len(known)), more=note
        ),
        table=Table(
            columns=(mi.ITEM[language], "0", "1", "2", mi.UNSETTLED[language]),
            rows=tuple(
                (name, *(str(found.get(score, 0)) for score in (0, 1, 2, None)))
                for name, found in zip(names, counts, strict=True)
            ),
        ),
    )


def _counts(rows: Sequence[MinorsRow], item: int) -> dict[int | None, int]:
    """Return how many studies have each score of an item, in the order of the bar."""
    scores = [row.items[item] for row in rows]
    found: dict[int | None, int] = {}
    for score in (2, 1, 0, None):
        if score in scores:
            found[score] = scores.count(score)
    return found


def _bar(
    canvas: Canvas,
    found: dict[int | None, int],
    across: tuple[float, float],
    top: float,
    tall: float,
    size: float,
) -> None:
    """Draw one item's bar, the number of studies in each part."""
    left, right = across
    all_of = sum(found.values())
    x = left
    for score, n in found.items():
        width = (right - left) * n / all_of
        fill = FAINT if score is None else SCORE_COLOURS[score]
        ink = MUTED if score is None else SCORE_INKS[score]
        canvas.rect(x, top, width, tall, fill=fill)
        canvas.text(
            x + width / 2,
            top + tall / 2 + RISE * size,
            str(n),
            size=size,
            anchor="middle",
            bold=True,
            fill=ink,
        )
        x += width
