"""second_products: what a second infusion at relapse is for each patient of an arm."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from trephine.core.act import Act, SecondCourse
from trephine.core.model import Model
from trephine.core.strategy import Strategy
from trephine.library.strategy_table import strategy
from trephine.mechanism.administer import INFUSED, LYMPHODEPLETION, administer
from trephine.mechanism.cohort import Administration, Cohort
from trephine.mechanism.compiled_formula import compiled_formula
from trephine.mechanism.doses import Doses
from trephine.mechanism.places import SECOND, base_of

Enrol = Callable[[Sequence[Strategy]], Cohort]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SecondProduct:
    """One strategy's second infusion for the patients of a cohort, on a day 0 of its own.

    ``parameters`` ``[n, k]`` are those with it, ``doses`` and ``administrations`` what it gives,
    days from the infusion. ``fits`` ``[n]``: it leaves what the patient has as it is.
    """

    strategy: Strategy
    parameters: NDArray[np.float64]
    doses: Doses
    administrations: tuple[Administration, ...]
    fits: NDArray[np.bool_]

    @property
    def begins(self) -> float:
        """Return the day on which the first of it is given, not after 0."""
        return float(min(0.0, self.doses.times.min(initial=0.0)))


@dataclass(slots=True, kw_only=True, eq=False)
class SecondProducts:
    """The second infusions that an arm's acts may ask for, each enrolled when it is first asked.

    The person is the same: what a second product changes are the parameters of its place, and what
    ``common`` says is shared. An arm that fills the second place itself has none (see ``of_arm``).
    """

    model: Model
    cohort: Cohort
    enrol: Enrol
    acts: tuple[Act, ...]
    common: SecondCourse
    _made: dict[str, SecondProduct] = field(default_factory=dict)

    @property
    def states(self) -> set[str]:
        """Return the states of the model that doses of any of them go to."""
        found: set[str] = set()
        for act in self.acts:
            if act.infusion is None:
                continue
            own = strategy(act.infusion.strategy)
            found |= {f"{INFUSED}{one.place}" for one in own.infusions}
            found |= {LYMPHODEPLETION for one in own.infusions if one.regimen}
            found |= {one.state for one in own.doses}
        return found

    def of(self, name: str) -> SecondProduct:
        """Return the second infusion of a strategy. Raises InputError as enrolment does."""
        if name not in self._made:
            self._made[name] = self._enrolled(on_day_0(strategy(name)))
        return self._made[name]

    def _enrolled(self, own: Strategy) -> SecondProduct:
        found = self.enrol([own])
        before = len(self.cohort.treatment.infusions), len(self.cohort.treatment.courses)
        second = replace(
            found.treatment,
            infusions=found.treatment.infusions[before[0] :],
            courses=found.treatment.courses[before[1] :],
        )
        doses, notes = administer(self.model, second, found.covariates, len(found))
        return SecondProduct(
            strategy=own,
            parameters=found.patients.parameters,
            doses=doses,
            administrations=notes,
            fits=self._fits(found.patients.parameters),
        )

    def _fits(self, parameters: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return in whom nothing that is there now changes with these parameters."""
        known = {one.id for one in self.model.parameters}
        old = self.cohort.patients.parameters
        names = {one.id: old[:, column] for column, one in enumerate(self.model.parameters)}
        free = compiled_formula(self.common.where, "second infusion")(names) != 0
        found = np.ones(len(old), dtype=np.bool_)
        for column, one in enumerate(self.model.parameters):
            if one.formula or (one.id.endswith(SECOND) and base_of(one.id, known) != one.id):
                continue
            same = old[:, column] == parameters[:, column]
            found &= same | (free if one.id in self.common.shared else False)
        return found


def on_day_0(own: Strategy) -> Strategy:
    """Return a strategy whose first infusion is on day 0, all else as far from it as before."""
    by = min(one.day for one in own.infusions)
    return replace(
        own,
        infusions=tuple(replace(one, day=one.day - by) for one in own.infusions),
        doses=tuple(
            replace(
                one,
                days=tuple(day - by for day in one.days),
                until=None if one.until is None else one.until - by,
            )
            for one in own.doses
        ),
    )


def second_products(
    model: Model, cohort: Cohort, enrol: Enrol, acts: tuple[Act, ...], common: SecondCourse | None
) -> SecondProducts | None:
    """Return the second infusions of an arm; None where acts name none or its place is taken.

    ``enrol`` enrols the same patients with further strategies after the arm's own.
    """
    taken = cohort.treatment.second is not None or len(cohort.treatment.infusions) > 1
    if common is None or taken:
        return None
    if not any(one.infusion is not None for one in acts):
        return None
    return SecondProducts(model=model, cohort=cohort, enrol=enrol, acts=acts, common=common)
