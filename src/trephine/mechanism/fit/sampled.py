"""sampled: what visits see of trajectories: their days, follow-up and progression."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from trephine.mechanism.random.stream import Stream

Vector = NDArray[np.float64]
# Below this a quantity counts as nothing when trajectories are read between two grid points.
_TINY = 1e-12
_VISITS_FROM = 28.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Sampled:
    """Samples of one quantity: ``times`` and ``values`` float64[n, m], not-a-number where none.

    The columns are visits in order; a patient's samples end where follow-up does. Values are true
    ones: what an assay cannot see is left to whoever counts.
    """

    times: Vector
    values: Vector


def visits(
    days: tuple[float, ...], window: float, ends: Vector, numbers: NDArray[np.int64], seed: int
) -> Vector:
    """Return each patient's days of visits, ``[n, len(days)]``, not-a-number after follow-up.

    A visit lies within ``window`` days of its day (a third of the distance to the next at most, so
    that visits keep their order), drawn for each patient and visit.
    """
    planned = np.asarray(days, dtype=np.float64)
    gaps = np.diff(planned, append=planned[-1] + 3.0 * window) / 3.0
    reach = np.minimum(window, np.minimum(gaps, np.concatenate([[gaps[0]], gaps[:-1]])))
    moved = 2.0 * Stream(seed=seed, purpose="visits").uniforms(numbers, len(days)) - 1.0
    at = np.maximum(planned + moved * reach, min(0.0, planned[0]))
    return np.where(at <= ends[:, None], at, np.nan)


def follow_up(
    followed: tuple[float, float], numbers: NDArray[np.int64], seed: int
) -> NDArray[np.float64]:
    """Return the day on which each patient's follow-up ends at the latest, ``[n]``."""
    drawn = Stream(seed=seed, purpose="follow-up").uniforms(numbers)[:, 0]
    return followed[0] + (followed[1] - followed[0]) * drawn


def sample(t: Vector, x: Vector, at: Vector) -> Sampled:
    """Return trajectories ``x`` float64[n, len(t)] read at each patient's own visits ``at``.

    Between two points of the grid ``t`` the logarithm is read in a straight line.
    """
    inside = np.clip(np.nan_to_num(at, nan=t[0]), t[0], t[-1])
    right = np.clip(np.searchsorted(t, inside, side="right"), 1, len(t) - 1)
    share = (inside - t[right - 1]) / (t[right] - t[right - 1])
    logs = np.log(np.maximum(x, _TINY))
    rows = np.arange(len(x))[:, None]
    read = np.exp(logs[rows, right - 1] * (1.0 - share) + logs[rows, right] * share)
    failed = np.isnan(x).any(axis=1, keepdims=True)
    missing = np.isnan(at) | failed
    return Sampled(times=np.where(missing, np.nan, at), values=np.where(missing, np.nan, read))


def progression(
    t: Vector, m_protein: Vector, marrow: Vector, *, share: float, protein: float, cells: float
) -> Vector:
    """Return the first day from day 28 on of a rise that stands at the next point of ``t`` too.

    A rise is ``share`` and at least ``protein`` (g/L) of M-protein, or ``cells`` (Gc) of marrow
    myeloma cells, above the lowest so far; never is infinity. It is not the full set of criteria.
    """
    risen = np.zeros(m_protein.shape, dtype=bool)
    for x, least in ((m_protein, protein), (marrow, cells)):
        lowest = np.minimum.accumulate(x, axis=1)
        risen |= (x >= (1.0 + share) * lowest) & (x >= lowest + least)
    stands = risen & np.concatenate([risen[:, 1:], risen[:, -1:]], axis=1)
    stands &= t[None, :] >= _VISITS_FROM
    return np.where(stands.any(axis=1), t[stands.argmax(axis=1)], np.inf)
