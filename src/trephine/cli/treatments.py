"""treatments: what the command line names (product, strategies, population) from the library."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import TYPE_CHECKING

from trephine.core.error import InputError
from trephine.core.option import entry_of, names_near
from trephine.core.text import Text

if TYPE_CHECKING:
    from trephine.core.model import Model
    from trephine.core.population import Population
    from trephine.core.product import Product
    from trephine.core.strategy import Strategy
    from trephine.mechanism.virtual_arm import VirtualArm

MODEL = "bcma_cart"
GENERAL = "general"  # of a product that no cohort stands behind
PRODUCT = "cilta-cel"  # of the typical patient where none is named
MOST = {"cells": 1e11, "cells/kg": 1e9}  # ten times what any trial of the consensus gave, and more


def arm_of(
    product: str,
    strategies: Sequence[str],
    *,
    second: str = "",
    dose: float | None = None,
    label: Text | None = None,
) -> "VirtualArm":
    """Return the arm that these names mean. Raises InputError with the names near a wrong one.

    ``dose`` takes the place of the product's own, in its unit.
    """
    from trephine import library  # noqa: PLC0415  (after the arguments are understood)
    from trephine.mechanism.virtual_arm import VirtualArm  # noqa: PLC0415  (likewise)

    listed, products = "trephine model show --products", library.products()

    def one(option: str, name: str) -> "Product":
        return entry_of(name, products, what=_PRODUCT, where=option, listed=listed)

    chosen = one("--product", product)
    twice = [name for name in dict.fromkeys(strategies) if strategies.count(name) > 1]
    if twice:
        raise InputError(
            what=Text(zh="同一策略写了两次", en="A strategy is named twice"),
            where="--strategy",
            found=", ".join(twice),
            do=Text(zh="只写一次", en="Name it once"),
        )
    return VirtualArm(
        product=chosen if dose is None else with_dose(chosen, dose),
        strategies=tuple(strategy_of(name) for name in strategies),
        second=one("--second", second) if second else None,
        label=label,
    )


def fitted_arm(arm: "VirtualArm", member: str | None) -> "tuple[VirtualArm, tuple[Product, ...]]":
    """Return the arm and all products, with the values of a member of the fitted ensemble.

    ``member`` None: the library's own values; ``mean``, or a number. Raises InputError.
    """
    from trephine import library  # noqa: PLC0415  (after the arguments are understood)

    products: tuple[Product, ...] = library.products()
    if member is None:
        return arm, products
    from trephine.mechanism.compare_members import with_member  # noqa: PLC0415  (on demand)

    if member != "mean" and not member.isdecimal():
        raise InputError(
            what=Text(zh="没有这一组拟合参数", en="There is no such member of the ensemble"),
            where="--ensemble",
            found=member,
            do=Text(zh="写 mean，或组号（从 0 起）", en="mean, or a number from 0 on"),
        )
    number = None if member == "mean" else int(member)
    return with_member(arm, products, library.ensemble(MODEL), number)


def population_of(name: str, product: "Product") -> "Population":
    """Return the population of that id; where none is named, the one that goes with the product.

    A preset mixes the product with the cohort it was made in, so that cohort's population is whom
    it describes; a design without a cohort takes the general one. Raises InputError.
    """
    from trephine import library  # noqa: PLC0415  (after the arguments are understood)

    known: tuple[Population, ...] = library.populations()
    name = name or product.population or GENERAL
    return entry_of(
        name,
        known,
        what=_POPULATION,
        where="--population",
        listed="trephine model show --populations",
    )


def strategy_of(name: str) -> "Strategy":
    """Return the strategy of that id. Raises InputError with the names near a wrong one."""
    from trephine import library  # noqa: PLC0415  (after the arguments are understood)

    known: tuple[Strategy, ...] = library.strategies()
    return entry_of(
        name, known, what=_STRATEGY, where="--strategy", listed="trephine model show --strategies"
    )


def with_dose(product: "Product", dose: float) -> "Product":
    """Return the product at another dose. Raises InputError for a dose that cannot be given."""
    unit = product.dose.unit
    if not (isfinite(dose) and 0 < dose <= MOST[unit]):
        raise InputError(
            what=Text(zh="不可能的细胞剂量", en="A dose of cells that cannot be"),
            where=f"--dose ({product.id})",
            found=f"{dose:g} {unit}",
            do=Text(
                zh=f"以 {unit} 计，大于 0 且不超过 {MOST[unit]:g}；该产品为 {product.dose.value:g}",
                en=f"in {unit}, above 0 and up to {MOST[unit]:g}; the product's is"
                f" {product.dose.value:g}",
            ),
        )
    return replace(product, dose=replace(product.dose, value=dose, printed=f"{dose:g}"))


def values_of(written: Iterable[str], model: "Model") -> Mapping[str, float]:
    """Return parameters written as NAME=VALUE. Raises InputError; what is absurd the run refuses.

    The name of a product's parameter may go without the number of its place.
    """
    from trephine.mechanism.places import base_of  # noqa: PLC0415  (after the arguments)

    known = {one.id for one in model.parameters}
    known |= {base_of(one, known) for one in known}
    found: dict[str, float] = {}
    for one in written:
        name, _, text = one.partition("=")
        name = name.strip()
        if name not in known:
            raise InputError(
                what=Text(zh="模型没有这个参数", en="The model has no such parameter"),
                where="--set",
                found=one,
                do=names_near(name, known, listed="trephine model show --parameters"),
            )
        try:
            found[name] = float(text)
        except ValueError:
            raise InputError(
                what=Text(zh="参数没有可读的数值", en="The parameter has no number to read"),
                where="--set",
                found=one,
                do=Text(zh="写成 名称=数值，例如 kX=0.02", en="write NAME=VALUE: kX=0.02, say"),
            ) from None
    return found


_PRODUCT = Text(zh="没有这个产品", en="There is no such product")
_STRATEGY = Text(zh="没有这个策略", en="There is no such strategy")
_POPULATION = Text(zh="没有这个人群", en="There is no such population")
