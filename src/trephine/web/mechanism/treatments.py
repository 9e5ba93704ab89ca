"""treatments_shown: what a virtual patient can be given; treatment_of: the same, by its ids."""

from dataclasses import dataclass
from functools import cache

from trephine import library
from trephine.core.option import entry_of
from trephine.core.population import Population
from trephine.core.product import Product
from trephine.core.strategy import StrategyKind, Sureness, Topic
from trephine.core.text import Text
from trephine.mechanism.compare_members import with_member
from trephine.mechanism.virtual_arm import VirtualArm

MODEL = "bcma_cart"
PRODUCT = "cilta-cel"  # the typical patient's, as on the command line
GENERAL = "general"  # the population of a product that no cohort stands behind
_LISTED = "/api/mechanism/treatments"
_NO_PRODUCT = Text(zh="没有这个产品", en="There is no such product")
_NO_STRATEGY = Text(zh="没有这个策略", en="There is no such strategy")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductShown:
    """A product: its words, what its preset mixes; ``generic``: a design without a cohort."""

    id: str
    label: Text
    dose: str
    generic: bool
    mixes: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyShown:
    """A mechanism of failure or a remedy: what it says, how sure it is, what is not modelled."""

    id: str
    label: Text
    kind: StrategyKind
    topic: Topic
    text: Text
    expects: Text
    sureness: Sureness
    not_modelled: Text | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TreatmentsShown:
    """All products and strategies."""

    products: tuple[ProductShown, ...]
    strategies: tuple[StrategyShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """An arm with the population that goes with its product, and the products it may refer to."""

    arm: VirtualArm
    population: Population
    products: tuple[Product, ...]


@cache
def treatments_shown() -> TreatmentsShown:
    """Return every product and every strategy."""
    return TreatmentsShown(
        products=tuple(
            ProductShown(
                id=one.id,
                label=one.label,
                dose=f"{one.dose.printed} {one.dose.unit}",
                generic=one.generic,
                mixes=one.mixes,
            )
            for one in library.products()
        ),
        strategies=tuple(
            StrategyShown(
                id=one.id,
                label=one.label,
                kind=one.kind,
                topic=one.topic,
                text=one.text,
                expects=one.expects,
                sureness=one.sureness,
                not_modelled=one.not_modelled,
            )
            for one in library.strategies()
        ),
    )


def treatment_of(product: str, strategy: str, *, fitted: bool) -> Treatment:
    """Return what is given. ``fitted``: with the mean of the parameters fitted to kinetics.

    Raises InputError with the names near a wrong one.
    """
    products = library.products()
    arm = VirtualArm(
        product=entry_of(product, products, what=_NO_PRODUCT, where="product", listed=_LISTED),
        strategies=(
            entry_of(
                strategy, library.strategies(), what=_NO_STRATEGY, where="strategy", listed=_LISTED
            ),
        )
        if strategy
        else (),
    )
    if fitted:
        arm, products = with_member(arm, products, library.ensemble(MODEL), None)
    return Treatment(
        arm=arm,
        population=library.population(arm.product.population or GENERAL),
        products=products,
    )
