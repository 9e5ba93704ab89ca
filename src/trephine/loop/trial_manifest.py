"""trial_manifest: what an arm of a virtual trial was made of, for its folder of results."""

import hashlib

from trephine.core.trial import Trial, TrialArm, TrialEnsemble
from trephine.library.ensemble_table import ensemble
from trephine.library.population_table import population
from trephine.library.strategy_table import strategy
from trephine.loop.code_here import code_here
from trephine.loop.run_chunk import given_for
from trephine.mechanism.manifest import Manifest, digest_of, versions


def trial_manifest(trial: Trial, arm: TrialArm, chunk: int) -> Manifest:
    """Return the manifest of one arm: two runs with one manifest give one table of patients.

    The rules stand in it as the tables that decide, and the orders and budgets they name.
    """
    given = given_for(trial, arm)
    fitted = trial.ensemble
    rules = "\n".join(
        (
            repr(given.decides.tables),
            repr(given.titrates.tables),
            repr(sorted(given.decides.orders.items())),
            repr(given.handbook.budgets),
        )
    )
    return Manifest(
        ids={
            "trial": trial.id,
            "arm": arm.id,
            "model": given.model.id,
            "population": trial.population,
            "product": given.product.id,
            "second": arm.second,
            "strategies": " ".join(arm.strategies),
            "start": trial.start.isoformat(),
            "ensemble": "" if fitted is None else fitted.name,
            "member": "" if fitted is None else _member(fitted),
        },
        digests={
            "model": digest_of(given.model),
            "population": digest_of(population(trial.population)),
            "product": digest_of(given.product),
            "strategies": digest_of(tuple(strategy(name) for name in arm.strategies)),
            "readouts": digest_of(given.readouts),
            "acts": digest_of((given.acts, tuple(one.id for one in given.carried))),
            "rules": hashlib.sha256(rules.encode()).hexdigest()[:16],
            "missing": digest_of(trial.missing),
            "ensemble": "" if fitted is None else digest_of(ensemble(fitted.name)),
            "code": code_here()["trephine files"],
        },
        patients=trial.patients,
        days=float(trial.days),
        seed=trial.seed,
        chunk=chunk,
        shown=0,
        measures=(),
        values={},
        changes=dict(sorted(arm.changes.items())),
        versions=versions(),
    )


def _member(fitted: TrialEnsemble) -> str:
    return "mean" if fitted.member is None else str(fitted.member)
