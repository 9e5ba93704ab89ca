"""comparison_text: treatments of the same virtual patients beside each other."""

from collections.abc import Sequence
from typing import Any

from trephine.core.population import Population
from trephine.core.text import Language, Text
from trephine.mechanism.compare import Comparison
from trephine.mechanism.compare_pairs import PairedDifference
from trephine.reports.number import percent
from trephine.reports.simulated_json import number
from trephine.reports.simulated_text import (
    GROUPS,
    SIMULATED,
    arm_name,
    failed_line,
    figure,
    unit_text,
)

_HEAD = Text(
    zh="同一批虚拟患者：人群 {population}（{id}），{n} 例，{days:g} 天，种子 {seed}，"
    "模型 {model}（{digest}）",
    en="The same virtual patients: population {population} ({id}), {n}, {days:g} days, seed {seed},"
    " model {model} ({digest})",
)
_ARMS = Text(zh="各组（第 1 组为对照）", en="Arms (each against the first)")
_MEMBERS = Text(
    zh="{m} 组同样符合数据的参数，区间含其间差异",
    en="{m} sets of parameters that fit about equally well; intervals hold the spread between them",
)
_NO_MEMBERS = Text(
    zh="只用一组参数：区间只反映抽到哪些患者，不反映模型有多不确定",
    en="one set of parameters: intervals tell which patients were drawn, not how sure the model is",
)
_AGAINST = Text(zh="{arm}（对照：{first}）", en="{arm} against {first}")
_ROWS = Text(
    zh="结局：对照 → 该组；患者自身差值的均值（{level:g}% CI）",
    en="outcome: first → this arm; mean of the patients' own differences ({level:g}% CI)",
)
_DAYS = Text(zh="{label}，之前的天数", en="{label}, days before it")
_PAIRS = Text(zh="，{n} 对", en=", {n} pairs")


def comparison_text(found: Comparison, population: Population, language: Language) -> str:
    """Return each arm against the first, outcome by outcome, with intervals."""
    made = found.runs[0].manifest
    names = [arm_name(arm, language) for arm in found.arms]
    lines = [
        SIMULATED[language],
        _HEAD[language].format(
            population=population.label[language],
            id=population.id,
            n=f"{made.patients:,}",
            days=made.days,
            seed=made.seed,
            model=made.ids["model"],
            digest=made.digests["model"],
        ),
        _ARMS[language],
        *(f"  {at}. {name}" for at, name in enumerate(names, 1)),
        (_MEMBERS if found.members > 1 else _NO_MEMBERS)[language].format(m=found.members),
    ]
    for name, run in zip(names, found.runs, strict=True):
        if run.failed:
            lines.append(f"{name}: {failed_line(run.failed, language)}")
    for arm in range(1, len(found.arms)):
        lines += ["", _AGAINST[language].format(arm=names[arm], first=names[0])]
        lines.append(_ROWS[language].format(level=found.level))
        rows = [one for one in found.differences if one.arm == arm]
        lines += _grouped(rows, made.patients, language)
    rule = found.runs[0].outcomes.rule[language]
    return "\n".join([*lines, "", rule])


def _grouped(rows: Sequence[PairedDifference], n: int, language: Language) -> list[str]:
    lines = []
    for group, head in GROUPS.items():
        own = [one for one in rows if one.outcome.group == group]
        if own:
            lines.append(f" {head[language]}")
            lines += [f"  {_row(one, n, language)}" for one in own]
    return lines


def _row(one: PairedDifference, n: int, language: Language) -> str:
    label = one.outcome.label[language]
    if one.reading == "event-free days":
        label = _DAYS[language].format(label=label)
    if one.reading == "share":
        shown = [percent(one.first), percent(one.other), percent(one.difference)]
        ends = f"{percent(one.ci_lb)} – {percent(one.ci_ub)}"
    else:
        shown = [figure(value, language) for value in (one.first, one.other, one.difference)]
        ends = f"{figure(one.ci_lb, language)} – {figure(one.ci_ub, language)}"
    unit = unit_text(one.outcome.unit)
    sign = "+" if one.difference > 0 else ""
    pairs = _PAIRS[language].format(n=f"{one.pairs:,}") if one.pairs < n else ""
    return f"{label}: {shown[0]} → {shown[1]}{unit}; {sign}{shown[2]} ({ends}){pairs}"


def comparison_json(found: Comparison) -> dict[str, Any]:
    """Return the comparison as plain values; what is not known is null."""
    return {
        "origin": "simulated",
        "level": found.level,
        "members": found.members,
        "population": found.runs[0].manifest.ids["population"],
        "patients": found.runs[0].manifest.patients,
        "days": found.days,
        "arms": [
            {
                "zh": arm_name(arm, "zh"),
                "en": arm_name(arm, "en"),
                "product": arm.product.id,
                "second": arm.second.id if arm.second else None,
                "strategies": [one.id for one in arm.strategies],
                "dose": arm.product.dose.value,
                "dose_unit": arm.product.dose.unit,
                "failed": len(run.failed),
            }
            for arm, run in zip(found.arms, found.runs, strict=True)
        ],
        "differences": [
            {
                "arm": one.arm + 1,
                "outcome": one.outcome.id,
                "reading": one.reading,
                "pairs": one.pairs,
                "first": number(one.first),
                "other": number(one.other),
                "difference": number(one.difference),
                "ci_lb": number(one.ci_lb),
                "ci_ub": number(one.ci_ub),
                "median": number(one.median),
                "median_lb": number(one.median_lb),
                "median_ub": number(one.median_ub),
                "members": [number(value) for value in one.members],
            }
            for one in found.differences
        ],
    }
