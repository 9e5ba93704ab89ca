"""design: many trials of n patients drawn from one virtual population, and what they would find."""

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from trephine.core.error import InputError
from trephine.core.option import advice
from trephine.core.text import Text
from trephine.loop.compare.paired_arms import endpoint_values
from trephine.loop.design_times import time_replicates
from trephine.loop.outcomes.endpoint import CountEndpoint, LandmarkEndpoint, TimeEndpoint
from trephine.loop.outcomes.endpoints import endpoints
from trephine.loop.outcomes.patient_table import PatientTable
from trephine.loop.replicates import Replicates, Sides, Vector, rate
from trephine.mechanism.random.stream import Stream

# Draws held at once: 2**20 is 8 MiB, and more is no faster.
_BLOCK = 2**20


def replicates(
    first: PatientTable,
    *,
    endpoint: str,
    n: int,
    trials: int,
    seed: int,
    other: PatientTable | None = None,
    reference: float | None = None,
    alpha: float = 0.05,
    sides: Sides = "two-sided",
) -> Replicates:
    """Draw trials with replacement from a virtual population and test each of them.

    With ``other`` two independent arms of ``n`` each are compared (z test of two proportions with
    pooled variance, Newcombe's interval of the difference, ``other`` minus ``first``); with
    ``reference`` (0 to 1) one arm is held against that share (exact binomial test, Wilson's
    interval); with neither there is no test, and power is NaN. A time to an event is compared by
    the log-rank test, or its median with a reference in months (``time_replicates``). Draws are
    counter-based: trial k is the same whatever ``trials`` is, and patient i of it whatever ``n``
    is. It knows the virtual population alone: where the model is wrong, so is the power. Raises
    InputError.
    Newcombe 1998, Statistics in Medicine 17:873-890 (method 10).
    """
    check_design(endpoint, n, trials, alpha, reference, two=other is not None)
    if endpoint in time_endpoints():
        return time_replicates(
            first, endpoint=endpoint, n=n, trials=trials, seed=seed, other=other,
            reference=reference, alpha=alpha, sides=sides,
        )  # fmt: skip
    own = _known(first, endpoint)
    if other is None:
        x, size = _drawn(own, n, trials, seed, "design first")
        share, low, high = _wilson(x, size, alpha)
        truth = float(own.mean())
        null = _fixed_null(size, reference, seed, alpha, sides)
        rejected = _exact(x, size, reference, alpha, sides)
        found, lower, upper = share, low, high
        people: tuple[int, ...] = (own.size,)
    else:
        two = _known(other, endpoint)
        x1, n1 = _drawn(own, n, trials, seed, "design first")
        x2, n2 = _drawn(two, n, trials, seed, "design other")
        found, lower, upper = _newcombe(x1, n1, x2, n2, alpha)
        truth = float(two.mean() - own.mean())
        rejected = _z_test(x1, n1, x2, n2, alpha, sides)
        together = np.concatenate([own, two])
        y1, m1 = _drawn(together, n, trials, seed, "design null first")
        y2, m2 = _drawn(together, n, trials, seed, "design null other")
        null = _z_test(y1, m1, y2, m2, alpha, sides)
        people = (own.size, two.size)
    power, error = rate(rejected), rate(null)
    return Replicates(
        endpoint=endpoint,
        measure="share" if other is None else "difference",
        n=n,
        trials=trials,
        truth=truth,
        reference=reference,
        estimates=found,
        widths=upper - lower,
        quantiles=tuple(float(q) for q in np.quantile(found, (0.025, 0.25, 0.5, 0.75, 0.975))),
        covered=float(((lower <= truth) & (truth <= upper)).mean()),
        power=power[0],
        power_se=power[1],
        type_1_error=error[0],
        type_1_error_se=error[1],
        alpha=alpha,
        sides=sides,
        people=people,
    )


def share_endpoints() -> tuple[str, ...]:
    """Return the endpoints that are shares of patients, which a design can be asked of."""
    known = endpoints().items()
    return tuple(key for key, e in known if isinstance(e, CountEndpoint | LandmarkEndpoint))


def time_endpoints() -> tuple[str, ...]:
    """Return the endpoints that are times to an event, which a design can be asked of."""
    return tuple(key for key, e in endpoints().items() if isinstance(e, TimeEndpoint))


