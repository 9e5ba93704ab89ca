"""sensitivity_plan, sensitivity_task: which parameters an outcome of a population depends on."""

import csv
import json
import tomllib
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from trephine import library
from trephine.core.error import InputError
from trephine.core.model import ModelParameter
from trephine.core.option import names_near
from trephine.core.text import Language, Text
from trephine.core.trial import Trial
from trephine.interop.references.write_table import defused
from trephine.mechanism.places import FIRST, SECOND, ids_of
from trephine.mechanism.sensitivity import Sensitivity, sensitivity
from trephine.mechanism.virtual_arm import VirtualArm
from trephine.reports.sensitivity_text import (
    METHODS,
    ordered_indices,
    parameter_label,
    sensitivity_tornado,
    settled_figure,
    told_apart,
    what_it_cannot_tell,
)
from trephine.reports.simulated_text import SIMULATED
from trephine.web.job.work import JobReport
from trephine.web.mechanism.treatments import MODEL
from trephine.web.rules.shape import MarkShown
from trephine.web.rules.tables import mark_shown
from trephine.web.trials.answers import Drawn, number
from trephine.web.trials.figures_kept import keep_figures
from trephine.web.trials.sensitivity_shape import IndexShown, SensitivityAnswer, SensitivityAsked
from trephine.web.trials.shape import FigureKept
from trephine.web.trials.work import advance_of, finished

if TYPE_CHECKING:
    from trephine.plots.figure import Figure

LEAST, MOST = 128, 8192
_ANSWER = TypeAdapter(SensitivityAnswer)
_SOLVING = Text(zh="正在求解", en="Solving")
_TITLE = Text(zh="敏感性：{outcome}，{given}", en="Sensitivity: {outcome}, {given}")
_CAPTIONS = {
    "tornado": Text(zh="影响最大的 20 个参数，含区间", en="The 20 most telling, with intervals"),
    "settled": Text(zh="样本增大时是否稳定", en="Whether they settle as the sample grows"),
}
_HEADS = (
    Text(zh="参数", en="parameter"),
    Text(zh="名称", en="label"),
    Text(zh="PRCC（模拟）", en="PRCC (simulated)"),
    Text(zh="区间下限", en="interval from"),
    Text(zh="区间上限", en="interval to"),
    Text(zh="出处标记", en="mark"),
)


def sensitivity_plan(trial: Trial, asked: SensitivityAsked) -> tuple[str, Text]:
    """Return the plan as a file and its title, for the one arm of a population run.

    Raises InputError for an outcome that there is not, or a size out of range.
    """
    known = {one.id: one.label for one in library.run_outcomes(MODEL).outcomes}
    if asked.outcome not in known:
        raise InputError(
            what=Text(zh="没有这个结局", en="There is no such outcome"),
            where="outcome",
            found=asked.outcome[:60],
            do=names_near(asked.outcome, known, listed="/mechanism/populations"),
        )
    if not LEAST <= asked.patients <= MOST or not 0 <= asked.seed < 2**32:
        raise InputError(
            what=Text(zh="样本量或种子不能取此值", en="The sample or the seed cannot be this"),
            where="patients, seed",
            found=f"{asked.patients}, {asked.seed}",
            do=Text(
                zh=f"{LEAST} 至 {MOST} 次运行，种子 0 或以上，例如 512 与 1",
                en=f"{LEAST} to {MOST} runs, a seed of 0 or more: 512 and 1, say",
            ),
        )
    own, label = trial.arms[0], known[asked.outcome]
    lines = (
        f"product = {json.dumps(own.product)}",
        f"strategies = {json.dumps(list(own.strategies))}",
        f"population = {json.dumps(trial.population)}",
        f"outcome = {json.dumps(asked.outcome)}",
        'method = "prcc"',
        f"n = {asked.patients}",
        f"days = {trial.days!r}",
        f"seed = {asked.seed}",
    )
    title = Text(
        zh=_TITLE.zh.format(outcome=label.zh, given=own.label.zh),
        en=_TITLE.en.format(outcome=label.en, given=own.label.en),
    )
    return "\n".join(lines) + "\n", title


