"""Numbering: citations, tables and figures of a Document, in order of appearance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trephine.core.error import InputError
from trephine.core.source import Source
from trephine.core.text import Language, Text
from trephine.library.methods import methods
from trephine.reports.document import (
    Block,
    Bullets,
    Cell,
    CodeBlock,
    Column,
    Document,
    Heading,
    NoteBox,
    Paragraph,
    Picture,
    ReportTable,
)
from trephine.reports.inline import cited, clean
from trephine.reports.number import NOT_AVAILABLE, figure
from trephine.reports.reference import Style, reference

STYLES: dict[Language, Style] = {"zh": "gbt7714", "en": "vancouver"}
WORDS: dict[str, Text] = {
    "table": Text(zh="表", en="Table"),
    "figure": Text(zh="图", en="Figure"),
    "references": Text(zh="参考文献", en="References"),
    "contents": Text(zh="目录", en="Contents"),
    "numbers": Text(zh="图中数值", en="Numbers in this figure"),
    "caution": Text(zh="注意", en="Caution"),
    "limit": Text(zh="局限", en="Limit"),
    "demo": Text(zh="演示", en="Demonstration"),
    "page": Text(zh="第", en="Page"),
    "note": Text(zh="注：", en="Note: "),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbering:
    """Numbers of citations by key, and the Sources of the reference list in that order."""

    language: Language
    numbers: dict[str, int]
    sources: tuple[Source, ...]
    style: Style

    def mark(self, keys: str) -> str:
        """Return ``[1,3-5]`` for keys joined by spaces; runs of three or more are shortened."""
        found = sorted({self.numbers[key] for key in keys.split()})
        runs: list[list[int]] = []
        for number in found:
            if runs and number == runs[-1][-1] + 1:
                runs[-1].append(number)
            else:
                runs.append([number])
        dash = "-" if self.style == "gbt7714" else "–"
        said = [
            f"{run[0]}{dash}{run[-1]}" if len(run) > 2 else ",".join(map(str, run)) for run in runs
        ]
        return f"[{','.join(said)}]"

    def references(self) -> Iterator[tuple[int, Source, str]]:
        """Yield number, Source and formatted line of every entry."""
        for number, source in enumerate(self.sources, start=1):
            yield number, source, clean(reference(source, style=self.style))


def number_document(
    document: Document, language: Language, *, style: Style | None = None
) -> Numbering:
    """Return the numbering of a document in one language; raises InputError for an unknown key."""
    known = methods()
    order: dict[str, Source] = {}
    numbers: dict[str, int] = {}
    for text in _texts(document):
        for key in cited(text[language]):
            if key in document.sources:
                source = document.sources[key]
            elif key in known:
                source = known[key].source
            else:
                raise _unknown(key)
            order.setdefault(source.id, source)
            numbers[key] = list(order).index(source.id) + 1
    return Numbering(
        language=language,
        numbers=numbers,
        sources=tuple(order.values()),
        style=style or STYLES[language],
    )


def cell_text(cell: Cell, column: Column, language: Language) -> tuple[str, bool]:
    """Return a cell's text and whether inline marks are read in it."""
    if isinstance(cell, Text):
        return cell[language], True
    if cell is None:
        return NOT_AVAILABLE, False
    if isinstance(cell, bool):
        return str(cell), False
    if isinstance(cell, int) and column.scale == "plain" and column.decimals is None:
        return str(cell), False
    if isinstance(cell, int | float):
        return figure(float(cell), column.scale, column.decimals), False
    return clean(cell), False


def _texts(document: Document) -> Iterator[Text]:
    for block in document.blocks:
        yield from _texts_of(block)


def _texts_of(block: Block) -> Sequence[Text]:
    if isinstance(block, Heading | Paragraph | NoteBox):
        return (block.text,)
    if isinstance(block, Bullets):
        return block.items
    if isinstance(block, ReportTable):
        cells = [cell for row in block.rows for cell in row.cells if isinstance(cell, Text)]
        return (block.caption, *(c.header for c in block.columns), *cells, *block.notes)
    if isinstance(block, Picture):
        return (block.caption, *block.notes)
    if isinstance(block, CodeBlock):
        return (block.caption,) if block.caption else ()
    return ()


def _unknown(key: str) -> InputError:
    return InputError(
        what=Text(zh="引用的文献不存在", en="A citation names no known source"),
        where="Document",
        found=f"[@{key}]",
        do=Text(
            zh="在 sources 中给出该文献，或使用方法库中的键",
            en="Give the source in `sources`, or use a key of the methods' library",
        ),
    )
