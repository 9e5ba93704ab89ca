"""body_surface: body surface area from height and weight, by three formulae."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from trephine.care.sound import sound_number
from trephine.core.text import Text

SurfaceFormula = Literal["mosteller", "dubois", "stevenson"]
FORMULA_NAMES: dict[SurfaceFormula, Text] = {
    "mosteller": Text(zh="Mosteller 公式", en="Mosteller"),
    "dubois": Text(zh="DuBois 公式", en="DuBois and DuBois"),
    "stevenson": Text(zh="Stevenson 公式（中国人）", en="Stevenson (Chinese)"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BodySurface:
    """Body surface area in m2 by one formula; not rounded."""

    formula: SurfaceFormula
    area: Decimal


def mosteller(*, height: Decimal, weight: Decimal) -> Decimal:
    """Return body surface area in m2: the root of height times weight over 3600.

    ``height`` in cm, ``weight`` in kg. Raises InputError for what is not above zero.
    Source: Mosteller RD, N Engl J Med 1987;317:1098.
    """
    height, weight = _sound(height, weight)
    return (height * weight / 3600).sqrt()


def dubois(*, height: Decimal, weight: Decimal) -> Decimal:
    """Return body surface area in m2: 0.007184 * weight^0.425 * height^0.725.

    ``height`` in cm, ``weight`` in kg. Raises InputError for what is not above zero.
    Source: Du Bois D, Du Bois EF, Arch Intern Med 1916;17:863.
    """
    height, weight = _sound(height, weight)
    return Decimal("0.007184") * weight ** Decimal("0.425") * height ** Decimal("0.725")


def stevenson(*, height: Decimal, weight: Decimal) -> Decimal:
    """Return body surface area in m2: 0.0061 * height + 0.0128 * weight - 0.1529.

    A straight line fitted on Chinese adults: it goes below zero for very small bodies, which is
    refused. ``height`` in cm, ``weight`` in kg. Raises InputError.
    Source: Stevenson PH, Chin J Physiol 1937;12:327 (the coefficients as Chinese textbooks give
    them; the paper itself was not at hand).
    """
    height, weight = _sound(height, weight)
    area = Decimal("0.0061") * height + Decimal("0.0128") * weight - Decimal("0.1529")
    return sound_number(area, f"stevenson(height={height} cm, weight={weight} kg)", "m2")


_FORMULAE: dict[SurfaceFormula, Callable[..., Decimal]] = {
    "mosteller": mosteller,
    "dubois": dubois,
    "stevenson": stevenson,
}


def body_surface(*, height: Decimal, weight: Decimal) -> tuple[BodySurface, ...]:
    """Return the area by each formula, in the order in which they are shown.

    Which of them is used is for the caller to say. ``height`` in cm, ``weight`` in kg.
    """
    return tuple(
        BodySurface(formula=name, area=formula(height=height, weight=weight))
        for name, formula in _FORMULAE.items()
    )


def _sound(height: Decimal, weight: Decimal) -> tuple[Decimal, Decimal]:
    return sound_number(height, "height", "cm"), sound_number(weight, "weight", "kg")
