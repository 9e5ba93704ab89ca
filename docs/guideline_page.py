# ruff: noqa: INP001  (a module beside the pages)
"""A section of a guideline as a page: each table with its rules, boundaries, proof and errata."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from guideline_text import Section, anchor, sections
from page_text import erratum, joined, mark, place, plain, table, tail

from trephine import library
from trephine.care.boundaries import boundaries
from trephine.care.explain import cell_words
from trephine.care.verify import Proof, verify
from trephine.care.words import Vocabulary, expression_words, vocabulary
from trephine.core.rule import Conclusion, DecisionTable, NotModelled, Order, Rule
from trephine.core.text import Language, Text
from trephine.core.value import INFINITE

LAYERS: dict[str, Text] = {
    "source": Text(zh="原文", en="source"),
    "reference": Text(zh="所引标准", en="reference"),
    "product": Text(zh="产品", en="product"),
    "protocol": Text(zh="方案", en="protocol"),
    "outside": Text(zh="来源之外", en="outside"),
}
STRENGTHS: dict[str, Text] = {
    "must": Text(zh="必须", en="must"),
    "should": Text(zh="建议", en="should"),
    "may": Text(zh="可考虑", en="may"),
    "watch": Text(zh="警惕", en="watch"),
    "note": Text(zh="说明", en="note"),
}
_HITS: dict[str, Text] = {
    "unique": Text(zh="恰有一条规则成立（unique）", en="exactly one rule holds (unique)"),
    "max": Text(zh="取成立规则中的最高级别（max）", en="the highest grade that holds (max)"),
    "sum": Text(zh="成立规则的分数相加（sum）", en="the points of all that hold (sum)"),
    "collect": Text(zh="成立的规则各自作数（collect）", en="every rule that holds (collect)"),
}
_SAYS: dict[str, Text] = {
    "grade": Text(zh="{0} 级", en="grade {0}"),
    "points": Text(zh="{0} 分", en="{0} points"),
    "value": Text(zh="{0}", en="{0}"),
    "require": Text(zh="要求（`{0}`）", en="required (`{0}`)"),
    "exclude": Text(zh="反对的理由（`{0}`）", en="a reason against (`{0}`)"),
    "order": Text(zh="可考虑的医嘱：{0}", en="order to consider: {0}"),
    "measure": Text(zh="测量：{0}", en="measure: {0}"),
    "advise": Text(zh="建议（`{0}`）", en="advice (`{0}`)"),
    "watch": Text(zh="警惕（`{0}`）", en="watch (`{0}`)"),
    "note": Text(zh="说明（`{0}`）", en="note (`{0}`)"),
}
_FLAWS: dict[str, Text] = {
    "gap": Text(zh="缺口：没有规则成立", en="gap: no rule holds"),
    "overlap": Text(zh="重叠：{0} 同时成立", en="overlap: {0} hold at once"),
    "monotone": Text(zh="倒退：{0}", en="reversal: {0}"),
    "never": Text(zh="永不成立：{0}", en="never holds: {0}"),
    "always": Text(zh="恒成立：{0}", en="always holds: {0}"),
}
_ROUTES: dict[str, Text] = {
    "iv": Text(zh="静脉", en="intravenous"),
    "po": Text(zh="口服", en="by mouth"),
    "sc": Text(zh="皮下", en="subcutaneous"),
}
_W: dict[str, Text] = {
    "file": Text(zh="原文件", en="The file"),
    "id": Text(zh="标识", en="id"),
    "layer": Text(zh="层", en="layer"),
    "hit": Text(zh="结论", en="conclusion"),
    "floor": Text(zh="；无规则成立时为 {0} 级", en="; grade {0} where none holds"),
    "at": Text(zh="出处", en="place"),
    "when": Text(zh="何时适用", en="applies when"),
    "always": Text(zh="任何模式下都显示", en="shown in every mode"),
    "assumes": Text(zh="证明的前提", en="the proof assumes"),
    "define": Text(zh="名称 `{0}`：{1}", en="name `{0}`: {1}"),
    "if": Text(zh="条件", en="if"),
    "then": Text(zh="则", en="then"),
    "partly": Text(zh="部分建模", en="modelled in part"),
    "errata": Text(zh="勘误", en="errata"),
    "bounds": Text(zh="界值的两侧", en="On both sides of each limit"),
    "edge": Text(zh="比较", en="comparison"),
    "below": Text(zh="低一步", en="a step below"),
    "equal": Text(zh="恰好", en="at it"),
    "above": Text(zh="高一步", en="a step above"),
    "proof": Text(zh="证明", en="Proof"),
    "cells": Text(zh="尝试了输入的全部 {0} 个单元", en="all {0} cells of the inputs were tried"),
    "one_by_one": Text(
        zh="逐条尝试，共 {0} 个单元：每条规则都能成立，也能不成立",
        en="each rule was tried by itself, {0} cells in all: each can hold and each can fail",
    ),
    "constant": Text(zh="规则恒成立，无可证明", en="the rules always hold: nothing to prove"),
    "unique": Text(zh="无缺口，无重叠", en="no gap and no overlap"),
    "graded": Text(zh="每条规则都能成立，也能不成立", en="every rule can hold and can fail"),
    "up": Text(zh="{0} 升高时结论不降低", en="it never falls as {0} rises"),
    "down": Text(zh="{0} 降低时结论不降低", en="it never falls as {0} falls"),
    "defects": Text(
        zh="照印即有以下缺陷，均已登记", en="as printed it has these defects, all in the register"
    ),
    "witness": Text(zh="例如 {0}（共 {1} 个单元）", en="for example {0} ({1} cells in all)"),
    "orders": Text(zh="可考虑的医嘱", en="Orders to consider"),
    "left": Text(zh="未建模", en="Not modelled"),
    "register": Text(zh="勘误", en="Errata"),
    "reason": Text(zh="理由", en="reason"),
}


@cache
def proofs() -> Mapping[str, Proof]:
    """Return the proof of every table by id."""
    observables = library.observables()
    return {one.id: verify(one, observables) for one in library.ward_pathway(outside=True).tables}


@cache
def _words() -> Vocabulary:
    return vocabulary(library.ward_pathway(outside=True), library.observables())


@cache
def tables() -> Mapping[str, DecisionTable]:
    """Return every table by id."""
    return {one.id: one for one in library.ward_pathway(outside=True).tables}


@cache
def left_out() -> Mapping[str, NotModelled]:
    """Return every statement that is not modelled by id."""
    return {left.id: left for one in library.guidelines() for left in one.not_modelled}


def table_link(name: str, language: Language) -> str:
    """Return a link, from a page of ``reference``, to where a table stands."""
    for section in sections():
        heading = section.title[language]
        for part in section.parts:
            heading = part.said(language) if part.level else heading
            if part.fence and part.fence.get("table", {}).get("id") == name:
                return f"[`{name}`]({section.page}{tail(language)}#{anchor(heading)})"
    return f"`{name}`"


def guideline_page(section: Section, language: Language) -> list[str]:
    """Return the paragraphs of a section's page below its title."""
    file = f"src/trephine/library/{section.page}.md"
    out = [f"{_W['file'][language]}: `{file}`"]
    touched: dict[str, None] = {}
    for part in section.parts:
        if part.level:
            out.append(f"{'#' * part.level} {part.said(language)}")
        elif part.fence is None:
            out += [part.said(language)] if part.said(language) else []
        else:
            if "table" in part.fence:
                one = tables()[part.fence["table"]["id"]]
                out += _table(one, language)
                touched |= dict.fromkeys(_errata(one))
            orders = library.pathway().orders
            if named := [orders[entry["id"]] for entry in part.fence.get("order", ())]:
                out.append(f"**{_W['orders'][language]}**")
                out.append("\n".join(f"- {_order(each, language)}" for each in named))
            if names := [entry["id"] for entry in part.fence.get("not_modelled", ())]:
                out.append(f"**{_W['left'][language]}**")
                out.append("\n".join(f"- {not_modelled(name, language)}" for name in names))
    if touched:
        known = {one.id: one for one in library.errata()}
        out.append(f"## {_W['register'][language]}")
        for name in touched:
            out += [f"### {name}", erratum(known[name], language)]
    return out


