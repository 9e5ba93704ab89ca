"""Proposals for the domains of GRADE that figures can speak about; a person judges.

GRADE gives no formula. The cut-offs below make the proposals reproducible and nothing else; those
called assumed are ours.
"""

import math
from collections.abc import Sequence

from trephine.core.estimate import Back, Estimate
from trephine.core.text import Text, counted
from trephine.evidence.bias.asymmetry import RegressionTest
from trephine.evidence.bias.lfk import Lfk
from trephine.evidence.bias.names import NAMES
from trephine.evidence.certainty_domain import PROPORTIONS, Domain, Judgement
from trephine.evidence.certainty_imprecision import percent

# Cochrane handbook, 2nd ed, section 10.10.2: up to 40 % "might not be important", from 75 %
# "considerable" (Higgins 2019).
I2_SMALL = 40.0
I2_LARGE = 75.0
# Assumed: a prediction interval this many times as wide as the confidence interval says that
# studies differ by much more than the mean is uncertain.
PI_TO_CI = 3.0
# Assumed: Slim 2003 gives MINORS no cut-off. Three quarters is an average item half-way between
# "inadequate" and "adequate", one half an average item reported inadequately.
MINORS_GOOD = 0.75
MINORS_POOR = 0.50
# Sterne 2011, BMJ 343:d4002: tests of asymmetry need ten studies.
FEW_STUDIES = 10
# Egger 1997, BMJ 315:629-634: P < 0.1 as evidence of asymmetry.
EGGER_P = 0.1
# Furuya-Kanamori 2018, Int J Evid Based Healthc 16:195-203: above 2 major asymmetry.
LFK_MAJOR = 2.0


def risk_of_bias(minors: Sequence[float | None] | None, maximum: float | None) -> Domain:
    """Propose from MINORS totals as shares of the maximum, on average over the studies."""
    key = "risk_of_bias"
    if not minors or maximum is None:
        return _unknown(key, "未给出偏倚风险评价", "no assessment of risk of bias is given")
    known = [total for total in minors if total is not None and not math.isnan(total)]
    if len(known) < len(minors):
        return _unknown(
            key,
            f"{len(minors)} 项研究中 {len(minors) - len(known)} 项没有 MINORS 总分",
            f"{len(minors) - len(known)} of {counted(len(minors), 'study', 'studies')}"
            f" {'has' if len(minors) - len(known) == 1 else 'have'} no MINORS total",
        )
    share = sum(known) / len(known) / maximum
    low = min(known) / maximum
    judgement: Judgement = (
        "not serious"
        if share >= MINORS_GOOD
        else "serious"
        if share >= MINORS_POOR
        else "very serious"
    )
    return Domain(
        key=key,
        proposed=judgement,
        reason=Text(
            zh=f"MINORS 总分平均为满分（{maximum:g}）的 {100 * share:.0f}%，最低 {100 * low:.0f}%",
            en=f"MINORS totals are {100 * share:.0f}% of the maximum ({maximum:g}) on average,"
            f" at least {100 * low:.0f}%",
        ),
    )


