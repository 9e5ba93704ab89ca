"""trade_off: what one arm gains and what it costs, in the same virtual patients."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from trephine.core.error import InputError
from trephine.core.option import advice
from trephine.core.text import Text
from trephine.library.endpoints import weighed_endpoint
from trephine.loop.compare.paired_arms import PairedShare, endpoint_values, paired_arms
from trephine.loop.outcomes.endpoint import CountEndpoint, LandmarkEndpoint
from trephine.loop.outcomes.endpoints import endpoints
from trephine.loop.outcomes.patient_table import PatientTable


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TradeOff:
    """A harm and a benefit of one arm against another, patient by patient.

    ``moved`` int64 (3, 3) counts pairs: rows by the harm (gone, as before, new), columns by the
    benefit (lost, as before, gained). ``exchange`` is how many benefits are gained for each harm
    added (both differences of one sign), or lost for each harm avoided; its interval is Fieller's,
    NaN where the harm's difference is not told from nothing, so that the interval has no ends.
    """

    harm: PairedShare
    benefit: PairedShare
    pairs: int
    moved: NDArray[np.int64]
    exchange: float
    exchange_lb: float
    exchange_ub: float


def trade_off(
    first: PatientTable,
    other: PatientTable,
    *,
    harm: str = "",
    benefit: str = "",
    level: float = 95.0,
) -> TradeOff:
    """Set the change of a benefit against that of a harm, in patients with both known in both arms.

    Empty: the harm and the benefit that the catalogue names. It weighs nothing: how many responses
    a severe reaction is worth is not in the figures. Raises InputError for an endpoint that is no
    share, or that the tables cannot answer. Fieller 1954, Journal of the Royal Statistical Society
    B 16:175-185.
    """
    harm, benefit = harm or weighed_endpoint("harm").id, benefit or weighed_endpoint("benefit").id
    known = endpoints()
    for key in (harm, benefit):
        if not isinstance(known.get(key), CountEndpoint | LandmarkEndpoint):
            shares = tuple(
                k for k, e in known.items() if isinstance(e, CountEndpoint | LandmarkEndpoint)
            )
            raise _refused(key, advice(key, shares))
    _, i, j = np.intersect1d(
        first["patient"][first.ok], other["patient"][other.ok], return_indices=True
    )
    one, two = first.rows(np.flatnonzero(first.ok)[i]), other.rows(np.flatnonzero(other.ok)[j])
    pairs = paired_arms(first, other, days=0.0, keys=(harm, benefit), level=level)
    missing = [key for key in (harm, benefit) if key not in pairs.shares]
    if missing:
        raise _refused(
            ", ".join(missing), Text(zh="补上所需的列", en="give the columns that it needs")
        )
    cost, gain = (_changes(known[key], one, two) for key in (harm, benefit))  # type: ignore[arg-type]  # shares, as checked
    both = ~(np.isnan(cost) | np.isnan(gain))
    cost, gain = cost[both], gain[both]
    moved = np.array(
        [[int(((cost == h) & (gain == b)).sum()) for b in (-1, 0, 1)] for h in (-1, 0, 1)],
        dtype=np.int64,
    )
    exchange, low, high = _ratio(gain, cost, level)
    return TradeOff(
        harm=pairs.shares[harm],
        benefit=pairs.shares[benefit],
        pairs=int(both.sum()),
        moved=moved,
        exchange=exchange,
        exchange_lb=low,
        exchange_ub=high,
    )


def _changes(
    endpoint: CountEndpoint | LandmarkEndpoint, one: PatientTable, two: PatientTable
) -> NDArray[np.float64]:
    return np.asarray(endpoint_values(endpoint, two) - endpoint_values(endpoint, one))


def _ratio(
    gain: NDArray[np.float64], cost: NDArray[np.float64], level: float
) -> tuple[float, float, float]:
    """Return mean gain over mean cost with Fieller's interval."""
    n = cost.size
    if n < 2 or cost.mean() == 0.0:
        return math.nan, math.nan, math.nan
    top, bottom = float(gain.mean()), float(cost.mean())
    (v11, v12), (_, v22) = np.cov(gain, cost) / n
    t2 = float(stats.t.isf(0.5 - level / 200.0, n - 1)) ** 2
    a, b, c = bottom**2 - t2 * v22, top * bottom - t2 * v12, top**2 - t2 * v11
    inside = b * b - a * c
    if a <= 0.0 or inside < 0.0:
        return top / bottom, math.nan, math.nan
    root = math.sqrt(inside)
    return top / bottom, (b - root) / a, (b + root) / a


def _refused(found: str, do: Text) -> InputError:
    return InputError(
        what=Text(zh="这一终点不能用于取舍", en="this endpoint cannot be traded off"),
        where="trade_off(harm, benefit)",
        found=repr(found),
        do=do,
    )
