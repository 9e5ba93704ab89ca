"""schwarzer: rank test on counts, for sparse 2x2 tables."""

import math

import numpy as np

from trephine.core.text import Text
from trephine.evidence.bias.asymmetry import RankTest
from trephine.evidence.bias.counts import TwoByTwo, two_by_two
from trephine.evidence.bias.kendall import kendall
from trephine.evidence.bias.trust import trust
from trephine.evidence.bias.usable import usable
from trephine.evidence.effect_set import Effects


def schwarzer(effects: Effects, *, continuity: bool = False) -> RankTest:
    """Test for funnel-plot asymmetry by Schwarzer's rank correlation on counts.

    Under the Mantel-Haenszel odds ratio each table's events in group 1 have a noncentral
    hypergeometric distribution; their standardised departures are ranked against 1/variance by the
    normal approximation. Needs 2x2 counts of at least three studies. Raises MethodError. Source:
    Schwarzer 2007, Stat Med.
    """
    studies = usable(effects, at_least=3, what=Text(zh="Schwarzer 检验", en="Schwarzer's test"))
    counts = two_by_two(studies, what="schwarzer")
    psi = _mantel_haenszel(counts)
    moments = [
        _hypergeometric(int(n1), int(n2), int(m), psi)
        for n1, n2, m in zip(counts.n1i, counts.n2i, counts.ai + counts.ci, strict=True)
    ]
    mean = np.array([m for m, _ in moments])
    var = np.array([v for _, v in moments])
    keep = var > 0
    departure = (counts.ai[keep] - mean[keep]) / np.sqrt(var[keep])
    rank = kendall(departure, 1.0 / var[keep], exact=False, continuity=continuity)
    return RankTest(
        name="schwarzer",
        k=int(keep.sum()),
        tau=rank.tau,
        S=rank.S,
        se_S=rank.se_S,
        z=rank.z,
        pval=rank.pval,
        exact=False,
        continuity=continuity,
        cautions=(*studies.cautions, *trust(studies, predictor="score")),
        methods=("schwarzer-antes-2007", "mantel-haenszel-1959"),
    )


def _mantel_haenszel(counts: TwoByTwo) -> float:
    """Mantel-Haenszel odds ratio without continuity correction."""
    n = counts.n1i + counts.n2i
    for_ = np.sum(counts.ai * (counts.n2i - counts.ci) / n)
    against = np.sum(counts.ci * (counts.n1i - counts.ai) / n)
    return float(for_ / against) if against > 0 else math.inf


def _hypergeometric(n1: int, n2: int, m: int, psi: float) -> tuple[float, float]:
    """Mean and variance of the events in group 1 given margins and odds ratio.

    Log probabilities up to a constant by the ratio of neighbours, so nothing overflows.
    """
    low, high = max(0, m - n2), min(n1, m)
    if low == high or not 0 < psi < math.inf:
        return float(low), 0.0
    x = np.arange(low, high + 1, dtype=np.float64)
    before = x[1:]
    ratio = (n1 - before + 1) * (m - before + 1) / (before * (n2 - m + before)) * psi
    log_p = np.concatenate(([0.0], np.cumsum(np.log(ratio))))
    p = np.exp(log_p - log_p.max())
    p /= p.sum()
    mean = float(np.sum(p * x))
    return mean, float(np.sum(p * (x - mean) ** 2))
