"""What the file of acts holds: its tables and keys, as they are written."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from trephine.core.act import ActInfusion, ActKind, ActLasting, ActTrigger, PastWhat, SupportChange
from trephine.core.source import Locator
from trephine.core.text import Text
from trephine.core.ward_rounds import RoundSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Where an entry stands (``at``), how it follows (``derived``), or why it was chosen."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    why: Text | None = None
    at: Locator | None = None
    derived: str = ""
    of: tuple[Locator, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingEntry:
    """One reading that an act or a move writes."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    observable: str
    formula: str = ""
    of: Literal["each", "first", "last"] = "each"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectionEntry:
    """``protection``: the infection hazard where the act is due and not given."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    where: str
    hours: float
    without: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundsEntry:
    """``[rounds]``: minutes, but ``course``, ``stay`` and ``spans`` in days."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    given_after: int
    moved_after: int
    found_before: int
    early: int
    course: float
    stay: float
    spans: tuple[RoundSpan, ...]
    in_hospital: str
    confirm_after: float
    confirm: tuple[str, ...]
    mark: Grounds


@dataclass(frozen=True, slots=True, kw_only=True)
class ActEntry:
    """``[[act]]``. ``effects`` and ``holds`` are a formula, a level, by state."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    kind: str
    trigger: ActTrigger
    codes: tuple[str, ...]
    label: Text
    mark: Grounds
    effects: dict[str, str] = field(default_factory=dict)
    readings: tuple[ReadingEntry, ...] = ()
    holds: dict[str, int] = field(default_factory=dict)
    protection: ProtectionEntry | None = None
    shortens: float = 0.0
    infusion: ActInfusion | None = None
    lasts: ActLasting = "while"
    when: str = ""
    stop: str = ""
    every: float | None = None
    most: int | None = None
    between: bool = False
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceEntry:
    """``[[choice]]``: acts of which one is carried out, in order of preference."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    acts: tuple[str, ...]
    mark: Grounds
    one_interval: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftEntry:
    """``[[left]]``: orders or advice not carried out, for one reason."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    trigger: ActTrigger
    codes: tuple[str, ...]
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class StateEntry:
    """``[[support.state]]``."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    label: Text
    most: int
    mark: Grounds
    observable: str = ""
    levels: tuple[str, ...] = ()
    reading: str = ""
    hours: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveEntry:
    """``[[support.move]]``."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    decision: str
    value: str
    state: str
    change: SupportChange
    level: int = 0
    readings: tuple[ReadingEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TermEntry:
    """``[[support.term]]``."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    label: Text
    formula: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportEntry:
    """``[support]``: the readings of a round, the states, moves and terms."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    minutes: tuple[int, ...]
    mark: Grounds
    state: tuple[StateEntry, ...]
    move: tuple[MoveEntry, ...]
    term: tuple[TermEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastEntry:
    """``[[past]]``: a number from what the record holds so far."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    label: Text
    what: PastWhat
    of: tuple[str, ...]
    otherwise: float
    within: float | None = None
    since: tuple[str, ...] = ()
    code: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementEntry:
    """``[[statement]]``: what the clinician states at a round."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    observable: str
    formula: str
    mark: Grounds
    when: str = ""
    once: bool = False
    from_model: bool = False
    cutpoints: tuple[tuple[float, str], ...] = ()
    last_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnknownEntry:
    """``[[unknown]]``: statements that are not made, for one reason."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    observables: tuple[str, ...]
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenEntry:
    """``[[written]]``: what the run itself writes, and from where."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    observables: tuple[str, ...]
    how: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DeathEntry:
    """``[[death]]``: a cause of death and its hazard a day."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    id: str
    label: Text
    hazard: str
    mark: Grounds
    stated: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondEntry:
    """``[second]``: second infusions at relapse."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    schedules: tuple[str, ...]
    shared: tuple[str, ...]
    where: str
    mark: Grounds


@dataclass(frozen=True, slots=True, kw_only=True)
class ActFile:
    """The whole file. ``on`` is the date of what is assumed, ``past_why`` that of the past."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012  (Pydantic's name, read only)
    model: str
    on: date
    past_why: Text
    rounds: RoundsEntry
    kind: tuple[ActKind, ...]
    act: tuple[ActEntry, ...]
    choice: tuple[ChoiceEntry, ...]
    left: tuple[LeftEntry, ...]
    support: SupportEntry
    past: tuple[PastEntry, ...]
    statement: tuple[StatementEntry, ...]
    unknown: tuple[UnknownEntry, ...]
    written: tuple[WrittenEntry, ...]
    death: tuple[DeathEntry, ...]
    second: SecondEntry | None = None
