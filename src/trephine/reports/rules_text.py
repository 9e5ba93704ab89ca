"""The rules as a person looks at them: proofs, tables, and what of the source is covered."""

from collections.abc import Mapping
from typing import Any

from trephine.care.boundaries import boundaries
from trephine.care.explain import mark_words
from trephine.care.verify import Flaw, verify
from trephine.care.with_outputs import with_outputs
from trephine.care.words import Vocabulary, expression_words, vocabulary
from trephine.core.error import InputError
from trephine.core.mark import Read
from trephine.core.observable import Observable
from trephine.core.option import names_near
from trephine.core.rule import DecisionTable, Pathway, Rule
from trephine.core.text import Language, Text
from trephine.reports.assessment_text import STRENGTHS

_OK = Text(zh="✓ {id}：{cells} 个单元，{found}", en="✓ {id}: {cells} cells, {found}")
_BAD = Text(zh="✗ {id}：{cells} 个单元，{found}", en="✗ {id}: {cells} cells, {found}")
_NONE = Text(zh="无缺口、无重叠、无倒退", en="no gap, no overlap, no reversal")
_DECLARED = Text(zh="原文缺陷，已入勘误", en="defects as printed, in the register")
_KINDS = {
    "gap": Text(zh="缺口", en="gap"),
    "overlap": Text(zh="重叠", en="overlap"),
    "monotone": Text(zh="倒退", en="reversal"),
    "never": Text(zh="永不成立", en="never holds"),
    "always": Text(zh="恒成立", en="always holds"),
}
_SIDES = (("−", "below"), ("=", "at"), ("+", "above"))
_COVERAGE = Text(
    zh="{guideline}：已建模 {modelled}，部分 {partly}，未建模 {not_modelled}",
    en="{guideline}: modelled {modelled}, partly {partly}, not modelled {not_modelled}",
)


def checked(pathway: Pathway, observables: Mapping[str, Observable]) -> list[dict[str, Any]]:
    """Return the proof of every table: its cells, its flaws, and whether they are as declared."""
    found = []
    inputs = with_outputs(pathway, observables)
    for table in pathway.tables:
        proof = verify(table, inputs)
        flaws = {(one.kind, tuple(sorted(one.rules))) for one in proof.flaws}
        declared = {(one.kind, tuple(sorted(one.rules))) for one in table.defects}
        found.append(
            {
                "table": table.id,
                "cells": proof.cells,
                "flaws": [_flaw(one) for one in proof.flaws],
                "declared": [one.erratum for one in table.defects],
                "as_declared": flaws == declared,
            }
        )
    return found


def _flaw(one: Flaw) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "rules": list(one.rules),
        "count": one.count,
        "witness": dict(one.witness),
    }


def check_text(found: list[dict[str, Any]], language: Language) -> str:
    """Return the proofs as lines; a flaw with the inputs at which it shows."""
    lines = []
    for one in found:
        good = one["as_declared"]
        said = _NONE if not one["flaws"] else _DECLARED
        form = (_OK if good else _BAD)[language]
        lines.append(form.format(id=one["table"], cells=one["cells"], found=said[language]))
        for flaw in one["flaws"]:
            witness = ", ".join(f"{name}: {word}" for name, word in flaw["witness"].items())
            rules = " + ".join(flaw["rules"])
            lines.append(
                f"    {_KINDS[flaw['kind']][language]} {rules} ({flaw['count']}) {witness}".rstrip()
            )
    return "\n".join(lines)


def coverage(pathway: Pathway) -> list[dict[str, Any]]:
    """Return, for each guideline, which rules stand, which in part, and what is left out."""
    found = []
    for one in pathway.guidelines:
        rules = [rule for table in one.tables for rule in table.rules]
        partly = [rule for rule in rules if rule.partly is not None]
        found.append(
            {
                "guideline": one.id,
                "title": {"zh": one.title.zh, "en": one.title.en},
                "modelled": len(rules) - len(partly),
                "partly": [
                    {"id": r.id, "zh": r.partly.zh, "en": r.partly.en} for r in partly if r.partly
                ],
                "not_modelled": [
                    {
                        "id": left.id,
                        "at": str(left.at),
                        "zh": f"{left.text.zh}：{left.reason.zh}",
                        "en": f"{left.text.en}: {left.reason.en}",
                    }
                    for left in one.not_modelled
                ],
            }
        )
    return found


