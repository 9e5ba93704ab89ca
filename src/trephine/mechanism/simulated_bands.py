"""bands_of: where the curves of virtual patients lie, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.mechanism.simulated import Curves


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class QuantileBands:
    """Quantiles of one quantity at each day: ``values`` (len(levels), len(days)) of ``n`` patients.

    ``levels`` are percentages of patients: the two lines of a level enclose so many. The middle
    line is the median.
    """

    name: str
    n: int
    days: NDArray[np.float64]
    middle: NDArray[np.float64]
    levels: tuple[float, ...]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]


def bands_of(curves: Curves, name: str, levels: Sequence[float] = (90.0, 50.0)) -> QuantileBands:
    """Return the median and the bands of one quantity over the curves that were kept.

    The curves are those of the run's first patients, a random sample of the population: the bands
    are quantiles of that sample, not of all. Nothing is smoothed. Raises InputError where no curve
    was kept or the quantity is not among them.
    """
    if name not in curves.names or not len(curves.numbers):
        raise InputError(
            what=Text(zh="没有保留这个量的轨迹", en="No curves of this quantity were kept"),
            where=name,
            found=f"{len(curves.numbers)}: {', '.join(curves.names)}",
            do=Text(
                zh="在 shown 中列出该量，且 shown 大于 0",
                en="list the quantity among those shown, and show more than 0 patients",
            ),
        )
    values = curves.of(name)
    wide = sorted(levels, reverse=True)
    ends = [(50.0 - level / 2, 50.0 + level / 2) for level in wide]
    lower = np.array([np.percentile(values, low, axis=0) for low, _ in ends])
    upper = np.array([np.percentile(values, high, axis=0) for _, high in ends])
    return QuantileBands(
        name=name,
        n=len(values),
        days=curves.days,
        middle=np.median(values, axis=0),
        levels=tuple(wide),
        lower=lower,
        upper=upper,
    )
