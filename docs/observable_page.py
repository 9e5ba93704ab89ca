# ruff: noqa: INP001  (a module beside the pages)
"""Every observable: words, kind, units, code, ranges, resolution, validity, derivation."""

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from page_text import joined, mark, plain, table

from trephine import library
from trephine.core.observable import Observable
from trephine.core.text import Language, Text
from trephine.library.content import ROOT

_TOPICS: dict[str, Text] = {
    "course": Text(zh="病程", en="The course"),
    "crs": Text(zh="CRS 与 HLH", en="CRS and HLH"),
    "drugs": Text(zh="药物", en="Drugs"),
    "follow_up": Text(zh="随访", en="Follow-up"),
    "history": Text(zh="既往史", en="History"),
    "infection": Text(zh="感染", en="Infection"),
    "kinetics": Text(zh="CAR-T 动力学与 BCMA", en="Kinetics of the CAR-T cells, and BCMA"),
    "laboratory": Text(zh="化验", en="Laboratory"),
    "leukapheresis": Text(zh="淋巴细胞采集", en="Leukapheresis"),
    "lymphodepletion": Text(zh="清淋化疗", en="Lymphodepletion"),
    "neurological": Text(zh="神经系统", en="Nervous system"),
    "patient": Text(zh="患者", en="The patient"),
    "product": Text(zh="产品", en="The product"),
    "relapse": Text(zh="复发", en="Relapse"),
    "response": Text(zh="疗效", en="Response"),
    "vital_signs": Text(zh="生命体征", en="Vital signs"),
}
_KINDS: dict[str, Text] = {
    "quantity": Text(zh="数值", en="number"),
    "yesno": Text(zh="是或否", en="yes or no"),
    "choice": Text(zh="一个编码", en="one code"),
    "choices": Text(zh="若干编码", en="a set of codes"),
    "event": Text(zh="事件", en="event"),
    "dose": Text(zh="用药", en="dose"),
    "moment": Text(zh="时刻", en="moment"),
}
_USES: dict[str, Text] = {
    "eligibility": Text(zh="资格", en="eligibility"),
    "preparation": Text(zh="准备", en="preparation"),
    "grading": Text(zh="分级", en="grading"),
    "monitoring": Text(zh="监测", en="monitoring"),
    "dosing": Text(zh="剂量", en="dosing"),
    "response": Text(zh="疗效", en="response"),
    "course": Text(zh="病程", en="course"),
}
_HEADS = {
    "en": ("observable", "kind, units, ranges", "holds for", "besides"),
    "zh": ("观察项", "种类、单位与范围", "有效期", "其他"),
}
_W: dict[str, Text] = {
    "possible": Text(zh="可能 {0}~{1}", en="possible {0} to {1}"),
    "plausible": Text(zh="可信 {0}~{1}", en="plausible {0} to {1}"),
    "step": Text(zh="步长 {0}", en="step {0}"),
    "limits": Text(zh="附参考上下限", en="with limits of normal"),
    "derived": Text(zh="可推算：`{0}`（{1}）", en="computed: `{0}` ({1})"),
    "within": Text(zh="，{0} h 内", en=", within {0} h"),
    "of": Text(zh="，取值 `{0}`", en=", value `{0}`"),
    "codes": Text(zh="编码：{0}", en="codes: {0}"),
    "unseen": Text(zh="（未另行核对）", en=" (not cross-checked)"),
    "mark": Text(zh="本节的范围、步长与有效期：{0}", en="Ranges, steps and validity here: {0}"),
    "own": Text(zh="其范围等：{0}", en="its ranges: {0}"),
}


@cache
def topics() -> dict[str, tuple[str, ...]]:
    """Return the ids of the observables of each file, in its order."""
    found = {}
    for path in sorted((ROOT / "observables").glob("*.toml")):
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["observable"]
        found[path.stem] = tuple(entry["id"] for entry in entries)
    return found


def observable_page(language: Language) -> list[str]:
    """Return the paragraphs of the page below its title and passage."""
    out = []
    for topic, names in topics().items():
        ones = [library.observables()[name] for name in names]
        usual = max((one.mark for one in ones), key=[one.mark for one in ones].count)
        rows = [_row(one, language, own=one.mark != usual) for one in ones]
        out.append(f"## {_TOPICS[topic][language]}")
        out.append(_W["mark"][language].format(mark(usual, language)))
        out.append(table(_HEADS[language], rows))
    return out


def _row(one: Observable, language: Language, *, own: bool) -> list[str]:
    kind = _KINDS[one.kind][language]
    units = " ".join(f"`{unit.code}`" for unit in one.units if unit.code != "1")
    ranges = [f"{kind} {units}".strip()]
    ranges += [
        _W[key][language].format(*map(_figure, span))
        for key, span in (("possible", one.possible), ("plausible", one.plausible))
        if span is not None
    ]
    if one.resolution is not None:
        ranges.append(_W["step"][language].format(_figure(one.resolution)))
    holds = [f"{_USES[each.use][language]} {_hours(each.hours)}" for each in one.validity]
    return [
        f"{plain(one.label[language])}<br>`{one.id}`",
        "<br>".join(ranges),
        "<br>".join(holds),
        "<br>".join(_besides(one, language, own=own)),
    ]


def _besides(one: Observable, language: Language, *, own: bool) -> Iterator[str]:
    if one.code is not None:
        unseen = "" if one.code.seen else _W["unseen"][language]
        yield f"{one.code.system} {one.code.code}{unseen}"
    if one.limits:
        yield _W["limits"][language]
    if (how := one.derivation) is not None:
        of = joined((f"`{name}`" for name in how.of), language)
        of += "" if how.within is None else _W["within"][language].format(_figure(how.within))
        of += _W["of"][language].format(how.value) if how.value else ""
        yield _W["derived"][language].format(how.formula, of)
    if one.choices:
        sign = "：" if language == "zh" else ": "
        codes = (f"`{each.code}`{sign}{plain(each.label[language])}" for each in one.choices)
        yield _W["codes"][language].format(("；" if language == "zh" else "; ").join(codes))
    if one.note is not None:
        yield plain(one.note[language])
    if own:
        yield _W["own"][language].format(mark(one.mark, language))


def _hours(hours: Decimal | None) -> str:
    if hours is None:
        return "∞"
    return f"{_figure(hours / 24)} d" if hours >= 72 and hours % 24 == 0 else f"{_figure(hours)} h"


def _figure(value: Decimal) -> str:
    return f"{value.normalize():f}"
