"""The shapes of eligibility and collection: what is asked, waiting times, another day."""

from dataclasses import dataclass
from datetime import datetime

from trephine.care.candidacy.requirement import RequirementStage, RequirementState, Standing
from trephine.care.candidacy.waiting import Given
from trephine.care.dosing.earliest_leukapheresis import WashoutStatus
from trephine.core.observable import ObservableKind
from trephine.core.record_event import OverrideWhy
from trephine.core.text import Text
from trephine.web.care.shape import InputChoice, InputMissing, RuleHeld, WrittenValue


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAccepted:
    """A unit in which a value may be entered: its UCUM code, and as a clinician writes it."""

    code: str
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityInput:
    """One input of the form with what the record says of it now; nothing is filled in.

    ``limits``: the laboratory's own upper limit of normal is asked with it.
    """

    name: str
    label: Text
    kind: ObservableKind
    units: tuple[UnitAccepted, ...]
    choices: tuple[InputChoice, ...]
    limits: bool
    note: Text | None
    value: Text
    known: bool
    read_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityGroup:
    """Inputs of a form that belong together."""

    id: str
    title: Text
    inputs: tuple[EligibilityInput, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRead:
    """How an entered value was read: converted to the unit that rules use, doubted, or refused.

    A value that is refused counts for nothing until it is corrected; a doubted one counts.
    """

    name: str
    shown: Text | None
    doubt: Text | None
    refused: Text | None
    do: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverriddenBy:
    """A clinician's signature under going on; ``stands`` false: the state is another now."""

    version: int
    author: str
    at: datetime
    why: Text
    stands: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementShown:
    """One requirement or exclusion in one of three states, with its rule and what is missing.

    ``absolute``: the source says must. ``partly``: what of its statement the rule does not catch.
    ``before``: the state today, where another day is asked for and the state differs then.
    """

    rule: RuleHeld
    stage: RequirementStage
    exclusion: bool
    absolute: bool
    state: RequirementState
    before: RequirementState | None
    missing: tuple[InputMissing, ...]
    partly: Text | None
    override: OverriddenBy | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingShown:
    """One drug that has to be out before collection; ``left`` days remain, null: cannot be told."""

    drug: str
    label: Text
    given: Given
    last: datetime | None
    day_only: bool
    wanted: Text | None
    by_analogy: Text | None
    status: WashoutStatus | None
    earliest: str | None
    left: int | None
    text: Text
    place: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityCounts:
    """How many requirements of a stage are in each state."""

    stage: RequirementStage
    standing: Standing
    met: int
    not_met: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectedOn:
    """What would be lacking if cells were collected at another moment and nothing came to it.

    ``waiting`` are the drugs that would not be out by then, with the days still left.
    """

    planned: datetime
    counts: EligibilityCounts
    lacking: tuple[RequirementShown, ...]
    waiting: tuple[WaitingShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideReason:
    """A reason that an override can be signed with."""

    code: OverrideWhy
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityPanel:
    """Whether a patient may be treated and collected, as far as it is known; it decides nothing.

    ``earliest`` is the first day on which the waiting times that are known are over; ``complete``
    false: a drug without a date, or one that the source does not address, is not in it; ``binding``
    are the drugs that set it. ``conflicts`` are readings that contradict each other; ``outpaced``
    statements that count though newer readings came.
    """

    id: str
    version: int
    patient: str
    demo: bool
    at: datetime
    collected: bool
    infused: bool
    form: tuple[EligibilityGroup, ...]
    read: tuple[ValueRead, ...]
    counts: tuple[EligibilityCounts, ...]
    requirements: tuple[RequirementShown, ...]
    remarks: tuple[RuleHeld, ...]
    conflicts: tuple[Text, ...]
    outpaced: tuple[Text, ...]
    waiting: tuple[WaitingShown, ...]
    earliest: str | None
    binding: tuple[Text, ...]
    complete: bool
    planned: datetime | None
    on_day: CollectedOn | None
    reasons: tuple[OverrideReason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EligibilityAsked:
    """Values as entered, to be judged and not kept; ``collect``: judged for that moment as well."""

    values: tuple[WrittenValue, ...] = ()
    collect: datetime | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideSigning:
    """Go on in spite of one requirement; ``state`` is what was seen of it."""

    after: int
    rule: str
    state: RequirementState
    why: OverrideWhy
    at: datetime | None = None
