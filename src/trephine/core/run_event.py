"""What people do with simulations, one declared payload a kind: a saved run is folded from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from trephine.core.text import Text
from trephine.core.undone import UNDONE, Undone

RunSort = Literal["trial", "population", "comparison", "sensitivity", "design"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPlanned:
    """A simulation is asked for: its plan as a file that says all of it, and its figures apart.

    ``plan`` is the text of a trial's file, or of a comparison's. ``ready``: the ready trial that
    the plan was made from, empty for none. ``of``: the run that it asks further about, empty for
    none. ``code`` is the digest of the code that was asked.
    """

    sort: RunSort
    title: Text
    plan: str
    patients: int
    days: float
    seed: int
    code: str
    ready: str = ""
    of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStarted:
    """A job works on it; a later one takes an earlier one's place."""

    job: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunAnswered:
    """One piece of an answer, since an event is small: one of ``part`` (an arm, a pair)."""

    part: str
    content: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunFinished:
    """The rest of the answer as it was computed, in the shape of ``version``.

    ``failed`` is how many virtual patients failed. Its pieces were appended just before it.
    """

    answer: dict[str, Any]
    version: int
    failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualPatientOpened:
    """One virtual patient's record was written into the care room, as it stood on ``day``."""

    arm: str
    patient: int
    day: int
    record: str


RUN_KINDS: Mapping[str, type] = MappingProxyType(
    {
        "run-planned": RunPlanned,
        "run-started": RunStarted,
        "run-answered": RunAnswered,
        "run-finished": RunFinished,
        "virtual-patient-opened": VirtualPatientOpened,
        UNDONE: Undone,
    }
)
