"""floors: below which amount a state's relative accuracy is not asked."""

import math
from collections.abc import Mapping

from trephine.interop.sbml.quantity import Quantity

_SHARE = 1e-6
_ALONE = 1e-6


def floors(starts: Mapping[str, float], symbols: Mapping[str, Quantity]) -> dict[str, float]:
    """Return a floor for each state: what an annotation of ours states, else a guess.

    The guess is 1e-6 of the smallest first value other than zero among the states of the same
    unit, and 1e-6 where all of them start at zero: such a model's own scale cannot be known.
    """
    least: dict[str, float] = {}
    for name, value in starts.items():
        if value and math.isfinite(value):
            unit = symbols[name].unit
            least[unit] = min(abs(value), least.get(unit, math.inf))
    found = {}
    for name in starts:
        stated = symbols[name].own.floor
        scale = least.get(symbols[name].unit, _ALONE / _SHARE)
        found[name] = _SHARE * scale if stated is None else stated
    return found
