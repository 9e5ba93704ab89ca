"""column_widths: how wide a table's columns are on paper, from what they hold."""

import re
import unicodedata
from collections.abc import Iterable

from trephine.core.text import Language
from trephine.reports.document import ReportTable
from trephine.reports.inline import plain
from trephine.reports.numbering import cell_text

_UNIT_MM = 1.75  # a Latin letter of 9 points, with a margin for bold; a Chinese one is two units
_PADDING_MM = 4.4
_SHORT = 16.0  # units that stay on one line where there is room: labels, counts


def _units(text: str) -> float:
    return sum(2.0 if unicodedata.east_asian_width(c) in "WF" else 1.0 for c in text)


def _words(text: str) -> Iterable[str]:
    """Yield what cannot be broken: Latin words; Chinese can be broken anywhere, not below four."""
    return re.findall(r"[^\s\u2e80-\uffef]+|[\u2e80-\uffef]{1,4}", text)


def column_widths(table: ReportTable, language: Language, available_mm: float) -> list[float]:
    """Return one width in millimetres a column, together at most ``available_mm``.

    A column gets what its longest cell needs on one line; where that is too much for the page, each
    gets its longest word and a share of the rest that grows with the square root of its need. It
    estimates: a renderer with other fonts may wrap a line earlier.
    """
    needs, words = [], []
    for number, column in enumerate(table.columns):
        texts = [plain(column.header[language])]
        for row in table.rows:
            if len(row.cells) == len(table.columns):
                text, marked = cell_text(row.cells[number], column, language)
                texts.append(plain(text) if marked else text)
        longest = max(_units(text) for text in texts)
        needs.append(longest * _UNIT_MM + _PADDING_MM)
        words.append(
            max((_units(word) for text in texts for word in _words(text)), default=1.0) * _UNIT_MM
            + _PADDING_MM
        )
    if sum(needs) <= available_mm:
        return needs
    words = [min(word, need) for word, need in zip(words, needs, strict=True)]
    if sum(words) >= available_mm:
        return [word * available_mm / sum(words) for word in words]
    short = _SHORT * _UNIT_MM + _PADDING_MM
    roomy = [max(word, min(need, short)) for word, need in zip(words, needs, strict=True)]
    words = roomy if sum(roomy) < available_mm else words
    widths = words
    for _ in needs:  # what one column does not need goes to the others
        spare = [(need - width) ** 0.5 for need, width in zip(needs, widths, strict=True)]
        share = (available_mm - sum(widths)) / sum(spare)
        widths = [
            min(width + share * part, need)
            for width, part, need in zip(widths, spare, needs, strict=True)
        ]
        if sum(widths) > available_mm - 0.01:
            break
    return widths
