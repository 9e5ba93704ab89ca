"""The shapes of a pasted or uploaded table: what it was taken for, before anything is kept."""

from dataclasses import dataclass, field

from trephine.core.observable import ObservableKind
from trephine.core.sheet import SheetChoice, SheetRemark, TermState
from trephine.core.text import Text
from trephine.web.care.shape import WrittenValue


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetAsked:
    """A table to be understood: its file's name, its bytes in base64, and what was chosen.

    ``patient``: the record that it will be entered into, to be compared with what it holds.
    """

    file: str
    content: str = field(repr=False)
    choices: tuple[SheetChoice, ...] = ()
    patient: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTermShown:
    """A heading, what it was taken for, and the units that it could be in."""

    heading: str
    line: int
    state: TermState
    observable: str
    label: Text | None
    written: str
    unit: str
    unit_shown: str
    units: tuple[str, ...]
    filled: int
    read: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetValue:
    """One value that would be kept: its line, in words, and as it is written to a record."""

    line: int
    label: Text
    shown: Text
    day_only: bool
    value: WrittenValue


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetShown:
    """A table as it was understood; nothing is kept. ``remarks`` are all that was not read."""

    long: bool
    encoding: str
    rows: int
    zone: str
    terms: tuple[SheetTermShown, ...]
    values: tuple[SheetValue, ...]
    remarks: tuple[SheetRemark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTarget:
    """Something that a heading can be said to mean, with the units it takes."""

    name: str
    label: Text
    kind: ObservableKind
    units: tuple[str, ...]
