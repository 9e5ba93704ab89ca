"""The MINORS plot: items by studies, a number and a colour in each cell, totals at the right."""

from collections.abc import Sequence
from dataclasses import dataclass

from trephine.core.error import InputError
from trephine.core.text import Language, Text, counted, plural
from trephine.plots import minors_items as mi
from trephine.plots import words
from trephine.plots.figure import Figure, Table
from trephine.plots.kit.canvas import LEADING, RISE, Canvas
from trephine.plots.kit.legend import Entry, legend
from trephine.plots.kit.lines import longest, wrap
from trephine.plots.kit.metrics import Label, clean, say, text_width
from trephine.plots.kit.palette import FAINT, GRID, INK, MUTED, PAPER, TEAL_WASH, WASH
from trephine.plots.options import check_options
from trephine.plots.points import MARGIN, heading
from trephine.plots.style import base_size

SCORE_COLOURS = {0: "#b91c1c", 1: "#fbbf24", 2: "#0f766e"}
SCORE_INKS = {0: PAPER, 1: INK, 2: PAPER}


@dataclass(frozen=True, slots=True, kw_only=True)
class MinorsRow:
    """One study: its item scores (0, 1, 2; None where one is missing), or only its total.

    ``items`` is empty where only the total was published; it is never derived from a total.
    ``total`` is the published total, None where there is none.
    """

    label: Label
    items: tuple[int | None, ...] = ()
    total: int | None = None
    maximum: int = 16
    id: str = ""


def traffic_light(
    rows: Sequence[MinorsRow],
    *,
    items: Sequence[Text] = mi.NON_COMPARATIVE,
    language: Language = "zh",
    width_mm: float = 176.0,
    notes: Sequence[Label] = (),
    title: Label | None = None,
) -> Figure:
    """Draw the MINORS scores (Slim and others 2003, ANZ J Surg 73:712-716) of several studies.

    ``items`` names the tool's items: eight without a control group, twelve with one
    (``NON_COMPARATIVE + COMPARATIVE``). A study with a total alone gets a bar for the total and
    the words that its items were not published. Raises InputError for scores other than 0, 1, 2, a
    wrong number of items, or a total that its items contradict.
    """
    check_options(language=language, width_mm=width_mm, title=title, notes=notes)
    for row in rows:
        _check(row, len(items), language)
    canvas = Canvas(width_mm=width_mm, language=language)
    size = base_size(width_mm)
    labels = [clean(say(row.label, language)) for row in rows]
    head = words.STUDY[language]
    room = min(longest([*labels, head], size, bold=False) + 2, canvas.width * 0.34)
    total_head = mi.TOTAL_SCORE[language]
    total_room = max(
        text_width(clean(total_head), size, bold=True), text_width("88/88", size, bold=True)
    )
    left = MARGIN + room + size
    right = canvas.width - MARGIN - total_room - size
    pitch = (right - left) / len(items)
    edge = right + size + total_room
    y = MARGIN + size * 1.2
    canvas.text(MARGIN, y, head, size=size, bold=True)
    for at in range(len(items)):
        x = left + (at + 0.5) * pitch
        canvas.text(x, y, str(at + 1), size=size, bold=True, anchor="middle")
    canvas.text(edge, y, total_head, size=size, bold=True, anchor="end")
    y += size * 0.6
    canvas.line((MARGIN, y), (edge, y), line=0.7)
    for row, label in zip(rows, labels, strict=True):
        y = _row(canvas, row, label, room, (left, right, edge), pitch, y, size)
    canvas.line((MARGIN, y), (edge, y), line=0.7)
    below = _explain(canvas, items, rows, y + size * 0.6, size - 1, edge)
    for note in notes:
        below += canvas.block(
            MARGIN, below, say(note, language), canvas.width - 2 * MARGIN, size=size - 1, fill=MUTED
        )
    shown = heading(title, words.TRAFFIC_LIGHT, language)
    only = sum(1 for row in rows if not row.items)
    more = mi.DESC[language].format(k=only)
    return canvas.finish(
        height=below + MARGIN,
        title=shown,
        desc=words.POINTS_DESC[language].format(
            title=shown, k=len(rows), s=plural(len(rows)), more=more
        ),
        table=_table(rows, items, language),
    )


