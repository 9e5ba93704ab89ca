"""Rule, DecisionTable, Guideline, Pathway: what a source says is to be done, and when."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from trephine.core.expression import Expression
from trephine.core.mark import Mark
from trephine.core.observable import Choice, Use
from trephine.core.source import Locator
from trephine.core.text import Text

Layer = Literal["source", "reference", "product", "protocol", "outside"]
HitPolicy = Literal["unique", "max", "sum", "collect"]
Strength = Literal["must", "should", "may", "watch", "note"]
ConclusionKind = Literal[
    "grade", "points", "value", "require", "exclude", "order", "measure", "advise", "watch", "note"
]

# In order of authority: the highest enabled layer that speaks decides.
LAYERS: tuple[Layer, ...] = ("source", "reference", "product", "protocol", "outside")


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A drug, procedure or test to consider: an amount by which a dose is computed, never signed.

    ``amount`` is in ``unit`` (UCUM), a flat amount or one per ``kg`` or ``m2``; ``cap`` the most
    that one dose may be, in ``cap_unit``. ``every`` is the interval in hours, ``times`` the number
    of doses. ``drug`` is the observable of kind ``dose`` under which giving it is recorded.
    """

    id: str
    drug: str
    label: Text
    mark: Mark
    amount: Decimal | None = None
    unit: str = ""
    per: Literal["", "kg", "m2"] = ""
    cap: Decimal | None = None
    cap_unit: str = ""
    route: str = ""
    every: Decimal | None = None
    times: int | None = None
    budget: str = ""
    needs: tuple[str, ...] = ()
    note: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conclusion:
    """What a rule concludes: one thing, as data.

    ``grade`` a number; ``points`` what a rule adds to a score; ``value`` a code; ``require`` a
    condition that has to be met; ``exclude`` a reason against; ``order`` the id of an Order;
    ``measure`` observables to be measured, again within ``every`` hours, from ``within`` hours on
    where a source gives a range; ``advise``, ``watch``, ``note`` a code whose words are the rule's.
    """

    kind: ConclusionKind
    code: str
    number: int | None = None
    points: Decimal | None = None
    measure: tuple[str, ...] = ()
    every: Decimal | None = None
    within: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One condition and its conclusions, read from one place in one source.

    ``text`` is the paraphrase in both languages. ``errata`` are the entries of the register that
    touch it. ``partly`` says what of the statement the condition does not catch.
    """

    id: str
    strength: Strength
    condition: Expression
    conclusions: tuple[Conclusion, ...]
    text: Text
    mark: Mark
    errata: tuple[str, ...] = ()
    partly: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Monotone:
    """The output never falls when ``name`` goes ``up`` (or ``down``), all else equal."""

    name: str
    direction: Literal["up", "down"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """A gap or an overlap that the printed table has, and the erratum that records it."""

    kind: Literal["gap", "overlap", "monotone"]
    rules: tuple[str, ...]
    erratum: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionTable:
    """The rules of one decision in one layer.

    ``decides`` names the decision: tables of several layers may share it. ``hit``: ``unique``,
    exactly one rule holds; ``max``, the highest grade of those that hold, at least ``floor``;
    ``sum``, the points of all that hold; ``collect``, all that hold. ``when`` says whether the
    question arises at all. ``use`` is what its inputs have to be valid for. ``definitions`` are
    named parts of conditions. ``always``: a table of the outside layer that is shown in every mode,
    for that reason. ``assumes`` states what the proof may take for granted of its inputs
    (combinations that cannot occur).
    """

    id: str
    decides: str
    title: Text
    layer: Layer
    hit: HitPolicy
    use: Use
    at: Locator
    rules: tuple[Rule, ...]
    text: Text
    when: Expression | None = None
    floor: int | None = None
    values: tuple[Choice, ...] = ()
    definitions: tuple["Definition", ...] = ()
    monotone: tuple[Monotone, ...] = ()
    defects: tuple[Defect, ...] = ()
    assumes: Expression | None = None
    always: Text | None = None
    errata: tuple[str, ...] = ()
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A named condition that rules of one table share."""

    name: str
    condition: Expression
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class NotModelled:
    """A statement of the source that no rule catches, and why."""

    id: str
    at: Locator
    text: Text
    reason: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Guideline:
    """The decision tables and orders of one source, in the source's own order."""

    id: str
    title: Text
    source: str
    tables: tuple[DecisionTable, ...]
    orders: tuple[Order, ...] = ()
    not_modelled: tuple[NotModelled, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pathway:
    """Guidelines together with the layers that are enabled."""

    id: str
    guidelines: tuple[Guideline, ...]
    layers: frozenset[Layer]

    @property
    def tables(self) -> tuple[DecisionTable, ...]:
        """Return all tables, enabled or not, guideline by guideline."""
        return tuple(table for guideline in self.guidelines for table in guideline.tables)

    @property
    def orders(self) -> dict[str, Order]:
        """Return every order by id."""
        return {order.id: order for one in self.guidelines for order in one.orders}
