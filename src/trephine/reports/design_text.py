"""design_figure and the words of a design's operating characteristics."""

import math

import numpy as np

from trephine.core.text import Language, Text
from trephine.loop.design import simulation_interval
from trephine.loop.design_size import DesignSize
from trephine.loop.replicates import Measure, Replicates, Sides
from trephine.plots.figure import Figure
from trephine.plots.operating import EstimateBin, SizePoint, operating
from trephine.reports.number import decimal, percent

FEW = 200  # virtual patients: half the width of a share's interval is then 7 points at worst
_BINS = 40
_SIDES: dict[Sides, Text] = {
    "two-sided": Text(zh="双侧", en="two-sided"),
    "greater": Text(zh="单侧，更多", en="one-sided, greater"),
    "less": Text(zh="单侧，更少", en="one-sided, less"),
}
_LATER: dict[Sides, Text] = {
    "two-sided": _SIDES["two-sided"],
    "greater": Text(zh="单侧，后者风险更高", en="one-sided, a greater hazard in the other arm"),
    "less": Text(zh="单侧，后者风险更低", en="one-sided, a lower hazard in the other arm"),
}
_LONGER: dict[Sides, Text] = {
    "two-sided": _SIDES["two-sided"],
    "greater": Text(zh="单侧，更长", en="one-sided, longer"),
    "less": Text(zh="单侧，更短", en="one-sided, shorter"),
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
_TWO_CURVES = Text(
    zh="两组独立抽取，log-rank 检验，{sides}，水平 {alpha:g}；风险比为 Peto 一步估计及其区间"
    "（两组相差很大时比 Cox 的更近 1）",
    en="two independent arms, log-rank test, {sides}, level {alpha:g}; hazard ratio by Peto's one"
    " step with its interval (nearer to 1 than Cox's where hazards differ much)",
)
_ONE_CURVE = Text(
    zh="单组中位时间对 {reference} 个月：Brookmeyer-Crowley 区间是否不含它，{sides}，"
    "水平 {alpha:g}",
    en="the median of one arm against {reference} months: whether the interval of Brookmeyer and"
    " Crowley leaves it out, {sides}, level {alpha:g}",
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
_MONTHS = Text(
    zh="“{first}”对中位 {reference:g} 个月", en="“{first}” against a median of {reference:g} months"
)
_MEASURES: dict[Measure, Text] = {
    "share": Text(zh="{label}", en="{label}"),
    "difference": Text(zh="{label}，两组之差", en="{label}, difference between arms"),
    "hazard ratio": Text(
        zh="{label}：风险比（后者对前者）", en="{label}: hazard ratio, other arm to first"
    ),
    "months": Text(zh="{label}（月）", en="{label} (months)"),
}
_NOT_REACHED = Text(zh="未达到", en="not reached")
_EVENTS = Text(
    zh="每组 {n} 例时，一次试验平均有 {events} 个事件。",
    en="With {n} an arm a trial has {events} events on average.",
)
_LACKING: dict[Measure, Text] = {
    "months": Text(
        zh="其中 {share} 的试验中位时间未达到。",
        en="In {share} of these trials the median is not reached.",
    ),
    "hazard ratio": Text(
        zh="其中 {share} 的试验没有可比的事件：无风险比，也不拒绝。",
        en="In {share} of these trials there is no event to compare: they have no hazard ratio and"
        " reject nothing.",
    ),
}
_FOLLOWED = Text(
    zh="随访如此次运行：每人自输注起随访同样的天数，没有陆续入组。",
    en="Follow-up is that of the run: everybody from infusion on for as many days, with no"
    " staggered entry.",
)
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
    pattern, sides = {
        "share": (_ONE_ARM, _SIDES),
        "difference": (_TWO_ARMS, _SIDES),
        "hazard ratio": (_TWO_CURVES, _LATER),
        "months": (_ONE_CURVE, _LONGER),
    }[found.measure]
    at = found.reference
    share = percent(at or 0.0) if found.measure == "share" else f"{at or 0.0:g}"
    said = sides[found.sides]
    return Text(
        zh=pattern.zh.format(sides=said.zh, alpha=found.alpha, reference=share),
        en=pattern.en.format(sides=said.en, alpha=found.alpha, reference=share),
    )


def design_compared(
    first: Text, other: Text | None, reference: float | None, *, months: bool = False
) -> Text:
    """Return what is held against what: another arm, a share (0 to 1), or a median in months."""
    if other is None:
        pattern = _MONTHS if months else _SHARE
        return Text(
            zh=pattern.zh.format(first=first.zh, reference=reference),
            en=pattern.en.format(first=first.en, reference=reference),
        )
    return Text(
        zh=_ARMS.zh.format(first=first.zh, other=other.zh),
        en=_ARMS.en.format(first=first.en, other=other.en),
    )


def design_measure(found: Replicates, label: Text) -> Text:
    """Return what the trials estimate of an endpoint: a share, a median, or how arms differ."""
    pattern = _MEASURES[found.measure]
    if (
        found.measure == "hazard ratio"
    ):  # of the time itself, which the catalogue calls by its median
        time = label.en.removeprefix("Median ")
        label = Text(zh=label.zh.removeprefix("中位"), en=time[:1].upper() + time[1:])
    return Text(zh=pattern.zh.format(label=label.zh), en=pattern.en.format(label=label.en))


def design_number(measure: Measure, value: float, language: Language) -> str:
    """Return an estimate in digits: a percentage, a ratio, or months."""
    if measure == "months":
        return decimal(value, 1) if math.isfinite(value) else _NOT_REACHED[language]
    return decimal(value, 2) if measure == "hazard ratio" else percent(value)


def design_width(measure: Measure, value: float) -> str:
    """Return how wide an interval is: upper less lower limit, of a ratio upper by lower."""
    if measure == "months":
        return decimal(value, 1)
    return f"×{decimal(value, 2)}" if measure == "hazard ratio" else percent(value)


def design_said(found: DesignSize, n: int) -> tuple[Text, ...]:
    """Return whether a size is enough, whom trials are drawn from, and events in those of ``n``."""
    one = found.designs[0]
    wanted, people = percent(found.wanted), " + ".join(f"{k:,}" for k in one.people)
    enough = _NOT_ENOUGH if found.n is None else _ENOUGH
    return (
        Text(
            zh=enough.zh.format(n=found.n, wanted=wanted),
            en=enough.en.format(n=found.n, wanted=wanted),
        ),
        Text(zh=_PEOPLE.zh.format(people=people), en=_PEOPLE.en.format(people=people)),
        *_of_events(next(own for own in found.designs if own.n == n)),
    )


def design_caution(found: DesignSize) -> Text | None:
    """Return what to beware of where there are few virtual patients to draw from."""
    if min(found.designs[0].people) >= FEW:
        return None
    return _FEW.filled(few=FEW)


def design_not_told() -> tuple[Text, ...]:
    """Return what operating characteristics from a virtual population cannot say."""
    return _NOT_TOLD


def _of_events(found: Replicates) -> tuple[Text, ...]:
    """Return what is to be said of a time to an event alone."""
    if found.events is None:
        return ()
    told = [_EVENTS.filled(n=f"{found.n:,}", events=decimal(found.events, 1))]
    if found.lacking:
        told.append(_LACKING[found.measure].filled(share=percent(found.lacking)))
    return (*told, _FOLLOWED)


def design_figure(found: DesignSize, n: int, measure: Text, language: Language) -> Figure:
    """Return the estimates of trials of ``n``, with power and type I error by size."""
    own = next(one for one in found.designs if one.n == n)
    notes = [_LACKING[own.measure].filled(share=percent(own.lacking))] if own.lacking else []
    return operating(
        _bins(own),
        [_point(one) for one in found.designs],
        measure=measure,
        truth=own.truth,
        null=own.reference if own.reference is not None else float(own.events is not None),
        n=n,
        trials=own.trials,
        wanted=found.wanted,
        alpha=own.alpha,
        digits={"hazard ratio": 2, "months": 1}.get(own.measure),
        notes=notes,
        language=language,
    )


def _bins(found: Replicates) -> list[EstimateBin]:
    """Count the estimates on a grid of whole events, so that no bin holds one value more."""
    if found.events is not None:
        return _time_bins(found)
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


def _time_bins(found: Replicates) -> list[EstimateBin]:
    """Count the estimates that there are; medians not reached are in no bin."""
    known = found.estimates[np.isfinite(found.estimates)]
    known = known if known.size else np.array([found.truth])
    counts, edges = np.histogram(known, bins=_BINS)
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