def _check(row: MinorsRow, count: int, language: Language) -> None:
    """Refuse scores that cannot be."""
    found = ""
    if row.items and len(row.items) != count:
        found = f"{counted(len(row.items), 'item')} instead of {count}"
    elif any(score not in {None, 0, 1, 2} for score in row.items):
        found = f"scores {row.items}"
    elif row.total is not None and not 0 <= row.total <= row.maximum:
        found = f"total {row.total} of {row.maximum}"
    elif row.items and None not in row.items and row.total is not None:
        added = sum(score for score in row.items if score is not None)
        if added != row.total:
            found = f"items add up to {added}, total {row.total}"
    if found:
        raise InputError(
            what=Text(zh="MINORS 评分无效", en="a MINORS score that cannot be"),
            where=say(row.label, language),
            found=found,
            do=Text(
                zh="每条目为 0、1、2 分，总分须与条目之和一致",
                en="items score 0, 1 or 2, and a total must be their sum",
            ),
        )


def _row(
    canvas: Canvas,
    row: MinorsRow,
    label: str,
    room: float,
    across: tuple[float, float, float],
    pitch: float,
    top: float,
    size: float,
) -> float:
    """Draw one study; return the y below it."""
    left, right, edge = across
    lines = wrap(label, room + 0.01, size)
    height = max(len(lines) * size * LEADING, size * 1.75) + size * 0.25
    middle = top + height / 2
    if row.id:
        canvas.rect(MARGIN, top, edge - MARGIN, height, fill=PAPER, row=row.id)
    for at, line in enumerate(lines):
        y = middle + (at - (len(lines) - 1) / 2) * size * LEADING + RISE * size
        canvas.text(MARGIN, y, line, size=size, row=row.id)
    if row.items:
        radius = min(size * 0.8, pitch * 0.45)
        for at, score in enumerate(row.items):
            x = left + (at + 0.5) * pitch
            if score is None:
                canvas.circle(x, middle, radius, fill=WASH, stroke=FAINT, row=row.id)
                canvas.text(x, middle + RISE * size, "?", size=size, anchor="middle", fill=MUTED)
                continue
            canvas.circle(x, middle, radius, fill=SCORE_COLOURS[score], row=row.id)
            canvas.text(
                x,
                middle + RISE * size,
                str(score),
                size=size,
                anchor="middle",
                bold=True,
                fill=SCORE_INKS[score],
            )
    else:
        _total_only(canvas, row, (left, right), middle, height, size)
    total = "—" if row.total is None else f"{row.total}/{row.maximum}"
    canvas.text(edge, middle + RISE * size, total, size=size, anchor="end", bold=True, row=row.id)
    canvas.line((MARGIN, top + height), (edge, top + height), stroke=GRID, line=0.4)
    return top + height


def _total_only(
    canvas: Canvas,
    row: MinorsRow,
    across: tuple[float, float],
    middle: float,
    height: float,
    size: float,
) -> None:
    """Draw the total as a bar over the items' place, and say that they were not published."""
    left, right = across
    tall = height - size * 0.5
    canvas.rect(left, middle - tall / 2, right - left, tall, fill=WASH, row=row.id)
    if row.total is not None:
        share = (right - left) * row.total / row.maximum
        canvas.rect(left, middle - tall / 2, share, tall, fill=TEAL_WASH, row=row.id)
    text = mi.TOTAL_ONLY if row.total is not None else mi.NOT_ASSESSED
    shown, small = clean(text[canvas.language]), size - 0.5
    while small > 5 and text_width(shown, small) > right - left - 4:
        small -= 0.25
    canvas.text(
        (left + right) / 2, middle + RISE * small, shown, size=small, anchor="middle", fill=MUTED
    )


def _explain(
    canvas: Canvas,
    items: Sequence[Text],
    rows: Sequence[MinorsRow],
    top: float,
    size: float,
    right: float,
) -> float:
    """Write what numbers and colours mean; return the y below."""
    language = canvas.language
    entries: list[Entry] = []
    if any(row.items for row in rows):
        entries = [
            Entry(kind="dot", label=f"{score} {mi.ITEM_SCORES[score][language]}", fill=colour)
            for score, colour in SCORE_COLOURS.items()
        ]
    below = top
    if entries:
        below = legend(canvas, entries, left=MARGIN, right=right, top=top, size=size)
    named = [
        Entry(kind="text", label=f"{at + 1} {text[language]}") for at, text in enumerate(items)
    ]
    return legend(canvas, named, left=MARGIN, right=right, top=below, size=size)


def _table(rows: Sequence[MinorsRow], items: Sequence[Text], language: Language) -> Table:
    """Return scores and totals as a table."""
    missing = words.NOT_REPORTED[language]
    body = []
    for row in rows:
        scores = row.items or (None,) * len(items)
        total = missing if row.total is None else f"{row.total}/{row.maximum}"
        cells = tuple(missing if score is None else str(score) for score in scores)
        body.append((say(row.label, language), *cells, total))
    return Table(
        columns=(
            words.STUDY[language],
            *(text[language] for text in items),
            mi.TOTAL_SCORE[language],
        ),
        rows=tuple(body),
    )
