"""treatment: what is infused when and after what, from a product and strategies."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite

from trephine.core.error import InputError
from trephine.core.option import entry_of, names_near
from trephine.core.product import Product
from trephine.core.regimen import Regimen
from trephine.core.strategy import DoseCourse, Strategy
from trephine.core.text import Text

# Written in place of a regimen's id: no lymphodepletion at all.
NO_REGIMEN = "none"
# A course that repeats more often than daily for ten years is a slip of the pen.
MOST_DOSES = 5000
# Ten times the largest dose of the consensus's table (25e6/kg) at 100 kg, in shares of a dose.
MOST_SHARE = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Infusion:
    """Cells of one product, from ``day`` on, into one place, after ``regimen`` or none.

    ``share`` multiplies the product's dose.
    """

    product: Product
    day: float
    place: int
    share: float = 1.0
    regimen: Regimen | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """All infusions and drug courses of one arm, the same for each of its patients.

    ``second`` is the product of the second place, None where the place stays empty.
    """

    product: Product
    second: Product | None
    infusions: tuple[Infusion, ...]
    courses: tuple[DoseCourse, ...]


def treatment(
    product: Product,
    strategies: Sequence[Strategy],
    regimens: Sequence[Regimen],
    products: Sequence[Product],
    second: Product | None = None,
) -> Treatment:
    """Return what an arm is given.

    ``second`` is the product of a strategy's second infusion that names none; where no strategy
    has one, it is infused with the first on day 0, without lymphodepletion of its own. A strategy's
    regimen takes the place of the product's before the first infusion (``none``: no
    lymphodepletion). Raises InputError for a strategy named twice, unknown products and
    regimens, two products in one place, two regimens at once, and days, shares or amounts that
    cannot be.
    """
    named = [one.id for one in strategies]
    if len(set(named)) < len(named):
        raise _refusal(
            Text(zh="同一策略写了两次", en="a strategy is named twice"),
            "strategies",
            ", ".join(named),
            Text(zh="每个策略只写一次", en="name each strategy once"),
        )
    chosen = product.regimen
    by = ""
    for strategy in strategies:
        if strategy.regimen and by and strategy.regimen != chosen:
            raise _refusal(
                Text(zh="两种预处理方案互相矛盾", en="two lymphodepletion regimens contradict"),
                "regimen",
                f"{by}: {chosen}; {strategy.id}: {strategy.regimen}",
                Text(zh="只保留其一", en="keep one of them"),
            )
        if strategy.regimen:
            chosen, by = strategy.regimen, strategy.id
    infusions = [
        Infusion(product=product, day=0.0, place=1, regimen=_regimen(chosen, regimens, product.id))
    ]
    if product.companion:
        infusions.append(
            Infusion(product=_product(product.companion, products, product.id), day=0.0, place=2)
        )
    for strategy in strategies:
        for one in strategy.infusions:
            where = f"strategy {strategy.id}"
            if one.product:
                given = _product(one.product, (product, *products), where)
            else:
                given = second or product
            if not (isfinite(one.day) and one.day >= 0 and 0 < one.share <= MOST_SHARE):
                raise _refusal(
                    Text(zh="不可能的二次输注", en="a second infusion that cannot be"),
                    where,
                    f"day {one.day:g}, share {one.share:g}",
                    Text(
                        zh=f"天数不小于 0，份额大于 0 且不超过 {MOST_SHARE:g}",
                        en=f"use a day from 0 on and a share above 0, up to {MOST_SHARE:g}",
                    ),
                )
            infusions.append(
                Infusion(
                    product=given,
                    day=one.day,
                    place=one.place,
                    share=one.share,
                    regimen=_regimen(one.regimen or NO_REGIMEN, regimens, where),
                )
            )
    if second is not None and not any(one.place == 2 for one in infusions):
        infusions.append(Infusion(product=second, day=0.0, place=2))
    _check_places(infusions)
    courses = tuple(course for strategy in strategies for course in strategy.doses)
    for strategy in strategies:
        for course in strategy.doses:
            _check_course(course, f"strategy {strategy.id}")
    return Treatment(
        product=product,
        second=next((one.product for one in infusions if one.place == 2), None),
        infusions=tuple(infusions),
        courses=courses,
    )


def days_of(course: DoseCourse) -> tuple[float, ...]:
    """Return every day of a course: those listed, then the last repeated until the end."""
    days = list(course.days)
    if course.every is not None and course.until is not None:
        last = days[-1]
        days += [
            last + course.every * k for k in range(1, int((course.until - last) / course.every) + 1)
        ]
    return tuple(days)


def _check_places(infusions: Sequence[Infusion]) -> None:
    for place in (1, 2):
        held = list(dict.fromkeys(one.product.id for one in infusions if one.place == place))
        if len(held) > 1:
            raise _refusal(
                Text(
                    zh="同一位置不能放两种产品",
                    en="one place cannot hold two products",
                ),
                f"place {place}",
                ", ".join(held),
                Text(
                    zh="不同的产品放在第 2 位，且只放一种",
                    en="put another product in place 2, and one alone",
                ),
            )


def _check_course(course: DoseCourse, where: str) -> None:
    numbers = (course.amount, *course.days, course.every or 1.0, course.until or 0.0)
    repeated = (course.every is None) == (course.until is None)
    fits = all(isfinite(one) for one in numbers) and course.amount > 0 and bool(course.days)
    if fits and repeated and course.every is not None and course.until is not None:
        span = course.until - course.days[-1]
        fits = course.every > 0 and span >= 0 and span / course.every <= MOST_DOSES
    if not fits or not repeated:
        raise _refusal(
            Text(zh="不可能的给药", en="a course of doses that cannot be"),
            f"{where}: {course.state}",
            f"amount {course.amount:g}, days {course.days}, every {course.every}, "
            f"until {course.until}",
            Text(
                zh=f"剂量大于 0，有给药日；重复给药须同时写间隔与终点，至多 {MOST_DOSES} 次",
                en="use an amount above 0 and at least one day; a repeat needs both an interval "
                f"and an end, and has at most {MOST_DOSES} doses",
            ),
        )


def _regimen(name: str, regimens: Sequence[Regimen], where: str) -> Regimen | None:
    if name == NO_REGIMEN:
        return None
    for one in regimens:
        if one.id == name:
            return one
    raise _refusal(
        Text(zh="没有这个预处理方案", en="there is no such lymphodepletion regimen"),
        where,
        repr(name),
        names_near(name, [NO_REGIMEN, *(one.id for one in regimens)], listed="library.regimens()"),
    )


def _product(name: str, products: Sequence[Product], where: str) -> Product:
    return entry_of(
        name,
        products,
        what=Text(zh="没有这个产品", en="there is no such product"),
        where=where,
        listed="trephine model show --products",
    )


def _refusal(what: Text, where: str, found: str, do: Text) -> InputError:
    return InputError(what=what, where=where, found=found, do=do)
