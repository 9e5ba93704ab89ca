"""trial_spread: which fitted parameters a virtual trial has, and how far members of them differ."""

from math import isinf

from trephine.core.text import Language, Text
from trephine.core.trial import Trial, TrialEnsemble
from trephine.library import ensemble
from trephine.loop.compare.member_spread import MemberRange
from trephine.loop.outcomes.endpoint import DayEndpoint, TimeEndpoint
from trephine.loop.outcomes.endpoints import endpoints
from trephine.loop.results import TrialResults
from trephine.mechanism.compare_members import chosen_members
from trephine.mechanism.compare_pairs import Combined
from trephine.reports.number import decimal, span

_SAID = Text(
    zh="参数：拟合所得的参数组 {name} 的{member}（共 {most} 组参数），不是库中的值。",
    en="Parameters: {member} of the fitted ensemble {name} ({most} members), not the library's"
    " own.",
)
_MEAN = Text(zh="加权均值", en="the weighted mean")
_MEMBER = Text(zh="第 {number} 组", en="member {number}")
_ONE_SET = Text(
    zh="区间只反映抽到哪些虚拟患者，不含各组参数之间的差异（方案中写 members 可见）。",
    en="Intervals tell which virtual patients were drawn; the spread between members is not in"
    " them (members in the plan shows it).",
)
_MORE_SETS = Text(
    zh="结局的区间只反映抽到哪些虚拟患者；同一批患者另用 {k} 组参数各运行一次，"
    "其间的差异单列，组间差值并有含此差异的区间。",
    en="Intervals of outcomes tell which virtual patients were drawn; the same patients were run"
    " under {k} members too: how far these differ stands apart, and differences between arms are"
    " told once more with the spread in their interval.",
)
HEADING = Text(
    zh="各组参数之间（{members}；最低至最高）",
    en="Between members of the ensemble ({members}; lowest to highest)",
)
PAIR_HEADING = Text(
    zh="组间差值，含各组参数之间的差异（百分点；Rubin 法则）",
    en="Differences with the spread between members in the interval (percentage points; Rubin's"
    " rule)",
)
_RANGE = Text(zh="{label}：{range}", en="{label}: {range}")
_PAIR = Text(
    zh="{label}：差 {mean}（{low} 至 {high}）；各参数组 {least} 至 {most}",
    en="{label}: difference {mean} ({low} to {high}); members {least} to {most}",
)
_TO = Text(zh=" 至 ", en=" to ")
_NOT_REACHED = Text(zh="未达到", en="not reached")
_UNITS = {"months": Text(zh=" 个月", en=" months"), "days": Text(zh=" 天", en=" days")}


def ensemble_words(trial: Trial, language: Language) -> str:
    """Return which fitted parameters the patients have and what intervals hold; empty for none."""
    chosen = trial.ensemble
    if chosen is None:
        return ""
    found = ensemble(chosen.name)
    said = _SAID[language].format(
        name=chosen.name, member=member_words(chosen, language), most=len(found.members)
    )
    interval = _ONE_SET[language]
    if chosen.members:
        interval = _MORE_SETS[language].format(k=len(chosen_members(found, chosen.members)))
    return said + (" " if language == "en" else "") + interval


def member_words(chosen: TrialEnsemble, language: Language) -> str:
    """Return which member of an ensemble it is."""
    if chosen.member is None:
        return _MEAN[language]
    return _MEMBER[language].format(number=chosen.member)


def heading_words(found: TrialResults, language: Language) -> str:
    """Return the heading over ranges: which members; empty where none were run."""
    if found.spread is None:
        return ""
    joined = ", " if language == "en" else "、"
    return HEADING[language].format(members=joined.join(map(str, found.spread.members)))


def range_lines(found: TrialResults, at: int, language: Language) -> list[str]:
    """Return one line for each endpoint of arm ``at`` whose figure differs between members."""
    if found.spread is None:
        return []
    return [
        _RANGE[language].format(
            label=endpoints()[key].kind.label[language], range=_range(key, own, language)
        )
        for key, own in found.spread.arms[at].items()
        if own.lowest != own.highest
    ]


def pair_spread_lines(found: TrialResults, at: int, language: Language) -> list[str]:
    """Return one line for each difference of pair ``at`` that is none in no member."""
    if found.spread is None:
        return []
    return [
        _pair(endpoints()[key].kind.label, own, language)
        for key, own in found.spread.pairs[at].items()
        if any(own.members)
    ]


def _range(key: str, own: MemberRange, language: Language) -> str:
    kind = endpoints()[key]
    if not isinstance(kind, TimeEndpoint | DayEndpoint):
        return span(own.lowest, own.highest, language, "percent")
    unit = _UNITS["months" if isinstance(kind, TimeEndpoint) else "days"][language]
    low = decimal(own.lowest, 1)
    if isinf(own.highest):
        return _TO[language].join((low + unit, _NOT_REACHED[language]))
    return _TO[language].join((low, decimal(own.highest, 1) + unit))


def _pair(label: Text, own: Combined, language: Language) -> str:
    return _PAIR[language].format(
        label=label[language],
        mean=_points(own.mean),
        low=_points(own.ci_lb),
        high=_points(own.ci_ub),
        least=_points(min(own.members)),
        most=_points(max(own.members)),
    )


def _points(share: float) -> str:
    return ("+" if share > 0 else "") + decimal(100 * share, 1)
