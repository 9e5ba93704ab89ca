"""interval_steps: the arithmetic behind a predicted interval, a line a step, to follow by hand."""

import numpy as np

from trephine.core.publication import Publication
from trephine.core.published import PublishedEstimate
from trephine.core.text import Text
from trephine.evidence.audit.hidden_range import hidden_range
from trephine.evidence.audit.interval_reach import Reach, quantiles
from trephine.evidence.audit.printed_range import PrintedRange
from trephine.evidence.audit.row_reach import table_n


def interval_steps(
    publication: Publication, row: PublishedEstimate, reach: Reach
) -> tuple[str, ...]:
    """Return the steps from the n's and I2 to both predicted intervals, in figures.

    For the way back at the harmonic mean. Ranges hold what rounding hides.
    """
    n = table_n(publication, row.studies)
    if isinstance(n, Text):
        return ()
    level = 95.0 if publication.methods is None else publication.methods.level
    w = 4.0 * n + 2.0
    s1, s2 = float(w.sum()), float((w * w).sum())
    C = s1 - s2 / s1
    df = n.size - 1
    sizes = ", ".join(f"{one:.0f}" for one in n)
    at_zero = reach.tau2.low <= 0.0
    low = reach.tau2.high if at_zero else reach.tau2.low
    Q = PrintedRange(low=df + C * low, high=df + C * reach.tau2.high)
    hidden, lower, upper = (hidden_range(one) for one in (row.estimate, row.ci_lb, row.ci_ub))
    z_low, _ = quantiles(level)
    weights = f"S1 = sum w = {s1:.0f}, S2 = sum w^2 = {s2:.0f}, C = S1 - S2/S1 = {C:.4f}"
    moments = f"Q = df/(1 - I2) = {'at most ' if at_zero else ''}{between(Q, 4)}"
    around = f"estimate {row.estimate.text}% stands for {between(hidden, 3)}%"
    printed = f"{row.ci_lb.text}% ({between(lower, 3)}), {row.ci_ub.text}% ({between(upper, 3)})"
    return (
        f"n = {sizes} (k = {n.size}, df = {df})",
        f"w = 1/v = 4n + 2: {weights}",
        f"I2 = {row.I2.text}%: {moments}, tau2 = max(0, (Q - df)/C) = {between(reach.tau2, 6)}",
        f"SE, common effect = 1/sqrt(S1) = {reach.common.se.low:.5f}",
        f"SE, random effects = 1/sqrt(sum 1/(1/w + tau2)) = {between(reach.random.se, 5)}",
        f"harmonic mean of n = k/sum(1/n) = {1.0 / np.mean(1.0 / n):.4f}",
        f"{around}; interval = Miller(t -+ {z_low:.5g} SE)",
        f"common effect: {between(reach.common.ci_lb)}%, {between(reach.common.ci_ub)}%",
        f"random effects: {between(reach.random.ci_lb)}%, {between(reach.random.ci_ub)}%",
        f"printed: {printed}",
        _needed(reach),
    )


def span(behind: PrintedRange, digits: int = 1) -> str:
    """Return a range as figures, one where both ends read alike."""
    low, high = f"{behind.low:.{digits}f}", f"{behind.high:.{digits}f}"
    return low if low == high else f"{low}–{high}"


def between(behind: PrintedRange, digits: int = 2) -> str:
    """Return a range in words, one figure where both ends read alike; ends may be negative."""
    low, high = f"{behind.low:.{digits}f}", f"{behind.high:.{digits}f}"
    return low if low == high else f"{low} to {high}"


def _needed(reach: Reach) -> str:
    if reach.needed.low > reach.needed.high:
        return "no SE joins the printed estimate with both printed bounds"
    needed = f"the printed figures need SE {between(reach.needed, 5)}"
    if reach.needed_i2 is None:
        return f"{needed}: below that of any I2 with these n"
    return f"{needed}, that is I2 {between(reach.needed_i2)}% under random effects"
