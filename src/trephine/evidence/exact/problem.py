"""Problem: the counts of the studies laid out for maximum likelihood."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trephine.core.caution import Caution
from trephine.evidence.effect_set import Vector


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Problem:
    """Informative studies, their counts and design, and what the counts alone determine.

    ``family`` is a code of ``kernel.likelihood``; ``two_effects`` asks for random study effects
    beside the random treatment effect. X: float64 (k, p); table: float64 (k, 7), see
    ``kernel.marginal``. ``constant`` is the part of the log-likelihood that depends on the data
    alone; ``saturated`` the log-likelihood, with it, of one free effect a study (NaN where that
    needs a fit of its own). yi, wi: each study's own estimate on the link scale and its information
    there, 0 where that estimate is infinite. vi: sampling variances (with 1/2 added to cells of
    studies that have an empty one) for I2. ``separation`` is -1 or 1 where every study puts the
    estimate at minus or plus infinity, else 0; ``centre`` a finite value to start from;
    ``identified`` says whether the variance between studies is estimable at all.
    """

    measure: str
    model: str
    family: int
    two_effects: bool
    X: Vector
    table: Vector
    labels: tuple[str, ...]
    constant: float
    saturated: float
    yi: Vector
    wi: Vector
    vi: Vector
    separation: int
    centre: float
    identified: bool
    bounded: bool
    cautions: tuple[Caution, ...]
    methods: tuple[str, ...]

    @property
    def k(self) -> int:
        """Number of informative studies."""
        return len(self.labels)

    @property
    def p(self) -> int:
        """Number of coefficients."""
        return int(self.X.shape[1])

    @property
    def size(self) -> int:
        """Number of parameters: coefficients, (mu and sigma,) tau."""
        return self.p + (3 if self.two_effects else 1)


def layout(
    y1: Vector,
    n1: Vector,
    *,
    y2: Vector | None = None,
    n2: Vector | None = None,
    offsets: Sequence[Vector | None] = (None, None),
) -> Vector:
    """Return the kernels' table of counts, offsets 0 where there are none."""
    table = np.zeros((len(y1), 7))
    table[:, 0] = y1
    table[:, 1] = n1
    if y2 is not None and n2 is not None:
        table[:, 2] = y2
        table[:, 3] = n2
    for column, offset in zip((4, 5), offsets, strict=True):
        if offset is not None:
            table[:, column] = offset
    return table
