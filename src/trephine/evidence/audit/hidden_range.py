"""hidden_range: all that a printed figure may stand for, also if it was rounded more than once."""

from trephine.core.published import Printed
from trephine.evidence.audit.printed_range import PrintedRange

# Rounded to one more digit first, and that to one more before it, and so on: a figure may stand
# 0.5 + 0.05 + 0.005 + ... units above the value behind it. Cut off, it stands up to a unit below.
_UP = 0.5 + 0.5 / 9.0
_DOWN = 1.0


def hidden_range(printed: Printed) -> PrintedRange:
    """Return what ``printed`` may stand for, in its own unit: rounded, rounded twice, or cut off.

    Wider than ``printed_range`` below, where a figure rounded up twice may come from. Ends are
    included. It knows no limits of its own: a percentage may come out below 0 or above 100.
    """
    unit = 2.0 * printed.half_unit
    return PrintedRange(low=printed.value - _UP * unit, high=printed.value + _DOWN * unit)
