"""written_as: what a virtual clinician writes of a number, in the encoding of the observable."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trephine.core.observable import Observable
from trephine.mechanism.observe.encoded import none_of, rounded
from trephine.mechanism.observe.measured_batch import coded

Column = NDArray[Any]
Write = Callable[[NDArray[np.float64]], Column]


def written_as(
    observable: Observable, cutpoints: tuple[tuple[float, str], ...] = (), last_code: str = ""
) -> Write:
    """Return a function from numbers to what is written: rounded, as a code, or as yes and no.

    Codes by ``cutpoints`` as those of a Readout; an event is written only where it took place.
    """
    if cutpoints or last_code:
        return coded(observable, cutpoints, last_code)
    if observable.kind in {"quantity", "dose"}:
        return rounded(observable)
    otherwise = none_of(observable) if observable.kind == "event" else 0
    return lambda values: np.where(values != 0, 1, otherwise).astype(np.int8)
