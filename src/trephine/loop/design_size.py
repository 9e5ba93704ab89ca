"""design_size: the smallest of several sizes at which a trial would have the power asked for."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.loop.design import replicates
from trephine.loop.outcomes.patient_table import PatientTable
from trephine.loop.replicates import Replicates, Sides


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DesignSize:
    """``n`` is the first size whose power is ``wanted`` or more, None where none is."""

    n: int | None
    wanted: float
    designs: tuple[Replicates, ...]


def sizes_about(n: int) -> tuple[int, ...]:
    """Return the planned size with a quarter, half, one and a half times and twice of it."""
    return tuple(sorted({max(n * share // 4, 2) for share in (1, 2, 4, 6, 8)}))


def interval_widths(found: Replicates) -> tuple[float, float, float]:
    """Return the widths of the trials' intervals at 5, 50 and 95 %."""
    shares = (0.05, 0.5, 0.95)
    if found.events is None:
        low, middle, high = np.quantile(found.widths, shares)
    else:  # some have no end, and to inf there is no way
        low, middle, high = np.quantile(found.widths, shares, method="inverted_cdf")
    return float(low), float(middle), float(high)


def design_size(
    first: PatientTable,
    sizes: Sequence[int],
    *,
    endpoint: str,
    trials: int,
    seed: int,
    wanted: float = 0.8,
    other: PatientTable | None = None,
    reference: float | None = None,
    alpha: float = 0.05,
    sides: Sides = "two-sided",
) -> DesignSize:
    """Return the first of ``sizes``, in rising order, at which the power reaches ``wanted``.

    It searches nowhere else, and the simulation error of each power stands in its design. Raises
    InputError (see ``replicates``), also without a comparison to have power for.
    """
    if not sizes or (other is None and reference is None):
        raise InputError(
            what=Text(zh="没有可算把握度的比较", en="there is no comparison to have power for"),
            where="design_size",
            found=f"{len(sizes)} sizes",
            do=Text(zh="给出例数，以及另一组或参照值", en="give sizes, and an arm or a reference"),
        )
    designs = tuple(
        replicates(
            first, endpoint=endpoint, n=n, trials=trials, seed=seed, other=other,
            reference=reference, alpha=alpha, sides=sides,
        )
        for n in sorted(sizes)
    )  # fmt: skip
    enough = next((one.n for one in designs if one.power >= wanted), None)
    return DesignSize(n=enough, wanted=wanted, designs=designs)
