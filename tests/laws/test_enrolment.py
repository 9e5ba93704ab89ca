"""A patient depends on seed and number alone: not on how many others, in which chunk or order."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trephine import library
from trephine.mechanism.enrol import enrol

MODEL = library.model("bcma_cart")
PRODUCTS = ["ide-cel", "cilta-cel", "ct103a", "bcma-cd19-cocktail", "generic-human-cd28"]


def cohort(population, product, n, seed, first=0):
    return enrol(
        MODEL, library.population(population), library.product(product), (), n, seed,
        library.lymphodepletions(), products=library.products(), first=first,
    )  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 2**63 - 1),
    first=st.integers(0, 10**12),
    cuts=st.lists(st.integers(1, 5), min_size=1, max_size=4),
    population=st.sampled_from([one.id for one in library.populations()]),
    product=st.sampled_from(PRODUCTS),
)
def test_chunks_do_not_matter(seed, first, cuts, population, product) -> None:
    whole = cohort(population, product, sum(cuts), seed, first)
    at = 0
    for size in cuts:
        part = cohort(population, product, size, seed, first + at)
        rows = slice(at, at + size)
        assert (part.patients.numbers == whole.patients.numbers[rows]).all()
        same = part.patients.parameters == whole.patients.parameters[rows]
        assert (same | np.isnan(part.patients.parameters)).all()
        assert (part.doses.times == whole.doses.times[rows]).all()
        assert (part.doses.amounts == whole.doses.amounts[rows]).all()
        for name, values in whole.covariates.items():
            assert (part.covariates[name] == values[rows]).all()
        at += size


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 2**32), drop=st.integers(0, 20))
def test_a_covariate_less_moves_nobody_else(seed, drop) -> None:
    """Without one covariate that nothing uses, every other draw stays."""
    population = library.population("general")
    used = " ".join(one.formula for one in (*population.effects, *population.covariates))
    tied = {name for one in population.correlations for name in (one.first, one.second)}
    free = [
        one
        for one in population.covariates
        if one.id not in used and one.id not in tied and one.id not in {"weight", "bsa"}
    ]
    gone = free[drop % len(free)]
    less = replace(
        population, covariates=tuple(one for one in population.covariates if one is not gone)
    )
    args = (library.product("cilta-cel"), (), 4, seed, library.lymphodepletions())
    with_it, without = enrol(MODEL, population, *args), enrol(MODEL, less, *args)
    assert (with_it.patients.parameters == without.patients.parameters).all()
    for name, values in without.covariates.items():
        assert (with_it.covariates[name] == values).all()


@pytest.mark.parametrize("product", [one.id for one in library.products()])
@pytest.mark.parametrize("population", ["general", "chinese"])
def test_every_product_can_be_given_to_every_population(product, population) -> None:
    found = cohort(population, product, 8, 3)
    assert np.isfinite(found.patients.parameters).all()
    assert (found.doses.amounts > 0).all()
    assert (np.diff(found.doses.times, axis=1) >= 0).all()
    assert found.start == -7


@pytest.mark.parametrize("strategy", [one.id for one in library.strategies()])
def test_every_strategy_can_be_given(strategy) -> None:
    found = enrol(
        MODEL, library.population("general"), library.product("ide-cel"),
        [library.strategy(strategy)], 4, 3, library.lymphodepletions(),
        products=library.products(),
    )  # fmt: skip
    assert np.isfinite(found.patients.parameters).all()
    assert found.strategies == (strategy,)
