"""as_fitted: products as the ensemble that a trial names leaves them."""

from trephine.core.product import Product
from trephine.core.trial import Trial
from trephine.library.ensemble_table import ensemble
from trephine.mechanism.fit.fitted import member_of


def as_fitted(trial: Trial, *products: Product) -> tuple[Product, ...]:
    """Return products with the fitted numbers of the trial's ensemble, or as they are without one.

    It is what ``trephine simulate --ensemble`` does: an enrolled patient is the same person with
    either's numbers. Raises InputError for an ensemble that there is not.
    """
    chosen = trial.ensemble
    if chosen is None:
        return products
    found = ensemble(chosen.name)
    return tuple(member_of(found, one, chosen.member) for one in products)
