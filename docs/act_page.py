# ruff: noqa: INP001  (a module beside the pages)
"""What a virtual trial carries out, states and reports: acts, support, statements, deaths."""

from collections.abc import Iterable

from page_text import mark, plain, table

from trephine import library
from trephine.core.act import Act, ActReading, PastQuantity
from trephine.core.patient_column import ColumnTally
from trephine.core.text import Language, Text
from trephine.library.acts import acts
from trephine.library.endpoints import endpoints
from trephine.library.patient_columns import patient_columns

_W = {
    "order": Text(zh="医嘱", en="order"),
    "advice": Text(zh="建议", en="advice"),
    "acts": Text(zh="措施", en="Acts"),
    "choices": Text(zh="同时提出几项时", en="Where several are proposed"),
    "left": Text(zh="不实施者及其理由", en="What is not carried out, and why"),
    "support": Text(zh="支持", en="Support"),
    "terms": Text(zh="支持对读数的作用", en="What support does to readings"),
    "states": Text(zh="支持的档位", en="Levels of support"),
    "moves": Text(zh="由结论到档位", en="From conclusion to level"),
    "statements": Text(zh="虚拟医师的陈述", en="What the virtual clinician states"),
    "past": Text(zh="公式所用的量", en="Quantities that formulas use"),
    "unknown": Text(zh="有意留作未知者", en="Left unknown on purpose"),
    "written": Text(zh="由运行自身写入者", en="Written by the run itself"),
    "deaths": Text(zh="死因与风险", en="Deaths"),
    "effect": Text(zh="`{0}` 加 `{1}`", en="`{0}` plus `{1}`"),
    "hold": Text(zh="`{0}` 置于 {1} 档", en="`{0}` at level {1}"),
    "protect": Text(
        zh="当 `{0}` 而 {1:g} h 内未给，感染风险 ×{2:g}",
        en="where `{0}` and none within {1:g} h, infections × {2:g}",
    ),
    "short": Text(
        zh="余下的感染病程缩短 {0:g}", en="what is left of an infection shorter by {0:g}"
    ),
    "infusion": Text(
        zh="策略 `{0}`，决定后 {1:g} d", en="strategy `{0}`, {1:g} d after the decision"
    ),
    "when": Text(zh="只在 `{0}`", en="only where `{0}`"),
    "stop": Text(zh="直至 `{0}`", en="until `{0}`"),
    "every": Text(zh="间隔至少 {0:g} h", en="at least {0:g} h apart"),
    "told": Text(zh="写下 {0}", en="states {0}"),
    "second": Text(zh="二次输注", en="Second infusions"),
    "read": Text(zh="进展确认后的下一轮读", en="read at the round after progression is confirmed"),
    "shared": Text(zh="两次输注共用的参数", en="parameters that both infusions share"),
    "where": Text(zh="取值与患者不同者，只在", en="set otherwise than the patient's only where"),
    "whole": Text(zh="二次输注后续计", en="goes on through a second infusion"),
    "between": Text(zh="两轮之间照给", en="also between rounds"),
    "nothing": Text(zh="只写入记录", en="written down alone"),
    "once": Text(zh="一次", en="once"),
    "round": Text(zh="每轮", en="every round"),
    "days": Text(zh="第 {0:g}~{1} 天", en="day {0:g} to {1}"),
    "end": Text(zh="随访末", en="the end"),
    "rounds": Text(zh="查房", en="Rounds"),
    "given_after": Text(zh="决定后多久给到", en="given after the decision"),
    "moved_after": Text(zh="支持的一步在读数后多久写入", en="a step of support after its reading"),
    "found_before": Text(zh="死亡记在首次读数前", en="a death dated before the first reading"),
    "early": Text(zh="可提早", en="an act may be early by"),
    "course": Text(zh="相隔不足此数者为同一程", en="doses less apart are of one course"),
    "stay": Text(zh="人人每轮被看的日子", en="everybody is seen at each round up to"),
    "spans": Text(zh="其后为住院者查房", en="then who is in hospital"),
    "in_hospital": Text(zh="住院者", en="who is in hospital"),
    "confirm": Text(zh="考虑进展者几日后复查何项", en="suspected progression: read again after"),
    "span": Text(zh="自第 {0:g} 天至 {1}，每 {2:g} d", en="day {0:g} to {1}, every {2:g} d"),
    "columns": Text(zh="患者表的各列", en="Columns of the table of patients"),
    "else": Text(zh="由运行的他处得出", en="from elsewhere in the run"),
}
_MINUTES = ("given_after", "moved_after", "found_before", "early")
_TALLIES: dict[ColumnTally, Text] = {
    "highest": Text(zh="最高级别", en="highest grade"),
    "latest": Text(zh="最近一次确知的级别", en="latest known grade"),
    "first day": Text(zh="首日", en="first day"),
    "days": Text(zh="有之的天数", en="days with it"),
    "below": Text(zh="读数曾低于", en="read below"),
    "times": Text(zh="次数", en="times"),
    "days given": Text(zh="给药的天数", en="days on which it was given"),
    "held": Text(zh="曾在其中", en="ever in place"),
}
_HEADS: dict[str, dict[Language, tuple[str, ...]]] = {
    "act": {
        "zh": ("措施", "据", "做什么", "条件", "理由"),
        "en": ("act", "on", "does", "condition", "reason"),
    },
    "choice": {"zh": ("次序", "理由"), "en": ("in this order", "reason")},
    "left": {"zh": ("不实施", "理由"), "en": ("not carried out", "reason")},
    "state": {
        "zh": ("支持", "最高档", "写作", "时效", "理由"),
        "en": ("support", "most", "written as", "lasts", "reason"),
    },
    "move": {"zh": ("决定", "结论", "变动"), "en": ("decision", "conclusion", "change")},
    "term": {"zh": ("量", "公式"), "en": ("quantity", "formula")},
    "statement": {
        "zh": ("陈述", "为是的条件", "何时", "理由"),
        "en": ("statement", "yes where", "when", "reason"),
    },
    "past": {"zh": ("名称", "含义", "由何得出"), "en": ("name", "meaning", "from")},
    "unknown": {"zh": ("观察项", "理由"), "en": ("observable", "reason")},
    "written": {"zh": ("观察项", "来源"), "en": ("observable", "from")},
    "death": {"zh": ("死因", "每日风险", "理由"), "en": ("cause", "hazard a day", "reason")},
    "endpoint": {
        "zh": ("终点", "定义", "对象", "观察期", "列", "证据", "理由"),
        "en": ("endpoint", "definition", "in", "days", "columns", "evidence", "reason"),
    },
    "rounds": {"zh": ("什么", "多少"), "en": ("what", "how much")},
    "column": {
        "zh": ("列", "含义", "由各轮如何计数", "理由"),
        "en": ("column", "meaning", "how rounds are counted", "reason"),
    },
}