def _errata(one: DecisionTable) -> list[str]:
    found = [*one.errata, *(name for rule in one.rules for name in rule.errata)]
    return found + [defect.erratum for defect in one.defects]


def _line(key: str, said: str, language: Language) -> str:
    return f"- {_W[key][language]}{'：' if language == 'zh' else ': '}{said}"


def _table(one: DecisionTable, language: Language) -> list[str]:
    words = _words().of(one)
    hit = _HITS[one.hit][language]
    if one.floor is not None and one.hit == "max":
        hit += _W["floor"][language].format(one.floor)
    lines = [
        _line("id", f"`{one.id}` → `{one.decides}`", language),
        _line("layer", LAYERS[one.layer][language], language),
        _line("hit", hit, language),
        _line("at", place(one.at, language), language),
    ]
    if one.when is not None:
        lines.append(_line("when", plain(expression_words(one.when, words)[language]), language))
    if one.always is not None:
        lines.append(_line("always", plain(one.always[language]), language))
    if one.assumes is not None:
        assumed = plain(expression_words(one.assumes, words)[language])
        lines.append(_line("assumes", assumed, language))
    for entry in one.definitions:
        said = plain(entry.text[language])
        meant = plain(expression_words(entry.condition, words)[language])
        defined = _W["define"][language].format(entry.name, said)
        lines.append(f"- {defined} ← {meant}")
    out = ["\n".join(lines)]
    out += [_rule(rule, one, words, language) for rule in one.rules]
    out += _boundaries(one, words, language)
    out.append(_proof(one, words, language))
    return out


