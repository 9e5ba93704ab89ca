"""The shapes of the care room: ward, patient, grade, calendar, response, what is written."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from trephine.care.assessment import TimerStatus
from trephine.core.calendar import EntryKind, EntryStatus
from trephine.core.decision import DecisionStatus
from trephine.core.observable import ObservableKind
from trephine.core.record_event import WithdrawnWhy
from trephine.core.rule import Strength
from trephine.core.text import Text
from trephine.web.landing.patients import NextStep

GradeWhat = Literal["crs", "icans"]
RuleState = Literal["holds", "fails", "open"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleHeld:
    """A rule with what is known of it for a patient, its place and the errata that touch it."""

    id: str
    state: RuleState
    strength: Strength
    text: Text
    place: Text
    errata: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InputUsed:
    """A value that a decision rests on, and when it was read.

    ``read_at``: of a value that was stated, its latest reading; of one that is worked out, the
    oldest of its parts; null for counts, spans of time and what a table decided.
    """

    name: str
    label: Text
    value: Text
    known: bool
    read_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InputMissing:
    """An input that is not known and would narrow the conclusion, and why it is not known."""

    name: str
    label: Text
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientDecision:
    """A decision for one patient with its reasons.

    ``low`` and ``high`` are the grade, an interval while inputs are missing; both null where there
    is no grade at all. ``settled``: one grade or value, and the question surely arises.
    ``deciding`` are the ids of the rules that make it what it is.
    """

    table: str
    decides: str
    title: Text
    status: DecisionStatus
    value: Text | None
    low: int | None
    high: int | None
    settled: bool
    deciding: tuple[str, ...]
    rules: tuple[RuleHeld, ...]
    inputs: tuple[InputUsed, ...]
    missing: tuple[InputMissing, ...]
    changes: tuple[Text, ...]
    trace: tuple[Text, ...]
    errata: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderConsidered:
    """An order to consider; ``held``: something stands in its way. Nobody has signed it."""

    id: str
    label: Text
    held: bool
    amount: str | None
    unit: str
    working: Text
    missing: tuple[Text, ...]
    against: tuple[str, ...]
    limits: tuple[Text, ...]
    earliest: datetime | None
    rules: tuple[RuleHeld, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckDue:
    """Something to be measured again, when, and the rule that asks for it."""

    name: str
    label: Text
    last: datetime | None
    due: datetime | None
    status: TimerStatus
    rule: str
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseCounter:
    """Doses of a drug since the infusion, against what its budget allows.

    ``left_least`` and ``left_most`` are what is left in all; ``allowed`` null: it cannot be told.
    """

    drug: Text
    given: int
    total: int
    left_least: int
    left_most: int
    last: datetime | None
    hours_since: str | None
    allowed: bool | None
    earliest: datetime | None
    limits: tuple[Text, ...]
    errata: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeBrief:
    """A grade in the ward's table: an interval where inputs are missing; null: none can be given.

    ``arises`` false: nothing was infused, so that the question does not arise.
    """

    low: int | None
    high: int | None
    value: Text
    arises: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WardPatient:
    """A patient of the ward: day after infusion, grades, what is next, due and overdue."""

    id: str
    patient: str
    name: str
    demo: bool
    simulated: bool
    title: Text | None
    at: datetime
    day: int | None
    crs: GradeBrief
    icans: GradeBrief
    next: NextStep | None
    due: tuple[CheckDue, ...]
    overdue: int
    visits_overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientPage:
    """One patient at a moment: everything that follows, with its reasons. It signs nothing.

    ``version`` is what a change has to name as the last version seen. ``conflicts`` are readings
    that contradict each other; ``outpaced`` statements that count though newer readings came.
    """

    id: str
    version: int
    patient: str
    name: str
    hospital_number: str
    demo: bool
    simulated: bool
    title: Text | None
    story: Text | None
    at: datetime
    day: int | None
    crs: GradeBrief
    icans: GradeBrief
    steps: tuple[NextStep, ...]
    orders: tuple[OrderConsidered, ...]
    counters: tuple[DoseCounter, ...]
    checks: tuple[CheckDue, ...]
    asked: tuple[InputMissing, ...]
    decisions: tuple[PatientDecision, ...]
    eligibility: tuple[PatientDecision, ...]
    washouts: tuple[Text, ...]
    leukapheresis_from: str | None
    conflicts: tuple[Text, ...]
    outpaced: tuple[Text, ...]
    errata: tuple[str, ...]
    later: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarItem:
    """One entry of a patient's calendar."""

    id: str
    kind: EntryKind
    status: EntryStatus
    status_words: Text
    due: datetime | date | None
    text: Text
    why: Text
    place: Text
    contents: tuple[Text, ...]
    missing: tuple[Text, ...]
    errata: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseVisit:
    """One assessment of response with its reasoning."""

    at: str
    level: str
    text: Text
    components: tuple[Text, ...]
    missing: tuple[Text, ...]
    flags: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientResponse:
    """The course of response; no visits where nothing was assessed after an infusion."""

    visits: tuple[ResponseVisit, ...]
    best_confirmed: str | None
    progression: str | None
    flags: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordNote:
    """A text to copy into the hospital's own record, in Chinese as it is kept there."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InputChoice:
    """One value that an input of a form can take."""

    code: str
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeInput:
    """One input of the bedside form; nothing is filled in for whoever enters it."""

    name: str
    label: Text
    kind: ObservableKind
    unit: str
    unit_shown: str
    choices: tuple[InputChoice, ...]
    low: str | None
    high: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenValue:
    """What was entered for one observable; ``time`` null: the moment of the whole entry.

    ``high`` is the laboratory's own upper limit of normal, in ``unit``; ``day_only``: the hour is
    not known.
    """

    observable: str
    value: bool | str | tuple[str, ...]
    unit: str = ""
    time: datetime | None = None
    high: str | None = None
    day_only: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeAsked:
    """Signs as entered, to be graded and not kept."""

    what: GradeWhat
    values: tuple[WrittenValue, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GradePanel:
    """A grade as it would be with what was entered, and what follows from it.

    ``entered`` are the observables that were entered just now; the other inputs are the record's.
    """

    id: str
    version: int
    patient: str
    demo: bool
    simulated: bool
    at: datetime
    day: int | None
    what: GradeWhat
    form: tuple[GradeInput, ...]
    entered: tuple[str, ...]
    decision: PatientDecision | None
    orders: tuple[OrderConsidered, ...]
    counters: tuple[DoseCounter, ...]
    checks: tuple[CheckDue, ...]
    conflicts: tuple[Text, ...]
    outpaced: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingsWritten:
    """Readings to be kept; ``after`` is the last version that the writer saw."""

    after: int
    values: tuple[WrittenValue, ...]
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeSigning:
    """Signs to be kept together with a clinician's signature under the grade that they make."""

    after: int
    what: GradeWhat
    grade: int
    values: tuple[WrittenValue, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoAsked:
    """Take one event back; ``after`` is the last version that the writer saw."""

    after: int
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalAsked:
    """Withdraw one reading, or put another in its place."""

    after: int
    version: int
    number: int
    why: WithdrawnWhy
    instead: WrittenValue | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPatient:
    """A patient to be entered: a pseudonym for events, identifiers kept apart, first readings."""

    patient: str
    name: str = field(default="", repr=False)
    hospital_number: str = field(default="", repr=False)
    values: tuple[WrittenValue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PatientWritten:
    """Which record was written and when, by the ward's clock, and its last version now."""

    id: str
    version: int
    at: datetime
