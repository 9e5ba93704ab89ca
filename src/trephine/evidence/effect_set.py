"""Effects: one number and its sampling variance per study, with the data they came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from trephine.core.caution import Caution

Vector = NDArray[np.float64]
_EMPTY: Mapping[str, Vector] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Effects:
    """Effect sizes on the scale of ``measure``.

    yi, vi: float64 (k,); a study whose effect cannot be computed holds NaN in both and is named in
    ``cautions``. ni: float64 (k,), total sample size or person-time where known, else NaN.
    ``raw`` holds the columns that yi and vi came from (``xi``, ``ni``, ``ai`` ...), as analysed
    before any continuity correction; empty for effects given as yi and vi. ``labels`` are unique.
    Arrays are read-only. It does not hold moderators: these are passed where they are used.
    """

    measure: str
    yi: Vector
    vi: Vector
    ni: Vector
    labels: tuple[str, ...]
    raw: Mapping[str, Vector] = field(default_factory=lambda: _EMPTY)
    cautions: tuple[Caution, ...] = ()

    @property
    def k(self) -> int:
        """Number of studies, those without an effect included."""
        return len(self.labels)
