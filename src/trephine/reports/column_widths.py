"""How wide a table's columns are, from what they hold."""

import re
import unicodedata
from collections.abc import Iterable

from trephine.core.text import Language
from trephine.reports.document import ReportTable
from trephine.reports.inline import plain
from trephine.reports.numbering import cell_text

_UNIT_MM = 1.75  # a Latin letter of 9 points, with a margin for bold; a Chinese one is two units
_PADDING_MM = 4.4
SHORT = 16.0  # units that stay on one line where there is room: labels, counts


def _units(text: str) -> float:
    return sum(2.0 if unicodedata.east_asian_width(c) in "WF" else 1.0 for c in text)


def _words(text: str) -> Iterable[str]:
    """Yield what cannot be broken: Latin words; Chinese can be broken anywhere, not below four."""
    return re.findall(r"[^\s\u2e80-\uffef]+|[\u2e80-\uffef]{1,4}", text)


def needs(table: ReportTable, language: Language) -> list[tuple[float, float]]:
    """Return for each column its longest cell and its longest word, in Latin letters."""
    found = []
    for number, column in enumerate(table.columns):
        texts = [plain(column.header[language])]
        for row in table.rows:
            if len(row.cells) == len(table.columns):
                text, marked = cell_text(row.cells[number], column, language)
                texts.append(plain(text) if marked else text)
        longest = max(_units(text) for text in texts)
        word = max((_units(word) for text in texts for word in _words(text)), default=1.0)
        found.append((longest, min(longest, word)))
    return found


def column_widths(table: ReportTable, language: Language, available_mm: float) -> list[float]:
    """Return one width in millimetres a column, together at most ``available_mm``.

    A column gets what its longest cell needs on one line; where that is too much for the page, each
    gets its longest word and a share of the rest that grows with the square root of its need. It
    estimates: a renderer with other fonts may wrap a line earlier.
    """
    measured = needs(table, language)
    lines = [line * _UNIT_MM + _PADDING_MM for line, _ in measured]
    words = [word * _UNIT_MM + _PADDING_MM for _, word in measured]
    if sum(lines) <= available_mm:
        return lines
    if sum(words) >= available_mm:
        return [word * available_mm / sum(words) for word in words]
    short = SHORT * _UNIT_MM + _PADDING_MM
    roomy = [max(word, min(line, short)) for word, line in zip(words, lines, strict=True)]
    widths = roomy if sum(roomy) < available_mm else words
    for _ in lines:  # what one column does not need goes to the others
        spare = [(line - width) ** 0.5 for line, width in zip(lines, widths, strict=True)]
        share = (available_mm - sum(widths)) / sum(spare)
        widths = [
            min(width + share * part, line)
            for width, part, line in zip(widths, spare, lines, strict=True)
        ]
        if sum(widths) > available_mm - 0.01:
            break
    return widths