def act_page(language: Language) -> list[str]:
    """Return the paragraphs of the page of acts below its title and passage."""
    found = acts()
    out = [f"## {_W['acts'][language]}"]
    for kind in found.kinds:
        out.append(f"### {kind.label[language]} (`{kind.id}`)")
        rows = [_act(one, language) for one in found.acts if one.kind == kind.id]
        out.append(table(_HEADS["act"][language], rows))
    out.append(f"## {_W['choices'][language]}")
    rows = [[_listed(one.acts), mark(one.mark, language)] for one in found.choices]
    out.append(table(_HEADS["choice"][language], rows))
    out.append(f"## {_W['left'][language]}")
    reasons: dict[Text, list[str]] = {}
    for left in found.left:
        reasons.setdefault(left.reason, []).append(left.code)
    rows = [[_listed(codes), plain(reason[language])] for reason, codes in reasons.items()]
    out.append(table(_HEADS["left"][language], rows))
    return [
        *out,
        *_second(language),
        *_rounds(language),
        *_support(language),
        *_stated(language),
    ]


def _second(language: Language) -> list[str]:
    own = acts().second
    if own is None:
        return []
    rows = [
        [_W["read"][language], _listed(own.schedules)],
        [_W["shared"][language], _listed(own.shared)],
        [_W["where"][language], f"`{own.where}`"],
    ]
    return [
        f"## {_W['second'][language]}",
        mark(own.mark, language),
        table(_HEADS["rounds"][language], rows),
    ]


def endpoint_page(language: Language) -> list[str]:
    """Return the paragraphs of the page of endpoints below its title and passage."""
    rows = []
    for one in endpoints():
        last = _W["end"][language] if one.last is None else f"{one.last:g}"
        tied = [one.outcome] * bool(one.outcome) + [one.target] * bool(one.target)
        rows.append(
            [
                f"`{one.id}` {plain(one.label[language])}",
                plain(one.definition[language]),
                plain(one.among[language]),
                _W["days"][language].format(one.first, last),
                _listed(one.columns),
                _listed(tied),
                mark(one.mark, language),
            ]
        )
    return [table(_HEADS["endpoint"][language], rows), *_columns(language)]


def _columns(language: Language) -> list[str]:
    rows = []
    for one in patient_columns():
        how = "" if one.tally is None else f"{_TALLIES[one.tally][language]} `{one.of}`"
        how += "" if one.limit is None else f" < {one.limit:g}"
        how += f" ≥ {one.least}" if one.least > 1 else ""
        if one.first is not None:
            how += f", {_W['days'][language].format(one.first, f'{one.last:g}')}"
        rows.append(
            [
                f"`{one.name}`",
                plain(one.meaning[language]),
                how or _W["else"][language],
                mark(one.mark, language) if one.tally else "",
            ]
        )
    return [f"## {_W['columns'][language]}", table(_HEADS["column"][language], rows)]


