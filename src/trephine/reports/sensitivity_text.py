"""sensitivity_text: which parameters an outcome depends on, in words and figures."""

from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from typing import Any

from trephine.core.model import Model
from trephine.core.population import Population
from trephine.core.run_outcome import RunOutcomes
from trephine.core.text import Language, Text
from trephine.mechanism.places import FIRST, SECOND, base_of, ids_of
from trephine.mechanism.sensitivity import Sensitivity
from trephine.mechanism.sensitivity_index import Index
from trephine.plots.band_panel import BandCurve, BandPanel
from trephine.plots.export import export
from trephine.plots.figure import Figure
from trephine.plots.kit.number import number as signed
from trephine.plots.tornado import TornadoBar, TornadoRow, tornado
from trephine.plots.trajectory_bands import trajectory_bands
from trephine.reports.simulated_figures import Form
from trephine.reports.simulated_json import number
from trephine.reports.simulated_text import SIMULATED

SHOWN, SETTLED = 20, 5
_HEAD = Text(
    zh="{outcome}：{k} 个参数各在患者间差异内变动，{runs:,} 次运行（失败 {failed}）；{reading}",
    en="{outcome}: {k} parameters, each over its spread between patients, {runs:,} runs"
    " ({failed} failed); {reading}",
)
METHODS = {
    "prcc": Text(zh="偏秩相关（PRCC）", en="partial rank correlation (PRCC)"),
    "sobol": Text(zh="方差份额（Sobol 一阶）", en="share of the variance (Sobol, first order)"),
}
_FIRST, _TOTAL = Text(zh="一阶", en="first order"), Text(zh="总", en="total")
_ROWS = Text(
    zh="参数：指数（{level:g}% 区间）；样本的 1/8、1/4、1/2、全部",
    en="parameter: index ({level:g}% interval); with an eighth, a quarter, half, all of the sample",
)
_MORE = Text(zh="其余 {k} 个参数较小", en="the other {k} parameters are smaller")
_SIZE = Text(zh="样本量", en="Sample size")
_NOT_TOLD = (
    Text(
        zh="它说的是模型，不是患者：模型错的地方，它也错，不是临床证据。",
        en="It is about the model, not about patients: where the model is wrong, so is this, and it"
        " is no clinical evidence.",
    ),
    Text(
        zh="大小取决于给每个参数的患者间差异，其中多为假设：差异设得小，看起来就不重要。",
        en="Sizes depend on the spread that each parameter was given, most of them assumed: what"
        " was given a small one looks unimportant.",
    ),
    Text(
        zh="接近 ±1 表示秩次几乎总是同向（或反向）变动，不表示变动有多大。",
        en="Near ±1 means that ranks nearly always move together (or apart), not by how much the"
        " outcome moves.",
    ),
    Text(
        zh="只看单调的关系：先升后降的影响，或只在与另一参数一起时才有的影响，可以显示为接近 0。",
        en="It sees monotone dependence alone: an effect that rises and falls, or that two"
        " parameters have only together, can show as nearly 0.",
    ),
    Text(
        zh="围绕此治疗下的典型患者，各参数独立变动：患者之间参数的相关、协变量的差异都不在其中；"
        "没有患者间差异的 {fixed} 个参数不动。",
        en="Around the typical patient of this treatment, each parameter on its own: correlations"
        " between them and differences in covariates are left out, and the {fixed} parameters"
        " without a spread stay as they are.",
    ),
    Text(
        zh="区间只反映样本量，不反映模型有多不确定；许多区间中总有一些碰巧不含 0。",
        en="Intervals tell the size of the sample, not how uncertain the model is; of many, some"
        " hold no zero by chance.",
    ),
)
_NONE = Text(zh="结局没有变化，没有指数", en="the outcome never varied: there is no index")


def sensitivity_text(
    found: Sensitivity, model: Model, outcomes: RunOutcomes, language: Language, *, given: str = ""
) -> str:
    """Return the 20 most telling parameters with intervals and how their indices settled.

    ``given`` names the arm and its population.
    """
    lines = [
        SIMULATED[language],
        *([given] if given else []),
        _HEAD[language].format(
            outcome=outcomes.outcome(found.outcome).label[language],
            k=len(found.parameters),
            runs=found.runs,
            failed=found.failed,
            reading=found.reading[language],
        ),
        METHODS[found.method][language],
        _ROWS[language].format(level=found.level),
    ]
    shown = ordered_indices(found)
    if not shown:
        return "\n".join([*lines, _NONE[language]])
    for one in shown[:SHOWN]:
        at = found.parameters.index(one.parameter)
        way = ", ".join(signed(float(v), 2) for v in found.settled[:, at])
        total = f"; {_TOTAL[language]} {signed(one.total, 2)}" if isfinite(one.total) else ""
        label = parameter_label(model, one.parameter)[language]
        ends = f"{signed(one.lower, 2)} – {signed(one.upper, 2)}"
        lines.append(f"  {one.parameter} · {label}: {signed(one.value, 2)} ({ends}){total}; {way}")
    if len(shown) > SHOWN:
        lines.append(_MORE[language].format(k=len(shown) - SHOWN))
    return "\n".join(lines)


