"""Inline marks of a sentence: *emphasis*, **strong**, `code`, [@key] citations; and back to plain.

The whole grammar: a backslash takes the next character as it is; an asterisk pair is emphasis, a
pair of two is strong, a pair of backticks is code, ``[@a; @b]`` cites (a space before it is not
printed). An unpaired mark is text.
"""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

Mark = Literal["text", "emphasis", "strong", "code", "cite"]

_TOKEN = re.compile(
    r"\\(?P<escaped>.)"
    r"|\[(?P<cite>@[\w.:-]+(?:\s*;\s*@[\w.:-]+)*)\]"
    r"|`(?P<code>[^`]+)`"
    r"|\*\*(?P<strong>(?:[^*\\]|\\.)+)\*\*"
    r"|\*(?P<emphasis>(?:[^*\\]|\\.)+)\*",
    re.DOTALL,
)
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SPECIAL = re.compile(r"([\\*`\[])")


class Piece(NamedTuple):
    """A run of text under one mark; for ``cite``, the keys stand in ``text``, joined by spaces."""

    mark: Mark
    text: str


def clean(text: str) -> str:
    """Return text without what XML cannot hold: control characters, halves of surrogate pairs."""
    return _UNPRINTABLE.sub(" ", text)


def escape(text: str) -> str:
    """Return ``text`` so that it is printed as it stands."""
    return _SPECIAL.sub(r"\\\1", text)


def pieces(text: str) -> Iterator[Piece]:
    """Yield the runs of a marked sentence in order; adjacent plain text comes as one run."""
    text = clean(text)
    plain = ""
    at = 0
    for token in _TOKEN.finditer(text):
        plain += text[at : token.start()]
        at = token.end()
        if token["escaped"] is not None:
            plain += token["escaped"]
            continue
        if token["cite"] is not None:
            plain = plain.removesuffix(" ")  # a citation is set high, close to its word
        if plain:
            yield Piece("text", plain)
            plain = ""
        if token["cite"] is not None:
            yield Piece("cite", " ".join(k.strip().lstrip("@") for k in token["cite"].split(";")))
        elif token["code"] is not None:
            yield Piece("code", token["code"])
        elif token["strong"] is not None:
            yield Piece("strong", _unescaped(token["strong"]))
        else:
            yield Piece("emphasis", _unescaped(token["emphasis"]))
    plain += text[at:]
    if plain:
        yield Piece("text", plain)


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def plain(text: str) -> str:
    """Return a marked sentence without its marks and citations."""
    return "".join(piece.text for piece in pieces(text) if piece.mark != "cite")


def cited(text: str) -> list[str]:
    """Return the keys that a marked sentence cites, in order, each once."""
    found = [k for piece in pieces(text) if piece.mark == "cite" for k in piece.text.split()]
    return list(dict.fromkeys(found))
