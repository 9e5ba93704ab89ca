"""Gosh: what all subsets of the studies say, in arrays and in bins."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trephine.core.caution import Caution
from trephine.evidence.effect_set import Vector
from trephine.evidence.kernel.subsets import BITS

Counts = NDArray[np.int64]
_GOLDEN = 0x9E3779B97F4A7C15
_FIRST = 0xBF58476D1CE4E5B9
_SECOND = 0x94D049BB133111EB
_WORD = (1 << 64) - 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class GoshCluster:
    """A group of subsets in the plane of estimate and I2.

    ``share`` of all subsets; means; ``with_study`` (k,), the share of its subsets that hold each
    study, 0 to 1: a study near 1 in one cluster and near 0 in another makes the difference.
    """

    share: float
    estimate: float
    I2: float
    with_study: Vector


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Gosh:
    """Pooled subsets of k studies, on the scale of the measure.

    estimate, tau2, I2 (percent), Q: float64 (count,), or (0,) where only bins were asked for; a
    subset of one study has an estimate and Q = 0, its tau2 and I2 are NaN. Bins hold subsets of two
    and more: counts (nx, ny), with_study (k, nx, ny), edges (nx + 1,), (ny + 1,); n_with (k,).
    mean_with and mean_without (k, 2): mean estimate and I2 of the subsets with and without each
    study. ``clusters`` by falling share; ``separation`` (k,): largest difference between clusters
    in the share of subsets that hold the study; ``drivers`` are the studies where it is at least
    0.5. All subsets where ``is_exact``, else a random sample by ``seed``.
    """

    measure: str
    method: str
    labels: tuple[str, ...]
    count: int
    is_exact: bool
    seed: int
    estimate: Vector
    tau2: Vector
    I2: Vector
    Q: Vector
    counts: Counts
    with_study: Counts
    x_edges: Vector
    y_edges: Vector
    n_with: Counts
    mean_with: Vector
    mean_without: Vector
    clusters: tuple[GoshCluster, ...]
    separation: Vector
    drivers: tuple[str, ...]
    cautions: tuple[Caution, ...] = ()
    methods: tuple[str, ...] = ()

    @property
    def k(self) -> int:
        """Number of studies."""
        return len(self.labels)

    def includes(self, study: str) -> NDArray[np.bool_]:
        """Return which subsets hold the study, bool (count,), in the order of the arrays."""
        bit = self.labels.index(study)
        words = masks(0, self.count, self.k, is_exact=self.is_exact, seed=self.seed)
        return ((words[:, bit // BITS] >> (bit % BITS)) & 1).astype(np.bool_)

    def sizes(self) -> Counts:
        """Return the number of studies of each subset, int64 (count,)."""
        words = masks(0, self.count, self.k, is_exact=self.is_exact, seed=self.seed)
        sizes: Counts = np.bitwise_count(words).sum(axis=1, dtype=np.int64)
        return sizes


def masks(start: int, stop: int, k: int, *, is_exact: bool, seed: int) -> Counts:
    """Return the subsets start to stop as bit masks, int64 (m, words).

    Exact: subset s is the binary number s + 1, study 0 its lowest bit. Sampled: every non-empty
    subset alike, drawn from a counter (SplitMix64 of seed, subset and word), so a subset does not
    depend on how many are drawn nor on who draws them.
    """
    if is_exact:
        return np.arange(start + 1, stop + 1, dtype=np.int64)[:, None]
    words = -(-k // BITS)
    out = np.empty((stop - start, words), dtype=np.int64)
    index = np.arange(start, stop, dtype=np.uint64)
    todo = np.arange(stop - start)
    attempt = 0
    while todo.size:
        for w in range(words):
            bits = min(BITS, k - w * BITS)
            stream = _mix_one(_mix_one(seed & _WORD) ^ (attempt * words + w))
            drawn = _mix(index[todo] * np.uint64(_GOLDEN) + np.uint64(stream))
            out[todo, w] = (drawn >> np.uint64(64 - bits)).astype(np.int64)
        todo = todo[(out[todo] == 0).all(axis=1)]
        attempt += 1
    return out


def _mix(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    x = (x ^ (x >> np.uint64(30))) * np.uint64(_FIRST)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(_SECOND)
    return x ^ (x >> np.uint64(31))


def _mix_one(x: int) -> int:
    x = (x + _GOLDEN) & _WORD
    x = ((x ^ (x >> 30)) * _FIRST) & _WORD
    x = ((x ^ (x >> 27)) * _SECOND) & _WORD
    return x ^ (x >> 31)
