"""Document: a report as blocks, in both languages at once, before it becomes HTML, DOCX or PDF.

Texts are sentences with inline marks (see ``inline``): *emphasis*, **strong**, `code`, [@key].
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from trephine.core.source import Source
from trephine.core.text import Language, Text
from trephine.plots.figure import Figure
from trephine.reports.number import Scale

NoteKind = Literal["caution", "limit", "demo"]
RowKind = Literal["plain", "group", "total", "greyed"]
Align = Literal["left", "right", "center"]
Cell = Text | str | float | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; level 1 is the highest below the document's title."""

    text: Text
    level: Literal[1, 2, 3] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """One paragraph."""

    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """A list; ``ordered`` numbers it."""

    items: tuple[Text, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column's heading, alignment, and how its numbers are printed."""

    header: Text
    align: Align = "left"
    scale: Scale = "plain"
    decimals: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table. ``group`` heads the rows below it, ``greyed`` was not counted."""

    cells: tuple[Cell, ...]
    kind: RowKind = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportTable:
    """A table with a caption and notes below it; the first column heads its row.

    A cell is a Text (marks allowed), a plain string, a number (printed as its column says) or None
    (not available). A row of one cell spans the table. ``wide`` turns the page in DOCX and PDF.
    """

    caption: Text
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[Text, ...] = ()
    wide: bool = False

    def __post_init__(self) -> None:
        """Refuse a row that is neither as long as the header nor one cell."""
        for row in self.rows:
            if len(row.cells) not in {1, len(self.columns)}:
                message = f"a table of {len(self.columns)} columns has a row of {len(row.cells)}"
                raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A figure with its caption, drawn once per language."""

    drawings: Mapping[Language, Figure]
    caption: Text
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteBox:
    """A boxed note: a caution on a result, a limit of the work, or 'this is a demonstration'."""

    kind: NoteKind
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeBlock:
    """A script, printed as it stands."""

    code: str
    language: str = ""
    caption: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferenceList:
    """The place of the reference list: what the document cites, in order of first citation."""


Block = Heading | Paragraph | Bullets | ReportTable | Picture | NoteBox | CodeBlock | ReferenceList


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A report: title, blocks, and the sources that its citations may name beside the methods.

    ``subtitle`` is a line below the title, ``footer`` one at the end of each page or file. It
    knows no date: a moment that the reader should see is part of a text.
    """

    title: Text
    blocks: tuple[Block, ...]
    subtitle: Text | None = None
    footer: Text | None = None
    sources: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))
