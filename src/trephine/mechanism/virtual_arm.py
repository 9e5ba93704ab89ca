"""VirtualArm: what one group of virtual patients gets."""

from dataclasses import dataclass

from trephine.core.product import Product
from trephine.core.strategy import Strategy
from trephine.core.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualArm:
    """One product with strategies, under a name. ``second``: the product of a second infusion.

    It does not say in whom: the population belongs to the run.
    """

    product: Product
    strategies: tuple[Strategy, ...] = ()
    second: Product | None = None
    label: Text | None = None
