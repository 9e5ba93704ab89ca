# ruff: noqa: INP001  (a module beside the pages)
"""Strategies: each with its places, what it changes, the evidence for and against, and coverage."""

from page_text import joined, mark, place, plain, table

from trephine import library
from trephine.core.product import Operation, ParameterChange
from trephine.core.strategy import (
    Direction,
    DoseCourse,
    EvidenceItem,
    SecondInfusion,
    Setting,
    Strategy,
    Sureness,
    Topic,
)
from trephine.core.text import Language, Text, plural

_TOPICS: dict[Topic, Text] = {
    "antigen": Text(zh="抗原", en="Antigen"),
    "product": Text(zh="产品与 T 细胞", en="Product and T cells"),
    "prior": Text(zh="既往治疗、清淋与桥接", en="Earlier treatment, lymphodepletion, bridging"),
    "microenvironment": Text(zh="微环境与耗竭", en="Microenvironment and exhaustion"),
    "salvage": Text(zh="维持与挽救", en="Maintenance and salvage"),
    "outside": Text(zh="三篇论文之外", en="Outside the three papers"),
}
_SURE: dict[Sureness, Text] = {
    "high": Text(zh="高", en="high"),
    "moderate": Text(zh="中", en="moderate"),
    "low": Text(zh="低", en="low"),
    "very low": Text(zh="很低", en="very low"),
}
_DIRECTIONS: dict[Direction, Text] = {
    "for": Text(zh="支持", en="for"),
    "against": Text(zh="反对", en="against"),
    "neutral": Text(zh="不定", en="neither"),
}
_SETTINGS: dict[Setting, Text] = {
    "in vitro": Text(zh="体外", en="in vitro"),
    "animal": Text(zh="动物", en="animals"),
    "patients": Text(zh="患者", en="patients"),
}
_OPERATIONS: dict[Operation, Text] = {
    "set": Text(zh="{0} 设为 {1}", en="{0} set to {1}"),
    "times": Text(zh="{0} × {1}", en="{0} × {1}"),
    "plus": Text(zh="{0} 加 {1}", en="{0} plus {1}"),
}
_OF = {
    "parameter": Text(zh="`{0}`", en="`{0}`"),
    "spread": Text(zh="`{0}` 的患者间差异", en="spread of `{0}`"),
    "covariate": Text(zh="协变量 `{0}`", en="covariate `{0}`"),
}
_W = {
    "kind": {
        "mechanism": Text(zh="机制", en="mechanism"),
        "strategy": Text(zh="策略", en="strategy"),
    },
    "line": Text(zh="`{0}` · {1} · 把握：{2} · {3}", en="`{0}` · {1} · sureness: {2} · {3}"),
    "expects": Text(zh="预期：{0}", en="Expected: {0}"),
    "changes": Text(zh="改动：{0}", en="Changes: {0}"),
    "why": Text(zh="取值：{0}", en="Sizes: {0}"),
    "left": Text(zh="未建模：{0}", en="Not modelled: {0}"),
    "dose": Text(zh="`{0}` 加 {1}，第 {2} 天", en="`{0}` plus {1} on day {2}"),
    "repeat": Text(zh="，此后每 {0} 天至第 {1} 天", en=", then every {0} days to day {1}"),
    "infusion": Text(
        zh="第 {0} 天再输注{1}，位置 {2}，{3}", en="infusion on day {0} of {1}, place {2}, {3}"
    ),
    "same": Text(zh="同一产品", en="the same product"),
    "bare": Text(zh="不清淋", en="without lymphodepletion"),
    "after": Text(zh="清淋 `{0}`", en="after `{0}`"),
    "regimen": Text(zh="清淋 `{0}`", en="lymphodepletion `{0}`"),
    "coverage": Text(zh="逐句覆盖", en="Coverage, statement by statement"),
    "none": Text(zh="未建模：{0}", en="not modelled: {0}"),
    "patients": Text(zh="{0} 例", en="{0} patient{1}"),
    "unseen": Text(zh="未见原文", en="not seen"),
}
_HEADS = {
    "evidence": {
        "en": ("finding", "says", "in", "design", "place"),
        "zh": ("所见", "方向", "对象", "设计", "出处"),
    },
    "coverage": {
        "en": ("statement", "place", "represented by"),
        "zh": ("陈述", "出处", "由何代表"),
    },
}


