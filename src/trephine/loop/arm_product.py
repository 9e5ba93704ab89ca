"""arm_product: the product of a trial's arm, after the lymphodepletion that the arm asks for."""

from dataclasses import replace

from trephine.core.product import Product
from trephine.core.trial import TrialArm
from trephine.library.product_table import product


def arm_product(arm: TrialArm) -> Product:
    """Return the arm's product, its regimen that of the arm where the arm has one of its own.

    ``none`` stands for no lymphodepletion, as it does for a run. Raises InputError for a product
    that there is not; a regimen that there is not the run refuses.
    """
    found = product(arm.product)
    return replace(found, regimen=arm.lymphodepletion) if arm.lymphodepletion else found
