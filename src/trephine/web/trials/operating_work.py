"""operating_plan, operating_task: what trials of a design find in a run's virtual patients."""

import csv
import json
import math
import tomllib
from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from trephine.core.error import InputError
from trephine.core.option import one_of
from trephine.core.text import Language, Text
from trephine.core.trial import Trial
from trephine.loop.design import share_endpoints, simulation_interval, time_endpoints
from trephine.loop.design_size import DesignSize, design_size, interval_widths, sizes_about
from trephine.loop.outcomes.endpoints import endpoints
from trephine.loop.replicates import Replicates
from trephine.reports.design_text import (
    design_caution,
    design_compared,
    design_figure,
    design_measure,
    design_not_told,
    design_said,
    design_test,
)
from trephine.reports.trial_words import SIMULATED
from trephine.web.job.work import JobReport
from trephine.web.trials.figures_kept import keep_figures
from trephine.web.trials.operating_shape import (
    OperatingAnswer,
    OperatingAsked,
    RateShown,
    SizeShown,
)
from trephine.web.trials.plans import plan_read
from trephine.web.trials.shape import FigureKept
from trephine.web.trials.tables import arm_table
from trephine.web.trials.work import finished

if TYPE_CHECKING:
    from trephine.web.trials.answers import Drawn

FIGURE = "operating"
MOST_TRIALS, MOST_DRAWS = 20_000, 5_000_000
_ANSWER = TypeAdapter(OperatingAnswer)
_DRAWING = Text(zh="正在抽取试验", en="Drawing trials")
_TITLE = Text(zh="设计：{endpoint}，{compared}", en="Design: {endpoint}, {compared}")
_CAPTION = Text(
    zh="估计值的分布；把握度与第一类错误随例数",
    en="Estimates of the trials; power and type I error by size",
)
_HEADS = (
    Text(zh="每组例数", en="patients an arm"),
    Text(zh="估计中位数", en="median estimate"),
    Text(zh="估计 2.5%", en="estimate 2.5%"),
    Text(zh="估计 97.5%", en="estimate 97.5%"),
    Text(zh="区间宽度中位数", en="median width of interval"),
    Text(zh="区间含真值的比例", en="intervals that hold the truth"),
    Text(zh="把握度（模拟）", en="power (simulated)"),
    Text(zh="把握度模拟误差下限", en="power, simulation error from"),
    Text(zh="把握度模拟误差上限", en="power, simulation error to"),
    Text(zh="第一类错误（模拟）", en="type I error (simulated)"),
    Text(zh="第一类错误模拟误差下限", en="type I error, simulation error from"),
    Text(zh="第一类错误模拟误差上限", en="type I error, simulation error to"),
    Text(zh="平均事件数", en="events on average"),
    Text(zh="无估计值的试验", en="trials without an estimate"),
)


def operating_plan(trial: Trial, asked: OperatingAsked) -> tuple[str, Text]:
    """Return the design as a file and its title. Raises InputError for one that cannot be."""
    arms = [one.id for one in trial.arms]
    first = asked.first or arms[0]
    one_of("first", first, arms)
    if asked.other:
        one_of("other", asked.other, [one for one in arms if one != first])
    one_of("endpoint", asked.endpoint, (*share_endpoints(), *time_endpoints()))
    _check(asked)
    lines = [
        f"endpoint = {json.dumps(asked.endpoint)}",
        f"first = {json.dumps(first)}",
        f"other = {json.dumps(asked.other)}"
        if asked.other
        else f"reference = {float(asked.reference or 0.0)!r}",
        f"n = {asked.patients}",
        f"trials = {asked.trials}",
        f"alpha = {asked.alpha!r}",
        f"sides = {json.dumps(asked.sides)}",
        f"wanted = {asked.wanted!r}",
        f"seed = {asked.seed}",
    ]
    text = "\n".join(lines) + "\n"
    compared = _compared(trial, tomllib.loads(text))
    label = endpoints()[asked.endpoint].kind.label
    return text, Text(
        zh=_TITLE.zh.format(endpoint=label.zh, compared=compared.zh),
        en=_TITLE.en.format(endpoint=label.en, compared=compared.en),
    )


def operating_task(arguments: dict[str, Any], folder: Path, report: JobReport) -> dict[str, Any]:
    """Draw trials of the planned size and of those about it from the patients of ``tables``."""
    plan, trial = tomllib.loads(arguments["plan"]), plan_read(arguments["trial"])
    report(0, 1, _DRAWING)
    tables = Path(arguments["tables"])
    found = design_size(
        arm_table(tables, plan["first"]),
        sizes_about(plan["n"]),
        endpoint=plan["endpoint"],
        trials=plan["trials"],
        seed=plan["seed"],
        wanted=plan["wanted"],
        other=arm_table(tables, plan["other"]) if "other" in plan else None,
        reference=plan.get("reference"),
        alpha=plan["alpha"],
        sides=plan["sides"],
    )
    measure = design_measure(found.designs[0], endpoints()[plan["endpoint"]].kind.label)
    drawn: Drawn = {
        FIGURE: (
            design_figure(found, plan["n"], measure, "zh"),
            design_figure(found, plan["n"], measure, "en"),
        )
    }
    keep_figures(folder / "figures", drawn)
    answer = _answer(found, plan, _compared(trial, plan))
    return finished(arguments, _ANSWER.dump_python(answer, mode="json"), 0)


