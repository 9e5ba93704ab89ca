"""enrol: draw virtual patients of a population and prepare each for one treatment."""

from collections.abc import Mapping, Sequence

import numpy as np

from trephine.core.error import InputError
from trephine.core.model import Model
from trephine.core.population import Population
from trephine.core.product import Product
from trephine.core.regimen import Regimen
from trephine.core.strategy import Strategy
from trephine.core.text import Text
from trephine.mechanism.administer import administer
from trephine.mechanism.cohort import Cohort
from trephine.mechanism.covariates import covariates, following
from trephine.mechanism.parameters_of import Columns, parameters_of
from trephine.mechanism.patients import Patients
from trephine.mechanism.places import base_of
from trephine.mechanism.scores import scores
from trephine.mechanism.settings import settings
from trephine.mechanism.treatment import treatment

# Every run begins a week before the infusion, so that lymphodepletion lies in it.
START = -7.0


def enrol(
    model: Model,
    population: Population,
    product: Product,
    strategies: Sequence[Strategy],
    n: int,
    seed: int,
    regimens: Sequence[Regimen] = (),
    *,
    products: Sequence[Product] = (),
    first: int = 0,
    second: Product | None = None,
    changes: Mapping[str, float] | None = None,
    typical: bool = False,
) -> Cohort:
    """Return patients ``first`` to ``first + n - 1`` of a seed, enrolled for one treatment.

    Patient k of a seed is the same person under every product and strategy (the same scores of
    every covariate and parameter), whatever ``n`` and ``first`` are; a strategy moves what it
    changes and nothing else. ``regimens`` and ``products`` are those that ids refer to; ``second``
    is the product of a second infusion that names none, else infused with the first on day 0;
    ``changes`` are typical values of parameters, set after the products' and before the
    strategies'. ``typical``: all patients are the typical one. Care of side effects is not planned
    here. Raises InputError, for what does not exist, cannot be or contradicts itself.
    """
    numbers = _numbers(first, n)
    planned = treatment(product, strategies, regimens, products, second)
    chosen = settings(model, population, product, planned.second, strategies, changes or {})
    known = {one.id for one in model.parameters}
    varying = {base_of(one, known) for one in known}
    named = {one.id for one in population.covariates}
    _check_names(population, known, named)
    drawn = scores(
        seed,
        numbers,
        population.correlations,
        typical=typical,
        known=(named | varying).__contains__,
    )
    people = covariates(population, drawn, chosen.covariates)
    table, held = parameters_of(model, population, chosen, people, drawn)
    people = following(
        population, drawn, people, Columns(model=model, table=table), chosen.covariates
    )
    doses, notes = administer(model, planned, people, n)
    return Cohort(
        patients=Patients(numbers=numbers, parameters=table),
        covariates=people,
        doses=doses,
        administrations=notes,
        treatment=planned,
        population=population.id,
        strategies=tuple(one.id for one in strategies),
        seed=seed,
        start=min(START, float(np.min(doses.times, initial=START))),
        held=held,
    )


def _numbers(first: int, n: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    if first < 0 or n < 1 or first + n > 2**63:
        raise InputError(
            what=Text(zh="患者编号不可能", en="patients' numbers that cannot be"),
            where="enrol",
            found=f"first {first}, n {n}",
            do=Text(zh="编号从 0 起，至少一名患者", en="count from 0 and enrol at least one"),
        )
    return np.arange(first, first + n, dtype=np.int64)


def _check_names(population: Population, known: set[str], named: set[str]) -> None:
    twice = sorted(named & known)
    listed = [one.id for one in population.covariates]
    twice += sorted({one for one in listed if listed.count(one) > 1})
    if twice:
        raise InputError(
            what=Text(
                zh="协变量与参数或另一协变量同名",
                en="a covariate has the name of a parameter or of another covariate",
            ),
            where=population.id,
            found=", ".join(twice),
            do=Text(zh="给协变量改名", en="give the covariate another name"),
        )
