"""design_figure and the words of a design's operating characteristics."""

import math

import numpy as np

from trephine.core.text import Language, Text
from trephine.loop.design import Replicates, Sides, simulation_interval
from trephine.loop.design_size import DesignSize
from trephine.plots.figure import Figure
from trephine.plots.operating import EstimateBin, SizePoint, operating
from trephine.reports.number import percent

FEW = 200  # virtual patients: half the width of a share's interval is then 7 points at worst
_BINS = 40
_SIDES: dict[Sides, Text] = {
    "two-sided": Text(zh="双侧", en="two-sided"),
    "greater": Text(zh="单侧，更多", en="one-sided, greater"),
    "less": Text(zh="单侧，更少", en="one-sided, less"),
}
_TWO_ARMS = Text(
    zh="两组独立抽取，比较两个比例的 z 检验（合并方差），{sides}，水平 {alpha:g}；"
    "差的 Newcombe 区间",
    en="two independent arms, z test of two proportions with pooled variance, {sides}, level"
    " {alpha:g}; Newcombe's interval of the difference",
)
_ONE_ARM = Text(
    zh="单组对固定比例 {reference}，精确二项检验，{sides}，水平 {alpha:g}；Wilson 区间",
    en="one arm against a fixed share of {reference}, exact binomial test, {sides}, level"
    " {alpha:g}; Wilson's interval",
)
_ENOUGH = Text(
    zh="在所试的例数中，每组 {n} 例起把握度达到 {wanted}。",
    en="Of the sizes tried, {n} an arm is the first with a power of {wanted}.",
)
_NOT_ENOUGH = Text(
    zh="在所试的例数中，没有一个把握度达到 {wanted}。",
    en="None of the sizes tried has a power of {wanted}.",
)
_PEOPLE = Text(
    zh="每次试验有放回地抽自此次运行的虚拟患者（{people}）：真值是他们之中的值，把握度以它为真。",
    en="Every trial is drawn with replacement from the virtual patients of this run ({people}): the"
    " truth is that among them, and the power takes it for true.",
)
_ARMS = Text(zh="“{other}”对“{first}”", en="“{other}” against “{first}”")
_SHARE = Text(zh="“{first}”对 {reference:g}", en="“{first}” against {reference:g}")
_FEW = Text(
    zh="虚拟患者不到 {few} 例，真值本身抽得很粗：先以更多例数运行此方案，再读把握度。",
    en="With fewer than {few} virtual patients the truth itself is only roughly known: run the plan"
    " with more before you read a power.",
)
_NOT_TOLD = (
    Text(
        zh="只知道虚拟人群：模型错的地方，把握度也错；不能代替以真实数据估计的样本量。",
        en="It knows the virtual population alone: where the model is wrong, so is the power. It"
        " does not replace a sample size from real evidence.",
    ),
    Text(
        zh="没有期中分析，没有中心效应；失访只有方案中的脱落，已在虚拟患者的记录中。",
        en="There is no interim analysis, no centre, no loss beyond what the plan's drop-out left"
        " in the virtual patients' rows.",
    ),
    Text(
        zh="模拟误差只反映抽了多少次试验，不反映模型与虚拟人群有多不确定。",
        en="The simulation error tells how many trials were drawn, not how uncertain the model and"
        " the virtual population are.",
    ),
    Text(
        zh="第一类错误是在两组无差别（或真值恰为参照）时拒绝的比例，由两组合在一起抽取。",
        en="The type I error is the share that rejects where nothing differs: both arms drawn from"
        " the two together, or the reference taken for the truth.",
    ),
)


def design_test(found: Replicates) -> Text:
    """Return how each trial was tested, in words."""
    pattern = _TWO_ARMS if found.reference is None else _ONE_ARM
    reference = "" if found.reference is None else percent(found.reference)
    sides = _SIDES[found.sides]
    return Text(
        zh=pattern.zh.format(sides=sides.zh, alpha=found.alpha, reference=reference),
        en=pattern.en.format(sides=sides.en, alpha=found.alpha, reference=reference),
    )


def design_compared(first: Text, other: Text | None, reference: float | None) -> Text:
    """Return what is held against what: another arm, or a share (0 to 1)."""
    if other is None:
        return Text(
            zh=_SHARE.zh.format(first=first.zh, reference=reference),
            en=_SHARE.en.format(first=first.en, reference=reference),
        )
    return Text(
        zh=_ARMS.zh.format(first=first.zh, other=other.zh),
        en=_ARMS.en.format(first=first.en, other=other.en),
    )


def design_measure(found: Replicates, label: Text) -> Text:
    """Return what the trials estimate: an endpoint's share, or its difference between arms."""
    if found.reference is not None:
        return label
    return Text(zh=f"{label.zh}，两组之差", en=f"{label.en}, difference between arms")


def design_said(found: DesignSize) -> tuple[Text, ...]:
    """Return whether a size is enough, and whom the trials are drawn from."""
    one = found.designs[0]
    wanted, people = percent(found.wanted), " + ".join(f"{k:,}" for k in one.people)
    enough = _NOT_ENOUGH if found.n is None else _ENOUGH
    return (
        Text(
            zh=enough.zh.format(n=found.n, wanted=wanted),
            en=enough.en.format(n=found.n, wanted=wanted),
        ),
        Text(zh=_PEOPLE.zh.format(people=people), en=_PEOPLE.en.format(people=people)),
    )


def design_caution(found: DesignSize) -> Text | None:
    """Return what to beware of where there are few virtual patients to draw from."""
    if min(found.designs[0].people) >= FEW:
        return None
    return Text(zh=_FEW.zh.format(few=FEW), en=_FEW.en.format(few=FEW))


def design_not_told() -> tuple[Text, ...]:
    """Return what operating characteristics from a virtual population cannot say."""
    return _NOT_TOLD


def design_figure(found: DesignSize, n: int, measure: Text, language: Language) -> Figure:
    """Return the estimates of trials of ``n``, with power and type I error by size."""
    own = next(one for one in found.designs if one.n == n)
    return operating(
        _bins(own),
        [_point(one) for one in found.designs],
        measure=measure,
        truth=own.truth,
        null=0.0 if own.reference is None else own.reference,
        n=n,
        trials=own.trials,
        wanted=found.wanted,
        alpha=own.alpha,
        language=language,
    )


def _bins(found: Replicates) -> list[EstimateBin]:
    """Count the estimates on a grid of whole events, so that no bin holds one value more."""
    low, high = found.estimates.min(), found.estimates.max()
    step = max(math.ceil((high - low) * found.n / _BINS), 1) / found.n
    start = low - step / 2
    edges = start + step * np.arange(math.ceil((high - start) / step + 1e-9) + 1)
    counts, _ = np.histogram(found.estimates, bins=edges)
    return [
        EstimateBin(low=float(a), high=float(b), share=float(k) / found.trials)
        for a, b, k in zip(edges[:-1], edges[1:], counts, strict=True)
        if k
    ]


def _point(found: Replicates) -> SizePoint:
    power = simulation_interval(found.power, found.trials)
    error = simulation_interval(found.type_1_error, found.trials)
    return SizePoint(
        n=found.n,
        power=found.power,
        power_lb=power[0],
        power_ub=power[1],
        error=found.type_1_error,
        error_lb=error[0],
        error_ub=error[1],
    )
