"""comparison_plan, comparison_task: strategies compared on the same virtual patients."""

import json
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from pydantic import TypeAdapter

from trephine import library
from trephine.core.mark import Assumed
from trephine.core.strategy import Strategy
from trephine.core.text import Text
from trephine.mechanism.best_arm import Better, best_shares
from trephine.mechanism.compare import Comparison, check_arms, compare
from trephine.mechanism.compare_file import ComparisonFile, read_comparison
from trephine.mechanism.compare_members import chosen_members
from trephine.mechanism.places import base_of
from trephine.mechanism.virtual_arm import VirtualArm
from trephine.plots.dumbbell import DumbbellPoint, DumbbellRow, dumbbell
from trephine.reports.comparison_figures import differences_figure
from trephine.reports.simulated_figures import bands_figure, progression_figure
from trephine.reports.simulated_text import GROUPS, SIMULATED, arm_name, unit_text
from trephine.web.job.work import JobReport
from trephine.web.mechanism.treatments import GENERAL, MODEL, treatment_of
from trephine.web.rules.tables import mark_shown
from trephine.web.trials.answers import Drawn, number
from trephine.web.trials.figures_kept import keep_figures
from trephine.web.trials.population_shape import (
    ArmUsed,
    BestShown,
    ChangeShown,
    ComparisonAnswer,
    ComparisonAsked,
    DifferenceShown,
    StrategyUsed,
)
from trephine.web.trials.shape import FigureKept
from trephine.web.trials.work import PART, advance_of, finished

if TYPE_CHECKING:
    from trephine.plots.figure import Figure

# Whether more or less of an outcome is better: said on the page beside the shares.
BETTER: dict[str, Better] = {
    "progression": "more",
    "mrd_days": "more",
    "tumour_left": "less",
    "il6_peak": "less",
    "neuro_worst": "less",
    "anc_below_05": "less",
    "igg_below_4": "less",
}
_ANSWER = TypeAdapter(ComparisonAnswer)
_RUNNING = Text(zh="正在求解", en="Solving")
_TITLE = Text(zh="比较：{arms}", en="Comparison: {arms}")
_STANDARD = Text(
    zh="与第一组的差 / 患者间标准差", en="Difference from the first arm over the SD of patients"
)
_CAPTIONS = {
    "dumbbell": Text(zh="各组与第一组相比，含区间", en="Arms against the first, with intervals"),
    "differences": Text(zh="差别最大的结局", en="The outcomes that differ most"),
    "trajectories": Text(zh="轨迹（中间半数患者）", en="Trajectories (middle half of patients)"),
    "progression": Text(zh="至进展（简化规则）", en="To progression (simple rule)"),
}
_SETS = Text(zh="设为 {value:g}", en="set to {value:g}")
_TIMES = Text(zh="乘以 {value:g}", en="multiplied by {value:g}")
_PLUS = Text(zh="加 {value:g}", en="raised by {value:g}")
_DOING = {"set": _SETS, "times": _TIMES, "plus": _PLUS}


def comparison_plan(asked: ComparisonAsked) -> tuple[str, Text]:
    """Return the comparison as its file and its title. Raises InputError for what is not there."""
    arms = [
        VirtualArm(
            product=treatment_of(one.product, "", fitted=False).arm.product,
            strategies=tuple(
                treatment_of(one.product, name, fitted=False).arm.strategies[0]
                for name in one.strategies
            ),
        )
        for one in asked.arms
    ]
    check_arms(arms, 95.0)
    names = {
        "zh": " / ".join(arm_name(arm, "zh") for arm in arms),
        "en": " / ".join(arm_name(arm, "en") for arm in arms),
    }
    if asked.members:
        chosen_members(library.ensemble(MODEL), asked.members)
    lines = [
        f"population = {_text(asked.population or arms[0].product.population or GENERAL)}",
        f"n = {asked.patients}",
        f"days = {float(asked.days)!r}",
        f"seed = {asked.seed}",
        f"members = {asked.members}",
    ]
    for arm in arms:
        listed = ", ".join(_text(one.id) for one in arm.strategies)
        lines += [
            "",
            "[[arm]]",
            f"label_zh = {_text(arm_name(arm, 'zh'))}",
            f"label_en = {_text(arm_name(arm, 'en'))}",
            f"product = {_text(arm.product.id)}",
            f"strategies = [{listed}]",
        ]
    text = "\n".join(lines) + "\n"
    library.population(read_comparison(text, "comparison").population)
    return text, Text(zh=_TITLE.zh.format(arms=names["zh"]), en=_TITLE.en.format(arms=names["en"]))


def arms_used(plan: str) -> tuple[ArmUsed, ...]:
    """Return the arms of a comparison's file with everything that their strategies change."""
    return tuple(
        ArmUsed(
            label=Text(zh=arm_name(arm, "zh"), en=arm_name(arm, "en")),
            product=arm.product.label,
            strategies=tuple(_used(one) for one in arm.strategies),
        )
        for arm in _arms(read_comparison(plan, "comparison"))
    )


