"""ShownPage: the tables and figures of a page as a reader saw them, on their way into a file."""

from dataclasses import dataclass

from trephine.core.text import Language
from trephine.plots.figure import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTable:
    """A table in words, as shown; a row of one cell heads the rows below it.

    A row shorter than the others is filled up with empty cells, so are the columns' names.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def width(self) -> int:
        """Return the number of columns."""
        return max(1, len(self.columns), *(len(row) for row in self.rows))

    def filled(self, row: tuple[str, ...]) -> tuple[str, ...]:
        """Return a row with as many cells as there are columns."""
        return row + ("",) * (self.width - len(row))


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFigure:
    """A drawing as shown, with its title."""

    title: str
    figure: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPage:
    """What is taken from a page: title, what was said above, tables and figures in their order.

    ``provenance`` says where it is from, what made it and, last, how to cite it: it is written into
    every file, below a figure without the last. ``notes`` are what the page says of all it shows.
    It holds the words of one language; nothing is computed from them.
    """

    title: str
    language: Language
    parts: tuple[ShownTable | ShownFigure, ...]
    provenance: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[ShownTable, ...]:
        """Return the tables."""
        return tuple(one for one in self.parts if isinstance(one, ShownTable))

    @property
    def figures(self) -> tuple[ShownFigure, ...]:
        """Return the figures."""
        return tuple(one for one in self.parts if isinstance(one, ShownFigure))