def sensitivity_task(arguments: dict[str, Any], folder: Path, report: JobReport) -> dict[str, Any]:
    """Vary the parameters of the typical patient and keep their indices and figures."""
    plan = tomllib.loads(arguments["plan"])
    report(0, plan["n"], _SOLVING)
    found = sensitivity(
        library.model(MODEL),
        VirtualArm(
            product=library.product(plan["product"]),
            strategies=tuple(library.strategy(name) for name in plan["strategies"]),
        ),
        population=library.population(plan["population"]),
        regimens=library.lymphodepletions(),
        outcomes=library.run_outcomes(MODEL),
        outcome=plan["outcome"],
        method="prcc",
        n=plan["n"],
        days=plan["days"],
        seed=plan["seed"],
        threads=1,
        products=library.products(),
        advance=advance_of(report, 1),
    )
    drawn = _figures(found)
    keep_figures(folder / "figures", drawn)
    answer = _answer(found, tuple(drawn))
    return finished(arguments, _ANSWER.dump_python(answer, mode="json"), found.failed)


def sensitivity_csv(answer: SensitivityAnswer, language: Language) -> bytes:
    """Return the indices as CSV that Excel opens rightly; no cell is a formula."""
    page = StringIO()
    rows = csv.writer(page, lineterminator="\r\n")
    rows.writerow([answer.note[language]])
    rows.writerow([answer.label[language], answer.reading[language], f"n = {answer.runs}"])
    rows.writerow([one[language] for one in _HEADS])
    for one in answer.rows:
        numbers = [f"{value:.4f}" for value in (one.value, one.ci_lb, one.ci_ub)]
        mark = one.mark.kind if one.mark else ""
        rows.writerow([one.parameter, defused(one.label[language]), *numbers, mark])
    return page.getvalue().encode("utf-8-sig")


def _answer(found: Sensitivity, figures: tuple[str, ...]) -> SensitivityAnswer:
    model = library.model(MODEL)
    known = {one.id: one for one in model.parameters}
    label = library.run_outcomes(MODEL).outcome(found.outcome).label
    rows = ordered_indices(found)
    apart, by_chance = told_apart(found)
    return SensitivityAnswer(
        note=SIMULATED,
        outcome=found.outcome,
        label=label,
        method=METHODS[found.method],
        reading=found.reading,
        runs=found.runs,
        failed=found.failed,
        level=found.level,
        sizes=found.sizes,
        apart=apart,
        by_chance=by_chance,
        rows=tuple(
            IndexShown(
                parameter=one.parameter,
                label=parameter_label(model, one.parameter),
                value=one.value,
                ci_lb=one.lower,
                ci_ub=one.upper,
                settled=tuple(
                    number(float(v))
                    for v in found.settled[:, found.parameters.index(one.parameter)]
                ),
                mark=_mark(known[ids_of(one.parameter, known, (FIRST, SECOND))[0]]),
            )
            for one in rows
        ),
        not_told=what_it_cannot_tell(found, model),
        figures=tuple(FigureKept(name=name, caption=_CAPTIONS[name]) for name in figures),
    )


def _mark(one: ModelParameter) -> MarkShown | None:
    own = one.mark if one.spread is None or one.spread.mark is None else one.spread.mark
    return None if own is None else mark_shown(own)


def _figures(found: Sensitivity) -> Drawn:
    model, outcomes = library.model(MODEL), library.run_outcomes(MODEL)
    made: dict[str, list[Figure | None]] = {name: [] for name in _CAPTIONS}
    for language in ("zh", "en"):
        made["tornado"].append(sensitivity_tornado(found, model, outcomes, language))
        made["settled"].append(settled_figure(found, model, language))
    return {name: (zh, en) for name, (zh, en) in made.items() if zh is not None and en is not None}