def strategy_page(language: Language) -> list[str]:
    """Return the paragraphs of the page below its title and passage."""
    out: list[str] = []
    for topic, title in _TOPICS.items():
        out.append(f"## {title[language]}")
        for one in library.strategies():
            if one.topic == topic:
                out += _one(one, language)
    out.append(f"## {_W['coverage'][language]}")
    out.append(table(_HEADS["coverage"][language], _coverage(language)))
    return out


def _one(one: Strategy, language: Language) -> list[str]:
    places = joined((place(at, language) for at in one.at), language)
    kind = _W["kind"][one.kind][language]
    line = _W["line"][language].format(one.id, kind, _SURE[one.sureness][language], places)
    said = [_W["expects"][language].format(plain(one.expects[language]))]
    changes = [
        *(change_words(each, language) for each in one.changes),
        *(dose_words(each, language) for each in one.doses),
        *(_infusion(each, language) for each in one.infusions),
    ]
    if one.regimen:
        changes.append(_W["regimen"][language].format(one.regimen))
    if changes:
        stop = "；" if language == "zh" else "; "
        said.append(_W["changes"][language].format(stop.join(changes)))
    marks = [each.mark for each in (*one.changes, *one.doses, *one.infusions)]
    reasons = dict.fromkeys(mark(each, language) for each in marks)
    said += [_W["why"][language].format(each) for each in reasons]
    if one.not_modelled is not None:
        said.append(_W["left"][language].format(plain(one.not_modelled[language])))
    rows = [_evidence(each, language) for each in one.evidence]
    return [
        f"### {plain(one.label[language])}",
        line,
        plain(one.text[language]),
        "\n".join(f"- {each}" for each in said),
        table(_HEADS["evidence"][language], rows),
    ]


def change_words(one: ParameterChange, language: Language) -> str:
    """Return a change of a parameter in words."""
    name = _OF[one.of][language].format(one.parameter)
    return _OPERATIONS[one.operation][language].format(name, f"{one.value:g}")


def dose_words(one: DoseCourse, language: Language) -> str:
    """Return a course of doses in words."""
    days = joined((f"{day:g}" for day in one.days), language)
    said = _W["dose"][language].format(one.state, f"{one.amount:g}", days)
    if one.every is not None and one.until is not None:
        said += _W["repeat"][language].format(f"{one.every:g}", f"{one.until:g}")
    return said


def _infusion(one: SecondInfusion, language: Language) -> str:
    given = f"`{one.product}`" if one.product else _W["same"][language]
    before = _W["after"][language].format(one.regimen) if one.regimen else _W["bare"][language]
    return _W["infusion"][language].format(f"{one.day:g}", given, one.place, before)


def _evidence(one: EvidenceItem, language: Language) -> list[str]:
    whom = f"{_SETTINGS[one.setting][language]}{'：' if language == 'zh' else ': '}"
    whom += plain(one.disease[language])
    if one.patients is not None:
        whom += ("，" if language == "zh" else ", ") + _W["patients"][language].format(
            one.patients, plural(one.patients)
        )
    at = place(one.at, language)
    if not one.seen:
        at += f"（{_W['unseen'].zh}）" if language == "zh" else f" ({_W['unseen'].en})"
    said = _DIRECTIONS[one.direction][language]
    return [plain(one.finding[language]), said, whom, plain(one.design[language]), at]


def _coverage(language: Language) -> list[list[str]]:
    rows = []
    for one in library.strategy_coverage():
        if one.reason is None:
            shown = joined((f"`{name}`" for name in one.strategies), language)
        else:
            shown = _W["none"][language].format(plain(one.reason[language]))
        rows.append([plain(one.says[language]), place(one.at, language), shown])
    return rows
