"""prepared: one virtual cohort whose numbers change from run to run while its people stay."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from trephine.core.model import Model
from trephine.core.population import Population
from trephine.core.product import Product
from trephine.core.regimen import Regimen
from trephine.core.strategy import Strategy
from trephine.mechanism.cohort import Cohort
from trephine.mechanism.enrol import enrol
from trephine.mechanism.parameters_of import parameters_of
from trephine.mechanism.patients import Patients
from trephine.mechanism.places import base_of
from trephine.mechanism.scores import Scores, scores
from trephine.mechanism.settings import settings


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _KeptScores(Scores):
    """Scores whose ranks are drawn once: most of the time of enrolling again."""

    _ranks: dict[str, NDArray[np.float64]] = field(default_factory=dict)

    def ranks(self, name: str) -> NDArray[np.float64]:
        if name not in self._ranks:
            self._ranks[name] = Scores.ranks(self, name)
        return self._ranks[name]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """A cohort as enrolled, and what it takes to give the same people other typical values.

    It holds their scores: only what follows from them is computed again.
    """

    model: Model
    population: Population
    product: Product
    strategies: tuple[Strategy, ...]
    cohort: Cohort
    drawn: Scores

    def under(self, product: Product) -> Cohort:
        """Return the cohort under a product that differs in what it sets, and in nothing else.

        The same as enrolling again, but for covariates measured of the model, which stay as they
        were. Raises InputError as enrolling does.
        """
        chosen = settings(
            self.model,
            self.population,
            product,
            self.cohort.treatment.second,
            self.strategies,
            {},
        )
        table, held = parameters_of(
            self.model, self.population, chosen, self.cohort.covariates, self.drawn
        )
        patients = Patients(numbers=self.cohort.patients.numbers, parameters=table)
        return replace(self.cohort, patients=patients, held=held)


def prepared(
    model: Model,
    population: Population,
    product: Product,
    strategies: Sequence[Strategy],
    n: int,
    seed: int,
    regimens: Sequence[Regimen],
    products: Sequence[Product] = (),
) -> Prepared:
    """Return a cohort of ``n`` people ready to be run under many sets of typical values."""
    cohort = enrol(model, population, product, strategies, n, seed, regimens, products=products)
    known = {one.id for one in model.parameters}
    named = {one.id for one in population.covariates}
    varying = {base_of(one, known) for one in known}
    drawn = scores(
        seed,
        cohort.patients.numbers,
        population.correlations,
        known=(named | varying).__contains__,
    )
    kept = _KeptScores(
        seed=drawn.seed, numbers=drawn.numbers, order=drawn.order, factor=drawn.factor
    )
    return Prepared(
        model=model,
        population=population,
        product=product,
        strategies=tuple(strategies),
        cohort=cohort,
        drawn=kept,
    )
