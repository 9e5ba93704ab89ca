"""Trial: a virtual trial as it is planned: whom, given what, by which rules, seen when, asked what.

A plan alone: nothing here looks anything up or runs. Products, strategies, populations, tables,
rules, endpoints and acts are named by their ids in the library.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from trephine.core.text import Text

BudgetField = Literal["total", "in_window", "window", "interval", "infusion"]
OverrideKind = Literal["changed", "off", "added", "budget"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOverride:
    """One rule or dose budget that an arm follows otherwise than the library has it.

    Of four kinds, told by what is filled in. ``changed``: the rule ``rule`` of the table ``table``
    holds on ``condition`` instead. ``off``: it never holds. ``added``: a new rule ``rule`` in
    ``table``, concluding what the rule ``like`` (of any table) concludes, or only the order
    ``order``, on ``condition``. ``budget``: the limit ``field`` of the budget ``budget`` is
    ``value`` (doses for ``total`` and ``in_window``, hours for the others). ``condition`` is as
    guidelines write one, over observables in their canonical units, the table's definitions and
    the decisions of other tables. ``reason`` says why, and ``on`` when that was written.
    """

    reason: Text
    on: date
    table: str = ""
    rule: str = ""
    condition: str | None = None
    off: bool = False
    like: str = ""
    order: str = ""
    budget: str = ""
    field: BudgetField | None = None
    value: Decimal | None = None

    @property
    def kind(self) -> OverrideKind:
        """Return what kind of override it is; whether it is whole is not looked at."""
        if self.budget or self.field is not None or self.value is not None:
            return "budget"
        if self.off:
            return "off"
        return "added" if self.like else "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialArm:
    """What one arm is given, and by which rules it is cared for otherwise than by the library's.

    ``second`` is the product of a second infusion by a strategy that names none, empty for the
    same again. ``changes`` are values that parameters of the model are set to, in their units,
    named as in the model, a product's also without the number of its place.
    ``lymphodepletion`` is the id of a regimen before the first infusion: empty for that of the
    product or of a strategy, ``none`` for no lymphodepletion.
    """

    id: str
    label: Text
    product: str
    strategies: tuple[str, ...] = ()
    second: str = ""
    changes: Mapping[str, float] = field(default_factory=dict)
    overrides: tuple[RuleOverride, ...] = ()
    lymphodepletion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialPathway:
    """By which guidelines patients are cared for.

    ``guidelines`` are ids of the library's, empty for all; ``outside``: the layer of practice
    outside the sources decides too, where it speaks, and not the sources alone.
    """

    guidelines: tuple[str, ...] = ()
    outside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitoring:
    """When readings are taken, where it is not as the library's schedules of readouts have it.

    ``every``: hours between the readings of a schedule, in place of its own, within the same spans
    of days. ``without``: schedules of which nothing is read. Both name schedules by their ids.
    """

    every: Mapping[str, float] = field(default_factory=dict)
    without: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Missingness:
    """What is not seen, or is seen late. By default nothing: every visit is kept, results at once.

    ``missed``: the share (0 to 1) of rounds and visits that are missed with all their readings.
    ``late``: the share of laboratory results that come ``late_hours`` hours after the sample.
    ``dropout_per_year``: a rate; who drops out is not seen again, and neither treated by rule.
    """

    missed: float = 0.0
    late: float = 0.0
    late_hours: float = 0.0
    dropout_per_year: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialEnsemble:
    """Which fitted set of parameters all patients of a trial have, in place of the library's.

    ``name`` is an ensemble of the library's; ``member`` one of its members, None for their weighted
    mean. ``members``: so many more of them are run on the same patients, to show how far what comes
    out differs between sets that fit about equally well; 0 for none.
    """

    name: str
    member: int | None = None
    members: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A virtual trial: population, arms, pathway, monitoring, endpoints, horizon.

    Every arm gets the same ``patients`` virtual patients of ``population``, numbered from 0 under
    ``seed``, followed for ``days`` days after the infusion. ``start`` is the moment of the
    infusion, day 0, with its zone, the same for all. The first arm is what the others are held
    against. ``endpoints`` are what is reported, and ``acts`` the kinds of orders that are carried
    out, by the library's ids; empty for all there are. ``ensemble`` are fitted parameters, None for
    the library's own. ``question`` is what the trial asks, worded as one that it cannot settle;
    ``written`` the day on which its plan was written down.
    """

    id: str
    title: Text
    population: str
    arms: tuple[TrialArm, ...]
    days: float
    patients: int
    start: datetime
    seed: int
    written: date
    pathway: TrialPathway = field(default_factory=TrialPathway)
    monitoring: Monitoring = field(default_factory=Monitoring)
    missing: Missingness = field(default_factory=Missingness)
    endpoints: tuple[str, ...] = ()
    acts: tuple[str, ...] = ()
    ensemble: TrialEnsemble | None = None
    question: Text | None = None
    note: Text | None = None

    def arm(self, name: str) -> TrialArm:
        """Return the arm of that id. Raises KeyError."""
        for one in self.arms:
            if one.id == name:
                return one
        raise KeyError(name)
