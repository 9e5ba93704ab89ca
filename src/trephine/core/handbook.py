"""Handbook: all the content that decisions on a patient are made by."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from trephine.core.calendar import Schedule
from trephine.core.dose import BudgetRule, SteroidRule
from trephine.core.observable import Observable
from trephine.core.regimen import Regimen
from trephine.core.response import ResponseCriteria
from trephine.core.rule import Pathway
from trephine.core.washout import WashoutRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Handbook:
    """A Pathway of rules with the vocabulary, budgets, calendar and criteria that go with it.

    What is None is not asked: without ``criteria`` no response is judged, without ``schedule`` no
    visits are listed, without ``washouts`` no earliest day of leukapheresis is given. ``regimens``
    are the lymphodepletion of each product, ``regimen_needs`` what has to be known for each drug.
    """

    pathway: Pathway
    observables: Mapping[str, Observable]
    budgets: tuple[BudgetRule, ...] = ()
    schedule: Schedule | None = None
    criteria: ResponseCriteria | None = None
    washouts: WashoutRules | None = None
    steroids: SteroidRule | None = None
    regimens: Mapping[str, Regimen] = field(default_factory=dict)
    regimen_needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def with_pathway(self, pathway: Pathway) -> "Handbook":
        """Return the handbook with another pathway: other layers, or a protocol's own."""
        return replace(self, pathway=pathway)
