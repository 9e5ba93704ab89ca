"""The shape of a guideline file: Markdown in which TOML fences hold the rules."""

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from trephine.core.mark import Assumed, Derived, Mark, Read
from trephine.core.observable import Choice, Use
from trephine.core.rule import HitPolicy, Layer, Strength
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.library.content import from_toml, read_text

_FENCE = re.compile(r"^```toml[ \t]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
Place = str | Locator


@dataclass(frozen=True, slots=True, kw_only=True)
class TableEntry:
    """``[table]``: all of a decision table but its rules."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    decides: str
    title: Text
    layer: Layer
    hit: HitPolicy
    use: Use
    at: Locator
    text: Text
    when: str = ""
    floor: int | None = None
    values: tuple[Choice, ...] = ()
    monotone: dict[str, Literal["up", "down"]] = field(default_factory=dict)
    assumes: str = ""
    always: Text | None = None
    errata: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionEntry:
    """``[define.name]``: a condition that rules of the table share."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    is_: str = field(metadata={"alias": "is"})
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ThenEntry:
    """One element of ``then``: exactly one of the keys that are conclusions."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    grade: int | None = None
    points: str | None = None
    value: str | None = None
    require: str | None = None
    exclude: str | None = None
    order: str | None = None
    measure: tuple[str, ...] | None = None
    advise: str | None = None
    watch: str | None = None
    note: str | None = None
    every: str | None = None
    within: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleEntry:
    """``[[rule]]``: a condition, its conclusions, and where it was read."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    strength: Strength
    if_: str = field(metadata={"alias": "if"})
    then: tuple[ThenEntry, ...]
    text: Text
    at: Place | None = None
    assumed: Text | None = None
    derived: str = ""
    errata: tuple[str, ...] = ()
    partly: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEntry:
    """``[[order]]``: what rules may propose to give or do."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    drug: str
    label: Text
    amount: str | None = None
    unit: str = ""
    per: Literal["", "kg", "m2"] = ""
    cap: str | None = None
    cap_unit: str = ""
    route: str = ""
    every: str | None = None
    times: int | None = None
    budget: str = ""
    needs: tuple[str, ...] = ()
    note: Text | None = None
    at: Place | None = None
    assumed: Text | None = None
    derived: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModelledEntry:
    """``[[not_modelled]]``: a statement that no rule catches."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    at: Place
    text: Text
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DefectEntry:
    """``[[defect]]``: what the proof must find on a table as printed."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    kind: Literal["gap", "overlap", "monotone"]
    rules: tuple[str, ...]
    erratum: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """One fence of a guideline file."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    table: TableEntry | None = None
    define: dict[str, DefinitionEntry] = field(default_factory=dict)
    rule: tuple[RuleEntry, ...] = ()
    order: tuple[OrderEntry, ...] = ()
    not_modelled: tuple[NotModelledEntry, ...] = ()
    defect: tuple[DefectEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidelineEntry:
    """``guideline.toml``: what the files of a folder have in common.

    ``source`` is the document that a place without a source is in, ``assumed_on`` the day of
    every assumption that states a reason alone.
    """

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    title: Text
    source: str
    assumed_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedFence:
    """A fence with its text and the line of the file on which it starts."""

    fence: Fence
    text: str
    path: Path
    first_line: int


def read_guideline_file(path: Path) -> tuple[PlacedFence, ...]:
    """Return the TOML fences of a Markdown file in order. Raises ContentError with file and line.

    The prose around them is for readers; it is not interpreted.
    """
    text = read_text(path)
    found = []
    for match in _FENCE.finditer(text):
        first_line = text.count("\n", 0, match.start(1)) + 1
        fence = from_toml(match.group(1), path, Fence, first_line=first_line)
        found.append(
            PlacedFence(fence=fence, text=match.group(1), path=path, first_line=first_line)
        )
    return tuple(found)


def marked(entry: RuleEntry | OrderEntry, source: str, at: Locator | None, on: date) -> Mark | None:
    """Return the mark of an entry: read, derived or assumed; None where it states none."""
    if entry.at is not None:
        place = entry.at
        return Read(
            locator=Locator(source=source, place=place) if isinstance(place, str) else place
        )
    if entry.derived:
        return Derived(formula=entry.derived, inputs=() if at is None else (at,))
    return None if entry.assumed is None else Assumed(reason=entry.assumed, on=on)
