"""Laying out a sheet: columns and rows of text beside a plot, fitted into a width by measuring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.plots.kit.canvas import Anchor
from trephine.plots.kit.lines import longest, wrap
from trephine.plots.kit.mark import Mark
from trephine.plots.kit.metrics import clean, text_width
from trephine.plots.kit.palette import INK, PAPER, RUST
from trephine.plots.kit.scale import Tick

PLOT = "plot"
MARGIN = 3.0
GAP = 1.1  # between columns, over font size
SMALLEST = 6.0  # points
_SHORT = 5.0  # a header up to this many font sizes wide is not broken
_LONGEST_POOLED = 12.0  # a longer name of a pooled row takes as many lines as it needs
_GENTLE = 1.25  # points of font size given up before names wrap
_LONG_NAME = 0.34  # of the width: a longer name wraps at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of text, or the plot (key ``plot``). ``wraps``: its texts may take several lines."""

    key: str
    header: str = ""
    anchor: Anchor = "end"
    wraps: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: text by column key, marks in the plot.

    ``wide`` lets the first cell run over the empty cells up to the plot (headings, notes).
    ``flags`` are single characters drawn as dots after the label. ``id`` is the data-row hook.
    """

    cells: Mapping[str, str]
    marks: tuple[Mark, ...] = ()
    bold: bool = False
    wide: bool = False
    small: bool = False
    fill: str = INK
    wash: str = PAPER
    indent: float = 0.0
    gap: float = 0.0
    rule: bool = False
    flags: tuple[str, ...] = ()
    id: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlotAxis:
    """The axis under the plot: range, ticks, title, lines, words at both ends."""

    low: float
    high: float
    ticks: Sequence[Tick]
    title: str = ""
    logarithmic: bool = False
    null: float | None = None
    reference: float | None = None
    favours: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a sheet looks: font size, rules (top, below the header, bottom; 0 for none), grid."""

    size: float = 8.0
    rules: tuple[float, float, float] = (1.0, 0.5, 1.0)
    grid: bool = True
    plot_share: float = 0.28
    plot_most: float = 0.5
    accent: str = RUST


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where everything goes once it fits."""

    size: float
    left: Mapping[str, float]
    width: Mapping[str, float]
    headers: Mapping[str, list[str]] = field(default_factory=dict)

    def span(self, keys: Sequence[str]) -> float:
        """Return the width from the first column's left to the last one's right."""
        return self.left[keys[-1]] + self.width[keys[-1]] - self.left[keys[0]]


def flag_room(row: Row, size: float) -> float:
    """Return the width that a row's flags take."""
    return len(row.flags) * size * 1.25


def _label_width(rows: Sequence[Row], first: str, size: float) -> float:
    """Return the widest label that is not allowed to run over its neighbours."""
    return max(
        (
            row.indent
            + text_width(clean(row.cells.get(first, "")), size, bold=row.bold)
            + flag_room(row, size)
            for row in rows
            if not row.wide
        ),
        default=0.0,
    )


def _headers(column: Column, width: float, size: float) -> list[str]:
    """Break a header into lines: at its own line breaks, else within its column."""
    if "\n" in column.header:
        return [clean(line) for line in column.header.split("\n")]
    lines = wrap(clean(column.header), width + 0.01, size, bold=True)
    if len(lines) == 2 and len(lines[1]) == 1:  # a character alone: two lines of about one length
        return wrap(clean(column.header), _two_lines(column.header, size) + 0.01, size, bold=True)
    return lines


def _header_need(column: Column, size: float) -> float:
    """Return the least width of a header: two lines at most, a short one stays on one line."""
    if "\n" in column.header:
        return longest(_headers(column, 0.0, size), size, bold=True)
    full = text_width(clean(column.header), size, bold=True)
    return full if full <= _SHORT * size else _two_lines(column.header, size)


def _two_lines(label: str, size: float) -> float:
    """Return the least width at which a bold text takes two lines and no word is cut."""
    text = clean(label)
    full = text_width(text, size, bold=True)
    width = full / 2
    while width < full:
        lines = wrap(text, width, size, bold=True)
        whole = sum(len(line.replace(" ", "")) for line in lines) == len(text.replace(" ", ""))
        if len(lines) <= 2 and whole and not _cuts_word(lines, text):
            return longest(lines, size, bold=True)
        width += full / 24
    return full


def _cuts_word(lines: list[str], text: str) -> bool:
    """Tell whether wrapping cut a Latin word: then the column must be wider."""
    at = 0
    for line in lines[:-1]:
        at += len(line)
        before, after = text[at - 1 : at], text[at : at + 1]
        if after == " ":
            at += 1
        elif before.isascii() and before.isalnum() and after.isascii() and after.isalnum():
            return True
    return False


