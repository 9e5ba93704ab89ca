# ruff: noqa: INP001  (a module beside the pages)
"""Predictions: each with its arms, what is measured, the bound and why it is that."""

from page_text import joined, place, plain, table
from strategy_page import change_words, dose_words

from trephine import library
from trephine.core.measure import MeasureKind, TrajectoryMeasure
from trephine.core.prediction import (
    Comparison,
    Prediction,
    PredictionArm,
    PredictionCheck,
    PredictionOrigin,
)
from trephine.core.text import Language, Text

_ORIGINS: dict[PredictionOrigin, Text] = {
    "mechanism": Text(zh="机制", en="mechanism"),
    "review": Text(zh="综述", en="review"),
    "consensus": Text(zh="共识", en="consensus"),
    "outside": Text(zh="三篇论文之外", en="outside the papers"),
}
_KINDS: dict[MeasureKind, Text] = {
    "peak": Text(zh="峰值", en="peak"),
    "time_of_peak": Text(zh="达峰日", en="day of the peak"),
    "trough": Text(zh="最低值", en="lowest value"),
    "time_of_trough": Text(zh="最低日", en="day of the lowest value"),
    "area": Text(zh="曲线下面积", en="area"),
    "value_at": Text(zh="第 {0} 天的值", en="value on day {0}"),
    "first_above": Text(zh="首次高于 {1} 之日", en="first day above {1}"),
    "first_below": Text(zh="首次低于 {1} 之日", en="first day below {1}"),
    "last_above": Text(zh="最后高于 {1} 之日", en="last day above {1}"),
    "days_above": Text(zh="高于 {1} 的天数", en="days above {1}"),
    "days_below": Text(zh="低于 {1} 的天数", en="days below {1}"),
}
_COMPARE: dict[Comparison, Text] = {
    "value": Text(zh="值", en="value"),
    "difference": Text(zh="差", en="difference"),
    "ratio": Text(zh="比", en="ratio"),
    "decades": Text(zh="数量级之差", en="decades"),
    "share": Text(zh="不超过 {0} 的患者比例", en="share of patients at most {0}"),
}
_W = {
    "line": Text(zh="`{0}` · {1} · {2}", en="`{0}` · {1} · {2}"),
    "arms": Text(zh="各组：{0}", en="Arms: {0}"),
    "plain": Text(zh="产品 `{0}`", en="product `{0}`"),
    "share": Text(zh="剂量 × {0}", en="dose × {0}"),
    "none": Text(zh="不输注细胞", en="no cells"),
    "who": Text(zh="典型患者", en="the typical patient"),
    "cohort": Text(zh="{0} 名虚拟患者", en="{0} virtual patients"),
    "disagrees": Text(zh="综述与机制不一致：{0}", en="Review and mechanism differ: {0}"),
    "fails": Text(
        zh="**在现有模型中不成立**：{0}", en="**Does not hold in the model as it is**: {0}"
    ),
    "over": Text(zh="{0}，与{1}相比", en="{0}, over {1}"),
    "of": Text(zh="`{0}` 的{1}", en="{1} of `{0}`"),
    "alone": Text(zh="{0}", en="{0}"),
    "against": Text(zh="{0} 比 {1}", en="{0} against {1}"),
    "window": Text(zh="（第 {0} 至 {1} 天）", en=" (days {0} to {1})"),
    "list": Text(zh="不成立者", en="Those that do not hold"),
    "all": Text(
        zh="共 {0} 条，其中 {1} 条在现有模型中不成立；未列为不成立者由检验保证成立。",
        en="{0} in all; {1} do not hold in the model as it is, tests hold the others to it.",
    ),
}
_HEADS = {
    "en": ("arms", "measured", "compared as", "bound", "why that much"),
    "zh": ("组", "测量", "比较", "界限", "为何是这个界限"),
}


def prediction_page(language: Language) -> list[str]:
    """Return the paragraphs of the page below its title and passage."""
    found = library.predictions()
    failing = [one for one in found if one.fails is not None]
    out = [_W["all"][language].format(len(found), len(failing))]
    if failing:
        out.append(f"## {_W['list'][language]}")
        out.append("\n".join(f"- `{one.id}` {plain(one.text[language])}" for one in failing))
    for origin, title in _ORIGINS.items():
        out.append(f"## {title[language]}")
        for one in found:
            if one.origin == origin:
                out += _one(one, language)
    return out


def _one(one: Prediction, language: Language) -> list[str]:
    places = joined((place(at, language) for at in one.at), language)
    cohort = _W["cohort"][language].format(one.patients)
    who = _W["who"][language] if one.patients == 1 else cohort
    stop = "；" if language == "zh" else "; "
    arms = stop.join(_arm(arm, one, language) for arm in one.arms)
    said = [_W["arms"][language].format(arms)]
    if one.disagrees is not None:
        said.append(_W["disagrees"][language].format(plain(one.disagrees[language])))
    if one.fails is not None:
        said.append(_W["fails"][language].format(plain(one.fails[language])))
    return [
        f"### {plain(one.text[language])}",
        _W["line"][language].format(one.id, who, places),
        "\n".join(f"- {each}" for each in said),
        table(_HEADS[language], [_check(check, language) for check in one.checks]),
    ]


def _arm(arm: PredictionArm, one: Prediction, language: Language) -> str:
    parts = [f"`{name}`" for name in arm.strategies]
    parts += [change_words(each, language) for each in arm.changes]
    parts += [dose_words(each, language) for each in arm.doses]
    if arm.share == 0:
        parts.append(_W["none"][language])
    elif arm.share != 1:
        parts.append(_W["share"][language].format(f"{arm.share:g}"))
    if not parts:
        parts.append(_W["plain"][language].format(arm.product or one.product))
    equals = "＝" if language == "zh" else " = "
    return f"{arm.id}{equals}{joined(parts, language)}"


def _check(check: PredictionCheck, language: Language) -> list[str]:
    arms = check.arm
    if check.against:
        arms = _W["against"][language].format(check.arm, check.against)
    measured = _measure(check.measure, language)
    if check.over is not None:
        measured = _W["over"][language].format(measured, _measure(check.over, language))
    limit = "" if check.limit is None else f"{check.limit:g}"
    bounds = [f"≥ {check.above:g}"] if check.above is not None else []
    bounds += [f"≤ {check.below:g}"] if check.below is not None else []
    compare = _COMPARE[check.compare][language].format(limit)
    reason = plain(check.reason[language])
    return [arms, measured, compare, joined(bounds, language), reason]


def _measure(one: TrajectoryMeasure, language: Language) -> str:
    low = "" if one.low is None else f"{one.low:g}"
    limit = "" if one.threshold is None else f"{one.threshold:g}"
    said = _W["of"][language].format(one.of, _KINDS[one.kind][language].format(low, limit))
    if one.kind != "value_at" and one.high is not None:
        said += _W["window"][language].format(low or "-7", f"{one.high:g}")
    return said
