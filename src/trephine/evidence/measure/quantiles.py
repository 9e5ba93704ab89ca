"""Mean and standard deviation from a median with quartiles, range or both."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trephine.evidence.effect_set import Vector


class MeanSd(NamedTuple):
    """Estimated mean and sd (k,), and where the figures look too skewed for a normal model."""

    mean: Vector
    sd: Vector
    skewed: NDArray[np.bool_]


def mean_sd_from_quantiles(
    *,
    medi: Vector,
    ni: Vector,
    q1i: Vector | None = None,
    q3i: Vector | None = None,
    mini: Vector | None = None,
    maxi: Vector | None = None,
) -> MeanSd:
    """Return mean and standard deviation that a normal sample with these quantiles would have.

    It does not model skewed data: ``skewed`` marks studies where the test of Shi et al. (2023,
    Statistical Methods in Medical Research 32:1338-1360) rejects symmetry at 5 %; use the median
    itself (``MED``) there. All arrays (k,), NaN where not reported; by study, the range, the
    quartiles or both are used. NaN where neither is complete or n < 5. Sources: mean, Luo et al.
    2018, Statistical Methods in Medical Research 27:1785-1805; sd, Wan et al. 2014, BMC Medical
    Research Methodology 14:135, and with five numbers Shi et al. 2020, Research Synthesis Methods
    11:641-654.
    """
    from trephine.evidence.kernel.special import norm_ppf  # noqa: PLC0415  (may compile)

    nothing = np.full(np.shape(medi), np.nan)
    q1, q3, low, high = (
        nothing if one is None else np.asarray(one, dtype=np.float64)
        for one in (q1i, q3i, mini, maxi)
    )
    m = np.asarray(medi, dtype=np.float64)
    n = np.where(np.asarray(ni) >= 5, np.asarray(ni, dtype=np.float64), np.nan)
    xi = 2.0 * np.array([norm_ppf(float(p)) for p in (n - 0.375) / (n + 0.25)])
    eta = 2.0 * np.array([norm_ppf(float(p)) for p in (0.75 * n - 0.125) / (n + 0.25)])
    middle, hinge, spread, box = 0.5 * (low + high), 0.5 * (q1 + q3), high - low, q3 - q1
    both = ~np.isnan(spread) & ~np.isnan(box)
    only_range = ~np.isnan(spread) & np.isnan(box)

    a = 4.0 / (4.0 + n**0.75)
    b = 0.7 + 0.39 / n
    c, d = 2.2 / (2.2 + n**0.75), 0.7 - 0.72 / n**0.55
    e = 1.0 / (1.0 + 0.07 * n**0.6)
    mean = np.where(
        both,
        c * middle + d * hinge + (1.0 - c - d) * m,
        np.where(only_range, a * middle + (1.0 - a) * m, b * hinge + (1.0 - b) * m),
    )
    sd = np.where(
        both,
        e * spread / xi + (1.0 - e) * box / eta,
        np.where(only_range, spread / xi, box / eta),
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        tail = np.abs(low + high - 2.0 * m) / spread
        bulk = np.abs(q1 + q3 - 2.0 * m) / box
        root = np.sqrt(n)
        statistic = np.where(
            both,
            np.fmax(2.65 * np.log(0.6 * n) / root * tail, bulk),
            np.where(only_range, tail, bulk),
        )
        critical = np.where(
            both,
            3.0 / root - 40.0 / n**3,
            np.where(only_range, 1.0 / np.log(n + 9.0) + 2.5 / (n + 1.0), 2.65 / root - 6.0 / n**2),
        )
    return MeanSd(mean, sd, statistic >= critical)
