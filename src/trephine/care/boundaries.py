"""boundaries: below, at and above every threshold of a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from trephine.care.cells import conditions
from trephine.care.holds import holds
from trephine.core.expression import Compared, leaves
from trephine.core.observable import Observable
from trephine.core.rule import DecisionTable
from trephine.core.value import Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """One comparison of a table, and whether it holds just below, at and just above its threshold.

    The step is the input's resolution: no reading lies between the three.
    """

    comparison: Compared
    step: Decimal
    below: bool
    at: bool
    above: bool


def boundaries(table: DecisionTable, observables: Mapping[str, Observable]) -> tuple[Boundary, ...]:
    """Return every comparison of ``table`` once, evaluated round its threshold."""
    found = []
    for leaf in dict.fromkeys(leaf for one in conditions(table) for leaf in leaves(one)):
        if not isinstance(leaf, Compared):
            continue
        one = observables.get(leaf.name)
        step = one.resolution if one is not None and one.resolution else Decimal(1)
        below, at, above = (_holds(leaf, leaf.limit + way * step) for way in (-1, 0, 1))
        found.append(Boundary(comparison=leaf, step=step, below=below, at=at, above=above))
    return tuple(found)


def _holds(leaf: Compared, value: Decimal) -> bool:
    return holds(leaf, lambda _: Number(low=value, high=value), {}).low
