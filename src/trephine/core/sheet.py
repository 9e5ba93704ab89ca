"""PatientSheet: a patient's table as it was understood, before anything of it is kept."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from trephine.core.text import Text

TermState = Literal["understood", "unit missing", "unknown", "identifier", "left out"]
RemarkKind = Literal["refused", "duplicate", "contradiction", "note"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetWords:
    """The words by which tables are understood, folded: columns, observables, units, answers.

    ``columns`` gives a heading's part in the table; ``names`` an observable; ``units`` the UCUM
    codes that a written unit can mean; ``answers`` yes and no; ``identifiers`` are headings that
    name a person and are never read.
    """

    columns: Mapping[str, str]
    names: Mapping[str, str]
    units: Mapping[str, tuple[str, ...]]
    answers: Mapping[str, bool]
    nothing: frozenset[str]
    identifiers: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetChoice:
    """What somebody says a heading means; ``observable`` empty: it is left out on purpose."""

    heading: str
    observable: str
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTerm:
    """A heading, or an item of a long table, and what it was taken for.

    ``written`` is the unit as it stands in the table, ``unit`` its UCUM code; ``filled`` counts
    cells with something in them, ``read`` those that became readings.
    """

    heading: str
    line: int
    state: TermState
    observable: str = ""
    written: str = ""
    unit: str = ""
    units: tuple[str, ...] = ()
    filled: int = 0
    read: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetReading:
    """One cell that was understood; ``time`` of a table without times is the moment of reading."""

    line: int
    heading: str
    observable: str
    value: bool | str | tuple[str, ...]
    unit: str
    time: datetime
    day_only: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRemark:
    """What was not read and why: its line, what stands there, and what to do about it."""

    kind: RemarkKind
    line: int
    heading: str
    what: Text
    found: str
    do: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientSheet:
    """A table as it was understood: terms, readings to keep, and everything that was not read."""

    long: bool
    encoding: str
    rows: int
    terms: tuple[SheetTerm, ...]
    readings: tuple[SheetReading, ...]
    remarks: tuple[SheetRemark, ...]


def folded(word: str) -> str:
    """Return a heading without case, width, blanks and marks, as words are compared."""
    plain = unicodedata.normalize("NFKC", word).casefold()
    return re.sub(r"[\s_\-:：.。、,，（）()]+", "", plain)


def folded_unit(word: str) -> str:
    """Return a unit as written, without case, width and blanks."""
    plain = unicodedata.normalize("NFKC", word).replace("μ", "u").replace("µ", "u")
    return re.sub(r"\s+", "", plain).casefold().lstrip("×*x")