def sensitivity_figures(
    found: Sensitivity,
    model: Model,
    outcomes: RunOutcomes,
    folder: Path,
    form: Form,
    language: Language,
) -> tuple[Path, ...]:
    """Write the tornado and how the five largest indices settled; none where nothing varied."""
    drawn = {
        "tornado": sensitivity_tornado(found, model, outcomes, language),
        "settled": settled_figure(found, model, language),
    }
    return tuple(
        export(figure, folder / f"{name}.{form}", dpi=200)
        for name, figure in drawn.items()
        if figure is not None
    )


def sensitivity_tornado(
    found: Sensitivity, model: Model, outcomes: RunOutcomes, language: Language
) -> Figure | None:
    """Return the 20 largest indices as bars, for Sobol those of first order and total."""
    shown = ordered_indices(found)[:SHOWN]
    if not shown:
        return None
    sobol = found.method == "sobol"
    label, method = outcomes.outcome(found.outcome).label, METHODS[found.method]
    return tornado(
        [
            TornadoRow(
                label=parameter_label(model, one.parameter),
                bars=(TornadoBar(value=one.value, lower=one.lower, upper=one.upper), *_total(one)),
                id=one.parameter,
            )
            for one in shown
        ],
        measure=Text(zh=f"{label.zh}：{method.zh}", en=f"{label.en}: {method.en}"),
        series=[_FIRST, _TOTAL] if sobol else [""],
        n=found.runs,
        level=found.level,
        language=language,
    )


def settled_figure(found: Sensitivity, model: Model, language: Language) -> Figure | None:
    """Return how the five largest indices changed as the sample grew."""
    shown = ordered_indices(found)[:SETTLED]
    if not shown:
        return None
    curves = tuple(
        BandCurve(
            label=parameter_label(model, one.parameter),
            x=tuple(float(size) for size in found.sizes),
            middle=tuple(float(v) for v in found.settled[:, found.parameters.index(one.parameter)]),
            id=one.parameter,
        )
        for one in shown
        if sum(map(isfinite, found.settled[:, found.parameters.index(one.parameter)])) > 1
    )
    if not curves:
        return None
    return trajectory_bands(
        [BandPanel(label=METHODS[found.method], curves=curves)],
        n=found.runs,
        x_title=_SIZE,
        columns=1,
        width_mm=120.0,
        language=language,
    )


def sensitivity_json(found: Sensitivity, population: Population) -> dict[str, Any]:
    """Return the indices as plain values; what is not known is null."""
    return {
        "origin": "simulated",
        "population": population.id,
        "outcome": found.outcome,
        "method": found.method,
        "runs": found.runs,
        "failed": found.failed,
        "level": found.level,
        "sizes": list(found.sizes),
        "indices": [
            {
                "parameter": one.parameter,
                "value": number(one.value),
                "ci_lb": number(one.lower),
                "ci_ub": number(one.upper),
                "total": number(one.total),
                "total_ci_lb": number(one.total_lower),
                "total_ci_ub": number(one.total_upper),
                "settled": [number(float(v)) for v in found.settled[:, at]],
            }
            for at, one in enumerate(found.indices)
        ],
    }


def _total(one: Index) -> Sequence[TornadoBar]:
    if not isfinite(one.total):
        return ()
    return (TornadoBar(value=one.total, lower=one.total_lower, upper=one.total_upper),)


def what_it_cannot_tell(found: Sensitivity, model: Model) -> tuple[Text, ...]:
    """Return what a reader of the indices must know that they do not say."""
    varied = set(found.parameters)
    known = {one.id for one in model.parameters}
    fixed = [
        one for one in model.parameters if not one.formula and base_of(one.id, known) not in varied
    ]
    return tuple(
        Text(zh=one.zh.format(fixed=len(fixed)), en=one.en.format(fixed=len(fixed)))
        for one in _NOT_TOLD
    )


def told_apart(found: Sensitivity) -> tuple[int, float]:
    """Return how many intervals hold no zero, and how many would by chance if nothing mattered."""
    known = ordered_indices(found)
    apart = sum(one.lower > 0.0 or one.upper < 0.0 for one in known)
    return apart, len(known) * (1.0 - found.level / 100.0)


def ordered_indices(found: Sensitivity) -> list[Index]:
    """Return the indices that there are, the largest in size first."""
    known = [one for one in found.indices if isfinite(one.value)]
    return sorted(known, key=lambda one: -abs(one.value))


def parameter_label(model: Model, name: str) -> Text:
    """Return the words of a parameter, the place of a product left out."""
    known = {one.id: one for one in model.parameters}
    own = known[ids_of(name, known, (FIRST, SECOND))[0]].label
    if name in known:
        return own
    return Text(zh=own.zh.removeprefix("产品 1："), en=own.en.removeprefix("product 1: "))
