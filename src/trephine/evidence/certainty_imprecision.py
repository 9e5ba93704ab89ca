"""imprecision: GRADE's judgement of precision, proposed from interval, threshold and patients.

The confidence interval comes first; the optimal information size (OIS) is asked only where the
interval shows no fault, as GRADE orders them (Zeng 2022). So no shortage of patients counts twice.
"""

import math

from trephine.core.estimate import Back, Estimate
from trephine.core.text import Text
from trephine.evidence.certainty_domain import PROPORTIONS, Domain, Judgement

# Assumed, 2026-11: widths of a proportion's confidence interval. 0.20 is plus or minus 10 points;
# 0.40 spans answers that few would call the same.
CI_WIDE = 0.20
CI_VERY_WIDE = 0.40
# Assumed, 2026-11: the upper limit over the lower one. A width in points hides that 1 to 12 in 100
# is no knowledge of a rare harm. Zeng 2022 takes 3 for relative risks; 10 is a whole class of the
# frequencies in which labels name adverse reactions (1 in 10, in 100, in 1000). Between 15 and 20 %
# a threefold interval is 20 points wide: there the two rules meet, and nothing jumps.
CI_RATIO = 3.0
CI_RATIO_LARGE = 10.0
# Assumed, 2026-11: up to this width the ratio does not count. GRADE looks at absolute figures, and
# intervals of low risks are narrow in them though wide as ratios (Guyatt 2011).
CI_NARROW = 0.05
# Assumed, 2026-11: the half width that an adequate single trial would have, never more than half
# the proportion. GRADE plans for a modest effect and not for the one seen; for one proportion that
# is an interval, not the distance to a threshold, which a fragile estimate far away makes tiny.
# At 50 % it asks for 384 patients, near the 400 of GRADE's rule of thumb for means (Guyatt 2011).
HALF_WIDTH = 0.05
# Assumed, 2026-11: what "far less than the OIS" is (Zeng 2022 gives no figure).
OIS_FAR = 0.5


def imprecision(
    estimate: Estimate,
    shown: Back,
    *,
    threshold: float | None,
    participants: int | None,
    optimal: float | None,
    half_width: float | None = None,
) -> Domain:
    """Propose from the confidence interval, and where that shows no fault from the OIS.

    With a threshold: an interval across it is serious, a very wide one very serious. Without one a
    proportion's interval is judged by its width and, unless narrow, by the ratio of its limits.
    ``optimal`` replaces the OIS that ``half_width`` gives for proportions.
    """
    key = "imprecision"
    if not (math.isfinite(shown.ci_lb) and math.isfinite(shown.ci_ub)):
        return _unknown("没有置信区间", "there is no confidence interval")
    proportion = estimate.measure.upper() in PROPORTIONS
    if threshold is None and optimal is None and not proportion:
        return _unknown("未给出决策界值", "no decision threshold is given")
    steps, said = _interval(shown, threshold, proportion=proportion)
    half = half_width if half_width is not None else min(HALF_WIDTH, shown.estimate / 2)
    wanted = optimal
    if wanted is None and proportion:
        wanted = information_size(shown.estimate, half_width=half, level=estimate.level)
    if wanted is not None:
        short, words = _patients(participants, wanted)
        if optimal is None:
            points = f"{100 * half:.2g}"
            words = Text(
                zh=f"{words.zh}（{estimate.level:g}%CI 半宽 {points} 个百分点所需）",
                en=f"{words.en} (for a {estimate.level:g}% CI of plus or minus {points} points)",
            )
        said.append(words)
        steps = steps or short
    elif threshold is None and not proportion:
        steps = None
    judgement: Judgement = "unknown"
    if steps is not None:
        judgement = "very serious" if steps > 1 else "serious" if steps else "not serious"
    return Domain(
        key=key,
        proposed=judgement,
        reason=Text(zh="；".join(one.zh for one in said), en="; ".join(one.en for one in said)),
    )


def information_size(p: float, *, half_width: float, level: float = 95.0) -> float | None:
    """Return the patients at which one proportion's interval has the stated half width.

    ``(z / half_width)^2 p (1 - p)``, rounded up: Wald's interval of one trial, so heterogeneity is
    not in it. None where p is 0 or 1, of which that interval has no width.
    """
    if not (0 < p < 1 and half_width > 0):
        return None
    from trephine.evidence.kernel.special import norm_isf  # noqa: PLC0415  (rarely asked for)

    z = norm_isf((1 - level / 100) / 2)
    return float(math.ceil((z / half_width) ** 2 * p * (1 - p)))


def percent(value: float, *, proportion: bool) -> str:
    """Return a figure on the natural scale, proportions in percent."""
    return f"{100 * value:.1f}%" if proportion else f"{value:g}"


def _interval(
    shown: Back, threshold: float | None, *, proportion: bool
) -> tuple[int | None, list[Text]]:
    lower, upper = shown.ci_lb, shown.ci_ub
    low, high = percent(lower, proportion=proportion), percent(upper, proportion=proportion)
    wide = _width(lower, upper) if proportion else 0
    if threshold is not None:
        crosses = lower <= threshold <= upper
        mark = percent(threshold, proportion=proportion)
        zh = f"置信区间 {low}~{high} {'跨过' if crosses else '未跨过'}界值 {mark}"
        en = (
            f"the confidence interval {low} to {high}"
            f" {'crosses' if crosses else 'lies on one side of'} the threshold {mark}"
        )
        return (2 if wide > 1 else 1) if crosses else 0, [Text(zh=zh, en=en)]
    if not proportion:
        return 0, [Text(zh="未给出决策界值", en="no decision threshold is given")]
    points = f"{100 * (upper - lower):.0f}"
    zh = f"未给出决策界值；置信区间 {low}~{high}，宽 {points} 个百分点"
    en = f"no decision threshold; the confidence interval {low} to {high} is {points} points wide"
    if lower > 0:
        zh += f"，上下限之比 {upper / lower:.1f}"
        en += f", its limits differ {upper / lower:.1f}-fold"
    return wide, [Text(zh=zh, en=en)]


def _width(lower: float, upper: float) -> int:
    width = upper - lower
    ratio = upper / lower if lower > 0 else math.inf
    if width <= CI_NARROW:
        return 0
    return max(
        (width > CI_WIDE) + (width > CI_VERY_WIDE), (ratio > CI_RATIO) + (ratio > CI_RATIO_LARGE)
    )


def _patients(participants: int | None, wanted: float) -> tuple[int | None, Text]:
    """Return the levels that too few patients take off, None where their number is not known."""
    if participants is None:
        return None, Text(
            zh=f"例数不知，最优信息量 {wanted:.0f}",
            en=f"the number of participants is not known, optimal information size {wanted:.0f}",
        )
    sign = "<" if participants < wanted else "≥"
    steps = (participants < wanted) + (participants < OIS_FAR * wanted)
    return steps, Text(
        zh=f"例数 {participants} {sign} 最优信息量 {wanted:.0f}",
        en=f"participants {participants} {sign} optimal information size {wanted:.0f}",
    )


def _unknown(zh: str, en: str) -> Domain:
    return Domain(key="imprecision", proposed="unknown", reason=Text(zh=zh, en=en))
