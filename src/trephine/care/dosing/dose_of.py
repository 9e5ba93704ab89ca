"""dose_of: the amount of one dose, with the arithmetic in words."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_UP, Decimal
from typing import Literal

from trephine.care.sound import sound_number
from trephine.core.error import ContentError
from trephine.core.rule import Order
from trephine.core.text import Text

Direction = Literal["nearest", "down", "up"]
_DIRECTIONS = {"nearest": ROUND_HALF_EVEN, "down": ROUND_DOWN, "up": ROUND_UP}
_WORDS = {
    "nearest": Text(zh="取最近", en="to the nearest"),
    "down": Text(zh="向下取", en="down to a multiple of"),
    "up": Text(zh="向上取", en="up to a multiple of"),
}
_FACTORS = {
    "kg": (Text(zh="体重", en="body weight"), "weight"),
    "m2": (Text(zh="体表面积", en="body surface"), "bsa"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DoseRounding:
    """A house's rounding of doses: to a multiple of ``step``, in the dose's own unit."""

    step: Decimal
    direction: Direction = "nearest"


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputedDose:
    """The amount of one dose in ``unit`` and how it came about.

    ``amount`` is None where an input is missing, or where the source states no amount (``stated``
    False). ``exact`` is what stood before cap and rounding; ``capped`` and ``rounding`` say what
    changed it. ``missing`` are the inputs without which the dose is not released. It is to be
    considered by a clinician: nothing here signs it.
    """

    order: Order
    amount: Decimal | None
    exact: Decimal | None
    unit: str
    capped: bool
    working: Text
    missing: tuple[str, ...]
    rounding: DoseRounding | None = None

    @property
    def stated(self) -> bool:
        """Whether the source states an amount at all."""
        return self.order.amount is not None

    @property
    def released(self) -> bool:
        """Whether nothing that the dose needs is missing."""
        return not self.missing


def dose_of(
    order: Order,
    *,
    weight: Decimal | None,
    bsa: Decimal | None,
    known: Collection[str] = (),
    rounding: DoseRounding | None = None,
) -> ComputedDose:
    """Return the amount that ``order`` comes to for one person.

    ``weight`` in kg, ``bsa`` in m2; None: not known, never a default. ``known`` are the other
    inputs in ``order.needs`` that are known at this moment: one that is not holds the dose back,
    though its value changes nothing here. Without ``rounding`` the amount is exact; with it the
    step is shown, and a rounded dose is held to the cap again. Raises InputError for a weight or
    an area that is not above zero, ContentError for a cap in another unit.
    """
    given = {
        "weight": None if weight is None else sound_number(weight, "weight", "kg"),
        "bsa": None if bsa is None else sound_number(bsa, "bsa", "m2"),
    }
    here = {name for name, value in given.items() if value is not None} | set(known)
    missing = [name for name in order.needs if name not in here]
    if order.amount is None:
        return _silent(order, tuple(missing))
    factor: Decimal | None = Decimal(1)
    if order.per:
        name = _FACTORS[order.per][1]
        factor = given[name]
        if factor is None and name not in missing:
            missing.insert(0, name)
    if factor is None:
        return _held_back(order, tuple(missing))
    exact = order.amount * factor
    cap = _cap(order)
    amount = exact if cap is None else min(exact, cap)
    if rounding is not None:
        step = sound_number(rounding.step, "rounding.step", order.unit)
        count = (amount / step).quantize(Decimal(1), rounding=_DIRECTIONS[rounding.direction])
        amount = count * step if cap is None else min(count * step, cap)
    return ComputedDose(
        order=order,
        amount=amount,
        exact=exact,
        unit=order.unit,
        capped=cap is not None and exact > cap,
        working=_working(order, factor, exact, cap, amount, rounding),
        missing=tuple(missing),
        rounding=rounding,
    )


def figures(value: Decimal, places: int = 4) -> str:
    """Return a number as it is written, without trailing zeros; long ones to ``places`` digits."""
    shown = value if -value.as_tuple().exponent <= places else round(value, places)  # type: ignore[operator]  # finite
    text = f"{shown:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _cap(order: Order) -> Decimal | None:
    if order.cap is not None and order.cap_unit not in {"", order.unit}:
        raise ContentError(
            what=Text(zh="上限与剂量的单位不同", en="the cap is in another unit than the dose"),
            where=order.id,
            found=f"{order.unit}, {order.cap_unit}",
            do=Text(zh="用同一单位写上限", en="write the cap in the unit of the dose"),
        )
    return order.cap


def _silent(order: Order, missing: tuple[str, ...]) -> ComputedDose:
    return ComputedDose(
        order=order,
        amount=None,
        exact=None,
        unit=order.unit,
        capped=False,
        working=Text(zh="来源没有给出剂量", en="the source states no amount"),
        missing=missing,
    )


def _held_back(order: Order, missing: tuple[str, ...]) -> ComputedDose:
    label = _FACTORS[order.per][0]
    per = f"{order.amount} {order.unit}/{order.per}"
    return ComputedDose(
        order=order,
        amount=None,
        exact=None,
        unit=order.unit,
        capped=False,
        working=Text(
            zh=f"{per}：{label.zh}未知，不计算", en=f"{per}: {label.en} is not known, no amount"
        ),
        missing=missing,
    )


def _working(
    order: Order,
    factor: Decimal,
    exact: Decimal,
    cap: Decimal | None,
    amount: Decimal,
    rounding: DoseRounding | None,
) -> Text:
    assert order.amount is not None  # noqa: S101  (the caller returned before)
    unit, result = order.unit, figures(exact)
    zh = en = f"{figures(order.amount)} {unit}"
    if order.per:
        label = _FACTORS[order.per][0]
        sign = "≈" if Decimal(result) != exact else "="
        sum_ = f"{figures(order.amount)} {unit}/{order.per} × {figures(factor)} {order.per}"
        zh = f"{sum_}（{label.zh}）{sign} {result} {unit}"
        en = f"{sum_} ({label.en}) {sign} {result} {unit}"
    if cap is not None:
        limit = f"{figures(cap)} {unit}"
        zh += f"；单次上限 {limit}{'，取上限' if exact > cap else '，未达'}"
        en += f"; at most {limit} a dose, {'so the cap applies' if exact > cap else 'not reached'}"
    if rounding is not None:
        words, step = _WORDS[rounding.direction], f"{figures(rounding.step)} {unit}"
        zh += f"；按本院规定{words.zh} {step} 的倍数：{figures(amount)} {unit}"
        en += f"; rounded by local policy {words.en} {step}: {figures(amount)} {unit}"
    return Text(zh=zh, en=en)