def _act(one: Act, language: Language) -> list[str]:
    does = [_W["effect"][language].format(each.state, each.formula) for each in one.effects]
    does += [_W["hold"][language].format(each.state, each.level) for each in one.holds]
    does += [_reading(each) for each in one.readings]
    if one.protection is not None:
        own = one.protection
        does.append(_W["protect"][language].format(own.where, own.hours, own.without))
    if one.shortens:
        does.append(_W["short"][language].format(one.shortens))
    if one.infusion is not None:
        does.append(_W["infusion"][language].format(one.infusion.strategy, one.infusion.lead))
        told = [f"`{name}` = `{code}`" for name, code in one.infusion.stated.items()]
        does += [_W["told"][language].format(", ".join(told))] * bool(told)
    limits = [_W["when"][language].format(one.when)] * bool(one.when)
    limits += [_W["stop"][language].format(one.stop)] * bool(one.stop)
    if one.every is not None:
        limits.append(_W["every"][language].format(one.every))
    limits += [_W["between"][language]] * one.between
    return [
        f"`{one.id}` {plain(one.label[language])}",
        f"{_W[one.trigger][language]} {_listed(one.codes)}",
        _joined(does, language) or _W["nothing"][language],
        _joined(limits, language),
        mark(one.mark, language),
    ]


def _reading(one: ActReading) -> str:
    return f"→ `{one.observable}`" + (f" `{one.formula}`" if one.formula else "")


def _rounds(language: Language) -> list[str]:
    own = acts().rounds
    spans = [
        _W["span"][language].format(
            one.first, _W["end"][language] if one.last is None else f"{one.last:g}", one.every
        )
        for one in own.spans
    ]
    rows = [
        *([_W[key][language], f"{getattr(own, key)} min"] for key in _MINUTES),
        [_W["course"][language], f"{own.course:g} d"],
        [_W["stay"][language], f"{own.stay:g} d"],
        [_W["spans"][language], _joined(spans, language)],
        [_W["in_hospital"][language], f"`{own.in_hospital}`"],
        [_W["confirm"][language], f"{own.confirm_after:g} d: {_listed(own.confirm)}"],
    ]
    return [
        f"## {_W['rounds'][language]}",
        mark(own.mark, language),
        table(_HEADS["rounds"][language], rows),
    ]


def _support(language: Language) -> list[str]:
    support = acts().support
    states = [
        [
            f"`{one.id}` {plain(one.label[language])}",
            str(one.most),
            f"`{one.observable}`" if one.observable else "",
            f"{one.hours:g} h" if one.hours is not None else "",
            mark(one.mark, language),
        ]
        for one in support.states
    ]
    moves = []
    for one in support.moves:
        to = f"{one.change} {one.level}" if one.change == "set" else one.change
        parts = [f"`{one.state}` {to}", *(_reading(each) for each in one.readings)]
        moves.append([f"`{one.decision}`", f"`{one.value}`", _joined(parts, language)])
    terms = [
        [f"`{one.id}` {plain(one.label[language])}", f"`{one.formula}`"] for one in support.terms
    ]
    return [
        f"## {_W['support'][language]}",
        mark(support.mark, language),
        f"### {_W['states'][language]}",
        table(_HEADS["state"][language], states),
        f"### {_W['moves'][language]}",
        table(_HEADS["move"][language], moves),
        f"### {_W['terms'][language]}",
        table(_HEADS["term"][language], terms),
    ]


def _stated(language: Language) -> list[str]:
    found = acts()
    labels = library.observables()
    statements = [
        [
            f"`{one.observable}` {plain(labels[one.observable].label[language])}",
            f"`{one.formula}`",
            _W["once"][language]
            if one.once
            else _W["when"][language].format(one.when)
            if one.when
            else _W["round"][language],
            mark(one.mark, language),
        ]
        for one in found.statements
    ]
    unknown: dict[Text, list[str]] = {}
    for one in found.unknown:
        unknown.setdefault(one.reason, []).append(one.observable)
    deaths = [
        [plain(one.label[language]), f"`{one.hazard}`", mark(one.mark, language)]
        for one in found.deaths
    ]
    return [
        f"## {_W['statements'][language]}",
        table(_HEADS["statement"][language], statements),
        f"### {_W['unknown'][language]}",
        table(
            _HEADS["unknown"][language],
            [[_listed(names), plain(reason[language])] for reason, names in unknown.items()],
        ),
        f"### {_W['written'][language]}",
        table(
            _HEADS["written"][language],
            [[f"`{one.observable}`", plain(one.how[language])] for one in found.written],
        ),
        f"### {_W['past'][language]}",
        table(
            _HEADS["past"][language],
            [
                [f"`{one.id}`", plain(one.label[language]), _past(one, language)]
                for one in found.past
            ],
        ),
        f"## {_W['deaths'][language]}",
        table(_HEADS["death"][language], deaths),
    ]


def _past(one: PastQuantity, language: Language) -> str:
    parts = [one.what, _listed(one.of)]
    parts += [f"{one.within:g} h"] if one.within is not None else []
    parts += [f"@ {_listed(one.since)}"] if one.since else []
    parts += [f"= `{one.code}`"] if one.code else []
    parts += [f"[{_W['whole'][language]}]"] if one.whole else []
    return " ".join((*parts, f"({one.otherwise:g})"))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _joined(parts: Iterable[str], language: Language) -> str:
    return ("；" if language == "zh" else "; ").join(parts)
