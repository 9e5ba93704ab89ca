"""Measure: what an effect measure needs, how it is computed and what it means."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from trephine.core.caution import Caution
from trephine.core.text import Text
from trephine.evidence.effect_set import Vector
from trephine.evidence.measure.given import Given


class Correction(NamedTuple):
    """The continuity correction that a caller asked for; ``to`` as in metafor's ``escalc``."""

    amount: float = 0.0
    to: str = "none"
    drop00: bool = False


class Computed(NamedTuple):
    """What a family returns: yi, vi, total n or person-time, completed columns, cautions."""

    yi: Vector
    vi: Vector
    ni: Vector
    raw: Mapping[str, Vector]
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One effect measure by its key in the field (``PLO``, ``OR``, ``SMD``).

    ``columns`` lists the sets of columns of which one has to be complete, best first; ``optional``
    what may stand beside. ``inverse`` maps the analysed scale to ``natural`` within ``limits``;
    None where the two are the same or where it takes more than the value (PFT, IRFT).
    ``null`` is the value of no effect, NaN for one-arm measures. ``corrects`` tells whether a
    continuity correction makes sense. It does not pool.
    """

    key: str
    name: Text
    natural: Text
    columns: tuple[tuple[str, ...], ...]
    compute: Callable[[Given, Correction], Computed]
    optional: tuple[str, ...] = ()
    inverse: Callable[[Vector], Vector] | None = None
    limits: tuple[float, float] = (-np.inf, np.inf)
    null: float = np.nan
    corrects: bool = False
    drops00: bool = False
    methods: tuple[str, ...] = ()

    @property
    def accepted(self) -> tuple[str, ...]:
        """Every column that the measure can read, in the order of ``columns``."""
        names = [name for group in self.columns for name in group]
        return tuple(dict.fromkeys((*names, *self.optional)))


def by_key(*measures: Measure) -> Mapping[str, Measure]:
    """Return the measures of a family by key."""
    return {measure.key: measure for measure in measures}
