"""The shapes of the rules room: guidelines, tables, rules, boundaries, proofs, orders, errata."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from trephine.care.verify import FlawKind
from trephine.core.erratum import ErratumKind, ErratumStatus
from trephine.core.rule import ConclusionKind, HitPolicy, Layer, Strength
from trephine.core.source import Source
from trephine.core.text import Text
from trephine.web.evidence.findings import PlaceShown

MarkKind = Literal["read", "derived", "assumed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkShown:
    """An honesty mark: which of the three, in words, and the places it names."""

    kind: MarkKind
    words: Text
    places: tuple[PlaceShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderShown:
    """An order to consider: drug, amount, how often, where it is read; never signed."""

    id: str
    drug: str
    label: Text
    amount: Decimal | None
    unit: str
    per: str
    cap: Decimal | None
    cap_unit: str
    route: str
    every_hours: Decimal | None
    times: int | None
    note: Text | None
    mark: MarkShown


@dataclass(frozen=True, slots=True, kw_only=True)
class ConclusionShown:
    """What a rule concludes: kind, code, and its words where it names something.

    ``measured`` are the observables to be measured, ``order`` the order to consider.
    """

    kind: ConclusionKind
    code: str
    number: int | None
    points: Decimal | None
    label: Text | None
    measured: tuple[Text, ...]
    every_hours: Decimal | None
    within_hours: Decimal | None
    order: OrderShown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleShown:
    """A rule as a clinician reads it: paraphrase, condition, conclusions, place, errata."""

    id: str
    strength: Strength
    text: Text
    condition: Text
    conclusions: tuple[ConclusionShown, ...]
    mark: MarkShown
    errata: tuple[str, ...]
    partly: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundaryShown:
    """One limit of a table: whether the comparison holds a step below, at it and a step above."""

    comparison: Text
    limit: Decimal
    step: Decimal
    below: bool
    at: bool
    above: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InputAt:
    """One input of a witness: its name and the cell in which it lies, in words."""

    name: str
    label: Text
    value: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FlawShown:
    """Something a table does that it should not, with inputs at which it does."""

    kind: FlawKind
    rules: tuple[str, ...]
    cells: int
    witness: tuple[InputAt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofShown:
    """What was proved of a table by trying every cell of its inputs.

    ``as_declared``: there is no flaw beyond those of the printed text, which the register holds.
    """

    cells: int
    sound: bool
    as_declared: bool
    flaws: tuple[FlawShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErratumShown:
    """A misprint or contradiction of a source: as printed, as used, why."""

    id: str
    kind: ErratumKind
    status: ErratumStatus
    at: PlaceShown
    against: tuple[PlaceShown, ...]
    printed: Text
    used: Text
    reason: Text
    concerns: tuple[str, ...]
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DefinitionShown:
    """A named condition that the rules of one table share."""

    name: str
    text: Text
    condition: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class TableListed:
    """A table as a list shows it."""

    id: str
    title: Text
    layer: Layer
    decides: str
    at: PlaceShown
    rules: int
    errata: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A statement of the source that no rule catches, and why."""

    id: str
    at: PlaceShown
    text: Text
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidelineListed:
    """A guideline with what of it is modelled: rules in full, in part, statements left out.

    ``layers`` are those of its tables. Where none is the source's, ``source`` is what it stands
    beside, not where it comes from: ``named`` are the sources that its tables name themselves.
    """

    id: str
    title: Text
    source: Source
    layers: tuple[Layer, ...]
    named: tuple[Source, ...]
    tables: int
    modelled: int
    partly: int
    not_modelled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidelineShown:
    """A guideline: its tables in the source's own order, its orders, what is left out."""

    guideline: GuidelineListed
    tables: tuple[TableListed, ...]
    orders: tuple[OrderShown, ...]
    not_modelled: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableShown:
    """One table woven: words, rules, boundaries, proof, errata, and those that decide the same."""

    id: str
    guideline: str
    title: Text
    text: Text
    layer: Layer
    hit: HitPolicy
    decides: str
    at: PlaceShown
    file: str
    when: Text | None
    assumes: Text | None
    always: Text | None
    definitions: tuple[DefinitionShown, ...]
    rules: tuple[RuleShown, ...]
    boundaries: tuple[BoundaryShown, ...]
    proof: ProofShown
    errata: tuple[ErratumShown, ...]
    beside: tuple[TableListed, ...]
