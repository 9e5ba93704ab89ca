"""floors: below which amount a state's relative accuracy is not asked."""

import math
from collections.abc import Mapping

from trephine.interop.sbml.quantity import Quantity

_SHARE = 1e-6
_ALONE = 1e-6


def floors(starts: Mapping[str, float], symbols: Mapping[str, Quantity]) -> dict[str, float]:
    """Return a floor for each state of a model that states none.

    It is 1e-6 of the smallest first value other than zero among the states of the same unit, and
    1e-6 where all of them start at zero: what such a model's own scale is cannot be known.
    """
    least: dict[str, float] = {}
    for name, value in starts.items():
        if value and math.isfinite(value):
            unit = symbols[name].unit
            least[unit] = min(abs(value), least.get(unit, math.inf))
    return {name: _SHARE * least.get(symbols[name].unit, _ALONE / _SHARE) for name in starts}
