"""Laying out a sheet: columns and rows of text beside a plot, fitted into a width by measuring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.plots.kit.canvas import Anchor
from trephine.plots.kit.lines import longest, wrap
from trephine.plots.kit.mark import Mark
from trephine.plots.kit.metrics import clean, text_width
from trephine.plots.kit.palette import INK, PAPER
from trephine.plots.kit.scale import Tick

PLOT = "plot"
MARGIN = 3.0
GAP = 1.1  # between columns, over font size
SMALLEST = 6.0  # points


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of text, or the plot (key ``plot``). The first column is the one that may wrap."""

    key: str
    header: str = ""
    anchor: Anchor = "end"


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
    """Break a header into lines within its column; a word longer than it widens the column."""
    return wrap(clean(column.header), width + 0.01, size, bold=True)


def _header_need(column: Column, size: float) -> float:
    """Return the least width at which a header stands on two lines at most."""
    text = clean(column.header)
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
    """Return a layout that fits: first the label column wraps, then the font shrinks to 6 pt.

    Raises InputError where even that is too wide: the figure is never cut off.
    """
    first = columns[0].key
    size = look.size
    while size >= SMALLEST:
        gap = GAP * size
        fixed: dict[str, float] = {}
        for column in columns:
            if column.key in {first, PLOT}:
                continue
            cells = max(
                (
                    text_width(clean(row.cells.get(column.key, "")), size, bold=row.bold)
                    for row in rows
                ),
                default=0.0,
            )
            fixed[column.key] = max(cells, _header_need(column, size))
        least_plot = look.plot_share * width
        space = width - 2 * MARGIN - sum(fixed.values()) - gap * (len(columns) - 1)
        natural = max(_label_width(rows, first, size), _header_need(columns[0], size))
        least_label = min(natural, max(6.5 * size, _header_need(columns[0], size)))
        if space - least_plot >= least_label:
            label = min(natural, space - least_plot)
            plot = min(space - label, look.plot_most * width)
            spare = (space - label - plot) / max(len(columns) - 1, 1)
            widths = {first: label, PLOT: plot, **fixed}
            return _lay(columns, widths, gap + spare, size)
        size -= 0.25
    raise InputError(
        what=Text(
            zh="这些列在所选宽度内放不下",
            en="these columns do not fit into the chosen width",
        ),
        where=f"width {width * 25.4 / 72:.0f} mm",
        found=", ".join(column.key for column in columns),
        do=Text(
            zh="请加大宽度（如 176 毫米）或减少列",
            en="use a wider figure (176 mm) or fewer columns",
        ),
    )


def _lay(columns: Sequence[Column], widths: Mapping[str, float], gap: float, size: float) -> Layout:
    """Put the columns side by side."""
    left: dict[str, float] = {}
    x = MARGIN
    for column in columns:
        left[column.key] = x
        x += widths[column.key] + gap
    headers = {c.key: _headers(c, widths[c.key], size) for c in columns if c.header}
    return Layout(size=size, left=left, width=widths, headers=headers)