def operating_csv(answer: OperatingAnswer, language: Language) -> bytes:
    """Return what trials of each size would find as CSV that Excel opens rightly."""
    page = StringIO()
    rows = csv.writer(page, lineterminator="\r\n")
    rows.writerow([answer.note[language]])
    rows.writerow([answer.label[language], answer.compared[language], answer.test[language]])
    rows.writerow([one[language] for one in _HEADS])
    for one in answer.rows:
        power, error = one.power, one.type_1_error
        numbers = (
            one.estimates[2], one.estimates[0], one.estimates[4], one.widths[1],
            one.covered.value, power.value, power.ci_lb, power.ci_ub, error.value, error.ci_lb,
            error.ci_ub, one.events, one.lacking,
        )  # fmt: skip
        rows.writerow([one.n, *("" if value is None else f"{value:.4f}" for value in numbers)])
    return page.getvalue().encode("utf-8-sig")


def _check(asked: OperatingAsked) -> None:
    """Refuse a design without a comparison, or of more draws than a page should wait for."""
    if bool(asked.other) is (asked.reference is not None):
        raise InputError(
            what=Text(zh="没有写清与什么比较", en="It is not clear what is compared"),
            where="other, reference",
            found=f"{asked.other[:40] or '—'}, {asked.reference}",
            do=Text(
                zh="给出另一组，或一个参照值，二者取一", en="Give another arm, or a reference: one"
            ),
        )
    most = math.inf if asked.endpoint in time_endpoints() else 1.0
    fine = (
        asked.patients >= 2
        and 100 <= asked.trials <= MOST_TRIALS
        and asked.patients * asked.trials <= MOST_DRAWS
        and 0.0 < asked.alpha < 0.5
        and 0.0 < asked.wanted < 1.0
        and 0 <= asked.seed < 2**32
        and (asked.reference is None or 0.0 < asked.reference < most)
    )
    if not fine:
        raise InputError(
            what=Text(zh="试验设计的参数不能取此值", en="A design cannot be like this"),
            where="patients, trials, alpha, wanted, seed, reference",
            found=f"{asked.patients}, {asked.trials}, {asked.alpha:g}, {asked.wanted:g},"
            f" {asked.seed}, {asked.reference}",
            do=Text(
                zh=f"每组 2 例起，{100}–{MOST_TRIALS:,} 次试验，例数 × 次数不超过"
                f" {MOST_DRAWS:,}；水平 0–0.5，把握度与参照比例 0–1（不含两端），中位月数大于 0",
                en=f"2 an arm or more, {100} to {MOST_TRIALS:,} trials, size × trials"
                f" {MOST_DRAWS:,} at most; level 0 to 0.5, power and a share 0 to 1, ends out; a"
                " median above 0 months",
            ),
        )


def _compared(trial: Trial, plan: dict[str, Any]) -> Text:
    other = trial.arm(plan["other"]).label if "other" in plan else None
    months = plan["endpoint"] in time_endpoints()
    first = trial.arm(plan["first"]).label
    return design_compared(first, other, plan.get("reference"), months=months)


def _answer(found: DesignSize, plan: dict[str, Any], compared: Text) -> OperatingAnswer:
    one = found.designs[0]
    kind = endpoints()[one.endpoint].kind
    return OperatingAnswer(
        note=SIMULATED,
        endpoint=one.endpoint,
        measure=one.measure,
        label=design_measure(one, kind.label),
        definition=kind.definition,
        compared=compared,
        test=design_test(one),
        truth=one.truth,
        trials=one.trials,
        alpha=one.alpha,
        wanted=found.wanted,
        enough=found.n,
        said=design_said(found, plan["n"]),
        caution=design_caution(found),
        rows=tuple(_row(own, planned=own.n == plan["n"]) for own in found.designs),
        not_told=design_not_told(),
        figures=(FigureKept(name=FIGURE, caption=_CAPTION),),
    )


def _row(found: Replicates, *, planned: bool) -> SizeShown:
    return SizeShown(
        n=found.n,
        planned=planned,
        estimates=_known(found.quantiles),
        widths=_known(interval_widths(found)),
        covered=_rate(found.covered, found.trials),
        power=_rate(found.power, found.trials),
        type_1_error=_rate(found.type_1_error, found.trials),
        events=found.events,
        lacking=found.lacking,
    )


def _known(values: Sequence[float]) -> tuple[float | None, ...]:
    return tuple(value if math.isfinite(value) else None for value in values)


def _rate(share: float, trials: int) -> RateShown:
    low, high = simulation_interval(share, trials)
    return RateShown(value=share, ci_lb=low, ci_ub=high)