def simulation_interval(share: float, trials: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval of a share of simulated trials; it is not 0 wide at 0 and 1.

    It tells how many trials were drawn, and nothing about the model.
    """
    _, low, high = _wilson(np.array([share * trials]), np.array([float(trials)]), 0.05)
    return float(low[0]), float(high[0])


def check_design(
    endpoint: str, n: int, trials: int, alpha: float, reference: float | None, *, two: bool
) -> None:
    """Refuse what ``replicates`` would, before anything is run; ``two``: there is another arm.

    Raises InputError.
    """
    known = (*share_endpoints(), *time_endpoints())
    if endpoint not in known:
        raise InputError(
            what=Text(
                zh="没有这一比例或时间终点",
                en="there is no such endpoint that is a share or a time to an event",
            ),
            where="replicates(endpoint)",
            found=repr(endpoint),
            do=advice(endpoint, known),
        )
    most = np.inf if endpoint in time_endpoints() else 1.0
    wrong = n < 2 or trials < 1 or not 0.0 < alpha < 0.5
    wrong |= reference is not None and (two or not 0.0 < reference < most)
    if wrong:
        raise InputError(
            what=Text(zh="试验设计的参数不能取此值", en="a design cannot be like this"),
            where="replicates",
            found=f"n={n}, trials={trials}, alpha={alpha:g}, reference={reference}",
            do=Text(
                zh="n ≥ 2，trials ≥ 1，0 < alpha < 0.5；参照：比例在 0 与 1 之间，"
                "中位时间为正的月数；且不与另一组同用",
                en="n >= 2, trials >= 1, 0 < alpha < 0.5; a reference: a share between 0 and 1, or"
                " a median above 0 months, and not with another arm",
            ),
        )


def _known(table: PatientTable, endpoint: str) -> Vector:
    """Return 1 or 0 for the patients whom the endpoint counts."""
    one = endpoints()[endpoint]
    missing = [name for name in one.kind.columns if not table.has(name)]
    values = np.full(table.n, np.nan)
    if not missing and isinstance(one, CountEndpoint | LandmarkEndpoint):
        values = endpoint_values(one, table)
    values = values[~np.isnan(values)]
    if not values.size:
        raise InputError(
            what=Text(zh="虚拟人群中无人可计", en="nobody in the virtual population counts"),
            where=f"replicates, arm {table.arm}, {endpoint}",
            found=f"lacks {', '.join(missing)}" if missing else f"{table.n} patients",
            do=Text(
                zh="换一个终点，或补上所需的列", en="choose another endpoint or give its columns"
            ),
        )
    return np.asarray(values, dtype=np.float64)


def _drawn(values: Vector, n: int, trials: int, seed: int, purpose: str) -> tuple[Vector, Vector]:
    """Return events and sizes of each trial: patient i of trial k is draw i of number k."""
    stream = Stream(seed=seed, purpose=purpose)
    events = np.empty(trials)
    step = max(_BLOCK // n, 1)
    for start in range(0, trials, step):
        numbers = np.arange(start, min(start + step, trials))
        place = (stream.uniforms(numbers, n) * values.size).astype(np.int64)
        events[numbers] = values[np.minimum(place, values.size - 1)].sum(axis=1)
    return events, np.full(trials, float(n))


def _wilson(x: Vector, n: Vector, alpha: float) -> tuple[Vector, Vector, Vector]:
    z = float(stats.norm.isf(alpha / 2.0))
    share = x / n
    middle = (x + 0.5 * z * z) / (n + z * z)
    half = z * np.sqrt(n * share * (1.0 - share) + 0.25 * z * z) / (n + z * z)
    return share, middle - half, middle + half


def _newcombe(
    x1: Vector, n1: Vector, x2: Vector, n2: Vector, alpha: float
) -> tuple[Vector, Vector, Vector]:
    p1, l1, u1 = _wilson(x1, n1, alpha)
    p2, l2, u2 = _wilson(x2, n2, alpha)
    gap = p2 - p1
    low = gap - np.sqrt((p2 - l2) ** 2 + (u1 - p1) ** 2)
    return gap, low, gap + np.sqrt((u2 - p2) ** 2 + (p1 - l1) ** 2)


def _z_test(
    x1: Vector, n1: Vector, x2: Vector, n2: Vector, alpha: float, sides: Sides
) -> NDArray[np.bool_]:
    share = (x1 + x2) / (n1 + n2)
    se = np.sqrt(share * (1.0 - share) * (1.0 / n1 + 1.0 / n2))
    z = np.divide(x2 / n2 - x1 / n1, se, out=np.zeros_like(se), where=se > 0)
    if sides == "two-sided":
        return np.asarray(np.abs(z) > stats.norm.isf(alpha / 2.0))
    signed = z if sides == "greater" else -z
    return np.asarray(signed > stats.norm.isf(alpha))


def _exact(
    x: Vector, n: Vector, reference: float | None, alpha: float, sides: Sides
) -> NDArray[np.bool_]:
    """Return which trials the exact binomial test rejects (two-sided: twice the smaller tail)."""
    if reference is None:
        return np.empty(0, dtype=np.bool_)
    above = stats.binom.sf(x - 1.0, n, reference)
    below = stats.binom.cdf(x, n, reference)
    p = {
        "two-sided": np.minimum(2.0 * np.minimum(above, below), 1.0),
        "greater": above,
        "less": below,
    }
    return np.asarray(p[sides] <= alpha)


def _fixed_null(
    size: Vector, reference: float | None, seed: int, alpha: float, sides: Sides
) -> NDArray[np.bool_]:
    """Return which trials of a population with just the reference's share would reject it."""
    if reference is None:
        return np.empty(0, dtype=np.bool_)
    drawn = Stream(seed=seed, purpose="design null").uniforms(np.arange(size.size))[:, 0]
    x = stats.binom.ppf(drawn, size, reference)
    return _exact(x, size, reference, alpha, sides)
