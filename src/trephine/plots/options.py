"""check_options: what every figure refuses before it draws anything."""

from collections.abc import Callable
from math import inf, isfinite, isnan
from numbers import Real
from typing import get_args

from trephine.core.error import InputError
from trephine.core.option import one_of
from trephine.core.text import Language, Text
from trephine.plots.kit.scale import Kind, Transform
from trephine.plots.style import StyleName

Check = Callable[[object], Text | None]
NARROWEST, WIDEST = 40.0, 2000.0  # mm; below 40 the texts of most figures meet


def check_options(*, narrowest: float = NARROWEST, **options: object) -> None:
    """Refuse values that a figure's options cannot take; ``options`` by the figures' names.

    It does not look at the rows. Raises InputError.
    """
    for name, found in options.items():
        if name in _CHOICES:
            one_of(name, found, _CHOICES[name])
            continue
        do = _width(found, narrowest) if name == "width_mm" else _CHECKS[name](found)
        if name == "axis" and do is None and isinstance(found, tuple | list):
            do = _LOGARITHMIC if options.get("kind") == "ratio" and found[0] <= 0 else None
        if do is not None:
            raise InputError(
                what=Text(zh=f"{name} 不能取此值", en=f"{name} cannot have this value"),
                where=name,
                found=repr(found)[:80],
                do=do,
            )


_LOGARITHMIC = Text(
    zh="对数轴的两端须大于 0，例如 (0.1, 10)",
    en="A logarithmic axis begins above 0: (0.1, 10), say",
)


def _number(found: object) -> float | None:
    """Return a number as float; None for what is no number, True and False among it."""
    return float(found) if isinstance(found, Real) and not isinstance(found, bool) else None


def _width(found: object, narrowest: float) -> Text | None:
    value = _number(found)
    if value is not None and narrowest <= value <= WIDEST:
        return None
    low, high = f"{narrowest:g}", f"{WIDEST:g}"
    return Text(zh=f"请给出 {low} 至 {high} 毫米", en=f"Give {low} to {high} millimetres")


def _level(found: object) -> Text | None:
    value = _number(found)
    if value is not None and 0 < value < 100:
        return None
    return Text(zh="请给出 0 与 100 之间的百分数，例如 95", en="Give a percentage such as 95")


def _dpi(found: object) -> Text | None:
    value = _number(found)
    if value is not None and 30 <= value <= 2400:
        return None
    return Text(zh="请给出 30 至 2400 的分辨率", en="Give a resolution from 30 to 2400 dpi")


def _finite(found: object) -> Text | None:
    value = _number(found)
    if value is not None and isfinite(value):
        return None
    return Text(zh="请给出有限的数", en="Give a finite number")


def _finite_or_nan(found: object) -> Text | None:
    value = _number(found)
    return None if value is not None and isnan(value) else _finite(found)


def _not_negative(found: object) -> Text | None:
    value = _number(found)
    if value is not None and 0 <= value < inf:
        return None
    return Text(zh="请给出不小于 0 的有限数", en="Give a finite number of 0 or more")


def _not_negative_or_nan(found: object) -> Text | None:
    value = _number(found)
    return None if value is not None and isnan(value) else _not_negative(found)


def _digits(found: object) -> Text | None:
    if found is None or (type(found) is int and 0 <= found <= 10):
        return None
    return Text(zh="请给出 0 至 10 的整数", en="Give a whole number, 0 to 10")


def _label(found: object) -> Text | None:
    if isinstance(found, str | Text):
        return None
    return Text(
        zh="请给出字符串，或中英文各一句的 Text", en="Give a string, or a Text with both languages"
    )


def _label_or_none(found: object) -> Text | None:
    return None if found is None else _label(found)


def _notes(found: object) -> Text | None:
    if isinstance(found, tuple | list) and not any(map(_label, found)):
        return None
    return Text(zh="请给出由文字组成的列表", en="Give a list of texts")


def _pair(found: object) -> Text | None:
    if found is None or (
        isinstance(found, tuple | list) and len(found) == 2 and not any(map(_label, found))
    ):
        return None
    return Text(zh="请给出左、右两侧的文字", en="Give two texts, for the left and the right side")


def _axis(found: object) -> Text | None:
    if found is None:
        return None
    if isinstance(found, tuple | list) and len(found) == 2:
        low, high = (_number(end) for end in found)
        if low is not None and high is not None and -inf < low < high < inf:
            return None
    return Text(
        zh="请给出两个有限的数，先小后大，例如 (0, 1)",
        en="Give two finite numbers, the smaller first: (0, 1), say",
    )


_CHOICES = {
    "language": get_args(Language),
    "kind": get_args(Kind),
    "transform": get_args(Transform),
    "style": get_args(StyleName),
}
_CHECKS: dict[str, Check] = {
    "measure": _label,
    "parameter": _label,
    "moderator": _label,
    "short": _label_or_none,
    "title": _label_or_none,
    "study": _label_or_none,
    "dpi": _dpi,
    "level": _level,
    "digits": _digits,
    "axis": _axis,
    "notes": _notes,
    "favours": _pair,
    "estimate": _finite,
    "null": _finite,
    "median": _finite_or_nan,
    "lower": _finite_or_nan,
    "upper": _finite_or_nan,
    "lfk": _finite_or_nan,
    "tau2": _not_negative_or_nan,
    "Q": _not_negative_or_nan,
}
