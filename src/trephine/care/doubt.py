"""doubt: whether a value that was entered is possible and yet unlikely."""

from decimal import Decimal

from trephine.core.observable import Observable
from trephine.core.record import Reading
from trephine.core.text import Text


def doubt(one: Observable, reading: Reading) -> Text | None:
    """Return what to check of a value outside its plausible range; None where there is no doubt.

    The value counts all the same: what is impossible was refused when it was entered.
    """
    if one.plausible is None or not isinstance(reading.value, Decimal):
        return None
    low, high = one.plausible
    if low <= reading.value <= high:
        return None
    usual = f"{low}–{high} {one.unit}"
    return Text(
        zh=f"少见的数值（通常 {usual}）：核对数值与单位",
        en=f"an unlikely value (usually {usual}): check it and its unit",
    )
