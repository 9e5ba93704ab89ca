"""Caution: a typed warning that travels with the result it concerns."""

from dataclasses import dataclass

from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """Something a reader must know before using a result; never a reason to change it silently.

    ``kind`` is a stable kebab-case id (``ft-back-transform``), ``studies`` the labels concerned.
    """

    kind: str
    text: Text
    studies: tuple[str, ...] = ()
