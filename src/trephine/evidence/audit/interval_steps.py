"""interval_steps: the arithmetic behind a predicted interval, a line a step, to follow by hand."""

import numpy as np

from trephine.core.publication import Publication
from trephine.core.published import PublishedEstimate
from trephine.core.text import Text
from trephine.evidence.audit.interval_reach import Reach, quantiles
from trephine.evidence.audit.printed_range import PrintedRange, printed_range
from trephine.evidence.audit.row_reach import table_n
from trephine.evidence.audit.wording import range_said


def interval_steps(
    publication: Publication, row: PublishedEstimate, reach: Reach
) -> tuple[Text | str, ...]:
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
    hidden, lower, upper = (printed_range(one) for one in (row.estimate, row.ci_lb, row.ci_ub))
    z_low, _ = quantiles(level)
    weights = f"S1 = sum w = {s1:.0f}, S2 = sum w^2 = {s2:.0f}, C = S1 - S2/S1 = {C:.4f}"
    most = Text(zh="至多 ", en="at most ") if at_zero else None
    inside, tau2 = between(Q, 4), between(reach.tau2, 6)
    around, low_end, high_end = between(hidden, 3), between(lower, 3), between(upper, 3)
    common = between(reach.common.ci_lb), between(reach.common.ci_ub)
    random = between(reach.random.ci_lb), between(reach.random.ci_ub)
    se = between(reach.random.se, 5)
    estimate, bounds = row.estimate.text, (row.ci_lb.text, row.ci_ub.text)
    return (
        f"n = {sizes} (k = {n.size}, df = {df})",
        f"w = 1/v = 4n + 2: {weights}",
        Text(
            zh=f"I2 = {row.I2.text}%：Q = df/(1 - I2) = {most.zh if most else ''}{inside.zh}，"
            f"tau2 = max(0, (Q - df)/C) = {tau2.zh}",
            en=f"I2 = {row.I2.text}%: Q = df/(1 - I2) = {most.en if most else ''}{inside.en},"
            f" tau2 = max(0, (Q - df)/C) = {tau2.en}",
        ),
        Text(
            zh=f"固定效应的 SE = 1/sqrt(S1) = {reach.common.se.low:.5f}",
            en=f"SE, common effect = 1/sqrt(S1) = {reach.common.se.low:.5f}",
        ),
        Text(
            zh=f"随机效应的 SE = 1/sqrt(sum 1/(1/w + tau2)) = {se.zh}",
            en=f"SE, random effects = 1/sqrt(sum 1/(1/w + tau2)) = {se.en}",
        ),
        Text(
            zh=f"n 的调和均数 = k/sum(1/n) = {1.0 / np.mean(1.0 / n):.4f}",
            en=f"harmonic mean of n = k/sum(1/n) = {1.0 / np.mean(1.0 / n):.4f}",
        ),
        Text(
            zh=f"估计值 {estimate}% 可为 {around.zh}%；区间 = Miller(t -+ {z_low:.5g} SE)",
            en=f"estimate {estimate}% stands for {around.en}%; interval = Miller(t -+"
            f" {z_low:.5g} SE)",
        ),
        Text(
            zh=f"固定效应：{common[0].zh}%，{common[1].zh}%",
            en=f"common effect: {common[0].en}%, {common[1].en}%",
        ),
        Text(
            zh=f"随机效应：{random[0].zh}%，{random[1].zh}%",
            en=f"random effects: {random[0].en}%, {random[1].en}%",
        ),
        Text(
            zh=f"印作：{bounds[0]}%（{low_end.zh}），{bounds[1]}%（{high_end.zh}）",
            en=f"printed: {bounds[0]}% ({low_end.en}), {bounds[1]}% ({high_end.en})",
        ),
        _needed(reach),
    )


def between(behind: PrintedRange, digits: int = 2) -> Text:
    """Return a range in words, one figure where both ends read alike; ends may be negative."""
    return range_said(f"{behind.low:.{digits}f}", f"{behind.high:.{digits}f}")


def _needed(reach: Reach) -> Text:
    if reach.needed.low > reach.needed.high:
        return Text(
            zh="没有哪个 SE 能由印出的估计值得到印出的上下限",
            en="no SE joins the printed estimate with both printed bounds",
        )
    se = between(reach.needed, 5)
    needed = Text(zh=f"印出的数字须有 SE = {se.zh}", en=f"the printed figures need SE {se.en}")
    if reach.needed_i2 is None:
        return Text(
            zh=f"{needed.zh}：小于这些 n 在任何 I2 下的 SE",
            en=f"{needed.en}: below that of any I2 with these n",
        )
    I2 = between(reach.needed_i2)
    return Text(
        zh=f"{needed.zh}，即随机效应下 I2 = {I2.zh}%",
        en=f"{needed.en}, that is I2 {I2.en}% under random effects",
    )
