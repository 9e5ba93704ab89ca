"""Breaking text into lines: Latin between words, Chinese between characters, both by measure."""

from trephine.plots.kit.metrics import text_width

_NOT_AT_START = set("，。、；：！？）》」』】〕”’％%…·,.;:!?)]}/")
_NOT_AT_END = set("（《「『【〔“‘([{")
_AFTER = set("-–—/")


def _is_wide(character: str) -> bool:
    """Tell whether lines may break next to this character without a space."""
    return ord(character) >= 0x2E80


def pieces(text: str) -> list[str]:
    """Cut a text into the smallest pieces between which a line may break.

    A space stays at the end of the piece before it. Punctuation never starts a line, an opening
    bracket never ends one.
    """
    out: list[str] = []
    current = ""
    for at, character in enumerate(text):
        if current:
            last = text[at - 1]
            between_wide = _is_wide(last) or _is_wide(character)
            after_mark = last in _AFTER and not character.isdigit() and not character.isspace()
            may = last == " " or between_wide or after_mark
            if character == " " or character in _NOT_AT_START or last in _NOT_AT_END:
                may = False
            if may:
                out.append(current)
                current = ""
        current += character
    if current:
        out.append(current)
    return out


def _cut(piece: str, width: float, size: float, *, bold: bool) -> list[str]:
    """Cut a piece that is wider than a line between its characters."""
    out: list[str] = []
    current = ""
    for character in piece:
        if current and text_width((current + character).rstrip(), size, bold=bold) > width:
            out.append(current)
            current = ""
        current += character
    out.append(current)
    return out


def wrap(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """Return the lines of a clean text, each at most ``width`` points wide.

    A word longer than a line is cut between characters; a single character wider than the line
    still stands alone on one. An empty text gives one empty line. It never shortens the text.
    """
    lines: list[str] = []
    current = ""
    for piece in pieces(text):
        if text_width((current + piece).rstrip(), size, bold=bold) <= width:
            current += piece
            continue
        if current:
            lines.append(current.rstrip())
        *full, current = _cut(piece, width, size, bold=bold)
        lines.extend(part.rstrip() for part in full)
    lines.append(current.rstrip())
    return lines


def longest(lines: list[str], size: float, *, bold: bool = False) -> float:
    """Return the width of the widest line in points."""
    return max(text_width(line, size, bold=bold) for line in lines)
