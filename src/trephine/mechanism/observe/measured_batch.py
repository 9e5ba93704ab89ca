"""measured_batch: what ``measured`` writes down of true values, for many patients at once."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.core.observable import Observable
from trephine.core.readout import Readout
from trephine.mechanism.observe.encoded import bits_of, encoded, place_of, rounded
from trephine.mechanism.observe.measured import exact

Column = NDArray[Any]
Vector = NDArray[np.float64]


def measured_batch(readout: Readout, observable: Observable) -> Callable[[Vector], Column]:
    """Return a function from values that carry their error to a column as ``encoded`` says.

    Equal to ``measured`` value by value. It leaves its argument as it is. Raises InputError for a
    code of the cut points that the observable does not have.
    """
    if readout.cutpoints:
        return _coded(readout, observable)
    if observable.kind in {"quantity", "dose"}:
        return _number(readout, observable)
    return _event if observable.kind == "event" else _yesno


def _number(readout: Readout, observable: Observable) -> Callable[[Vector], Column]:
    final = rounded(observable)
    lower, upper, step = readout.lower, readout.upper, readout.step
    below = 0.0
    if lower is not None:
        below = float(encoded(observable, exact(observable, float(readout.lower_as or lower))))

    def function(values: Vector) -> Column:
        found = values if upper is None else np.minimum(values, upper)
        if step and step != 1:
            found = np.rint(found / step) * step
        elif step:
            found = np.rint(found)
        found = final(found)
        if lower is not None:
            found[values < lower] = below
        return found

    return function


def _coded(readout: Readout, observable: Observable) -> Callable[[Vector], Column]:
    codes = (*(code for _, code in readout.cutpoints), readout.last_code)
    if observable.kind == "choices":
        each = [bits_of(observable, (part for part in one.split(",") if part)) for one in codes]
    else:
        each = [place_of(observable, code) for code in codes]
    # One place more: what is not a number is sorted behind every limit, infinity included.
    limits = np.array([*(limit for limit, _ in readout.cutpoints), np.inf])
    column = np.array([*each, -1], dtype=np.int64)

    def function(values: Vector) -> Column:
        return np.asarray(column[np.searchsorted(limits, values, side="left")])

    return function


def _yesno(values: Vector) -> Column:
    found = np.asarray(values != 0).astype(np.int8)
    found[np.isnan(values)] = -1
    return found


def _event(values: Vector) -> Column:
    found = _yesno(values)
    found[found == 0] = -1
    return found
