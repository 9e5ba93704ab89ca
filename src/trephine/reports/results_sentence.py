"""results_sentence: what an Estimate says, as a paper's results section says it."""

import math

from trephine.core.estimate import Back, Estimate
from trephine.core.text import Language, Text, counted_studies, plural
from trephine.evidence.measure.register import MEASURES
from trephine.reports.inline import escape, plain
from trephine.reports.number import (
    Scale,
    decimal,
    figure,
    level_text,
    p_value,
    percent,
    significant,
    span,
)
from trephine.reports.wording import BACKS, SCALES, is_bayesian, is_common


def results_sentence(
    estimate: Estimate,
    *,
    outcome: Text,
    participants: int | None = None,
    events: int | None = None,
    studies: int | None = None,
    back: str = "",
    decimals: int | None = None,
    marked: bool = False,
) -> Text:
    """Return the result of a pooled estimate in words, in both languages.

    ``outcome`` names what was measured (``overall response rate``); ``back`` chooses the
    back-transformation where there are several (PFT), the first known one by default. It passes no
    judgement on size or heterogeneity: no threshold is applied. What the estimate does not have
    (tau2 of one study, an interval that could not be computed) is said, or left out where there is
    nothing to say. ``studies``: of how many studies the k rows are, where not each is its own.
    ``marked`` keeps italics as inline marks; otherwise the text is plain.
    """
    across = counted_studies(estimate.k, studies)
    text = Text(
        zh=_chinese(estimate, across.zh, outcome.zh, participants, events, back, decimals),
        en=_english(estimate, across.en, outcome.en, participants, events, back, decimals),
    )
    return text if marked else Text(zh=plain(text.zh), en=plain(text.en))


def shown(estimate: Estimate, back: str = "") -> tuple[Back, Scale]:
    """Return the values that a reader sees and how they are printed.

    On the natural scale where the estimate has one, else on the scale of the measure.
    """
    names = [back] if back else [name for name in BACKS if name in estimate.back]
    values = (
        estimate.back[names[0]]
        if names
        else Back(
            estimate=estimate.estimate,
            ci_lb=estimate.ci_lb,
            ci_ub=estimate.ci_ub,
            pi_lb=estimate.pi_lb,
            pi_ub=estimate.pi_ub,
        )
    )
    scale = SCALES.get(estimate.measure.upper(), "plain")
    untransformed = estimate.measure.upper() in {"PR", "RD"}
    return values, scale if names or untransformed else "plain"


def interval(
    estimate: Estimate, language: Language, *, back: str = "", decimals: int | None = None
) -> str:
    """Return ``86.0% (95% CI 76.0%–94.0%; 95% prediction interval …)``; Chinese in its own form."""
    values, scale = shown(estimate, back)
    level = level_text(estimate.level)
    missing = {"zh": "无法计算", "en": "not estimable"}[language]
    parts = []
    own = "CrI" if is_bayesian(estimate) else "CI"
    for name, low, high in (
        ({"zh": f"{level}%{own}：", "en": f"{level}% {own} "}, values.ci_lb, values.ci_ub),
        (
            {"zh": f"{level}%预测区间：", "en": f"{level}% prediction interval "},
            values.pi_lb,
            values.pi_ub,
        ),
    ):
        if not math.isnan(low):
            parts.append(name[language] + span(low, high, language, scale, decimals))
        elif own in name["en"]:
            parts.append(name[language] + missing)
    point = figure(values.estimate, scale, decimals)
    return f"{point}（{'；'.join(parts)}）" if language == "zh" else f"{point} ({'; '.join(parts)})"


def _chinese(
    e: Estimate,
    across: str,
    outcome: str,
    people: int | None,
    events: int | None,
    back: str,
    decimals: int | None,
) -> str:
    counted = f"（{people} 例）" if people is not None else ""
    start = f"共纳入 {across}{counted}，"
    outcome = escape(outcome)
    if e.k == 1:
        start = f"仅 1 项研究{counted}报告了该结局，"
    if events == 0:
        start += f"未观察到事件（0/{people}），" if people is not None else "未观察到事件，"
    if math.isnan(e.estimate):
        return f"{start}{outcome}无法估计。"
    pooled = "" if e.k == 1 else "合并"
    natural = _natural(e, "zh")
    name = f"{outcome}的{pooled}{natural}" if natural else f"{pooled}{outcome}"
    text = f"{start}{name}为 {interval(e, 'zh', back=back, decimals=decimals)}"
    if _tested(e):
        text += f"，{p_value(e.pval, 'zh', name='*P*')}"
    return text + _heterogeneity(e, "zh") + "。"


def _english(
    e: Estimate,
    across: str,
    outcome: str,
    people: int | None,
    events: int | None,
    back: str,
    decimals: int | None,
) -> str:
    counted = f" ({people:,} participant{plural(people)})" if people is not None else ""
    start = f"Across {across}{counted}, "
    outcome = escape(outcome)
    if e.k == 1:
        start = f"In the one study that reported it{counted}, "
    if events == 0:
        start += (
            f"no event was observed (0/{people}) and "
            if people is not None
            else "no event was observed and "
        )
    if math.isnan(e.estimate):
        return f"{start}the {outcome} could not be estimated."
    pooled = "" if e.k == 1 else "pooled "
    natural = _natural(e, "en")
    name = f"the {pooled}{natural} for {outcome}" if natural else f"the {pooled}{outcome}"
    text = f"{start}{name} was {interval(e, 'en', back=back, decimals=decimals)}"
    if _tested(e):
        text += f", {p_value(e.pval, 'en', name='*P*')}"
    return text + _heterogeneity(e, "en") + "."


def _natural(e: Estimate, language: Language) -> str:
    """Return what the value is called beside the outcome; empty for one-arm measures."""
    measure = MEASURES.get(e.measure.upper())
    if measure is None or math.isnan(measure.null):
        return ""
    name = measure.natural[language]
    return name if language == "zh" else name[0].lower() + name[1:]


def _tested(e: Estimate) -> bool:
    measure = MEASURES.get(e.measure.upper())
    return measure is not None and not math.isnan(measure.null) and not math.isnan(e.pval)


def _heterogeneity(e: Estimate, language: Language) -> str:
    if e.k < 2:
        return ""
    parts = []
    equals = "=" if language == "zh" else " = "
    if not math.isnan(e.I2):
        parts.append(f"*I*²{equals}{percent(e.I2 / 100)}")
    if not math.isnan(e.tau2) and not is_common(e):
        parts.append(f"*τ*²{equals}{significant(e.tau2)}")
    if not math.isnan(e.Q):
        q = f"*Q*{equals}{decimal(e.Q)}"
        if not math.isnan(e.Q_df):
            q += f"，*df*={e.Q_df:g}" if language == "zh" else f", *df* = {e.Q_df:g}"
        q += ("，" if language == "zh" else ", ") + p_value(e.Qp, language, name="*P*")
        parts.append(q)
    if not parts:
        return ""
    if language == "zh":
        return "；异质性：" + "，".join(parts)
    return "; heterogeneity: " + ", ".join(parts)
