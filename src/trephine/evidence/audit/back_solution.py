"""BackSolution: the event counts that a printed pooled result leaves possible."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trephine.core.caution import Caution
from trephine.evidence.effect_set import Vector


@dataclass(frozen=True, slots=True, kw_only=True)
class BackSolution:
    """All vectors of counts that reproduce a printed pooled result: solved, never extracted.

    ``solutions`` (m, k) int64, in lexicographic order; empty where there are more than the limit.
    ``n_solutions`` is exact where ``is_exact``; else it was found, and ``n_upper`` is proven never
    to be exceeded. ``space`` is the number of vectors that the sizes and the known counts admit,
    ``covered`` the share of it that was decided either way (in 0-1). ``admissible`` are the
    counts each study has in some solution, ascending (where not exact: those not excluded).
    ``expected_by_chance`` is the number of solutions that an unrelated printed result of the same
    sort would have: the density of all vectors around the figures, times the size of the box that
    rounding leaves; NaN where it was not computed. ``on_edge`` (m,) marks solutions with a figure
    within 2e-9 of its last unit's edge: a program's own rounding error decides those. ``work``
    counts comparisons. It is no evidence that the model is the one that was used.
    """

    measure: str
    method: str
    roundings: tuple[str, ...]
    labels: tuple[str, ...]
    ni: NDArray[np.int64]
    solutions: NDArray[np.int64]
    n_solutions: int
    n_upper: int
    is_exact: bool
    space: int
    covered: float
    admissible: tuple[tuple[int, ...], ...]
    expected_by_chance: float
    on_edge: NDArray[np.bool_]
    region: tuple[float, float, float, float]
    work: int
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()

    @property
    def is_unique(self) -> bool:
        """Tell whether exactly one vector reproduces every figure."""
        return self.is_exact and self.n_solutions == 1

    @property
    def is_impossible(self) -> bool:
        """Tell whether no vector at all reproduces the figures."""
        return self.is_exact and self.n_solutions == 0

    @property
    def proportions(self) -> Vector:
        """Return the solutions as proportions, (m, k)."""
        return np.asarray(self.solutions / self.ni)