def coverage_text(found: list[dict[str, Any]], language: Language) -> str:
    """Return the coverage as lines: counts, then each statement that is caught in part or not."""
    lines = []
    for one in found:
        lines.append(
            _COVERAGE[language].format(
                guideline=one["title"][language],
                modelled=one["modelled"],
                partly=len(one["partly"]),
                not_modelled=len(one["not_modelled"]),
            )
        )
        lines += [f"  ~ {entry['id']}: {entry[language]}" for entry in one["partly"]]
        lines += [
            f"  – {entry['id']} ({entry['at']}): {entry[language]}" for entry in one["not_modelled"]
        ]
    return "\n".join(lines)


def shown(pathway: Pathway, observables: Mapping[str, Observable], name: str) -> dict[str, Any]:
    """Return the list of tables, or one table (asked for by its id or a rule's) in full.

    Raises InputError for an id that is neither.
    """
    if not name:
        return {
            "tables": [
                {
                    "id": table.id,
                    "layer": table.layer,
                    "at": str(table.at),
                    "rules": len(table.rules),
                    "title": {"zh": table.title.zh, "en": table.title.en},
                }
                for table in pathway.tables
            ]
        }
    for table in pathway.tables:
        rules = [rule for rule in table.rules if name in {rule.id, table.id}]
        if rules:
            return _table(table, rules, vocabulary(pathway, observables).of(table), observables)
    ids = [table.id for table in pathway.tables]
    ids += [rule.id for table in pathway.tables for rule in table.rules]
    raise InputError(
        what=Text(zh="没有这张表或这条规则", en="there is no such table or rule"),
        where="trephine rules show",
        found=repr(name),
        do=names_near(name, ids, listed="trephine rules show"),
    )


def _table(
    table: DecisionTable,
    rules: list[Rule],
    words: Vocabulary,
    observables: Mapping[str, Observable],
) -> dict[str, Any]:
    edges = [
        {
            "zh": expression_words(one.comparison, words).zh,
            "en": expression_words(one.comparison, words).en,
            "below": one.below,
            "at": one.at,
            "above": one.above,
        }
        for one in boundaries(table, observables)
    ]
    return {
        "id": table.id,
        "title": {"zh": table.title.zh, "en": table.title.en},
        "text": {"zh": table.text.zh, "en": table.text.en},
        "layer": table.layer,
        "hit": table.hit,
        "at": str(table.at),
        "file": table.file,
        "rules": [_rule(rule, words) for rule in rules],
        "boundaries": edges if len(rules) == len(table.rules) else [],
    }


def _rule(rule: Rule, words: Vocabulary) -> dict[str, Any]:
    condition, place = expression_words(rule.condition, words), mark_words(rule.mark)
    return {
        "id": rule.id,
        "strength": rule.strength,
        "mark": "read" if isinstance(rule.mark, Read) else type(rule.mark).__name__.lower(),
        "zh": {"text": rule.text.zh, "if": condition.zh, "source": place.zh},
        "en": {"text": rule.text.en, "if": condition.en, "source": place.en},
        "then": [f"{one.kind} {one.code}" for one in rule.conclusions],
        "errata": list(rule.errata),
    }


def show_text(found: dict[str, Any], language: Language) -> str:
    """Return a list of tables, or one table, as lines."""
    if "tables" in found:
        return "\n".join(
            f"{one['id']:<36} {one['layer']:<10} {one['rules']:>3}  {one['title'][language]}"
            for one in found["tables"]
        )
    lines = [
        f"{found['title'][language]} ({found['id']}; {found['layer']}; {found['hit']})",
        f"{found['at']} · {found['file']}",
        found["text"][language],
    ]
    for rule in found["rules"]:
        told = rule[language]
        lines += [
            "",
            f"{rule['id']} [{STRENGTHS[rule['strength']][language]}] {told['text']}",
            f"    ← {told['if']}",
            f"    → {', '.join(rule['then'])}",
            f"    {told['source']}" + (f" · {', '.join(rule['errata'])}" if rule["errata"] else ""),
        ]
    if found["boundaries"]:
        lines.append("")
        lines += [
            "  "
            + "  ".join(
                [f"{edge[language]}:"] + [f"{sign} {_tick(edge[at])}" for sign, at in _SIDES]
            )
            for edge in found["boundaries"]
        ]
    return "\n".join(lines)


def _tick(holds: bool) -> str:  # noqa: FBT001  (one mark)
    return "✓" if holds else "✗"
