"""Words for expressions, values and reasons, in Chinese and English."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from trephine.core.expression import (
    All,
    Compared,
    Constant,
    Contains,
    Expression,
    Not,
    OneOf,
    Some,
    Stated,
)
from trephine.core.observable import Observable
from trephine.core.record import Reading
from trephine.core.rule import DecisionTable, Pathway
from trephine.core.text import Text, both_of
from trephine.core.value import Coded, CodedSet, Number, Reason, Truth, Value

REASONS: dict[Reason, Text] = {
    "": Text(zh="未知", en="not known"),
    "not done": Text(zh="未做或未记录", en="not done or not recorded"),
    "stale": Text(zh="结果已过有效期", en="the last result is too old"),
    "no unit": Text(zh="缺单位", en="written without a unit"),
    "conflicting": Text(zh="同一时刻的记录互相矛盾", en="readings of one moment disagree"),
    "incomplete": Text(
        zh="较早的总分与其后未做全的分项不符",
        en="an earlier total does not fit later items, which are not complete",
    ),
    "only the day is known": Text(zh="只有日期，没有时刻", en="only the day is known"),
    "not computable": Text(
        zh="不能推算（缺参考上下限或公式不适用）",
        en="cannot be computed (no limits of normal, or the formula does not apply)",
    ),
    "not applicable": Text(zh="不适用", en="does not apply"),
    "undecided": Text(zh="尚未判定", en="not decided"),
}
_SIGNS = {"<": "<", "<=": "≤", ">": ">", ">=": "≥", "==": "=", "!=": "≠"}
_UNITS = {"Cel": "°C", "mm[Hg]": "mmHg", "10*9/L": "×10⁹/L", "10*6/L": "×10⁶/L", "/uL": "/µL"}
_YES = Text(zh="是", en="yes")
_NO = Text(zh="否", en="no")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The words of inputs: observables, definitions of a table, decisions of a pathway."""

    observables: Mapping[str, Observable]
    definitions: Mapping[str, Text]
    decisions: Mapping[str, DecisionTable]

    def label(self, name: str) -> Text:
        """Return what an input is called."""
        if name in self.definitions:
            return self.definitions[name]
        if name in self.decisions:
            return self.decisions[name].title
        return self.observables[name].label

    def code(self, name: str, code: str) -> Text:
        """Return what a code of an input is called."""
        known = self.decisions[name].values if name in self.decisions else ()
        known = known or (self.observables[name].choices if name in self.observables else ())
        return next((one.label for one in known if one.code == code), both_of(code))

    def unit(self, name: str) -> str:
        """Return the unit of an input as a clinician writes it."""
        return unit_words(self.observables[name].unit if name in self.observables else "")

    def of(self, table: DecisionTable) -> "Vocabulary":
        """Return the vocabulary with the definitions of one table."""
        return Vocabulary(
            observables=self.observables,
            definitions={entry.name: entry.text for entry in table.definitions},
            decisions=self.decisions,
        )


def unit_words(unit: str) -> str:
    """Return a UCUM unit as a clinician writes it; nothing for a mere number, count or score."""
    return "" if unit == "1" or unit.startswith("{") else _UNITS.get(unit, unit)


def vocabulary(pathway: Pathway, observables: Mapping[str, Observable]) -> Vocabulary:
    """Return the words of everything that a pathway's tables name."""
    return Vocabulary(
        observables=observables,
        definitions={},
        decisions={table.decides: table for table in pathway.tables},
    )


def expression_words(expression: Expression, words: Vocabulary, *, inner: bool = False) -> Text:
    """Return a condition in words. Brackets stand where and and or meet."""
    match expression:
        case Constant():
            return Text(zh="恒成立", en="always") if expression.value else _NO
        case Not():
            part = expression_words(expression.part, words, inner=True)
            return Text(zh=f"非（{part.zh}）", en=f"not ({part.en})")
        case All() | Some():
            parts = [expression_words(one, words, inner=True) for one in expression.parts]
            sign = ("且", "and") if isinstance(expression, All) else ("或", "or")
            zh = f" {sign[0]} ".join(part.zh for part in parts)
            en = f" {sign[1]} ".join(part.en for part in parts)
            return Text(zh=f"（{zh}）", en=f"({en})") if inner else Text(zh=zh, en=en)
        case Stated():
            label = words.label(expression.name)
            if expression.name not in words.definitions:
                return label
            # A definition is a sentence of its own: marked off from what stands round it.
            return Text(zh=f"“{label.zh}”", en=f"“{label.en}”")
        case Compared():
            label = words.label(expression.name)
            limit = f"{_SIGNS[expression.comparator]} {expression.limit}"
            unit = words.unit(expression.name)
            tail = f" {limit} {unit}".rstrip()
            return Text(zh=label.zh + tail, en=label.en + tail)
        case OneOf():
            label = words.label(expression.name)
            codes = [words.code(expression.name, code) for code in expression.codes]
            return Text(
                zh=f"{label.zh} 为 {'、'.join(code.zh for code in codes)}",
                en=f"{label.en} is {' or '.join(code.en for code in codes)}",
            )
        case Contains():
            label, code = words.label(expression.name), words.code(expression.name, expression.code)
            return Text(zh=f"{label.zh}包括{code.zh}", en=f"{label.en} includes {code.en}")


def number_words(low: Decimal, high: Decimal) -> str:
    """Return a number or a range, as short as it can be written."""
    if low == high:
        return _plain(low)
    if low.is_infinite():
        return "?" if high.is_infinite() else f"≤ {_plain(high)}"
    return f"≥ {_plain(low)}" if high.is_infinite() else f"{_plain(low)}–{_plain(high)}"


def _plain(value: Decimal) -> str:
    if value.is_infinite():
        return "∞"
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def value_words(name: str, value: Value, words: Vocabulary) -> Text:
    """Return what is known of an input in words, with the reason where it is not known."""
    why = REASONS[value.reason]
    unknown = Text(zh=f"未知（{why.zh}）", en=f"not known ({why.en})")
    match value:
        case Truth():
            return (_YES if value.low else _NO) if value.known else unknown
        case Number():
            if value.low.is_infinite() and value.high.is_infinite() and not value.known:
                return unknown
            if value.known and value.low.is_infinite():
                return Text(zh="从未", en="never")
            return both_of(f"{number_words(value.low, value.high)} {words.unit(name)}".rstrip())
        case Coded():
            if not value.possible:
                return Text(zh="无规则适用", en="no rule applies")
            if len(value.possible) > 3:
                return unknown
            codes = [words.code(name, code) for code in sorted(value.possible)]
            return Text(
                zh=" 或 ".join(code.zh for code in codes),
                en=" or ".join(code.en for code in codes),
            )
        case CodedSet():
            if not value.known:
                return unknown
            codes = [words.code(name, code) for code in sorted(value.sure)]
            return Text(
                zh="、".join(code.zh for code in codes) or "无",
                en=", ".join(code.en for code in codes) or "none",
            )


def reading_words(one: Reading, words: Vocabulary) -> Text:
    """Return a reading's value as it was written, codes in words."""
    value = one.value
    if isinstance(value, bool):
        return _YES if value else _NO
    if isinstance(value, str | tuple):
        codes = [
            words.code(one.observable, c) for c in ((value,) if isinstance(value, str) else value)
        ]
        return Text(
            zh="、".join(code.zh for code in codes) or "无",
            en=", ".join(code.en for code in codes) or "none",
        )
    if isinstance(value, datetime):
        return both_of(f"{value:%Y-%m-%d %H:%M}")
    return both_of(f"{one.entered or value} {unit_words(one.entered_unit or one.unit)}".strip())
