"""Indices of global sensitivity: partial rank correlations, and shares of variance (Sobol)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Matrix = NDArray[np.float64]
RESAMPLES = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """One parameter's index with its interval; ``total`` and its limits for Sobol alone."""

    parameter: str
    value: float
    lower: float
    upper: float
    total: float = float("nan")
    total_lower: float = float("nan")
    total_upper: float = float("nan")


def prcc_indices(
    names: Sequence[str], design: Matrix, outcome: NDArray[np.float64], level: float
) -> tuple[Index, ...]:
    """Return the partial rank correlation of each column of ``design`` (n, k) with ``outcome``.

    Ranks are averaged over ties; the other columns' linear effect on the ranks is removed from
    both. Intervals by Fisher's z with variance 1/(n - k - 2). Without variation there is none.
    Marino and others 2008, J Theor Biol 254:178-196.
    """
    n, k = design.shape
    ranked = np.column_stack([stats.rankdata(column) for column in design.T])
    target = stats.rankdata(outcome)
    if np.ptp(target) == 0.0 or n <= k + 3:
        nan = float("nan")
        return tuple(Index(parameter=one, value=nan, lower=nan, upper=nan) for one in names)
    joint = np.corrcoef(np.column_stack([ranked, target]), rowvar=False)
    inverse = np.linalg.pinv(joint)
    scale = np.sqrt(np.diag(inverse))
    found = np.clip(-inverse[:-1, -1] / (scale[:-1] * scale[-1]), -1.0, 1.0)
    half = stats.norm.ppf(0.5 + level / 200.0) / np.sqrt(n - k - 2)
    with np.errstate(divide="ignore"):
        z = np.arctanh(found)
    return tuple(
        Index(parameter=one, value=float(v), lower=float(np.tanh(a)), upper=float(np.tanh(b)))
        for one, v, a, b in zip(names, found, z - half, z + half, strict=True)
    )


def latin_sample(k: int, n: int, seed: int) -> Matrix:
    """Return a Latin hypercube of ``n`` points in ``k`` dimensions, each in (0, 1), by SALib."""
    from SALib.sample import latin  # noqa: PLC0415  (loading SALib takes seconds)

    return np.asarray(latin.sample(_problem(k), n, seed=seed % 2**32), dtype=np.float64)


def sobol_sample(k: int, n: int, seed: int) -> Matrix:
    """Return Saltelli's design of ``n`` × (k + 2) points in (0, 1), by SALib."""
    from SALib.sample import sobol  # noqa: PLC0415  (loading SALib takes seconds)

    found = sobol.sample(_problem(k), n, calc_second_order=False, seed=seed % 2**32)
    return np.asarray(found, dtype=np.float64)


def sobol_indices(
    names: Sequence[str], outcome: NDArray[np.float64], level: float, seed: int
) -> tuple[Index, ...]:
    """Return first-order and total shares of the variance of a whole Saltelli design, by SALib.

    ``outcome`` is in the design's order and has no missing value. Intervals by 200 resamples.
    Saltelli and others 2010, Comput Phys Commun 181:259-270.
    """
    from SALib.analyze import sobol  # noqa: PLC0415  (loading SALib takes seconds)

    nan = float("nan")
    if np.ptp(outcome) == 0.0:
        return tuple(Index(parameter=one, value=nan, lower=nan, upper=nan) for one in names)
    found: dict[str, Any] = sobol.analyze(
        _problem(len(names)), outcome, calc_second_order=False, num_resamples=RESAMPLES,
        conf_level=level / 100.0, seed=seed % 2**32 + 1,  # SALib takes 0 for no seed
    )  # fmt: skip
    return tuple(
        Index(
            parameter=one,
            value=float(found["S1"][i]),
            lower=float(found["S1"][i] - found["S1_conf"][i]),
            upper=float(found["S1"][i] + found["S1_conf"][i]),
            total=float(found["ST"][i]),
            total_lower=float(found["ST"][i] - found["ST_conf"][i]),
            total_upper=float(found["ST"][i] + found["ST_conf"][i]),
        )
        for i, one in enumerate(names)
    )


def _problem(k: int) -> dict[str, Any]:
    return {"num_vars": k, "names": [f"x{i}" for i in range(k)], "bounds": [[0.0, 1.0]] * k}