def comparison_task(arguments: dict[str, Any], folder: Path, report: JobReport) -> dict[str, Any]:
    """Run every arm on the same virtual patients and keep the differences and the figures."""
    wanted = read_comparison(arguments["plan"], "comparison")
    report(0, 1, _RUNNING)
    found = compare(
        library.model(MODEL), _arms(wanted), population=library.population(wanted.population),
        regimens=library.lymphodepletions(), outcomes=library.run_outcomes(MODEL), n=wanted.n,
        days=wanted.days, seed=wanted.seed, products=library.products(), threads=1, chunk=PART,
        ensemble=library.ensemble(MODEL) if wanted.members else (), members=wanted.members,
        advance=advance_of(report, 1),
    )  # fmt: skip
    drawn = _figures(found)
    keep_figures(folder / "figures", drawn)
    answer = ComparisonAnswer(
        note=SIMULATED,
        members=found.members,
        arms=arms_used(arguments["plan"]),
        differences=_differences(found),
        best=_best(found),
        rule=found.runs[0].outcomes.rule,
        figures=tuple(FigureKept(name=name, caption=_CAPTIONS[name]) for name in drawn),
    )
    failed = sum(len(one.failed) for one in found.runs)
    return finished(arguments, _ANSWER.dump_python(answer, mode="json"), failed)


def _arms(wanted: ComparisonFile) -> list[VirtualArm]:
    return [
        VirtualArm(
            product=library.product(one.product),
            strategies=tuple(library.strategy(name) for name in one.strategies),
            label=one.label,
        )
        for one in wanted.arms
    ]


def _used(one: Strategy) -> StrategyUsed:
    model = library.model(MODEL)
    labels = {own.id: own.label for own in model.parameters}
    known = set(labels)
    labels |= {base_of(name, known): label for name, label in labels.items()}
    return StrategyUsed(
        id=one.id,
        label=one.label,
        topic=one.topic,
        text=one.text,
        expects=one.expects,
        sureness=one.sureness,
        not_modelled=one.not_modelled,
        changes=tuple(
            ChangeShown(
                parameter=own.parameter,
                label=labels.get(own.parameter, Text(zh=own.parameter, en=own.parameter)),
                said=Text(
                    zh=_DOING[own.operation].zh.format(value=own.value),
                    en=_DOING[own.operation].en.format(value=own.value),
                ),
                mark=mark_shown(own.mark),
            )
            for own in one.changes
        ),
        assumed=sum(isinstance(own.mark, Assumed) for own in one.changes),
    )


def _differences(found: Comparison) -> tuple[DifferenceShown, ...]:
    return tuple(
        DifferenceShown(
            arm=one.arm,
            id=one.outcome.id,
            group=GROUPS[one.outcome.group],
            label=one.outcome.label,
            unit=unit_text(one.outcome.unit).strip(),
            reading=one.reading,
            pairs=one.pairs,
            first=number(one.first),
            other=number(one.other),
            difference=number(one.difference),
            ci_lb=number(one.ci_lb),
            ci_ub=number(one.ci_ub),
        )
        for one in found.differences
    )


def _best(found: Comparison) -> tuple[BestShown, ...]:
    outcomes = found.runs[0].outcomes
    return tuple(
        BestShown(
            id=name,
            label=outcomes.outcome(name).label,
            better=better,
            shares=tuple(number(one) for one in best_shares(found, outcomes.outcome(name), better)),
        )
        for name, better in BETTER.items()
    )


def _figures(found: Comparison) -> Drawn:
    model = library.model(MODEL)
    labels = [Text(zh=arm_name(arm, "zh"), en=arm_name(arm, "en")) for arm in found.arms]
    made: dict[str, list[Figure | None]] = {name: [] for name in _CAPTIONS}
    rows = _rows(found)
    for language in ("zh", "en"):
        made["dumbbell"].append(
            dumbbell(
                rows, measure=_STANDARD, arms=labels[1:], n=found.runs[0].finished,
                language=language,
            )
            if rows
            else None
        )  # fmt: skip
        made["differences"].append(differences_figure(found, language))
        made["trajectories"].append(bands_figure(found.runs, labels, model, language))
        made["progression"].append(progression_figure(found.runs, labels, language))
    return {name: (zh, en) for name, (zh, en) in made.items() if zh is not None and en is not None}


def _rows(found: Comparison) -> list[DumbbellRow]:
    """Return the weighed outcomes, over the spread between patients of the first arm."""
    rows = []
    for name in BETTER:
        outcome = found.runs[0].outcomes.outcome(name)
        values = np.asarray(found.runs[0].column(name), dtype=np.float64)
        if outcome.ends:
            values = np.where(np.isnan(values), found.days, np.minimum(values, found.days))
        known = values[~np.isnan(values)]
        spread = float(known.std(ddof=1)) if len(known) > 1 else 0.0
        own = [found.difference(arm, name) for arm in range(1, len(found.arms))]
        if spread > 0 and all(isfinite(one.difference) for one in own):
            points = tuple(
                DumbbellPoint(
                    value=one.difference / spread,
                    lower=one.ci_lb / spread,
                    upper=one.ci_ub / spread,
                )
                for one in own
            )
            rows.append(DumbbellRow(label=outcome.label, points=points, id=name))
    return rows


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)
