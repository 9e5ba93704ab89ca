"""The shapes of conditioning and infusion: doses with their arithmetic, days, checks by two."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from trephine.care.derive.body import SurfaceFormula
from trephine.core.text import Text
from trephine.web.care.eligibility_shape import EligibilityGroup, ValueRead
from trephine.web.care.shape import PatientDecision, WrittenValue

ChecklistRole = Literal["nurse", "clinician"]
ChainStep = Literal["collected", "received", "thawed", "infused"]
Rounding = Literal["nearest", "down", "up"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimenShown:
    """A regimen as its study gave it: the drugs' cells as printed, and where they stand."""

    id: str
    product: str
    study: str
    year: int
    registration: str
    printed: tuple[Text, ...]
    place: Text
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SurfaceShown:
    """Body surface by one formula, in m2."""

    formula: SurfaceFormula
    area: str
    used: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseOfDay:
    """One drug on one day with its arithmetic; ``amount`` null: it cannot be computed.

    ``beside`` has the dose by each formula of body surface. ``missing`` holds it back.
    """

    day: int
    on: date
    drug: str
    label: Text
    amount: str | None
    unit: str
    capped: bool
    working: Text
    beside: tuple[str, ...]
    missing: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InfusionDays:
    """The days on which the infusion may follow, and how the planned one stands to them."""

    first: date
    last: date
    limit: date
    status: str
    text: Text
    place: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistSignature:
    """Who signed the checks before the infusion, in which role, and when."""

    role: ChecklistRole
    author: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistLine:
    """One item of the checks with its place or the reason for it."""

    id: str
    text: Text
    place: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainLink:
    """One step of the product's chain of identity; ``matched`` null: not checked yet."""

    step: ChainStep
    matched: bool | None
    author: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditioningPanel:
    """Conditioning and infusion of one patient as planned; it orders nothing.

    ``chain_known``: the product's identifier is on file (apart from the record, and erasable).
    ``conflicts`` are readings that contradict each other; ``outpaced`` statements that count though
    newer readings came.
    """

    id: str
    version: int
    patient: str
    name: str
    hospital_number: str
    demo: bool
    at: datetime
    infused: bool
    form: tuple[EligibilityGroup, ...]
    read: tuple[ValueRead, ...]
    regimens: tuple[RegimenShown, ...]
    chosen: str | None
    infusion: date | None
    surfaces: tuple[SurfaceShown, ...]
    doses: tuple[DoseOfDay, ...]
    not_given: tuple[str, ...]
    missing: tuple[Text, ...]
    days: InfusionDays | None
    decisions: tuple[PatientDecision, ...]
    checklist: tuple[ChecklistLine, ...]
    signatures: tuple[ChecklistSignature, ...]
    chain: tuple[ChainLink, ...]
    chain_known: bool
    conflicts: tuple[Text, ...]
    outpaced: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditioningAsked:
    """What to plan: a regimen, a day of infusion, a formula, a rounding; nothing is kept."""

    regimen: str | None = None
    infusion: date | None = None
    formula: SurfaceFormula = "mosteller"
    rounding: str | None = None
    direction: Rounding = "nearest"
    values: tuple[WrittenValue, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistSigning:
    """Sign that all items were checked; ``after`` is the last version that the signer saw."""

    after: int
    role: ChecklistRole
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainChecking:
    """The product's identifier as it was read off at a step; it goes into no event."""

    after: int
    step: ChainStep
    identifier: str = field(repr=False)