def fit(columns: Sequence[Column], rows: Sequence[Row], *, width: float, look: Look) -> Layout:
    """Return a layout that fits: the font shrinks a little, then names wrap, then it shrinks to 6.

    Raises InputError where even that is too wide: the figure is never cut off.
    """
    for size in _sizes(look.size):
        layout = _try(columns, rows, width, look, size, wrapping=False)
        if layout is not None:
            return layout
        if look.size - size >= _GENTLE:
            break
    for size in _sizes(look.size):
        layout = _try(columns, rows, width, look, size, wrapping=True)
        if layout is not None:
            return layout
    raise InputError(
        what=Text(
            zh="这些列在所选宽度内放不下", en="these columns do not fit into the chosen width"
        ),
        where=f"width {width * 25.4 / 72:.0f} mm",
        found=", ".join(column.key for column in columns),
        do=Text(
            zh="请加大宽度（如 176 毫米）或减少列",
            en="use a wider figure (176 mm) or fewer columns",
        ),
    )


def _sizes(largest: float) -> list[float]:
    """Return the font sizes to try, from the wanted one down to the smallest."""
    steps = int((largest - SMALLEST) / 0.25)
    return [largest - 0.25 * step for step in range(steps + 1)]


def _cell_width(rows: Sequence[Row], key: str, size: float) -> float:
    """Return the widest text of a column."""
    return max(
        (text_width(clean(row.cells.get(key, "")), size, bold=row.bold) for row in rows),
        default=0.0,
    )


def _wide_need(
    columns: Sequence[Column],
    rows: Sequence[Row],
    widths: Mapping[str, float],
    gap: float,
    size: float,
) -> float:
    """Return the first column's width at which bold wide rows (pooled ones) take two lines."""
    need = 0.0
    for row in rows:
        if not (row.wide and row.bold):
            continue
        beyond = row.indent * -1
        for column in columns[1:]:
            if column.key == PLOT:
                break
            cell = clean(row.cells.get(column.key, ""))
            beyond += gap + widths[column.key]
            if cell:
                beyond -= gap + text_width(cell, size, bold=True)
                break
        label = row.cells.get(columns[0].key, "")
        need = max(need, min(_two_lines(label, size), _LONGEST_POOLED * size) - beyond)
    return need


def _cap(names: Sequence[tuple[float, float]], given: float) -> float:
    """Return the common width at which names (natural, least) fill ``given``, by bisection."""
    low, high = 0.0, max(natural for natural, _ in names)
    for _ in range(40):
        middle = (low + high) / 2
        used = sum(max(least, min(natural, middle)) for natural, least in names)
        low, high = (middle, high) if used <= given else (low, middle)
    return low


def _try(
    columns: Sequence[Column],
    rows: Sequence[Row],
    width: float,
    look: Look,
    size: float,
    *,
    wrapping: bool,
) -> Layout | None:
    """Return a layout at one font size, or None. Names wrap only if asked, the widest first."""
    first = columns[0].key
    gap = GAP * size
    heads = {column.key: _header_need(column, size) for column in columns if column.key != PLOT}
    widths = {
        column.key: max(
            _label_width(rows, first, size)
            if column.key == first
            else _cell_width(rows, column.key, size),
            text_width(clean(column.header), size, bold=True)
            if column.wraps
            else heads[column.key],
        )
        for column in columns
        if column.key != PLOT
    }
    pooled = _wide_need(columns, rows, widths, gap, size)
    widths[first] = max(widths[first], pooled)
    inner = width - 2 * MARGIN - gap * (len(columns) - 1)
    over = sum(widths.values()) + look.plot_share * width - inner
    names = [column.key for column in columns if column.wraps]
    if over > 0 and wrapping:
        least = {key: min(widths[key], max(6.5 * size, heads[key])) for key in names}
        least[first] = max(least.get(first, widths[first]), pooled)
        given = sum(widths[key] for key in names) - over
        cap = _cap([(widths[key], least[key]) for key in names], given)
        for key in names:
            level = max(least[key], min(widths[key], cap))
            over -= widths[key] - level
            widths[key] = level
    longest_name = max((widths[key] for key in names), default=0.0)
    if over > 1e-6 or (not wrapping and longest_name > _LONG_NAME * width):
        return None
    plot = min(inner - sum(widths.values()), look.plot_most * width)
    spare = (inner - sum(widths.values()) - plot) / max(len(columns) - 1, 1)
    return _lay(columns, {**widths, PLOT: plot}, gap + spare, size)


def _lay(columns: Sequence[Column], widths: Mapping[str, float], gap: float, size: float) -> Layout:
    """Put the columns side by side."""
    left: dict[str, float] = {}
    x = MARGIN
    for column in columns:
        left[column.key] = x
        x += widths[column.key] + gap
    headers = {c.key: _headers(c, widths[c.key], size) for c in columns if c.header}
    return Layout(size=size, left=left, width=widths, headers=headers)
