"""log_rank: test whether two or more groups have the same survival function."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trephine.core.error import InputError, MethodError
from trephine.core.text import Text
from trephine.evidence.effect_set import Vector
from trephine.evidence.kernel.special import chi2_sf
from trephine.evidence.survival.follow_up import FollowUp, same_unit


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LogRank:
    """The test of equal survival: observed and expected events by group, chi2, df, P.

    variance: (k, k), hypergeometric. hazard_ratio: the first group against the second by Peto's
    one-step estimate exp((O - E) / V), with its standard error on the log scale; NaN for more than
    two groups or with weights. ``rho``: weights S(t-)^rho, 0 for the log-rank test itself.
    """

    labels: tuple[str, ...]
    n: Vector
    observed: Vector
    expected: Vector
    variance: Vector
    chi2: float
    df: int
    pval: float
    rho: float
    hazard_ratio: float
    log_hazard_ratio_se: float
    methods: tuple[str, ...]


def log_rank(groups: Sequence[FollowUp], *, rho: float = 0.0) -> LogRank:
    """Test whether groups share one survival function, with ties by the hypergeometric variance.

    ``rho`` > 0 weighs early events more (the G-rho family; 1 is Peto and Peto's Wilcoxon). It
    does not stratify and does not adjust. Raises InputError, MethodError where no event happened
    while two groups were at risk. Mantel 1966; Peto and Peto 1972; Harrington and Fleming 1982.
    """
    if len(groups) < 2 or not np.isfinite(rho):
        raise InputError(
            what=Text(zh="须有两组或更多", en="There are two groups or more"),
            where="groups",
            found=f"{len(groups)}, rho={rho!r}",
            do=Text(zh="请给出至少两组患者", en="Give at least two groups of patients"),
        )
    same_unit(groups)
    times = np.unique(np.concatenate([group.time[group.event > 0.0] for group in groups]))
    at_risk = np.array([g.n - np.searchsorted(g.time, times, side="left") for g in groups], float)
    d = np.array([_events_at(group, times) for group in groups])
    n_all, d_all = at_risk.sum(axis=0), d.sum(axis=0)
    weight = np.ones_like(n_all)
    if rho != 0.0:
        before = np.concatenate(([1.0], np.cumprod(1.0 - d_all / n_all)[:-1]))
        weight = before**rho
    share = at_risk / n_all
    observed, expected = (d * weight).sum(axis=1), (share * d_all * weight).sum(axis=1)
    spread = np.divide(
        d_all * (n_all - d_all), n_all - 1.0, out=np.zeros_like(n_all), where=n_all > 1.0
    )
    spread *= weight**2
    variance = np.diag((share * spread).sum(axis=1)) - (share * spread) @ share.T
    k = int((expected > 0.0).sum())
    if k < 2 or not np.diag(variance).any():
        raise MethodError(
            what=Text(
                zh="没有事件发生在两组均有患者随访之时，无法比较",
                en="No event happened while two groups were at risk: they cannot be compared",
            ),
            where="log_rank",
            found=f"events {[g.events for g in groups]}",
            do=Text(zh="请核对各组的时间与事件", en="Check the groups' times and events"),
        )
    keep = np.flatnonzero(expected > 0.0)[1:]
    gap = (observed - expected)[keep]
    chi2 = float(gap @ np.linalg.solve(variance[np.ix_(keep, keep)], gap))
    two = len(groups) == 2 and rho == 0.0
    gain, v = float(observed[0] - expected[0]), float(variance[0, 0])
    return LogRank(
        labels=tuple(group.label for group in groups),
        n=np.array([group.n for group in groups], float),
        observed=observed,
        expected=expected,
        variance=variance,
        chi2=chi2,
        df=k - 1,
        pval=float(chi2_sf(chi2, k - 1.0)),
        rho=float(rho),
        hazard_ratio=float(np.exp(gain / v)) if two else float("nan"),
        log_hazard_ratio_se=float(v**-0.5) if two else float("nan"),
        methods=("mantel-1966",) if rho == 0.0 else ("mantel-1966", "harrington-fleming-1982"),
    )


def _events_at(group: FollowUp, times: Vector) -> Vector:
    """Return how many events a group has at each of ``times``, (m,)."""
    events = group.time[group.event > 0.0]
    upto = np.searchsorted(events, times, side="right")
    return np.asarray(upto - np.searchsorted(events, times, side="left"), dtype=np.float64)
