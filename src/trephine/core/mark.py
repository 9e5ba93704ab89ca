"""The three honesty marks: where a number comes from. There is no fourth kind."""

from dataclasses import dataclass
from datetime import date

from trephine.core.source import Locator
from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """The value stands in the source at that place."""

    locator: Locator


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """The value follows from read values by ``formula``, which runs; it is never a typed result."""

    formula: str
    inputs: tuple[Locator, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumed:
    """The value stands in no source: the reason it was chosen, and when."""

    reason: Text
    on: date


Mark = Read | Derived | Assumed