def _rule(rule: Rule, one: DecisionTable, words: Vocabulary, language: Language) -> str:
    said = plain(rule.text[language])
    lines = [
        f"**{rule.id}** · {STRENGTHS[rule.strength][language]} · {said}",
        "",
        _line("if", plain(expression_words(rule.condition, words)[language]), language),
        _line("then", _conclusions(rule, one, words, language), language),
        _line("at", mark(rule.mark, language), language),
    ]
    if rule.partly is not None:
        lines.append(_line("partly", plain(rule.partly[language]), language))
    if rule.errata:
        links = joined((f"[{name}](#{name})" for name in rule.errata), language)
        lines.append(_line("errata", links, language))
    return "\n".join(lines)


def _conclusions(rule: Rule, one: DecisionTable, words: Vocabulary, language: Language) -> str:
    said = [_conclusion(each, one, words, language) for each in rule.conclusions]
    return ("；" if language == "zh" else "; ").join(said)


def _conclusion(each: Conclusion, one: DecisionTable, words: Vocabulary, language: Language) -> str:
    meant = each.code
    if each.kind == "value":
        meant = plain(words.code(one.decides, each.code)[language])
    elif each.kind == "points":
        meant = f"{each.points:f}"
    elif each.kind == "order":
        meant = plain(library.pathway().orders[each.code].label[language])
    elif each.kind == "measure":
        named = joined((plain(words.label(name)[language]) for name in each.measure), language)
        every = {"zh": "，每 {} h", "en": ", every {} h"}[language]
        meant = named + (every.format(f"{each.every:f}") if each.every is not None else "")
    return _SAYS[each.kind][language].format(meant)


def _boundaries(one: DecisionTable, words: Vocabulary, language: Language) -> list[str]:
    rows = []
    for edge in boundaries(one, library.observables()):
        limit, step = edge.comparison.limit, edge.step
        ways = ((limit - step, edge.below), (limit, edge.at), (limit + step, edge.above))
        said = plain(expression_words(edge.comparison, words)[language])
        known = library.observables().get(edge.comparison.name)
        least, most = (known and known.possible) or (-INFINITE, INFINITE)
        rows.append([said, *(_side(*way) if least <= way[0] <= most else "" for way in ways)])
    if not rows:
        return []
    heads = [_W[key][language] for key in ("edge", "below", "equal", "above")]
    return [f"**{_W['bounds'][language]}**", table(heads, rows)]


def _side(value: Decimal, holds: bool) -> str:  # noqa: FBT001  (one mark)
    return f"{value:f} {'✓' if holds else '✗'}"


