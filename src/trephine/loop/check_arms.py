"""check_arms: refuse, before anything runs, arms whose parts do not go together."""

from trephine.core.error import InputError
from trephine.core.trial import Trial, TrialArm
from trephine.library.lymphodepletion import lymphodepletions
from trephine.library.model_of import model
from trephine.library.population_table import population
from trephine.library.product_table import product, products
from trephine.library.strategy_table import strategy
from trephine.library.trial_check import MODEL
from trephine.loop.arm_handbook import arm_handbook
from trephine.loop.arm_product import arm_product
from trephine.loop.as_fitted import as_fitted
from trephine.mechanism.settings import settings
from trephine.mechanism.treatment import treatment


def check_arms(trial: Trial) -> None:
    """Refuse arms that a run of them would refuse: it costs a fraction of a second, no patient.

    Looked at: overrides that cannot be followed together, strategies that contradict each other or
    the product, two products in one place, values that the model does not accept. Raises
    InputError; ``where`` begins with the arm's id.
    """
    for arm in trial.arms:
        try:
            arm_handbook(trial, arm)
            _check_given(trial, arm)
        except InputError as error:
            error.where = f"arm {arm.id}: {error.where}"
            raise


def _check_given(trial: Trial, arm: TrialArm) -> None:
    chosen = as_fitted(trial, arm_product(arm))[0]
    by = [strategy(name) for name in arm.strategies]
    second = as_fitted(trial, product(arm.second))[0] if arm.second else None
    planned = treatment(chosen, by, lymphodepletions(), as_fitted(trial, *products()), second)
    settings(model(MODEL), population(trial.population), chosen, planned.second, by, arm.changes)
