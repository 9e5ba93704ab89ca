"""Act: what is really done in a virtual trial when a rule orders or advises something."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from trephine.core.mark import Mark
from trephine.core.readout import ReadoutTerm
from trephine.core.text import Text
from trephine.core.ward_rounds import WardRounds

ActTrigger = Literal["order", "advice"]
ActLasting = Literal["while", "until"]
PastWhat = Literal[
    "last",
    "highest",
    "lowest",
    "at_first",
    "at_last",
    "hours_since_first",
    "hours_since_last",
    "count",
]
SupportChange = Literal["set", "up", "down"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActKind:
    """A kind of acts, as a trial names those that it carries out."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ActEffect:
    """What is added to a state of the model: ``formula`` in the state's unit.

    The formula is over ``amount`` (what was given, in the order's unit; 0 where the order has
    none) and the patient's covariates.
    """

    state: str
    formula: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActReading:
    """What is written in the record when the act is carried out.

    ``formula`` gives the amount in the observable's unit, over what an ActEffect is over; an event
    and a yes need none. ``of``: at each administration, only the first, only the last of a course
    (administrations of one kind of acts less than a week apart).
    """

    observable: str
    formula: str = ""
    of: Literal["each", "first", "last"] = "each"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActHold:
    """A support state (see SupportState) put at ``level``; it lapses by that state's own hours.

    Without hours of its own the state stays while the act's order or advice stands, and is 0 after.
    """

    state: str
    level: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ActProtection:
    """How the hazard of infections differs without the act, where it is due.

    The hazard of the read-outs is that of patients cared for by the rules: where ``where``, a
    formula over PastQuantities, is not 0 and nothing was given within ``hours``, it is multiplied
    by ``without``, which is 1 or more.
    """

    where: str
    hours: float
    without: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ActInfusion:
    """A second infusion: the strategy of that id, at the first round of a day ``lead`` days later.

    The strategy's own day gives way; what else it gives keeps its distance from the infusion.
    ``stated``: what is written of the second product with its infusion, code by observable.
    """

    strategy: str
    lead: float
    stated: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondCourse:
    """What holds for all second infusions at relapse.

    ``schedules`` of read-outs are read at the first round after progression is confirmed. A run
    has one set of the parameters ``shared``; a strategy that sets them otherwise than the patient
    has them is carried out only ``where`` a formula over the patient's parameters is not 0.
    """

    schedules: tuple[str, ...]
    shared: tuple[str, ...]
    where: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What is done on an order or a piece of advice of the pathway, and what it does to the model.

    ``codes`` are ids of orders or codes of advice with the same effect, in order of preference: of
    those released together the first gives the amount. The act is carried out where one of them is
    released (``while``), or from the first release on until ``stop`` is not 0 (``until``); in both
    cases only where ``when`` is not 0, at least ``every`` hours after the one before (None: after
    the order's own interval), at most ``most`` times in all (None: the order's own
    number, else without limit); of orders that have a dose budget that alone holds interval and
    number, where the act states none. ``when`` and ``stop`` are formulas over PastQuantities, empty
    for always and never. Interval and number are those of the act, whichever code released it. What
    is ``between`` is a course: where it may be given at a round, it goes on at its own hours until
    the next.

    ``effects`` move the model, ``readings`` the record, ``holds`` the support, ``protection``
    the infections; ``shortens`` is the share by which what is left of an infection goes faster,
    once for each infection, at the first time the act is carried out in it. An act without any of
    them is written down and does nothing more.
    """

    id: str
    kind: str
    trigger: ActTrigger
    codes: tuple[str, ...]
    label: Text
    mark: Mark
    effects: tuple[ActEffect, ...] = ()
    readings: tuple[ActReading, ...] = ()
    holds: tuple[ActHold, ...] = ()
    protection: ActProtection | None = None
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
class ActChoice:
    """What the ward takes where rules propose several: the first of ``acts`` that may be given.

    ``acts`` are ids in order of preference; of those that may be given at a round only one is,
    also where its interval is not over yet. ``one_interval``: each waits for its own interval since
    any of them was given.
    """

    id: str
    acts: tuple[str, ...]
    mark: Mark
    one_interval: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActLeft:
    """An order or a piece of advice that is not carried out, and why."""

    trigger: ActTrigger
    code: str
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportState:
    """One kind of support in place: a whole number from 0, none, to ``most`` for each patient.

    ``levels`` are the codes that are written for 0, 1, … under ``observable``: a set as a list with
    commas, empty for none; of a yes no codes, but whether the level is above 0. A read-out of
    the same observable gives way. ``reading`` is
    a formula for the level that is written, over the support states, where it is not the state's
    own. It goes back to 0 ``hours`` after it was last put in place; None: only by a move.
    """

    id: str
    label: Text
    most: int
    mark: Mark
    observable: str = ""
    levels: tuple[str, ...] = ()
    reading: str = ""
    hours: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportMove:
    """What follows when the table that decides ``decision`` surely concludes ``value``.

    The state is ``set`` to ``level``, or goes ``up`` or ``down`` one, between 0 and its ``most``. A
    move to a lower level is a trial: it is made only at the first of a round's readings, so that
    those after it show whether the patient does without, and the tables put the support back
    where not. ``readings`` are written when the move is made.
    """

    decision: str
    value: str
    state: str
    change: SupportChange
    level: int = 0
    readings: tuple[ActReading, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """How support is given by rule, and what it does to what is read.

    ``minutes`` are the readings of a round, counted back from the decision. ``terms`` take the
    place of the read-outs' terms of the same id, or come before them: formulas over the model's
    quantities, the support states and ``ill_…`` as read-outs have them.
    """

    minutes: tuple[int, ...]
    states: tuple[SupportState, ...]
    moves: tuple[SupportMove, ...]
    terms: tuple[ReadoutTerm, ...]
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class PastQuantity:
    """A number from what a record holds so far, by name, for statements and hazards.

    ``of`` are observables or decisions. ``last`` is the latest value, ``highest`` and ``lowest``
    those of the last ``within`` hours (None: since the infusion); ``at_first`` and ``at_last``
    the latest value at or before the first or last of ``since`` after the infusion;
    ``hours_since_first`` and ``hours_since_last`` hours, ``count`` how many, the first infusion
    and all after it. A yes counts 1, a no 0, a decision that is a range by its lower end, what is
    sure of it, and one of which nothing is sure not at all: the one before stands. With ``code``, 1
    where the choice or the conclusion is that code, else 0.
    ``otherwise`` stands where there is none. Readings of the round itself count; what a round
    decides and gives counts from the next one on. With a second infusion all but ``last`` and what
    looks back ``within`` hours begins anew, unless ``whole``.
    """

    id: str
    label: Text
    what: PastWhat
    of: tuple[str, ...]
    otherwise: float
    mark: Mark
    within: float | None = None
    since: tuple[str, ...] = ()
    code: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedByRule:
    """What the virtual clinician states at a round: yes where ``formula`` is not 0.

    The formula is over PastQuantities, covariates, ``disease_read`` (1 where the myeloma was read
    at this round), ``progression_seen`` (1 where the latest assessment is a progression not yet
    confirmed) and, with ``from_model``, quantities of the model; ``cutpoints`` turn it into a code
    as those of a Readout do. It is stated at every round at which ``when`` is not 0, or once where
    ``once``. A read-out of the same observable gives way.
    """

    observable: str
    formula: str
    mark: Mark
    when: str = ""
    once: bool = False
    from_model: bool = False
    cutpoints: tuple[tuple[float, str], ...] = ()
    last_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftUnknown:
    """A statement that tables ask for and the virtual clinician does not make, and why."""

    observable: str
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenByRun:
    """What tables ask for that neither a read-out nor a formula gives, and where it comes from."""

    observable: str
    how: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class DeathCause:
    """One cause of death: its hazard, deaths a day, over quantities of the model and of the past.

    Names: the model's quantities, read-out and support terms, support states, PastQuantities,
    covariates, ``ill`` and ``ill_serious``, ``day`` (since the latest infusion) and ``progressed``
    (1 from the first progression on). ``stated`` is the observable that is stated true on this
    death, and false on every other.
    """

    id: str
    label: Text
    hazard: str
    mark: Mark
    stated: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """Everything that a virtual trial carries out, states and lets happen for one model."""

    model: str
    rounds: WardRounds
    kinds: tuple[ActKind, ...]
    acts: tuple[Act, ...]
    choices: tuple[ActChoice, ...]
    left: tuple[ActLeft, ...]
    support: Support
    past: tuple[PastQuantity, ...]
    statements: tuple[StatedByRule, ...]
    unknown: tuple[LeftUnknown, ...]
    written: tuple[WrittenByRun, ...]
    deaths: tuple[DeathCause, ...]
    second: SecondCourse | None = None

    def act(self, name: str) -> Act:
        """Return the act of that id. Raises KeyError."""
        for one in self.acts:
            if one.id == name:
                return one
        raise KeyError(name)
