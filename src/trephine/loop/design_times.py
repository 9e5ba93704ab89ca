"""time_replicates: many trials of a time to an event, by log-rank test or by the median."""

import numpy as np
from scipy import stats

from trephine.core.error import InputError
from trephine.core.text import Text
from trephine.loop.outcomes.endpoint import MONTH, TimeEndpoint
from trephine.loop.outcomes.endpoints import endpoints
from trephine.loop.outcomes.patient_table import PatientTable
from trephine.loop.replicates import Mask, Replicates, Sides, Vector, rate
from trephine.loop.trials_of_times import (
    MedianTrials,
    Times,
    log_rank_of,
    log_rank_trials,
    median_of,
    median_trials,
)

_QUANTILES = (0.025, 0.25, 0.5, 0.75, 0.975)


def time_replicates(
    first: PatientTable,
    *,
    endpoint: str,
    n: int,
    trials: int,
    seed: int,
    other: PatientTable | None,
    reference: float | None,
    alpha: float,
    sides: Sides,
) -> Replicates:
    """Draw trials with replacement from a virtual population and test each of them.

    With ``other``: log-rank test, hazard ratio of other to first by Peto's one step with its
    interval (nearer to 1 than Cox's where hazards differ much). Without it the median and its
    interval by Brookmeyer and Crowley; with ``reference`` (months) the test is whether that
    interval leaves it out, and the type I error is how often it leaves out the truth: times on
    another scale, so that the truth were the reference, would give the same. A limit that is not
    reached says of a median only that it lies beyond the trial's longest follow-up. Patients are
    followed as in the run: nobody is enrolled later than another. Raises InputError where the
    virtual population has no events, or its median is not reached.
    """
    own = _followed(first, endpoint)
    if other is None:
        return _one_arm(own, first, endpoint, n, trials, seed, reference, alpha, sides)
    two = _followed(other, endpoint)
    drawn = log_rank_trials(own, two, n=n, trials=trials, seed=seed, purpose="design")
    both = own + two
    null = log_rank_trials(both, both, n=n, trials=trials, seed=seed, purpose="design null")
    truth = float(np.exp(log_rank_of(own, two).log_ratio[0]))
    if np.isnan(truth):
        raise _refused(first, endpoint, Text(zh="无人发生此事件", en="nobody had the event"))
    ratio = drawn.log_ratio
    told = ~np.isnan(ratio)
    half = stats.norm.isf(alpha / 2.0) / np.sqrt(drawn.variance[told])
    estimates = np.exp(ratio[told])
    low, high = np.exp(ratio[told] - half), np.exp(ratio[told] + half)
    power, error = rate(_apart(drawn.z, alpha, sides)), rate(_apart(null.z, alpha, sides))
    return Replicates(
        endpoint=endpoint,
        measure="hazard ratio",
        n=n,
        trials=trials,
        truth=truth,
        reference=None,
        estimates=np.exp(ratio),
        widths=_whole(high / low, trials),
        quantiles=_quantiles(estimates),
        covered=float(((low <= truth) & (truth <= high)).sum() / trials),
        power=power[0],
        power_se=power[1],
        type_1_error=error[0],
        type_1_error_se=error[1],
        alpha=alpha,
        sides=sides,
        people=(own.n, two.n),
        events=float(drawn.events.mean()),
        lacking=float(1.0 - told.mean()),
    )


def _one_arm(
    own: Times,
    table: PatientTable,
    endpoint: str,
    n: int,
    trials: int,
    seed: int,
    reference: float | None,
    alpha: float,
    sides: Sides,
) -> Replicates:
    truth = median_of(own)
    if np.isinf(truth):
        what = Text(zh="虚拟人群的中位未达到", en="the virtual population's median is not reached")
        raise _refused(table, endpoint, what)
    level = 100.0 * (1.0 - alpha)
    drawn = median_trials(own, n=n, trials=trials, seed=seed, purpose="design first", level=level)
    low = np.minimum(drawn.low, drawn.longest)
    tested = drawn
    if sides != "two-sided":
        tested = median_trials(
            own, n=n, trials=trials, seed=seed, purpose="design first", level=level - 100.0 * alpha
        )
    none = np.empty(0, dtype=np.bool_)
    power = rate(none if reference is None else _left_out(tested, reference, sides))
    error = rate(none if reference is None else _left_out(tested, truth, sides))
    return Replicates(
        endpoint=endpoint,
        measure="months",
        n=n,
        trials=trials,
        truth=truth,
        reference=reference,
        estimates=drawn.median,
        widths=drawn.high - low,
        quantiles=_quantiles(drawn.median),
        covered=float(((low <= truth) & (truth <= drawn.high)).mean()),
        power=power[0],
        power_se=power[1],
        type_1_error=error[0],
        type_1_error_se=error[1],
        alpha=alpha,
        sides=sides,
        people=(own.n,),
        events=float(drawn.events.mean()),
        lacking=float(np.isinf(drawn.median).mean()),
    )


def _followed(table: PatientTable, endpoint: str) -> Times:
    """Return the times, in months, of the patients whom the endpoint counts."""
    one = endpoints()[endpoint]
    missing = [name for name in one.kind.columns if not table.has(name)]
    if missing or not isinstance(one, TimeEndpoint):
        raise _refused(table, endpoint, Text(zh="表中缺列", en="the table lacks a column"))
    among = one.who(table).among
    days, came = one.times(table)
    if not among.any():
        raise _refused(table, endpoint, Text(zh="无人可计", en="nobody counts"))
    return Times(time=days[among] / MONTH, event=came[among])


def _apart(z: Vector, alpha: float, sides: Sides) -> Mask:
    if sides == "two-sided":
        return np.asarray(np.abs(z) > stats.norm.isf(alpha / 2.0))
    signed = z if sides == "greater" else -z
    return np.asarray(signed > stats.norm.isf(alpha))


def _left_out(drawn: MedianTrials, value: float, sides: Sides) -> Mask:
    """Return which trials' intervals lie above (greater) or below (less) ``value``."""
    above = np.minimum(drawn.low, drawn.longest) > value
    below = drawn.high < value
    return np.asarray({"two-sided": above | below, "greater": above, "less": below}[sides])


def _quantiles(values: Vector) -> tuple[float, ...]:
    """Return quantiles that are values themselves: between a number and inf there is nothing."""
    if not values.size:
        return (float("nan"),) * len(_QUANTILES)
    return tuple(float(q) for q in np.quantile(values, _QUANTILES, method="inverted_cdf"))


def _whole(widths: Vector, trials: int) -> Vector:
    """Return the widths of all trials: without an estimate the interval has no end."""
    return np.concatenate([widths, np.full(trials - widths.size, np.inf)])


def _refused(table: PatientTable, endpoint: str, what: Text) -> InputError:
    return InputError(
        what=what,
        where=f"replicates, arm {table.arm}, {endpoint}",
        found=f"{table.n} patients",
        do=Text(
            zh="延长方案的天数后再运行，或改用固定时点的比例（如 PFS_1Y）",
            en="run the plan over more days, or take a share at a fixed day (PFS_1Y, say)",
        ),
    )
