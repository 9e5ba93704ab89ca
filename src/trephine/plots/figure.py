"""Figure: one drawing in one language, with what a reader who cannot see it needs."""

from dataclasses import dataclass

from trephine.core.text import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The figure's numbers as a table: its twin for screen readers and for checking.

    Every row has one cell per column; a value that was not reported says so in words.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def __post_init__(self) -> None:
        """Refuse a ragged table."""
        for row in self.rows:
            if len(row) != len(self.columns):
                message = f"a table of {len(self.columns)} columns has a row of {len(row)}: {row}"
                raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure as SVG text, in points, with its size in millimetres.

    ``title`` names it, ``desc`` says in a sentence or two what it shows (the alternative text),
    ``table`` holds its numbers. Elements that stand for a study carry ``data-row`` with the id
    that the row was given, so that a page can link them. It does not hold the studies themselves;
    ``render`` and ``export`` turn it into PDF, PNG and TIFF.
    """

    svg: str
    width_mm: float
    height_mm: float
    title: str
    language: Language
    desc: str
    table: Table

    def width_within(self, widest: float, tallest: float) -> float:
        """Return the width in mm at which it is no wider and no taller than these, never larger."""
        return min(self.width_mm, widest, tallest * self.width_mm / self.height_mm)