def inconsistency(estimate: Estimate, shown: Back, threshold: float | None) -> Domain:
    """Propose from I2 with its interval and from the prediction interval.

    With a threshold the question is whether a new setting could lie on its other side.
    """
    key = "inconsistency"
    if estimate.k < 2:
        return _unknown(key, "仅 1 项研究，无法比较", "one study: there is nothing to compare")
    I2 = estimate.I2
    if math.isnan(I2):
        return _unknown(key, "模型未给出 I²", "the model gives no I²")
    lower, upper = _i2_limits(estimate)
    limits = math.isfinite(lower) and math.isfinite(upper)
    level = f"{estimate.level:g}%"
    zh = f"I² = {I2:.0f}%" + (
        f"（{level}CI {lower:.0f}%~{upper:.0f}%）" if limits else "（无区间）"
    )
    en = f"I² = {I2:.0f}%" + (
        f" ({level} CI {lower:.0f}% to {upper:.0f}%)" if limits else " (no interval)"
    )
    ratio = _ratio(shown)
    proportion = estimate.measure.upper() in PROPORTIONS
    if not math.isnan(ratio):
        low, high = (percent(v, proportion=proportion) for v in (shown.pi_lb, shown.pi_ub))
        zh += f"；预测区间 {low}~{high}，宽为置信区间的 {ratio:.1f} 倍"
        en += f"; the prediction interval {low} to {high} is {ratio:.1f} times as wide as the"
        en += " confidence interval"
    if threshold is not None and not math.isnan(ratio):
        mark = percent(threshold, proportion=proportion)
        if not shown.pi_lb <= threshold <= shown.pi_ub:
            zh += f"；预测区间在界值 {mark} 的一侧"
            en += f"; it lies on one side of the threshold {mark}"
            return Domain(key=key, proposed="not serious", reason=Text(zh=zh, en=en))
        zh += f"；预测区间跨过界值 {mark}"
        en += f"; it crosses the threshold {mark}"
        crossing: Judgement = "very serious" if I2 >= I2_LARGE else "serious"
        return Domain(key=key, proposed=crossing, reason=Text(zh=zh, en=en))
    judgement: Judgement = "serious"
    if I2 < I2_SMALL:
        # A small I2 whose upper limit is large, or unknown, shows no consistency.
        judgement = "not serious" if limits and upper < I2_LARGE else "unknown"
    elif I2 >= I2_LARGE and ratio >= PI_TO_CI:
        judgement = "very serious"
    if judgement == "unknown":
        zh += "；I² 的上限很高或不知，不能断定一致"
        en += "; its upper limit is large or not known, so consistency is not shown"
    return Domain(key=key, proposed=judgement, reason=Text(zh=zh, en=en))


def publication_bias(k: int, egger: RegressionTest | None, lfk: Lfk | None) -> Domain:
    """Propose from a regression test of asymmetry and the LFK index, for ten studies or more."""
    key = "publication_bias"
    if k < FEW_STUDIES:
        return _unknown(
            key,
            f"{k} 项研究，少于 {FEW_STUDIES} 项，无法判断",
            f"cannot be judged: {counted(k, 'study', 'studies')}, fewer than {FEW_STUDIES}",
        )
    zh, en, signs, known = [], [], False, False
    if egger is not None and math.isfinite(egger.pval):
        known, signs = True, egger.pval < EGGER_P
        name = NAMES.get(egger.name, Text(zh=f"不对称检验（{egger.name}）", en=egger.name))
        zh.append(f"{name.zh} P = {egger.pval:.2g}")
        en.append(f"{name.en} P = {egger.pval:.2g}")
    if lfk is not None and math.isfinite(lfk.index):
        known, signs = True, signs or abs(lfk.index) > LFK_MAJOR
        index = f"{lfk.index:.2f}".replace("-", "−")
        zh.append(f"LFK 指数 {index}")
        en.append(f"LFK index {index}")
    if not known:
        return _unknown(key, "未作不对称检验", "no test of asymmetry was made")
    return Domain(
        key=key,
        proposed="serious" if signs else "not serious",
        reason=Text(
            zh="；".join(zh) + "；单臂结果的不对称不等于发表偏倚",
            en="; ".join(en) + "; in single-arm results asymmetry is not publication bias",
        ),
    )


def _unknown(key: str, zh: str, en: str) -> Domain:
    return Domain(key=key, proposed="unknown", reason=Text(zh=zh, en=en))


def _i2_limits(estimate: Estimate) -> tuple[float, float]:
    """Return I2's limits: the estimate's own, else those that its tau2 interval implies."""
    if "I2_lb" in estimate.extras:
        return estimate.extras["I2_lb"], estimate.extras["I2_ub"]
    if not 0 < estimate.I2 < 100:
        return math.nan, math.nan
    typical = estimate.tau2 * (100.0 - estimate.I2) / estimate.I2
    lower, upper = estimate.tau2_lb, estimate.tau2_ub
    return 100.0 * lower / (lower + typical), 100.0 * upper / (upper + typical)


def _ratio(shown: Back) -> float:
    width = shown.ci_ub - shown.ci_lb
    return (shown.pi_ub - shown.pi_lb) / width if width > 0 else math.nan
