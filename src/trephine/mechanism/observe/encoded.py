"""encoded: values of one observable as an array over patients.

A quantity or dose is float64 (NaN: no value); yes/no and event int8 (1, 0, -1: none); a choice
int64, its place in ``choices`` (-1: none); choices int64, bits over those places (-1: none); a
moment int64 minutes from the infusion (``NO_MOMENT``: none).
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.core.error import InputError
from trephine.core.observable import Observable
from trephine.core.record import ReadingValue
from trephine.core.text import Text

Column = NDArray[Any]
Vector = NDArray[np.float64]
NO_MOMENT = np.iinfo(np.int64).min
_NUMBER = {"quantity", "dose"}
_TRUTH = {"yesno", "event"}


def none_of(observable: Observable) -> float | int:
    """Return what stands for no value of an observable."""
    if observable.kind in _NUMBER:
        return np.nan
    return NO_MOMENT if observable.kind == "moment" else -1


def dtype_of(observable: Observable) -> type[Any]:
    """Return the type of an observable's column."""
    if observable.kind in _NUMBER:
        return np.float64
    return np.int8 if observable.kind in _TRUTH else np.int64


def encoded(
    observable: Observable, value: ReadingValue | None, infusion: datetime | None = None
) -> float | int:
    """Return one value of a Record as a column holds it. A moment needs the ``infusion``.

    Raises InputError for a code that the observable does not have, and for a value not of its kind.
    """
    if value is None:
        return none_of(observable)
    if observable.kind in _NUMBER and isinstance(value, Decimal):
        return float(value)
    if observable.kind in _TRUTH and isinstance(value, bool):
        return int(value)
    if observable.kind == "choice" and isinstance(value, str):
        return place_of(observable, value)
    if observable.kind == "choices" and isinstance(value, tuple):
        return bits_of(observable, value)
    if observable.kind == "moment" and isinstance(value, datetime) and infusion is not None:
        return round((value - infusion) / timedelta(minutes=1))
    raise _strange(observable, repr(value))


def place_of(observable: Observable, code: str) -> int:
    """Return the place of a code in the observable's choices. Raises InputError without one."""
    for place, choice in enumerate(observable.choices):
        if choice.code == code:
            return place
    raise _strange(observable, code)


def bits_of(observable: Observable, codes: Iterable[str]) -> int:
    """Return a set of codes as bits over the observable's choices."""
    return sum({1 << place_of(observable, code) for code in codes})


def steps_of(observable: Observable) -> tuple[float, float, float, float, float]:
    """Return the resolution, its two sides as a fraction, and the limits of what is possible.

    A count of steps is a whole number, and so are both sides of the fraction (0.1 is 1/10): times
    the one, by the other, is rounded once, to the double nearest to the Decimal.
    """
    resolution = observable.resolution or Decimal(1)
    up, down = (float(part) for part in resolution.as_integer_ratio())
    low, high = observable.possible or (-np.inf, np.inf)
    return float(resolution), up, down, float(low), float(high)


def rounded(observable: Observable) -> Callable[[Vector], Vector]:
    """Return a function that rounds as ``measured.exact`` does; what is no number stays so."""
    size, up, down, low, high = steps_of(observable)

    def function(values: Vector) -> Vector:
        found = np.rint(values / size) * up / down
        return np.asarray(np.minimum(np.maximum(found, low), high) + 0.0)  # no zero with a sign

    return function


def _strange(observable: Observable, found: str) -> InputError:
    return InputError(
        what=Text(zh="观察项没有此取值", en="an observable does not have this value"),
        where=observable.id,
        found=found,
        do=Text(
            zh=f"按其类型（{observable.kind}）给值", en=f"give a value of kind {observable.kind}"
        ),
    )
