# ruff: noqa: INP001  (a module beside the pages)
"""The model: the equations and parameters of each part, with where each number comes from."""

import csv
import re
from collections.abc import Iterator
from functools import cache

from page_text import mark, plain, table

from trephine import library
from trephine.core.model import Model, ModelParameter, Spread
from trephine.core.text import Language, Text
from trephine.library.content import ROOT

_PARTS: dict[str, Text] = {
    "10-cells": Text(zh="CAR-T 细胞", en="CAR-T cells"),
    "20-tumour": Text(zh="骨髓瘤", en="Myeloma"),
    "30-antigen": Text(zh="抗原与识别", en="Antigen and recognition"),
    "40-immunity": Text(zh="宿主、免疫与微环境", en="Host, immunity, microenvironment"),
    "50-inflammation": Text(zh="炎症、血管渗漏与神经毒性", en="Inflammation, leak, neurotoxicity"),
    "60-proteins": Text(zh="蛋白与溶解产物", en="Proteins and products of lysis"),
    "70-blood": Text(zh="血细胞", en="Blood"),
    "80-drugs": Text(zh="药物", en="Drugs"),
    "90-readings": Text(zh="读数", en="Readings"),
}
_HEADS = {
    "quantity": {"en": ("quantity", "is", "unit"), "zh": ("量", "含义", "单位")},
    "parameter": {
        "en": ("parameter", "is", "value", "between patients", "accepted", "where from"),
        "zh": ("参数", "含义", "取值", "患者间", "可接受范围", "出处"),
    },
}
_W: dict[str, Text] = {
    "count": Text(
        zh="{states} 个状态，{assignments} 个随时计算的量，{parameters} 个参数，其中 {spread} 个"
        "在患者之间不同，{formula} 个由其他参数算出；{read} 个读自来源，{derived} 个推得，"
        "{assumed} 个为假设。",
        en="{states} states, {assignments} quantities that follow at every moment, {parameters}"
        " parameters, of which {spread} differ between patients and {formula} follow from others;"
        " {read} are read in a source, {derived} derived, {assumed} assumed.",
    ),
    "rate": Text(zh="变化率", en="rates"),
    "initial": Text(zh="起始值", en="initial values"),
    "rules": Text(zh="随时计算的量", en="what follows at every moment"),
    "parameters": Text(zh="参数", en="parameters"),
    "lognormal": Text(zh="对数正态，sd {0}", en="log-normal, sd {0}"),
    "logitnormal": Text(zh="logit 正态，sd {0}", en="logit-normal, sd {0}"),
    "normal": Text(zh="正态，sd {0}", en="normal, sd {0}"),
    "exponential": Text(zh="指数分布", en="exponential"),
}


@cache
def _part_of(folder: str) -> dict[str, str]:
    """Return the part of each id of one folder of tables."""
    found = {}
    for path in sorted((ROOT / "models" / "bcma_cart" / folder).glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            found |= {row["id"]: path.stem for row in csv.DictReader(lines)}
    return found


def model_page(language: Language) -> list[str]:
    """Return the paragraphs of the page below its title and passage."""
    model = library.model("bcma_cart")
    marks = [type(one.mark).__name__ for one in model.parameters]
    out = [
        _W["count"][language].format(
            states=len(model.states),
            assignments=len(model.assignments),
            parameters=len(model.parameters),
            spread=sum(one.spread is not None for one in model.parameters),
            formula=sum(bool(one.formula) for one in model.parameters),
            read=marks.count("Read"),
            derived=marks.count("Derived"),
            assumed=marks.count("Assumed"),
        )
    ]
    for part, title in _PARTS.items():
        out += [f"## {title[language]}", *_part(model, part, language)]
    return out


def _part(model: Model, part: str, language: Language) -> Iterator[str]:
    quantities, parameters = _part_of("quantities"), _part_of("parameters")
    states = [one for one in model.states if quantities.get(one.id) == part]
    rules = [one for one in model.assignments if quantities.get(one.id) == part]
    if states or rules:
        rows = [[f"`{q.id}`", plain(q.label[language]), _unit(q.unit)] for q in (*states, *rules)]
        yield table(_HEADS["quantity"][language], rows)
    for key, lines in (
        ("rules", [f"{one.id} := {one.formula}" for one in rules]),
        ("rate", [f"{one.id}' = {one.rate}" for one in states]),
        ("initial", [f"{one.id}(0) = {one.initial}" for one in states if one.initial != "0"]),
    ):
        if lines:
            yield f"**{_W[key][language]}**\n\n```text\n" + "\n".join(lines) + "\n```"
    ones = [one for one in model.parameters if parameters.get(one.id) == part]
    if ones:
        yield table(_HEADS["parameter"][language], [_row(one, language) for one in ones])


def _row(one: ModelParameter, language: Language) -> list[str]:
    value = f"= `{one.formula}`" if one.formula else f"{one.value:g} {_unit(one.unit)}".strip()
    low = "" if one.low is None else f"{one.low:g}"
    high = "" if one.high is None else f"{one.high:g}"
    return [
        f"`{one.id}`",
        plain(one.label[language]),
        value,
        _spread(one.spread, language),
        f"{low} … {high}" if low or high else "",
        mark(one.mark, language) if one.mark else "",
    ]


def _spread(one: Spread | None, language: Language) -> str:
    return "" if one is None else _W[one.kind][language].format(f"{one.sd:g}")


def _unit(unit: str) -> str:
    return "" if unit == "1" else re.sub(r"\*", "·", unit)
