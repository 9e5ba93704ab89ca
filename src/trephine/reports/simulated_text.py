"""simulated_text: a run of virtual patients as lines for a terminal."""

from collections.abc import Sequence
from math import inf, isinf, isnan

from trephine.core.population import Population
from trephine.core.run_outcome import OutcomeGroup
from trephine.core.text import Language, Text, plural
from trephine.mechanism.simulated import FailedPatient, Simulated
from trephine.mechanism.simulated_summary import OutcomeSummary, RunSummary
from trephine.mechanism.solution import STATUS_TEXT
from trephine.mechanism.virtual_arm import VirtualArm
from trephine.reports.number import percent

SIMULATED = Text(
    zh="以下为模拟结果，不是临床证据；未模拟不良反应的处理与死亡。",
    en="Simulated: no clinical evidence. Care of side effects and death are not simulated.",
)
_IN = Text(zh="{arm}；人群 {population}（{id}）", en="{arm}; population {population} ({id})")
_HEAD = Text(
    zh="{given}，{n} 例，{days:g} 天，种子 {seed}，模型 {model}（{digest}）",
    en="{given}, {n} patients, {days:g} days, seed {seed}, model {model} ({digest})",
)
_FAILED = Text(
    zh="{k} 例积分失败，未计入下列数字：{named}",
    en="{k} patient{s} whose integration failed, in none of the figures below: {named}",
)
_ONE_FAILED = Text(
    zh="患者 {n}（第 {day:.3g} 天，{reason}）", en="patient {n} (day {day:.3g}, {reason})"
)
_REASONS = {code.name.lower(): text for code, text in STATUS_TEXT.items()}
_OTHER = Text(zh="其他原因", en="another reason")
_MORE = Text(zh="另 {k} 例", en="{k} more")
_QUANTILES = Text(
    zh="中位数（5%–95% 的患者）；事件之日：已发生的比例",
    en="median (5% to 95% of patients); for the day of an event, the share who had it",
)
GROUPS: dict[OutcomeGroup, Text] = {
    "cells": Text(zh="CAR-T 细胞", en="CAR-T cells"),
    "tumour": Text(zh="肿瘤", en="Tumour"),
    "antigen": Text(zh="抗原", en="Antigen"),
    "inflammation": Text(zh="炎症", en="Inflammation"),
    "blood": Text(zh="血细胞", en="Blood"),
    "immunity": Text(zh="免疫", en="Immunity"),
    "cause": Text(zh="进展时的状况", en="At progression"),
}
_NOBODY = Text(zh="无人", en="nobody")
_OF = Text(zh="（{k} / {n} 例）", en=" ({k} of {n})")
_NEVER = Text(zh="未达到", en="not reached")


def arm_name(arm: VirtualArm, language: Language) -> str:
    """Return an arm's own name, else its product's with its strategies'."""
    if arm.label is not None:
        return arm.label[language]
    parts = [arm.product.label[language], *(one.label[language] for one in arm.strategies)]
    if arm.second is not None:
        parts.insert(1, arm.second.label[language])
    return " + ".join(parts)


def arm_in(arm: VirtualArm, population: Population, language: Language) -> str:
    """Return an arm's name with the population that it is given to."""
    return _IN[language].format(
        arm=arm_name(arm, language), population=population.label[language], id=population.id
    )


def simulated_text(
    run: Simulated,
    summary: RunSummary,
    arm: VirtualArm,
    population: Population,
    language: Language,
) -> str:
    """Return a run's outcomes by group, with who failed and by which rule progression counts."""
    made = run.manifest
    lines = [
        SIMULATED[language],
        _HEAD[language].format(
            given=arm_in(arm, population, language),
            n=f"{summary.finished:,}",
            days=made.days,
            seed=made.seed,
            model=made.ids["model"],
            digest=made.digests["model"],
        ),
    ]
    if summary.failed:
        lines.append(failed_line(summary.failed, language))
    lines.append(_QUANTILES[language])
    for group, head in GROUPS.items():
        rows = [one for one in summary.outcomes if one.outcome.group == group]
        if rows:
            lines += ["", head[language]]
            lines += [
                f"  {one.outcome.label[language]}: {told(one, language, made.days)}" for one in rows
            ]
    return "\n".join([*lines, "", run.outcomes.rule[language]])


def failed_line(failed: Sequence[FailedPatient], language: Language) -> str:
    """Return how many failed, the first five with number, day and reason."""
    named = [
        _ONE_FAILED[language].format(
            n=one.number, day=one.day, reason=_REASONS.get(one.reason, _OTHER)[language]
        )
        for one in failed[:5]
    ]
    if len(failed) > 5:
        named.append(_MORE[language].format(k=len(failed) - 5))
    joined = ("，" if language == "zh" else ", ").join(named)
    return _FAILED[language].format(k=len(failed), s=plural(len(failed)), named=joined)


def told(one: OutcomeSummary, language: Language, days: float = inf) -> str:
    """Return one outcome's figures in words; ``days`` is the end of the run."""
    unit = unit_text(one.outcome.unit)
    count = _OF[language].format(k=one.known, n=one.asked)
    if one.known == 0:
        return _NOBODY[language] + count
    if one.outcome.kind in {"is_above", "is_below"}:
        return percent(one.share) + count
    low, _, middle, _, high = one.quantiles
    at_end = one.outcome.kind == "last_above" and middle >= days
    if one.outcome.ends:
        shown = figure(middle, language) + (unit if not isinf(middle) else "")
        ends = f"{figure(low, language)} – {figure(high, language)}"
        return f"{percent(one.share)}; {shown} ({ends})"
    text = f"{figure(middle, language)}{unit} ({figure(low, language)} – {figure(high, language)})"
    text = ("≥ " if at_end else "") + text
    return text + (count if one.known < one.asked else "")


def unit_text(unit: str) -> str:
    """Return a unit as it is written after a number, empty for 1 and for none."""
    for plain, shown in (("10*9", "×10⁹"), ("10*12", "×10¹²"), ("ug", "µg"), ("Gc.d", "Gc·d")):
        unit = unit.replace(plain, shown)
    return "" if unit in {"", "1"} else f" {unit}"


def figure(value: float, language: Language) -> str:
    """Return a figure with three digits that count; infinite is an event not reached."""
    if isnan(value):
        return "—"
    if value == inf:
        return _NEVER[language]
    if value and abs(value) < 1e-3:
        head, power = f"{value:.1e}".split("e")
        raised = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        return f"{head}×10{raised}".replace("-", "−")
    text = f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
    return text.replace("-", "−")
