"""population_plan, population_task: one arm's patients by the model alone and through the ward."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from trephine import library
from trephine.core.text import Language, Text
from trephine.core.trial import Trial, TrialArm
from trephine.library.ready_trial import ready_trials
from trephine.loop.outcomes.arm_results import TimeResult
from trephine.loop.results import TrialResults
from trephine.loop.run_trial import run_trial
from trephine.mechanism.baseline import baseline
from trephine.mechanism.simulate import simulate
from trephine.mechanism.simulated import Simulated
from trephine.mechanism.simulated_summary import summarise
from trephine.mechanism.virtual_arm import VirtualArm
from trephine.plots.curve_group import curve_group
from trephine.plots.figure import Figure
from trephine.plots.kaplan_meier import kaplan_meier
from trephine.reports.simulated_figures import (
    bands_figure,
    progression_figure,
    swimmer_figure,
    waterfall_figure,
)
from trephine.reports.simulated_text import GROUPS, SIMULATED, arm_name, unit_text
from trephine.reports.trial_words import SIMULATED as TRIAL_SIMULATED
from trephine.web.job.work import JobReport
from trephine.web.mechanism.treatments import GENERAL, MODEL, treatment_of
from trephine.web.rules.tables import mark_shown
from trephine.web.trials.answers import Drawn, number, trial_answer
from trephine.web.trials.figures_kept import keep_figures
from trephine.web.trials.plans import plan_read
from trephine.web.trials.population_shape import (
    BaselineShown,
    CohortBeside,
    ModelOutcomeShown,
    PopulationAnswer,
    PopulationAsked,
)
from trephine.web.trials.shape import FigureKept
from trephine.web.trials.work import PART, advance_of, finished

ARM = "arm"
_ANSWER = TypeAdapter(PopulationAnswer)
_TITLE = Text(zh="人群：{given}", en="Population: {given}")
_MODEL = Text(zh="正在求解模型", en="Solving the model")
_SUMMING = Text(zh="正在汇总与作图", en="Summing up and drawing")
_CURVES = {
    "MEDIAN_PFS": ("pfs", Text(zh="无进展生存（模拟）", en="Progression-free survival, simulated")),
    "MEDIAN_OS": ("os", Text(zh="总生存（模拟）", en="Overall survival, simulated")),
}
_CAPTIONS = {
    "trajectories": Text(
        zh="虚拟患者的轨迹与范围", en="Trajectories of the virtual patients, with bands"
    ),
    "progression": Text(
        zh="至进展（模型的简化规则）", en="To progression, by the model's simple rule"
    ),
    "waterfall": Text(zh="每位患者的最大变化", en="Each patient's best change"),
    "swimmer": Text(zh="最前若干例的病程", en="Courses of the first patients"),
}


def population_plan(asked: PopulationAsked) -> Trial:
    """Return the run as a virtual trial of one arm. What it names is checked where it is read."""
    product = treatment_of(asked.product, "", fitted=False).arm.product
    names = [one.label for one in (treatment_of(asked.product, name, fitted=False).arm.strategies[0]
             for name in asked.strategies)]  # fmt: skip
    given = Text(
        zh=" + ".join([product.label.zh, *(one.zh for one in names)]),
        en=" + ".join([product.label.en, *(one.en for one in names)]),
    )
    like = ready_trials()[0]
    return replace(
        like,
        id="population",
        title=Text(zh=_TITLE.zh.format(given=given.zh), en=_TITLE.en.format(given=given.en)),
        question=None,
        note=None,
        population=asked.population or product.population or GENERAL,
        arms=(
            TrialArm(id=ARM, label=given, product=asked.product, strategies=asked.strategies),
        ),
        patients=asked.patients,
        days=asked.days,
        seed=asked.seed,
        start=datetime(like.start.year, like.start.month, like.start.day, 8,
                       tzinfo=ZoneInfo("Asia/Shanghai")),
    )  # fmt: skip


def population_task(arguments: dict[str, Any], folder: Path, report: JobReport) -> dict[str, Any]:
    """Solve the model for everybody, then run the same people through the ward."""
    trial = plan_read(arguments["plan"])
    whole = 2 * trial.patients + 1
    report(0, whole, _MODEL)
    arm = _arm(trial)
    population = library.population(trial.population)

    def solved(done: int, total: int, kept: int) -> None:
        del total, kept
        report(done, whole, _MODEL)

    def followed(done: int, total: int, kept: int) -> None:
        del total
        advance(trial.patients + done, 2 * trial.patients, kept)

    run = simulate(
        library.model(MODEL), arm, population=population, regimens=library.lymphodepletions(),
        outcomes=library.run_outcomes(MODEL), n=trial.patients, days=trial.days, seed=trial.seed,
        products=library.products(), threads=1, chunk=PART, advance=solved,
    )  # fmt: skip
    advance = advance_of(report, 1)
    ward = run_trial(
        trial, out=folder / "tables", chunk=PART,
        workers=1 if trial.patients <= PART else 0,
        advance=followed,
    )  # fmt: skip
    if ward.results is None or not run.is_whole:
        raise KeyboardInterrupt
    report(whole - 1, whole, _SUMMING)
    answer, drawn = _answer(trial, run, ward.results)
    keep_figures(folder / "figures", drawn)
    failed = len(run.failed)
    return finished(arguments, _ANSWER.dump_python(answer, mode="json"), failed)


def _arm(trial: Trial) -> VirtualArm:
    own = trial.arms[0]
    return VirtualArm(
        product=library.product(own.product),
        strategies=tuple(library.strategy(name) for name in own.strategies),
        label=own.label,
    )


def _answer(trial: Trial, run: Simulated, found: TrialResults) -> tuple[PopulationAnswer, Drawn]:
    told, drawn = trial_answer(found)
    figures = list(told.figures)
    for name, both in _figures(trial, run).items():
        drawn[name] = both
        figures.append(FigureKept(name=name, caption=_CAPTIONS[name]))
    for key, one in found.arms[0].times.items():
        if key in _CURVES and one.curve.n:
            name, measure = _CURVES[key]
            drawn[name] = (
                _survival(one, trial, measure, "zh"),
                _survival(one, trial, measure, "en"),
            )
            figures.append(FigureKept(name=name, caption=measure))
    population = library.population(trial.population)
    columns = {one.id: run.column(one.id) for one in population.covariates}
    return (
        PopulationAnswer(
            note=TRIAL_SIMULATED,
            arms=told.arms,
            pairs=(),
            baseline=tuple(
                BaselineShown(
                    label=one.label,
                    unit=unit_text(one.unit).strip(),
                    share=one.share,
                    value=one.value,
                    low=one.low,
                    high=one.high,
                    cohorts=tuple(
                        CohortBeside(
                            cohort=own.cohort, printed=own.printed, mark=mark_shown(own.mark)
                        )
                        for own in one.figures
                    ),
                )
                for one in baseline(population, columns)
            ),
            outcomes=_outcomes(run),
            rule=run.outcomes.rule,
            model_note=SIMULATED,
            figures=tuple(figures),
        ),
        drawn,
    )


def _figures(trial: Trial, run: Simulated) -> Drawn:
    model = library.model(MODEL)
    label = trial.arms[0].label
    made: dict[str, list[Figure | None]] = {name: [] for name in _CAPTIONS}
    for language in ("zh", "en"):
        made["trajectories"].append(bands_figure([run], [label], model, language))
        made["progression"].append(progression_figure([run], [label], language))
        made["waterfall"].append(waterfall_figure(run, language))
        made["swimmer"].append(swimmer_figure(run, language))
    return {name: (zh, en) for name, (zh, en) in made.items() if zh is not None and en is not None}


def _survival(one: TimeResult, trial: Trial, measure: Text, language: Language) -> Figure:
    group = curve_group(one.curve, label=trial.arms[0].label, median=one.median)
    return kaplan_meier([group], measure=measure, notes=[TRIAL_SIMULATED], language=language)


def _outcomes(run: Simulated) -> tuple[ModelOutcomeShown, ...]:
    return tuple(
        ModelOutcomeShown(
            id=one.outcome.id,
            group=GROUPS[one.outcome.group],
            label=one.outcome.label,
            unit=unit_text(one.outcome.unit).strip(),
            asked=one.asked,
            known=one.known,
            share=number(one.share),
            low=number(one.quantiles[0]),
            middle=number(one.quantiles[2]),
            high=number(one.quantiles[4]),
        )
        for one in summarise(run).outcomes
    )


def given_in(trial: Trial) -> Text:
    """Return what the one arm is given, in words."""
    arm = _arm(trial)
    return Text(zh=arm_name(arm, "zh"), en=arm_name(arm, "en"))
