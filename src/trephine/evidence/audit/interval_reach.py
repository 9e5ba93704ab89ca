"""interval_reach: which model's interval the printed estimate can have, given the n's and I2."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from trephine.core.published import Printed, PublishedEstimate
from trephine.evidence.audit.count_free_se import CountFreeSe, Variance, count_free_se, i2_behind
from trephine.evidence.audit.printed_range import PrintedRange, printed_range
from trephine.evidence.audit.way_back import WAYS, WayBack, back, forward, size_behind
from trephine.evidence.effect_set import Vector
from trephine.evidence.measure.freeman_tukey import double_arcsine_limits

_HALF = 0.5 * np.pi


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicted:
    """The interval (percent) of one model around the printed estimate; each bound a range."""

    se: PrintedRange
    ci_lb: PrintedRange
    ci_ub: PrintedRange
    reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What both models predict for a row, and the standard error that its printed figures need.

    ``needed`` is empty (low above high) where no standard error at all joins the printed estimate
    with both bounds. ``needed_i2`` (percent) would give it under random effects, None where none.
    ``n`` (k,) are the sizes it was asked for.
    """

    k: int
    size: PrintedRange
    tau2: PrintedRange
    common: Predicted
    random: Predicted
    needed: PrintedRange
    n: Vector
    variance: Variance

    @property
    def needed_i2(self) -> PrintedRange | None:
        """The I2 that the needed standard error would be that of, under random effects."""
        if self.needed.low > self.needed.high:
            return None
        return i2_behind(self.n, self.needed, variance=self.variance)

    @property
    def models(self) -> tuple[str, ...]:
        """The models under which the printed interval is reached."""
        return tuple(name for name in ("common", "random") if getattr(self, name).reached)


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a model's standard error (m,) must be for the printed estimate and both bounds."""

    low: Vector
    high: Vector
    t_low: Vector
    t_high: Vector
    size_low: Vector
    size_high: Vector
    reached: Vector


def interval_reach(
    row: PublishedEstimate, n: Vector, *, way: WayBack = WAYS[0], level: float = 95.0
) -> Reach:
    """Predict the interval of a printed estimate under both models from the n's (k,) and I2.

    Estimate, bounds and I2 are ranges over what rounding hides, and the three figures must hold
    at once: one value on the analysed scale and one standard error behind them all. ``level`` in
    percent; the quantile may have been cut to two decimals (1.96). It does not ask whether whole
    counts give the estimate. k of at least 2.
    """
    if n.size < 2:
        message = "interval_reach needs two studies: one has no I2"
        raise ValueError(message)
    many = n[None, :].astype(np.float64)
    se = _standard_errors(row, many, way)
    z_low, z_high = quantiles(level)
    common = needs(row, many, way, se.common, se.common, level=level)
    random = needs(row, many, way, se.low, se.high, level=level)
    sizes = np.array([common.size_low, common.size_high, random.size_low, random.size_high])
    return Reach(
        k=n.size,
        size=PrintedRange(low=float(sizes.min()), high=float(sizes.max())),
        tau2=PrintedRange(low=float(se.tau2_low[0]), high=float(se.tau2_high[0])),
        common=_predicted(common, se.common, se.common, z_low, z_high),
        random=_predicted(random, se.low, se.high, z_low, z_high),
        needed=PrintedRange(low=float(random.low[0]), high=float(random.high[0])),
        n=many[0],
        variance=way.variance,
    )


def reached(
    row: PublishedEstimate,
    n: Vector,
    model: str,
    *,
    way: WayBack = WAYS[0],
    level: float = 95.0,
) -> Vector:
    """Tell for each row of n (m, k) whether ``model`` (common, random) reaches the interval."""
    se = _standard_errors(row, n, way)
    low, high = (se.common, se.common) if model == "common" else (se.low, se.high)
    return needs(row, n, way, low, high, level=level).reached


def quantiles(level: float) -> tuple[float, float]:
    """Return the normal quantile of a two-sided level in percent, and as cut to two decimals."""
    z = NormalDist().inv_cdf(0.5 + level / 200.0)
    low, high = sorted((z, round(z, 2)))
    return low, high


