"""RunOutcome: one column of a simulated patient's row, and what can be behind a relapse."""

from dataclasses import dataclass
from typing import Literal

from trephine.core.mark import Mark
from trephine.core.product import ParameterChange
from trephine.core.text import Text

RunOutcomeKind = Literal[
    "peak",
    "time_of_peak",
    "trough",
    "time_of_trough",
    "area",
    "value_at",
    "first_above",
    "first_below",
    "last_above",
    "days_above",
    "days_below",
    "value",
    "share",
    "rise",
    "earliest",
    "ratio",
    "is_above",
    "is_below",
]
OutcomeGroup = Literal["cells", "tumour", "antigen", "inflammation", "blood", "immunity", "cause"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOutcome:
    """One figure of a simulated patient, as declared for one model.

    The first eleven kinds are those of a TrajectoryMeasure of the one quantity ``of``. ``value``:
    the sum of ``of`` on day ``low`` (None: the last), or on the day that the outcome ``when``
    names. ``share``: the same, divided by the sum of ``per``. ``rise``: the first visit from day
    ``low`` on at which the sum of ``of`` stands at least ``threshold`` (a share) and at least
    ``least`` (in the unit of the quantity) above its lowest so far, there and at the next visit.
    ``earliest``: the smallest of the outcomes ``of``. ``ratio``: the first of the two outcomes
    ``of`` divided by the second, not-a-number below ``least`` of it. ``is_above`` and
    ``is_below``: 1 or 0, the outcome ``of`` against ``threshold``. What does not happen, or is
    not known, is not-a-number. ``ends``: it is the day of an event, which may come after the run.
    """

    id: str
    label: Text
    unit: str
    group: OutcomeGroup
    kind: RunOutcomeKind
    of: tuple[str, ...]
    mark: Mark
    per: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    threshold: float | None = None
    least: float | None = None
    when: str = ""
    note: Text | None = None

    @property
    def ends(self) -> bool:
        """Whether it is the day of an event that the end of the run may cut off."""
        return self.kind in {"first_above", "first_below", "rise", "earliest"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RelapseCause:
    """One mechanism that can bring a relapse, as the parameters that switch it off.

    ``changes`` act on a patient's own parameters before the run. ``sign`` is the RunOutcome that
    shows it at the relapse (a share of clones, say), ``not_said`` what switching it off leaves in.
    """

    id: str
    label: Text
    text: Text
    changes: tuple[ParameterChange, ...]
    mark: Mark
    sign: str = ""
    not_said: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOutcomes:
    """What a run of one model reports: its outcomes, the shown curves and the causes of relapse.

    ``event`` is the outcome that counts as progression, by ``rule``; ``depth`` the one that a
    waterfall shows, ``shown`` the quantities whose curves are kept for bands, those in
    ``logarithmic`` on such an axis.
    """

    model: str
    outcomes: tuple[RunOutcome, ...]
    causes: tuple[RelapseCause, ...]
    event: str
    depth: str
    rule: Text
    shown: tuple[str, ...]
    logarithmic: tuple[str, ...] = ()

    def outcome(self, name: str) -> RunOutcome:
        """Return the outcome of that id. Raises KeyError."""
        for entry in self.outcomes:
            if entry.id == name:
                return entry
        raise KeyError(name)