def _proof(one: DecisionTable, words: Vocabulary, language: Language) -> str:
    proof = proofs()[one.id]
    if one.hit == "collect" and not one.defects:
        key = "one_by_one" if proof.cells else "constant"
        lines = [_W[key][language].format(f"{proof.cells:,}")]
    else:
        lines = [_W["cells"][language].format(f"{proof.cells:,}")]
        if not proof.flaws:
            lines.append(_W["unique" if one.hit == "unique" else "graded"][language])
    for each in one.monotone:
        label = plain(words.label(each.name)[language])
        lines.append(_W[each.direction][language].format(label))
    stop, colon, end = ("；", "：", "。") if language == "zh" else ("; ", ":", ".")
    text = stop.join(lines)
    if not proof.flaws:
        return f"**{_W['proof'][language]}** {text}{end}"
    found = []
    registered = {(each.kind, tuple(sorted(each.rules))): each.erratum for each in one.defects}
    for flaw in proof.flaws:
        kind = _FLAWS[flaw.kind][language].format(joined(flaw.rules, language))
        seen = joined(
            (
                f"{plain(words.label(name)[language])} {_cell(name, cell, words, language)}"
                for name, cell in flaw.witness
            ),
            language,
        )
        name = registered.get((flaw.kind, tuple(sorted(flaw.rules))), "")
        link = f" [{name}](#{name})" if name else ""
        witness = _W["witness"][language].format(seen, flaw.count) if flaw.witness else ""
        found.append(f"- {kind}{stop}{witness}{link}")
    head = f"**{_W['proof'][language]}** {text}{stop}{_W['defects'][language]}{colon}"
    return "\n".join([head, "", *found])


def _cell(name: str, cell: str, words: Vocabulary, language: Language) -> str:
    return plain(cell_words(name, cell, words)[language])


def order_dose(one: Order, language: Language) -> str:
    """Return what of one order there is to give: amount, cap, route, interval, number."""
    if one.amount is None:
        dose = {"zh": "原文未给用量", "en": "the source states no amount"}[language]
    else:
        dose = f"{one.amount:f} {one.unit}" + (f"/{one.per.replace('m2', 'm²')}" if one.per else "")
    more = []
    if one.cap is not None:
        more.append(
            {"zh": "每次不超过", "en": "at most"}[language] + f" {one.cap:f} {one.cap_unit}"
        )
    if one.route:
        more.append(_ROUTES[one.route][language])
    if one.every is not None:
        more.append({"zh": "每 {} h", "en": "every {} h"}[language].format(f"{one.every:f}"))
    if one.times is not None:
        more.append({"zh": "{} 次", "en": "{} times"}[language].format(one.times))
    return ("，" if language == "zh" else ", ").join([dose, *more])


def _order(one: Order, language: Language) -> str:
    note = f" {plain(one.note[language])}" if one.note is not None else ""
    dose, where = order_dose(one, language), mark(one.mark, language)
    label = plain(one.label[language])
    sign = "：" if language == "zh" else ": "
    return f"`{one.id}`{sign}{label}{sign}{dose} · {where}{note}"


def not_modelled(name: str, language: Language) -> str:
    """Return a statement that no rule catches, with its place and the reason."""
    one = left_out()[name]
    sign = "：" if language == "zh" else ": "
    where = place(one.at, language)
    reason = f"{_W['reason'][language]}{sign}{plain(one.reason[language])}"
    return f"`{name}` ({where}){sign}{plain(one.text[language])} · {reason}"


def guideline_list(language: Language) -> list[str]:
    """Return the paragraphs of the page that leads to every section, by guideline."""
    heads = {
        "en": ("table", "title", "layer", "rules", "cells tried"),
        "zh": ("表", "题名", "层", "规则", "单元"),
    }[language]
    out = []
    for guideline in library.ward_pathway().guidelines:
        out.append(f"## {guideline.title[language]}")
        for section in sections():
            if section.guideline != guideline.id:
                continue
            out.append(f"### [{section.title[language]}]({section.page}{tail(language)})")
            rows = [
                [
                    table_link(name, language),
                    plain(tables()[name].title[language]),
                    LAYERS[tables()[name].layer][language],
                    str(len(tables()[name].rules)),
                    f"{proofs()[name].cells:,}",
                ]
                for name in section.tables
            ]
            if rows:
                out.append(table(heads, rows))
    end = "" if language == "en" else ".zh"
    tree = "\n".join(f"{section.page}{end}" for section in sections())
    return [*out, f"```{{toctree}}\n:hidden:\n:titlesonly:\n\n{tree}\n```"]
