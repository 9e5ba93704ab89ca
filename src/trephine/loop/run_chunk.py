"""run_chunk: some of a trial arm's patients from enrolment to their rows in the table."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from numpy.typing import NDArray

from trephine.core.strategy import Strategy
from trephine.core.trial import Trial, TrialArm
from trephine.library.lymphodepletion import lymphodepletions
from trephine.library.population_table import population
from trephine.library.product_table import product, products
from trephine.library.strategy_table import strategy
from trephine.loop.as_fitted import as_fitted
from trephine.loop.run_cohort import run_cohort
from trephine.loop.second_products import second_products
from trephine.loop.ward.ward import Ward
from trephine.loop.ward.ward_given import WardGiven, ward_given
from trephine.mechanism.cohort import Cohort
from trephine.mechanism.enrol import START, enrol

Columns = dict[str, NDArray[Any]]
# All patients of a chunk stand in one Chart and are seen on one round: what a round costs whoever
# is seen is spread over them. 8192 take some 300 MB.
LEAST, MOST = 1024, 8192
_kept: dict[str, WardGiven] = {}


def chunk_of(patients: int) -> int:
    """Return how many patients of an arm make a chunk: a quarter of them, within limits.

    It follows from the plan alone, so that a run goes on with the chunks it began with, whatever
    the machine.
    """
    return min(MOST, max(LEAST, -(-patients // 4)))


def given_for(trial: Trial, arm: TrialArm) -> WardGiven:
    """Return what the arm's ward works by, worked out once in a process."""
    trial = replace(trial, ensemble=None)  # numbers of patients: no rule rests on them
    key = repr((trial, arm))
    if key not in _kept:
        if len(_kept) > 8:
            _kept.clear()
        _kept[key] = ward_given(trial, arm, START)
    return _kept[key]


def enrolled(
    trial: Trial, arm: TrialArm, first: int, n: int, more: Sequence[Strategy] = ()
) -> Cohort:
    """Return patients ``first`` to ``first + n - 1`` of a trial's seed, enrolled in an arm.

    ``more`` are strategies after the arm's own.

    They have the fitted numbers of the trial's ensemble, where it names one.
    """
    given = given_for(trial, arm)
    own = as_fitted(trial, given.product)[0]
    return enrol(
        given.model,
        population(trial.population),
        own,
        [*(strategy(name) for name in arm.strategies), *more],
        n,
        trial.seed,
        lymphodepletions(),
        products=as_fitted(trial, *products()),
        first=first,
        second=as_fitted(trial, product(arm.second))[0] if arm.second else None,
        changes=dict(arm.changes),
    )


def run_chunk(
    trial: Trial, arm: TrialArm, first: int, n: int, kept: Sequence[int] = ()
) -> tuple[Columns, Ward]:
    """Return the table's rows of ``n`` patients from number ``first`` on, and their ward.

    ``kept`` are rows whose Records can be told. The same patient gets the same row whatever chunk
    it is in. A patient whose integration failed has the reason in ``status``.
    """
    given = given_for(trial, arm)
    cohort = enrolled(trial, arm, first, n)
    second = second_products(
        given.model,
        cohort,
        lambda more: enrolled(trial, arm, first, n, more),
        given.carried,
        given.acts.second,
    )
    return run_cohort(given, cohort, kept, second)
