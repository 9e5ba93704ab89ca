"""falling: the closest sequence that never rises."""

import numpy as np

from trephine.evidence.effect_set import Vector


def falling(values: Vector) -> Vector:
    """Return the non-increasing sequence nearest to ``values`` in least squares, (m,).

    Pool adjacent violators: runs that rise get their mean; what falls already is not touched.
    Barlow, Bartholomew, Bremner and Brunk 1972.
    """
    level: list[float] = []
    count: list[int] = []
    for value in values.tolist():
        level.append(value)
        count.append(1)
        while len(level) > 1 and level[-2] < level[-1]:
            last, many = level.pop(), count.pop()
            level[-1] = (level[-1] * count[-1] + last * many) / (count[-1] + many)
            count[-1] += many
    return np.repeat(np.array(level), np.array(count))
