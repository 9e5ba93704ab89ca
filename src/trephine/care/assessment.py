"""Assessment: everything that follows for one patient at one moment."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from trephine.care.dosing.earliest_leukapheresis import WashoutResult
from trephine.care.dosing.lymphodepletion import LymphodepletionPlan
from trephine.care.dosing.steroids import SteroidState
from trephine.care.outpaced import Outpaced
from trephine.care.response.answer import ResponseCourse
from trephine.core.calendar import CalendarEntry
from trephine.core.decision import Decision
from trephine.core.record import Reading
from trephine.core.rule import Conclusion, Order, Rule
from trephine.core.text import Text
from trephine.core.value import Reason

TimerStatus = Literal["due", "overdue", "upcoming", "not recorded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An order to consider: never signed, and released only when nothing it needs is missing.

    ``rules`` are those that propose it; ``sure``: one of them surely holds. ``amount`` in ``unit``
    is one dose, None where it cannot be computed or the source states none; ``working`` is its
    arithmetic. ``against`` are rules that exclude the drug. ``allowed`` is what the drug's budget
    says, None where there is no budget or it cannot be told; ``limits`` its reasons. ``earliest``
    is when the next dose may begin.
    """

    order: Order
    rules: tuple[Rule, ...]
    sure: bool
    amount: Decimal | None
    unit: str
    working: Text
    missing: tuple[str, ...]
    against: tuple[Rule, ...] = ()
    allowed: bool | None = None
    limits: tuple[Text, ...] = ()
    earliest: datetime | None = None

    @property
    def released(self) -> bool:
        """Whether nothing stands in its way but the clinician's decision."""
        return self.sure and not self.missing and not self.against and self.allowed is not False


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """Something to be measured again: when it was last done, when it is due.

    ``due`` None: it has not been done yet, and is due now. ``rule`` and ``conclusion`` ask for it.
    """

    name: str
    rule: Rule
    conclusion: Conclusion
    last: datetime | None
    due: datetime | None
    status: TimerStatus
    sure: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An input that is missing and the decisions that knowing it would narrow or settle."""

    name: str
    reason: Reason
    decisions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """Layers that come to different conclusions on one decision: the one in force, and others."""

    decides: str
    in_force: Decision
    others: tuple[Decision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What a pathway concludes for one patient at ``at``, with what it rests on.

    ``decisions`` are all that were evaluated, in the order of the pathway; those in force are
    marked. ``asked`` is ordered: what answers most comes first. ``conflicts`` are readings of one
    moment that disagree, and totals with parts that do not fit them; ``outpaced`` are statements
    that still count though what they follow from was read anew since. ``later`` counts readings
    that were not known yet. ``errata`` are ids of the register that touch what was concluded.
    ``response`` is the course by IMWG, ``calendar`` what is due after infusion, ``washouts`` what
    has to be out before leukapheresis, ``lymphodepletion`` the planned doses day by day,
    ``steroids`` what was given; None or empty where the question does not arise. It supports a
    decision, and takes none.
    """

    patient: str
    at: datetime
    pathway: str
    decisions: tuple[Decision, ...]
    proposals: tuple[Proposal, ...]
    timers: tuple[Timer, ...]
    asked: tuple[Asked, ...]
    disputes: tuple[Dispute, ...]
    conflicts: tuple[tuple[Reading, ...], ...]
    errata: tuple[str, ...]
    later: int
    outpaced: tuple[Outpaced, ...] = ()
    response: ResponseCourse | None = None
    calendar: tuple[CalendarEntry, ...] = ()
    washouts: WashoutResult | None = None
    lymphodepletion: LymphodepletionPlan | None = None
    steroids: SteroidState | None = None

    def excluding(self, drug: str) -> tuple[Rule, ...]:
        """Return the rules in force that surely exclude a drug, by its observable's name."""
        return tuple(
            fired.rule
            for one in self.decisions
            if one.in_force
            for fired in one.fired
            if one.sure(fired)
            and any(c.kind == "exclude" and c.code == drug for c in fired.rule.conclusions)
        )

    def decision(self, decides: str) -> Decision | None:
        """Return the decision in force, or None where nothing was asked."""
        for one in self.decisions:
            if one.table.decides == decides and one.in_force:
                return one
        return None
