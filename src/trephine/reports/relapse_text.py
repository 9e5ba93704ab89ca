"""relapse_text: why a virtual patient relapsed, in words."""

from math import isnan
from typing import Any

from trephine.core.population import Population
from trephine.core.run_outcome import RunOutcomes
from trephine.core.text import Language, Text, plural
from trephine.mechanism.relapse import RelapseReading
from trephine.reports.number import percent
from trephine.reports.simulated_json import number
from trephine.reports.simulated_text import SIMULATED, figure

_NONE = Text(
    zh="患者 {n} 在 {days:g} 天内没有进展：没有可解释的复发。",
    en="Patient {n} did not progress within {days:g} days: there is no relapse to explain.",
)
_DAY = Text(zh="患者 {n} 于第 {day:g} 天进展。", en="Patient {n} progressed on day {day:g}.")
_VERDICTS = {
    "one": Text(zh="主要原因：{top}。", en="Mostly: {top}."),
    "several": Text(
        zh="几种机制共同所致，没有一种占到一半；最大者：{top}。",
        en="Several mechanisms together, none with half of it; the largest: {top}.",
    ),
    "unknown": Text(
        zh="不知道：关闭所有这些机制，进展也几乎不推迟。模型中余下的原因是瘤细胞生长快于有效"
        "杀伤，或最初的扩增不足。",
        en="Not known: with all of these switched off it comes hardly later. What is left in the"
        " model is growth faster than killing, or too little expansion to begin with.",
    ),
}
_ALL = Text(
    zh="全部关闭后：{day}；仍不能解释的天数占 {rest}。",
    en="With all switched off: {day}; {rest} of the days stay unexplained.",
)
_NEVER = Text(zh="不再进展", en="no progression")
_ON = Text(zh="第 {day:g} 天进展", en="progression on day {day:g}")
_HEAD = Text(
    zh="机制：所占份额；单独关闭推迟的天数；其余全关时单独保留损失的天数；进展时的表现",
    en="mechanism: share; days gained with it alone off; days lost with it alone on;"
    " what shows at progression",
)
_LIMITED = Text(
    zh="（受模型允许范围所限，未能完全关闭：{names}）",
    en=" (held at the model's limit, not quite off: {names})",
)
_FAILED = Text(
    zh="{k} / {n} 次运行失败，按无改变计。",
    en="{k} of {n} run{s} failed and counted as no gain.",
)
_WITHIN = Text(
    zh="回答只在模型之内：模型没有的机制说不出来；关闭自始即行，份额是对全部组合的 Shapley 平均。",
    en="The answer is within the model: what it lacks cannot be named. Mechanisms are off from the"
    " beginning; shares are Shapley's averages over all choices.",
)


def relapse_text(
    found: RelapseReading, outcomes: RunOutcomes, language: Language, *, given: str = ""
) -> str:
    """Return the verdict, then each mechanism with what switching it off did.

    ``given`` names the arm and its population.
    """
    lines = [SIMULATED[language], *([given] if given else [])]
    if found.verdict == "none":
        return "\n".join([*lines, _NONE[language].format(n=found.patient, days=found.days)])
    top = found.causes[0].cause.label[language]
    without = _NEVER[language] if isnan(found.without) else _ON[language].format(day=found.without)
    lines += [
        _DAY[language].format(n=found.patient, day=found.day),
        _VERDICTS[found.verdict][language].format(top=top),
        _ALL[language].format(day=without, rest=percent(found.rest)),
        "",
        _HEAD[language],
    ]
    for one in found.causes:
        share = "—" if isnan(one.share) else percent(one.share)
        sign = ""
        if one.cause.sign and not isnan(one.sign):
            label = outcomes.outcome(one.cause.sign).label[language]
            sign = f"; {label} {figure(one.sign, language)}"
        held = ""
        if one.limited:
            held = _LIMITED[language].format(names=", ".join(one.limited))
        days = f"{figure(one.alone, language)}; {figure(one.last, language)}"
        lines.append(f"  {one.cause.label[language]}: {share}; {days}{sign}{held}")
        if one.cause.not_said:
            lines.append(f"    {one.cause.not_said[language]}")
    if found.failed:
        text = _FAILED[language].format(k=found.failed, n=found.runs, s=plural(found.runs))
        lines.append(text)
    return "\n".join([*lines, "", _WITHIN[language]])


def relapse_json(found: RelapseReading, population: Population) -> dict[str, Any]:
    """Return the reading as plain values; what is not known is null."""
    return {
        "origin": "simulated",
        "patient": found.patient,
        "population": population.id,
        "day": number(found.day),
        "days": found.days,
        "without": number(found.without),
        "verdict": found.verdict,
        "rest": number(found.rest),
        "runs": found.runs,
        "failed": found.failed,
        "causes": [
            {
                "id": one.cause.id,
                "zh": one.cause.label.zh,
                "en": one.cause.label.en,
                "share": number(one.share),
                "alone": number(one.alone),
                "last": number(one.last),
                "sign": number(one.sign),
                "limited": list(one.limited),
            }
            for one in found.causes
        ],
    }