def needs(
    row: PublishedEstimate, n: Vector, way: WayBack, low: Vector, high: Vector, *, level: float
) -> Needs:
    """Return which standard errors join the printed figures, and whether ``low`` to ``high`` do.

    On the analysed scale the interval is t -+ h. The printed estimate holds t in a range, the
    bounds hold t - h and t + h: three ranges of t that move with h, and ranges on a line have a
    point in common where each two have. So h is bounded by six differences, exactly.
    """
    size_low = size_high = size_behind(way, n, low)
    if way.size == "inverse-variance":
        size_low = size_behind(way, n, np.minimum(high, 1e6))
    e_low, e_high = _values(row.estimate, size_low, size_high)
    least, most = _attainable(n, way)
    e_low, e_high = np.maximum(e_low, least), np.minimum(e_high, most)
    l_low, l_high = _values(row.ci_lb, size_low, size_high)
    u_low, u_high = _values(row.ci_ub, size_low, size_high)
    below = np.maximum.reduce(
        [e_low - l_high, u_low - e_high, 0.5 * (u_low - l_high), np.zeros(n.shape[0])]
    )
    above = np.minimum.reduce([e_high - l_low, u_high - e_low, 0.5 * (u_high - l_low)])
    z_low, z_high = quantiles(level)
    fits = (below <= above) & (e_low <= e_high) & (z_low * low <= above) & (z_high * high >= below)
    return Needs(
        low=below / z_high,
        high=above / z_low,
        t_low=e_low,
        t_high=e_high,
        size_low=size_low,
        size_high=size_high,
        reached=fits,
    )


def _standard_errors(row: PublishedEstimate, n: Vector, way: WayBack) -> CountFreeSe:
    unknown = not row.I2.text.strip()
    I2 = PrintedRange(low=0.0, high=100.0) if unknown else printed_range(row.I2)
    return count_free_se(n, I2, variance=way.variance)


def _values(printed: Printed, size_low: Vector, size_high: Vector) -> tuple[Vector, Vector]:
    """Return the analysed values behind a printed percentage; what is clipped has no limit."""
    behind = printed_range(printed)
    low, high = behind.low / 100.0, behind.high / 100.0
    least, most = forward(low, size_low), forward(high, size_low)
    if size_low is not size_high:
        least = np.minimum(least, forward(low, size_high))
        most = np.maximum(most, forward(high, size_high))
    if low <= 0.0:
        least = np.full(least.shape, -np.inf)
    if high >= 1.0:
        most = np.full(most.shape, np.inf)
    return least, most


def _attainable(n: Vector, way: WayBack) -> tuple[Vector, Vector]:
    """Return the pooled values of no event and of all events: nothing outside can be pooled.

    A study's transformed 0 falls with n, and tau2 moves weight to the small studies; so the least
    pooled value is that of the common-effect weights, whatever tau2.
    """
    if way.variance == "PAS":
        return np.zeros(n.shape[0]), np.full(n.shape[0], _HALF)
    weight = 4.0 * n + 2.0
    least = (weight * double_arcsine_limits(n)[0]).sum(axis=1) / weight.sum(axis=1)
    slack = 1e-9
    return least - slack, _HALF - least + slack


def _predicted(found: Needs, low: Vector, high: Vector, z_low: float, z_high: float) -> Predicted:
    near, far = z_low * low, np.minimum(z_high * high, 10.0)

    sizes = {id(one): one for one in (found.size_low, found.size_high)}.values()

    def ends(t: Vector) -> Vector:
        return np.array([100.0 * back(t, size) for size in sizes])

    return Predicted(
        se=PrintedRange(low=float(low[0]), high=float(high[0])),
        ci_lb=PrintedRange(
            low=float(ends(found.t_low - far).min()), high=float(ends(found.t_high - near).max())
        ),
        ci_ub=PrintedRange(
            low=float(ends(found.t_low + near).min()), high=float(ends(found.t_high + far).max())
        ),
        reached=bool(found.reached[0]),
    )
