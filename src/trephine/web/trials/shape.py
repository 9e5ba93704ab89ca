"""The shapes of virtual trials: the design card, the answer, the run that holds it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from trephine.core.run_event import RunSort
from trephine.core.text import Text
from trephine.web.evidence.findings import PlaceShown

RunState = Literal["waiting", "running", "done", "failed", "cancelled"]
VerdictKey = Literal["inside-ci", "inside-pi", "outside", "shown", "silent", "no-result"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialListed:
    """A ready trial; ``answered``: what it answered when last run is kept to be shown."""

    id: str
    title: Text
    question: Text | None
    arms: tuple[Text, ...]
    patients: int
    days: float
    answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideShown:
    """A rule as it is printed and as an arm has it; ``printed`` None: there is no such rule."""

    where: Text
    printed: Text | None
    source: Text | None
    now: Text
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmPlanned:
    """An arm of the design: what is given, which rules differ, what a proof warns of."""

    id: str
    label: Text
    given: Text
    overrides: tuple[OverrideShown, ...]
    cautions: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairKept:
    """An arm against the first as a run long ago told it, a line a difference."""

    heading: Text
    lines: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerKept:
    """What a ready trial answered when it was last run for the documentation. Simulated."""

    patients: int
    pairs: tuple[PairKept, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialDesign:
    """The design card: whom, what, by which rules, seen when, asked what; ``facts`` in words.

    ``file`` is the plan as a trial's file, which is what is stored. ``ready`` is the ready trial it
    was made from, empty for none; ``choices`` are all arms of that one.
    """

    id: str
    ready: str
    title: Text
    question: Text | None
    note: Text | None
    written: date
    patients: int
    days: float
    seed: int
    facts: tuple[Text, ...]
    arms: tuple[ArmPlanned, ...]
    choices: tuple[ArmPlanned, ...]
    file: str
    kept: AnswerKept | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialAsked:
    """A trial to look at or to run: a ready one by its id, or the text of a file; then changes.

    ``arms`` are ids of those to keep, in the plan's order, empty for all; None: the plan's own.
    """

    ready: str = ""
    file: str = ""
    patients: int | None = None
    seed: int | None = None
    days: float | None = None
    arms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointAnswered:
    """One endpoint of an arm in words, and as a share with its interval where it is one.

    ``over_time``: it is a time to an event.
    """

    key: str
    label: Text
    among: Text
    definition: Text
    said: Text
    share: float | None
    ci_lb: float | None
    ci_ub: float | None
    over_time: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideEvidence:
    """A published result beside the simulated one: both in words, and where the one stands.

    ``side``: whether a fit may have used these patients. ``silent``: why it judges nothing. ``at``
    is where it is printed; ``paper`` and ``analysis`` name the page that pools it, empty for none.
    """

    id: str
    label: Text
    side: Text
    virtual: Text
    references: Text
    verdict: VerdictKey
    said: Text
    silent: Text | None
    at: PlaceShown | None = None
    paper: str = ""
    analysis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureKept:
    """A figure of a run by its name; ``caption`` says what it shows."""

    name: str
    caption: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmAnswered:
    """What came of an arm: endpoints, beside the evidence, and how often it stands where."""

    id: str
    label: Text
    heading: Text
    failed: Text | None
    differs: Text | None
    outcomes: tuple[EndpointAnswered, ...]
    left_out: Text | None
    evidence: tuple[BesideEvidence, ...]
    tally: Text
    pooled: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareChanged:
    """A share in both arms of the same patients: difference, who changed, number needed.

    ``told``: the interval holds no zero. ``needed`` None: no difference; its upper end None: the
    interval reaches infinity.
    """

    key: str
    label: Text
    pairs: int
    first: float
    other: float
    difference: float
    ci_lb: float
    ci_ub: float
    p: float
    gained: int
    lost: int
    needed: float | None
    needed_lb: float | None
    needed_ub: float | None
    told: bool
    said: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PairAnswered:
    """An arm against the first in the same virtual patients."""

    first: Text
    other: Text
    heading: Text
    shares: tuple[ShareChanged, ...]
    times: tuple[Text, ...]
    trade: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialAnswer:
    """The answer of a virtual trial. All of it is simulated."""

    note: Text
    arms: tuple[ArmAnswered, ...]
    pairs: tuple[PairAnswered, ...]
    pairs_note: Text
    figures: tuple[FigureKept, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunListed:
    """A saved run: what, how many, by whom, how it stands; ``of``: the run it asks about."""

    id: str
    sort: RunSort
    title: Text
    patients: int
    days: float
    seed: int
    author: str
    at: datetime
    state: RunState
    job: str
    ready: str
    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialRunPage:
    """A saved run of a virtual trial: its design, and the answer once it is there.

    ``other_code``: it was asked of another state of the code than this one.
    """

    head: RunListed
    design: TrialDesign
    answer: TrialAnswer | None
    other_code: bool
    opened: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualPatientRow:
    """A virtual patient of an arm, by what a ward would ask first. None: it did not happen."""

    patient: int
    status: str
    crs: int | None
    crs_day: float | None
    icans: int | None
    response: Text | None
    progression_day: float | None
    death_day: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualPatients:
    """Some virtual patients of an arm, from one number on; ``days`` is how long they were seen."""

    arm: str
    all: int
    days: float
    rows: tuple[VirtualPatientRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordAsked:
    """A virtual patient to be opened in the care room, as known at the end of a ``day``."""

    arm: str
    patient: int
    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordOpening:
    """The record that will be there once the job is done; ``job`` None: it is there already."""

    record: str
    job: str | None
